from django.urls import path

from buyers.consumers import BuyerRoomConsumer, DeskConsumer

websocket_urlpatterns = [
    path("ws/desk/", DeskConsumer.as_asgi()),
    path("ws/desk/rooms/<uuid:public_id>/", BuyerRoomConsumer.as_asgi()),
]
