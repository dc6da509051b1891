"""Celery: fail fast when the broker is away, the notice rows are the truth."""

from typing import Any

CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 0.5
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = "Europe/Paris"


def fail_fast(broker_url: str) -> dict[str, Any]:
    """Transport options under which a page never waits for a broker that is away: one try, half a second."""
    once = {"max_retries": 0}
    if broker_url.startswith("redis"):
        return once | {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "retry_on_timeout": False}
    return once


def queue_of_files(folder: str) -> dict[str, Any]:
    """Transport options of `filesystem://`: a queue on one machine, without a broker."""
    return {
        "data_folder_in": f"{folder}/messages",
        "data_folder_out": f"{folder}/messages",
        "control_folder": f"{folder}/control",
        "store_processed": False,
        "polling_interval": 0.1,
    }
