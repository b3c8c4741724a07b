"""What tests run on: a database in memory, a real file where threads meet, and real servers on a copy of a template."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from shutil import copy
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from negotiation import reads
from negotiation.writer import ThreadWriter, writer
from tests import servers, services

ALIAS = "default"


@pytest.fixture(scope="session")
def migrated_file(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Path:
    """An empty, migrated SQLite file, to be copied: what is in memory before a test, as migrating is slow.

    Nothing is in memory where only tests were chosen that do not ask for it.
    """
    path = tmp_path_factory.mktemp("migrated") / "parley.sqlite3"
    with django_db_blocker.unblock():
        if not connection.is_in_memory_db():
            with _connected_to(path):
                call_command("migrate", verbosity=0)
            return path
        with closing(sqlite3.connect(path)) as file:
            connection.ensure_connection()
            connection.connection.backup(file)
    return path


@pytest.fixture
def file_database(migrated_file: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """A database file of the test's own. Commits are real, and every thread has a connection of its own.

    (pytest-django's transactional tests empty every table afterwards, which the append-only triggers refuse.)
    """
    path = tmp_path / "parley.sqlite3"
    copy(migrated_file, path)
    with django_db_blocker.unblock(), _connected_to(path):
        yield path


class _connected_to:  # noqa: N801 - a context manager
    """Points Django at another SQLite file; the connection in memory, and what it holds, comes back afterwards."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        self._settings, self._connection = connections.settings[ALIAS], connections[ALIAS]
        connections.settings[ALIAS] = {**self._settings, "NAME": str(self._path)}
        del connections[ALIAS]

    def __exit__(self, *error: object) -> None:
        connections[ALIAS].close()
        connections.settings[ALIAS] = self._settings
        connections[ALIAS] = self._connection


@pytest.fixture
def own_threads(file_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads that read and write for callers on an event loop keep their connection; these keep one to this file."""
    for pool in ("_pool", "_slow_pool"):
        monkeypatch.setattr(reads, pool, ThreadPoolExecutor(1))
    for name, value in vars(ThreadWriter()).items():
        monkeypatch.setattr(writer, name, value)


@pytest.fixture
def at_once(file_database: Path) -> Callable[..., list[Any]]:
    """Runs functions on threads that start together; returns what each returned or raised, in their order."""

    def run(*works: Callable[[], Any]) -> list[Any]:
        barrier = Barrier(len(works))

        def work(one: Callable[[], Any]) -> Any:
            try:
                barrier.wait(timeout=10)
                return one()
            except Exception as error:
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(len(works)) as pool:
            return list(pool.map(work, works))

    return run


@dataclass
class Template:
    """An installation to copy, and the links of its rooms that no test has used yet."""

    folder: Path
    unused: list[str]

    def token(self) -> str:
        """The token of an unopened packaging negotiation that no other test touches."""
        return self.unused.pop()


ROOMS = 150  # more than the tests use; a room takes some milliseconds to make


@pytest.fixture(scope="session")
def template(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("installations") / "template"
    folder.mkdir()
    copy(migrated_file, folder / migrated_file.name)
    return Template(folder, servers.make_template(folder, ROOMS))


@pytest.fixture(scope="session")
def installation(template: Template, tmp_path_factory: pytest.TempPathFactory) -> servers.Installation:
    """One installation for all tests that only talk in rooms of their own."""
    folder = tmp_path_factory.mktemp("installations") / "shared"
    return servers.from_template(template.folder, folder, RATE_LIMIT_BURST="300", RATE_LIMIT_PER_MINUTE="6000")


@pytest.fixture(scope="session")
def server(installation: servers.Installation) -> Iterator[servers.Server]:
    """A running server of that installation, without its worker."""
    with installation.serving("--no-worker") as running:
        yield running


@pytest.fixture
def room(template: Template) -> str:
    """The socket's path of an unopened packaging negotiation in that installation, for this test alone."""
    return f"/ws/rooms/{template.token()}/"


@pytest.fixture
def own_installation(template: Template, tmp_path: Path) -> servers.Installation:
    """An installation for this test alone."""
    return servers.from_template(template.folder, tmp_path / "installation")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[services.Cluster]:
    """A PostgreSQL of the tests' own."""
    with services.postgresql() as cluster:
        yield cluster
