"""The door of the demo, and the page of components."""

from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [
    path("", views.choose_persona, name="personas"),
    path("composants/", views.components, name="components"),
]
