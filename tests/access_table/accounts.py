"""Who may ask what of the pages about one's own account."""

from tests.access_table import PUBLIC, button, cells, done, form, page

OWN = cells(200)
AT_THE_DOOR = cells(302, anonymous=200)
"""Whoever is signed in goes home."""
NO_FACTOR = cells(404)
"""None of the cast has set up a second factor."""
CONFIRM_FIRST = cells(302)

ROWS = {
    "accounts:draft": form(OWN, cells(400)),
    "accounts:session_end": button(cells(404)),
    "usersessions_list": form(OWN, done(OWN)),
    "account_login": form(AT_THE_DOOR),
    "account_logout": form(OWN, done(OWN)),
    "account_signup": form(cells(404, anonymous=404)),
    "account_inactive": page(PUBLIC),
    "account_reauthenticate": form(OWN),
    "account_change_password": form(OWN),
    "account_reset_password": form(PUBLIC),
    "account_reset_password_done": page(PUBLIC),
    "account_reset_password_from_key": form(PUBLIC),
    "account_reset_password_from_key_done": page(PUBLIC),
    "mfa_index": page(OWN),
    "mfa_authenticate": form(CONFIRM_FIRST),
    "mfa_reauthenticate": form(CONFIRM_FIRST),
    "mfa_activate_totp": form(CONFIRM_FIRST),
    "mfa_deactivate_totp": form(NO_FACTOR),
    "mfa_view_recovery_codes": page(NO_FACTOR),
    "mfa_generate_recovery_codes": form(CONFIRM_FIRST),
}

KWARGS = {
    "accounts:session_end": lambda world: {"pk": 1},
    "account_reset_password_from_key": lambda world: {"uidb36": "1", "key": "spent"},
}
"""Nobody's session: what is not one's own does not exist. A link that was used says so."""
