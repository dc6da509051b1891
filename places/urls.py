"""Addresses of the map."""

from django.urls import path

from places import views

app_name = "places"
urlpatterns = [path("communes/", views.complete, name="complete")]
