"""Who may open a socket: browsers on our own pages, and programs, which send no Origin at all."""

from typing import Any

from channels.security.websocket import OriginValidator
from django.conf import settings


class OwnOriginValidator(OriginValidator):
    """Refuses browsers that come from another site's page.

    A browser always names its origin, so a missing one is a supplier's own agent. The token in the address is
    what lets either of them in; this check only stops a foreign page from using a visitor's connection.
    """

    def __init__(self, application: Any) -> None:
        super().__init__(application, settings.ALLOWED_HOSTS)

    def valid_origin(self, parsed_origin: Any) -> bool:
        return parsed_origin is None or super().valid_origin(parsed_origin)
