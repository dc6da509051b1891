"""Models: what is about a young person keeps its history, and refuses whatever would leave none."""

import pytest
from django.apps import apps
from django.db import models
from guardian.models import GroupObjectPermission, UserObjectPermission
from guardian.utils import get_user_obj_perms_model

from cases.models import ActionPlan, Case, CaseItem, Need
from common.history import Tracked, TrackedQuerySet, UntrackedWrite
from common.pagination import page_of
from people.models import LegalRepresentative, YoungPerson
from programs import actions
from programs.models import Service
from tests.consistency import product

TRACKED = [model for model in apps.get_models() if issubclass(model, Tracked)]
PLAN = [Case, ActionPlan, YoungPerson, LegalRepresentative] + [
    model for model in apps.get_models() if issubclass(model, CaseItem)
]
WRITES = ("update", "bulk_create", "bulk_update", "delete", "aupdate", "abulk_create", "abulk_update", "adelete")


@pytest.mark.parametrize("model", TRACKED)
def test_a_tracked_model_has_no_way_past_its_history(model):
    for manager in (model._default_manager, model._base_manager, model.objects):
        assert isinstance(manager.get_queryset(), TrackedQuerySet)


@pytest.mark.parametrize("write", WRITES)
def test_a_write_that_would_leave_no_history_is_refused(write):
    with pytest.raises(UntrackedWrite):
        getattr(Need.objects.none(), write)()


@pytest.mark.parametrize("model", PLAN)
def test_every_record_of_the_plan_has_a_history(model):
    rows = model.history.model._meta
    assert {field.name for field in model._meta.concrete_fields} <= {field.name for field in rows.concrete_fields}


@pytest.mark.parametrize("model", TRACKED)
def test_deleting_something_else_never_deletes_a_tracked_row(model):
    relations = [field for field in model._meta.concrete_fields if field.remote_field]
    assert {field.name for field in relations if field.remote_field.on_delete is not models.PROTECT} == set()


def test_what_people_give_to_people_never_lands_in_the_generic_tables(world):
    service = actions.save_service(
        world.organisations["cap"], by=world.org_admin, name="Atelier", team=world.teams["cap"], needs=[]
    )
    actions.give_care(service, by=world.org_admin, user=world.social_worker)
    assert get_user_obj_perms_model(Service).objects.exists()
    assert not UserObjectPermission.objects.exists()
    assert not GroupObjectPermission.objects.exists()


def test_every_care_that_is_given_has_a_table_of_its_own():
    given = {name.split("/")[0] for name, (text, _tree) in product().items() if "from guardian." in text}
    own = {model._meta.app_label for model in apps.get_models() if hasattr(model, "content_object")}
    assert given <= own


def test_rows_in_no_fixed_order_are_not_paged(rf, db):
    with pytest.raises(ValueError, match="order by something unique"):
        page_of(Need.objects.order_by("status"), rf.get("/"))
