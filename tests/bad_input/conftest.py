"""A form page as a browser has it open: where it is sent, what it holds, what it says of what was sent."""

import re
import uuid

import pytest
from django import forms
from django.apps import apps
from django.urls import reverse
from django.utils.html import escape

from tests.bad_input.table import PAGES

RECORDS = {"audit", "sessions", "usersessions", "account"}
"""Apps whose rows say that somebody was there, not that something was saved."""


def rows():
    """How many rows every table has, but for the record, sessions and drafts."""
    kept = [model for model in apps.get_models() if model._meta.app_label not in RECORDS and model._meta.managed]
    return {model._meta.label: model._base_manager.count() for model in kept if model._meta.object_name != "Draft"}


def forms_of(answer, *, bound=True):
    """The forms a page shows, by identity: those that were sent, or all."""
    found = {}
    for layer in answer.context or ():
        for value in [v for d in layer for v in d.values()]:
            for form in value.values() if isinstance(value, dict) else [value]:
                if isinstance(form, forms.BaseForm) and form.is_bound >= bound:
                    found[id(form)] = form
    return list(found.values())


class Sheet:
    """One form page, opened by whoever fills it in."""

    def __init__(self, name, world, client):
        page = PAGES[name]
        self.name, self.page, self.world, self.client = name, page, world, client
        address = page.at(world)
        self.path = reverse(name, kwargs=address or None)
        page.before(client, address)
        self.answer = page.answer(world)
        if page.who:
            client.force_login(world.people[page.who])
        self.forms = forms_of(self.post({"csrfmiddlewaretoken": "as every browser sends"}))
        self.fields = {form.add_prefix(name): field for form in self.forms for name, field in form.fields.items()}

    def hidden(self):
        """What the page carries without showing it."""
        found = {"new_id": uuid.uuid4()} if "new_id" in self.fields else {}
        for form in self.forms:
            if "version" in form.fields:
                found["version"] = form.initial["version"]
        return found

    def right(self, **other):
        """A right answer, as a browser sends it."""
        typed = self.hidden() | self.answer | other
        return {name: value for name, value in typed.items() if value is not None}

    def post(self, typed):
        return self.client.post(self.path, typed)

    def texts(self):
        """The fields in which one writes."""
        return {
            name: field
            for name, field in self.fields.items()
            if isinstance(field, forms.CharField)
            and not isinstance(field, forms.UUIDField)
            and not isinstance(field.widget, (forms.HiddenInput, forms.PasswordInput))
        }

    def of(self, *kinds):
        return {name: field for name, field in self.fields.items() if isinstance(field, kinds)}

    def refused(self, answer, *names):
        """The form again, each of these fields with its message, a summary that leads to it."""
        html = answer.content.decode()
        assert answer.status_code == 200, (self.path, answer.status_code, names)
        told = {form.add_prefix(name) for form in forms_of(answer) for name in form.errors}
        assert set(names) <= told, (names, told)
        assert 'class="error-summary"' in html
        shown = [form[name] for form in forms_of(answer) for name in form.errors if name != "__all__"]
        for field in shown:
            if not field.is_hidden:
                self.beside(html, field)
        for message in [m for form in forms_of(answer) for ms in form.errors.values() for m in ms]:
            assert escape(message) in html, (self.name, message)
        for target in re.findall(r'href="#([^"]+)"', summary(html)):
            assert f'id="{target}"' in html, (self.name, target)
        return html

    def beside(self, html, field):
        assert "has-error" in html
        assert f'id="{field.errors.field_id}_error"' in html, (self.name, field.html_name)
        assert f'href="#{field.errors.field_id}' in summary(html), (self.name, field.html_name)

    def keeps(self, html, typed):
        """What was written stands in the page still."""
        for name in self.texts():
            if typed.get(name):
                assert escape(str(typed[name])) in html, (self.name, name)


def summary(html):
    return "".join(re.findall(r'<div class="error-summary".*?</div>', html, re.DOTALL))


@pytest.fixture
def open_page(world, client):
    """`open_page("cases:open")`: that page, opened by whoever may."""
    return lambda name: Sheet(name, world, client)


@pytest.fixture
def nothing_saved():
    """Not a row more or less."""
    before = {}

    class Watch:
        def __enter__(self):
            before.update(rows())

        def __exit__(self, *error):
            if error[0] is None:
                assert rows() == before

    return Watch()
