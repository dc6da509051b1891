"""The shell of every page."""

import pytest


@pytest.mark.parametrize("path", ["/", "/recherche/", "/comptes/mes-connexions/", "/comptes/second-facteur/"])
def test_a_signed_in_reader_gets_the_page(world, as_, path):
    assert as_(world.mentor).get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/comptes/connexion/", "/en-cas-de-danger/", "/accessibilite/", "/vos-donnees/", "/sources/"]
)
def test_everybody_gets_the_public_pages(db, client, path):
    assert client.get(path).status_code == 200


def test_an_absent_page_is_a_404_in_the_house_style(world, as_):
    answer = as_(world.mentor).get("/nulle-part/")
    assert answer.status_code == 404
    assert "Il n’y a rien ici" in answer.content.decode()


def test_english_is_one_button_away(db, client):
    assert "Se connecter" in client.get("/comptes/connexion/").content.decode()
    client.post("/langue/", {"language": "en", "next": "/comptes/connexion/"})
    assert "Sign in" in client.get("/comptes/connexion/").content.decode()
