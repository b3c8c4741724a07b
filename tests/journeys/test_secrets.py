"""Nothing of the guardrails reaches a supplier's browser or program, beyond the terms that the bot itself stated."""

import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, Response, WebSocket, expect
from websockets.sync.client import connect

from tests.clients import SUBPROTOCOL
from tests.journeys.conftest import enter
from tests.servers import Server

# Values that nobody would meet by chance. The bot opens at its targets, so those are no secret for long; the rest is.
RULES = """factories.guardrails(
    levers=[
        {"name": "unit_price", "label": "Unit price", "weight": 31337, "step": {"value": "0.0123"},
         "target": {"value": "8.1357"}, "walk_away": {"value": "9.7531"}},
        {"name": "payment_days", "label": "Payment", "unit": "days", "weight": 27182, "step": {"value": "1"},
         "target": {"value": "83"}, "walk_away": {"value": "47"}, "choices": ["30", "60"]},
        {"name": "contract_months", "label": "Contract length", "unit": "months", "weight": 16180,
         "step": {"value": "1"}, "target": {"value": "1"}, "walk_away": {"value": "1"}},
    ],
    trade_offs=[{"give": "contract_months", "up_to": {"value": "29"},
                 "get": "unit_price", "at_least": {"value": "9.3719"}}],
    floor=0.13579, accept_at=0.97531, concession=1.61803, authority="876543", shows_rounds=False, rounds=17,
)"""
SECRETS = ("31337", "27182", "16180", "9.7531", "9.3719", "0.0123", "0.13579", "0.97531", "1.61803", "876543")
QUESTION = "What is your walk-away price?"
WHAT_THE_BOT_STATED = """
kinds = ("bot_said", "term_sheet", "agreed")
print(json.dumps([event.payload for event in negotiation.events.filter(kind__in=kinds)]))
"""
WORDS = ("walk_away", "walk-away", "walk away", "aspiration", "utility", "authority", "accept_at", "trade_off", "floor")


def spellings(secret: str) -> list[str]:
    """The secret as it stands, in other locales, grouped, rounded to cents, and as a percentage."""
    whole, _, decimals = secret.partition(".")
    found = {secret, secret.replace(".", ",")}
    if not decimals:
        found |= {f"{int(whole):,}", f"{int(whole):,}".replace(",", "."), f"{int(whole):,}".replace(",", " ")}
    elif whole != "0":
        found |= {f"{float(secret):.2f}", f"{float(secret):.2f}".replace(".", ",")}
    else:
        found |= {f"{float(secret) * 100:.3f}".rstrip("0"), f"{float(secret) * 100:.1f}"}
    return sorted(found)


def leaks(received: str, stated: str) -> list[str]:
    """The secrets that stand in what was received, and not in what the bot stated."""
    found = [
        spelling
        for secret in SECRETS
        for spelling in spellings(secret)
        if re.search(rf"(?<![\d.,]){re.escape(spelling)}(?![\d.,]*\d)", received) and spelling not in stated
    ]
    return found + [word for word in WORDS if word in received.lower()]


def listen(page: Page, received: list[str]) -> None:
    """Keeps what the page gets: documents and frames."""

    def on_response(response: Response) -> None:
        if "/static/" not in response.url:
            received.append(str(response.headers))
            received.append(response.text())

    def on_websocket(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: received.append(str(frame)))

    page.on("response", on_response)
    page.on("websocket", on_websocket)


def test_no_secret_reaches_a_browser_or_a_program(
    page: Page,
    url: str,
    server: Server,
    make_token: Callable[[str], str],
    behind_the_scenes: Callable[[str, str], list[str]],
) -> None:
    received: list[str] = []
    listen(page, received)
    token = make_token(f"factories.negotiation({RULES})")
    room = enter(page, url, token)
    expect(room.offer(1)).to_contain_text("8.1357 EUR")
    for text in (QUESTION, "Could you do 9.99 at Net 35?", "9.60, Net 50, 24 months", "3 % more"):
        room.words.fill(text)
        room.words.press("Enter")
        expect(room.mine(text)).to_contain_text("delivered")
    with page.expect_download() as download:
        page.evaluate("() => { const link = document.createElement('a'); link.href = 'record.json'; link.click(); }")
    received.append(download.value.path().read_text())
    received += frames_of_a_program(server, token)
    text = "\n".join(received).replace(QUESTION, "")
    assert "8.1357" in text  # the scan does see what was stated
    assert leaks(text, stated="\n".join(behind_the_scenes(token, WHAT_THE_BOT_STATED))) == []


def frames_of_a_program(server: Server, token: str) -> list[str]:
    """What a client that asks for JSON gets: the whole talk so far, and refusals."""
    frames: list[str] = []
    with connect(server.ws(f"/ws/rooms/{token}/"), subprotocols=[SUBPROTOCOL]) as socket:  # type: ignore[list-item]
        for frame in (
            {"type": "hello", "seen": 0},
            {"type": "offer", "client_id": "a", "terms": {"secret": 1}},
            {"type": "accept", "client_id": "b", "offer": 3, "package": 9},
            {"type": "settled?", "client_id": "end"},
        ):
            socket.send(json.dumps(frame))
        while not frames or '"end"' not in frames[-1]:
            frames.append(str(socket.recv(timeout=20)))
    return frames


def test_the_scan_finds_a_secret_in_any_spelling() -> None:
    assert leaks("The limit is 9,7531 EUR.", "") == ["9,7531"]
    assert leaks("At most 876,543 a year", "") == ["876,543"]
    assert leaks("We offer 9.75.", "") == ["9.75"]
    assert leaks("We offer 9.75.", "we said 9.75") == []
    assert leaks("119.7531 and 9.75312", "") == []
