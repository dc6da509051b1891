"""gunicorn's settings: `gunicorn config.wsgi --config python:config.server`. Its command line may say otherwise."""

from config import env
from config.settings.logging import LOGGING

bind = env.names("BIND", "127.0.0.1:8000")
workers = env.number("WEB_WORKERS", 2)
worker_class = "gthread"
threads = env.number("WEB_THREADS", 4)
control_socket_disable = True  # signals are enough
logconfig_dict = LOGGING
