"""Where the supplier stands, in one line: whose turn it is, and what happens next."""

from dataclasses import dataclass
from enum import StrEnum

from negotiation.models import State
from suppliers.formats import moment
from suppliers.position import Person, Position
from suppliers.waiting import Notice


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
    is_stage = not position.is_bot_speaking and position.state == State.OPEN and position.is_person_due
    if is_stage and (position.waiting is None or position.waiting.notice in _ANSWERING):
        return Standing(Tone.PERSON, f"A person at {buyer} is answering", "You can keep writing.")
    if position.state == State.OPEN and position.owes_answer:
        return Standing(Tone.WAITING, "The bot is answering", "This takes a few seconds.")
    if position.waiting is not None:
        is_nobodys = is_stage and position.waiting.notice == Notice.NO_HAND_OVER
        headline, detail = _NO_ANSWER if is_nobodys else _NOTICES[position.waiting.notice]
        return Standing(Tone.PERSON, headline, detail.format(buyer=buyer, opens=_opens(position)))
    if position.person is not None:
        return _with(position.person, buyer)
    tone, headline, detail = _LINES[position.state]
    return Standing(tone, headline, detail.format(buyer=buyer))


def _with(person: Person, buyer: str) -> Standing:
    """Somebody is joining, is there, or has gone for a moment."""
    name = person.name or "A person"
    if person.is_here:
        return Standing(Tone.PERSON, f"{name} is with you", f"You now talk to a colleague at {buyer}.")
    if not person.has_spoken:
        return Standing(Tone.PERSON, f"{name} is joining", "You can keep writing.")
    return Standing(Tone.PERSON, f"{name} is away for a moment", "What you write is there when they are back.")


def _opens(position: Position) -> str:
    opens = position.waiting.opens if position.waiting else None
    return moment(opens, position.locale, position.time_zone) if opens else ""


_NOTICES: dict[Notice, tuple[str, str]] = {
    Notice.HANDED_OVER: ("A person was asked", "Colleagues at {buyer} are there, and one of them will join you."),
    Notice.NOBODY_YET: ("Nobody is there yet", "People at {buyer} were told, and one of them will answer."),
    Notice.OUT_OF_HOURS: ("Nobody is in the office now", "People at {buyer} are back {opens}."),
    Notice.NO_HAND_OVER: ("Nobody can take over here", "What you write is kept. Please ask your contact at {buyer}."),
}
# Where people answer from the beginning there is nothing to take over; whoever comes, answers.
_ANSWERING = (Notice.HANDED_OVER, Notice.NOBODY_YET)
_NO_ANSWER = ("Nobody can answer here yet", "What you write is kept. Please ask your contact at {buyer}.")

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
