"""csplan on one machine, to try it: SQLite, a queue of files, and the demonstration's fixed day.

Needs no variable set. Everything it writes goes under CSPLAN_VAR, by default `var/` in the
checkout.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path

from csplan.settings import environment
from csplan.settings.base import *  # noqa: F403
from csplan.settings.base import BASE_DIR
from csplan.settings.sign_in import ROLES_WITH_SECOND_FACTOR, passkey_settings

VAR = Path(os.environ.get("CSPLAN_VAR") or BASE_DIR / "var").resolve()
BROKER = VAR / "broker"
for folder in (VAR / "mail", BROKER / "queue", BROKER / "control"):
    folder.mkdir(parents=True, exist_ok=True)


def kept_secret(path: Path) -> str:
    """Return the key kept at the path, made on first use and readable by its owner alone.

    Linking a finished file means that two processes that start together agree on one key.
    """
    if not path.exists():
        descriptor, draft = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_text()


CSPLAN_CLOCK = date(2014, 1, 10)
# To try the second factor as production demands it: CSPLAN_SECOND_FACTOR=yes ./run
if environment.switch("CSPLAN_SECOND_FACTOR", default=False):
    CSPLAN_SECOND_FACTOR_ROLES = ROLES_WITH_SECOND_FACTOR
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
vars().update(passkey_settings(are_offered=environment.switch("CSPLAN_PASSKEYS", default=False)))
CSPLAN_DEMONSTRATION = True
CSPLAN_STATE = VAR
CSPLAN_ADDRESS = os.environ.get("CSPLAN_ADDRESS") or "http://127.0.0.1:8000"

SECRET_KEY = kept_secret(VAR / "secret-key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "csplan.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
            ),
        },
    },
}

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
DEFAULT_FROM_EMAIL = "csplan@localhost"

# Files are served from where they lie, so there is nothing to collect.
WHITENOISE_USE_FINDERS = True

CELERY_BROKER_URL = "filesystem://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": str(BROKER / "queue"),
    "data_folder_out": str(BROKER / "queue"),
    "control_folder": str(BROKER / "control"),
    "polling_interval": 0.2,
}
