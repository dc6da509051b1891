"""Addresses of the record."""

from django.urls import path

from privacy import views

app_name = "privacy"
urlpatterns = [
    path("", views.record, name="record"),
    path("moi/", views.own_trail, name="own_trail"),
    path("preuve/", views.log, name="log"),
    path("nom/", views.name_look_up, name="name"),
    path("dossiers/<uuid:pk>/jour/", views.on_day, name="on_day"),
    path("dossiers/<uuid:pk>/export/", views.export, name="export"),
    path("dossiers/<uuid:pk>/", views.who_saw, name="who_saw"),
]
