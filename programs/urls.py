"""Addresses of services and sessions."""

from django.urls import path

from cases.views import plan
from programs import views
from programs.models import Attendance

app_name = "programs"
urlpatterns = [
    path("seances/nouvelle/", views.session_create, name="session_create"),
    path("seances/<uuid:pk>/corriger/", views.session_correct, name="session_correct"),
    path(
        "seances/<uuid:pk>/remise/",
        plan.on(plan.item_mark, "programs.mark_session", Attendance, "GET", "POST"),
        name="session_mark",
    ),
    path("seances/moi/", views.own_sessions, name="own_sessions"),
    path("services/", views.service_list, name="service_list"),
    path("services/nouveau/", views.service_add, name="service_add"),
    path("services/<uuid:pk>/", views.service_change, name="service_change"),
    path("services/<uuid:pk>/places/", views.service_places, name="service_places"),
    path("services/<uuid:pk>/questions/", views.service_questions, name="service_questions"),
    path("questions/<uuid:pk>/modifier/", views.question_replace, name="question_replace"),
    path("questions/<uuid:pk>/retirer/", views.question_retire, name="question_retire"),
    path("questions/<uuid:pk>/monter/", views.question_up, name="question_up"),
    path("services/<uuid:pk>/tenue/", views.service_care, name="service_care"),
    path("services/<uuid:pk>/tenue/reprendre/", views.care_withdraw, name="care_withdraw"),
]
