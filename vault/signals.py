"""What the vault announces to the apps above it."""

from django.dispatch import Signal

key_destroyed = Signal()
"""In the transaction that destroys a person's keys: `person_id`, `by` (None: the clock), `reason` (a code)."""
