"""Why a person ended a negotiation: codes for reports to count, each with the words that people choose by."""

from collections.abc import Mapping

AGREED: Mapping[str, str] = {
    "good_terms": "Good terms",
    "supply_secured": "To secure the supply",
    "relationship": "For the sake of the relationship",
    "time": "Time was running out",
    "other": "Another reason",
}
NO_DEAL: Mapping[str, str] = {
    "price": "The price is too far apart",
    "other_terms": "Other terms are too far apart",
    "other_supplier": "Another supplier is better",
    "supplier_stopped": "The supplier does not want to go on",
    "no_answer": "The supplier does not answer",
    "other": "Another reason",
}
WITHDRAWN: Mapping[str, str] = {
    "budget": "The budget is gone",
    "no_need": "It is not needed any more",
    "other_channel": "It is negotiated elsewhere",
    "mistake": "It was started by mistake",
    "other": "Another reason",
}
OUTCOMES: Mapping[str, Mapping[str, str]] = {"agree": AGREED, "close": NO_DEAL, "withdraw": WITHDRAWN}


def in_words(code: str) -> str:
    """The words of a code; a reason that is none of these, such as the bot's own, with blanks for its underscores."""
    known = next((reasons[code] for reasons in OUTCOMES.values() if code in reasons), None)
    words = code.replace("_", " ")
    return known or words[:1].upper() + words[1:]
