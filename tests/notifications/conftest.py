"""A kind of notice that speaks of a note, and what a worker does with a queue."""

import pytest
from celery import Celery, current_app
from django.core import mail

from cases.models import Note
from common.nudges import breaker
from config.settings.tasks import fail_fast
from notifications.registry import RESOLVERS, Line, resolver

KIND = "tests.note_written"


@pytest.fixture(autouse=True)
def note_written():
    """Registered as an app's `notices.py` would."""

    @resolver(KIND)
    def read(reader, notices):
        seen = Note.objects.visible_to(reader).in_bulk([notice.object_id for notice in notices])
        return {n.pk: Line("Un écrit a été ajouté", f"/ecrits/{n.object_id}/") for n in notices if n.object_id in seen}

    yield
    del RESOLVERS[KIND]


@pytest.fixture(autouse=True)
def _no_breaker_left_open():
    breaker.reset()
    yield
    breaker.reset()


@pytest.fixture
def broker(settings):
    """`broker(url)` is the app as a fresh process would have it; `work()` does what a worker does, once."""
    before, apps = current_app._get_current_object(), []

    def use(url):
        app = Celery("cordee-test", broker=url)
        app.config_from_object(settings, namespace="CELERY")
        app.conf.update(broker_url=url, broker_transport_options=fail_fast(url), task_default_queue="cordee-test")
        app.set_current()
        apps.append(app)
        return app

    yield use
    for app in apps:
        app.close()
    before.set_current()


def work(app):
    """Run every message that waits; how many."""
    done = 0
    with app.connection_for_read() as connection, connection.SimpleQueue("cordee-test") as queue:
        while True:
            try:
                message = queue.get(block=True, timeout=0.5)
            except queue.Empty:
                return done
            args, kwargs, _embed = message.payload
            app.tasks[message.headers["task"]](*args, **kwargs)
            message.ack()
            done += 1


def told(user):
    """How many mails this person received."""
    return sum(user.email in message.to for message in mail.outbox)
