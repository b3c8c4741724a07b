from typing import ClassVar

from django.db import models


class Row(models.Model):
    """One of the three rows that every message leaves."""

    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Row"]] = models.Manager()

    class Meta:
        app_label = "echo"

    def __str__(self) -> str:
        return self.text
