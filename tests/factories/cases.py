"""Young people, files, seats, agreements to share, items."""

import datetime as dt
import secrets

import factory

from cases.models import (
    Action,
    ActionPlan,
    Assessment,
    Case,
    CaseLink,
    CircleMembership,
    Document,
    Goal,
    GoalWording,
    Lead,
    LeadingPeriod,
    Mark,
    Measure,
    Need,
    Note,
    Review,
    ReviewSection,
    SafetyAlert,
    SharingAgreement,
    SharingRecipient,
    Statement,
)
from common import clock
from common.areas import ALL_AREAS, Area, Level
from documents.models import StoredFile
from people.models import YoungPerson
from places.models import Commune, Department
from tests.factories.organisations import TeamFactory, UserFactory


def commune(insee_code="99001", name="Villebrune"):
    """An invented commune of an invented département."""
    department, _ = Department.objects.get_or_create(code="99", defaults={"name": "Val-Serein"})
    found, _ = Commune.objects.get_or_create(
        insee_code=insee_code,
        defaults={"name": name, "search_name": name.lower(), "postal_codes": "99000", "department": department},
    )
    return found


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = YoungPerson

    first_name = "Lou"
    last_name = "Ferrand"
    birth_date = dt.date(2010, 3, 14)
    birth_year = 2010
    commune = factory.LazyFunction(commune)


class CaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Case
        skip_postgeneration_save = True

    person = factory.SubFactory(PersonFactory)
    leading_team = factory.SubFactory(TeamFactory)
    leading_organisation = factory.SelfAttribute("leading_team.organisation")

    @factory.post_generation
    def leading_period(case, create, extracted, **kwargs):
        ActionPlan.objects.create(case=case, next_review_on=clock.today() + dt.timedelta(days=30))
        LeadingPeriod.objects.create(case=case, organisation=case.leading_organisation, valid_from=case.opened_at)


def seat(case, *, team=None, user=None, level=Level.COORDINATION, areas=int(ALL_AREAS), **more):
    """An accepted seat."""
    more = {"function": CircleMembership.Function.SOCIAL_WORK, "valid_from": clock.now()} | more
    return CircleMembership.objects.create(case=case, team=team, user=user, level=level, areas=areas, **more)


def share(case, *organisations, areas=int(ALL_AREAS), by=None, **span):
    """An agreement to share with these associations."""
    agreement = SharingAgreement.objects.create(
        case=case,
        capacity=SharingAgreement.Capacity.YOUNG_PERSON,
        means=SharingAgreement.Means.SIGNED,
        information_given=True,
        agreed_on=clock.today(),
        recorded_by=by or UserFactory(),
    )
    for organisation in organisations:
        SharingRecipient.objects.create(agreement=agreement, case=case, organisation=organisation, areas=areas, **span)
    return agreement


def lead(case, user, team=None):
    return Lead.objects.create(case=case, user=user, team=team or case.leading_team)


def give(case, representative=None, **span):
    """A personal link, of the young person unless a representative is named."""
    kind = CaseLink.Kind.REPRESENTATIVE if representative else CaseLink.Kind.YOUNG_PERSON
    facts = {"case": case, "person": case.person, "kind": kind, "representative": representative}
    return CaseLink.objects.create(digest=secrets.token_hex(32), **facts, **span)


def mark(item, reader="young_person", effect="hidden", **span):
    facts = {"case": item.case, "person": item.person, "item": item.pk, "set_by": item.author}
    if reader == "young_person":
        span = {"valid_until": clock.now() + dt.timedelta(days=9)} | span
    reason = "hard_news" if effect == "hidden" else ""
    return Mark.objects.create(reader=reader, effect=effect, reason=reason, **facts, **span)


class ItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    class Params:
        practical = factory.Trait(level=Level.PRACTICAL)
        restricted = factory.Trait(level=Level.RESTRICTED)

    case = factory.SubFactory(CaseFactory)
    person = factory.SelfAttribute("case.person")
    area = Area.EDUCATION
    level = Level.COORDINATION
    author = factory.SubFactory(UserFactory)
    author_team = factory.SelfAttribute("case.leading_team")


class NoteFactory(ItemFactory):
    class Meta:
        model = Note

    text = "Something written down"


class StatementFactory(ItemFactory):
    class Meta:
        model = Statement

    kind = Statement.Kind.STRENGTH
    text = "Tient ses engagements"
    source = Statement.Source.YOUNG_PERSON
    said_on = factory.LazyFunction(clock.today)


class AssessmentFactory(ItemFactory):
    class Meta:
        model = Assessment

    source = Statement.Source.PROFESSIONAL
    assessed_on = factory.LazyFunction(clock.today)
    marks = factory.LazyFunction(lambda: {"education.attendance": 3})


def stored_file(person, content=b"%PDF-1.7"):
    """A file that was sent in, as it is kept."""
    facts = {"content_type": "application/pdf", "name": "document-2026-11-24.pdf", "size": len(content)}
    facts |= {"content": content, "preview": b"\xff\xd8\xff", "sha256": "0" * 64}
    return StoredFile.objects.create(person_id=person.pk, **facts)


class DocumentFactory(ItemFactory):
    class Meta:
        model = Document

    title = "Certificat de scolarité"
    kind = Document.Kind.CERTIFICATE
    dated_on = factory.LazyFunction(clock.today)
    stored = factory.LazyAttribute(lambda document: stored_file(document.person))


class SafetyAlertFactory(ItemFactory):
    class Meta:
        model = SafetyAlert

    kind = SafetyAlert.Kind.RUNNING_AWAY
    text = "Appeler son oncle, puis le 119"
    begins_on = dt.date(2025, 1, 1)


class MeasureFactory(ItemFactory):
    class Meta:
        model = Measure

    kind = Measure.Kind.EDUCATION
    decided_by = "Tribunal pour enfants de Villebrune"
    decided_on = dt.date(2025, 1, 6)
    begins_on = dt.date(2025, 1, 13)
    text = "Aide éducative à domicile"


class NeedFactory(ItemFactory):
    class Meta:
        model = Need

    code = "education.attendance"


class GoalFactory(ItemFactory):
    class Meta:
        model = Goal

    words = "Finir mon année"


class GoalWordingFactory(ItemFactory):
    class Meta:
        model = GoalWording

    text = "Retour progressif au lycée"


class ActionFactory(ItemFactory):
    class Meta:
        model = Action

    title = "Aide aux devoirs"
    owner_team = factory.SelfAttribute("case.leading_team")


class ReviewFactory(ItemFactory):
    """A review whose dates are proposed: practical, for everybody."""

    class Meta:
        model = Review

    purpose = Review.Purpose.PERIODIC
    area = Area.GENERAL
    level = Level.PRACTICAL


class ReviewSectionFactory(ItemFactory):
    class Meta:
        model = ReviewSection

    review = factory.SubFactory(
        ReviewFactory, case=factory.SelfAttribute("..case"), author=factory.SelfAttribute("..author")
    )
    kind = ReviewSection.Kind.PREPARATION
    text = "Revient en classe"
