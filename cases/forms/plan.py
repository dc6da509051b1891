"""Forms of the plan and of the portrait: what is added, what is changed, within what the writer sees."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, IntegerField, Value
from django.db.models.expressions import ExpressionWrapper
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.actions.plan import readers_in
from cases.models import Action, Case, CaseItem, CircleMembership, Goal, Need, Statement
from cases.models.access import Sight, sight
from cases.needs import needs_of, vocabulary
from common import clock
from common.areas import AREA_CHOICES, LABELS, Area, Level
from common.forms import CreateForm, Form, VersionedForm
from organisations.models import Team

LEVEL_HELP = _(
    "Practical: everybody seated in this area, volunteers included. Coordination: professionals bound by secrecy. "
    "Restricted: bound professionals of your own team."
)


USUAL = 0
"""Not a level: the one PRODUCT gives to what is written, here and of that kind."""

SENSITIVE = Area.HEALTH | Area.JUSTICE
VIOLENCE = {"family.domestic_violence", "mental_health.trauma_and_grief", "justice.victim_support"}
"""What is restricted to the author's team unless its author chooses otherwise."""


class LevelField(forms.TypedChoiceField):
    """Who may see what is written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=Level.choices,
            coerce=int,
            label=_("Who may see this"),
            help_text=LEVEL_HELP,
            widget=forms.RadioSelect,
            **kwargs,
        )


class ItemForm(CreateForm):
    """The base of what is added to a plan: bounded by what the writer sees."""

    USUALLY = Level.COORDINATION
    guide = ""
    """A template that helps to write it."""
    level = LevelField(initial=USUAL, required=False, empty_value=USUAL)

    def __init__(self, *args: Any, case: Case, writer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.writer, self.sight = case, writer, sight(writer, case)
        self.fields["level"].choices = [(USUAL, self.usual_label()), *levels_of(self.sight)]  # type: ignore[attr-defined]
        if "area" in self.fields:
            named = [choice for choice in AREA_CHOICES if choice[0] & self.sight.areas]
            self.fields["area"].choices = named  # type: ignore[attr-defined]
        for name, model in (("need", Need), ("goal", Goal)):
            if name in self.fields:
                rows = model.objects.visible_to(writer).filter(case=case).order_by("created_at")
                self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def leads_to(self, item: CaseItem) -> str:
        """Where its author goes on once it is added."""
        return self.case.get_absolute_url()

    def usual_label(self) -> str:
        """What happens when nothing else is chosen."""
        usual = self.usual_level(0, "").label
        if not self.sight.is_bound or usual == Level.RESTRICTED.label:
            return _("As usual: %(level)s") % {"level": usual}
        return _("As usual: %(level)s; health, justice, violence: restricted") % {"level": usual}

    def usual_level(self, area: int, code: str) -> Level:
        """By kind, narrower in sensitive matters; never narrower than the writer may write."""
        sensitive = bool(area & SENSITIVE) or code in VIOLENCE
        wanted = Level.RESTRICTED if sensitive else self.USUALLY
        return wanted if self.sight.is_bound else min(wanted, Level.COORDINATION)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("level") == USUAL:
            cleaned["level"] = self.usual_level(cleaned.get("area") or 0, cleaned.get("code") or "")
        return cleaned


def levels_of(seen: Sight) -> list[tuple[int, Any]]:
    """The levels somebody may write at."""
    return [choice for choice in Level.choices if seen.is_bound or choice[0] != Level.RESTRICTED]


class AreaField(forms.TypedChoiceField):
    """One area, of those the writer sees."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=AREA_CHOICES, coerce=int, label=_("Area"), **kwargs)


class NeedChoice(forms.ModelChoiceField[Need]):
    """Needs by their coded words."""

    def label_from_instance(self, obj: Need) -> str:
        return str(obj.coded)


class GoalChoice(forms.ModelChoiceField[Goal]):
    """Goals by the young person's words."""

    def label_from_instance(self, obj: Goal) -> str:
        return str(obj.words)


class NeedForm(ItemForm):
    """A coded need; its area is that of its code."""

    code = forms.ChoiceField(label=_("Need"))
    detail = forms.CharField(
        label=_("In a few words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("code", "detail", "level")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            (str(label), [(need.code, str(need)) for need in needs_of(area)])
            for area, label in LABELS.items()
            if area & self.sight.areas and area != Area.GENERAL
        ]

    def clean(self) -> dict[str, Any]:
        if code := self.cleaned_data.get("code"):
            self.cleaned_data["area"] = int(vocabulary()[code].area)
        return super().clean()


class AimForm(Form):
    """What a goal says: whose idea it is, what will have changed, on which strengths it builds, by when."""

    words = forms.CharField(
        label=_("In the young person's own words"),
        help_text=_("As they say it. It becomes the title of the goal."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    proposed_by = forms.ChoiceField(
        choices=Statement.Source,
        initial=Statement.Source.YOUNG_PERSON,
        widget=forms.RadioSelect,
        label=_("Whose idea it is"),
    )
    expected = forms.CharField(
        label=_("What will have changed"),
        help_text=_("How everybody will see that it is reached. Read by whoever reads the goal."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    builds_on = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Strengths and interests it builds on")
    )
    target_on = forms.DateField(required=False, label=_("Target date"))

    def offer_strengths(self, case: Case, reader: User) -> None:
        """Those of the portrait that the reader sees."""
        kinds = (Statement.Kind.STRENGTH, Statement.Kind.INTEREST)
        rows = Statement.objects.visible_to(reader).filter(case=case, kind__in=kinds).order_by("-kind", "said_on")
        choices = [(str(row.pk), row.text) for row in rows]
        self.fields["builds_on"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["builds_on"]


class GoalForm(ItemForm, AimForm):
    """A goal in the young person's words, and the professionals' wording beside it."""

    USUALLY = Level.PRACTICAL
    wording = forms.CharField(
        label=_("For the professionals"),
        help_text=_("Seen by professionals bound by secrecy only."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    area = AreaField()
    need = NeedChoice(queryset=Need.objects.none(), required=False, label=_("Need it answers"))
    field_order = (
        *("words", "proposed_by", "expected", "wording", "builds_on"),
        *("area", "need", "target_on", "level"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_strengths(self.case, self.writer)


class ProgressForm(Form):
    """How far a goal is."""

    progress = forms.TypedChoiceField(choices=Goal.Progress, coerce=int)


class WhenForm(Form):
    """What is done, from when to when."""

    title = forms.CharField(label=_("Action"), max_length=300)
    starts_on = forms.DateField(required=False, label=_("From"))
    due_on = forms.DateField(required=False, label=_("By when"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, due = cleaned.get("starts_on"), cleaned.get("due_on")
        if starts and due and due < starts:
            self.add_error("due_on", _("Choose a day after the beginning."))
        return cleaned


class ActionForm(ItemForm, WhenForm):
    """Something one team is asked to do."""

    goal = GoalChoice(queryset=Goal.objects.none(), required=False, label=_("Goal it serves"))
    area = AreaField()
    owner_team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        label=_("Who does it"),
        help_text=_("A team of the circle. Another team than yours must accept it first."),
    )
    field_order = ("title", "goal", "area", "owner_team", "starts_on", "due_on", "level")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begin_like_the_goal()
        named = self.sight.areas & ~int(Area.GENERAL)
        meets = ExpressionWrapper(F("areas").bitand(Value(named)), output_field=IntegerField())  # type: ignore[arg-type]
        seats = CircleMembership.objects.in_force().filter(case=self.case).alias(meets=meets).filter(meets__gt=0)
        teams = Team.objects.filter(pk__in=seats.values("team")).select_related("organisation")
        self.fields["owner_team"].queryset = teams.order_by("organisation__name", "name")  # type: ignore[attr-defined]

    def begin_like_the_goal(self) -> None:
        """An action begun under a goal starts in its area."""
        goals = self.fields["goal"].queryset  # type: ignore[attr-defined]
        served = next((goal for goal in goals if str(goal.pk) == self.initial.get("goal")), None)
        if served is not None:
            self.initial["area"] = served.area


class SaidForm(Form):
    """A line of the portrait: what is said, by whom, when."""

    kind = forms.ChoiceField(choices=Statement.Kind, widget=forms.RadioSelect, label=_("What it is about"))
    text = forms.CharField(
        label=_("What is said"),
        help_text=_("As it was said, in a sentence or two. The young person may read it one day."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.ChoiceField(choices=Statement.Source, widget=forms.RadioSelect, label=_("Who says so"))
    said_on = forms.DateField(label=_("Said on"), initial=clock.today)

    def clean_said_on(self) -> dt.date:
        said: dt.date = self.cleaned_data["said_on"]
        if said > clock.today():
            raise ValidationError(_("Choose today or a day gone by."))
        return said


class StatementForm(ItemForm, SaidForm):
    """The same, in an area and for one level of readers."""

    area = AreaField()
    field_order = ("kind", "text", "source", "said_on", "area", "level")


class ChangeItemForm(VersionedForm):
    """One's own item again, as its reader sees it."""

    guide = ""

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ChangeStatementForm(ChangeItemForm, SaidForm):
    """What is said, mended."""


class ChangeGoalForm(ChangeItemForm, AimForm):
    """A goal, said better."""

    def __init__(self, *args: Any, row: Goal, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, row=row, reader=reader, **kwargs)
        self.kept = row.builds_on
        self.offer_strengths(row.case, reader)

    def clean_builds_on(self) -> list[str]:
        """Those that this reader does not see stay."""
        offered = {key for key, _text in self.fields["builds_on"].choices}  # type: ignore[attr-defined]
        return [*(key for key in self.kept if key not in offered), *self.cleaned_data["builds_on"]]


class ChangeWordingForm(ChangeItemForm):
    text = forms.CharField(label=_("For the professionals"), max_length=2000, widget=forms.Textarea)


class ChangeActionForm(ChangeItemForm, WhenForm):
    """What is done, and when, said better."""


class ChangeNeedForm(ChangeItemForm):
    detail = forms.CharField(label=_("In a few words"), required=False, max_length=1000, widget=forms.Textarea)


class NextReviewForm(VersionedForm):
    """When the circle next looks at the plan together."""

    next_review_on = forms.DateField(label=_("Next review"))

    def clean_next_review_on(self) -> dt.date:
        chosen: dt.date = self.cleaned_data["next_review_on"]
        if chosen < clock.today():
            raise ValidationError(_("Choose today or a day to come."))
        return chosen


class SetLevelForm(Form):
    """Widening names who will then read; narrowing closes everywhere at once."""

    level = LevelField()

    def __init__(self, *args: Any, seen: Sight, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = levels_of(seen)  # type: ignore[attr-defined]


class RefuseActionForm(Form):
    """Why an action is declined or dropped."""

    reason = forms.ChoiceField(choices=Action.Reason, widget=forms.RadioSelect, label=_("Why"))


class AssignActionForm(Form):
    """Who of the owning team does it: somebody who sees it."""

    to = forms.ModelChoiceField[User](queryset=User.objects.none(), label=_("Person in charge"))

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = User.objects.filter(pk__in=readers_in(action.owner_team, action))
        self.fields["to"].queryset = able.order_by("full_name", "pk")  # type: ignore[attr-defined]
