"""What runs by the clock exists."""

import pytest
from celery import current_app

from config.celery import PERIODIC


@pytest.mark.django_db  # Celery checks the models, and a check may ask what the database can do
@pytest.mark.parametrize("task", sorted(task for task, _when in PERIODIC.values()))
def test_a_periodic_task_exists(task):
    current_app.loader.import_default_modules()
    assert task in current_app.tasks
