"""What every form shares: rendering, refusal of national numbers, double submits and stale saves caught."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import uuid
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.choices import flatten_choices
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from common.areas import NAMED_AREA_CHOICES, Area, with_general

LONGEST = 10_000
"""Characters in the longest text of a form."""

LARGEST = 2**31 - 1
"""What a column of whole numbers holds."""

EARLIEST, LATEST = 1900, 2199
"""Years of the days that are typed."""

SEPARATORS = re.compile(r"[\s\u200b\u00ad._/·\-\u2010-\u2015\u2212]+")
"""What people put between the parts of a number."""

NIR = re.compile(
    r"(?<!\d)[1-478] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3}(?: ?\d{2})?(?!\d)",
    re.IGNORECASE,
)
"""Something like a French social security number: sex, year, month, département, commune, order, maybe its key."""

LOST = {
    code: _("Part of this page was lost on the way: copy what you wrote, reload the page, then send again.")
    for code in ("required", "invalid", "invalid_choice", "min_value", "max_value")
}
"""What a hidden field says: nobody can mend it in the page."""


class Renderer(TemplatesSetting):
    """Forms in the house style."""

    form_template_name = "ui/form_fields.html"
    field_template_name = "ui/field.html"


def refuse_nir(text: str) -> None:
    """Raises ValidationError, with the reason, when a text holds something like a national number."""
    if NIR.search(SEPARATORS.sub(" ", unicodedata.normalize("NFKC", text))):
        raise ValidationError(
            _("This looks like a social security number. Cordée never keeps one: remove it, nobody here needs it."),
            "nir",
        )


def refuse_far_day(day: dt.date) -> None:
    """Raises ValidationError for a year mistyped: neither a life nor a plan reaches there."""
    if not EARLIEST <= day.year <= LATEST:
        raise ValidationError(_("Check the year of this day."), "far_day")


class DateInput(forms.DateInput):
    """The device's own date field."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The device's own field for a day and an hour."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A day and an hour, in the current time zone."""

    widget = MomentInput
    default_validators = [refuse_far_day]


class Select(forms.Select):
    """Nothing chosen in advance: as long as no value is given, the first line asks for one."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        options = [option for _label, some, _index in groups for option in some]
        if any(option["selected"] or option["value"] == "" for option in options):
            return groups
        asks = self.create_option(name, "", str(_("- Select an option -")), selected=True, index=0)
        return [(None, [asks], 0), *groups]


class Form(forms.Form):
    """The base of every form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            self.prepare(field)

    def prepare(self, field: forms.Field) -> None:
        """Bounds on every text, the device's date field on every date, no choice made in advance."""
        if type(field.widget) is forms.Select and not isinstance(field, forms.ModelChoiceField):
            field.widget = Select(field.widget.attrs, field.widget.choices)
            field.widget.is_required = field.required
        if isinstance(field, forms.DateField) and not isinstance(field.widget, forms.HiddenInput):
            field.widget = DateInput(field.widget.attrs)
            field.widget.is_required = field.required
            field.validators = [*field.validators, refuse_far_day]
        if isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField):
            if type(field) is forms.CharField and field.max_length is None:
                field.max_length = LONGEST
                field.validators.append(forms.CharField(max_length=LONGEST).validators[0])
            field.validators = [*field.validators, refuse_nir]


class AnswerForm(Form):
    """Yes or no, by one of two buttons: a form that arrives without either says neither."""

    answer = forms.ChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        label=_("Your answer"),
        error_messages={code: _("Use one of the two buttons.") for code in ("required", "invalid_choice")},
    )

    def is_yes(self) -> bool:
        return bool(self.cleaned_data["answer"] == "yes")


class CreateForm(Form):
    """A form that makes a row, and carries its id: sent twice, it makes it once."""

    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False, error_messages=LOST)


class Versioned(Protocol):
    """A row that counts its changes."""

    version: int

    def refresh_from_db(self) -> None: ...


class VersionedForm(Form):
    """A form over a row that somebody else may have changed meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST, error_messages=LOST)
    row: Versioned
    theirs: list[tuple[str, str]]

    def __init__(self, *args: Any, row: Versioned, **kwargs: Any) -> None:
        self.row, self.theirs = row, []
        kwargs["initial"] = {"version": row.version} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A stale save is not made: both texts are shown, and saving again then means having read them."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("version") not in (None, self.row.version):
            self.theirs = [
                (str(field.label), in_words(field, saved))
                for name, field in self.fields.items()
                if name != "version" and (saved := self.saved(name)) != cleaned.get(name)
            ]
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix("version")] = str(self.row.version)  # type: ignore[index]
            raise ValidationError(
                _("Somebody changed this while you were writing. Compare the two texts, then save again."), "stale"
            )
        return cleaned

    def saved(self, name: str) -> Any:
        """What the row holds now, as the field would clean it."""
        return getattr(self.row, name, None)

    def look_again(self) -> None:
        """Somebody saved between our look and our save: what they wrote is shown, what was typed stays."""
        self.row.refresh_from_db()
        self.full_clean()


def in_words(field: forms.Field, value: Any) -> str:
    """A value as its field shows it: words, never codes."""
    if isinstance(field, forms.BooleanField):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, dt.date):
        return date_format(value)
    if isinstance(field, AreasField):
        value = [area for area in Area if value & area]
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        chosen = {str(one) for one in (value if isinstance(value, list) else [value])}
        offered: Any = flatten_choices(field.choices)  # type: ignore[arg-type]
        return ", ".join(str(label) for key, label in offered if str(key) in chosen) or "–"
    return str(value or "–")


class AreasField(forms.TypedMultipleChoiceField):
    """At least one of the ten areas, as one number that includes `general`."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, only: int | None = None, **kwargs: Any) -> None:
        choices = [choice for choice in NAMED_AREA_CHOICES if only is None or choice[0] & only]
        super().__init__(choices=choices, coerce=int, **kwargs)

    def clean(self, value: Any) -> int:
        return with_general(sum(super().clean(value)))

    def prepare_value(self, value: Any) -> Any:
        return [int(area) for area in Area if value & area] if isinstance(value, int) else value
