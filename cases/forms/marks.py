"""What an author marks for the young person and for the representatives."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.actions.marks import Wish, wished
from cases.models import CaseItem, Mark
from common import clock
from common.forms import Form

Reader, Effect, Reason = Mark.Reader, Mark.Effect, Mark.Reason


def reasons(*some: Mark.Reason) -> list[tuple[str, Any]]:
    return [("", "—"), *((reason.value, reason.label) for reason in some)]


class MarkForm(Form):
    """Whether the young person reads it by their link, and whether representatives do."""

    young_person = forms.ChoiceField(
        choices=[("", _("They may read it")), (Effect.HIDDEN, _("I will tell them in person: kept back until then"))],
        widget=forms.RadioSelect,
        required=False,
        label=_("For the young person"),
    )
    told_because = forms.ChoiceField(
        choices=reasons(Reason.HARD_NEWS, Reason.EXPLAINED, Reason.SAFETY), required=False, label=_("If kept back, why")
    )
    told_by = forms.DateField(
        required=False, label=_("If kept back, until which day"), help_text=_("After that day they read it.")
    )
    representatives = forms.ChoiceField(
        choices=[
            ("", _("By the rule: they read it until the 16th birthday, unless it is about health")),
            (Effect.SHOWN, _("Show it to them until the 18th birthday")),
            (Effect.HIDDEN, _("Hide it from them")),
        ],
        widget=forms.RadioSelect,
        required=False,
        label=_("For the holders of parental authority"),
    )
    hidden_because = forms.ChoiceField(
        choices=reasons(Reason.WISH, Reason.PRIVATE, Reason.SAFETY), required=False, label=_("If hidden, why")
    )

    def clean_told_by(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["told_by"]
        if day and day < clock.today():
            raise ValidationError(_("Give today or a day to come."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("young_person") == Effect.HIDDEN:
            self.ask("told_because", _("Say why."))
            self.ask("told_by", _("Say until which day at the latest."))
        if cleaned.get("representatives") == Effect.HIDDEN:
            self.ask("hidden_because", _("Say why."))
        return cleaned

    def ask(self, name: str, message: Any) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)

    def wishes(self) -> dict[str, Wish]:
        """What the action asks for."""
        data = self.cleaned_data
        told = Wish(Effect.HIDDEN, data["told_because"], data["told_by"]) if data["young_person"] else Wish()
        reason = data["hidden_because"] if data["representatives"] == Effect.HIDDEN else ""
        return {Reader.YOUNG_PERSON: told, Reader.REPRESENTATIVE: Wish(data["representatives"], reason)}


def marked_today(item: CaseItem) -> dict[str, Any]:
    """How the form begins: what is marked today."""
    now = {mark.reader: wished(mark) for mark in Mark.objects.in_force().of(item)}
    told, hidden = now.get(Reader.YOUNG_PERSON, Wish()), now.get(Reader.REPRESENTATIVE, Wish())
    return {
        "young_person": told.effect,
        "told_because": told.reason,
        "told_by": told.until,
        "representatives": hidden.effect,
        "hidden_because": hidden.reason,
    }
