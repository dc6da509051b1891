"""A note is written with a guide beside it; colleagues who may read it are told of it, and no others."""

import uuid

import pytest
from django.urls import reverse

from audit.models import Event
from cases.actions import plan
from cases.actions.mentions import mention
from common.areas import Area, Level
from notifications import registry
from notifications.models import Notice

P, C, R = Level.PRACTICAL, Level.COORDINATION, Level.RESTRICTED
OFFERED = {
    (Area.EDUCATION, P): {"psychologist", "intake", "teacher", "mentor"},
    (Area.EDUCATION, C): {"psychologist", "intake"},
    (Area.LEISURE_CULTURE_SPORT, P): {"mentor"},
    (Area.HOUSING, P): set(),
    (Area.EDUCATION, R): set(),
}


def write(world, area=Area.EDUCATION, level=P):
    return plan.add_note(world.case, by=world.social_worker, text="Vient en bus.", area=area, level=level)


def address(note):
    return reverse("cases:note_mention", args=[note.pk])


def told(user):
    return [line for _notice, line in registry.resolve(user, Notice.objects.filter(reader=user))]


def test_only_who_reads_it_as_written_is_offered(world, as_, subtests):
    for (area, level), names in OFFERED.items():
        with subtests.test(f"{area} {level}"):
            page = as_(world.social_worker).get(address(write(world, area, level)))
            offered = {pk for pk, _name in page.context["form"].fields["to"].choices}
            assert offered == {str(world.people[name].pk) for name in names}
            assert ("Personne d’autre" in page.content.decode()) == (not names)


def test_who_is_told_reads_it_and_the_notice_says_nothing_of_it(world, as_):
    note = write(world)
    typed = {"to": [str(world.teacher.pk), str(world.mentor.pk)]}
    for _twice in range(2):
        assert as_(world.social_worker).post(address(note), typed).status_code == 302
    [line] = told(world.teacher)
    assert line.text == "Une personne du cercle attire votre attention sur un écrit"
    assert "Vient en bus." in as_(world.teacher).get(line.url).content.decode()
    assert not told(world.psychologist)
    event = Event.objects.filter(verb="cases.note_mentioned").first()
    assert event.detail == {"told": sorted([str(world.teacher.pk), str(world.mentor.pk)])}


def test_narrowing_the_note_makes_the_notice_vanish(world):
    note = write(world)
    mention(note, to={world.teacher.pk, world.psychologist.pk}, by=world.social_worker)
    plan.set_level(note, level=C, by=world.social_worker)
    assert not told(world.teacher)
    assert len(told(world.psychologist)) == 1
    for membership in world.psychologist.memberships.all():
        membership.end()
        membership.save()
    assert not told(world.psychologist)


def test_whoever_may_not_read_it_is_not_told_whoever_asks(world, as_):
    note = write(world, level=C)
    answer = as_(world.social_worker).post(address(note), {"to": [str(world.teacher.pk)]})
    assert answer.status_code == 200
    assert mention(note, to={world.teacher.pk, world.stranger.pk}, by=world.social_worker) == []
    assert not Notice.objects.filter(kind="cases.note_mentioned").exists()


@pytest.mark.parametrize(("ticked", "leads_on"), [(True, True), (False, False)])
def test_from_the_note_one_goes_on_to_choose_whom_to_tell(world, as_, ticked, leads_on):
    client, page = as_(world.social_worker), reverse("cases:note_add", args=[world.case.pk])
    html = client.get(page).content.decode()
    assert "Écrire des faits" in html
    assert "<details" in html
    typed = {"text": "Vient en bus.", "area": 1, "level": P, "new_id": uuid.uuid4()}
    typed |= {"tell": "on"} if ticked else {}
    answer = client.post(page, typed)
    note = world.case.note_set.get()
    assert answer.url == (address(note) if leads_on else world.case.get_absolute_url())
    history = client.get(reverse("cases:note_history", args=[note.pk])).content.decode()
    assert address(note) in history
    assert address(note) not in as_(world.teacher).get(reverse("cases:note_history", args=[note.pk])).content.decode()


def test_the_guide_stands_beside_a_note_that_is_changed_and_beside_nothing_else(world, as_):
    client, note = as_(world.social_worker), write(world)
    assert "Écrire des faits" in client.get(reverse("cases:note_change", args=[note.pk])).content.decode()
    assert "Écrire des faits" not in client.get(reverse("cases:need_add", args=[world.case.pk])).content.decode()
