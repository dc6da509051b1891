"""Which long work exists: each app registers its kinds in its own `jobs.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from django.utils.functional import _StrPromise

    from accounts.models import User
    from documents.models import Job


@dataclass(frozen=True, slots=True)
class Made:
    """What a job made. `name` is what a browser saves it as: no name of a person, no reason."""

    content: bytes
    content_type: str
    name: str
    custody_id: UUID | None = None


type Progress = Callable[[int], None]
type Maker = Callable[[Job, str, Progress], Made]


def nothing(job: Job) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of long work.

    `allowed(reader, job)` is asked when it is made and again when its result is opened. `source(job)` is what it is
    made from, read with its asker's rights: the same source is made once, and a result whose source has changed is
    not handed out. `back(job)` is the page where it is asked for again.
    """

    name: str
    label: _StrPromise | str
    allowed: Callable[[User, Job], bool]
    back: Callable[[Job], str]
    make: Maker
    source: Callable[[Job], str] = nothing

    def fingerprint(self, source: str) -> str:
        return sha256(source.encode()).hexdigest() if source else ""


KINDS: dict[str, Kind] = {}


def job(
    name: str,
    label: _StrPromise | str,
    *,
    allowed: Callable[[User, Job], bool],
    back: Callable[[Job], str],
    source: Callable[[Job], str] = nothing,
) -> Callable[[Maker], Maker]:
    """Register a kind of long work; the function makes the file from `(job, source, progress)`."""

    def register(make: Maker) -> Maker:
        KINDS[name] = Kind(name, label, allowed, back, make, source)
        return make

    return register
