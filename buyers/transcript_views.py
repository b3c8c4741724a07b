"""Downloads of a room's transcript."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from buyers import transcripts
from buyers.rights import rooms_of
from buyers.views import for_people_of_the_house

FORMS: dict[str, tuple[Callable[..., str], str]] = {
    "html": (transcripts.as_page, "text/html; charset=utf-8"),
    "txt": (transcripts.as_text, "text/plain; charset=utf-8"),
    "json": (transcripts.as_json, "application/json"),
}


@require_safe
@for_people_of_the_house
def transcript(request: HttpRequest, person: User, public_id: UUID, form: str) -> HttpResponse:
    """One room's; with private notes only where they are asked for, by `?notes=yes`."""
    negotiation = get_object_or_404(rooms_of(person), public_id=public_id)
    if form not in FORMS:
        raise Http404("There is no such form of a transcript.")
    write, content_type = FORMS[form]
    has_notes = request.GET.get("notes") == "yes"
    response = HttpResponse(write(negotiation, has_notes=has_notes), content_type=content_type)
    if form != "html":
        kept = "with-notes" if has_notes else "transcript"
        response["Content-Disposition"] = f'attachment; filename="{kept}-{negotiation.public_id}.{form}"'
    return response
