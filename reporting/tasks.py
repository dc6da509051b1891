"""Publishing each month's figures."""

from celery import shared_task

from organisations.models import Network
from reporting.actions import AlreadyPublished, publish_last_month


@shared_task
def publish() -> int:
    """Every network's figures of last month; how many were published."""
    made = 0
    for network in Network.objects.order_by("name"):
        try:
            publish_last_month(network)
            made += 1
        except AlreadyPublished:
            continue
    return made
