"""What a negotiation can be in, and what can happen in it."""

from django.db import models


class State(models.TextChoices):
    INVITED = "invited", "Invited"
    OPEN = "open", "Open"
    CONFIRMING = "confirming", "Confirming a term sheet"
    AWAITING_APPROVAL = "awaiting_approval", "Waiting for approval"
    ESCALATED = "escalated", "A person was asked"
    WITH_BUYER = "with_buyer", "With a person"
    AGREED = "agreed", "Agreed"
    NO_DEAL = "no_deal", "No deal"
    EXPIRED = "expired", "Expired"
    WITHDRAWN = "withdrawn", "Withdrawn"


CLOSED_STATES = frozenset({State.AGREED, State.NO_DEAL, State.EXPIRED, State.WITHDRAWN})


class Kind(models.TextChoices):
    """What an event records."""

    STARTED = "started", "Started under a policy"
    OPENED = "opened", "Link opened"
    DISCLOSED = "disclosed", "Shown that a bot negotiates"
    SUPPLIER_SAID = "supplier_said", "Supplier said"
    DECIDED = "decided", "Engine decided"
    ADVISED = "advised", "Bot advised a person"
    BOT_SAID = "bot_said", "Bot said"
    BUYER_SAID = "buyer_said", "A buyer said"
    NOTED = "noted", "A buyer noted, for colleagues"
    CONSENT_ASKED = "consent_asked", "An approver was asked before something is done"
    CONSENT_GIVEN = "consent_given", "An approver consented"
    CONSENT_REFUSED = "consent_refused", "An approver refused"
    SNOOZED = "snoozed", "Put off until a date that the supplier asked for"
    TERM_SHEET = "term_sheet", "Term sheet shown, to confirm"
    CONFIRMED = "confirmed", "Term sheet confirmed"
    DECLINED = "declined", "Term sheet declined"
    ESCALATED = "escalated", "A person was asked"
    AGREED = "agreed", "Agreed"
    APPROVAL_ASKED = "approval_asked", "Approval asked"
    CLAIMED = "claimed", "A buyer took over"
    REASSIGNED = "reassigned", "Passed on to another buyer"
    RELEASED = "released", "Released, for any buyer to take"
    HANDED_BACK = "handed_back", "Handed back to the bot"
    APPROVED = "approved", "Approved"
    SENT_BACK = "sent_back", "Sent back by the approver"
    CLOSED = "closed", "Closed without a deal"
    EXPIRED = "expired", "Deadline passed"
    WITHDRAWN = "withdrawn", "Supplier withdrew"
    WORDS_ERASED = "words_erased", "Words erased"


# By these the rooms are found in which people had to do, and how negotiations ended. The index repeats them.
OF_PEOPLE = (
    Kind.ADVISED,
    Kind.AGREED,
    Kind.BUYER_SAID,
    Kind.CLAIMED,
    Kind.CLOSED,
    Kind.ESCALATED,
    Kind.HANDED_BACK,
    Kind.RELEASED,
    Kind.WITHDRAWN,
)


class Actor(models.TextChoices):
    SUPPLIER = "supplier", "Supplier"
    BOT = "bot", "Bot"
    BUYER = "buyer", "Buyer"
    SYSTEM = "system", "System"


class Work(models.TextChoices):
    """Where a piece of background work stands. The row is the truth; the queue only nudges."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
