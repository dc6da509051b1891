"""Pages every app shares."""

from tests.access_table import PUBLIC, button, cells, done, form, page, refused

EVERYBODY = cells(200)

ROWS = {
    "home": page(EVERYBODY),
    "search": form(EVERYBODY),
    "language": button(done(PUBLIC), get=refused(PUBLIC)),
    "danger": page(PUBLIC),
    "accessibility": page(PUBLIC),
    "your_data": page(PUBLIC),
    "sources": page(PUBLIC),
}
