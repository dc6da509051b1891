"""Every state × move by link, what is shown before and after acceptance, and whose act the record says it was."""

import pytest

from audit.models import Event, View
from cases.models import CircleMembership
from common.moves import IllegalMove
from notifications.models import Letter, Notice
from notifications.tasks import sweep
from people.actions import change_identity
from privacy.trail import Wanted, lines_of, rows_of
from referrals.actions import answering, ending, reminding
from referrals.choices import DeclineReason
from referrals.models import AnswerLink, Message, Referral
from referrals.policy import FINAL, MOVE_BY_NAME, PREVIEWED, TAKEN_ON, Side, Status
from referrals.tasks import run_clock
from tests.factories.cases import NoteFactory
from tests.referrals.linking import asked, hold, in_state, letter
from tests.referrals.test_states import SPECIFIED

SENT_STATES = [status for status in Status if status != "draft"]
MOVES = {
    "take_up": ("prendre", {}),
    "ask": ("repondre", {"move": "ask", "question": "Le soir conviendrait-il ?"}),
    "accept": ("repondre", {"move": "accept"}),
    "offer_place": ("repondre", {"move": "offer_place"}),
    "waitlist": ("repondre", {"move": "waitlist"}),
    "decline": ("repondre", {"move": "decline", "reason": "no_place", "word": "Nous rouvrons en mars."}),
    "start": ("demarrer", {}),
    "close": ("terminer", {"outcome": "achieved"}),
}
"""Every move of a receiving team: where its link sends it."""


@pytest.fixture
def identified(scene):
    """Everything a file may say of somebody, to be looked for in what a link shows."""
    scene.world.case.person = change_identity(
        scene.world.case.person,
        case_id=scene.world.case.pk,
        by=scene.sender,
        first_name="Éloïse",
        last_name="Garçon",
        contact="06 39 98 01 47",
        contact_advice="Après 17 h",
        address="3 rue des Tilleuls",
        other_contacts="Sa tante Josiane",
    )
    NoteFactory(case=scene.world.case, author=scene.sender, text="Un mot du dossier")
    return scene


def test_a_link_has_the_moves_of_a_receiving_team_and_no_other():
    assert set(MOVES) == {name for name, move in MOVE_BY_NAME.items() if move.side is Side.RECEIVER}


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("status", SENT_STATES)
def test_each_move_is_made_by_link_from_its_states_only(scene, client, status, name):
    row = in_state(scene, status)
    path, typed = MOVES[name]
    client.post(f"{hold(client, row)}{path}/", typed)
    assert Referral.objects.get(pk=row.pk).status == SPECIFIED[status].get(name, status)


@pytest.mark.parametrize("status", SENT_STATES)
def test_the_page_shows_the_preview_then_whom_to_reach_then_nothing(identified, client, status):
    row = in_state(identified, status)
    page = client.get(hold(client, row)).content.decode()
    assert ("Tranche d’âge" in page) == (status in PREVIEWED)
    assert ("Éloïse" in page, "06 39 98 01 47" in page) == ((status in TAKEN_ON),) * 2
    assert (row.reference in page) == (status not in FINAL)
    assert ("Cette demande est terminée" in page) == (status in FINAL)
    assert ("Échanges" in page) == (status not in FINAL)


@pytest.mark.parametrize("status", SENT_STATES)
def test_no_page_of_a_link_shows_anything_else_of_the_file(identified, client, status):
    other = identified.sent()
    row = in_state(identified, status)
    case, person = row.case, row.person
    hidden = ["Garçon", "rue des Tilleuls", "Josiane", "Un mot du dossier", case.reference, other.reference]
    hidden += [str(case.pk), str(person.pk), str(row.pk), str(person.birth_date), "Toit Partagé", "Ouvrir le dossier"]
    hidden += [] if status in TAKEN_ON else ["Éloïse", "06 39", "Après 17 h"]
    there = hold(client, row)
    for path in ("", "repondre/", "ecrire/", "rendez-vous/", "terminer/"):
        page = client.get(f"{there}{path}").content.decode()
        assert [word for word in hidden if word in page] == [], path


def test_the_preview_is_the_one_that_was_stored(scene, client):
    row = in_state(scene, "sent")
    page = client.get(hold(client, row)).content.decode()
    preview = row.preview
    for told in (preview.need, preview.get_asked_display(), preview.get_age_band_display(), preview.place):
        assert str(told).replace("'", "&#x27;") in page


def test_the_record_and_the_history_say_it_was_a_link(scene, client):
    row = in_state(scene, "sent")
    there, link = hold(client, row), row.answer_links.get().link
    client.get(there)
    client.post(f"{there}prendre/")
    client.post(f"{there}repondre/", MOVES["ask"][1])
    assert set(Event.objects.filter(verb__in=["referrals.taken_up", "referrals.question_asked"]).values_list(
        "actor_kind", "actor_id"
    )) == {("link", link.pk)}  # fmt: skip
    assert View.objects.get(verb="referrals.read_by_link").actor_id == link.pk
    past = row.history.get(history_change_reason="taken_up")
    assert (past.history_user, past.moved_by_link) == (None, link)
    message = Message.objects.get()
    assert (message.author, message.by_link, message.author_team) == (None, link, row.to_team)
    assert Referral.objects.get(pk=row.pk).handled_by is None
    answering.reply_to_question(row, by=scene.sender, text="Oui.")
    assert row.history.get(history_change_reason="question_answered").moved_by_link is None
    said = {line.who for line in lines_of(rows_of(row.case, scene.world.dpo, Wanted()))}
    assert "Partenaire sans compte, par lien" in said


def test_the_sender_is_told_and_reads_that_it_came_by_link(scene, client, as_):
    row = in_state(scene, "under_review")
    client.post(f"{hold(client, row)}repondre/", MOVES["decline"][1])
    assert Notice.objects.filter(reader=scene.sender, kind="referrals.declined").exists()
    page = as_(scene.sender).get(row.get_absolute_url()).content.decode()
    assert "Par lien, Le Fil des Mots" in page
    assert "Nous rouvrons en mars." in page


def test_acceptance_by_link_seats_the_team_and_gives_nobody_a_way_in(scene, client):
    row = in_state(scene, "sent")
    there = hold(client, row)
    assert (
        "Votre réponse est envoyée"
        in client.post(f"{there}repondre/", MOVES["accept"][1], follow=True).content.decode()
    )
    seat = CircleMembership.objects.in_force().get(team=row.to_team)
    assert Referral.objects.get(pk=row.pk).seat == seat
    assert not seat.team.memberships.exists()
    client.post(f"{there}ecrire/", {"text": "Rendez-vous mardi à 14 h."})
    client.post(f"{there}rendez-vous/", {"on": "2026-11-24"})
    assert "Rendez-vous mardi" in client.get(there).content.decode()
    assert (
        Notice.objects.filter(reader=scene.sender, kind__in=["referrals.message", "referrals.meeting_set"]).count() == 2
    )


def test_the_gates_are_asked_again_of_a_link(scene, client):
    row = in_state(scene, "sent")
    row.case.recipients.filter(organisation=row.to_organisation).update(valid_until=row.sent_at)
    page = client.post(f"{hold(client, row)}repondre/", MOVES["accept"][1]).content.decode()
    assert "Ce n’est pas encore enregistré" in page
    assert Referral.objects.get(pk=row.pk).status == "sent"


def test_what_was_written_too_late_is_not_lost(scene, client):
    row = in_state(scene, "sent")
    there, link = hold(client, row), row.answer_links.get().link
    answering.decline_referral(row, by=link, reason=DeclineReason.NO_PLACE)
    answer = client.post(f"{there}repondre/", MOVES["decline"][1])
    assert "Cette demande est terminée" in answer.content.decode()
    assert Message.objects.count() == 0


def test_reminder_escalation_answers_and_messages_leave_as_letters(scene, at):
    row = asked(scene)
    sweep()
    with at(row.remind_at):
        assert run_clock()["reminded"] == 1
        assert Letter.objects.exclude(path="").get().kind == "referrals.answer_news"
        sweep()
    with at(row.escalate_at):
        assert run_clock()["escalated"] == 1
        assert letter()
        sweep()
        link = AnswerLink.objects.of(row).first().link
        row = answering.ask_question(answering.take_up_referral(row, by=link), by=link, text="Le soir ?")
        assert not Letter.objects.exclude(path="").exists()
        row = answering.reply_to_question(row, by=scene.sender, text="Oui.")
        assert letter()
        sweep()
        row = answering.accept_referral(row, by=link)
        answering.write_message(row, by=scene.sender, text="Merci.")
        assert letter()
        sweep()
    with at(row.news_due_at):
        reminding.ask_for_news(row)
        assert letter()
    assert not Notice.objects.filter(kind="referrals.reminder").exists()


def test_a_reminder_leaves_the_link_that_runs_open(scene):
    row = asked(scene)
    reminding.remind_of_referral(row)
    assert AnswerLink.objects.running().count() == 2


def test_what_is_taken_back_is_told_by_no_letter(scene):
    row = asked(scene)
    sweep()
    ending.withdraw_referral(row, by=scene.sender, reason="mistake")
    assert not Letter.objects.exclude(path="").exists()


def test_the_next_partner_of_an_order_may_answer_by_link(scene):
    first = scene.in_order(team := in_state(scene, "draft").to_team)
    answering.decline_referral(first, by=scene.receiver, reason=DeclineReason.NO_PLACE)
    row = Referral.objects.get(to_team=team, sent_at__isnull=False)
    assert AnswerLink.objects.get().referral == row
    assert letter()
    with pytest.raises(IllegalMove):
        answering.start_referral(row, by=AnswerLink.objects.get().link)


def test_the_sender_reads_whether_it_was_opened_and_sends_another(scene, as_, client):
    row = asked(scene)
    browser, address = as_(scene.sender), row.get_absolute_url()
    page = browser.get(address).content.decode()
    assert "pas encore ouvert" in page
    assert "Lien envoyé le 19 nov." in page
    assert "valable jusqu’au vendredi 27 novembre" in page
    sweep()
    answer = browser.post(f"{address}lien/", follow=True)
    assert "le précédent n’ouvre plus rien" in answer.content.decode()
    assert AnswerLink.objects.running().count() == 1
    assert letter()


def test_before_it_is_sent_the_form_and_the_page_say_that_it_answers_by_link(scene, as_):
    row = in_state(scene, "draft")
    browser = as_(scene.sender)
    assert "Atelier d’écriture (Le Fil des Mots) – répond par lien" in (
        browser.get(f"/besoins/{scene.need.pk}/orienter/").content.decode()
    )
    assert "Cette équipe n’a pas de compte" in browser.get(row.get_absolute_url()).content.decode()
