from django.urls import path

from buyers import views

urlpatterns = [
    path("desk/", views.waiting_rooms, name="desk"),
    path("desk/rooms/<uuid:public_id>/", views.room_page, name="desk_room"),
    path("desk/rooms/<uuid:public_id>/check/", views.check, name="desk_check"),
    path("desk/rooms/<uuid:public_id>/prepare/<slug:what>/", views.prepare, name="desk_prepare"),
    path("desk/rooms/<uuid:public_id>/<slug:what>/", views.move, name="desk_move"),
]
