"""Production's settings, in a database and a folder of the benchmark's own."""

import os

from config import env
from config.settings.production import *  # noqa: F403
from config.settings.production import BASE_DIR, DATABASES, INSTALLED_APPS, LOGGING

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
ROOT_URLCONF = "bench.urls"
STATIC_ROOT = BASE_DIR / "var" / "bench" / "static"
DATABASES["default"]["TEST"] = {"NAME": env.text("BENCH_DATABASE", "cordee_bench")}
LOGGING["handlers"]["console"] |= {"class": "logging.FileHandler", "filename": os.devnull}  # written, and not shown
SEARCHES_A_MINUTE = 1_000_000  # one reader asks again and again
