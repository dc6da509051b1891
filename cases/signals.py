"""What a file announces to the apps above it."""

from django.dispatch import Signal

case_closed = Signal()
"""A file closed: `case`, `by`."""

sharing_ended = Signal()
"""An association may no longer know of a file, or knows less: `case`, `organisation_id`, `by`."""
