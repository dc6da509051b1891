"""What a reader sees when a page cannot be shown: the house's words, never a blank or a debug page."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.test import Client, override_settings
from django.urls import include, path

from common.access import public


@public
def fails(request):
    raise RuntimeError


@public
def refuses(request):
    raise PermissionDenied


@public
def misunderstands(request):
    raise BadRequest


urlpatterns = [
    path("", include("config.urls")),
    path("casse/", fails),
    path("refuse/", refuses),
    path("mal-dit/", misunderstands),
]
handler400 = "common.views.bad_request"
handler403 = "common.views.forbidden"
handler404 = "common.views.not_found"
handler500 = "common.views.server_error"

PAGES = {
    "/mal-dit/": (400, "Cette demande n’a pas été comprise"),
    "/refuse/": (403, "Vous pouvez voir ceci, mais pas le faire"),
    "/nulle-part/": (404, "Il n’y a rien ici"),
    "/casse/": (500, "Un incident nous empêche de répondre"),
}


@pytest.fixture
def visitor(settings):
    settings.ROOT_URLCONF = "tests.test_error_pages"
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def is_in_house_style(answer, status, words):
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert "/static/css/ui.css" in page
    assert 'href="/"' in page
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    for leak in ("Traceback", "RuntimeError", "urlpatterns", "DEBUG"):
        assert leak not in page


@pytest.mark.parametrize("address", PAGES)
def test_to_a_stranger_and_to_a_reader(world, visitor, address):
    is_in_house_style(visitor.get(address), *PAGES[address])
    visitor.force_login(world.mentor)
    is_in_house_style(visitor.get(address), *PAGES[address])


def test_a_form_that_was_open_for_too_long(db, visitor):
    answer = visitor.post("/comptes/connexion/", {"login": "a@example.org", "password": "x"})
    is_in_house_style(answer, 403, "Cette page était ouverte depuis trop longtemps")


def test_too_many_attempts(db, visitor):
    with override_settings(ACCOUNT_RATE_LIMITS={"login": "1/m/ip"}):
        visitor.handler.enforce_csrf_checks = False
        for _ in range(2):
            answer = visitor.post("/comptes/connexion/", {"login": "a@example.org", "password": "x"})
    is_in_house_style(answer, 429, "Trop de tentatives")


def test_a_host_that_is_not_ours(db, visitor):
    is_in_house_style(visitor.get("/", headers={"host": "ailleurs.example"}), 400, PAGES["/mal-dit/"][1])


def test_the_page_of_an_incident_asks_the_database_for_nothing(visitor):
    answer = visitor.get("/casse/")  # no access to a database in this test: the session's first query would fail
    is_in_house_style(answer, *PAGES["/casse/"])
