"""The letters to suppliers: what they say, who signs them, and which may leave. `negotiation.outbox` sends them."""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.utils import timezone

from negotiation import links, records
from negotiation.campaigns import invitations, letters
from negotiation.campaigns.letters import Letter, Occasion
from negotiation.language.speech import language_of_locale
from negotiation.models import Campaign, Email
from negotiation.outbox import Outbox, message, require_address
from negotiation.records import Record
from suppliers.models import Language, Supplier

RELATED = (
    "invitation__negotiation__contract__supplier",
    "invitation__negotiation__campaign__launched_by",
    "invitation__negotiation__campaign__playbook_version__playbook__category__owner",
)


class SupplierLetters(Outbox[Email]):
    """Invitations, reminders, new links, and that somebody has answered."""

    def letters(self) -> QuerySet[Email]:
        return Email.objects.select_related(*RELATED)

    def may_leave(self) -> QuerySet[Email]:
        return self.letters().filter(invitations.may_leave())

    def why_not_wanted(self, letter: Email) -> str:
        return invitations.why_not_wanted(letter, timezone.now())

    def message(self, letter: Email) -> EmailMultiAlternatives:
        negotiation = letter.invitation.negotiation
        address = negotiation.contract.supplier.email
        wrong = f"“{address}” is no e-mail address" if address else "The supplier has no e-mail address any more"
        require_address(address, f"{wrong}: correct it at the supplier, then send this again.")
        _, reply_to = asks(negotiation.campaign)
        return message(letter_of(letter), address, f"letter-{letter.pk}.{negotiation.public_id.hex}", reply_to)


outbox = SupplierLetters()


def send_failed_again(campaign: Campaign) -> int:
    """A person wants all failed letters of a campaign sent once more; returns how many."""
    return outbox.send_failed_again(Email.objects.filter(invitation__negotiation__campaign=campaign))


def letter_of(email: Email) -> Letter:
    """What the letter says."""
    campaign = email.invitation.negotiation.campaign
    assert campaign is not None  # rehearsals have no letters
    return letters.compose(email.purpose, campaign.invitation_subject, campaign.invitation_text, _occasion(email))


def _occasion(email: Email) -> Occasion:
    negotiation = email.invitation.negotiation
    supplier, record = negotiation.contract.supplier, records.load(negotiation)
    asks_name, asks_email = asks(negotiation.campaign)
    return Occasion(
        supplier=supplier.name,
        contact=supplier.contact_name,
        title=record.facts.title,
        buyer=record.facts.buyer,
        deadline=negotiation.deadline,
        link=link_of(links.token_of(email.invitation)),
        locale=supplier.locale,
        time_zone=supplier.time_zone,
        language=_language_of(record, supplier),
        stage=record.stage,
        asks=asks_name,
        asks_email=asks_email,
    )


def _language_of(record: Record, supplier: Supplier) -> str:
    """The negotiation's own language: the playbook's, else what the supplier writes, else what is known of them."""
    known = supplier.language if supplier.language != Language.ENGLISH else language_of_locale(record.facts.locale)
    return record.facts.talk.language or record.language or known


def link_of(token: str) -> str:
    """The address of a supplier's room."""
    return f"{settings.PUBLIC_URL}/n/{token}/"


def asks(campaign: Campaign | None) -> tuple[str, str]:
    """Who answers questions about a campaign: name and address of who launched it, else of the category's owner."""
    if campaign is None:
        return "", ""
    return first_contact(campaign.launched_by, campaign.playbook_version.playbook.category.owner)


def first_contact(*people: User | None) -> tuple[str, str]:
    """Name and e-mail address of the first who has one; two empty texts when nobody has."""
    for person in people:
        if person is not None and person.email:
            return person.get_full_name() or person.get_username(), person.email
    return "", ""
