"""Supplier links: an expiring, revocable token for one negotiation, of which only a hash is kept.

The token is derived from a random nonce and the installation's secret key. So whoever reads the database cannot make
a link, while a reminder can carry the same link as the invitation.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from negotiation import rooms
from negotiation.models import Invitation, Negotiation

READABLE_AFTER_DEADLINE = timedelta(days=90)  # so that both sides can still fetch the agreement and the transcript


def issue(negotiation: Negotiation) -> tuple[Invitation, str]:
    """A new link to a negotiation, and its token."""
    nonce = secrets.token_hex(16)
    token = _token(nonce)
    invitation = Invitation.objects.create(
        negotiation=negotiation,
        nonce=nonce,
        token_hash=_hash(token),
        expires_at=negotiation.deadline + READABLE_AFTER_DEADLINE,
    )
    return invitation, token


def token_of(invitation: Invitation) -> str:
    """The token of an invitation that was issued before."""
    return _token(invitation.nonce)


def find(token: str) -> Invitation | None:
    """The invitation of a token, valid or not."""
    related = ("negotiation__contract__supplier", "negotiation__campaign", "negotiation__rehearsal_of__category")
    return Invitation.objects.select_related(*related).filter(token_hash=_hash(token)).first()


def find_valid(token: str) -> Invitation | None:
    """The invitation of a token; None when it is unknown, expired or revoked."""
    invitation = find(token)
    return invitation if invitation is not None and is_valid(invitation, timezone.now()) else None


def is_still_valid(pk: int) -> bool:
    """The same for an invitation that was found before."""
    invitation = Invitation.objects.filter(pk=pk).first()
    return invitation is not None and is_valid(invitation, timezone.now())


def is_valid(invitation: Invitation, now: datetime) -> bool:
    return invitation.revoked_at is None and now < invitation.expires_at


def revoke(invitation: Invitation) -> None:
    """Ends a link, and closes the sockets that it opened."""
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    rooms.announce_link_change_on_commit(invitation.negotiation)


def _token(nonce: str) -> str:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"invitation:{nonce}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
