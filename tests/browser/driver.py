"""A real browser over a real server: Chromium from the system, driven by Playwright. A plugin of tests/conftest.py."""

import functools
import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Locator, sync_playwright

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first of these that is there: one without windows takes a quarter less of the processor."""
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="session")
def chromium():
    """One browser for the session. Its absence is said; with REQUIRE_BROWSER=1 it is a failure."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("Chromium is not installed.")
        pytest.skip("Chromium is not installed.")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in the test's thread
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        for act in ("click", "press"):
            patch.setattr(Locator, act, settled(getattr(Locator, act)))
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def settled(act):
    """Playwright's click ends when the page it leads to begins to come: here, when that page is whole.

    What waits by itself (`expect`) would not need it; what is read at once (`all`, `count`, `is_visible`) does.
    """

    @functools.wraps(act)
    def act_and_wait(locator, *args, **options):
        act(locator, *args, **options)
        locator.page.wait_for_load_state()

    return act_and_wait


@pytest.fixture
def open_as(chromium, live_server):
    """`open_as(user, viewport=…, **options)`: a page of a browser in which this person (or nobody) is signed in."""
    contexts = []

    def open_page(user=None, *, viewport=DESK, **options):
        context = chromium.new_context(
            base_url=live_server.url, viewport=viewport, locale="fr-FR", timezone_id="Europe/Paris", **options
        )
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = client.cookies["sessionid"]
            context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(8000)
        watch(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


def watch(page):
    """Whatever the page complains of while it is used."""
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: page.complaints.append(message.text) if "Content Security Policy" in message.text else None,
    )
    page.on("response", lambda answer: page.complaints.append(answer.url) if is_missing(answer) else None)


def is_missing(answer):
    """A style, script, font or image that the page names and nobody serves."""
    return "/static/" in answer.url and answer.status >= 400


AXE = Axe().axe_script
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def faults(page, **options):
    """What axe finds against WCAG 2.2 A and AA: (rule, elements)."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    asked = RULES | {"resultTypes": ["violations"]} | options
    found = page.evaluate("asked => axe.run(document, asked).then(results => results.violations)", asked)
    return [(fault["id"], [node["html"][:160] for node in fault["nodes"][:3]]) for fault in found]


COLOURS = {"runOnly": ["color-contrast"]}


def is_fit_for_everyone(page):
    """axe in light; in the dark only colours change; no sideways scroll on telephones; no complaint."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    assert not faults(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert not faults(page, **COLOURS)
    for size in (PHONE, NARROW):
        page.set_viewport_size(size)
        assert overflow(page) <= 0, size
    assert not page.complaints
    page.set_viewport_size(DESK)


def overflow(page):
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
