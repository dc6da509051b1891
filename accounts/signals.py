"""What accounts announce to the apps above them."""

from django.dispatch import Signal

password_forgotten = Signal()
"""Somebody asked for a link to choose a new password: `user`, `path` (the link's, secret)."""
