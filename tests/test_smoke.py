from cases.models import Case, Note
from tests.factories.cases import NoteFactory


def test_the_cast_shares_one_file(world):
    for name in ("social_worker", "psychologist", "teacher", "mentor"):
        assert Case.objects.visible_to(world.people[name]).count() == 1, name
    for name in ("stranger", "manager", "org_admin", "dpo", "network_admin"):
        assert Case.objects.visible_to(world.people[name]).count() == 0, name
    note = NoteFactory(case=world.case, author=world.social_worker)
    assert list(Note.objects.visible_to(world.psychologist)) == [note]
    assert not Note.objects.visible_to(world.teacher).exists()
    assert Case.objects.steering_for(world.manager).get().lead_name == "Social Worker"
