"""`manage.py turns`: does the turns of the web process that started it, and ends with it."""

import signal
from multiprocessing.connection import Connection
from os import dup
from typing import Any

from django.core.management.base import BaseCommand

from negotiation import voices
from negotiation.memory import settle
from negotiation.turn_process import do_turns


class Command(BaseCommand):
    help = "Does the turns of a web process, which starts it by itself with a line to it as standard input."

    def handle(self, *args: Any, **options: Any) -> None:
        for asked_to_end in (signal.SIGINT, signal.SIGTERM):  # it ends with the web process, after the last batch
            signal.signal(asked_to_end, signal.SIG_IGN)
        voices.voice()  # reads its vocabulary now, not while the first supplier waits
        settle()
        do_turns(Connection(dup(0)))
