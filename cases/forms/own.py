"""What somebody concerned writes by link: words, requests, a signature; what the lead answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.links import as_printed
from cases.forms.versions import SignForm
from cases.models import PersonalRequest, Word
from common.forms import CreateForm, Form

ABOUT_ME = "me"


class WordForm(CreateForm):
    """Words, a feeling, or both."""

    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}), label=_("My words"))
    feeling = forms.TypedChoiceField(
        choices=Word.Feeling, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect,
        label=_("How is it going, for you?"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("text") and cleaned.get("feeling") is None:
            self.add_error("text", _("Write something, or choose how it is going."))
        return cleaned


class CorrectionForm(CreateForm):
    """What is wrong, and how it should be."""

    about = forms.ChoiceField(label=_("What is to be corrected"))
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), label=_("What is wrong, and what is right"))

    def __init__(self, *args: Any, things: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        me = (ABOUT_ME, _("The names, the date of birth, the contacts"))
        self.fields["about"].choices = [me, *things]  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        """What the action asks for."""
        data = self.cleaned_data
        item = None if data["about"] == ABOUT_ME else data["about"]
        return {"item": item, "text": data["text"], "new_id": data["new_id"]}


class OwnObjectionForm(CreateForm):
    """An objection needs no reason."""

    text = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), label=_("Why"), help_text=_("You need not say.")
    )


class OwnSignForm(SignForm):
    """The answer to a version, and a code: the second look of whoever signs."""

    code = forms.CharField(label=_("Your code"), max_length=20)

    def __init__(self, *args: Any, on_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on_paper = on_paper
        self.fields["code"].help_text = (
            _("One of the codes of your sheet that you have not used yet.")
            if on_paper
            else _("Six digits: ask for them with the button below, they come by e-mail.")
        )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        return as_printed(code) if self.on_paper else "".join(code.split())


class SettleRequestForm(Form):
    """What comes of a request; whoever asked reads the answer."""

    outcome = forms.ChoiceField(choices=PersonalRequest.Outcome, widget=forms.RadioSelect, label=_("What comes of it"))
    answer = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}), label=_("Your answer"), help_text=_("They read it on their page.")
    )
