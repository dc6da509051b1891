"""The database tells the time as Python does, one instant a statement."""

import datetime as dt

from django.db import connection

from common import clock
from organisations.models import Network

MANY = "WITH RECURSIVE rows(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM rows WHERE n < 500) "


def test_every_row_of_a_statement_sees_one_instant(db):
    with connection.cursor() as cursor:
        cursor.execute(f"{MANY} SELECT COUNT(DISTINCT {clock.database_now(connection.vendor)}) FROM rows")
        assert cursor.fetchone() == (1,)


def test_the_same_statement_tells_the_new_instant_when_the_clock_has_moved(db):
    Network.objects.create(name="Val-Serein")
    first = clock.now()
    for instant in (first, first + dt.timedelta(microseconds=1)):
        with clock.at(instant):
            assert Network.objects.values_list(clock.DbNow(), flat=True).get() == instant
