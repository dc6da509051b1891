"""Production: everything secret comes from the environment, nothing is assumed."""

import base64

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.data import postgresql
from config.settings.tasks import fail_fast

SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS", "")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS")
SITE_URL = env.text("SITE_URL")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
DATABASES = {"default": postgresql()}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 1)
CACHES = {  # counts attempts to sign in for all processes together; made by `createcachetable`
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
CELERY_BROKER_URL = env.text("BROKER_URL")
CELERY_BROKER_TRANSPORT_OPTIONS = fail_fast(CELERY_BROKER_URL)


def keys(name: str) -> dict[int, bytes]:
    """`1:base64,2:base64`: numbered keys, so that old and new live together during a rotation."""
    pairs = (part.split(":", 1) for part in env.names(name))
    return {int(version): base64.b64decode(key) for version, key in pairs}


MASTER_KEYS = keys("MASTER_KEYS")
MASTER_KEY_CURRENT = env.number("MASTER_KEY_CURRENT", max(MASTER_KEYS, default=0))
INDEX_KEYS = keys("INDEX_KEYS")

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked by supervisors, beside the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT
CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT

MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.text("MAIL_HOST", "localhost"),
            "port": env.number("MAIL_PORT", 25),
            "username": env.text("MAIL_USER", ""),
            "password": env.text("MAIL_PASSWORD", ""),
            "use_tls": env.flag("MAIL_TLS"),
            "timeout": 10,
        },
    }
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
