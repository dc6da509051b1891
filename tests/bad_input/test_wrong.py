"""Empty, too long, of the wrong kind, somebody else's: each form says so beside the field, and saves nothing."""

import uuid

import pytest
from django import forms

from programs.models import Service
from tests.bad_input.table import PAGES, in_turn
from tests.factories.cases import CaseFactory, GoalFactory, NeedFactory, commune, seat
from tests.factories.organisations import MembershipFactory, OrganisationFactory, TeamFactory

WRONG = {
    forms.DateField: (
        "lundi",
        "2026-13-45",
        "31/02/2026",
        "10000-01-01",
        "0001-01-01",
        "9999-12-31",
        "\x00",
        "9" * 400,
    ),
    forms.DateTimeField: ("lundi", "2026-13-45T10:00", "0001-01-01T00:00", "9999-12-31T23:59", "\x00", "9" * 400),
    forms.IntegerField: ("beaucoup", "9" * 30, "9" * 5000, "-1", "1e3", "\x00"),
    forms.UUIDField: ("", "pas-un-identifiant", "\x00", "9" * 400),
    forms.ChoiceField: ("ailleurs", "\x00", "9" * 400, "[]"),
    forms.ModelChoiceField: ("pas-un-identifiant", "\x00", "0", "9" * 400, str(uuid.uuid4())),
    forms.EmailField: ("pas une adresse", "a@", "\x00@example.org", "a@b@example.org"),
    forms.CharField: ("a\x00b",),
}
"""What each kind of field refuses; a field is of the first kind that fits."""


def kind_of(field):
    kinds = (forms.ModelChoiceField, forms.ChoiceField, forms.EmailField, *WRONG)
    return next((kind for kind in kinds if isinstance(field, kind)), None)


def empty(sheet, elsewhere):
    required = [name for name, field in sheet.fields.items() if field.required and name not in sheet.hidden()]
    if not required:
        return
    typed = sheet.hidden() | {"csrfmiddlewaretoken": "as every browser sends"}
    sheet.refused(sheet.post(typed), *required)
    sheet.refused(sheet.post(typed | dict.fromkeys(required, "   ")), *required)


def one_character_too_many(sheet, elsewhere):
    too_long = {field: "à" * (bounded.max_length + 1) for field, bounded in sheet.texts().items()}
    if too_long:
        all_wrong(sheet, too_long)


def of_the_wrong_kind(sheet, elsewhere):
    """All fields at once, as often as the one with the most ways to be wrong asks."""
    ways = {field: ways_of(asked) for field, asked in sheet.fields.items()}
    for nth in range(max(map(len, ways.values()), default=0)):
        all_wrong(sheet, {field: known[nth] for field, known in ways.items() if nth < len(known)})


def ways_of(asked):
    return [wrong for wrong in WRONG.get(kind_of(asked), ()) if wrong or asked.required]


def all_wrong(sheet, wrong):
    """Each is refused beside its field; what a database can hold is shown again as it was typed."""
    typed = sheet.right(**wrong)
    html = sheet.refused(sheet.post(typed), *wrong)
    sheet.keeps(html, {name: text for name, text in typed.items() if "\x00" not in str(text)})


def what_belongs_to_another_association(sheet, elsewhere):
    for field, asked in sheet.of(forms.ModelChoiceField).items():
        theirs = elsewhere.get(asked.queryset.model.__name__)
        if theirs is not None:
            html = sheet.refused(sheet.post(sheet.right(**{field: str(theirs.pk)})), field)
            assert "ointain" not in html
    if "receiver" in sheet.fields:
        for theirs in (elsewhere["Team"], elsewhere["Service"]):
            sheet.refused(sheet.post(sheet.right(receiver=str(theirs.pk))), "receiver")


def bytes_that_are_no_text(sheet):
    """Read as well as may be: never an error of ours."""
    for field in sheet.texts():
        body = f"{field}=".encode() + b"\xff\xfe\xc3"
        answer = sheet.client.post(sheet.path, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in {200, 302}


REFUSED = (empty, one_character_too_many, of_the_wrong_kind, what_belongs_to_another_association)


@pytest.fixture
def elsewhere(world):
    """Another network, with everything that may be chosen anywhere."""
    team = TeamFactory(organisation=OrganisationFactory(name="Association lointaine"), name="Équipe lointaine")
    member = MembershipFactory(team=team, bound=True)
    case = CaseFactory(leading_team=team)
    seat(case, team=team)
    return {
        "Organisation": team.organisation,
        "Team": team,
        "User": member.user,
        "TeamMembership": member,
        "Case": case,
        "Need": NeedFactory(case=case, author=member.user),
        "Goal": GoalFactory(case=case, author=member.user),
        "Service": Service.objects.create(organisation=team.organisation, team=team, name="Service lointain"),
        "Commune": commune(),
    }


@pytest.mark.parametrize("name", in_turn(PAGES))
def test_what_is_wrong_is_refused_beside_its_field(open_page, nothing_saved, elsewhere, subtests, name):
    sheet = open_page(name)
    with nothing_saved:
        for way in REFUSED:
            with subtests.test(way=way.__name__):
                way(sheet, elsewhere)
    bytes_that_are_no_text(sheet)
