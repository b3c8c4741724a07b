"""How the parts are plugged together: HTTP to Django, sockets to the suppliers' and buyers' consumers."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
http = get_asgi_application()  # loads the apps, which the imports below need

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from config.origins import OwnOriginValidator  # noqa: E402
from suppliers.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": OwnOriginValidator(URLRouter(websocket_urlpatterns)),
    }
)
