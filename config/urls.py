"""Where each app's pages begin."""

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("common.urls")),
    path("comptes/", include("accounts.urls")),
    path("nouvelles/", include("notifications.urls")),
    path("fichiers/", include("documents.urls")),
    path("", include("places.urls")),
    path("", include("organisations.urls")),
    path("", include("cases.urls")),
    path("", include("programs.urls")),
    path("", include("reporting.urls")),
    path("", include("referrals.urls")),
    path("protection/", include("privacy.urls")),
]

if apps.is_installed("demo"):
    urlpatterns.append(path("demo/", include("demo.urls")))

handler400 = "common.views.bad_request"
handler403 = "common.views.forbidden"
handler404 = "common.views.not_found"
handler500 = "common.views.server_error"
