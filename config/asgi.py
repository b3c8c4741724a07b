"""How the parts are plugged together: HTTP to Django, sockets to the suppliers' and buyers' consumers."""

import os
import sys
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
http = get_asgi_application()  # loads the apps, which the imports below need

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import re_path  # noqa: E402

from buyers import routing as buyers_routing  # noqa: E402
from config.origins import OwnOriginValidator  # noqa: E402
from negotiation import voices  # noqa: E402
from negotiation.memory import settle  # noqa: E402
from negotiation.writer import writer  # noqa: E402
from suppliers import routing as suppliers_routing  # noqa: E402


async def no_such_room(scope: Any, receive: Any, send: Any) -> None:
    """Refuses the handshake, with status 403; without a last route, an unknown address would be our failure, a 500."""
    await receive()
    await send({"type": "websocket.close"})


addresses = [*suppliers_routing.websocket_urlpatterns, *buyers_routing.websocket_urlpatterns]
sockets = URLRouter([*addresses, re_path("", no_such_room)])  # type: ignore[arg-type]
application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": OwnOriginValidator(sockets),
    }
)

# Pages are drawn on threads while the sockets' thread wants to pass frames on: it should not have to wait for the 5 ms
# that Python lets a thread run on by default.
sys.setswitchinterval(0.0005)
writer.start()
if voices.model_options() is not None:
    voices.voice()  # answers that wait for a model are given here, and its provider takes a second to import
settle()
