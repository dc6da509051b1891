"""Where the moves of a referral's page are sent."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse


class Addresses(dict[str, str]):
    """By name of the move: those of an account, or (`link_`) of a link."""

    def __init__(self, pk: UUID, prefix: str = "") -> None:
        super().__init__()
        self.pk, self.prefix = pk, prefix

    def __missing__(self, name: str) -> str:
        return reverse(f"referrals:{self.prefix}{name}", args=[self.pk])
