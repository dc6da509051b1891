"""A form field for a commune: completed as one types, understood as typed without JavaScript."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from places.models import Commune

TYPED = re.compile(r"^(?P<name>.*?)\s*(?:\((?P<code>\w+)\))?$")


class CommuneInput(forms.TextInput):
    """Text with a list of suggestions that app.js fills."""

    template_name = "ui/commune_input.html"

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, str) and re.fullmatch(r"\w{5}", value):  # a bound instance gives the INSEE code
            found = Commune.objects.filter(pk=value).first()
            return str(found) if found else value
        formatted: str | None = super().format_value(value)
        return formatted

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}-list"
        context["widget"]["attrs"] |= {"list": list_id, "data-complete": reverse_lazy("places:complete")}
        context["list_id"] = list_id
        return context


class CommuneField(forms.CharField):
    """Cleans to a Commune: `Lyon`, `Lyon (69)`, `Lyon (69003)` or an INSEE code."""

    widget = CommuneInput
    default_error_messages = {
        "unknown": _("No commune has this name. Type its name as on a letter, for example “Chambéry”."),
        "several": _("Several communes have this name: %(choices)s. Copy the one you mean, with its number."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 70)
        kwargs.setdefault("label", _("commune"))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return self.find(typed) if typed else None

    def find(self, typed: str) -> Commune:
        match = TYPED.match(typed)
        found = list(Commune.objects.typed(match["name"], match["code"] or "")[:8]) if match else []
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(self.error_messages["unknown"], "unknown")
        choices = ", ".join(str(commune) for commune in found)
        raise ValidationError(self.error_messages["several"], "several", {"choices": choices})
