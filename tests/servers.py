"""Real processes to test against: an installation of its own in a folder, its commands, and its server."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree
from typing import Any

import psycopg

PROJECT = Path(__file__).resolve().parent.parent
OWN_SETTINGS = frozenset(
    {"DATABASE_URL", "REDIS_URL", "PORT", "PUBLIC_URL", "LANGUAGE_READER", "SECRET_KEY", "TURNS_APART"}
)
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
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **self.settings,
        }

    def manage(self, *arguments: str, stdin: str = "", check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Runs one management command to its end."""
        return self._run(["manage.py", *arguments], stdin, check)

    def run(self, code: str) -> Any:
        """Runs Python in another process of this installation; returns what it printed last, as JSON."""
        setup = "import django; django.setup(); import json; from tests import factories\n"
        printed = self._run(["-c", setup + code], "", True).stdout.strip()
        return json.loads(printed.splitlines()[-1]) if printed.endswith(("]", "}")) or printed.isdigit() else None

    def _run(self, command: list[str], stdin: str, check: bool) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [sys.executable, *command],
            cwd=PROJECT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
        )
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
    process: "subprocess.Popen[str]"
    log: Path

    def ws(self, path: str) -> str:
        return f"ws://127.0.0.1:{self.port}{path}"

    def children(self) -> list[int]:
        """The processes that it started itself."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]

    def kill(self) -> None:
        """As a power cut would: no handler runs."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)


def start(installation: Installation, *arguments: str, **settings: str) -> Server:
    """Starts a server on a free port, and waits until it listens."""
    port = free_port()
    log = installation.folder / f"server-{port}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port), *arguments],
            cwd=PROJECT,
            env={**installation.environment, **settings},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    server = Server(port, process, log)
    wait_until(lambda: _listens(server), f"the server on port {port} listens")
    return server


def _listens(server: Server) -> bool:
    if server.process.poll() is not None:
        raise AssertionError(f"the server ended with {server.process.returncode}:\n{server.log.read_text()}")
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
        "from negotiation import links\n"
        "call_command('migrate', verbosity=0)\n"
        "call_command('load_demo')\n"
        f"print(json.dumps([links.issue(factories.negotiation())[1] for _ in range({rooms})]))"
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
