"""The bot in conversation with a scripted supplier: what the tests of whole negotiations are written in."""

from collections.abc import Iterable

from negotiation.engine import Decision, Intent, Lever, Party, Policy, Terms, Turn, decide
from negotiation.engine.terms import Number

Said = dict[str, Number] | Intent | Turn


def supplier_says(said: Said) -> Turn:
    """A supplier's turn from terms, from a bare intent, or as it is."""
    if isinstance(said, Turn):
        return said
    if isinstance(said, Intent):
        return Turn(Party.SUPPLIER, (said,))
    return Turn(Party.SUPPLIER, (Intent.OFFER,), said)


def haggle(policy: Policy, answers: Iterable[Said]) -> list[Decision]:
    """The bot's decisions: its opening, then one for each of the supplier's answers."""
    history: list[Turn] = []
    decisions = [decide(policy, history)]
    for answer in answers:
        history += [decisions[-1].as_turn(), supplier_says(answer)]
        decisions.append(decide(policy, history))
    return decisions


def price_only(**settings: object) -> Policy:
    """One lever, so that utility can be read off the price: 9.00 is 1, 10.00 is 0, each 0.10 is a tenth.

    Pacing leads down to the floor, evenly.
    """
    paced = {"concession": 1, "floor": 0.1, "aim": settings.get("floor", 0.1), **settings}
    return Policy([Lever("unit_price", "10.00", "9.00", "10.00", 1, "0.10")], **paced)  # type: ignore[arg-type]


def price(value: Number) -> Terms:
    return Terms(unit_price=value)
