"""The plan on paper has the parts of a projet pour l'enfant, each for whoever sees something of it."""

import datetime as dt

import pytest

from cases.actions import plan as actions
from cases.pdf import DOMAINS, plan_html
from common import clock
from common.areas import ALL_AREAS, Area, Level
from people.actions import add_representative, change_identity
from tests.access_table.cases import proposed
from tests.factories.cases import (
    ActionFactory,
    AssessmentFactory,
    GoalFactory,
    NeedFactory,
    StatementFactory,
)

HEALTH, FAMILY, SOCIAL, WHOLE = (
    "Développement, santé et bien-être",
    "Relations avec la famille et l’entourage",
    "Scolarité, vie sociale et accès à l’autonomie",
    "Le projet dans son ensemble",
)
READERS = ("social_worker", "psychologist", "teacher", "mentor")


def headings(html):
    return [title for title in (HEALTH, FAMILY, SOCIAL, WHOLE) if f"<h2>{title}</h2>" in html]


def paper(world, reader):
    return plan_html(world.case.pk, world.people[reader])


def test_every_area_belongs_to_one_domain():
    assert sum(int(areas) for _title, areas in DOMAINS) == int(ALL_AREAS)


@pytest.fixture
def full(world):
    """Something in each domain, for some or all of the readers."""
    own = {"case": world.case, "author": world.social_worker}
    shown = own | {"level": Level.PRACTICAL}
    GoalFactory(words="Finir mon année", area=Area.EDUCATION, **shown)
    NeedFactory(code="mental_health.trauma_and_grief", area=Area.MENTAL_HEALTH, **own)
    StatementFactory(text="Dort mal", area=Area.MENTAL_HEALTH, source="family", **own)
    AssessmentFactory(area=Area.EDUCATION, assessed_on=dt.date(2026, 1, 5), marks={"education.attendance": 1}, **own)
    AssessmentFactory(area=Area.EDUCATION, assessed_on=dt.date(2026, 5, 5), marks={"education.attendance": 3}, **own)
    hidden = GoalFactory(words="Revoir mon père", area=Area.FAMILY, **own)
    ActionFactory(title="Deux trajets à trois", goal=hidden, area=Area.EDUCATION, starts_on=clock.today(), **shown)
    StatementFactory(text="Parle volontiers", area=Area.GENERAL, **shown)
    return world


SEEN = {
    "social_worker": [HEALTH, FAMILY, SOCIAL, WHOLE],
    "psychologist": [HEALTH, SOCIAL, WHOLE],
    "teacher": [SOCIAL, WHOLE],
    "mentor": [SOCIAL, WHOLE],
}


def test_a_domain_shows_to_whoever_sees_something_of_it_and_leaves_no_heading_otherwise(full):
    for reader, seen in SEEN.items():
        assert headings(paper(full, reader)) == seen, reader


def test_a_domain_holds_evaluation_words_needs_goals_and_who_does_what_in_this_order(full):
    html = paper(full, "psychologist")
    health = html[html.index(HEALTH) : html.index(SOCIAL)]
    assert health.index("Dort mal") < health.index("la famille") < health.index("<h3>Besoins</h3>")
    social = html[html.index(SOCIAL) : html.index(WHOLE)]
    assert social.index("(difficile)") < social.index("Finir mon année") < social.index("Deux trajets à trois")
    assert "tout va bien" not in social
    assert "(ça va)" not in social


def test_an_action_whose_goal_is_not_shown_stands_in_its_own_domain(full):
    lead, teacher = paper(full, "social_worker"), paper(full, "teacher")
    family = lead[lead.index(FAMILY) : lead.index(SOCIAL)]
    assert family.index("Revoir mon père") < family.index("Deux trajets à trois")
    assert "Revoir mon père" not in teacher
    assert teacher.index(SOCIAL) < teacher.index("Deux trajets à trois")


@pytest.fixture
def family(world):
    by, case = world.social_worker, world.case
    change_identity(case.person, by=by, case_id=case.pk, address="3 rue des Tilleuls", trusted_person="Josiane Roux")
    world.holder = add_representative(
        case.person, by=by, case_id=case.pk, name="Marc Ferrand", contact="06 98 76 54 32"
    )
    return world


def test_identity_and_holders_of_authority_are_for_whoever_knows_them(family):
    for reader in READERS:
        html = paper(family, reader)
        for words in ("Identité et famille", "14 mars 2010", "3 rue des Tilleuls", "Josiane Roux", "Marc Ferrand"):
            assert (words in html) == (reader in {"social_worker", "psychologist"}), (reader, words)
        assert "06 98 76 54 32" not in html


def test_no_address_is_printed_once_somebody_must_never_be_told_it(family):
    family.holder.address_hidden = True
    family.holder.save()
    assert "Tilleuls" not in paper(family, "social_worker")


def test_the_lead_has_it_signed_and_others_read_who_signed_as_far_as_they_know(family):
    assert "<h2>Signatures</h2>" in paper(family, "social_worker")
    for reader in READERS[1:]:
        assert "<h2>Signatures</h2>" not in paper(family, reader)
    proposed(family)
    lead, partner = paper(family, "social_worker"), paper(family, "psychologist")
    assert "De la version 1 du projet" in lead
    assert "Marc Ferrand (" in lead
    signatures = partner[partner.index("<h2>Signatures</h2>") :]
    assert "La Maison du Lien" in signatures
    assert "Marc Ferrand (" not in signatures
    assert "<h2>Signatures</h2>" not in paper(family, "teacher")


def test_it_says_since_when_until_when_and_who_answers_for_what(full):
    action = actions.add_action(
        full.case,
        by=full.social_worker,
        title="Appeler le collège",
        owner_team=full.teams["cap"],
        area=Area.EDUCATION,
        level=Level.PRACTICAL,
    )
    html = paper(full, "teacher")
    assert "Accompagnement depuis le" in html
    assert "Prochain bilan" in html
    line = html[html.index(action.title) :]
    assert line.index("Cap Ouvert") < line.index("Social Worker") < line.index("</li>")
