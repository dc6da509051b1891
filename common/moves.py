"""States as data: a table of moves, and one refusal."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _


class IllegalMove(Exception):
    """A state was asked for that cannot follow the present one. Its text says what is possible."""

    def __init__(self, row: "Moves", wanted: str) -> None:
        self.row, self.wanted = row, wanted
        labels = dict(row.Status.choices)
        possible = ", ".join(str(labels[status]) for status in sorted(row.MOVES.get(row.status, ())))
        super().__init__(
            _("This is now “%(status)s”. Possible next: %(possible)s.")
            % {"status": labels[row.status], "possible": possible or _("nothing, it is final")}
        )


class Moves(models.Model):
    """A row with a `status` that only moves along its table."""

    MOVES: ClassVar[dict[str, set[str]]]
    Status: ClassVar[type[models.TextChoices]]
    status: Any

    class Meta:
        abstract = True

    def can_move_to(self, status: str) -> bool:
        return status in self.MOVES.get(self.status, set())

    def move_to(self, status: str) -> None:
        """Change the state; the caller saves. Raises IllegalMove."""
        if not self.can_move_to(status):
            raise IllegalMove(self, status)
        self.status = status
