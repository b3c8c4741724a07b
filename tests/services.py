"""PostgreSQL and Redis of the tests' own: private, on free ports of this machine, gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import redis

from tests.servers import free_port, wait_until

HOW_TO_INSTALL = "scripts/install-services installs it"


@contextmanager
def postgresql() -> Iterator["Cluster"]:
    """A running PostgreSQL with no database in it yet. Skips the test where PostgreSQL is not installed."""
    programs = _postgresql_programs()
    if programs is None:
        pytest.skip(f"needs PostgreSQL; {HOW_TO_INSTALL}")
    user = _unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="parley-postgresql-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        subprocess.run(
            [programs / "initdb", "-D", folder, "-U", "parley", "--auth=trust", "--no-sync", "-E", "UTF8"],
            check=True,
            capture_output=True,
            user=user,
            cwd="/",
        )
        with _running_postgresql(programs, folder, user) as port:
            yield Cluster(port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL."""

    port: int

    def url(self, database: str) -> str:
        return f"postgres://parley@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """Makes a database; returns its DATABASE_URL."""
        with closing(psycopg.connect(self.url("postgres"), autocommit=True)) as connection:
            connection.execute(f'CREATE DATABASE "{database}"')
        return self.url(database)

    def disconnect_everybody(self, database: str) -> None:
        """Ends every session on a database, as a restart of PostgreSQL does."""
        with closing(psycopg.connect(self.url("postgres"), autocommit=True)) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))


@contextmanager
def _running_postgresql(programs: Path, folder: Path, user: str | None) -> Iterator[int]:
    port = free_port()
    settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder, "-p", str(port), *options],
            stdout=log,
            stderr=subprocess.STDOUT,
            user=user,
            cwd="/",
        )
    try:
        wait_until(lambda: _answers_postgresql(process, port, folder / "log"), "PostgreSQL answers")
        yield port
    finally:
        process.send_signal(signal.SIGINT)  # the fast way down: it waits for no client
        process.wait(timeout=20)


def _answers_postgresql(process: "subprocess.Popen[bytes]", port: int, log: Path) -> bool:
    assert process.poll() is None, log.read_text()
    try:
        psycopg.connect(Cluster(port).url("postgres")).close()
    except psycopg.OperationalError:
        return False
    return True


def _postgresql_programs() -> Path | None:
    """The folder of initdb and postgres; Debian keeps them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    program = Path(on_path) if on_path else (found[-1] if found else None)
    return program.resolve().parent if program else None


def _unprivileged_user() -> str | None:
    """Whom PostgreSQL runs as; it refuses root. None: as ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


class Redis:
    """A Redis that can be stopped and started again on the same port. It keeps nothing on disk."""

    def __init__(self) -> None:
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip(f"needs Redis; {HOW_TO_INSTALL}")
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
        wait_until(self._answers, "Redis answers")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            return bool(redis.Redis.from_url(self.url).ping())
        except redis.ConnectionError:
            return False
