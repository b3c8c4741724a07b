"""`manage.py haggle PLAYBOOK`: the same bot in a terminal, for trying a policy. Nothing is kept."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from negotiation import answers, ledger, lifecycle, recording, records, voices
from negotiation.decisions import recorded_decision
from negotiation.engine import explain
from negotiation.hearing import Effort
from negotiation.lifecycle import Draft
from negotiation.management.selection import latest_version
from negotiation.messages import Accept, AskPerson, Confirm, Decline, MakeOffer, Refused, Say, SupplierMessage
from negotiation.models import Event, Kind, Negotiation, PlaybookVersion, State
from negotiation.playbooks.compiling import PlaybookError
from negotiation.records import Record
from suppliers.models import Contract

HELP = """You are the supplier. Type a message, or:
  /accept [package]  accept the bot's offer        /offer unit_price=9.60 payment_days=50
  /confirm /decline  answer a term sheet           /person   ask for a person          /quit
"""
MAX_DIGITS = 3  # of a package's number


class Command(BaseCommand):
    help = "Bargain with the bot in the terminal, and see how it read you, what it decided, and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("playbook", help="its short name, such as packaging")
        parser.add_argument("--supplier", help="whose contract to bargain about; the first one under it otherwise")

    def handle(self, *args: Any, playbook: str, supplier: str | None, **options: Any) -> None:
        version = latest_version(playbook)
        contract = _contract(version, supplier)
        try:
            draft = _unsaved(version, contract)
        except PlaybookError as error:
            raise CommandError(" ".join(error.faults)) from error
        self.stdout.write(f"{contract}, under {version}\n{HELP}")
        recording.open_talk(draft)
        shown = self._show(draft.events, 0)
        for line in _lines():
            try:
                message = _message(line, draft.record)
                if message is None:
                    break
                seq = recording.record_message(draft, message)
                if lifecycle.owed(draft.record) is not None:
                    effort = Effort(voices.allowance(0.0, draft.record.used))
                    answers.answer(draft, {seq: message.text} if isinstance(message, Say) else {}, effort)
            except Refused as refused:
                self.stdout.write(f"  ({refused.sentence})")
            shown = self._show(draft.events, shown)
            if draft.record.state not in lifecycle.TALKING:
                break

    def _show(self, events: list[Event], shown: int) -> int:
        for event in events[shown:]:
            payload = json.loads(event.payload)
            if event.kind == Kind.DECIDED:
                for reading in payload["readings"].values():
                    self.stdout.write(f"  read      {_reading_line(reading)}")
                self.stdout.write(f"  decided   {payload['action']}: {explain(recorded_decision(payload))}")
            elif event.kind == Kind.BOT_SAID:
                self.stdout.write(f"bot> {payload['text']}")
            elif event.kind not in (Kind.OPENED, Kind.DISCLOSED, Kind.SUPPLIER_SAID):
                terms = payload.get("terms")
                self.stdout.write(f"  {event.kind:<9} {_pairs(terms) if terms else ''} [{event.state}]")
        return len(events)


def _lines() -> Iterator[str]:
    """What is typed, until the end of input."""
    while True:
        if sys.stdin.isatty():
            sys.stdout.write("you> ")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.strip()


def _message(line: str, record: Record) -> SupplierMessage | None:
    """The message of a line, None to quit. Raises Refused for a command that is none."""
    client_id = str(uuid4())
    command, _, rest = line.partition(" ")
    if command == "/quit":
        return None
    if command == "/offer":
        terms = dict(pair.split("=", 1) for pair in rest.split() if "=" in pair)
        return MakeOffer(client_id=client_id, terms=terms)
    if command == "/accept":
        if len(rest) > MAX_DIGITS or not (rest or "0").isdecimal():
            raise Refused("not_a_number", f"{rest[:40]!r} is no number of a package.")
        offer = record.bot_offer.seq if record.bot_offer else 0
        return Accept(client_id=client_id, offer=offer, package=int(rest or 0))
    plain = {"/confirm": Confirm, "/decline": Decline, "/person": AskPerson}.get(command)
    if plain is not None:
        return plain(client_id=client_id)
    if line.startswith("/"):
        raise Refused("unknown_command", HELP)
    return Say(client_id=client_id, text=line)


def _reading_line(reading: dict[str, Any]) -> str:
    parts = [" + ".join(reading["intents"]), _pairs(reading["terms"])]
    if reading["condition"]:
        parts.append(f"if {_pairs(reading['condition'])}")
    return "; ".join(part for part in parts if part)


def _pairs(terms: dict[str, str]) -> str:
    return ", ".join(f"{lever} {value}" for lever, value in terms.items())


def _contract(version: PlaybookVersion, supplier: str | None) -> Contract:
    contracts = Contract.objects.filter(negotiations__campaign__playbook_version__playbook=version.playbook)
    if supplier:
        contracts = contracts.filter(supplier__name__icontains=supplier)
    contract = contracts.select_related("supplier").order_by("pk").first()
    if contract is None:
        raise CommandError("No contract was negotiated under this playbook yet, so there is nothing to bargain about.")
    return contract


def _unsaved(version: PlaybookVersion, contract: Contract) -> Draft:
    """A negotiation that lives in memory only: its steps are drafted, and never written."""
    negotiation = Negotiation(contract=contract, deadline=timezone.now(), state=State.INVITED)
    first = ledger.Chain(negotiation).add(lifecycle.first_entry(version, contract))
    negotiation.head_seq, negotiation.head_hash = first.seq, first.hash
    return Draft(negotiation, records.begin(first))
