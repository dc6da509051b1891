"""Who may ask what of referrals: one sent by Cap Ouvert to the stranger's team, not yet taken up."""

from tests.access_table import PUBLIC, button, cells, done, form, page, refused
from tests.access_table.cases import CIRCLE, case
from tests.referrals import linking
from tests.referrals.asking import service_of
from tests.referrals.conftest import stage
from tests.referrals.transfers import stage_transfer

SENDER = ("social_worker", "colleague", "bound_manager")
"""Bound members of the sending team. Its managers know the referral; they may withdraw it."""


def sender_only(**exceptions):
    return cells(404, **dict.fromkeys(SENDER, 200), **{"stranger": 403, "manager": 403} | exceptions)


RECEIVER = cells(404, **dict.fromkeys((*SENDER, "manager"), 403), stranger=200)
IN_FILE = cells(404, **dict.fromkeys(SENDER, 200))
NOWHERE = cells(404, anonymous=404)
"""A link opens in the browser that gave its code, whoever is signed in there: see tests/referrals/test_link.py."""
BOUND = cells(403, **dict.fromkeys((*SENDER, "psychologist", "blocked"), 200), stranger=404)
"""Members bound by secrecy, whatever they see of this file; nobody asks their own team."""
PROPOSER = cells(404, social_worker=200, managers=200, stranger=403)
ASKED = cells(404, social_worker=403, managers=403, stranger=200)

TRANSFERS = ("transfer", "transfer_accept", "transfer_decline", "transfer_withdraw")
ROWS = {
    "referrals:inbox": page(cells(200, offices=403)),
    "referrals:own_answers": page(NOWHERE),
    "referrals:detail": page(sender_only(stranger=200, manager=200)),
    "referrals:from_service": page(BOUND),
    "referrals:from_file": page(cells(404, seated=200, teacher=403, mentor=403)),
    "referrals:create": form(IN_FILE),
    "referrals:change": form(sender_only()),
    "referrals:questions": form(sender_only()),
    "referrals:documents": form(sender_only()),
    "referrals:send": button(done(sender_only())),
    "referrals:again": form(sender_only()),
    "referrals:order": form(sender_only()),
    "referrals:ask_next": button(done(sender_only())),
    "referrals:reply": form(sender_only()),
    "referrals:told": form(sender_only()),
    "referrals:withdraw": form(sender_only(manager=200)),
    "referrals:take_up": button(done(RECEIVER)),
    "referrals:assign": form(RECEIVER),
    "referrals:answer": form(RECEIVER),
    "referrals:start": button(done(RECEIVER)),
    "referrals:meeting": form(RECEIVER),
    "referrals:close": form(RECEIVER),
    "referrals:write": form(IN_FILE),
    "referrals:transfers": page(cells(200, offices=403)),
    "referrals:transfer": page(cells(404, social_worker=200, managers=200, stranger=200)),
    "referrals:transfer_accept": form(ASKED),
    "referrals:transfer_decline": form(ASKED),
    "referrals:transfer_confirm": form(PROPOSER),
    "referrals:transfer_withdraw": form(PROPOSER),
    "referrals:transfer_propose": form(CIRCLE),
    "referrals:renew_link": button(done(sender_only())),
    "referrals:link": form(PUBLIC, done(PUBLIC)),
    "referrals:link_again": button(done(PUBLIC), refused(PUBLIC)),
    "referrals:link_asked": page(PUBLIC),
    "referrals:link_page": page(NOWHERE),
    **{f"referrals:link_{name}": form(NOWHERE) for name in ("code", "answer", "write", "meeting", "close")},
    **{f"referrals:link_{name}": button(NOWHERE) for name in ("take_up", "start")},
}


def need(world):
    return {"pk": stage(world).need.pk}


def referral(world):
    return {"pk": stage(world).sent().pk}


def token(world):
    """A team without accounts is asked; the secret of its letter."""
    linking.in_state(stage(world), "sent")
    return {"token": linking.letter().split("/")[2]}


def service(world):
    """Of the stranger's team."""
    return {"pk": service_of(world.teams["toit"], world.org_admin).pk}


def transfer(status):
    """From Cap Ouvert to the stranger's team, brought to a state by the product's own moves."""
    return lambda world: {"pk": stage_transfer(world).in_state(status).pk}


KWARGS = dict.fromkeys(ROWS, referral) | {
    "referrals:inbox": None,
    "referrals:own_answers": None,
    "referrals:create": need,
    "referrals:from_service": service,
    "referrals:from_file": case,
    "referrals:transfers": None,
    "referrals:transfer_propose": case,
    "referrals:transfer_confirm": transfer("to_confirm"),
    **{f"referrals:{name}": transfer("proposed") for name in TRANSFERS},
}
KWARGS |= dict.fromkeys((name for name in ROWS if ":link_" in name), linking.by_link)
KWARGS |= {"referrals:link": token, "referrals:link_again": token, "referrals:link_asked": None}
