"""The areas of life in the words one would use at a kitchen table: for papers that the young person signs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from common.areas import NAMED, Area

PLAIN = {
    Area.EDUCATION: _("school: how it goes in class, and what helps there"),
    Area.EMPLOYMENT_TRAINING: _("work and training: a trade, a contract, a course"),
    Area.MENTAL_HEALTH: _("how you feel: sleep, worries, what does you good"),
    Area.HEALTH: _("health: appointments, treatments, what to watch for"),
    Area.FAMILY: _("family: who lives with whom, and how you get on"),
    Area.HOUSING: _("housing: where you live, and for how long"),
    Area.LEISURE_CULTURE_SPORT: _("leisure: sport, music, outings, holidays"),
    Area.JUSTICE: _("justice: a judge, a measure, a complaint"),
    Area.RIGHTS_MONEY: _("papers and money: benefits, budget, identity papers"),
    Area.SOCIAL_LIFE_MOBILITY: _("friends and getting about: transport, licence, neighbourhood"),
}


def in_plain_words(areas: int) -> list[str]:
    """What is shared, one line an area; `general` says nothing of its own."""
    return [str(said) for area, said in PLAIN.items() if areas & area & NAMED]
