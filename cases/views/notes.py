"""Colleagues told of a note."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.actions.mentions import mention
from cases.forms.notes import MentionForm
from cases.models import Note
from common.access import requires
from common.http import SignedInRequest, render_page


@require_http_methods(["GET", "POST"])
@requires("cases.change_note", on=Note)
def note_mention(request: SignedInRequest, note: Note) -> HttpResponse:
    """The author chooses among those who read it."""
    form = MentionForm(request.POST or None, note=note)
    if request.method == "POST" and form.is_valid():
        mention(note, to={UUID(pk) for pk in form.cleaned_data["to"]}, by=request.user)
        messages.success(request, _("They are told, as long as they may read it."))
        return redirect(note.case)
    return render_page(request, "cases/note_mention.html", {"form": form, "note": note, "case": note.case})
