"""A broker that is away: nothing lost, nothing twice, and no page that waits for it."""

import os
import shutil
import socket
import subprocess
import time

import pytest
from django.core import mail
from django.db import transaction

from accounts.models import User
from common.nudges import breaker
from notifications.actions import choose_mail, notify
from notifications.models import Letter, Notice
from notifications.tasks import sweep
from tests.bad_input.conftest import Sheet
from tests.factories.cases import NoteFactory
from tests.notifications.conftest import KIND, told, work

RABBITMQ = os.environ.get("RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")
SWEEP = sweep.name

pytestmark = pytest.mark.broker


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Redis:
    """A redis-server of our own, to be stopped and started again."""

    def __init__(self, folder):
        self.port, self.folder = free_port(), folder

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_for(self.port)

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def wait_for(port):
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(port)


@pytest.fixture
def redis(tmp_path):
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    server = Redis(str(tmp_path))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def world(world, transactional_db):
    choose_mail(world.psychologist, mail="at_once")
    return world


def tell(world, times=1):
    """Facts told one after the other; how long the slowest took, commit and nudge included."""
    slowest = 0.0
    for _ in range(times):
        note = NoteFactory(case=world.case, author=world.social_worker)
        begun = time.monotonic()
        with transaction.atomic():
            notify(KIND, to=[world.psychologist], about=note.pk, by=world.social_worker)
        slowest = max(slowest, time.monotonic() - begun)
    return slowest


def unsent(world):
    return Notice.objects.of(world.psychologist).unsent().count()


def beat(app):
    """What the clock sends every half minute."""
    app.send_task(SWEEP)


def test_redis_stopped_and_started_again(world, broker, redis):
    app = broker(redis.url)
    tell(world)
    assert work(app) == 1
    assert told(world.psychologist) == 1
    redis.stop()
    assert tell(world, times=20) < 1
    assert unsent(world) == 20
    redis.start()
    beat(app)
    beat(app)
    assert work(app) == 2
    assert unsent(world) == 0
    assert told(world.psychologist) == 2  # twenty facts, one mail
    assert len(mail.outbox) == len({message.extra_headers["Message-ID"] for message in mail.outbox})


def test_rabbitmq_away_and_back(world, broker):
    broker(f"amqp://guest:guest@127.0.0.1:{free_port()}//")
    assert tell(world, times=20) < 1
    assert unsent(world) == 20
    try:
        wait_for(5672)
    except TimeoutError:
        pytest.skip("no RabbitMQ here")
    app = broker(RABBITMQ)
    work(app)  # what an earlier run may have left
    beat(app)
    beat(app)
    assert work(app) == 2
    assert unsent(world) == 0
    assert told(world.psychologist) == 1


@pytest.mark.parametrize("scheme", ["redis://{}/0", "amqp://guest:guest@{}//"])
def test_a_broker_that_accepts_and_never_answers_holds_nobody_up(world, broker, scheme):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker(scheme.format(f"127.0.0.1:{silent.getsockname()[1]}"))
        assert tell(world, times=3) < 2
        assert tell(world, times=20) < 0.5  # nobody asks again for half a minute
    assert unsent(world) == 23


def test_a_page_answers_while_the_broker_is_down(world, broker, as_):
    broker(f"redis://127.0.0.1:{free_port()}/0")
    tell(world, times=2)
    begun = time.monotonic()
    answer = as_(world.psychologist).get("/nouvelles/")
    assert answer.status_code == 200
    assert "Un écrit a été ajouté" in answer.content.decode()
    assert time.monotonic() - begun < 1


def test_sent_twice_by_the_queue_is_mailed_once(world, broker, redis):
    app = broker(redis.url)
    tell(world, times=3)
    for _ in range(10):
        beat(app)
    assert work(app) > 10
    assert told(world.psychologist) == 1


TELLING = (
    "cases:seat_ask",
    "cases:seat_answer",
    "cases:action_add",
    "cases:action_declined",
    "cases:appoint_lead",
    "cases:hand_over",
    "cases:close",
    "referrals:answer",
    "referrals:reply",
    "referrals:write",
    "referrals:withdraw",
    "referrals:close",
    "organisations:create",
    "organisations:member_invite",
    "organisations:member_reset",
    "organisations:decision",
)
"""Forms whose answer tells somebody something."""


@pytest.mark.parametrize("name", TELLING)
def test_a_form_that_tells_somebody_is_saved_while_the_broker_is_down(world, client, broker, redis, name):
    """The page is quick, the news is in the list; the mail leaves with the first sweep once the broker is back."""
    sheet = Sheet(name, world, client)
    for user in User.objects.all():
        choose_mail(user, mail="at_once")
    known, posted = set(Notice.objects.values_list("pk", flat=True)), set(Letter.objects.values_list("pk", flat=True))
    redis.stop()
    broker(redis.url)
    breaker.reset()
    begun = time.monotonic()
    assert sheet.post(sheet.right()).status_code == 302
    assert time.monotonic() - begun < 3
    told = Notice.objects.exclude(pk__in=known)
    letters = Letter.objects.exclude(pk__in=posted)
    assert told.exists() or letters.exists()
    assert not told.exclude(sent_at=None).exists()
    redis.start()
    app = broker(redis.url)
    beat(app)
    work(app)
    assert not told.filter(sent_at=None).exists()
    assert not letters.filter(sent_at=None).exists()
