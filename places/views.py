"""Suggestions for the commune field."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from common.access import signed_in
from places.models import Commune

SUGGESTIONS = 12


@require_GET
@signed_in
def complete(request: HttpRequest) -> JsonResponse:
    """Up to twelve communes whose name or postal code begins as typed, two characters at least."""
    typed = request.GET.get("q", "").strip()
    found = Commune.objects.beginning(typed)[:SUGGESTIONS] if len(typed) > 1 else []
    return JsonResponse({"suggestions": [str(commune) for commune in found]})
