"""The approvers' pages: the deals that wait, one deal with all that is to be known about it, and the two decisions."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from buyers.approval_page import approval_page
from buyers.approvals import MOST, deals, may_approve, questions
from buyers.fields import MOST_REASON
from buyers.rights import may_negotiate, rooms_of
from buyers.views import NO_NEWS, for_people_of_the_house
from negotiation.desk import people
from negotiation.lifecycle import NotPossible
from negotiation.models import Negotiation
from negotiation.user_names import called


@require_safe
@for_people_of_the_house
def waiting_deals(request: HttpRequest, person: User) -> HttpResponse:
    """The deals that wait for an approver."""
    template = "buyers/parts/deals.html" if _is_fragment(request) else "buyers/approvals.html"
    context = {"deals": deals(person), "questions": questions(person), "most": MOST, "person": person}
    return render(request, template, context)


@require_safe
@for_people_of_the_house
def deal_page(request: HttpRequest, person: User, public_id: UUID) -> HttpResponse:
    """One deal; asked for by htmx, what has changed since event `seen`."""
    negotiation = _negotiation(person, public_id)
    if not _is_fragment(request):
        return _page(request, person, negotiation)
    if request.GET.get("seen") == str(negotiation.head_seq):
        return HttpResponse(status=NO_NEWS)
    return _page(request, person, negotiation, template="buyers/parts/deal_update.html")


@require_POST
@for_people_of_the_house
def approve(request: HttpRequest, person: User, public_id: UUID) -> HttpResponseBase:
    """The deal that the page showed is signed, and no other."""
    negotiation = _to_decide(person, public_id)
    try:
        people.approve(negotiation.pk, by=person.get_username(), asked=_asked(request))
    except NotPossible as refused:
        return _refused(request, person, negotiation, str(refused))
    messages.success(request, f"Approved. {negotiation.contract.supplier} is told that the deal is final.")
    return redirect("desk_approval", public_id=public_id)


@require_POST
@for_people_of_the_house
def send_back(request: HttpRequest, person: User, public_id: UUID) -> HttpResponseBase:
    """The deal is not signed; the reason is for the colleague who goes on."""
    negotiation = _to_decide(person, public_id)
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:MOST_REASON]
    if not reason:
        return _refused(request, person, negotiation, "Say why, for who goes on; then it can be sent back")
    goes_on = may_negotiate(person, negotiation)
    try:
        people.send_back(
            negotiation.pk, by=person.get_username(), reason=reason, asked=_asked(request), goes_on=goes_on
        )
    except NotPossible as refused:
        return _refused(request, person, negotiation, str(refused))
    negotiation.refresh_from_db()
    holder = negotiation.held_by
    whose = f"The room is with {called([holder])[holder]}" if holder else "The room waits for a buyer"
    messages.success(request, f"Sent back. {whose}; the supplier is told that a person goes on.")
    return redirect("desk_approval", public_id=public_id)


def _negotiation(person: User, public_id: UUID) -> Negotiation:
    """A room that this person may look into; any other does not exist for them."""
    return get_object_or_404(rooms_of(person), public_id=public_id)


def _to_decide(person: User, public_id: UUID) -> Negotiation:
    negotiation = _negotiation(person, public_id)
    if not may_approve(person, negotiation):
        raise PermissionDenied
    return negotiation


def _page(
    request: HttpRequest,
    person: User,
    negotiation: Negotiation,
    status: int = 200,
    template: str = "buyers/approval.html",
    **more: object,
) -> HttpResponse:
    page = approval_page(negotiation, person)
    if page is None:
        raise Http404("No deal of this negotiation needed an approver.")
    context = {"page": page, "person": person, "most_reason": MOST_REASON, **more}
    return render(request, template, context, status=status)


def _refused(request: HttpRequest, person: User, negotiation: Negotiation, sentence: str) -> HttpResponse:
    negotiation.refresh_from_db()
    typed = request.POST.get("reason", "")
    return _page(request, person, negotiation, status=409, refused=f"{sentence}.", typed=typed)


def _asked(request: HttpRequest) -> int:
    """The number of the event that asked for the approval, as the page showed it; 0, which none has, for nonsense."""
    text = request.POST.get("asked", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
