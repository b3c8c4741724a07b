"""A mail server at the edge of the process: it takes letters, refuses them, or hangs up, as a test tells it."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any

HANG_UP = "hang up"  # after the whole letter has arrived, without an answer


@dataclass
class MailServer:
    """`answers` says for an address what becomes of a letter to it: an SMTP answer, or HANG_UP; else it is taken."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    arrived: list[EmailMessage] = field(default_factory=list)
    # Set while letters are taken; a test clears it to hold the server in the middle of one.
    goes_on: threading.Event = field(default_factory=threading.Event)
    has_one: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def addresses(self) -> list[str]:
        return sorted(str(letter["To"]) for letter in self.arrived)

    def to(self, address: str) -> EmailMessage:
        """The one letter to an address."""
        [letter] = [letter for letter in self.arrived if letter["To"] == address]
        return letter


class _Talk(socketserver.StreamRequestHandler):
    """One connection, as RFC 5321 has it, without extensions."""

    server: Any

    def handle(self) -> None:
        self._say("220 test")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "QUIT":
                return self._say("221 bye")
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                refusal = self._mail.answers.get(to, "")
                self._say("250 ok" if refusal in ("", HANG_UP) else refusal)
            elif verb == "DATA":
                self._say("354 go on")
                if not self._take(to):
                    return None
            else:
                self._say("250 ok")
        return None

    @property
    def _mail(self) -> MailServer:
        mail: MailServer = self.server.mail
        return mail

    def _take(self, to: str) -> bool:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line.removeprefix("."))
        letter = message_from_string("\n".join(lines), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self._mail.arrived.append(letter)
        self._mail.has_one.set()
        self._mail.goes_on.wait(timeout=20)
        if self._mail.answers.get(to) == HANG_UP:
            return False
        self._say("250 taken")
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    mail: MailServer


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A running one, on a free port."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.mail = MailServer(port=server.server_address[1])
        server.mail.goes_on.set()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server.mail
        server.shutdown()
