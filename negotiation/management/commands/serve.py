"""`manage.py serve`: the web process and the worker together, for a laptop or a single small server."""

import asyncio
import os
import socket
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

# Up to this size a frame that is too long is told so, in the room; beyond it the socket is closed.
MAX_FRAME_BYTES = 4 * 1024 * 1024


CHECKED_EVERY = 2.0  # seconds; how often Daphne looks whether a connection is to be pinged or closed
SLICES = 40


class PatientServer(Server):  # type: ignore[misc]
    """Daphne, looking after its connections a few at a time.

    By itself it looks at all of them at once; with 2,000 that takes some 15 ms, in which nobody is answered.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._due: list[Any] = []

    def timeout_checker(self) -> None:
        if not self._due:
            self._due = list(self.connections)
            self._slice = len(self._due) // SLICES + 1
        for protocol in self._due[-self._slice :]:
            protocol.check_timeouts()
        del self._due[-self._slice :]
        asyncio.get_running_loop().call_later(CHECKED_EVERY / SLICES, self.timeout_checker)


class Command(BaseCommand):
    help = "Serves Parley and runs its background worker, until Ctrl-C. On a cluster run daphne and run_huey apart."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--no-worker", action="store_true", help="only the web process")

    def handle(self, *args: Any, host: str, port: int, no_worker: bool, **options: Any) -> None:
        _refuse_unmigrated()
        _refuse_taken_port(host, port)
        worker = None if no_worker else _start_worker()
        try:
            self._serve(host, port)
        finally:
            if worker is not None:
                worker.terminate()
                worker.wait()

    def _serve(self, host: str, port: int) -> None:
        server = PatientServer(
            application=import_string(settings.ASGI_APPLICATION),
            endpoints=build_endpoint_description_strings(host=host, port=port),
            signal_handlers=True,
            websocket_max_message_size=MAX_FRAME_BYTES,
            websocket_max_frame_size=MAX_FRAME_BYTES,
            server_name="parley",
            verbosity=0,
        )
        self.stdout.write(f"Parley listens at http://{host}:{port} (Ctrl-C ends it)")
        self.stdout.flush()
        server.run()


def _refuse_unmigrated() -> None:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("The database is not up to date; run `python manage.py migrate` first.")


def _start_worker() -> "subprocess.Popen[bytes]":
    """The worker, in a process of its own that ends with this one however this one ends."""
    command = [sys.executable, sys.argv[0], "worker", "--end-with-parent"]
    return subprocess.Popen(command, stdin=subprocess.PIPE)


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"Cannot listen on {host}:{port}: {error}. Try PORT={port + 1}.") from error
