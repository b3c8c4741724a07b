"""How a room's events are written for a browser: HTML fragments, the same files that the page includes."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from negotiation.messages import Refused
from negotiation.models import Event, Negotiation
from suppliers.room_page import standing_update, update


class HtmlRenderer:
    """Fragments in `hx-partial` elements, which htmx puts in their place. One frame a call."""

    is_instant = False

    def events(self, negotiation: Negotiation, events: Sequence[Event]) -> list[str]:
        return [render_to_string("suppliers/frames/events.html", update(_now(negotiation), events))]

    def standing(self, negotiation: Negotiation) -> list[str]:
        return [render_to_string("suppliers/frames/standing.html", standing_update(_now(negotiation)))]

    def ack(self, client_id: str, seq: int) -> list[str]:
        return [render_to_string("suppliers/frames/ack.html", {"client_id": client_id, "seq": seq})]

    def error(self, refused: Refused, client_id: str | None) -> list[str]:
        context = {"code": refused.code, "sentence": refused.sentence, "client_id": client_id}
        return [render_to_string("suppliers/frames/error.html", context)]

    def typing(self, who: str) -> list[str]:
        return [render_to_string("suppliers/frames/typing.html", {"who": who})]


def _now(negotiation: Negotiation) -> Negotiation:
    """The consumer's row is as old as its connection; the state to draw is the one of now."""
    return Negotiation.objects.select_related("contract__supplier").get(pk=negotiation.pk)
