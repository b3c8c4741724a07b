"""The pages of the supplier's side. They only read: what happens in a room, happens on its socket."""

from collections.abc import Callable

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from negotiation import links
from negotiation.models import Negotiation
from negotiation.trials import rehearsals
from suppliers import downloads
from suppliers.room_page import whole_page

Page = Callable[[HttpRequest, Negotiation], HttpResponseBase]


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What this is, for whoever comes without a link."""
    return render(request, "front.html")


def behind_link(page: Page) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """The view of a page that a supplier's link opens; a link that opens none gets a page that says what to do."""

    @require_safe
    @never_cache
    def view(request: HttpRequest, token: str) -> HttpResponseBase:
        invitation = links.find(token)
        response: HttpResponseBase
        if invitation is None:
            response = render(request, "suppliers/link_unknown.html", status=404)
        elif not links.is_valid(invitation, timezone.now()):
            # Whoever held a real link should know that it has ended, and not look for a typing error.
            response = render(request, "suppliers/link_ended.html", {"invitation": invitation}, status=410)
        elif not rehearsals.may_enter(request.user, invitation.negotiation):
            response = _stopped(request)
        else:
            response = page(request, invitation.negotiation)
        response["X-Robots-Tag"] = "noindex, nofollow"  # a link is a key; it must not turn up in a search engine
        return response

    return view


def _stopped(request: HttpRequest) -> HttpResponse:
    """A rehearsal's link, in the hands of somebody for whom it does not open."""
    if request.user.is_anonymous:
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    return render(request, "suppliers/link_unknown.html", status=404)


def _room(request: HttpRequest, negotiation: Negotiation) -> HttpResponseBase:
    assert request.resolver_match is not None
    socket_path = f"/ws/rooms/{request.resolver_match.kwargs['token']}/"
    context = {**whole_page(negotiation), "socket_path": socket_path, "rehearsal_of": negotiation.rehearsal_of}
    response = render(request, "suppliers/room.html", context)
    if negotiation.rehearsal_of is None:
        return response
    # It stands in a frame of its panel's page; no supplier's room stands in any frame.
    response["X-Frame-Options"] = "SAMEORIGIN"
    return csp_replace({"frame-ancestors": [SELF]})(lambda request: response)(request)


def _agreement(request: HttpRequest, negotiation: Negotiation) -> HttpResponse:
    text = downloads.agreement_page(negotiation)
    if text is None:
        raise Http404("Nothing has been agreed in this negotiation.")
    return _attachment(text, "agreement.html", "text/html")


def _transcript(request: HttpRequest, negotiation: Negotiation) -> HttpResponse:
    return _attachment(downloads.transcript(negotiation), "transcript.txt", "text/plain")


def _record(request: HttpRequest, negotiation: Negotiation) -> HttpResponse:
    return _attachment(downloads.record_text(negotiation), "record.json", "application/json")


def _attachment(text: str, filename: str, content_type: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


room = behind_link(_room)
agreement = behind_link(_agreement)
transcript = behind_link(_transcript)
record = behind_link(_record)
