"""Made-up contents for the page of components."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import clock
from common.areas import AREA_CHOICES, Level
from common.forms import AnswerForm, AreasField, Form
from common.templatetags.ui import due
from common.todo import Todo
from places.fields import CommuneField
from programs.models import Attendance

TONES = ("ok", "wait", "late", "info", "calm")
STATES = (
    ("wait", "hourglass", _("Proposed, waiting for acceptance")),
    ("info", "check", _("Accepted")),
    ("run", "run", _("In progress")),
    ("calm", "pause", _("On hold")),
    ("ok", "done", _("Done")),
    ("late", "no", _("Declined")),
)


class ExampleForm(Form):
    """One field of each kind."""

    title = forms.CharField(label=_("action"), max_length=200)
    due_on = forms.DateField(label=_("due"))
    area = forms.ChoiceField(choices=AREA_CHOICES, label=_("area"))
    commune = CommuneField()
    level = forms.ChoiceField(choices=Level, widget=forms.RadioSelect, label=_("who may see this"))
    areas = AreasField(label=_("areas"))
    detail = forms.CharField(widget=forms.Textarea, required=False, label=_("in a few words"))
    agreed = forms.BooleanField(label=_("Agreed with the young person"))


class TapForm(Form):
    presence = forms.ChoiceField(choices=Attendance.Status, widget=forms.RadioSelect, label=_("They were…"))


def examples(sent: Any) -> dict[str, Any]:
    """What the page shows, the fields as they are when nothing of what was sent is right."""
    here = str(reverse_lazy("demo:components"))
    days = (clock.today() - 4 * clock.DAY, clock.today())
    accept, show = gettext("Accept"), gettext("Show")
    return {
        "tones": TONES,
        "areas": [area for area, _label in AREA_CHOICES],
        "levels": list(Level),
        "states": STATES,
        "form": ExampleForm(sent),
        "taps": TapForm(),
        "answer": AnswerForm(),
        "page": Paginator(range(60), 25).page(2),
        "todos": [Todo("check", accept, "Binômes du Val", here, show, due(day), day) for day in days],
        "here": here,
    }
