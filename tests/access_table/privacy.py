"""The record: for the data protection officer of an association that has or had part in the file."""

from tests.access_table import button, cells, done, form, page

OFFICER = cells(403, dpos=200)
NOWHERE = cells(404, anonymous=404)
FILE = cells(404, dpo=200, partner_dpo=200)

ROWS = {
    "privacy:record": form(OFFICER),
    "privacy:log": form(OFFICER, done(OFFICER)),
    "privacy:export": button(done(FILE)),
    "privacy:name": form(OFFICER),
    "privacy:on_day": page(FILE),
    "privacy:who_saw": page(FILE),
    "privacy:own_trail": page(NOWHERE),
}


def case(world):
    return {"pk": world.case.pk}


KWARGS = {"privacy:who_saw": case, "privacy:on_day": case, "privacy:export": case}
