"""Items of the plan: added, changed, widened or narrowed, moved, explained."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cases.access import may_change
from cases.actions import alerts, marks, minutes, plan
from cases.actions.circle import CircleRefusal
from cases.actions.reviews import ReviewRefusal
from cases.explaining import level_changes
from cases.forms import plan as forms
from cases.forms.alerts import AlertForm, ChangeAlertForm
from cases.forms.assessments import ChangeAssessmentForm
from cases.forms.documents import ChangeDocumentForm
from cases.forms.marks import MarkForm, marked_today
from cases.forms.measures import ChangeMeasureForm, MeasureForm
from cases.forms.notes import ChangeNoteForm, NoteForm
from cases.forms.reviews import ChangeSectionForm
from cases.models import Action, Case, CaseItem, Goal, Need, Note
from cases.models.access import sight
from cases.past import history_of
from common.access import requires
from common.history import StaleVersion
from common.http import SignedInRequest, render_page
from common.moves import IllegalMove
from common.panels import rendered

ADDED: dict[str, tuple[type[forms.ItemForm], Any, Any]] = {
    "need": (forms.NeedForm, plan.add_need, gettext_lazy("Add a need")),
    "goal": (forms.GoalForm, plan.add_goal, gettext_lazy("Add a goal")),
    "action": (forms.ActionForm, plan.add_action, gettext_lazy("Add an action")),
    "note": (NoteForm, plan.add_note, gettext_lazy("Write a note")),
    "statement": (forms.StatementForm, plan.add_statement, gettext_lazy("Add to the portrait")),
    "safetyalert": (AlertForm, alerts.add_alert, gettext_lazy("Raise a safety alert")),
    "measure": (MeasureForm, plan.add_measure, gettext_lazy("Add a measure")),
}
CHANGED: dict[str, type[forms.ChangeItemForm]] = {
    "need": forms.ChangeNeedForm,
    "goal": forms.ChangeGoalForm,
    "goalwording": forms.ChangeWordingForm,
    "action": forms.ChangeActionForm,
    "note": ChangeNoteForm,
    "statement": forms.ChangeStatementForm,
    "assessment": ChangeAssessmentForm,
    "reviewsection": ChangeSectionForm,
    "document": ChangeDocumentForm,
    "safetyalert": ChangeAlertForm,
    "measure": ChangeMeasureForm,
}
CHANGE: dict[str, Any] = {"reviewsection": minutes.change_section}
"""What changes a kind of item, where that follows more than the item itself."""


@require_http_methods(["GET", "POST"])
@requires("cases.add_item", on=Case)
def item_add(request: SignedInRequest, case: Case, kind: str) -> HttpResponse:
    """One page for each kind of item; what is refused stays typed."""
    form_class, add, title = ADDED[kind]
    initial = {name: request.GET.get(name) for name in ("goal", "need", "code")}
    form = form_class(request.POST or None, case=case, writer=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            item = add(case, by=request.user, **form.cleaned_data)
        except (plan.NotReadable, CircleRefusal) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is in the plan."))
            return redirect(form.leads_to(item))
    return render_page(request, "cases/item_add.html", {"form": form, "case": case, "title": title})


def item_change(request: SignedInRequest, item: CaseItem) -> HttpResponse:
    """One's own item; somebody else's change meanwhile is shown beside, and nothing typed is lost."""
    kind = item._meta.model_name or ""
    form_class, change = CHANGED[kind], CHANGE.get(kind, plan.change_item)
    names = [name for name in form_class.base_fields if name != "version"]
    initial = {name: getattr(item, name) for name in names}
    form = form_class(request.POST or None, row=item, reader=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change(item, by=request.user, **form.cleaned_data)
        except StaleVersion:
            form.look_again()
        except (CircleRefusal, ReviewRefusal) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The change is saved."))
            return redirect(item.where())
    return render_page(request, "cases/item_change.html", {"form": form, "item": item, "case": item.case})


def item_level(request: SignedInRequest, item: CaseItem) -> HttpResponse:
    """Widen or narrow one's own item, knowing who will then read it and who no longer."""
    seen = sight(request.user, item.case)
    form = forms.SetLevelForm(request.POST or None, seen=seen, initial={"level": item.level})
    if request.method == "POST" and form.is_valid():
        try:
            plan.set_level(item, level=form.cleaned_data["level"], by=request.user)
        except plan.NotReadable as refusal:
            form.add_error("level", str(refusal))
        else:
            messages.success(request, _("From now on this level applies everywhere."))
            return redirect(item.where())
    changes = level_changes(item, [level for level, _label in forms.levels_of(seen)])
    context = {"form": form, "item": item, "case": item.case, "changes": changes}
    return render_page(request, "cases/item_level.html", context)


def item_mark(request: SignedInRequest, item: CaseItem) -> HttpResponse:
    """What of one's own item the young person and the representatives read by their links."""
    form = MarkForm(request.POST or None, initial=marked_today(item))
    if request.method == "POST" and form.is_valid():
        try:
            marks.mark_item(item, by=request.user, wishes=form.wishes())
        except CircleRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is saved, and holds at once."))
            return redirect(item.where())
    return render_page(request, "cases/item_mark.html", {"form": form, "item": item, "case": item.case})


def item_history(request: SignedInRequest, item: CaseItem) -> HttpResponse:
    """What changed, who, when, why: only the rows this reader may see."""
    kind = item._meta.model_name
    context = {
        "item": item,
        "case": item.case,
        "changes": history_of(item, request.user),
        "why": reverse(f"cases:{kind}_why", args=[item.pk]),
        "change_url": reverse(f"cases:{kind}_change", args=[item.pk]),
        "level_url": reverse(f"cases:{kind}_level", args=[item.pk]),
        "mark_url": reverse(f"cases:{kind}_mark", args=[item.pk]),
        "may_change": may_change(request.user, item),
        "mention_url": reverse("cases:note_mention", args=[item.pk]) if isinstance(item, Note) else "",
        "panels": rendered("item", request, item),
    }
    return render_page(request, "cases/item_history.html", context)


@require_http_methods(["GET", "POST"])
@requires("cases.set_review", on=Case)
def next_review(request: SignedInRequest, case: Case) -> HttpResponse:
    """The lead says when the plan is next looked at."""
    form = forms.NextReviewForm(
        request.POST or None, row=case.plan, initial={"next_review_on": case.plan.next_review_on}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            plan.set_next_review(case.plan, on=data["next_review_on"], version=data["version"], by=request.user)
        except StaleVersion:
            form.look_again()
        else:
            messages.success(request, _("The date of the next review is set."))
            return redirect(case)
    return render_page(request, "cases/item_add.html", {"form": form, "case": case, "title": _("Next review")})


@require_http_methods(["GET", "POST"])
@requires("cases.move_action", on=Action)
def action_move(request: SignedInRequest, action: Action, status: str) -> HttpResponse:
    """The owning team accepts, starts, holds, finishes; declining and dropping ask why."""
    needs_reason = status in {Action.Status.DECLINED, Action.Status.DROPPED}
    form = forms.RefuseActionForm(request.POST or None) if needs_reason else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        try:
            plan.move_action(action, status=status, by=request.user, reason=reason)
            messages.success(request, _("Done: those concerned are told."))
        except IllegalMove as refusal:
            messages.error(request, str(refusal))
        return redirect(action.case)
    context = {"form": form, "action": action, "case": action.case, "status": Action.Status(status)}
    return render_page(request, "cases/action_move.html", context)


@require_POST
@requires("cases.rate_goal", on=Goal)
def goal_rate(request: SignedInRequest, goal: Goal) -> HttpResponse:
    """How far a goal is, by one of five buttons."""
    form = forms.ProgressForm(request.POST)
    if form.is_valid():
        plan.rate_goal(goal, progress=form.cleaned_data["progress"], by=request.user)
        messages.success(request, _("The goal is up to date."))
    else:
        messages.error(request, _("Use one of the buttons."))
    return redirect(goal.case)


@require_http_methods(["GET", "POST"])
@requires("cases.move_action", on=Action)
def action_assign(request: SignedInRequest, action: Action) -> HttpResponse:
    """The owning team says who of it does it."""
    form = forms.AssignActionForm(request.POST or None, action=action)
    if request.method == "POST" and form.is_valid():
        plan.assign_action(action, to=form.cleaned_data["to"], by=request.user)
        messages.success(request, _("Noted: they are told."))
        return redirect(action.case)
    return render_page(request, "cases/action_assign.html", {"form": form, "action": action, "case": action.case})


@require_POST
@requires("cases.move_need", on=Need)
def need_move(request: SignedInRequest, need: Need, status: str) -> HttpResponse:
    """A need is covered, unmet, closed or open again."""
    try:
        if status not in {need.status, *need.moves_by_hand()}:
            raise IllegalMove(need, status)
        plan.move_need(need, status=status, by=request.user)
        messages.success(request, _("The need is up to date."))
    except IllegalMove as refusal:
        messages.error(request, str(refusal))
    return redirect(need.case)


def on(view: Any, verb: str, model: type[models.Model], *methods: str) -> Any:
    """The same page for another kind of item, under that kind's own verb."""
    return require_http_methods(methods)(requires(verb, on=model)(view))
