"""Forms of safety alerts: raised, said better, their removal asked for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms.plan import AreaField, ChangeItemForm, ItemForm, LevelField, levels_of
from cases.models import SafetyAlert
from common import clock
from common.forms import Form


class WhatToDoForm(Form):
    """What to do, and until when if that is known."""

    text = forms.CharField(
        label=_("What to do"),
        help_text=_("For whoever meets the young person: what to do, whom to call. Facts, no judgement."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    ends_on = forms.DateField(
        required=False, label=_("Until"), help_text=_("Leave empty as long as nobody knows: two people remove it.")
    )


class AlertForm(ItemForm, WhatToDoForm):
    """A danger. Who must know it is always chosen, never assumed."""

    kind = forms.ChoiceField(choices=SafetyAlert.Kind, label=_("Danger"))
    begins_on = forms.DateField(label=_("From"), initial=clock.today)
    area = AreaField()
    level = LevelField()
    field_order = ("kind", "text", "area", "level", "begins_on", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = levels_of(self.sight)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begins, ends = cleaned.get("begins_on"), cleaned.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("Choose a day after the beginning."))
        return cleaned


class ChangeAlertForm(ChangeItemForm, WhatToDoForm):
    """Said better by its author, or made to last longer: to shorten it would be to remove it alone."""

    def clean_ends_on(self) -> dt.date | None:
        known: dt.date | None = self.row.ends_on  # type: ignore[attr-defined]
        chosen: dt.date | None = self.cleaned_data["ends_on"]
        if chosen is not None and chosen != known and (known is None or chosen < known):
            raise ValidationError(_("An alert may last longer, not less: ask for its removal, which takes two people."))
        return chosen


class AskRemovalForm(Form):
    """Why it is to be removed."""

    reason = forms.ChoiceField(choices=SafetyAlert.Reason, widget=forms.RadioSelect, label=_("Why"))
