"""The installation that is measured, grown to each size in turn: who reads, and which file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator

from accounts.models import User
from bench.lives import MEASURED, USUAL, add_files
from bench.networks import FILES, Place, Staff, add_network
from cases.models import Case
from reporting.actions import publish_last_month

BATCH = 250
"""Files written in one transaction."""


@dataclass(slots=True)
class Stage:
    """The networks so far. The first file of the first one is the measured page, led by its first worker."""

    places: list[Place] = field(default_factory=list)
    files: int = 0
    case: Case | None = None

    @property
    def measured(self) -> Case:
        """The file whose page is measured. Raises LookupError before the stage has grown."""
        if self.case is None:
            raise LookupError("nobody yet")
        return self.case

    @property
    def leading(self) -> Staff:
        """The team that leads the measured file."""
        return self.places[0].staff[0]

    def grow(self, size: int, progress: Callable[[str], None]) -> None:
        """Up to `size` young people, in communes that are there already."""
        while self.files < size:
            inside = self.files % FILES
            if not inside:
                self.places.append(add_network(len(self.places)))
            count = min(BATCH, FILES - inside, size - self.files)
            amounts = [USUAL] * count if self.files else [MEASURED, *[USUAL] * (count - 1)]
            cases = add_files(self.places[-1], amounts, self.files)
            self.case = self.case or cases[0]
            self.files += count
            if not self.files % FILES or self.files == size:
                publish_last_month(self.places[-1].network)
            progress(f"{self.files} young people")

    def reader(self, user: User) -> User:
        """With the second factor that production asks for."""
        Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})
        return user
