"""Our addresses, whose refusals are a number without a page: for tables that ask thousands of times for the number.

What the pages say is asked in test_error_pages.py and bad_input/test_hidden.py.
"""

from functools import partial

from django.http import HttpResponse

from config.urls import urlpatterns

__all__ = ["handler403", "handler404", "urlpatterns"]


def refuse(request, exception, *, status):
    return HttpResponse(status=status)


handler403 = partial(refuse, status=403)
handler404 = partial(refuse, status=404)
