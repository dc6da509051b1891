"""`python -m bench 1000 10000`: production settings, throw-away secrets, a throw-away database."""

import base64
import os
import sys

from django.core.management import execute_from_command_line


def throw_away() -> dict[str, str]:
    """What production asks of its environment, made for this run."""
    return {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "SECRET_KEY": secret(48),
        "ALLOWED_HOSTS": "bench.invalid",
        "SITE_URL": "https://bench.invalid",
        "MAIL_FROM": "nobody@bench.invalid",
        "MASTER_KEYS": f"1:{secret(32)}",
        "INDEX_KEYS": f"1:{secret(32)}",
        "PGUSER": os.environ.get("PGUSER", "root"),
        "BROKER_URL": os.environ.get("BROKER_URL", "memory://"),
    }


def secret(length: int) -> str:
    return base64.b64encode(os.urandom(length)).decode()


if __name__ == "__main__":
    os.environ |= throw_away()
    execute_from_command_line(["bench", "bench", *sys.argv[1:]])
