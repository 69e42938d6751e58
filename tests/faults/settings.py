"""Production's settings, but for the fixed day of the tests and what needs a person to sign in."""

import datetime as dt

from csplan.settings.production import *  # noqa: F403 - as production, but for what follows
from csplan.settings.production import DATABASES

CSPLAN_CLOCK = dt.date(2014, 1, 10)
CSPLAN_SECOND_FACTOR_ROLES = ()
# Files are served from where they lie, so there is nothing to collect.
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# As production's, but over sooner: a test waits for it.
DATABASES["default"]["OPTIONS"]["options"] += " -c idle_in_transaction_session_timeout=2s"
