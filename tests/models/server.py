"""A model's HTTP endpoint on this machine, which speaks OpenAI's and Anthropic's protocols and does as it is told."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE = 20.0  # seconds that a stalled answer is held at most; tests end long before


@dataclass(frozen=True)
class Asked:
    """One request: the schema that it wants an answer in, the question's JSON, and everything that was sent."""

    path: str
    schema: str
    question: dict[str, Any]
    body: dict[str, Any]
    headers: Mapping[str, str]

    @property
    def is_reading(self) -> bool:
        return self.schema == "ReadingAnswer"


@dataclass(frozen=True)
class Reply:
    """What to answer: `content` as the model's text, or a status with an error.

    `stalls`: nothing is sent until the server is released. `cut`: the connection breaks in the middle of the answer.
    `tokens` is what the provider claims to have counted; None when it says nothing.
    """

    content: str = ""
    status: int = 200
    stalls: bool = False
    cut: bool = False
    tokens: tuple[int, int] | None = (100, 20)
    raw: str | None = None


Script = Callable[[Asked], Reply]


@dataclass
class ModelServer:
    """A running endpoint. `script` decides each answer; `asked` is what has come in, and `texts` all of it as sent."""

    port: int
    script: Script
    asked: list[Asked] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def openai_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def anthropic_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def texts(self) -> str:
        return "\n".join(json.dumps(asked.body, ensure_ascii=False) for asked in self.asked)


@contextmanager
def serving(script: Script) -> Iterator[ModelServer]:
    """An endpoint on a free port, until the block ends."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    server = ModelServer(http.server_address[1], script)
    http.model = server  # type: ignore[attr-defined]
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.released.set()
        http.shutdown()
        http.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: else the second waits 40 ms

    def do_POST(self) -> None:
        server: ModelServer = self.server.model  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        is_openai = self.path.endswith("/chat/completions")
        asked = _asked_of_openai(body, self) if is_openai else _asked_of_anthropic(body, self)
        server.asked.append(asked)
        reply = server.script(asked)
        if reply.stalls:
            server.released.wait(PATIENCE)
        self._answer(reply, _openai(reply) if is_openai else _anthropic(reply, asked))

    def _answer(self, reply: Reply, answer: dict[str, Any]) -> None:
        failure = {"error": {"message": "told to fail", "type": "failure"}}
        text = reply.raw if reply.raw is not None else json.dumps(answer if reply.status == 200 else failure)
        data = text.encode()
        try:
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) // 2] if reply.cut else data)
            if reply.cut:
                self.close_connection = True
        except OSError:
            self.close_connection = True  # the client has given up, as it should

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


def _asked_of_openai(body: dict[str, Any], handler: BaseHTTPRequestHandler) -> Asked:
    schema = body.get("response_format", {}).get("json_schema", {}).get("name", "")
    return Asked(handler.path, schema, json.loads(body["messages"][-1]["content"]), body, dict(handler.headers))


def _asked_of_anthropic(body: dict[str, Any], handler: BaseHTTPRequestHandler) -> Asked:
    content = body["messages"][-1]["content"]
    text = content if isinstance(content, str) else content[0]["text"]
    return Asked(handler.path, body["tools"][0]["name"], json.loads(text), body, dict(handler.headers))


def _openai(reply: Reply) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.content}
    answer: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "fake",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }
    if reply.tokens is not None:
        sent, said = reply.tokens
        answer["usage"] = {"prompt_tokens": sent, "completion_tokens": said, "total_tokens": sent + said}
    return answer


def _anthropic(reply: Reply, asked: Asked) -> dict[str, Any]:
    try:
        block = {"type": "tool_use", "id": "tool-1", "name": asked.schema, "input": json.loads(reply.content)}
    except ValueError:
        block = {"type": "text", "text": reply.content}
    sent, said = reply.tokens or (0, 0)
    return {
        "id": "msg-1",
        "type": "message",
        "role": "assistant",
        "model": "fake",
        "content": [block],
        "stop_reason": "tool_use",
        "stop_sequence": None,
        "usage": {"input_tokens": sent, "output_tokens": said},
    }
