"""What every form of the product shares."""

import pytest
from django import forms

from common.forms import Form

CHOICES = [("a", "A"), ("b", "B")]
GROUPED = [("Lettres", CHOICES)]


class Asks(Form):
    plain = forms.ChoiceField(choices=CHOICES)
    grouped = forms.ChoiceField(choices=GROUPED)
    given = forms.ChoiceField(choices=CHOICES, initial="b")
    with_empty = forms.ChoiceField(choices=[("", "—"), *CHOICES], required=False)


def first_option(form, name):
    group = form[name].field.widget.optgroups(name, [str(form[name].value() or "")])[0]
    return group[1][0]["value"]


@pytest.mark.parametrize(("name", "first"), [("plain", ""), ("grouped", ""), ("given", "a"), ("with_empty", "")])
def test_a_list_makes_no_choice_in_the_writers_place(name, first):
    assert first_option(Asks(), name) == first


def test_a_list_that_was_left_alone_is_asked_for(db):
    form = Asks({"plain": "", "grouped": "b", "given": "a", "with_empty": ""})
    assert list(form.errors) == ["plain"]


def test_what_was_chosen_stays_chosen():
    assert '<option value="b" selected>' in str(Asks({"plain": "b"})["plain"])
    assert first_option(Asks({"plain": "b"}), "plain") == "a"


def test_a_choice_set_later_is_offered():
    form = Asks()
    form.fields["plain"].choices = [("z", "Z")]
    assert '<option value="z">Z</option>' in str(form["plain"])
