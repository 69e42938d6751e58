"""csplan under test: on the services named in the environment, or on SQLite alone."""

import os
import tempfile
from datetime import date
from pathlib import Path

from environ import Env

from csplan.settings.base import *  # noqa: F403
from csplan.settings.base import BASE_DIR
from csplan.settings.sign_in import oidc_settings, passkey_settings

VAR = Path(os.environ.get("CSPLAN_VAR") or BASE_DIR / "var").resolve()

CSPLAN_CLOCK = date(2014, 1, 10)

# No role demands a second factor, so that tests sign in as any; those about it set the roles.
# What the environment would switch on is on, so that its addresses are known and tested.
vars().update(passkey_settings(are_offered=True))
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
vars().update(
    oidc_settings(
        issuer="http://127.0.0.1:9",
        client_id="csplan",
        secret="a-secret-for-the-tests",  # noqa: S106 - protects nothing
        name="your department",
        trusts_email=False,
    )
)

SECRET_KEY = "only-the-tests-use-this-key-and-it-protects-nothing-at-all"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

DATABASE_URL = os.environ.get("DATABASE_URL", "")
REDIS_URL = os.environ.get("REDIS_URL", "")

# A real file, as in the demonstration, so that threads and processes contend as they do there;
# named after the process, so that two runs at once do not share it.
FOLDER = Path(os.environ.get("CSPLAN_VAR") or tempfile.gettempdir())
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": ":memory:",
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;",
    },
    "TEST": {"NAME": FOLDER / f"csplan-test-{os.getpid()}.sqlite3"},
}
DATABASES = {"default": Env.db_url_config(DATABASE_URL) if DATABASE_URL else SQLITE}
if DATABASE_URL:
    # What the tests' tables are copied from: see tests/pristine.py.
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ.get("CSPLAN_TEST_TEMPLATE")}

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "csplan@example.org"

WHITENOISE_USE_FINDERS = True
# Look for a static file when it is asked for: listing them all costs every test client 50 ms.
WHITENOISE_AUTOREFRESH = True

CELERY_BROKER_URL = REDIS_URL or "memory://"
# Processes that test side by side have a queue each, so that none does another's work.
CELERY_TASK_DEFAULT_QUEUE = f"csplan-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
