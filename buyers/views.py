"""The pages of the buyer's side: the list of rooms that wait for a person, and a room. They parse, call, render."""

from collections.abc import Callable, Mapping
from functools import wraps
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from buyers.desk_letters import troubled
from buyers.desk_page import Filters, choices, desk
from buyers.live_parts import is_read, people
from buyers.moves import MOVES, terms_of
from buyers.offer_form import fields
from buyers.preparing import THINGS, preparation
from buyers.rights import colleagues_for, may_negotiate, rooms_of
from buyers.room_page import buyers_position, room
from buyers.saved_replies import replies
from buyers.second_moves import APPROVER_MOVES
from buyers.second_panel import APPROVE
from negotiation import records
from negotiation.closing_reasons import AGREED
from negotiation.desk.guardrail_check import Verdict, verdict
from negotiation.desk.holding import completed
from negotiation.desk.people import OutsidePolicy
from negotiation.lifecycle import NotPossible
from negotiation.messages import MAX_TEXT, Refused
from negotiation.models import Negotiation
from negotiation.records import Record

NO_NEWS = 204  # htmx leaves the page as it is

View = Callable[..., HttpResponseBase]


def for_people_of_the_house(view: View) -> View:
    """Who is not signed in, signs in first; who is not of the buyer's side is refused."""

    @wraps(view)
    @never_cache
    def checked(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request, request.user, **kwargs)

    return checked


@require_safe
@for_people_of_the_house
def waiting_rooms(request: HttpRequest, person: User) -> HttpResponse:
    """Where a supplier waits for a person."""
    found = desk(person, Filters.of(request.GET.dict()))
    context = {"desk": found, "person": person, "letters": troubled(person), **choices(person)}
    return render(request, "buyers/desk.html", context)


@require_safe
@for_people_of_the_house
def room_page(request: HttpRequest, person: User, public_id: UUID) -> HttpResponse:
    """One room; asked for by htmx, only what has changed since what it has drawn.

    That is what stands beside the conversation, which a live page gets by its socket; all of it for one without.
    """
    negotiation = _negotiation(person, public_id)
    if not _is_fragment(request):
        return _page(request, person, negotiation)
    if request.GET.get("panel") == str(negotiation.head_seq):
        return HttpResponse(status=NO_NEWS)
    shown = room(negotiation, person)
    is_other_dock = request.GET.get("dock") != shown.rights.dock
    is_live = request.GET.get("live") == "yes"
    context = {**_context(person, negotiation, {}), **_live(negotiation, person), "room": shown}
    return render(request, "buyers/parts/update.html", {**context, "is_other_dock": is_other_dock, "is_live": is_live})


@require_POST
@for_people_of_the_house
def move(request: HttpRequest, person: User, public_id: UUID, what: str) -> HttpResponseBase:
    """Something that a person does in a room. What was refused is told, with what they had typed."""
    negotiation = _negotiation(person, public_id)
    made = {**MOVES, **APPROVER_MOVES}.get(what)
    if made is None:
        raise Http404("There is no such move.")
    if not (person.has_perm(APPROVE) if what in APPROVER_MOVES else may_negotiate(person, negotiation)):
        raise PermissionDenied
    if negotiation.is_closed and what != "note":
        return _refused(request, person, negotiation, what, "This negotiation is over, so nothing was sent")
    try:
        told = made(negotiation, person, request.POST)
    except OutsidePolicy as outside:
        return _refused(request, person, negotiation, what, str(outside), needs_reason=True)
    except Refused as refused:
        return _refused(request, person, negotiation, what, refused.sentence)
    except NotPossible as refused:
        return _refused(request, person, negotiation, what, str(refused))
    messages.success(request, told)
    return redirect("desk_room", public_id=public_id)


@require_POST
@for_people_of_the_house
def check(request: HttpRequest, person: User, public_id: UUID) -> HttpResponse:
    """What the playbook says about the terms in the form, before they are sent."""
    negotiation = _negotiation(person, public_id)
    if not may_negotiate(person, negotiation):
        raise PermissionDenied
    record, problem, found = records.load(negotiation), "", None
    try:
        terms = terms_of(record, request.POST)
        found = verdict(record, completed(record, terms)) if terms else None
    except Refused as refused:
        problem = refused.sentence
    return render(request, "buyers/parts/verdict.html", {"verdict": found, "problem": problem})


@require_safe
@for_people_of_the_house
def prepare(request: HttpRequest, person: User, public_id: UUID, what: str) -> HttpResponse:
    """What somebody looks at before they hand back, put off or end: as a page, or for htmx as a part of the room's."""
    negotiation = _negotiation(person, public_id)
    if what not in THINGS:
        raise Http404("There is nothing to prepare for that.")
    if not may_negotiate(person, negotiation):
        raise PermissionDenied
    shown = preparation(negotiation, buyers_position(negotiation), person)
    template = "buyers/parts/prepare.html" if _is_fragment(request) else "buyers/prepare.html"
    context = {"person": person, "room": room(negotiation, person), "what": what, "prepared": shown}
    return render(request, template, context)


def _refused(
    request: HttpRequest,
    person: User,
    negotiation: Negotiation,
    what: str,
    sentence: str,
    *,
    needs_reason: bool = False,
) -> HttpResponse:
    negotiation.refresh_from_db()
    typed = {key: request.POST.get(key, "") for key in request.POST}
    again: dict[str, object] = {}
    if what in THINGS and not negotiation.is_closed:  # the form in which it was typed stands there again
        again = {"what": what, "prepared": preparation(negotiation, buyers_position(negotiation), person)}
    return _page(
        request,
        person,
        negotiation,
        status=409,
        refused=f"{sentence}.".replace("..", "."),
        refused_move=what,
        needs_reason=needs_reason,
        typed=typed,
        **again,
    )


def _page(
    request: HttpRequest, person: User, negotiation: Negotiation, status: int = 200, **more: object
) -> HttpResponse:
    typed = more.get("typed")
    values = typed if isinstance(typed, dict) else {}
    if values.get("client_id"):
        more["client_id"] = values["client_id"]  # sent again, it is the same message
    context = {**_context(person, negotiation, values), "room": room(negotiation, person), **_live(negotiation, person)}
    return render(request, "buyers/room.html", {**context, **more}, status=status)


def _context(person: User, negotiation: Negotiation, typed: Mapping[str, str]) -> dict[str, object]:
    """What the forms of a room need, beside the room itself."""
    record, position = records.load(negotiation), buyers_position(negotiation)
    return {
        "person": person,
        "max_text": MAX_TEXT,
        "client_id": uuid4().hex,
        "fields": fields(record, position, typed),
        "replies": replies(negotiation, position, person),
        "agree_reasons": AGREED,
        "verdict": _verdict(record, typed),
    }


def _verdict(record: Record, typed: Mapping[str, str]) -> Verdict | None:
    """What the playbook says about terms that were refused; None when none, or no numbers, were typed."""
    try:
        terms = terms_of(record, typed)
    except Refused:
        return None
    return verdict(record, completed(record, terms)) if terms else None


def _live(negotiation: Negotiation, person: User) -> dict[str, object]:
    """What the socket keeps up to date from here on."""
    return {
        "people": people(negotiation, person),
        "update": {"is_read": is_read(negotiation)},
        "colleagues": colleagues_for(person, negotiation),
    }


def _negotiation(person: User, public_id: UUID) -> Negotiation:
    """A room that this person may look into; any other does not exist for them."""
    return get_object_or_404(rooms_of(person), public_id=public_id)


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
