import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.echo.settings")
django.setup()

from benchmarks.echo.consumer import EchoConsumer  # noqa: E402 - its model needs the apps loaded

application = ProtocolTypeRouter({"websocket": URLRouter([path("echo/", EchoConsumer.as_asgi())])})
