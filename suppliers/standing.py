"""Where the supplier stands, in one line: whose turn it is, and what happens next."""

from dataclasses import dataclass
from enum import StrEnum

from negotiation.models import State
from suppliers.position import Position


class Tone(StrEnum):
    """How the line is coloured; the words always say the same."""

    YOURS = "yours"
    WAITING = "waiting"
    PERSON = "person"
    DONE = "done"
    CLOSED = "closed"


@dataclass(frozen=True)
class Standing:
    """`headline` also begins the page's title; `detail` says what to do or what comes."""

    tone: Tone
    headline: str
    detail: str


def standing(position: Position) -> Standing:
    """The one line for the position."""
    buyer = position.facts.buyer
    if not position.is_bot_speaking and position.state == State.INVITED:
        return Standing(Tone.WAITING, f"A person at {buyer} will answer", "They are told once you are connected.")
    if not position.is_bot_speaking and position.state == State.OPEN and position.is_person_due:
        return Standing(Tone.PERSON, f"A person at {buyer} is answering", "You can keep writing.")
    if position.state == State.OPEN and position.owes_answer:
        return Standing(Tone.WAITING, "The bot is answering", "This takes a few seconds.")
    tone, headline, detail = _LINES[position.state]
    return Standing(tone, headline, detail.format(buyer=buyer))


_LINES: dict[State, tuple[Tone, str, str]] = {
    State.INVITED: (
        Tone.WAITING,
        "The bot is about to begin",
        "It makes the first offer once you are connected.",
    ),
    State.OPEN: (Tone.YOURS, "Your turn", "Accept, counter, or just write."),
    State.CONFIRMING: (Tone.YOURS, "Please confirm the term sheet", "Nothing is agreed until you do."),
    State.ESCALATED: (
        Tone.PERSON,
        "A person was asked",
        "A colleague will join; you can keep writing.",
    ),
    State.WITH_BUYER: (
        Tone.PERSON,
        "A person is with you",
        "You now talk to a colleague at {buyer}.",
    ),
    State.AWAITING_APPROVAL: (
        Tone.PERSON,
        "Agreed, subject to approval",
        "A person at {buyer} has to approve.",
    ),
    State.AGREED: (Tone.DONE, "Agreed", "The terms below are final."),
    State.NO_DEAL: (Tone.CLOSED, "Closed without an agreement", "Today's terms stay as they are."),
    State.EXPIRED: (
        Tone.CLOSED,
        "Expired",
        "The deadline passed. Today's terms stay as they are.",
    ),
    State.WITHDRAWN: (Tone.CLOSED, "Withdrawn", "This negotiation was taken back. Today's terms stay as they are."),
}
