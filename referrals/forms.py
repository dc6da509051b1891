"""Forms of a referral: what is asked, the answer, the words of the thread, the end."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Need
from common import clock
from common.areas import NAMED, SEAT_LEVELS, Area
from common.forms import AreasField, CreateForm, Form, VersionedForm
from people.models import YoungPerson
from referrals.choices import (
    PARTNER_REASONS,
    PERSON_REASONS,
    SENDER_WITHDRAW_REASONS,
    Asked,
    Constraint,
    DeclineReason,
    Outcome,
    Sector,
    Urgency,
    WithdrawReason,
)
from referrals.gates import seen_by
from referrals.models import Referral
from referrals.order_forms import OrderForm, Partners

NAMES_NOBODY = _("Read before acceptance: name nobody, no address, no detail that gives somebody away.")


class AskedForm(Form):
    """What is asked: codes only. The areas and the level are what acceptance will open."""

    asked = forms.ChoiceField(choices=Asked, widget=forms.RadioSelect, label=_("What is asked"))
    constraints = forms.MultipleChoiceField(
        choices=Constraint, widget=forms.CheckboxSelectMultiple, required=False, label=_("Constraints")
    )
    urgency = forms.ChoiceField(choices=Urgency, widget=forms.RadioSelect, label=_("When"), initial=Urgency.NORMAL)
    sector = forms.ChoiceField(
        choices=Sector,
        widget=forms.RadioSelect,
        label=_("What the preview says of the place"),
        help_text=_("In a small commune, an age and a need may be enough to recognise somebody: choose wider."),
        initial=Sector.COMMUNE,
    )
    areas = AreasField(
        label=_("Areas that acceptance opens"), help_text=_("Only areas that you see. The need's own always is.")
    )
    seat_level = forms.TypedChoiceField(
        choices=SEAT_LEVELS,
        coerce=int,
        widget=forms.RadioSelect,
        label=_("Level that acceptance opens"),
        help_text=_("Coordination is for members bound by professional secrecy; practical is for everybody seated."),
    )
    prepared_with_young_person = forms.BooleanField(required=False, label=_("Prepared with the young person"))

    def offer_what_is_seen(self, need: Need, sender: User) -> None:
        """Keep the choices to what the sender may give."""
        seen = {level: seen_by(sender, need.case, level) for level, _label in SEAT_LEVELS}
        widest = max(seen.values()) | need.area
        field = self.fields["areas"]
        field.choices = [choice for choice in field.choices if choice[0] & widest]  # type: ignore[attr-defined]
        field.initial = need.area & ~Area.GENERAL
        levels = self.fields["seat_level"]
        levels.choices = [choice for choice in SEAT_LEVELS if seen[choice[0]]] or SEAT_LEVELS  # type: ignore[attr-defined]

    def what_is_asked(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in AskedForm.base_fields}


class DraftForm(CreateForm, OrderForm, AskedForm):
    """A new referral of a need, to a service or straight to a team, and to whom next."""

    receiver = forms.ChoiceField(
        choices=(),
        label=_("To which service or team"),
        help_text=_("Of the leading association and of its partners; never a team of your own."),
    )

    field_order = ["new_id", "receiver"]

    def __init__(self, *args: Any, need: Need, sender: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_what_is_seen(need, sender)
        self.offer(Partners(need, sender))
        self.fields["receiver"].choices = self.partners.choices()  # type: ignore[attr-defined]

    @classmethod
    def again(cls, data: Any, *, ended: Referral, sender: User) -> DraftForm:
        """Filled with what was asked before. To whom, and what the young person says of it, is asked anew."""
        kept = {name: getattr(ended, name) for name in ("asked", "constraints", "urgency", "sector", "seat_level")}
        return cls(data, need=ended.need, sender=sender, initial=kept | {"areas": named(ended.areas)})

    def addressed_to(self) -> dict[str, Any]:
        """The service, if one was chosen, the team that answers, and whoever is asked next."""
        first = self.partners.named(self.cleaned_data["receiver"])
        return {"service": first.service, "to_team": first.to_team, "then": self.then()}


class ChangeForm(VersionedForm, AskedForm):
    """A draft again."""

    def __init__(self, *args: Any, row: Referral, sender: User, **kwargs: Any) -> None:
        kept = {name: getattr(row, name) for name in AskedForm.base_fields}
        kwargs["initial"] = kept | {"areas": named(row.areas)}
        super().__init__(*args, row=row, **kwargs)
        self.offer_what_is_seen(row.need, sender)


def named(areas: int) -> list[int]:
    """The boxes to tick: `general` is never one."""
    return [int(area) for area in Area if areas & area & NAMED]


class AssignForm(Form):
    """Who of the receiving team follows a referral."""

    to = forms.ModelChoiceField[User](queryset=User.objects.none(), label=_("Followed by"))

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues.order_by("full_name", "pk")  # type: ignore[attr-defined]


class AnswerForm(Form):
    """The receiving team's answer; a refusal has a reason from one of two lists."""

    MOVES = {
        "accept": (_("Accept"), _("Identity and chosen contact open to your team at once.")),
        "offer_place": (_("Offer a place"), _("Identity and chosen contact open to your team at once.")),
        "waitlist": (_("Put on the waiting list"), _("No delay runs any more; you keep the preview.")),
        "ask": (_("Ask a question"), _("The sender is told; the delay goes on.")),
        "decline": (_("Decline"), _("With a reason, so that the sender can look elsewhere at once.")),
    }

    move = forms.ChoiceField(choices=(), widget=forms.RadioSelect, label=_("What do you decide?"))
    question = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Your question"),
        help_text=NAMES_NOBODY,
        max_length=2000,
    )
    reason = forms.ChoiceField(choices=DeclineReason, required=False, widget=forms.RadioSelect, label=_("Reason"))
    word = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 2}), label=_("Message to the sender"), max_length=2000,
        help_text=NAMES_NOBODY,
    )  # fmt: skip

    first_meeting_on = forms.DateField(
        required=False, label=_("First appointment"), help_text=_("If it is known already. The sender sees it too.")
    )

    partner_reasons = [(reason.value, reason.label) for reason in PARTNER_REASONS]
    person_reasons = [(reason.value, reason.label) for reason in PERSON_REASONS]

    def __init__(self, *args: Any, moves: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = [(name, *words) for name, words in self.MOVES.items() if name in moves]
        self.fields["move"].choices = [(name, label) for name, label, _hint in self.offered]  # type: ignore[attr-defined]
        if "ask" not in moves:
            del self.fields["question"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("move") == "ask" and not cleaned.get("question"):
            self.add_error("question", gettext("Write your question."))
        if cleaned.get("move") == "decline" and not cleaned.get("reason"):
            self.add_error("reason", gettext("Choose a reason: the sender needs it to look elsewhere."))
        return cleaned

    def details(self) -> dict[str, Any]:
        """What the chosen answer carries."""
        answered = self.cleaned_data
        if answered["move"] == "ask":
            return {"text": answered["question"]}
        if answered["move"] == "decline":
            return {"reason": DeclineReason(answered["reason"]), "text": answered["word"]}
        if answered["move"] in ("accept", "offer_place"):
            return {"first_meeting_on": answered["first_meeting_on"]}
        return {}

    def clean_first_meeting_on(self) -> dt.date | None:
        return not_gone_by(self.cleaned_data["first_meeting_on"])


class LinkAnswerForm(AnswerForm):
    """The same by link: acceptance shows less than a seat would."""

    MOVES = AnswerForm.MOVES | {
        name: (AnswerForm.MOVES[name][0], _("The first name and the chosen contact show here at once."))
        for name in ("accept", "offer_place")
    }


class MeetingForm(Form):
    """When the first appointment is."""

    on = forms.DateField(label=_("On which day"), help_text=_("The sender sees it too."))

    def clean_on(self) -> dt.date | None:
        return not_gone_by(self.cleaned_data["on"])


class ToldForm(Form):
    """That the young person was told how it stands, and by which channel."""

    how = forms.ChoiceField(label=_("Told by"), choices=YoungPerson.Channel.choices)
    step = forms.CharField(widget=forms.HiddenInput, max_length=16)


def not_gone_by(day: dt.date | None) -> dt.date | None:
    """Raises ValidationError for a day gone by."""
    if day is not None and day < clock.today():
        raise forms.ValidationError(gettext("Give a day to come. If you have met already, say that it has begun."))
    return day


class WordsForm(Form):
    """A few words in the thread."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), label=_("Your message"), max_length=2000)


class MessageForm(WordsForm, CreateForm):
    """One more message of the thread."""


class ReplyForm(WordsForm):
    """The sender's answer to a question, read before acceptance: it must name nobody."""

    def __init__(self, *args: Any, person: YoungPerson, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["text"].label = _("Your answer")
        self.fields["text"].help_text = NAMES_NOBODY

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        refuse_names(text, self.person)
        return text


def refuse_names(text: str, person: YoungPerson) -> None:
    """Raises ValidationError for the young person's names: known here, refused before somebody reads them."""
    words = set(re.findall(r"\w+", text.casefold()))
    names = f"{person.first_name} {person.chosen_name} {person.last_name}".casefold()
    if words & {name for name in re.findall(r"\w+", names) if len(name) > 1}:
        raise forms.ValidationError(gettext("Remove the young person's name: this is read before acceptance."))


class CloseForm(Form):
    """How it ended."""

    outcome = forms.ChoiceField(choices=Outcome, widget=forms.RadioSelect, label=_("Outcome"))
    report = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("A few words of report"),
        help_text=_("For the members of the circle bound by secrecy who see this area. It stays in the file."),
        max_length=4000,
    )

    def __init__(self, *args: Any, reports: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reports:
            del self.fields["report"]

    def clean_outcome(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])


class WithdrawForm(Form):
    """Why the sender takes it back."""

    reason = forms.ChoiceField(
        choices=[(reason.value, reason.label) for reason in SENDER_WITHDRAW_REASONS],
        widget=forms.RadioSelect,
        label=_("Reason"),
    )

    def clean_reason(self) -> WithdrawReason:
        return WithdrawReason(self.cleaned_data["reason"])
