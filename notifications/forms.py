"""How to be told, and up to when the news was seen."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import Form
from notifications.models import Preference


class PreferenceForm(Form):
    mail = forms.ChoiceField(
        label=_("Be told by e-mail that there is news"),
        help_text=_("The message never says what about: only that something awaits you here."),
        choices=Preference.Mail,
        widget=forms.RadioSelect,
    )


class SeenForm(Form):
    """What arrived after the page was drawn stays unread."""

    until = forms.DateTimeField(widget=forms.HiddenInput)
