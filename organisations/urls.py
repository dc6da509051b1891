"""Addresses of associations and what belongs to them."""

from django.urls import path

from organisations.views import absences, entering, members, partnerships, structure

app_name = "organisations"
urlpatterns = [
    path("reseau/", structure.network, name="network"),
    path("associations/", structure.organisation_list, name="organisations"),
    path("associations/nouvelle/", structure.organisation_create, name="create"),
    path("associations/sans-compte/", structure.association_record, name="association_record"),
    path("associations/<uuid:pk>/", structure.organisation_detail, name="organisation"),
    path("associations/<uuid:pk>/adresse/", structure.address_correct, name="address_correct"),
    path("associations/<uuid:pk>/equipes/nouvelle/", structure.team_add, name="team_add"),
    path("associations/<uuid:pk>/absence/", absences.absence_declare, name="absence_declare"),
    path("associations/<uuid:pk>/bilans/", structure.review_pace, name="review_pace"),
    path("associations/<uuid:pk>/inviter/", entering.role_invite, name="role_invite"),
    path("equipes/<uuid:pk>/", structure.team_detail, name="team"),
    path("equipes/<uuid:pk>/renommer/", structure.team_rename, name="team_rename"),
    path("equipes/<uuid:pk>/dissoudre/", structure.team_dissolve, name="team_dissolve"),
    path("equipes/<uuid:pk>/absence/", absences.team_absence, name="team_absence"),
    path("absences/<uuid:pk>/terminer/", absences.absence_end, name="absence_end"),
    path("equipes/<uuid:pk>/inviter/", entering.member_invite, name="member_invite"),
    path("invitations/<uuid:pk>/renvoyer/", entering.invitation_resend, name="invitation_resend"),
    path("invitations/<uuid:pk>/annuler/", entering.invitation_cancel, name="invitation_cancel"),
    path("invitation/<str:token>/", entering.invitation, name="invitation"),
    path("membres/<uuid:pk>/", members.membership_change, name="membership_change"),
    path("membres/<uuid:pk>/terminer/", members.membership_end, name="membership_end"),
    path("membres/<uuid:pk>/second-facteur/", members.member_reset, name="member_reset"),
    path("roles/<uuid:pk>/terminer/", members.role_end, name="role_end"),
    path("roles/<uuid:pk>/second-facteur/", members.holder_reset, name="holder_reset"),
    path("decisions/<uuid:pk>/", members.decision, name="decision"),
    path("conventions/", partnerships.partnership_list, name="partnerships"),
    path("conventions/nouvelle/", partnerships.partnership_propose, name="partnership_propose"),
    path("conventions/<uuid:pk>/", partnerships.partnership_detail, name="partnership"),
    path("conventions/<uuid:pk>/signer/", partnerships.partnership_sign, name="partnership_sign"),
    path("conventions/parties/<uuid:pk>/signature/", partnerships.signature_note, name="signature_note"),
    path("conventions/<uuid:pk>/reprendre/", partnerships.partnership_take_back, name="partnership_take_back"),
    path("conventions/<uuid:pk>/proposer/", partnerships.partnership_again, name="partnership_again"),
    path("conventions/<uuid:pk>/terminer/", partnerships.partnership_end, name="partnership_end"),
]
