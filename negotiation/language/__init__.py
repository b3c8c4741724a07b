"""Words in, words out. This floor knows no limits: only what both parties of a negotiation can see."""

from negotiation.language.context import Answer, Context, Kind, PublicLever
from negotiation.language.message import SUBJECT_TO_APPROVAL, Message, Phraser
from negotiation.language.reading import Alternative, Reader, Reading, Source

__all__ = [
    "SUBJECT_TO_APPROVAL",
    "Alternative",
    "Answer",
    "Context",
    "Kind",
    "Message",
    "Phraser",
    "PublicLever",
    "Reader",
    "Reading",
    "Source",
]
