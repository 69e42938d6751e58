"""csplan for real use. Everything comes from the environment, and what is missing or weak stops
the program, naming the variable; nothing falls back to something weaker.

Required: SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL, REDIS_URL, EMAIL_URL, DEFAULT_FROM_EMAIL.
EMAIL_URL names a mail server, or GOV.UK Notify: see csplan.settings.mail.
Optional: SECRET_KEY_PREVIOUS (while the key is replaced), CSPLAN_TRUSTED_PROXIES (how many stand
in front; 0), CSPLAN_STATIC_ROOT, DATABASE_SECONDS_KEPT (60),
CSPLAN_ADDRESS (https:// and the first of ALLOWED_HOSTS),
CSPLAN_CONTACT and CSPLAN_IN_NORTHERN_IRELAND (what the statements tell people),
CSPLAN_STATE (a folder that all web servers share, for read-only mode), CSPLAN_METRICS_TOKEN,
CSPLAN_PRINTING_SECONDS and CSPLAN_PRINTING_MB (what printing a document may take),
CSPLAN_PASSKEYS (no), OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME and
OIDC_TRUSTS_EMAIL: see docs/sign-in.md.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from csplan.settings import environment
from csplan.settings.base import *  # noqa: F403
from csplan.settings.base import (
    BASE_DIR,
    CONTENT_SECURITY_POLICY,
    CSPLAN_PRINTING_MB,
    CSPLAN_PRINTING_SECONDS,
)
from csplan.settings.mail import email_settings
from csplan.settings.sign_in import (
    ROLES_WITH_SECOND_FACTOR,
    oidc_from_environment,
    passkey_settings,
    with_form_action,
)

SECRET_KEY_LENGTH = 50
SECRET_KEY_VARIETY = 5
TWO_YEARS = 2 * 365 * 24 * 60 * 60
# A machine that stands still in a transaction holds everybody up for no longer than this.
LONGEST_PAUSE = 60

environment.refuse("CSPLAN_CLOCK", "production runs on the real clock")
environment.refuse("CSPLAN_DEMONSTRATION", "production holds no demonstration")
environment.refuse("CSPLAN_SECOND_FACTOR", "production always demands it")
environment.refuse("DEBUG", "production never shows its workings")


def secret_key() -> str:
    """Return SECRET_KEY, or refuse one that could be guessed."""
    key = environment.text("SECRET_KEY")
    if len(key) < SECRET_KEY_LENGTH or len(set(key)) < SECRET_KEY_VARIETY:
        raise ImproperlyConfigured(
            f"Set SECRET_KEY to at least {SECRET_KEY_LENGTH} characters drawn at random"
        )
    if key.startswith("django-insecure-"):
        raise ImproperlyConfigured("Set SECRET_KEY to a key of your own, not a generated example")
    return key


def allowed_hosts() -> list[str]:
    """Return ALLOWED_HOSTS, or refuse a list that lets any host in."""
    hosts = environment.names("ALLOWED_HOSTS")
    if "*" in hosts:
        raise ImproperlyConfigured("Set ALLOWED_HOSTS to the names served: * allows any")
    return hosts


def address() -> str:
    """Return where people find csplan, without the last slash."""
    if not environment.is_given("CSPLAN_ADDRESS"):
        return f"https://{ALLOWED_HOSTS[0].removeprefix('.')}"
    return environment.url("CSPLAN_ADDRESS", "https").rstrip("/")


def database() -> dict[str, Any]:
    """Return the PostgreSQL database; connecting, statements and waits for locks are bounded."""
    config = dict(Env.db_url_config(environment.url("DATABASE_URL", "postgresql", "postgres")))
    if not config.get("NAME"):
        raise ImproperlyConfigured("Set DATABASE_URL to an address that names a database")
    config["CONN_MAX_AGE"] = environment.whole_number("DATABASE_SECONDS_KEPT", default=60)
    config["CONN_HEALTH_CHECKS"] = True
    limits = {"statement": 15, "lock": 5, "idle_in_transaction_session": LONGEST_PAUSE}
    words = " ".join(f"-c {name}_timeout={seconds}s" for name, seconds in limits.items())
    bounds = {"connect_timeout": 5, "options": words}
    config["OPTIONS"] = {**config.get("OPTIONS", {}), **bounds}
    return config


def sender() -> str:
    """Return the address that messages come from."""
    address = environment.text("DEFAULT_FROM_EMAIL")
    if "@" not in address:
        raise ImproperlyConfigured("Set DEFAULT_FROM_EMAIL to an e-mail address")
    return address


def contact() -> str:
    """Return the address that people are told to write to, or nothing."""
    if not environment.is_given("CSPLAN_CONTACT"):
        return ""
    address = environment.text("CSPLAN_CONTACT")
    if "@" not in address:
        raise ImproperlyConfigured("Set CSPLAN_CONTACT to an e-mail address")
    return address


SECRET_KEY = secret_key()
# While a key is replaced the one before still opens what it signed, so that nobody notices.
SECRET_KEY_FALLBACKS = [
    key for key in [environment.secret("SECRET_KEY_PREVIOUS", least=SECRET_KEY_LENGTH)] if key
]
ALLOWED_HOSTS = allowed_hosts()
CSPLAN_ADDRESS = address()
CSPLAN_CONTACT = contact()
CSPLAN_IN_NORTHERN_IRELAND = environment.switch("CSPLAN_IN_NORTHERN_IRELAND", default=False)
DATABASES = {"default": database()}
CSPLAN_STATE = environment.folder("CSPLAN_STATE")
CSPLAN_METRICS_TOKEN = environment.secret("CSPLAN_METRICS_TOKEN", least=32)
CSPLAN_PRINTING_SECONDS = environment.whole_number(
    "CSPLAN_PRINTING_SECONDS", default=CSPLAN_PRINTING_SECONDS
)
CSPLAN_PRINTING_MB = environment.whole_number("CSPLAN_PRINTING_MB", default=CSPLAN_PRINTING_MB)

REDIS_URL = environment.url("REDIS_URL", "redis", "rediss")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "csplan",
        # A page would rather say that csplan is not available than wait.
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 5},
    },
}
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than any task may run, or Redis would hand it to a second worker meanwhile.
    "visibility_timeout": 600,
    "socket_connect_timeout": 4,
    "socket_timeout": 30,
}

vars().update(
    email_settings(environment.url("EMAIL_URL", "smtp", "smtp+tls", "smtp+ssl", "notify"))
)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = sender()
SERVER_EMAIL = DEFAULT_FROM_EMAIL

CSPLAN_SECOND_FACTOR_ROLES = ROLES_WITH_SECOND_FACTOR
vars().update(passkey_settings(are_offered=environment.switch("CSPLAN_PASSKEYS", default=False)))
OIDC = oidc_from_environment()
vars().update(OIDC)
if OIDC:
    CONTENT_SECURITY_POLICY = with_form_action(CONTENT_SECURITY_POLICY, OIDC["CSPLAN_OIDC_ORIGIN"])

# Over plain HTTP only the health of the process may be asked, by the machine that runs it.
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz/?$", r"^readyz/?$"]
SECURE_HSTS_SECONDS = TWO_YEARS
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
MESSAGE_STORAGE = "csplan.core.message_cookies.HostCookieStorage"

# Whoever sends these headers is believed, so they are ignored unless a proxy is declared.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.whole_number("CSPLAN_TRUSTED_PROXIES", default=0)
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

STATIC_ROOT = (
    environment.text("CSPLAN_STATIC_ROOT")
    if environment.is_given("CSPLAN_STATIC_ROOT")
    else str(BASE_DIR / "staticfiles")
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "csplan.settings.json_log.JsonFormatter"}},
    "filters": {"request_id": {"()": "csplan.core.logging.RequestIdFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": "json",
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # At DEBUG these would log every statement with the words people wrote.
        "django.db.backends": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
