"""What a ledger amounts to: the events of one negotiation, folded into the position it stands at.

A `Record` is immutable; `after` gives the next one. Services decide on it, pages are drawn from it, the replay walks
through it, so all of them see the same negotiation.
"""

from negotiation.records.changes import after, begin, fold, supplier_turn
from negotiation.records.memory import load, remember
from negotiation.records.record import (
    Advice,
    Consent,
    Offer,
    Record,
    Said,
    as_strings,
    as_terms,
    last_buyer_turn,
    last_supplier_message,
    with_unread,
)

__all__ = (
    "Advice",
    "Consent",
    "Offer",
    "Record",
    "Said",
    "after",
    "as_strings",
    "as_terms",
    "begin",
    "fold",
    "last_buyer_turn",
    "last_supplier_message",
    "load",
    "remember",
    "supplier_turn",
    "with_unread",
)
