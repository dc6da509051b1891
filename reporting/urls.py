"""Addresses of the figures."""

from django.urls import path

from reporting import views

app_name = "reporting"
urlpatterns = [
    path("couverture/", views.coverage, name="coverage"),
    path("couverture/publier/", views.publish, name="publish"),
    path("pilotage/", views.own, name="own"),
    path("pilotage/orientations/", views.answers, name="answers"),
    path("pilotage/<slug:key>/", views.own_rows, name="own_rows"),
]
