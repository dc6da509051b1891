"""Figures."""

from tests.access_table import button, cells, page

STEERS = cells(403, managers=200, dpos=200)

ROWS = {
    "reporting:coverage": page(cells(403, managers=200, offices=200)),
    "reporting:publish": button(cells(403, network_admin=302)),
    "reporting:own": page(STEERS),
    "reporting:answers": page(STEERS),
    "reporting:own_rows": page(STEERS),
}
KWARGS = {"reporting:own_rows": lambda world: {"key": "no-lead"}}
