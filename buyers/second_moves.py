"""What a person does with a room besides talking: hand it back, put it off, end it, and decide on what was asked."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.http import QueryDict

from buyers.fields import reason, whole
from negotiation import records
from negotiation.closing_reasons import OUTCOMES
from negotiation.desk import consents, people
from negotiation.desk.holding import refuse_when_others_hold
from negotiation.engine import PRICE, Terms
from negotiation.lifecycle import NotPossible
from negotiation.messages import Refused
from negotiation.models import Kind, Negotiation
from negotiation.overrides import Instruction, Told, on_the_table
from negotiation.trials.thoughts import LOCALE
from negotiation.values import parse_terms
from suppliers.formats import day_and_clock, zone

Move = Callable[[Negotiation, User, QueryDict], str]


def hand_back(negotiation: Negotiation, person: User, form: QueryDict) -> str:
    """With an instruction; to continue from here where none is chosen."""
    told = _told(negotiation, form)
    events = people.hand_back(negotiation.pk, by=person.get_username(), told=told, because=reason(form))
    if events[-1].kind == Kind.CONSENT_ASKED:
        return "This is above what you may allow alone. An approver has been asked; the room stays yours until then."
    return "Handed back. The bot goes on."


def snooze(negotiation: Negotiation, person: User, form: QueryDict) -> str:
    until = _moment(form.get("until", ""))
    people.snooze(negotiation.pk, by=person.get_username(), until=until, because=reason(form))
    return f"Put off until {day_and_clock(until, LOCALE, settings.TIME_ZONE)}, or until the supplier writes."


def close(negotiation: Negotiation, person: User, form: QueryDict) -> str:
    code = reason_code("close", form)
    refuse_when_others_hold(records.load(negotiation), person.get_username())
    people.close(negotiation.pk, by=person.get_username(), reason=code, because=reason(form))
    return "Closed without a deal."


def withdraw(negotiation: Negotiation, person: User, form: QueryDict) -> str:
    code = reason_code("withdraw", form)
    refuse_when_others_hold(records.load(negotiation), person.get_username())
    people.withdraw(negotiation.pk, by=person.get_username(), reason=code, because=reason(form))
    return "Withdrawn."


def consent(negotiation: Negotiation, person: User, form: QueryDict) -> str:
    consents.consent(negotiation.pk, whole(form, "asked"), by=person.get_username())
    return "You consented, and it is done."


def refuse(negotiation: Negotiation, person: User, form: QueryDict) -> str:
    consents.refuse(negotiation.pk, whole(form, "asked"), by=person.get_username(), because=reason(form))
    return "Refused. Your colleague sees why."


def reason_code(outcome: str, form: QueryDict) -> str:
    """The chosen code. Raises Refused for none, or one that this outcome does not have."""
    code = form.get("reason", "")
    if code not in OUTCOMES[outcome]:
        raise Refused("no_reason", "Choose a reason, so that reports can count it.")
    return code


def _told(negotiation: Negotiation, form: QueryDict) -> Told:
    chosen = form.get("instruction", Instruction.CONTINUE)
    record = records.load(negotiation)
    if chosen == Instruction.HOLD:
        return Told(Instruction.HOLD, on_the_table(record))
    if chosen == Instruction.PRICE:
        price = form.get("price", "").strip()
        if not price:
            raise Refused("no_price", "Name the price that the bot may go to.")
        return Told(Instruction.PRICE, Terms(parse_terms({PRICE: price}, replace(record.facts, locale=LOCALE))))
    return Told()


def _moment(text: str) -> datetime:
    """A local date and time as browsers send it, in the house's time zone."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone(settings.TIME_ZONE))
    except ValueError:
        raise NotPossible("Choose a day and a time") from None


ROOM_MOVES: Mapping[str, Move] = {
    "hand-back": hand_back,
    "snooze": snooze,
    "close": close,
    "withdraw": withdraw,
}
APPROVER_MOVES: Mapping[str, Move] = {"consent": consent, "refuse": refuse}
