"""Services that ask something of whoever refers somebody to them."""

from programs.actions import add_question, save_service


def service_of(team, by, *, name="Foyer", needs=(), **terms):
    return save_service(team.organisation, by=by, name=name, team=team, needs=list(needs), **terms)


def question(service, by, text="Accepte une chambre à deux ?", kind="yes_no", *, required=True, options=""):
    return add_question(service, by=by, text=text, kind=kind, options=options, is_required=required)
