from django.urls import path

from suppliers import views

urlpatterns = [
    path("", views.front, name="front"),
    path("n/<str:token>/", views.room, name="room"),
    path("n/<str:token>/agreement.html", views.agreement, name="agreement"),
    path("n/<str:token>/transcript.txt", views.transcript, name="transcript"),
    path("n/<str:token>/record.json", views.record, name="record"),
]
