"""Choosing whether to be told by mail."""

from notifications.models import Preference


def test_the_choice_is_kept_and_shown(world, as_):
    client = as_(world.mentor)
    assert client.get("/nouvelles/par-courriel/").context["form"].initial == {"mail": "daily"}
    answer = client.post("/nouvelles/par-courriel/", {"mail": "never"}, follow=True)
    assert "Votre choix est enregistré" in answer.content.decode()
    assert Preference.objects.get(user=world.mentor).mail == "never"
    assert client.get("/nouvelles/par-courriel/").context["form"].initial == {"mail": "never"}


def test_an_unknown_choice_changes_nothing(world, as_):
    answer = as_(world.mentor).post("/nouvelles/par-courriel/", {"mail": "hourly"})
    assert answer.status_code == 200
    assert not Preference.objects.exists()
