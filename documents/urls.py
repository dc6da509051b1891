"""Files one asked for."""

from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("<uuid:pk>/", views.job_detail, name="job"),
    path("<uuid:pk>/fichier/", views.job_download, name="download"),
]
