"""Addresses of referrals."""

from django.urls import path

from referrals.views import by_link, own, preparing, transfers
from referrals.views import referrals as views

app_name = "referrals"

urlpatterns = [
    path("orientations/", views.inbox, name="inbox"),
    path("orientations/moi/", own.answers, name="own_answers"),
    path("orientations/<uuid:pk>/", views.detail, name="detail"),
    path("orientations/<uuid:pk>/modifier/", views.change, name="change"),
    path("orientations/<uuid:pk>/questions/", preparing.questions, name="questions"),
    path("orientations/<uuid:pk>/documents/", preparing.documents, name="documents"),
    path("orientations/<uuid:pk>/envoyer/", views.send, name="send"),
    path("orientations/<uuid:pk>/reprendre/", views.again, name="again"),
    path("orientations/<uuid:pk>/suite/", views.order, name="order"),
    path("orientations/<uuid:pk>/suivant/", views.ask_next, name="ask_next"),
    path("orientations/<uuid:pk>/preciser/", views.reply, name="reply"),
    path("orientations/<uuid:pk>/lien/", views.renew_link, name="renew_link"),
    path("orientations/<uuid:pk>/prendre/", views.take_up, name="take_up"),
    path("orientations/<uuid:pk>/confier/", views.assign, name="assign"),
    path("orientations/<uuid:pk>/repondre/", views.answer, name="answer"),
    path("orientations/<uuid:pk>/demarrer/", views.start, name="start"),
    path("orientations/<uuid:pk>/rendez-vous/", views.meeting, name="meeting"),
    path("orientations/<uuid:pk>/terminer/", views.close, name="close"),
    path("orientations/<uuid:pk>/retirer/", views.withdraw, name="withdraw"),
    path("orientations/<uuid:pk>/ecrire/", views.write, name="write"),
    path("orientations/<uuid:pk>/dit/", views.told, name="told"),
    path("services/<uuid:pk>/orienter/", preparing.from_service, name="from_service"),
    path("dossiers/<uuid:pk>/orienter/", preparing.from_file, name="from_file"),
    path("besoins/<uuid:pk>/orienter/", views.create, name="create"),
    path("transferts/", transfers.transfer_list, name="transfers"),
    path("transferts/<uuid:pk>/", transfers.detail, name="transfer"),
    path("transferts/<uuid:pk>/accepter/", transfers.accept, name="transfer_accept"),
    path("transferts/<uuid:pk>/decliner/", transfers.decline, name="transfer_decline"),
    path("transferts/<uuid:pk>/confirmer/", transfers.confirm, name="transfer_confirm"),
    path("transferts/<uuid:pk>/retirer/", transfers.withdraw, name="transfer_withdraw"),
    path("dossiers/<uuid:pk>/transferer/", transfers.propose, name="transfer_propose"),
    path("repondre/<str:token>/", by_link.link, name="link"),
    path("repondre/<str:token>/nouveau/", by_link.link_again, name="link_again"),
    path("reponse/demandee/", by_link.link_asked, name="link_asked"),
    path("reponse/<uuid:pk>/", by_link.link_page, name="link_page"),
    path("reponse/<uuid:pk>/code/", by_link.link_code, name="link_code"),
    path("reponse/<uuid:pk>/prendre/", by_link.link_take_up, name="link_take_up"),
    path("reponse/<uuid:pk>/repondre/", by_link.link_answer, name="link_answer"),
    path("reponse/<uuid:pk>/ecrire/", by_link.link_write, name="link_write"),
    path("reponse/<uuid:pk>/demarrer/", by_link.link_start, name="link_start"),
    path("reponse/<uuid:pk>/rendez-vous/", by_link.link_meeting, name="link_meeting"),
    path("reponse/<uuid:pk>/terminer/", by_link.link_close, name="link_close"),
]
