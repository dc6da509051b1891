"""Personal links: to whom one is given and how, the code that opens it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from common.forms import CreateForm, Form
from people.models import LegalRepresentative


class CodeForm(Form):
    """The code that was sent."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Six digits, in the mail that has just left."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        return "".join(code.split())


class SheetCodeForm(CodeForm):
    """One of those on the sheet of paper."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("One of the codes of your sheet that you have not used yet. Strike it out afterwards."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        return as_printed(super().clean_code())


def as_printed(typed: str) -> str:
    """However it was typed: groups of four capital letters."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    return "-".join(letters[n : n + 4] for n in range(0, len(letters), 4))


class GiveLinkForm(CreateForm):
    """To whom, and how they are reached."""

    to = forms.ChoiceField(widget=forms.RadioSelect, label=_("For whom"))
    means = forms.ChoiceField(
        choices=[("mail", _("by e-mail: a code is sent to it at each opening")), ("paper", _("on paper, with codes"))],
        widget=forms.RadioSelect,
        label=_("How they receive it"),
    )
    address = forms.EmailField(
        required=False, label=_("E-mail address"), help_text=_("Theirs alone: whoever reads it could open the link.")
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = LegalRepresentative.objects.holding(case.person_id)
        known = [] if case.person.is_of_age() else [one for one in holders if one.holds_today()]
        self.holders = {str(one.pk): one for one in known}
        names = [(pk, one.name) for pk, one in self.holders.items()]
        self.fields["to"].choices = [("young_person", case.person.called), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("means") == "mail" and not cleaned.get("address") and "address" not in self.errors:
            self.add_error("address", _("Give the address to which the link goes."))
        return cleaned

    def details(self) -> dict[str, Any]:
        """What the action asks for."""
        data = self.cleaned_data
        address = data["address"] if data["means"] == "mail" else ""
        return {"representative": self.holders.get(data["to"]), "address": address, "new_id": data["new_id"]}
