"""Who has a page open, and how far they have seen: rows, so that every process knows it of every other."""

from django.db import models
from django.db.models import Q


class WebProcess(models.Model):
    """A process that holds sockets, and its heartbeat. One row beats for all of its sockets."""

    key = models.UUIDField(primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.key)


class Presence(models.Model):
    """One open page: a socket. It counts until it was closed, or until its process has stopped beating.

    The row stays when the socket has gone, since "gone for how long" is asked too; the next visit clears it away.
    """

    connection = models.UUIDField(unique=True)
    process = models.ForeignKey(WebProcess, on_delete=models.CASCADE, related_name="presences")
    # None: the desk's list of rooms.
    negotiation = models.ForeignKey(
        "negotiation.Negotiation", on_delete=models.CASCADE, null=True, blank=True, related_name="presences"
    )
    person = models.CharField(max_length=150, blank=True, help_text="A buyer's user name; empty for the supplier.")
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("negotiation", "person"), name="presence_in_room"),
            models.Index(fields=("person",), condition=~Q(person=""), name="presence_of_buyer"),
        )

    def __str__(self) -> str:
        return f"{self.person or 'the supplier'} since {self.since:%Y-%m-%d %H:%M}"


class SeenMark(models.Model):
    """How far one side has read, on a screen that somebody looked at."""

    negotiation = models.ForeignKey("negotiation.Negotiation", on_delete=models.CASCADE, related_name="seen_marks")
    is_supplier = models.BooleanField()
    seq = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("negotiation", "is_supplier"), name="seen_mark_once_a_side"),)

    def __str__(self) -> str:
        return f"{'supplier' if self.is_supplier else 'buyer'} up to {self.seq}"
