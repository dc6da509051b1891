"""The answers to what the services asked want to know: closed kinds only, since they are read before acceptance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.forms import VersionedForm
from programs.models import ServiceQuestion
from referrals.models import Referral
from referrals.questions import Asking, asked_of, given

Kind = ServiceQuestion.Kind


@dataclass(frozen=True, slots=True)
class Group:
    """The fields of one service."""

    asking: Asking
    fields: list[forms.BoundField]


class AnswersForm(VersionedForm):
    """One field a question. What the service of a draft requires is required; of those asked next, it is said."""

    def __init__(self, *args: Any, row: Referral, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.asked, self.known = asked_of(row), given(row)
        self.questions = {name_of(one): one for asking in self.asked for one in asking.questions}
        for asking in self.asked:
            for question in asking.questions:
                self.add(question, asking)

    def add(self, question: ServiceQuestion, asking: Asking) -> None:
        field = field_for(question, required=question.is_required and not asking.is_next)
        if question.is_required and asking.is_next:
            field.help_text = gettext("Without an answer, this service is passed over when its turn comes.")
        field.initial = self.known.get(question.pk)
        self.fields[name_of(question)] = field
        self.prepare(field)

    @property
    def groups(self) -> list[Group]:
        """Service by service."""
        return [Group(asking, [self[name_of(one)] for one in asking.questions]) for asking in self.asked]

    def saved(self, name: str) -> Any:
        return self.fields[name].to_python(self.known.get(self.questions[name].pk, ""))

    def look_again(self) -> None:
        self.known = given(self.row)  # type: ignore[arg-type]
        super().look_again()

    def answers(self) -> dict[ServiceQuestion, str]:
        """Each question with its answer as it is kept; "" without one."""
        return {question: kept(self.cleaned_data[name]) for name, question in self.questions.items()}


def name_of(question: ServiceQuestion) -> str:
    return f"q-{question.pk}"


def kept(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)


def field_for(question: ServiceQuestion, *, required: bool) -> forms.Field:
    """A field that takes the closed answers of this question and no other."""
    facts: dict[str, Any] = {"label": question.text, "required": required}
    facts["error_messages"] = {"required": _("The service needs this answer before it is asked.")}
    if question.kind == Kind.NUMBER:
        return forms.IntegerField(min_value=0, max_value=ServiceQuestion.LARGEST, **facts)
    if question.kind == Kind.DAY:
        return forms.DateField(validators=[near(question)], **facts)
    choices = [("yes", _("Yes")), ("no", _("No"))]
    if question.kind == Kind.CHOICE:
        choices = [(option, option) for option in question.choices]  # type: ignore[misc]
    nothing = [] if required else [("", _("Not answered"))]
    return forms.ChoiceField(choices=[*choices, *nothing], widget=forms.RadioSelect, **facts)


def near(question: ServiceQuestion) -> Any:
    """Refuses a day that could be somebody's birthday."""

    def refuse_far(day: dt.date) -> None:
        if not question.accepts(day.isoformat()):
            raise ValidationError(_("Give a day of the year gone by, or of the two years to come."))

    return refuse_far
