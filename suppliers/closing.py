"""What stands at the end: the agreed terms or why there are none, what comes next, and what to keep."""

from dataclasses import dataclass

from negotiation.models import State
from suppliers.offer_cards import Package, package
from suppliers.position import Position
from suppliers.standing import standing


@dataclass(frozen=True)
class Closing:
    """The closing panel. `package` is None when nothing was agreed; `fingerprint` is the head of the record's chain."""

    heading: str
    sentence: str
    package: Package | None
    fingerprint: str


def closing(position: Position) -> Closing | None:
    """The panel of a closed negotiation; None while it is open."""
    if not position.is_closed:
        return None
    agreed = position.agreed if position.state == State.AGREED else None
    line = standing(position)
    return Closing(
        heading=line.headline,
        sentence=_NEXT[position.state].format(buyer=position.facts.buyer),
        package=package(agreed, position.facts) if agreed is not None else None,
        fingerprint=position.hash,
    )


_CONTACT = "To talk again, please write to your contact at {buyer}."
_NEXT = {
    State.AGREED: "Nothing more is needed from you here. {buyer} prepares the contract on exactly these terms.",
    State.NO_DEAL: f"No terms were agreed, and today's stay as they are. {_CONTACT}",
    State.EXPIRED: f"The deadline passed before both sides agreed, so today's terms stay as they are. {_CONTACT}",
    State.WITHDRAWN: f"This negotiation ended before both sides agreed. {_CONTACT}",
}
