"""What the lead of a file that was found answers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Likeness
from common.forms import Form

CONTACT = "contact"


class LikenessForm(Form):
    """Get in touch, or let be and say why."""

    answer = forms.ChoiceField(
        choices=[
            (CONTACT, _("I get in touch: they are told my name and my association")),
            *((value, _("I let it be: %(reason)s") % {"reason": label}) for value, label in Likeness.Reason.choices),
        ],
        widget=forms.RadioSelect,
        label=_("What you do"),
    )
