"""A review brought to any of its states by the product's own moves."""

from cases.actions import minutes, reviews
from cases.models import CircleMembership, Review
from common import clock
from common.areas import Area, Level

STATES = ("convened", "scheduled", "held", "documented", "cancelled", "closed")
"""`closed`: held, in a file that has been closed since."""

HERE = {"area": Area.EDUCATION, "level": Level.COORDINATION}


def seats(world):
    """The seats of the circle by association."""
    return {seat.team.organisation.name: seat for seat in CircleMembership.objects.filter(case=world.case)}


def convene(world, *, days=(7, 8), invited=None, **facts):
    """The whole circle and the young person are invited, unless said otherwise."""
    if invited is None:
        invited = [{"party": "seat", "seat": seat} for seat in seats(world).values()]
        invited += [{"party": "young_person"}]
    dates = [clock.now() + n * clock.DAY for n in days]
    facts = {"purpose": "periodic", "means": "place", "place": "Maison des associations"} | facts
    return reviews.convene_review(world.case, by=world.social_worker, dates=dates, invited=invited, **facts)


def schedule(review, world):
    return reviews.fix_date(review, date=review.dates.order_by("starts_at").first(), by=world.social_worker)


def hold(review, world, presence=None):
    """Its day has come."""
    review = Review.objects.get(pk=review.pk)
    review.starts_at = clock.now()
    review.save()
    return minutes.hold_review(review, presence=presence or {}, by=world.social_worker)


def say(review, world, **said):
    review = Review.objects.get(pk=review.pk)
    said = {"text": "Je veux continuer le théâtre.", "level": Level.COORDINATION} | said
    return minutes.record_opinion(review, by=world.social_worker, version=review.version, **said)


def document(review, world):
    return minutes.document_review(review, next_on=clock.today() + 150 * clock.DAY, by=world.social_worker)


def in_state(world, state):
    review = convene(world)
    if state == "cancelled":
        return reviews.cancel_review(review, reason="too_few", by=world.social_worker)
    if state != "convened":
        review = schedule(review, world)
    if state in ("held", "documented", "closed"):
        review = hold(review, world)
    if state == "documented":
        say(review, world)
        review = document(review, world)
    return review
