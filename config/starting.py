"""What keeps a process from starting: faults that `manage.py` refuses before any command."""

from django.core import checks
from django.core.exceptions import ImproperlyConfigured


def refuse_faults() -> None:
    """Keys that protect nothing, a second factor that is not compulsory. Raises ImproperlyConfigured."""
    faults = [fault for fault in checks.run_checks(tags=[checks.Tags.security]) if fault.is_serious()]
    if faults:
        raise ImproperlyConfigured("\n".join(map(str, faults)))
