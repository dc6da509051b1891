"""The few filters and tags the templates need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.models import ModelChoiceIterator
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from common import clock
from common.areas import ALL_AREAS, LABELS, Area, Level, labels

register = template.Library()

AREA_KEYS = {
    Area.EDUCATION: "education",
    Area.EMPLOYMENT_TRAINING: "employment",
    Area.MENTAL_HEALTH: "mental",
    Area.HEALTH: "health",
    Area.FAMILY: "family",
    Area.HOUSING: "housing",
    Area.LEISURE_CULTURE_SPORT: "leisure",
    Area.JUSTICE: "justice",
    Area.RIGHTS_MONEY: "rights",
    Area.SOCIAL_LIFE_MOBILITY: "mobility",
    Area.GENERAL: "doc",
}
LEVEL_LOOKS = {
    Level.PRACTICAL: ("practical", "people"),
    Level.COORDINATION: ("coordination", "shield"),
    Level.RESTRICTED: ("restricted", "lock"),
}

NOBODY = str(UUID(int=0))
"""Stands for the id of a row in what is drawn once for all of them."""


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A decorative icon of icons.svg, whose address stays the same as long as the process lives."""
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("icons.svg"), name)


@register.simple_tag
def area(area: int) -> SafeString:
    """An area with its icon."""
    return area_drawn(int(area), get_language())


@cache
def area_drawn(area: int, language: str) -> SafeString:
    """Drawn once a process and language: a page shows dozens."""
    return render_to_string("ui/area.html", {"area": area})


@register.simple_tag
def level(level: int, why: str = "") -> SafeString:
    """Who may see an item; `why` is the address of the page that says by which facts."""
    return format_html(level_drawn(int(level), bool(why), get_language()), why=why)


@cache
def level_drawn(level: int, why: bool, language: str) -> SafeString:
    """Drawn once a process and language, with `{why}` where the address goes."""
    return render_to_string("ui/level.html", {"level": level, "why": "{why}" if why else ""})


@register.simple_tag
def url_of(name: str, pk: Any) -> str:
    """The address of one row among many: what `url` gives, its pattern resolved once a process."""
    return pattern_of(name).replace(NOBODY, str(pk))


@cache
def pattern_of(name: str) -> str:
    return reverse(name, args=[NOBODY])


@register.filter
def area_key(area: int) -> str:
    """The area's name in the style sheet and among the icons."""
    return AREA_KEYS[Area(area)]


@register.filter
def area_label(area: int) -> str:
    return str(LABELS[Area(area)])


@register.filter
def level_key(level: int) -> str:
    return LEVEL_LOOKS[Level(level)][0]


@register.filter
def level_icon(level: int) -> str:
    return LEVEL_LOOKS[Level(level)][1]


@register.filter
def level_label(level: int) -> str:
    return str(Level(level).label)


@register.filter
def areas_in_words(areas: int) -> str:
    """The areas of a seat, a recipient or an agreement."""
    return _("all areas") if areas == ALL_AREAS else ", ".join(labels(areas))


@register.filter
def until(value: dt.datetime) -> str:
    """`jusqu’au 28 févr. 2027`, or nothing for a fact without an end."""
    if value >= clock.FOREVER:
        return ""
    last = as_day(value - dt.timedelta(microseconds=1))
    return _("until %(day)s") % {"day": month_day(last, month="N", year=True)}


@register.filter
def initials(name: str) -> str:
    """Two letters for an avatar; a dash for what is no name, as the marker of an erased one."""
    words = [word for word in str(name).replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "–"


@register.filter
def years_old(age: int) -> str:
    """`16 ans`."""
    return _("%(age)s years old") % {"age": age}


@register.filter
def widget_kind(field: BoundField) -> str:
    """How ui/field.html draws a field: choices, checkbox or control."""
    widget = field.field.widget
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "control"


SHORT_MONTHS = (pgettext_lazy("abbrev. month", "Jan."), pgettext_lazy("abbrev. month", "Feb."))
"""The two that Django's French shortens to three letters: named here so that our catalogue says `janv.` and `févr.`"""


@register.filter
def choice_groups(field: BoundField) -> list[tuple[str, list[BoundWidget], bool]]:
    """The choices of a field by heading ("" without one), and whether one under it is chosen."""
    choices = field.field.choices  # type: ignore[attr-defined]  # asked of fields with choices only
    if isinstance(choices, ModelChoiceIterator):  # never under headings; reading it again would be a query
        return [("", field.subwidgets, False)]
    boxes, found = iter(field.subwidgets), []
    for heading, under in grouped(choices):
        group = [next(boxes) for _choice in under]
        found.append((heading, group, any(box.data["selected"] for box in group)))
    return found


def grouped(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, list[Any]]]:
    """Choices as (heading, choices): those that follow one another without a heading are one group."""
    for has_heading, following in groupby(choices, key=lambda choice: isinstance(choice[1], (list, tuple))):
        if has_heading:
            yield from ((str(heading), list(under)) for heading, under in following)
        else:
            yield "", list(following)


@register.filter
def first_id(field: BoundField) -> str:
    """Where a link to a field leads: its control, or the first of its choices."""
    choices = field.subwidgets if widget_kind(field) == "choices" else []
    return str(choices[0].id_for_label if choices else field.auto_id)


def as_day(value: Any) -> dt.date:
    return timezone.localdate(value) if isinstance(value, dt.datetime) else value


def month_day(found: dt.date, *, month: str, year: bool) -> str:
    """`3 décembre 2026`, `1er déc.`: the day and month as they are written, the month in a format of Django."""
    first = pgettext("first day of a month", "1") if found.day == 1 else str(found.day)
    return f"{first} {date_format(found, f'{month} Y' if year else month)}"


def is_other_year(found: dt.date) -> bool:
    return found.year != clock.today().year


@register.filter
def day(value: Any) -> str:
    """`jeudi 3 décembre`, with the year when it is another one."""
    if not value:
        return ""
    found = as_day(value)
    return f"{date_format(found, 'l')} {month_day(found, month='F', year=is_other_year(found))}"


@register.filter
def full_day(value: Any) -> str:
    """`3 décembre 2026`: always with the year, where an act commits."""
    return month_day(as_day(value), month="F", year=True) if value else ""


@register.filter
def short_day(value: Any) -> str:
    """`3 déc.`, with the year when it is another one."""
    if not value:
        return ""
    found = as_day(value)
    return month_day(found, month="N", year=is_other_year(found))


@register.filter
def hour(value: Any) -> str:
    """`17 h 30`."""
    return date_format(timezone.localtime(value), "TIME_FORMAT") if value else ""


@register.filter
def moment(value: Any) -> str:
    """`3 déc., 17 h 30`."""
    return f"{short_day(value)}, {hour(value)}" if value else ""


@register.filter
def iso(value: Any) -> str:
    """For `<time datetime>`: a day, or an instant with its zone."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat() if value else ""


@register.filter
def due(value: Any) -> str:
    """`dans 9 jours`, `aujourd’hui`, `en retard de 4 jours`."""
    if not value:
        return ""
    days = (as_day(value) - clock.today()).days
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}


@register.filter
def is_past(value: Any) -> bool:
    return bool(value) and as_day(value) < clock.today()


BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """`Firefox, Android`: the browser and the device, as far as the browser says."""
    found = [next((name for key, name in known if key in user_agent), "") for known in (BROWSERS, DEVICES)]
    return ", ".join(part for part in found if part) or _("Unknown device")
