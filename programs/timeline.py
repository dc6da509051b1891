"""What sessions say in a file's thread."""

from django.utils.translation import gettext_lazy as _

from common.timeline import kind

kind("programs.attendance_added", _("A session was logged"), "calendar", "run")
