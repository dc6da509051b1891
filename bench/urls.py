"""The product's addresses, and the floor."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from common.access import signed_in
from common.http import SignedInRequest, render_page
from config import urls


@require_GET
@signed_in
def floor(request: SignedInRequest) -> HttpResponse:
    """The base template, and nothing read for the page itself: what every signed-in page costs at least."""
    return render_page(request, "base.html")


urlpatterns = [*urls.urlpatterns, path("plancher/", floor, name="floor")]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
