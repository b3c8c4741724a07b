"""Who gets into a room: the bearer of a valid link, from a page of ours or from no page at all."""

import hashlib
from typing import Any
from urllib.parse import quote

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.clients import SUBPROTOCOL, agent
from tests.servers import Installation, Server, from_template


async def refused_with(url: str, **options: Any) -> int:
    """The HTTP status of a refused handshake."""
    with pytest.raises(InvalidStatus) as refused:
        async with connect(url, subprotocols=[SUBPROTOCOL], **options):
            pass
    return int(refused.value.response.status_code)


def end_link(installation: Installation, room: str, column: str) -> None:
    """Sets when the link of a socket's path was revoked, or expires, to a time that has passed."""
    token_hash = hashlib.sha256(room.strip("/").split("/")[-1].encode()).hexdigest()
    installation.query(
        f"UPDATE negotiation_invitation SET {column} = '2026-01-01 00:00:00' WHERE token_hash = ?", token_hash
    )


@pytest.mark.parametrize(
    "token", ["x", "A" * 43, "%00", "..%2f..%2fadmin", "%ed%a0%80", "a" * 5_000, "' OR 1=1 --", "😀"]
)
async def test_an_unknown_link_is_refused_at_the_handshake(server: Server, token: str) -> None:
    assert await refused_with(server.ws(f"/ws/rooms/{quote(token, safe='%')}/")) == 403


@pytest.mark.parametrize("path", ["/ws/", "/ws/rooms/", "/ws/rooms//", "/", "/admin/"])
async def test_there_is_no_socket_elsewhere(server: Server, path: str) -> None:
    assert await refused_with(server.ws(path)) == 403


@pytest.mark.parametrize("column", ["revoked_at", "expires_at"])
async def test_a_link_that_was_revoked_or_has_expired_is_refused_at_the_handshake(
    server: Server, room: str, installation: Installation, column: str
) -> None:
    async with agent(server.ws(room)):
        pass
    end_link(installation, room, column)
    assert await refused_with(server.ws(room)) == 403


async def test_a_link_can_be_opened_again_and_again_until_then(server: Server, room: str) -> None:
    for _ in range(3):
        async with agent(server.ws(room)) as supplier:
            await supplier.send("hello", seen=0)
            await supplier.event("bot_said")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "file://"])
async def test_a_page_of_another_site_is_refused(server: Server, room: str, origin: str) -> None:
    assert await refused_with(server.ws(room), additional_headers={"Origin": origin}) == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_our_own_page_is_let_in(server: Server, room: str, host: str) -> None:
    origin = f"http://{host}:{server.port}"
    async with agent(server.ws(room), additional_headers={"Origin": origin}) as supplier:
        await supplier.hello()


async def test_a_program_without_an_origin_is_let_in(server: Server, room: str) -> None:
    async with agent(server.ws(room)) as supplier:
        await supplier.hello()


async def test_a_flood_is_told_to_wait_and_the_room_stays_open(template: Any, tmp_path: Any) -> None:
    own = from_template(template.folder, tmp_path / "own", RATE_LIMIT_BURST="5", RATE_LIMIT_PER_MINUTE="600")
    with own.serving("--no-worker") as server:
        room, other = (f"/ws/rooms/{template.token()}/" for _ in range(2))
        async with agent(server.ws(room)) as flood, agent(server.ws(other)) as calm:
            await flood.hello()
            for number in range(30):
                await flood.send("say", text="9.80 at Net 45", client_id=f"m-{number}")
            error = await flood.error()
            assert (error["code"], error["message"].startswith("That was too much")) == ("rate_limited", True)
            assert error["client_id"].startswith("m-")
            await calm.hello()  # each link has a limit of its own
            recorded = {frame["client_id"] for frame in flood.frames if frame["type"] == "ack"}
            assert len(recorded) < 30
            assert error["client_id"] not in recorded
