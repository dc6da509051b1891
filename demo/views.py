"""One card a persona: a click signs in. Installed by the demo's and the tests' settings only."""

from __future__ import annotations

from allauth.account.signals import user_logged_in
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from accounts.models import User
from cases.actions.personal import give_personal_link
from cases.models import CaseLink, Lead
from cases.views.concerned import open_here as open_personal_link
from common.access import public
from common.http import render_page
from demo.cast import PLAN
from demo.components import examples
from demo.forms import PersonaForm
from demo.guest import ask_guest
from demo.personas import CARDS, PARTNER, YOUNG_PERSON
from people.models import YoungPerson
from referrals.actions.entering import awaits_link
from referrals.actions.letters import send_link
from referrals.models import AnswerLink
from referrals.views.by_link import open_here


@require_http_methods(["GET", "POST"])
@public
def choose_persona(request: HttpRequest) -> HttpResponse:
    form = PersonaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["persona"] in BY_LINK:
            return BY_LINK[form.cleaned_data["persona"]](request)
        email = f"{form.cleaned_data['persona']}@demo.invalid"
        user = get_object_or_404(User, email=email)
        login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
        user_logged_in.send(User, request=request, user=user)  # for the list of one's sign-ins
        return redirect("home")
    return render_page(request, "demo/persona_choose.html", {"personas": CARDS})


def open_link(request: HttpRequest) -> HttpResponse:
    """The link that was sent last, as if its code had been typed; a new one when its time is over, or none was sent."""
    answer = AnswerLink.objects.for_page().order_by("-link__valid_from", "pk").first() or ask_guest()
    if not answer.opens() and awaits_link(answer.referral):
        answer = send_link(answer.referral, by=None)
    logout(request)
    open_here(request, answer)
    return redirect("referrals:link_page", answer.pk)


def open_own_pages(request: HttpRequest) -> HttpResponse:
    """The link a young person holds, as if its code had been typed; given now, when nobody holds one."""
    links = CaseLink.objects.concerned().in_force().filter(kind=CaseLink.Kind.YOUNG_PERSON)
    link = links.order_by("valid_from", "pk").first() or link_given_now()
    logout(request)
    open_personal_link(request, link)
    return redirect("cases:own_plan")


def link_given_now() -> CaseLink:
    """On paper, by whoever leads their file. Raises Http404 in a network without them."""
    first = PLAN["stories"][0]["identity"]
    named = YoungPerson.objects.named("{chosen_name} {last_name}".format_map(first), whole=True)
    lead = get_object_or_404(
        Lead.objects.in_force().select_related("user", "case"), case__person__in=named.values("pk")
    )
    return give_personal_link(lead.case, by=lead.user).link


BY_LINK = {PARTNER.slug: open_link, YOUNG_PERSON.slug: open_own_pages}
"""What the cards without an account open."""


@require_http_methods(["GET", "POST"])
@public
def components(request: HttpRequest) -> HttpResponse:
    """Every component, and what a form says when all of it is wrong. Nothing is saved."""
    return render_page(request, "demo/components.html", examples(request.POST))
