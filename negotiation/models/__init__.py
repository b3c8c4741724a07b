"""What is kept. The ledger (`Event`) is the truth; the other rows find it, guard it, or are read from it."""

from negotiation.models.buyers import BuyerAuthority, SavedReply
from negotiation.models.campaigns import Campaign, CampaignContract
from negotiation.models.emails import DeskEmail, Email, Outgoing
from negotiation.models.events import Event, Words
from negotiation.models.negotiations import Agreement, Invitation, Negotiation
from negotiation.models.playbooks import DryRun, Playbook, PlaybookVersion, Publication
from negotiation.models.presence import Presence, SeenMark, WebProcess
from negotiation.models.states import CLOSED_STATES, OF_PEOPLE, Actor, Kind, State, Work

__all__ = (
    "CLOSED_STATES",
    "OF_PEOPLE",
    "Actor",
    "Agreement",
    "BuyerAuthority",
    "Campaign",
    "CampaignContract",
    "DeskEmail",
    "DryRun",
    "Email",
    "Event",
    "Invitation",
    "Kind",
    "Negotiation",
    "Outgoing",
    "Playbook",
    "PlaybookVersion",
    "Presence",
    "Publication",
    "SavedReply",
    "SeenMark",
    "State",
    "WebProcess",
    "Words",
    "Work",
)
