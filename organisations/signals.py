"""What organisations announce to the apps above them, in the transaction of what they announce."""

from django.dispatch import Signal

membership_ended = Signal()
"""Somebody left a team, or is no longer bound by secrecy in it: `membership`, `by`."""

team_dissolved = Signal()
"""A team is no more: `team`, `by`."""

partnership_ended = Signal()
"""An agreement between associations ended, by decision or by date: `agreement`, `by`."""

absence_changed = Signal()
"""A team or an association is away, or back earlier than it said: `absence`, `by`."""
