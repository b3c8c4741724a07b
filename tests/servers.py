"""Real processes to test against: an installation of its own in a folder, its commands, and its server."""

import json
import os
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from shutil import copytree
from subprocess import CompletedProcess
from typing import Any

import psycopg

from tests import processes
from tests.processes import PROJECT, Program, Streams

OWN_SETTINGS = frozenset(
    {"DATABASE_URL", "REDIS_URL", "PORT", "PUBLIC_URL", "LANGUAGE_READER", "SECRET_KEY", "TURNS_APART"}
)
SETUP = "import django; django.setup()\n"
PATIENCE = 30.0  # seconds until a condition that does not come true fails a test


@dataclass(frozen=True)
class Installation:
    """A folder with a database, and the settings of the processes that work on it."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in OWN_SETTINGS}
        return {
            **inherited,
            "PARLEY_VAR": str(self.folder),
            "PYTHONPATH": str(PROJECT),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TURNS_APART": "1",  # a second one would cost each test a second, and only some are about that
            **self.settings,
        }

    def manage(self, *arguments: str, stdin: str = "", check: bool = True) -> "CompletedProcess[str]":
        """Runs one management command to its end."""
        return self._run(["manage.py", *arguments], stdin, check)

    def run(self, code: str) -> Any:
        """Runs Python in another process of this installation; returns what it printed last, as JSON."""
        imports = "import json; from tests import factories\n"
        printed = self._run(["-c", SETUP + imports + code], "", True).stdout.strip()
        return json.loads(printed.splitlines()[-1]) if printed.endswith(("]", "}")) or printed.isdigit() else None

    def begin(self, code: str) -> ForkServerProcess:
        """Python in another process of this installation, which goes on by itself."""
        nowhere = Path(os.devnull)
        return processes.start(Program(["-c", SETUP + code], self.environment), Streams(nowhere, nowhere, nowhere))

    def _run(self, command: list[str], stdin: str, check: bool) -> "CompletedProcess[str]":
        done = processes.run(Program(command, self.environment), stdin)
        if check and done.returncode:
            raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done

    def query(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """What the database holds, or a change to it, from outside of Django."""
        if url := self.settings.get("DATABASE_URL"):
            with closing(psycopg.connect(url)) as connection, connection:
                cursor = connection.execute(sql.replace("?", "%s"), parameters)
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.folder / "parley.sqlite3", timeout=20)) as database, database:
            return database.execute(sql, parameters).fetchall()

    @contextmanager
    def serving(self, *arguments: str, **settings: str) -> Iterator["Server"]:
        """A server on a free port, until the block ends."""
        server = start(self, *arguments, **settings)
        try:
            yield server
        finally:
            server.stop()

    def assert_whole(self) -> None:
        """Every chain verifies, and every decision comes out again."""
        self.run(
            "from django.core.management import call_command; call_command('verify_ledger'); call_command('replay')"
        )


@dataclass(frozen=True)
class Server:
    """A running `manage.py serve`."""

    port: int
    process: ForkServerProcess
    log: Path

    def ws(self, path: str) -> str:
        return f"ws://127.0.0.1:{self.port}{path}"

    def children(self) -> list[int]:
        """The processes that it started itself."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]

    def kill(self) -> None:
        """As a power cut would: no handler runs."""
        self.process.kill()
        self.process.join()

    def stop(self) -> None:
        self.process.terminate()
        self.process.join(20)
        assert self.process.exitcode is not None, "the server did not end when asked to"


def start(installation: Installation, *arguments: str, **settings: str) -> Server:
    """Starts a server on a free port, and waits until it listens."""
    port = free_port()
    log = installation.folder / f"server-{port}.log"
    program = Program(["manage.py", "serve", "--port", str(port), *arguments], {**installation.environment, **settings})
    process = processes.start(program, Streams(Path(os.devnull), log, log))
    server = Server(port, process, log)
    wait_until(lambda: _listens(server), f"the server on port {port} listens")
    return server


def _listens(server: Server) -> bool:
    if server.process.exitcode is not None:
        raise AssertionError(f"the server ended with {server.process.exitcode}:\n{server.log.read_text()}")
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", server.port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Looks again and again. Raises AssertionError when it does not come true in time."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s: {what}"
        time.sleep(0.02)


def make(installation: Installation, rooms: int) -> list[str]:
    """Migrates it, loads the demo and `rooms` unopened packaging negotiations; returns the tokens of their links."""
    tokens: list[str] = installation.run(
        "from django.core.management import call_command\n"
        "from django.db import transaction\n"
        "from negotiation import links\n"
        "call_command('migrate', verbosity=0)\n"
        "call_command('load_demo')\n"
        "with transaction.atomic():\n"
        f"    print(json.dumps([links.issue(factories.negotiation())[1] for _ in range({rooms})]))"
    )
    return tokens


def make_template(folder: Path, rooms: int) -> list[str]:
    """An embedded installation to copy; returns the tokens of its rooms."""
    made = Installation(folder, {"SECRET_KEY": "for tests only"})
    tokens = make(made, rooms)
    made.query("PRAGMA wal_checkpoint(TRUNCATE)")
    return tokens


def from_template(template: Path, folder: Path, **settings: str) -> Installation:
    """An installation of its own, with what the template holds."""
    copytree(template, folder)
    return Installation(folder, {"SECRET_KEY": "for tests only", **settings})
