"""Who holds a room, and what is refused to whom: what every move of a person asks before it is made."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from negotiation.engine import Terms, is_permitted
from negotiation.lifecycle import NotPossible
from negotiation.models import State
from negotiation.records import Record
from negotiation.user_names import called


class AlreadyClaimed(NotPossible):
    """Another buyer was faster. `by` is their user name, `name` what they are called."""

    def __init__(self, by: str, name: str = "") -> None:
        super().__init__(f"{name or by} has taken over this negotiation already")
        self.by = by


class NotYours(NotPossible):
    """Only who holds the room may do this. `holder` is their user name, None when nobody does; `name` what they are
    called.
    """

    def __init__(self, holder: str | None, name: str = "") -> None:
        told = f"{name or holder} holds this room" if holder else "Nobody holds this room yet; take it over first"
        super().__init__(told)
        self.holder = holder


class OutsidePolicy(NotPossible):
    """Terms beyond the guardrails, without a reason for it."""

    def __init__(self, terms: Terms) -> None:
        super().__init__("These terms are outside the playbook; say why they are right, and they can be sent")
        self.terms = terms


class AdviceOutdated(NotPossible):
    """The supplier has written since; there is other advice by now, or will be in a moment."""


class FourEyes(NotPossible):
    """Who negotiated cannot approve."""


def refuse_unless_speaking(record: Record, by: str) -> None:
    """A person speaks in a room that they hold, or where the bot is not trusted to speak. Raises NotYours."""
    if record.state == State.WITH_BUYER or record.is_bot_speaking:
        refuse_unless_held(record, by)


def refuse_unless_held(record: Record, by: str) -> None:
    """Raises NotYours."""
    if record.state != State.WITH_BUYER or record.buyer != by:
        raise NotYours(record.buyer, record.buyer_name)


def refuse_when_others_hold(record: Record, by: str) -> None:
    """Raises NotYours."""
    if record.state == State.WITH_BUYER and record.buyer != by:
        raise NotYours(record.buyer, record.buyer_name)


def refuse_without_reason(record: Record, packages: Sequence[Terms], because: str) -> None:
    """Raises OutsidePolicy for terms beyond the guardrails that nobody gave a reason for."""
    for package in packages:
        if not because.strip() and not is_allowed(record, package):
            raise OutsidePolicy(package)


def refuse_negotiators(record: Record, by: str) -> None:
    """Raises FourEyes."""
    if by in record.people:
        raise FourEyes(f"{called([by])[by]} took part in this negotiation; somebody else has to approve it")


def is_allowed(record: Record, package: Mapping[str, Decimal]) -> bool:
    """Whether the playbook permits terms, or what a person has allowed for this negotiation does."""
    return is_permitted(record.guardrails, package) or is_permitted(record.policy, package)


def completed(record: Record, terms: Mapping[str, Decimal]) -> Terms:
    """A complete package: what is left out stays as the buyer's side last said it, else as it is today."""
    said = record.bot_offer.packages[0] if record.bot_offer else Terms()
    return record.facts.baseline.merged_with(said).merged_with(terms)
