import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from places.actions import load_map
from places.fields import CommuneField
from places.models import Commune, Department, Epci


@pytest.fixture(scope="module")
def france(django_db_setup, django_db_blocker):
    """The whole map, loaded once for this module and removed after it."""
    with django_db_blocker.unblock():
        counts = load_map()
        yield counts
        for rows in (Commune.objects.exclude(parent=None), Commune.objects, Epci.objects, Department.objects):
            rows.all().delete()


@pytest.mark.django_db
def test_every_commune_of_the_file_is_loaded(france):
    assert france == {"departments": 109, "epci": 1255, "communes": 35014}
    assert Commune.objects.count() == 35014
    assert Commune.objects.get(pk="2A004").department_id == "2A"


@pytest.mark.django_db
def test_loading_again_changes_nothing(france, capsys):
    call_command("load_places", "--json")
    assert '"communes": 35014' in capsys.readouterr().out
    assert Commune.objects.count() == 35014


@pytest.mark.django_db
def test_a_district_knows_its_city(france):
    assert Commune.objects.get(pk="69383").parent_id == "69123"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("chambery", "73065"),
        ("Chambéry", "73065"),
        ("  CHAMBÉRY (73) ", "73065"),
        ("Saint-Denis (93)", "93066"),
        ("Saint-Denis (93200)", "93066"),
        ("St Denis (974)", "97411"),
        ("73065", "73065"),
        ("Bœrsch", "67052"),
    ],
)
def test_a_commune_is_understood_as_typed(france, typed, expected):
    assert CommuneField().clean(typed).insee_code == expected


@pytest.mark.django_db
def test_several_communes_of_one_name_are_listed_with_their_number(france):
    with pytest.raises(ValidationError) as refused:
        CommuneField().clean("Saint-Denis")
    assert "Saint-Denis (93)" in str(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["Nullepart-sur-Mer", "(", "Lyon (75)", "x" * 71])
def test_an_unknown_commune_is_refused_beside_the_field(france, typed):
    with pytest.raises(ValidationError):
        CommuneField().clean(typed)


@pytest.mark.django_db
def test_suggestions_come_in_one_query(france, world, as_, django_assert_max_num_queries):
    client = as_(world.mentor)
    with django_assert_max_num_queries(6):
        answer = client.get("/communes/", {"q": "chambér"})
    assert "Chambéry (73)" in answer.json()["suggestions"]


@pytest.mark.django_db
def test_a_postal_code_is_enough_for_suggestions(france, world, as_):
    assert "Chambéry (73)" in as_(world.mentor).get("/communes/", {"q": "73000"}).json()["suggestions"]
