"""An approver's consent to what a buyer wants: an offer outside the playbook, an instruction above their authority.

What was asked for is done at once when the approver consents. Who took part in the negotiation cannot consent.
"""

from negotiation.desk import handing_back, people
from negotiation.desk.holding import FourEyes, refuse_negotiators
from negotiation.lifecycle import Draft, NotPossible, drafted
from negotiation.models import Actor, Event, Kind, Negotiation, Words
from negotiation.records import Consent
from negotiation.user_names import called


def consent(negotiation_pk: int, asked: int, *, by: str) -> list[Event]:
    """An approver consents to what event `asked` asked for. Raises FourEyes, and NotPossible when that is no question
    any more.
    """
    with drafted(negotiation_pk) as draft:
        waiting = _waiting(draft, asked, by)
        draft.add(Kind.CONSENT_GIVEN, Actor.BUYER, {"by": by, "asked": asked})
        payload = dict(waiting.payload)
        if waiting.is_offer:
            said = {key: payload[key] for key in ("by", "name", "packages", "because")}
            people.add_said(draft, {**said, "consented_by": by}, _text(draft.negotiation, asked))
        else:
            told = handing_back.told_of(payload)
            handing_back.add(draft, by=waiting.by, told=told, because=payload["because"], consented_by=by)
    return draft.events


def refuse(negotiation_pk: int, asked: int, *, by: str, because: str) -> list[Event]:
    """An approver does not consent, and says why. Raises FourEyes, NotPossible."""
    if not because.strip():
        raise NotPossible("Say why, so that your colleague knows what to change")
    with drafted(negotiation_pk) as draft:
        _waiting(draft, asked, by)
        draft.add(Kind.CONSENT_REFUSED, Actor.BUYER, {"by": by, "asked": asked, "because": because})
    return draft.events


def _waiting(draft: Draft, asked: int, by: str) -> Consent:
    refuse_negotiators(draft.record, by)
    waiting = draft.record.consent
    if waiting is None or waiting.seq != asked:
        raise NotPossible("This is no question any more; look at what happened since")
    if waiting.by == by:
        raise FourEyes(f"{called([by])[by]} asked for this; somebody else has to decide on it")
    return waiting


def _text(negotiation: Negotiation, seq: int) -> str:
    found = Words.objects.filter(event__negotiation=negotiation, event__seq=seq, erased_at__isnull=True).first()
    return found.text if found else ""
