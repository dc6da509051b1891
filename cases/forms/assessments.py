"""The guided form of one area: every coded need of it, one mark each or none."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms.plan import ChangeItemForm, ItemForm
from cases.models import Assessment, Statement
from cases.needs import CodedNeed, needs_of
from common import clock
from common.areas import Area
from common.forms import Form

UNMARKED = ("", _("not spoken of"))


class MarksForm(Form):
    """One field a coded need; together they are the marks."""

    assessed_on = forms.DateField(label=_("On which day"), initial=clock.today)

    def ask(self, area: Area, source: str) -> None:
        """In the professionals' words, or in the young person's."""
        self.codes = [need.code for need in needs_of(area)]
        for need in needs_of(area):
            field = forms.TypedChoiceField(
                choices=[UNMARKED, *Assessment.Mark.choices],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                label=asked_as(need, source),
            )
            self.fields[need.code] = field

    def clean_assessed_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["assessed_on"]
        if day > clock.today():
            raise ValidationError(_("Choose today or a day gone by."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        said = {code: cleaned.pop(code, None) for code in self.codes}
        cleaned["marks"] = {code: mark for code, mark in said.items() if mark is not None}
        if not cleaned["marks"] and not self.errors:
            raise ValidationError(_("Mark at least one need."))
        return cleaned


def asked_as(need: CodedNeed, source: str) -> str:
    return need.plain if source == Statement.Source.YOUNG_PERSON else str(need)


class AssessmentForm(ItemForm, MarksForm):
    """An area as it goes today."""

    def __init__(self, *args: Any, area: Area, source: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area, self.source = area, source
        self.ask(area, source)
        self.order_fields(["assessed_on", *self.codes, "level"])

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["area"] = int(self.area)
        return super().clean() | {"source": self.source}


class ChangeAssessmentForm(MarksForm, ChangeItemForm):
    """The same day, corrected."""

    def __init__(self, *args: Any, row: Assessment, **kwargs: Any) -> None:
        kwargs["initial"] = kwargs.get("initial", {}) | row.marks
        super().__init__(*args, row=row, **kwargs)
        self.ask(Area(row.area), row.source)

    def saved(self, name: str) -> Any:
        return self.row.marks.get(name) if name in self.codes else super().saved(name)  # type: ignore[attr-defined]
