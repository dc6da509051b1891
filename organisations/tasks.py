"""The clock of agreements between associations."""

from celery import shared_task

from common import clock
from organisations.actions.partnerships import expire_partnership
from organisations.models import PartnershipAgreement


@shared_task
def expire_partnerships() -> int:
    """Those whose last day is over; how many. Access had already ended with the date."""
    over = PartnershipAgreement.objects.filter(
        status=PartnershipAgreement.Status.IN_FORCE, valid_until__lte=clock.DbNow()
    )
    found = list(over.order_by("pk"))
    for agreement in found:
        expire_partnership(agreement)
    return len(found)
