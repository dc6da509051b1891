"""Addresses every app shares."""

from django.urls import path

from common import views

urlpatterns = [
    path("", views.home, name="home"),
    path("recherche/", views.search, name="search"),
    path("langue/", views.language, name="language"),
    path("en-cas-de-danger/", views.danger, name="danger"),
    path("accessibilite/", views.about, {"topic": "accessibility"}, name="accessibility"),
    path("vos-donnees/", views.about, {"topic": "data"}, name="your_data"),
    path("sources/", views.about, {"topic": "sources"}, name="sources"),
]
