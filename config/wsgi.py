"""The web server's entry point. DJANGO_SETTINGS_MODULE must be set: no settings are assumed."""

from django.core.wsgi import get_wsgi_application

from config.starting import refuse_faults

application = get_wsgi_application()
refuse_faults()
