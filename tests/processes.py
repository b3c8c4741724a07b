"""Python processes that begin at once: forked from one that has imported the libraries.

Importing them is most of what a short process does. Settings are read and the apps are loaded after the fork, so apart
from that each process is what `python` would start, and may be killed like it.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0  # seconds until a process that was to end by itself is killed

_context = get_context("forkserver")
_context.set_forkserver_preload(["tests.libraries"])


@dataclass(frozen=True)
class Program:
    """Python code, or `manage.py` with arguments, as on a command line; and the environment that it finds."""

    command: Sequence[str]
    environment: dict[str, str]


@dataclass(frozen=True)
class Streams:
    """The files that stand for a process's standard streams; `errors` may be the same as `output`."""

    input: Path
    output: Path
    errors: Path


def start(program: Program, streams: Streams) -> ForkServerProcess:
    """A running process. It is killed at the latest when this one ends."""
    process = _context.Process(target=_run, args=(program, streams), daemon=True)
    process.start()
    return process


def run(program: Program, stdin: str = "") -> "CompletedProcess[str]":
    """Runs it to its end. Raises TimeoutError when it does not end in time."""
    with TemporaryDirectory(prefix="parley-process-") as folder:
        streams = Streams(*(Path(folder) / name for name in ("input", "output", "errors")))
        streams.input.write_text(stdin)
        process = start(program, streams)
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"{program.command} did not end within {PATIENCE:.0f} s")
        output, errors = streams.output.read_text(), streams.errors.read_text()
        return CompletedProcess(list(program.command), process.exitcode, output, errors)


def _run(program: Program, streams: Streams) -> None:
    """What the forked process does."""
    os.dup2(os.open(streams.input, os.O_RDONLY), 0)
    for number, path in ((1, streams.output), (2, streams.errors)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - for as long as the process runs
    os.chdir(PROJECT)
    os.environ.clear()
    os.environ.update(program.environment)
    sys.argv = list(program.command)
    if program.command[0] == "-c":
        exec(compile(program.command[1], "<string>", "exec"), {"__name__": "__main__"})
        return
    from django.core.management import execute_from_command_line  # not in the tests' own process

    execute_from_command_line(sys.argv)
