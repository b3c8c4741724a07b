"""The press that sends an e-mail to a colleague once more. Nothing is sent twice by itself."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from buyers.desk_letters import may_send
from buyers.rights import rooms_of
from buyers.views import for_people_of_the_house
from negotiation import tasks
from negotiation.desk import mailing
from negotiation.lifecycle import NotPossible
from negotiation.models import DeskEmail
from negotiation.user_names import name_of


@require_POST
@for_people_of_the_house
def send_again(request: HttpRequest, person: User, pk: int) -> HttpResponseBase:
    """A person has seen to what was wrong, or takes the risk that it arrives twice."""
    email = get_object_or_404(DeskEmail.objects.select_related("recipient"), pk=pk, negotiation__in=rooms_of(person))
    if not may_send(person, rooms_of(person).get(pk=email.negotiation_id)):
        raise PermissionDenied
    try:
        mailing.outbox.send_again(email)
    except NotPossible as refused:
        messages.error(request, str(refused))
    else:
        tasks.send_desk_soon()
        messages.success(request, f"The e-mail to {name_of(email.recipient)} is sent again.")
    return redirect("desk")
