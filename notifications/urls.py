"""News."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("vues/", views.mark_all_read, name="mark_all_read"),
    path("par-courriel/", views.preference_change, name="preferences"),
    path("<uuid:pk>/", views.notice_open, name="open"),
]
