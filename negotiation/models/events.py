"""The ledger's rows: what happened, and apart from it what people typed, which can be erased."""

import json
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q

from negotiation.models.negotiations import Negotiation
from negotiation.models.states import OF_PEOPLE, Actor, Kind, State


class Event(models.Model):
    """One link of a negotiation's hash chain. Written by `negotiation.ledger` only; triggers refuse every change."""

    negotiation = models.ForeignKey(Negotiation, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    actor = models.CharField(max_length=10, choices=Actor.choices)
    at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State.choices, help_text="The state after this event.")
    # Chosen by the sender, so that a message sent twice is one message.
    client_id = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - null: unique only where given
    # Canonical JSON as text: what was hashed is what is kept, byte for byte, on every database.
    payload = models.TextField()
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("negotiation", "seq")
        constraints = (
            models.UniqueConstraint(fields=("negotiation", "seq"), name="event_seq_once"),
            models.UniqueConstraint(
                fields=("negotiation", "client_id"),
                condition=Q(client_id__isnull=False),
                name="event_client_id_once",
            ),
        )
        indexes = (
            # Few of all events: a talk with the bot alone adds one, at its end.
            models.Index(fields=("kind", "at", "negotiation"), condition=Q(kind__in=OF_PEOPLE), name="event_of_people"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"

    @cached_property
    def content(self) -> dict[str, Any]:
        """What the payload says; to be read only, for whoever holds this event shares it."""
        content: dict[str, Any] = json.loads(self.payload)
        return content


class Words(models.Model):
    """What a person typed, beside the chain: the event holds its salted hash, so the words alone can be erased."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="words")
    salt = models.CharField(max_length=32)
    text = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "words"

    def __str__(self) -> str:
        return "(erased)" if self.erased_at else self.text[:60]
