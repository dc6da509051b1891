"""The network is always the same: a bug seen in it is seen again by whoever builds it."""

import pytest
from django.db import transaction

from audit.models import Event, View
from cases.models import Action, Case, CircleMembership, Goal, Need, Note, SharingRecipient
from demo.build import build
from demo.lives import draw
from people.models import YoungPerson
from programs.models import Attendance
from referrals.models import Referral


def test_lives_are_always_the_same():
    assert draw(114) == draw(114)
    assert draw(20) == draw(114)[:20]


def counted():
    """All that a second build must find again; keys, references and instants apart."""
    rows = (Need, Goal, Action, Note, Attendance, Referral, SharingRecipient, CircleMembership, Event, View)
    return (
        {model: model.objects.count() for model in rows},
        sorted((person.name, person.birth_date, person.commune_id) for person in YoungPerson.objects.all()),
        sorted(Action.objects.values_list("status", "area", "due_on")),
        sorted(Referral.objects.values_list("status", "to_organisation__name", "sent_at")),
        sorted(case.plan.next_review_on for case in Case.objects.select_related("plan")),
    )


@pytest.mark.thorough
@pytest.mark.django_db
def test_two_builds_make_the_same_network(monkeypatch):
    monkeypatch.setenv("DEMO_FILES", "2")
    found = []
    for _build in range(2):
        with transaction.atomic():
            build(lambda text: None)
            found.append(counted())
            transaction.set_rollback(True)
    assert found[0] == found[1]
