"""From which day to which a lead is away, and who covers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.covering import able_to_cover
from cases.models import LeadCover
from common import clock
from common.forms import CreateForm
from organisations.models import Team


class CoverForm(CreateForm):
    """Why is nobody's business."""

    first_on = forms.DateField(label=_("First day away"))
    last_on = forms.DateField(label=_("Last day away"))
    user = forms.ModelChoiceField[User](
        queryset=User.objects.none(),
        label=_("Who covers"),
        help_text=_("A colleague bound by secrecy who opens each of these files already: nothing is opened by this."),
    )

    def __init__(self, *args: Any, lead: User, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = User.objects.filter(pk__in=able_to_cover(lead, team).order_by().values("user"))
        self.fields["user"].queryset = able.order_by("full_name", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("Give a day that does not come before the first one."))
        elif first and last and last - first >= LeadCover.LONGEST:
            self.add_error("last_on", _("Three months at most: for longer, hand over."))
        elif last and last < clock.today():
            self.add_error("last_on", _("These days are gone by: declare an absence that is not over."))
        return cleaned
