"""What every csplan shares, wherever it runs. Holds no secret and reads no environment."""

from datetime import date
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF

from csplan.settings.sign_in import passkey_settings

BASE_DIR = Path(__file__).resolve().parents[2]

# The one fixed day of a demonstration or a test; None means that the real clock is used.
CSPLAN_CLOCK: date | None = None
CSPLAN_DEMONSTRATION = False

# Where people find csplan, for links in messages: a worker has no request to ask.
CSPLAN_ADDRESS = "http://localhost:8000"

# Whom to write to about accessibility, privacy or a weakness; empty where nobody is named. And
# whose law the accessibility statement names: Northern Ireland has an enforcer of its own.
CSPLAN_CONTACT = ""
CSPLAN_IN_NORTHERN_IRELAND = False

# A folder that all web servers share, for the sign that csplan is read-only; None for none.
CSPLAN_STATE: Path | None = None

# What a machine shows to read /metrics without signing in; empty for none.
CSPLAN_METRICS_TOKEN = ""

# What the process that prints a document may take: seconds of the processor's time, and MiB of
# address space, of which a page takes some 3. It is ended at the first and refused more than the
# second: docs/pdf.md.
CSPLAN_PRINTING_SECONDS = 240
CSPLAN_PRINTING_MB = 2048

# How to reach GOV.UK Notify, where its email backend is chosen: see csplan.settings.mail.
NOTIFY: dict[str, str] = {}
# Box markings of reviews: the percentages guided to boxes 1 to 3, and the fewest people a group
# and a box may have to be told of. Fewer than 10 and 3 are taken for 10 and 3.
CSPLAN_GUIDED_SPLIT = (25, 65, 10)
CSPLAN_SMALLEST_MARKED_GROUP = 10
CSPLAN_SMALLEST_MARKED_BOX = 3

# Feedback: how many days people are given to answer unless told otherwise, and how many days
# before the end those who have not answered are reminded.
CSPLAN_FEEDBACK_DAYS = 21
CSPLAN_FEEDBACK_REMINDER_DAYS = 3
# How many links that open nothing one address may try.
CSPLAN_FEEDBACK_WRONG_LINKS = "60/h/ip"
# How many copies of packs one address may have checked.
CSPLAN_VERIFICATIONS = "60/h/ip"
# The largest thing anybody sends is a copy of a pack to be checked: 20 MiB, and what is round it.
CSPLAN_MOST_REQUEST_BYTES = 21 * 1024 * 1024

DEBUG = False
ROOT_URLCONF = "csplan.urls"
WSGI_APPLICATION = "csplan.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "csplan.apps.CsplanConfig",
    "csplan.core",
    "csplan.accounts",
    "csplan.drafts",
    "csplan.audit",
    "csplan.registers",
    "csplan.notices",
    "localities",
    "objectives",
    "programme",
    "reporting",
    "csplan.people",
    "csplan.home",
    "csplan.operations",
    "csplan.demonstration",
    "csplan.accounts.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_forms_gds",
    "django_tables2",
    "csp",
]

MIDDLEWARE = [
    "csplan.operations.middleware.FiguresMiddleware",
    "csplan.core.middleware.RequestIdMiddleware",
    "csplan.core.middleware.BrowserOrdersMiddleware",
    # Before security: its redirect to HTTPS must carry the policy too.
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csplan.core.middleware.ReadableRequestMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "csplan.core.read_only_middleware.ReadOnlyMiddleware",
    "csplan.drafts.middleware.DraftMiddleware",
    # Before strangers are sent to sign in: it makes strangers of those signed in too long.
    "csplan.accounts.middleware.LongestSessionMiddleware",
    "csplan.drafts.middleware.SignInFirstMiddleware",
    "csplan.accounts.middleware.SessionTouchMiddleware",
    "csplan.accounts.middleware.ActorMiddleware",
    "csplan.audit.middleware.RefusalMiddleware",
    "csplan.people.middleware.SignInDemandsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csplan.core.context_processors.site",
            ],
        },
    },
]
# Lets templates/ override the widgets of crispy-forms-gds.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["gds"]
CRISPY_TEMPLATE_PACK = "gds"

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]

AUTH_USER_MODEL = "accounts.User"
# The address is unique whatever its case, by a constraint that the check does not recognise.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["csplan.accounts.backends.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["full_name", "email"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "csplan.accounts.passwords.RoleLengthValidator"},
    {"NAME": "csplan.accounts.passwords.GuessablePasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# An administrator makes each account, so the address is known before anyone signs in.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": "100/h/ip",
    # Wrong passwords, and wrong codes of the second factor, each counted for its account.
    "login_failed": "100/h/ip,10/h/key",
    "reset_password": "20/h/ip,5/d/key",
    "reauthenticate": "10/h/user",
}
# A signature is no secret that could be guessed, and the account is the one that the sender names:
# to count by account would only let strangers keep its holder out.
MFA_RATE_LIMITS = {"webauthn_login": "100/h/ip"}
# Before what guards an account is changed, its password or a code is asked for again, unless
# it was given within this many seconds.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True

# Whose role demands a second factor, on top of what people choose for themselves. Production
# sets its own and ignores this one.
CSPLAN_SECOND_FACTOR_ROLES: tuple[str, ...] = ()
MFA_ADAPTER = "csplan.accounts.second_factor.SecondFactorAdapter"
MFA_TOTP_ISSUER = "csplan"
# A telephone's clock may be half a minute away.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "csplan.accounts.forms_second_factor.CodeForm",
    "reauthenticate": "csplan.accounts.forms_second_factor.CodeAgainForm",
    "activate_totp": "csplan.accounts.forms_second_factor.ActivateForm",
    "deactivate_totp": "csplan.accounts.forms_second_factor.DeactivateForm",
    "generate_recovery_codes": "csplan.accounts.forms_second_factor.RecoveryCodesForm",
    "login_webauthn": "csplan.accounts.forms_second_factor.PasskeySignInForm",
    "authenticate_webauthn": "csplan.accounts.forms_second_factor.PasskeyForm",
    "reauthenticate_webauthn": "csplan.accounts.forms_second_factor.PasskeyAgainForm",
    "add_webauthn": "csplan.accounts.forms_second_factor.AddPasskeyForm",
    "edit_webauthn": "csplan.accounts.forms_second_factor.RenamePasskeyForm",
}
# Passkeys, and the sign-in of a department: off unless the environment names them.
CSPLAN_PASSKEYS = False
CSPLAN_OIDC_NAME = ""
vars().update(passkey_settings(are_offered=False))

SOCIALACCOUNT_ADAPTER = "csplan.people.oidc.DepartmentAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10

ACCOUNT_ADAPTER = "csplan.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "csplan.accounts.forms.SignInForm",
    "reset_password": "csplan.accounts.forms.PasswordResetForm",
    "reset_password_from_key": "csplan.accounts.forms.NewPasswordForm",
    "change_password": "csplan.accounts.forms.PasswordChangeForm",
    "reauthenticate": "csplan.accounts.forms.PasswordAgainForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
CSRF_FAILURE_VIEW = "csplan.drafts.views.csrf_failure"

# Thirty minutes without a request ends a session; SessionTouchMiddleware moves the end on at
# most once a minute, so that reading a page does not cost a write.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 30 * 60
# However busy somebody is, they sign in again after this many seconds.
CSPLAN_LONGEST_SESSION = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# Cookies, because a message kept in the session would cost each save a write.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 4
# The row is the job of record and the sweep queues it again: a page need not wait to retry.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    # By the clock: a day counted from beat's start would begin anew with each release.
    "apply-retention": {
        "task": "operations.apply_retention",
        "schedule": crontab(minute=15, hour="1-4"),
    },
    "seal-history": {"task": "audit.seal_history", "schedule": 10.0},
    "sweep-pack-builds": {"task": "reporting.sweep_pack_builds", "schedule": 30.0},
    "keep-quarters": {"task": "programme.keep_quarters", "schedule": 60.0},
    "sweep-notices": {"task": "notices.sweep_notices", "schedule": 60.0},
    # Often, so that a worker that was down at seven makes up for it: each day's are sent once.
    "send-digests": {
        "task": "home.send_digests",
        "schedule": crontab(minute="*/10", hour="7-11", day_of_week="mon-fri"),
    },
    "sweep-prints": {"task": "objectives.sweep_prints", "schedule": 30.0},
    "sweep-feedback": {"task": "objectives.sweep_feedback", "schedule": 60.0},
    "sweep-nudges": {"task": "programme.sweep_nudges", "schedule": 60.0},
    # Beside what an acceptance asks for: quarters that were complete before they closed, and
    # whatever a queue forgot.
    "request-drafts": {"task": "reporting.request_drafts", "schedule": 5 * 60.0},
    "remind-owners": {
        "task": "programme.remind_owners",
        "schedule": crontab(minute="20,50", hour="7-17", day_of_week="mon-fri"),
    },
    "remind-approvers": {
        "task": "reporting.remind_approvers",
        "schedule": crontab(minute="25,55", hour="7-17", day_of_week="mon-fri"),
    },
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django's own handlers would print some lines twice, or send them by e-mail.
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
