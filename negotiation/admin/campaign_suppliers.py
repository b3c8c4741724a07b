"""The suppliers of a campaign one by one: where each stands, what was mailed, and their links."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from negotiation import tasks
from negotiation.admin.campaign_overview import Action
from negotiation.admin.campaign_page import CampaignPage
from negotiation.campaigns import invitations, mailing
from negotiation.models import Email, Invitation, Negotiation
from suppliers import formats

A_PAGE = 50
# Address word, words, and which letters are meant.
LETTERS = (
    ("failed", "E-mail failed", (Email.Status.FAILED,)),
    ("uncertain", "E-mail may have arrived", (Email.Status.UNCERTAIN,)),
    ("waiting", "E-mail waiting", (Email.Status.WAITING, Email.Status.SENDING)),
)
UNSURE = (Email.Status.FAILED, Email.Status.UNCERTAIN)


@dataclass(frozen=True)
class Line:
    """One negotiation: its link that works, None when none does, and its letters, the newest first."""

    negotiation: Negotiation
    link: Invitation | None
    letters: tuple[tuple[Email, str], ...]

    @property
    def is_reachable(self) -> bool:
        """Whether a new link makes sense."""
        return not self.negotiation.is_closed


class SuppliersPage(CampaignPage):
    """A page of the suppliers; a search and a filter by what became of the letters."""

    tab = "suppliers"
    template_name = "admin/campaigns/suppliers.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        search, letter = self.request.GET.get("q", "").strip(), self.request.GET.get("letters", "")
        found = _narrowed(self.campaign.negotiations.all(), search, letter)
        page = Paginator(found, A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page=page,
            lines=[_line(negotiation, self.campaign.time_zone) for negotiation in page],
            q=search,
            letters=letter,
            letter_choices=LETTERS,
            kept=urlencode({"q": search, "letters": letter}),
            unsure=UNSURE,
            **context,
        )


class RowAction(Action):
    """Something is done with one supplier's link or letter; the list comes back where it was."""

    back_to = "suppliers"

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().post(request, *args, **kwargs)
        kept = {name: request.POST[name] for name in ("q", "letters", "page") if request.POST.get(name)}
        return HttpResponseRedirect(f"{self.address(self.back_to)}?{urlencode(kept)}") if kept else response

    def invitation(self) -> Invitation:
        """The link that the address names, of this campaign."""
        found = Invitation.objects.select_related("negotiation__contract__supplier")
        return get_object_or_404(found, pk=self.kwargs["row"], negotiation__campaign=self.campaign)


class ReplaceLink(RowAction):
    def act(self) -> str:
        link = self.invitation()
        invitations.replace_link(link)
        tasks.send_soon()
        return f"{_name(link.negotiation)} gets a new link by e-mail; the old one does not work any more."


class RevokeLink(RowAction):
    def act(self) -> str:
        link = self.invitation()
        invitations.revoke_link(link)
        return f"The link of {_name(link.negotiation)} does not work any more, and open pages are closed."


class NewLink(RowAction):
    def act(self) -> str:
        negotiations = self.campaign.negotiations.select_related("contract__supplier")
        negotiation = get_object_or_404(negotiations, pk=self.kwargs["row"])
        invitations.new_link(negotiation)
        tasks.send_soon()
        return f"{_name(negotiation)} gets a new link by e-mail."


class SendAgain(RowAction):
    def act(self) -> str:
        found = Email.objects.select_related("invitation__negotiation__contract__supplier")
        email = get_object_or_404(found, pk=self.kwargs["row"], invitation__negotiation__campaign=self.campaign)
        mailing.outbox.send_again(email)
        tasks.send_soon()
        return f"The {email.get_purpose_display().lower()} to {_name(email.invitation.negotiation)} is sent again."


def _narrowed(negotiations: "QuerySet[Negotiation]", search: str, letter: str) -> "QuerySet[Negotiation]":
    if search:
        about = Q(contract__supplier__name__icontains=search) | Q(contract__title__icontains=search)
        negotiations = negotiations.filter(about | Q(contract__supplier__email__icontains=search))
    for code, _, statuses in LETTERS:
        if letter == code:
            such = Email.objects.filter(invitation=OuterRef("pk"), status__in=statuses)
            links = Invitation.objects.filter(Exists(such), negotiation=OuterRef("pk"))
            negotiations = negotiations.filter(Exists(links))
    with_links = Invitation.objects.order_by("-pk").prefetch_related(
        Prefetch("emails", queryset=Email.objects.order_by("-pk"))
    )
    return (
        negotiations.select_related("contract__supplier")
        .prefetch_related(Prefetch("invitations", queryset=with_links))
        .order_by("contract__supplier__name", "pk")
    )


def _line(negotiation: Negotiation, time_zone: str) -> Line:
    links = list(negotiation.invitations.all())
    return Line(
        negotiation=negotiation,
        link=next((link for link in links if link.revoked_at is None), None),
        letters=tuple((email, _when(email, time_zone)) for link in links for email in link.emails.all()),
    )


def _when(email: Email, time_zone: str) -> str:
    at = email.sent_at or email.claimed_at
    return formats.day_and_clock(at, "en_GB", time_zone) if at else ""


def _name(negotiation: Negotiation) -> str:
    return negotiation.contract.supplier.name
