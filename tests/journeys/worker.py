"""A worker that does one step when told to, so that a journey sees each."""

from documents import actions as jobs
from documents.models import Job


class Worker:
    """The steps of a worker, one at a time. The page's own questions wait meanwhile, as both use one connection."""

    def __init__(self, page):
        page.route("**/fichiers/**", lambda route: route.continue_())

    def takes(self):
        self.job = jobs.take_job(Job.objects.waiting().get().pk)

    def is_at(self, percent):
        jobs.report(self.job, percent)

    def ends(self):
        jobs.do_job(self.job)
