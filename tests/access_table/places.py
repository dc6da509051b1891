"""Who may ask what of the map."""

from tests.access_table import cells, page

ROWS = {"places:complete": page(cells(200))}
