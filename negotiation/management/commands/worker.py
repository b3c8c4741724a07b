"""`manage.py worker`: background work for the embedded installation; `serve` starts it. On a cluster use `run_huey`."""

import os
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.module_loading import autodiscover_modules
from huey.contrib.djhuey import HUEY

from negotiation import tasks


class Command(BaseCommand):
    help = "Runs background work: answers what was left unanswered, expires what is overdue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--end-with-parent", action="store_true", help="end when standard input closes")

    def handle(self, *args: Any, end_with_parent: bool, **options: Any) -> None:
        if end_with_parent:
            threading.Thread(target=_end_with_parent, name="parley-parent-watch", daemon=True).start()
        autodiscover_modules("tasks")  # every app's jobs, as `run_huey` finds them
        tasks.sweep.call_local()  # what a crash left behind does not wait for the first full minute
        HUEY.create_consumer(workers=1).run()


def _end_with_parent() -> None:
    """Ends this process when the one that started it is gone: its end of our standard input closes then."""
    while os.read(sys.stdin.fileno(), 1024):  # not through its buffer, whose lock would be held when Python ends
        pass
    os._exit(0)  # rows are the truth: work that is cut off here is found by the next sweep
