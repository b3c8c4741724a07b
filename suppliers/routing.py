from django.urls import path

from suppliers.consumers import SupplierConsumer

websocket_urlpatterns = [
    path("ws/rooms/<str:token>/", SupplierConsumer.as_asgi()),
]
