"""Who may do what with news: everybody with their own."""

from notifications.actions import notify
from notifications.models import Notice
from tests.access_table import button, cells, form, page

EVERYBODY = cells(200)

ROWS = {
    "notifications:list": page(EVERYBODY),
    "notifications:preferences": form(EVERYBODY),
    "notifications:mark_all_read": button(cells(302)),
    "notifications:open": button(cells(404, mentor=302)),
}


def notice(world):
    """News for the mentor about the file, which they may open."""
    notify("cases.case_closed", to=[world.mentor], case_id=world.case.pk)
    return {"pk": Notice.objects.get().pk}


KWARGS = {"notifications:open": notice}
