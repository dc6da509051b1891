"""Sealing rows into blocks, and proving that nothing was taken, changed or slipped in."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from audit import guards
from audit.models import STREAMS, Block, Event, View
from common import clock

GENESIS = "0" * 64
KEPT = dt.timedelta(days=366)
"""Rows of the access log are dropped after 12 months; the headers of their blocks stay."""

LOCK = 0x0C0DEE
BATCH = 10_000


@transaction.atomic
def seal(stream: str, limit: int = BATCH) -> Block | None:
    """Close the rows written since the last block into a new one. None when there are none, or another is at it."""
    if not alone():
        return None
    model = STREAMS[stream]
    fields = columns(model)
    rows = list(model.objects.filter(block=None).order_by("id").values_list(*fields)[:limit])
    if not rows:
        return None
    last = Block.objects.filter(stream=stream).order_by("seq").last()
    content, count = digest(rows)
    at = fields.index("at")
    block = Block(
        stream=stream,
        seq=last.seq + 1 if last else 0,
        previous=last.hash if last else GENESIS,
        count=count,
        last_at=max(row[at] for row in rows),
        content=content,
    )
    block.hash = block.compute()
    block.save()
    model.objects.filter(block=None, pk__in=[row[0] for row in rows]).update(block=block)
    return block


def seal_all() -> int:
    """Seal both streams to their end; how many blocks were made."""
    made = 0
    for stream in STREAMS:
        while seal(stream):
            made += 1
    return made


def alone() -> bool:
    """Whether this is the only sealer: on SQLite a transaction is, on PostgreSQL an advisory lock says so."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


class Fault(NamedTuple):
    """What is wrong with the record, and where."""

    kind: str
    stream: str = ""
    seq: int = -1
    """the number of the block"""
    more: str = ""

    def __str__(self) -> str:
        return FAULTS[self.kind].format(**self._asdict())


FAULTS = {
    "missing": "{stream}: block {seq} missing",
    "broken": "{stream}: block {seq}: chain broken",
    "altered": "{stream}: block {seq}: rows altered, removed or inserted",
    "inserted": "{stream}: block {seq}: rows inserted into a retired block",
    "dropped": "{stream}: block {seq}: dropped before its time",
    "witness": "{stream}: block {seq}: differs from the witness",
    "orphans": "{stream}: rows of a block that does not exist",
    "cut": "{stream}: chain ends at {seq}, the witness saw {more}",
    "guard": "guard missing: {more}",
    "version": "version {more} of an action plan is not what was proposed and signed",
}

OTHERS: list[Callable[[], Iterator[Fault]]] = []
"""What higher apps keep for ever, and prove with the record: each yields its faults."""


def verify(stream: str, witnessed: dict[int, str] | None = None) -> Iterator[Fault]:
    """Every fault found in a stream; nothing when it is whole. `witnessed` is hashes noted outside, by number."""
    previous, seq, known = GENESIS, -1, witnessed or {}
    found = sealed_content(STREAMS[stream])
    for block in Block.objects.filter(stream=stream).order_by("seq").iterator():
        if block.seq != seq + 1:
            yield Fault("missing", stream, seq + 1)
        if block.previous != previous or block.hash != block.compute():
            yield Fault("broken", stream, block.seq)
        yield from faults_of_rows(stream, block, found.pop(block.pk, None))
        if known.get(block.seq, block.hash) != block.hash:
            yield Fault("witness", stream, block.seq)
        previous, seq = block.hash, block.seq
    if found:
        yield Fault("orphans", stream)
    if known and max(known) > seq:
        yield Fault("cut", stream, seq, str(max(known)))


def faults_of_rows(stream: str, block: Block, found: tuple[str, int] | None) -> Iterator[Fault]:
    if block.retired_at is None:
        if found != (block.content, block.count):
            yield Fault("altered", stream, block.seq)
    elif found is not None:
        yield Fault("inserted", stream, block.seq)
    elif block.retired_at < block.last_at + dt.timedelta(days=365):
        yield Fault("dropped", stream, block.seq)


def all_faults(progress: Callable[[int], None]) -> Iterator[Fault]:
    """Of both streams, of what higher apps keep, then of the guards. `progress` is told how far it is, in percent."""
    for done, stream in enumerate(STREAMS):
        progress(10 + 40 * done)
        yield from verify(stream)
    progress(90)
    for other in OTHERS:
        yield from other()
    for name in sorted(guards.wanted(connection.vendor) - guards.names(connection)):
        yield Fault("guard", more=name)


def untold(percent: int) -> None:
    """Nobody waits."""


def verify_all(progress: Callable[[int], None] = untold) -> dict[str, Any]:
    """Both streams and the guards: what the command and the page say."""
    faults = list(all_faults(progress))
    last = Block.objects.order_by("last_at").last()
    return {
        "intact": not faults,
        "faults": [str(fault) for fault in faults],
        "first": faults[0]._asdict() if faults else None,
        "rows": sum(model.objects.count() for model in STREAMS.values()),
        "unsealed": sum(model.objects.filter(block=None).count() for model in STREAMS.values()),
        "blocks": Block.objects.count(),
        "last_sealed_at": last.last_at.isoformat() if last else None,
    }


def checkpoint(stream: str, key: Ed25519PrivateKey) -> dict[str, Any]:
    """A signed statement of the chain's head, for a witness outside. Raises Block.DoesNotExist before the first."""
    block = Block.objects.filter(stream=stream).order_by("seq").last()
    if block is None:
        raise Block.DoesNotExist
    body = {"stream": stream, "seq": block.seq, "hash": block.hash, "at": clock.now().isoformat()}
    return body | {"signature": key.sign(json.dumps(body, sort_keys=True).encode()).hex()}


@transaction.atomic
def retire(stream: str) -> int:
    """Drop rows older than the retention, keep their headers; how many rows went."""
    due = Block.objects.filter(stream=stream, retired_at=None, last_at__lt=clock.now() - KEPT)
    ids = list(due.values_list("pk", flat=True))
    due.update(retired_at=clock.now())
    gone, _ = STREAMS[stream].objects.filter(block_id__in=ids).delete()
    return gone


def columns(model: type[Event | View]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.name != "block"]


def digest(rows: Iterable[tuple[Any, ...]]) -> tuple[str, int]:
    """One digest over the rows in order, and their number."""
    total, count = hashlib.sha256(), 0
    for values in rows:
        count += 1
        leaf = json.dumps(values, default=str, separators=(",", ":"), sort_keys=True).encode()
        total.update(hashlib.sha256(leaf).digest())
    return total.hexdigest(), count


def sealed_content(model: type[Event | View]) -> dict[int, tuple[str, int]]:
    rows = model.objects.filter(block__isnull=False).order_by("block_id", "id").values_list("block_id", *columns(model))
    groups = groupby(rows.iterator(chunk_size=5000), itemgetter(0))
    return {block: digest(row[1:] for row in group) for block, group in groups}
