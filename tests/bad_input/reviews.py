"""What is typed right into the forms of a review, and the review each is asked of."""

import datetime as dt

from cases.actions import minutes
from cases.models import CircleMembership, Review
from common import clock
from tests.access_table import cases as in_cases
from tests.bad_input.answers import action


def moment(days):
    return (clock.now() + dt.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def convening(world):
    seats = CircleMembership.objects.filter(case=world.case)
    where = {"means": "place", "place": "Maison des associations", "young_person": "on"}
    dates = {"first": moment(7), "second": moment(8), "third": ""}
    return {"purpose": "periodic", "seats": [seat.pk for seat in seats], **where, **dates}


def first_date(world):
    return in_cases.convened(world.case, world.social_worker).dates.order_by("starts_at").first().pk


def held_today(world):
    """The review whose day it is."""
    review = in_cases.convened(world.case, world.social_worker)
    if review.status == Review.Status.CONVENED:
        review.status, review.starts_at = Review.Status.SCHEDULED, clock.now()
        review.save()
    return {"pk": review.pk}


def presence(world):
    count = in_cases.convened(world.case, world.social_worker).participants.count()
    return {f"party_{n}": "present" for n in range(count)}


def held(world):
    review = Review.objects.get(pk=held_today(world)["pk"])
    if review.status == Review.Status.SCHEDULED:
        minutes.hold_review(review, presence={}, by=world.social_worker)
    return {"pk": review.pk}


def said_of(world):
    """Held, and the young person's opinion is noted."""
    review = Review.objects.get(pk=held(world)["pk"])
    if review.opinion is None:
        minutes.record_opinion(review, by=world.social_worker, version=review.version, missing="absent", level=2)
    return {"pk": review.pk}


def documented(world):
    review = Review.objects.get(pk=said_of(world)["pk"])
    if review.status == Review.Status.HELD:
        minutes.document_review(review, next_on=clock.today() + 90 * clock.DAY, by=world.social_worker)
    return {"pk": review.pk}


def decision(world):
    return action(world) | {"title": "Écrire au lycée"}
