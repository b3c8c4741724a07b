"""Starts what is measured: Parley and the bare echo, each a process on a free port with data of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_WITHIN = 30.0  # seconds
NO_LIMIT = "1000000"  # messages; the load stands for many suppliers, each of whom keeps within the real limit


def parley_environment(var: Path) -> dict[str, str]:
    """Embedded defaults, whatever the caller's environment says, but for the rate limits."""
    ours = {"PARLEY_VAR": str(var), "RATE_LIMIT_BURST": NO_LIMIT, "RATE_LIMIT_PER_MINUTE": NO_LIMIT}
    return {**_environment(), **ours, "DJANGO_SETTINGS_MODULE": "config.settings"}


@contextmanager
def parley(var: Path) -> Iterator[str]:
    """The web process over the data in `var`; yields its address, such as ws://127.0.0.1:4711."""
    port = _free_port()
    command = [sys.executable, "manage.py", "serve", "--no-worker", "--port", str(port)]
    with _running("Parley", command, parley_environment(var), port, var / "parley.log") as url:
        yield url


@contextmanager
def echo(var: Path) -> Iterator[str]:
    """The bare echo with an empty database in `var`; yields its address."""
    port = _free_port()
    settings = {"ECHO_VAR": str(var), "DJANGO_SETTINGS_MODULE": "benchmarks.echo.settings"}
    environment = {**_environment(), **settings}
    migrate = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
    subprocess.run(migrate, env=environment, cwd=ROOT, check=True)
    command = [sys.executable, "-m", "daphne", "--verbosity", "0", "--bind", "127.0.0.1", "--port", str(port)]
    application = "benchmarks.echo.asgi:application"
    with _running("the echo", [*command, application], environment, port, var / "echo.log") as url:
        yield url


def _environment() -> dict[str, str]:
    unwanted = {
        "DATABASE_URL",
        "REDIS_URL",
        "PRODUCTION",
        "DEBUG",
        "LANGUAGE_READER",
        "LANGUAGE_PHRASER",
        "TURNS_APART",
    }
    return {name: value for name, value in os.environ.items() if name not in unwanted}


@contextmanager
def _running(name: str, command: list[str], environment: Mapping[str, str], port: int, log: Path) -> Iterator[str]:
    """The process; what it had to say is printed when it ends, for a server under load should say nothing."""
    with log.open("w") as output:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=output)
    try:
        _wait_until_up(name, process, port, log)
        yield f"ws://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
        if text := log.read_text().strip():
            print(f"{name} logged:\n{text[-2000:]}", file=sys.stderr)


def _wait_until_up(name: str, process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{name} did not start within {START_WITHIN:.0f} s: {log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
