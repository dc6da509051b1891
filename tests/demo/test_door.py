"""The door of the demo where no network was built behind it."""

from demo.personas import PERSONAS
from tests.factories.organisations import UserFactory


def test_nobody_else_signs_in_there(db, client):
    assert client.post("/demo/", {"persona": "root"}).status_code == 200
    assert client.post("/demo/", {"persona": "dpo"}).status_code == 404
    for persona in ("partner-by-link", "young-person"):
        assert client.post("/demo/", {"persona": persona}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_sign_in_by_card_stands_among_ones_own_sign_ins(db, client):
    UserFactory(email=PERSONAS[0].email)
    client.post("/demo/", {"persona": PERSONAS[0].slug})
    assert "cet appareil" in client.get("/comptes/mes-connexions/").content.decode()
