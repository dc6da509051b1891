"""Agreements to share that need care: announced to the lead before their end and around 18, each time once."""

import datetime as dt
from itertools import product

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.html import escape

from cases.actions.announcing import announce_agreement, to_announce
from cases.models import Announcement, Lead, SharingAgreement, SharingRecipient
from cases.tasks import announce_agreements
from common import clock
from notifications.models import Notice
from notifications.registry import Line, resolve
from notifications.tasks import sweep
from tests.cases.agreements import HEALTH, MORE, SCHOOL, agreed, born, in_days, terms
from tests.conftest import NOW
from tests.factories.cases import CaseFactory, lead, seat
from vault.keys import fresh_ring, ring


@pytest.fixture(autouse=True)
def _a_day_without_29_february_around(db, at):
    with at(NOW):
        yield


@pytest.fixture
def file(world):
    """The file of the cast, shared with nobody yet; its young person is 16."""
    SharingRecipient.objects.all().delete()
    return world.case


@pytest.fixture
def partner(world):
    return world.organisations["binomes"]


@pytest.fixture
def home(world, as_):
    return lambda who="social_worker": as_(world.people[who]).get(reverse("home")).content.decode()


@pytest.fixture
def another(world, file):
    """One more file of the same lead, closed or not."""

    def made(*, closed):
        case = CaseFactory(leading_team=world.teams["cap"])
        lead(case, world.social_worker)
        seat(case, team=world.teams["cap"])
        if closed:
            case.status, case.closed_at, case.closing_reason = "closed", clock.now(), "moved"
            case.save()
        return case

    return made


@pytest.fixture
def shown(home):
    """Which of these rows a line of the lead's home page is about."""

    def of(rows):
        html = home()
        return {row for row in rows if escape(row.renewal_address()) in html}

    return of


def announced():
    return {(one.recipient, one.kind) for one in Announcement.objects.select_related("recipient")}


ENDINGS = [(31, None), (30, "ending"), (8, "ending"), (7, "ending_soon"), (0, "ending_soon")]
NEWER = [
    (None, False),
    ({"last": 200}, True),
    ({"areas": MORE}, True),
    ({"areas": HEALTH}, False),
    ({"organisation": "lien"}, False),
]


def test_what_ends_by_date_is_announced_while_nothing_newer_covers_the_time_after(world, another, partner, shown):
    """Days left × a newer row or none × the file open or closed."""
    expected = {}
    for (left, kind), (newer, covers), closed in product(ENDINGS, NEWER, (False, True)):
        case = another(closed=closed)
        row = agreed(case, partner, last=left)
        if newer:
            agreed(case, world.organisations[newer.get("organisation", "binomes")], **terms(newer))
        expected[row] = None if covers or closed else kind
    assert shown(expected) == {row for row, kind in expected.items() if kind}
    announce_agreements()
    assert announced() == {(row, kind) for row, kind in expected.items() if kind}


MAJORITY = [(31, None), (30, "of_age"), (8, "of_age"), (7, "of_age_soon"), (0, "of_age_soon"), (-90, "of_age_soon")]
OWN = [
    (None, False),
    ({}, True),
    ({"areas": MORE}, True),
    ({"areas": HEALTH}, False),
    ({"organisation": "lien"}, False),
]


def test_what_representatives_agreed_to_is_to_take_again_at_18(world, another, partner, shown):
    """Days to the birthday × who agreed × the young person's own agreement or none × the file open or closed."""
    expected = {}
    capacities = SharingAgreement.Capacity.values
    for (left, kind), capacity, (own, done), closed in product(MAJORITY, capacities, OWN, (False, True)):
        case = another(closed=closed)
        born(case, left)
        row = agreed(case, partner, capacity=capacity, agreed_on=in_days(-400))
        if own is not None:
            agreed(case, world.organisations[own.get("organisation", "binomes")], **terms(own))
        expected[row] = None if done or closed or capacity == "young_person" else kind
    assert shown(expected) == {row for row, kind in expected.items() if kind}
    announce_agreements()
    assert announced() == {(row, kind) for row, kind in expected.items() if kind}


ROWS = {
    "ends before 18": ({"capacity": "representative", "last": 5}, 10, False),
    "ends the day before": ({"capacity": "representative", "last": 9}, 10, False),
    "ends on the birthday": ({"capacity": "representative", "last": 10}, 10, True),
    "both, of age already": ({"capacity": "both", "agreed_on": "today"}, -10, False),
    "both, not yet of age": ({"capacity": "both", "agreed_on": "today"}, 1, True),
    "representatives, after 18": ({"capacity": "representative", "agreed_on": "today"}, -10, True),
}


@pytest.mark.parametrize("row", ROWS)
def test_an_agreement_is_taken_again_if_it_would_last_past_18(file, partner, home, row):
    facts, left, shown = ROWS[row]
    born(file, left)
    agreed(file, partner, **(facts | {"agreed_on": clock.today()}))
    assert ("À reprendre avec Lou" in home()) == shown


@pytest.mark.parametrize(("last", "done"), [(None, True), (10, True), (9, False)])
def test_their_own_agreement_counts_if_it_lasts_past_the_birthday(file, partner, home, last, done):
    born(file, 10)
    agreed(file, partner, capacity="representative")
    agreed(file, partner, last=last)
    assert ("À reprendre avec Lou" not in home()) == done


BIRTHDAYS = {
    "as it is": (dt.date(2008, 12, 3), dt.date(2026, 12, 3)),
    "29 February": (dt.date(2008, 2, 29), dt.date(2026, 3, 1)),
    "the year alone": (None, dt.date(2026, 12, 31)),
}


@pytest.mark.parametrize("known", BIRTHDAYS)
def test_the_18th_birthday_is_known_or_the_last_day_of_its_year(file, known):
    file.person.birth_date, day = BIRTHDAYS[known]
    file.person.birth_year = 2008
    assert file.person.of_age_on() == day


TOLD = {
    "ending": ("ending", "ending_soon"),
    "of_age": ("of_age", "of_age_soon"),
}


def told():
    return list(Notice.objects.order_by("created_at").values_list("reader__email", "kind"))


@pytest.mark.parametrize("why", TOLD)
def test_the_lead_and_nobody_else_is_told_at_30_days_and_at_7_each_once(file, partner, at, why):
    if why == "of_age":
        born(file, 40)
        agreed(file, partner, capacity="representative")
    else:
        agreed(file, partner, last=40)
    for day in range(45):
        with at(NOW + day * clock.DAY):
            announce_agreements()
            announce_agreements()
            Notice.objects.update(read_at=clock.now())
    assert told() == [("social_worker@example.org", f"cases.agreement_{kind}") for kind in TOLD[why]]


def test_coming_of_age_is_told_once_for_all_the_associations_of_a_file(world, file):
    born(file, 20)
    for short in ("binomes", "lien", "voisins"):
        agreed(file, world.organisations[short], capacity="representative")
    announce_agreements()
    assert told() == [("social_worker@example.org", "cases.agreement_of_age")]


def test_without_a_lead_nobody_is_told_until_there_is_one(world, file, partner):
    agreed(file, partner, last=20)
    Lead.objects.all().delete()
    assert announce_agreements() == 0
    lead(file, world.social_worker)
    assert announce_agreements() == 1


@pytest.mark.parametrize("kind", Announcement.Kind.values)
def test_the_mail_says_that_there_is_news_and_nothing_else(world, file, partner, as_, kind):
    row = agreed(file, partner, last=20)
    announce_agreement(row, kind=kind)
    Notice.objects.update(mail_at=clock.now())
    sweep()
    [sent] = mail.outbox
    said = f"{sent.subject} {sent.body}"
    for secret in ("Lou", "Ferrand", "Binômes", "18", "accord", file.reference, str(file.pk), str(row.pk)):
        assert secret not in said
    [line] = resolve(world.social_worker, Notice.objects.all())
    assert line[1] == Line(str(Announcement.Kind(kind).label), file.get_absolute_url())


@pytest.mark.parametrize("persona", ["manager", "psychologist", "mentor", "dpo", "stranger"])
def test_only_the_lead_is_reminded_on_the_home_page(file, partner, home, persona):
    born(file, 10)
    agreed(file, partner, capacity="representative")
    agreed(file, partner, last=3, areas=HEALTH)
    assert "À reprendre avec Lou" not in home(persona)
    assert "à renouveler" not in home(persona)


def test_the_soonest_comes_first_and_what_should_be_done_already_before_it(world, another, partner, home):
    for days in (20, -5, 10):
        case = another(closed=False)
        case.person.chosen_name = f"Camille{days}"
        born(case, days)
        agreed(case, partner, capacity="representative")
    html = home()
    places = [html.index(f"reprendre avec Camille{days}") for days in (-5, 10, 20)]
    assert places == sorted(places)


def test_the_line_leads_to_the_form_with_the_association_and_the_areas_filled_in(world, file, partner, as_):
    row = agreed(file, partner, last=3)
    form = as_(world.social_worker).get(row.renewal_address()).context["recipient"]
    assert form["organisation"].value() == str(partner.pk)
    assert sum(form["areas"].value()) == SCHOOL


def test_the_card_of_the_file_marks_both(world, file, partner, as_):
    born(file, 10)
    rows = [agreed(file, partner, capacity="both"), agreed(file, world.organisations["lien"], last=3)]
    html = as_(world.social_worker).get(file.get_absolute_url()).content.decode()
    assert "majeur·e le " in html
    assert "se termine dans 3 jours" in html
    assert all(escape(row.renewal_address()) in html for row in rows)
    other = as_(world.psychologist).get(file.get_absolute_url()).content.decode()
    assert "À reprendre" not in other
    assert "À renouveler" not in other


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_access_stays_as_it_is_around_18_told_or_not(world, file, at, days):
    """An agreement holds by its dates alone: nothing but its end or its withdrawal closes it."""
    born(file, 0)
    for short in ("binomes", "lien", "voisins"):
        agreed(file, world.organisations[short], capacity="representative", areas=MORE)
    readers = [who for who in world.people.values() if file.is_visible_to(who)]
    with at(NOW + days * clock.DAY):
        before = [who for who in world.people.values() if file.is_visible_to(who)]
        announce_agreements()
        assert [who for who in world.people.values() if file.is_visible_to(who)] == before
    assert before == readers or days < 0


def test_the_night_reads_the_birthday_of_those_alone_whose_year_allows_it(another, partner):
    for days in (20, 900):
        case = another(closed=False)
        born(case, days)
        agreed(case, partner, capacity="representative")
    agreed(another(closed=False), partner, last=3)
    fresh_ring()
    to_announce()
    assert len(ring()._ciphers) == 1
