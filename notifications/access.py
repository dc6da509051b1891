"""Who may do what with notices: everybody with their own."""

from django.utils.translation import gettext_lazy as _

from common.access import anybody, verb
from notifications.models import Notice

verb("notifications.open_notice", _("Open one's own news"), rows=Notice.objects.of, member=anybody)
