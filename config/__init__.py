"""The project, not the product: settings, addresses, web server, periodic work."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
