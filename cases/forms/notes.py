"""Forms of the notes: written, mended, and colleagues told of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.explaining import readers_of_item
from cases.forms.plan import AreaField, ChangeItemForm, ItemForm
from cases.models import CaseItem, Note
from common.areas import Level
from common.forms import Form

GUIDE = "cases/parts/writing_facts.html"


class NoteForm(ItemForm):
    """Something written down: a professional's stays in their team, a mentor's goes to the professionals."""

    USUALLY = Level.RESTRICTED
    guide = GUIDE
    text = forms.CharField(
        label=_("Note"),
        help_text=_(
            "Facts first, then what you make of them. Unless it stays within your team, the young person may read it."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    area = AreaField()
    tell = forms.BooleanField(
        required=False,
        label=_("Then choose colleagues to tell"),
        help_text=_("Among those who may read it as you have written it."),
    )
    field_order = ("text", "area", "level", "tell")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.tells = bool(cleaned.pop("tell", False))
        return cleaned

    def leads_to(self, item: CaseItem) -> str:
        return reverse("cases:note_mention", args=[item.pk]) if self.tells else super().leads_to(item)


class ChangeNoteForm(ChangeItemForm):
    """One's own note, mended."""

    guide = GUIDE
    text = forms.CharField(label=_("Note"), max_length=5000, widget=forms.Textarea)


class MentionForm(Form):
    """Which colleagues are told of a note: those who may read it as it is written, and no others."""

    to = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label=_("Who is told"))

    def __init__(self, *args: Any, note: Note, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [one for one in readers_of_item(note) if one.user.pk != note.author_id]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (str(one.user.pk), f"{one.user} ({one.organisation})") for one in others
        ]
