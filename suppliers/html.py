"""How a room's events are written for a browser: HTML fragments."""

from collections.abc import Sequence

from negotiation.messages import Refused
from negotiation.models import Event, Negotiation


class HtmlRenderer:
    """Fragments that htmx puts in their place."""

    is_instant = False

    def events(self, negotiation: Negotiation, events: Sequence[Event]) -> list[str]:
        raise NotImplementedError

    def ack(self, client_id: str, seq: int) -> list[str]:
        raise NotImplementedError

    def error(self, refused: Refused, client_id: str | None) -> list[str]:
        raise NotImplementedError

    def typing(self, who: str) -> list[str]:
        raise NotImplementedError
