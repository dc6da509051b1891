"""Who may see what was prepared: the one who asked, while what it is made from is open to them."""

from django.utils.translation import gettext_lazy as _

from common.access import anybody, verb
from documents.models import Job

verb("documents.view_job", _("See how far the file is that one asked for"), rows=Job.objects.of, member=anybody)
verb("documents.download_job", _("Fetch the file that one asked for"), rows=Job.objects.of, member=anybody)
