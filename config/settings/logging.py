"""Logs: one JSON object a line on the standard error output, no personal data. See common/logs.py."""

from typing import Any

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "common.logs.Line"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "requests": {"level": "INFO"},
        "tasks": {"level": "INFO"},
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},  # each request has its own line already
        "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
