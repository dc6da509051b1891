"""Everything that shows a file, asked at once: each must show what the oracle says, and nothing else."""

from itertools import product

from django.test import Client
from django.utils.html import escape

from cases import sealing
from cases.actions import timeline, versions
from cases.comparing import read_version
from cases.listing import for_list, search_cases
from cases.models import (
    Action,
    Assessment,
    Case,
    Document,
    Goal,
    GoalWording,
    Measure,
    Need,
    Note,
    Review,
    ReviewSection,
    SafetyAlert,
    Statement,
    TimelineEntry,
)
from cases.needs import vocabulary
from cases.past import history_of
from cases.pdf import plan_html
from cases.reading import read_entries
from common.history import remember
from notifications import registry
from notifications.actions import notify
from notifications.models import Notice
from people.models import YoungPerson
from programs.models import Attendance, Session
from tests.factories.cases import (
    ActionFactory,
    AssessmentFactory,
    DocumentFactory,
    GoalFactory,
    GoalWordingFactory,
    MeasureFactory,
    NeedFactory,
    NoteFactory,
    ReviewFactory,
    ReviewSectionFactory,
    SafetyAlertFactory,
    StatementFactory,
)

TEXT = {Note: "text", Goal: "words", GoalWording: "text", Action: "title", Statement: "text"}
TEXT |= {ReviewSection: "text", SafetyAlert: "text", Measure: "text", Document: "title"}
CODES = ["education.attendance", "housing.emergency_shelter", "family.family_ties", "health.access_to_care"]
MARKED = "education.numeracy"
"""The need that every assessment marks, and no plan names."""
SLUGS = {Note: "ecrit", Need: "besoin", Goal: "objectif", GoalWording: "formulation", Action: "action"}
SLUGS |= {Statement: "portrait", Assessment: "evaluation", ReviewSection: "bilans/textes", SafetyAlert: "alerte"}
SLUGS |= {Document: "documents", Measure: "mesure"}
KINDS = (Note, Need, Goal, GoalWording, Action, Statement, Assessment, Attendance, ReviewSection, Document)
KINDS += (SafetyAlert, Measure)
WORDED = {Note: NoteFactory, Statement: StatementFactory, Goal: GoalFactory, Document: DocumentFactory}
WORDED |= {SafetyAlert: SafetyAlertFactory, Measure: MeasureFactory}
PRINTED = (Need, Goal, GoalWording, Action, Statement, SafetyAlert, Measure, Assessment)
ELSEWHERE = (ReviewSection, Assessment, Document)
"""Read on pages of their own."""


def write(n, case, *, area, level, author, team):
    """The nth item of a file: the kinds in turn, each with words of its own, its timeline entry and its notice."""
    facts = {"case": case, "person": case.person, "area": area, "level": level}
    facts |= {"author": author, "author_team": team}
    word = f"Texte{case.reference[:4]}{n:02d}"
    kind = KINDS[n % len(KINDS)]
    if kind in WORDED:
        item = WORDED[kind].build(**{TEXT[kind]: word}, **facts)
    elif kind is Need:
        item = NeedFactory.build(code=CODES[n // len(KINDS)], **facts)
    elif kind is Assessment:
        item = AssessmentFactory.build(marks={MARKED: 3}, **facts)
    elif kind is GoalWording:
        item = GoalWordingFactory.build(text=word, goal=Goal.objects.filter(case=case).first(), **facts)
    elif kind is ReviewSection:
        item = ReviewSectionFactory.build(text=word, review=convened(case, author), **facts)
    elif kind is Action:
        item = ActionFactory.build(title=word, owner_team=team, **facts)
    else:
        held = Session.objects.create(team=team, held_on=case.opened_at.date(), recorded_by=author)
        item = Attendance(session=held, status="present", **facts)
    remember(item, by=author)
    timeline.add_entry(item, "cases.note_added", by=author)
    return item


def convened(case, author):
    """A review of the file, which shows to whoever opens it."""
    review = ReviewFactory.build(case=case, person=case.person, author=author, author_team=case.leading_team)
    remember(review, by=author)
    return review


def tell(users, items):
    """Everybody is told of every action and of every file, as if each concerned them."""
    for item in items:
        if isinstance(item, Action):
            notify("cases.action_accepted", to=users, about=item.pk, case_id=item.case_id)
    for case_id in {item.case_id for item in items}:
        notify("cases.case_closed", to=users, case_id=case_id)


def sign(users, case, by):
    """A version of the plan as one person sees it, whoever leads and however little that is; everybody is told."""
    version = versions.freeze(case, sealing.content_of(case, by), by=by)
    versions.end_version(version, "signed")
    notify("cases.plan_signed", to=users, about=version.pk, case_id=case.pk)


def shown_text(item):
    """What a page shows of an item, when its kind has something to show."""
    if isinstance(item, (Need, Assessment)):
        return escape(str(vocabulary()[getattr(item, "code", MARKED)]))
    return getattr(item, TEXT[type(item)]) if type(item) in TEXT else None


def row_of(frozen):
    return sealing.MODELS[frozen.kind].history.get(history_id=frozen.history_id)


class Surfaces:
    """One reader, one file, every surface."""

    def __init__(self, oracle, user, case, items):
        self.oracle, self.user, self.case = oracle, user, case
        self.items = [item for item in items if item.case_id == case.pk]
        self.opens = oracle.opens(user, case)
        self.client = Client()
        self.client.force_login(user)

    def sees(self, row):
        return self.oracle.shows(self.user, row, self.case)

    def check(self):
        self.lists()
        self.page()
        self.paper()
        self.thread()
        self.notices()
        self.versions()
        self.reviews()
        self.documents()
        for item in self.items:
            self.record(item)

    def lists(self):
        """The list, the list after a search by name, the search of every page."""
        address = self.case.get_absolute_url()
        state = self.client.get("/jeunes/", {"state": self.case.status}).content.decode()
        assert (address in state) == self.opens
        named = search_cases(self.user, "ferr LOU")
        assert named.filter(pk=self.case.pk).exists() == self.opens
        if YoungPerson.objects.named("ferr lou").exists():
            assert (address in self.client.post("/recherche/", {"q": "Férrand"}).content.decode()) == self.opens
        rows = for_list(Case.objects.visible_to(self.user), self.user)
        waiting = {row.pk: row.is_waited_for for row in rows}
        teams = {m.team_id for m in self.oracle.memberships if m.user_id == self.user.pk}
        asked = [i for i in self.items if isinstance(i, Action) and i.owner_team_id in teams and self.sees(i)]
        assert waiting.get(self.case.pk, False) == bool(asked and self.opens)

    def page(self):
        answer = self.client.get(self.case.get_absolute_url())
        signed_out = not self.user.is_active
        assert answer.status_code == (302 if signed_out else 200 if self.opens else 404)
        self.shows_exactly(answer.content.decode(), [item for item in self.items if not isinstance(item, ELSEWHERE)])

    def paper(self):
        if self.opens:
            printed = [item for item in self.items if isinstance(item, PRINTED)]
            self.shows_exactly(plan_html(self.case.pk, self.user), printed)

    def shows_exactly(self, html, items):
        for item in items:
            text = shown_text(item)
            assert text is None or (text in html) == self.sees(item), (type(item).__name__, text)

    def thread(self):
        found = {entry.pk for entry, _kind in read_entries(self.case, self.user)}
        assert found == {entry.pk for entry in TimelineEntry.objects.filter(case=self.case) if self.sees(entry)}

    def notices(self):
        told = Notice.objects.filter(reader=self.user, case_id=self.case.pk)
        shown = {notice.object_id for notice, _line in registry.resolve(self.user, told)}
        expected = {item.pk for item in self.items if isinstance(item, Action) and self.sees(item)}
        of_the_file = {self.case.pk, *self.case.plan_versions.values_list("pk", flat=True)}
        assert shown == expected | (of_the_file if self.opens else set())

    def versions(self):
        """Of each version: the rows whose item shows today and that would show as they were."""
        known = {item.pk: item for item in self.items}
        for version in self.case.plan_versions.all() if self.opens else ():
            rows = [row_of(frozen) for frozen in version.items.all()]
            expected = {row.history_id for row in rows if self.sees(known[row.id]) and self.sees(row)}
            page = read_version(version, self.user)
            lines = [line for section in page.sections for line in section.lines]
            assert {line.row.history_id for line in lines if line.mark != "removed"} == expected
            before = {frozen.history_id for frozen in page.before.items.all()} if page.before else set()
            removed = [line.row for line in lines if line.mark == "removed"]
            assert all(row.history_id in before and self.sees(known[row.id]) and self.sees(row) for row in removed)

    def reviews(self):
        """Whoever opens the file reads that there is a review; of its sections, those they see."""
        for review in Review.objects.filter(case=self.case):
            answer = self.client.get(review.get_absolute_url())
            assert (answer.status_code == 200) == (self.opens and self.user.is_active)
            written = [item for item in self.items if isinstance(item, ReviewSection) and item.review_id == review.pk]
            self.shows_exactly(answer.content.decode(), written)

    def documents(self):
        """Their list; each one's page, preview and bytes."""
        held = [item for item in self.items if isinstance(item, Document)]
        listed = self.client.get(f"{self.case.get_absolute_url()}documents/")
        assert (listed.status_code == 200) == (self.opens and self.user.is_active)
        self.shows_exactly(listed.content.decode(), held)
        for item, part in product(held, ("", "fichier/", "apercu/")):
            answer = self.client.get(f"{item.where()}{part}")
            assert (answer.status_code == 200) == (self.sees(item) and self.user.is_active)

    def record(self, item):
        """The verb, the record's own pages, and each row of its past: by today's level and by its own."""
        kind = type(item)
        assert kind.objects.visible_to(self.user).filter(pk=item.pk).exists() == self.sees(item)
        if kind not in SLUGS:
            return
        assert self.user.has_perm(f"cases.view_{kind._meta.model_name}", item) == self.sees(item)
        if self.sees(item):
            past = [row for row in item.history.order_by("history_date", "history_id") if self.sees(row)]
            states = [(row.area, row.level, shown_text(item) and self.words(row)) for row in past]
            differing = [one for n, one in enumerate(states) if n == 0 or one != states[n - 1]]
            assert len(history_of(item, self.user)) == len(differing)

    def words(self, row):
        name = TEXT.get(row.instance_type)
        return getattr(row, name) if name else ""
