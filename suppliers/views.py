"""The pages of the supplier's side. They only read: what happens in a room, happens on its socket."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from negotiation import links
from negotiation.models import Negotiation
from suppliers import downloads
from suppliers.room_page import whole_page

Page = Callable[[HttpRequest, Negotiation], HttpResponse]


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What this is, for whoever comes without a link."""
    return render(request, "front.html")


def behind_link(page: Page) -> Callable[[HttpRequest, str], HttpResponse]:
    """The view of a page that a supplier's link opens; a link that opens none gets a page that says what to do."""

    @require_safe
    @never_cache
    def view(request: HttpRequest, token: str) -> HttpResponse:
        invitation = links.find(token)
        if invitation is None:
            response = render(request, "suppliers/link_unknown.html", status=404)
        elif not links.is_valid(invitation, timezone.now()):
            # Whoever held a real link should know that it has ended, and not look for a typing error.
            response = render(request, "suppliers/link_ended.html", {"invitation": invitation}, status=410)
        else:
            response = page(request, invitation.negotiation)
        response["X-Robots-Tag"] = "noindex, nofollow"  # a link is a key; it must not turn up in a search engine
        return response

    return view


def _room(request: HttpRequest, negotiation: Negotiation) -> HttpResponse:
    assert request.resolver_match is not None
    socket_path = f"/ws/rooms/{request.resolver_match.kwargs['token']}/"
    return render(request, "suppliers/room.html", {**whole_page(negotiation), "socket_path": socket_path})


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
