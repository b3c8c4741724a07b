"""An approver signs a deal, or sends it back."""

from negotiation.desk.holding import refuse_negotiators
from negotiation.engine import Terms
from negotiation.lifecycle import Draft, NotPossible, drafted
from negotiation.models import Actor, Event, Kind, State
from negotiation.records import as_strings
from negotiation.user_names import called


class AlreadyDecided(NotPossible):
    """Another approver was faster, or the deal is another by now. `by` is their user name, empty for the latter; `name`
    what they are called.
    """

    def __init__(self, by: str = "", *, name: str = "", has_approved: bool = False) -> None:
        did = "approved it" if has_approved else "sent it back"
        told = f"{name or by} has {did} already" if by else "These terms do not wait for approval any more; look again"
        super().__init__(told)
        self.by = by


def approve(negotiation_pk: int, *, by: str, asked: int | None = None) -> list[Event]:
    """An approver signs what waits for approval: the deal of event `asked`, if named, and no other.

    Raises FourEyes for who negotiated it, AlreadyDecided when somebody else was faster.
    """
    with drafted(negotiation_pk) as draft:
        _refuse_approver(draft, by, asked)
        terms = as_strings(draft.record.agreed or Terms())
        # Reports count how negotiations ended: why a buyer closed this deal is why it was agreed.
        askings = Event.objects.filter(negotiation=draft.negotiation, kind=Kind.APPROVAL_ASKED)
        asking = askings.order_by("-seq").first()
        counted = {"reasons": asking.content["reasons"]} if asking and "reasons" in asking.content else {}
        draft.add(Kind.APPROVED, Actor.BUYER, {"by": by})
        draft.add(Kind.AGREED, Actor.BUYER, {"by": by, "terms": terms, **counted})
    return draft.events


def send_back(
    negotiation_pk: int, *, by: str, reason: str, asked: int | None = None, goes_on: bool = True
) -> list[Event]:
    """An approver does not sign: the room is again with who held it, or closed the deal where nobody did.

    Where nobody did, for the bot was alone, the approver goes on themself; not so with `goes_on` False, for who does
    not negotiate: then it waits for any buyer. Raises as `approve` does.
    """
    with drafted(negotiation_pk) as draft:
        _refuse_approver(draft, by, asked)
        # The offer that the supplier accepted may be of somebody who has passed the room on since.
        to = draft.record.buyer or draft.record.asked_by or (by if goes_on else "")
        named = {"name": called([to])[to]} if to else {}
        draft.add(Kind.SENT_BACK, Actor.BUYER, {"by": by, "reason": reason, "to": to, **named})
        if not to:
            draft.add(Kind.RELEASED, Actor.SYSTEM, {"by": by, "because": reason})
    return draft.events


def _refuse_approver(draft: Draft, by: str, asked: int | None) -> None:
    record = draft.record
    if asked is not None and (record.state != State.AWAITING_APPROVAL or record.asked != asked):
        decisions = Event.objects.filter(negotiation=draft.negotiation, kind__in=(Kind.APPROVED, Kind.SENT_BACK))
        first = decisions.filter(seq__gt=asked).order_by("seq").first()
        if first is None:
            raise AlreadyDecided
        decided_by = first.content["by"]
        name = called([decided_by])[decided_by]
        raise AlreadyDecided(decided_by, name=name, has_approved=first.kind == Kind.APPROVED)
    refuse_negotiators(record, by)
