"""A draft as the page sends it."""

from django import forms

from common.forms import LONGEST


class DraftForm(forms.Form):
    """Which field of which page, about whom, and the text so far."""

    page = forms.RegexField(r"^/[-\w/]*$", max_length=200)
    name = forms.RegexField(r"^[-\w]+$", max_length=60)
    person = forms.UUIDField(required=False)
    text = forms.CharField(required=False, max_length=2 * LONGEST, strip=False)
