"""How referrals are answered: hand-counted, true for one's own answers, hidden below five for those of others."""

import datetime as dt

import pytest

from cases.models import Block
from referrals.actions.answering import accept_referral, decline_referral, waitlist_referral
from referrals.actions.ending import withdraw_referral
from referrals.actions.sending import refer_again, send_referral
from referrals.choices import Asked, DeclineReason, WithdrawReason
from reporting.answers import answers_for, spread
from tests import personas
from tests.factories.cases import NeedFactory
from tests.referrals.conftest import HOUSING, expire, stage

THURSDAY = dt.datetime(2026, 11, 19, 15, 40, tzinfo=dt.UTC)
FRIDAY, MONDAY = THURSDAY + dt.timedelta(days=1), THURSDAY + dt.timedelta(days=4)
TODAY, DECEMBER = THURSDAY + dt.timedelta(days=6), THURSDAY + dt.timedelta(days=20)


@pytest.fixture
def scene(db, at):
    with at(THURSDAY):
        return stage(personas.build())


@pytest.fixture
def ask(scene, at):
    """Sent to Toit Partagé at an instant and answered at another; both stand still."""

    def made(answer=None, sent=THURSDAY, answered=THURSDAY, **details):
        with at(sent):
            row = scene.sent()
        if answer is None:
            return row
        with at(answered):
            return answer(row, by=scene.receiver, **details)

    return made


@pytest.fixture
def seen(at):
    """What somebody reads at an instant."""

    def read(user, when=DECEMBER):
        with at(when):
            return answers_for(user)

    return read


def decline(row, *, by, reason=DeclineReason.CRITERIA):
    return decline_referral(row, by=by, reason=reason)


def figures(lines):
    return {str(line.label): (*line.counts, *line.delays) for line in lines}


def given(answers):
    return {str(label): (ours, theirs) for label, ours, theirs in answers.reasons if ours or theirs}


def test_each_end_is_counted_once_and_only_answers_have_a_delay(scene, ask, seen):
    ask(accept_referral, sent=FRIDAY, answered=MONDAY)  # one working day
    ask(decline)  # the same day
    ask(waitlist_referral, sent=THURSDAY, answered=MONDAY)  # two
    expire(ask(), scene)
    withdraw_referral(ask(), by=scene.sender, reason=WithdrawReason.MISTAKE)
    ask()
    received = figures(seen(scene.receiving_manager).received)
    assert received == {"Logement": (6, 1, 1, 1, 1, 2), "Tous les besoins": (6, 1, 1, 1, 1, 2)}


def test_one_out_of_time_is_so_before_the_night_has_said_it(scene, ask, seen):
    row = ask()
    assert figures(seen(scene.receiving_manager, row.expires_at).received)["Tous les besoins"] == (
        1,
        0,
        0,
        1,
        None,
        None,
    )


def test_a_place_after_the_waiting_list_is_accepted_and_keeps_its_first_answer(scene, ask, seen, at):
    row = ask(waitlist_referral, sent=FRIDAY, answered=MONDAY)
    with at(TODAY):
        accept_referral(row, by=scene.receiver)
    assert figures(seen(scene.receiving_manager).received)["Tous les besoins"] == (1, 1, 0, 0, 1, 1)


def test_one_withdrawn_after_acceptance_was_accepted(scene, ask, seen):
    withdraw_referral(ask(accept_referral), by=scene.sender, reason=WithdrawReason.NOT_WANTED)
    assert figures(seen(scene.receiving_manager).received)["Tous les besoins"] == (1, 1, 0, 0, 0, 0)


@pytest.mark.parametrize(("count", "shown"), [(4, (None,) * 6), (5, (5, None, 5, None, 1, 1))])
def test_of_a_partner_four_are_hidden_and_five_are_shown(scene, ask, seen, count, shown):
    for _ in range(count):
        ask(decline, sent=FRIDAY, answered=MONDAY)
    assert figures(seen(scene.sending_manager).sent) == {"Toit Partagé": shown}


def test_four_answers_of_six_hide_their_delay(scene, ask, seen):
    for _ in range(4):
        ask(decline)
    ask(), ask()
    assert figures(seen(scene.sending_manager).sent)["Toit Partagé"] == (6, None, None, None, None, None)


@pytest.mark.parametrize(("count", "theirs"), [(4, None), (5, 5)])
def test_reasons_are_true_for_those_who_gave_them_and_hidden_below_five_for_others(scene, ask, seen, count, theirs):
    for _ in range(count):
        ask(decline, reason=DeclineReason.TERRITORY)
    assert given(seen(scene.receiving_manager)) == {"Hors territoire": (count, None)}
    assert given(seen(scene.sending_manager)) == ({"Hors territoire": (0, theirs)} if theirs else {})
    assert len(seen(scene.sending_manager).reasons) == len(DeclineReason), "a missing line would say something"


def test_each_association_sees_its_own_before_others_do(scene, ask, seen):
    for _ in range(5):
        ask(decline)
    assert figures(seen(scene.receiving_manager, TODAY).received)["Tous les besoins"][0] == 5
    assert figures(seen(scene.sending_manager, TODAY).sent) == {}
    assert figures(seen(scene.sending_manager, DECEMBER).sent)["Toit Partagé"][0] == 5


def test_twelve_months_later_it_is_no_longer_counted(scene, ask, seen):
    ask(decline)
    assert seen(scene.receiving_manager, dt.datetime(2027, 11, 30, 12, tzinfo=dt.UTC)).received
    assert not seen(scene.receiving_manager, dt.datetime(2027, 12, 1, 12, tzinfo=dt.UTC)).received


def test_a_conflict_of_interest_takes_the_file_out_of_the_figures(scene, ask, seen):
    ask(decline)
    boss = scene.receiving_manager
    Block.objects.create(case=scene.world.case, user=boss, reason=Block.Reason.FAMILY, recorded_by=scene.world.dpo)
    assert not seen(boss).received


def test_those_who_have_no_part_in_them_count_nothing(scene, ask, seen):
    ask(decline)
    assert not seen(scene.world.stranger).received, "a member steers nothing"
    assert not seen(scene.world.network_admin).sent
    assert seen(scene.world.dpo).sent, "the DPO of the association that sent it"


def test_the_tries_until_a_place_follow_the_chain(scene, seen, at):
    """Five places: three at once, one at the second try, one at the third; one more need has found none."""
    for refusals, place in [(0, True), (0, True), (0, True), (1, True), (2, True), (2, False)]:
        scene.need = NeedFactory(case=scene.world.case, area=scene.need.area, code=scene.need.code, author=scene.sender)
        with at(THURSDAY):
            row = scene.sent()
            for _ in range(refusals):
                declined = decline(row, by=scene.receiver)
                team, asked = scene.world.teams["toit"], {"areas": HOUSING, "seat_level": 2, "asked": Asked.PLACE}
                row = send_referral(refer_again(declined, by=scene.sender, to_team=team, **asked), by=scene.sender)
            if place:
                accept_referral(row, by=scene.receiver)
    assert seen(scene.sending_manager).tries == (1, 3)


def test_four_places_hide_the_tries(scene, ask, seen):
    for _ in range(4):
        ask(accept_referral)
    assert seen(scene.sending_manager).tries == (None, None)


@pytest.mark.parametrize(
    ("values", "least", "found"),
    [
        ([], 0, (None, None)),
        ([3], 0, (3, 3)),
        ([1, 2], 0, (1.5, 2)),
        ([9, 1, 2, 3, 4, 5, 6, 7, 8, 30], 0, (5.5, 9)),
        ([1, 1, 1, 1], 5, (None, None)),
        ([5, 1, 2, 3, 4], 5, (3, 5)),
    ],
)
def test_the_median_and_the_ninetieth_percentile(values, least, found):
    assert spread(values, least) == found


def test_the_page_names_nobody_and_no_file(scene, ask, as_, at):
    rows = [ask(decline, sent=FRIDAY, answered=MONDAY), ask()]
    with at(DECEMBER):
        html = as_(scene.sending_manager).get("/pilotage/orientations/").content.decode()
    assert "&lt;&nbsp;5" in html
    assert "Toit Partagé" in html
    person = scene.world.case.person
    secrets = [person.first_name, scene.world.case.reference, *(row.reference for row in rows), str(rows[0].pk)]
    assert [secret for secret in secrets if secret in html] == []


def test_the_page_says_so_when_there_is_nothing(world, as_):
    assert "Aucune orientation" in as_(world.manager).get("/pilotage/orientations/").content.decode()
    assert "/pilotage/orientations/" in as_(world.manager).get("/pilotage/").content.decode()
