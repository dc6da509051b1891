"""Forms of associations: who enters, with what role; teams; agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.forms import AreasField, CreateForm, Form
from organisations.models import Absence, Decision, Organisation, OrganisationRole, Team, TeamMembership

if TYPE_CHECKING:
    import datetime as dt


class OrganisationForm(CreateForm):
    """A new association of the network, and its first administrator."""

    name = forms.CharField(label=_("Name of the association"), max_length=120)
    email = forms.EmailField(
        max_length=254,
        label=_("E-mail address of its administrator"),
        help_text=_("They receive an invitation, valid 14 days."),
    )


class AddressForm(Form):
    """Where the links of an association without an account go."""

    email = forms.EmailField(
        max_length=254,
        label=_("E-mail address of the association"),
        help_text=_("A professional address: links to answer referrals and their codes go there, and nowhere else."),
    )


class AssociationForm(AddressForm, CreateForm):
    """An association of the network without any account: it answers referrals by link."""

    name = forms.CharField(label=_("Name of the association"), max_length=120)
    team = forms.CharField(
        label=_("Name of the team"), max_length=120, help_text=_("The one that answers, as others choose it.")
    )
    field_order = ("new_id", "name", "team", "email")


class ReviewPaceForm(Form):
    """How often a plan is reviewed."""

    months = forms.TypedChoiceField(
        choices=Organisation.ReviewPace,
        coerce=int,
        widget=forms.RadioSelect,
        label=_("Reviews of the plans your association leads"),
        help_text=_("The first review is always held within three months of the signature of a plan."),
    )


class TeamForm(Form):
    """The name of a team."""

    name = forms.CharField(label=_("Name of the team"), max_length=120)


class NewTeamForm(TeamForm, CreateForm):
    """A team that does not exist yet."""


class AbsenceForm(CreateForm):
    """From which day to which: why is nobody's business."""

    first_on = forms.DateField(label=_("First day away"))
    last_on = forms.DateField(
        label=_("Last day away"),
        help_text=_(
            "Reminders that fall on these days come on the first working day after. Referrals still end in time."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("Give a day that does not come before the first one."))
        elif first and last and (last - first).days >= Absence.LONGEST:
            self.add_error("last_on", _("Three months at most: for longer, close your services to referrals."))
        elif last and last < clock.today():
            self.add_error("last_on", _("These days are gone by: declare an absence that is not over."))
        return cleaned


class MembershipForm(Form):
    """What somebody is in a team."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=TeamMembership.Role,
        widget=forms.RadioSelect,
        initial=TeamMembership.Role.MEMBER,
        help_text=_("A manager steers the team's files and referrals, without opening them."),
    )
    job_title = forms.CharField(label=_("Function"), max_length=80, required=False)
    bound = forms.BooleanField(
        label=_("Bound by professional secrecy"),
        required=False,
        help_text=_("A second person confirms it: until then, this member sees what is practical only."),
    )

    def terms(self) -> dict[str, Any]:
        """As a membership names them."""
        terms = dict(self.cleaned_data)
        return terms | {"is_bound": terms.pop("bound")}


class InviteMemberForm(MembershipForm, CreateForm):
    """Somebody new in a team."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    field_order = ("email", "role", "job_title", "bound")

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = TeamMembership.objects.in_force().filter(team=team)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if self.members.filter(user__email=email).exists():
            raise ValidationError(_("They are already in this team: change their membership instead."))
        return email


class InviteToRoleForm(CreateForm):
    """Somebody who administers the association, or protects its data."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=OrganisationRole.Role, widget=forms.RadioSelect)

    def __init__(self, *args: Any, only_admins: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if only_admins:
            self.fields["role"].choices = [OrganisationRole.Role.choices[0]]  # type: ignore[attr-defined]
            self.fields["role"].initial = OrganisationRole.Role.ADMIN


class ResetForm(Form):
    """Why somebody's second factor is to be reset."""

    reason = forms.ChoiceField(label=_("What happened?"), choices=Decision.Reason, widget=forms.RadioSelect)


class AcceptForm(Form):
    """A name and a password: the address is the invitation's."""

    full_name = forms.CharField(label=_("First and last name"), max_length=120)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 14 characters: a short sentence is easier to remember than a word."),
        strip=False,
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if password := cleaned.get("password"):
            person = User(email=self.email, full_name=cleaned.get("full_name", ""))
            try:
                password_validation.validate_password(password, person)
            except ValidationError as refusal:
                self.add_error("password", refusal)
        return cleaned


class SignatureForm(Form):
    """A signature on paper: whose, and when."""

    signatory = forms.CharField(label=_("Who signed"), max_length=120, help_text=_("First and last name, function."))
    on = forms.DateField(label=_("On which day"), help_text=_("The day written on the paper."))

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > clock.today():
            raise ValidationError(_("This day is still to come."))
        return day


class PartnershipForm(CreateForm):
    """Between which associations, in which areas, until when."""

    title = forms.CharField(label=_("Title"), max_length=160)
    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label=_("Your association"), empty_label=None
    )
    partners = forms.ModelMultipleChoiceField(
        queryset=Organisation.objects.none(), label=_("With"), widget=forms.CheckboxSelectMultiple
    )
    areas = AreasField(label=_("Areas in which you work together"))
    ends_on = forms.DateField(label=_("Last day"), required=False, help_text=_("Empty: until somebody ends it."))

    def __init__(self, *args: Any, mine: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = list(mine.order_by("name"))
        partners = Organisation.objects.filter(network__in=mine.values("network")).order_by("name")
        self.fields["organisation"].queryset = mine.order_by("name")  # type: ignore[attr-defined]
        self.fields["organisation"].initial = own[0]
        if len(own) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            partners = partners.exclude(pk=own[0].pk)
        self.fields["partners"].queryset = partners  # type: ignore[attr-defined]

    def clean_ends_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["ends_on"]
        if day is not None and day <= clock.today():
            raise ValidationError(_("Choose a day to come."))
        return day

    def parties(self) -> list[Organisation]:
        """All of them, one's own first."""
        mine = self.cleaned_data["organisation"]
        return [mine, *(partner for partner in self.cleaned_data["partners"] if partner != mine)]
