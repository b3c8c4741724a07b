from django.urls import path

from buyers import approval_views, figures_views, letter_views, transcript_views, views

urlpatterns = [
    path("desk/figures/", figures_views.figures, name="desk_figures"),
    path("desk/figures.csv", figures_views.figures_csv, name="desk_figures_csv"),
    path("desk/rooms/<uuid:public_id>/transcript.<str:form>", transcript_views.transcript, name="desk_transcript"),
    path("desk/approvals/", approval_views.waiting_deals, name="desk_approvals"),
    path("desk/approvals/<uuid:public_id>/", approval_views.deal_page, name="desk_approval"),
    path("desk/approvals/<uuid:public_id>/approve/", approval_views.approve, name="desk_approve"),
    path("desk/approvals/<uuid:public_id>/send-back/", approval_views.send_back, name="desk_send_back"),
    path("desk/emails/<int:pk>/again/", letter_views.send_again, name="desk_send_again"),
    path("desk/", views.waiting_rooms, name="desk"),
    path("desk/rooms/<uuid:public_id>/", views.room_page, name="desk_room"),
    path("desk/rooms/<uuid:public_id>/check/", views.check, name="desk_check"),
    path("desk/rooms/<uuid:public_id>/prepare/<slug:what>/", views.prepare, name="desk_prepare"),
    path("desk/rooms/<uuid:public_id>/<slug:what>/", views.move, name="desk_move"),
]
