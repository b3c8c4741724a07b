"""Starting the server: what it refuses, with a sentence, before it listens."""

import socket
from pathlib import Path

from tests.servers import Installation


def test_it_refuses_a_database_that_is_not_migrated(tmp_path: Path) -> None:
    done = Installation(tmp_path).manage("serve", "--no-worker", check=False)
    assert done.returncode == 1
    assert "The database is not up to date; run `python manage.py migrate` first." in done.stderr
    assert "Traceback" not in done.stderr


def test_it_refuses_a_port_that_is_taken(own_installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = own_installation.manage("serve", "--no-worker", "--port", str(port), check=False)
    assert done.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in done.stderr
    assert f"Try PORT={port + 1}." in done.stderr
    assert "Traceback" not in done.stderr


def test_it_says_where_it_listens_and_ends_when_asked_to(own_installation: Installation) -> None:
    with own_installation.serving() as server:
        server.stop()
        assert server.process.exitcode == 0
        assert f"Parley listens at http://127.0.0.1:{server.port}" in server.log.read_text()
