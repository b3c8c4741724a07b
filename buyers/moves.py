"""What a person does in a room, parsed from a form; each is one call of `negotiation.desk.people`."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from django.contrib.auth.models import User
from django.http import QueryDict

from buyers import acts
from buyers.fields import reason, whole
from buyers.offer_form import LEVER
from buyers.second_moves import ROOM_MOVES, Move, reason_code
from negotiation import records
from negotiation.desk import people
from negotiation.engine import Terms
from negotiation.lifecycle import NotPossible
from negotiation.messages import MAX_CLIENT_ID, MAX_TEXT, Refused
from negotiation.models import Kind, Negotiation
from negotiation.records import Offer, Record
from negotiation.trials.thoughts import LOCALE
from negotiation.user_names import called, name_of
from negotiation.values import parse_terms


def say(negotiation: Negotiation, person: User, form: QueryDict) -> str:
    """Words, terms, or both."""
    text, terms = _text(form), terms_of(records.load(negotiation), form)
    if not text and not terms:
        raise Refused("empty", "Write something, or name terms; then it can be sent.")
    events = people.say(
        negotiation.pk,
        by=person.get_username(),
        name=name_of(person),
        client_id=form.get("client_id", "")[:MAX_CLIENT_ID],
        text=text,
        terms=terms or None,
        because=reason(form),
    )
    if events and events[-1].kind == Kind.CONSENT_ASKED:
        return "An approver has been asked, as the playbook wants. It goes out once they consent."
    return "Sent."


def send_advice(negotiation: Negotiation, person: User, form: QueryDict) -> str:
    people.send_advice(negotiation.pk, whole(form, "advice"), by=person.get_username(), name=name_of(person))
    return "Sent as the bot prepared it."


def agree(negotiation: Negotiation, person: User, form: QueryDict) -> str:
    """To the supplier's offer as the page showed it: `offer` is its number, so that a newer one is not agreed to."""
    record = records.load(negotiation)
    offer = record.supplier_offer
    if offer is None or offer.seq != whole(form, "offer"):
        raise NotPossible("The supplier has made another offer since; look at that one.")
    people.agree(
        negotiation.pk,
        complete(record, offer),
        by=person.get_username(),
        because=reason(form),
        reason=reason_code("agree", form) if form.get("reason") else "",
    )
    return "Agreed."


def complete(record: Record, offer: Offer) -> Terms:
    """A supplier's offer in full: what they never named stays as it is today."""
    return record.facts.baseline.merged_with(offer.packages[0])


def claim(negotiation: Negotiation, person: User, form: QueryDict) -> str:
    people.claim(negotiation.pk, by=person.get_username(), name=name_of(person))
    return "The room is yours. The supplier sees that a person has joined."


def reassign(negotiation: Negotiation, person: User, form: QueryDict) -> str:
    to = form.get("to", "")
    acts.reassign(negotiation, person, to)
    return f"Passed on to {called([to])[to]}. You can read on here."


def release(negotiation: Negotiation, person: User, form: QueryDict) -> str:
    people.release(negotiation.pk, by=person.get_username())
    return "Released, for any of your colleagues to take."


def note(negotiation: Negotiation, person: User, form: QueryDict) -> str:
    text = _text(form)
    if not text:
        raise Refused("empty", "Write something; then it can be kept.")
    people.note(negotiation.pk, by=person.get_username(), name=name_of(person), text=text)
    return "Noted, for colleagues only."


MOVES: Mapping[str, Move] = {
    "say": say,
    "send": send_advice,
    "agree": agree,
    "claim": claim,
    "reassign": reassign,
    "release": release,
    "note": note,
    **ROOM_MOVES,
}


def _text(form: QueryDict) -> str:
    text = form.get("text", "").replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > MAX_TEXT:
        raise Refused("too_long", f"A message has at most {MAX_TEXT:,} characters; this one has {len(text):,}.")
    return text


def terms_of(record: Record, form: Mapping[str, str]) -> Terms:
    """The levers that were filled in. Raises Refused for what is no value of its lever."""
    raw: dict[str, Decimal | str] = {
        key.removeprefix(LEVER): value.strip()
        for key in form
        if key.startswith(LEVER) and (value := form.get(key, "")).strip()
    }
    return parse_terms(raw, replace(record.facts, locale=LOCALE)) if raw else Terms()
