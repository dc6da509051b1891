"""What a supervisor asks, and the door of the demo."""

from tests.access_table import PUBLIC, form, page

ROWS = {
    "healthz": page(PUBLIC),
    "readyz": page(PUBLIC),
    "demo:personas": form(PUBLIC),
    "demo:components": form(PUBLIC),
}
