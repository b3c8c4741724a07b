"""Writes what it is told, and says it back."""

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import transaction

from benchmarks.echo.models import Row

ROWS = 3  # a turn of Parley leaves as many: what the supplier said, what was decided, what the bot said


class EchoConsumer(AsyncWebsocketConsumer):
    """A connection that echoes each frame once its rows are committed."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await database_sync_to_async(_write)(text_data or "")
        await self.send(text_data=text_data)


def _write(text: str) -> None:
    with transaction.atomic():
        for _ in range(ROWS):
            Row.objects.create(text=text)
