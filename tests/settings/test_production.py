"""Production stops, naming the variable, rather than run with something missing or weak."""

import runpy
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

VALID = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "csplan.example, www.csplan.example",
    "DATABASE_URL": "postgresql://csplan:word@db.example:5432/csplan",
    "REDIS_URL": "redis://:word@redis.example:6379/0",
    "EMAIL_URL": "smtp+tls://csplan:word@mail.example:587",
    "DEFAULT_FROM_EMAIL": "csplan@csplan.example",
}
OTHERS = (
    "CSPLAN_CLOCK", "CSPLAN_DEMONSTRATION", "DEBUG", "CSPLAN_TRUSTED_PROXIES", "CSPLAN_ADDRESS"
)  # fmt: skip


@pytest.fixture(autouse=True)
def valid_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OTHERS:
        monkeypatch.delenv(name, raising=False)
    for name, value in VALID.items():
        monkeypatch.setenv(name, value)


def production() -> dict[str, Any]:
    return runpy.run_module("csplan.settings.production")


class TestEveryVariable:
    @pytest.mark.parametrize("name", VALID)
    def test_is_refused_when_missing(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv(name)

        with pytest.raises(ImproperlyConfigured, match=name):
            production()

    @pytest.mark.parametrize("name", VALID)
    def test_is_refused_when_blank(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(name, "  ")

        with pytest.raises(ImproperlyConfigured, match=name):
            production()

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("SECRET_KEY", "too-short"),
            ("SECRET_KEY", "abab" * 20),
            ("SECRET_KEY", "django-insecure-0123456789abcdefghijklmnopqrstuvwxyz0123456789"),
            ("ALLOWED_HOSTS", "csplan.example,*"),
            ("ALLOWED_HOSTS", ","),
            ("DATABASE_URL", "sqlite:////srv/csplan.sqlite3"),
            ("DATABASE_URL", "postgresql://csplan:word@db.example"),
            ("DATABASE_SECONDS_KEPT", "a minute"),
            ("CSPLAN_PRINTING_SECONDS", "a minute"),
            ("CSPLAN_PRINTING_MB", "2 GB"),
            ("REDIS_URL", "memory://"),
            ("EMAIL_URL", "consolemail://"),
            ("DEFAULT_FROM_EMAIL", "csplan"),
            ("CSPLAN_TRUSTED_PROXIES", "-1"),
            ("CSPLAN_ADDRESS", "http://csplan.example"),
            ("SECRET_KEY_PREVIOUS", "too-short"),
            ("CSPLAN_STATE", "/no/such/folder"),
            ("CSPLAN_METRICS_TOKEN", "too-short"),
            ("CSPLAN_CLOCK", "2014-01-10"),
            ("CSPLAN_DEMONSTRATION", "false"),
            ("DEBUG", "true"),
            ("CSPLAN_SECOND_FACTOR", "yes"),
            ("CSPLAN_SECOND_FACTOR", "no"),
            ("CSPLAN_PASSKEYS", "perhaps"),
            ("CSPLAN_CONTACT", "the help desk"),
            ("CSPLAN_IN_NORTHERN_IRELAND", "perhaps"),
        ],
    )
    def test_is_refused_when_wrong(
        self, name: str, value: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(name, value)

        with pytest.raises(ImproperlyConfigured, match=name):
            production()

    def test_is_never_quoted_when_it_may_hold_a_password(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "mysql://csplan:hunter2@db.example/csplan")

        with pytest.raises(ImproperlyConfigured) as refused:
            production()

        assert "hunter2" not in str(refused.value)

    def test_may_stay_in_a_file(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
        secret = tmp_path / "secret-key"
        secret.write_text(f"{VALID['SECRET_KEY']}\n")
        monkeypatch.delenv("SECRET_KEY")
        monkeypatch.setenv("SECRET_KEY_FILE", str(secret))

        assert production()["SECRET_KEY"] == VALID["SECRET_KEY"]

    def test_goes_on_opening_what_the_key_before_signed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert production()["SECRET_KEY_FALLBACKS"] == []
        monkeypatch.setenv("SECRET_KEY_PREVIOUS", VALID["SECRET_KEY"][::-1])
        assert production()["SECRET_KEY_FALLBACKS"] == [VALID["SECRET_KEY"][::-1]]

    def test_is_taken_as_it_stands(self, monkeypatch: pytest.MonkeyPatch) -> None:
        key = f"${VALID['SECRET_KEY']}"
        monkeypatch.setenv("SECRET_KEY", key)

        assert production()["SECRET_KEY"] == key


class TestProduction:
    def test_bounds_the_database(self) -> None:
        database = production()["DATABASES"]["default"]

        assert database["ENGINE"] == "django.db.backends.postgresql"
        assert database["CONN_HEALTH_CHECKS"] is True
        assert database["OPTIONS"]["options"] == (
            "-c statement_timeout=15s -c lock_timeout=5s "
            "-c idle_in_transaction_session_timeout=60s"
        )
        assert database["OPTIONS"]["connect_timeout"] == 5

    def test_ties_its_cookies_to_the_host(self) -> None:
        settings = production()

        for kind in ("SESSION", "CSRF"):
            assert settings[f"{kind}_COOKIE_NAME"].startswith("__Host-")
            assert settings[f"{kind}_COOKIE_SECURE"] is True
            assert settings[f"{kind}_COOKIE_HTTPONLY"] is True
            assert settings[f"{kind}_COOKIE_SAMESITE"] == "Lax"
            assert settings.get(f"{kind}_COOKIE_DOMAIN") is None
        # Messages take their other marks from the session's cookie.
        assert import_string(settings["MESSAGE_STORAGE"]).cookie_name.startswith("__Host-")

    def test_stores_passwords_with_argon2(self) -> None:
        assert production()["PASSWORD_HASHERS"][0].endswith("Argon2PasswordHasher")

    def test_speaks_only_https(self) -> None:
        settings = production()

        assert settings["SECURE_SSL_REDIRECT"] is True
        assert settings["SECURE_HSTS_SECONDS"] == 63_072_000

    def test_leads_people_to_its_first_host_unless_told_otherwise(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert production()["CSPLAN_ADDRESS"] == "https://csplan.example"
        monkeypatch.setenv("CSPLAN_ADDRESS", "https://plans.example/")
        assert production()["CSPLAN_ADDRESS"] == "https://plans.example"

    def test_believes_no_proxy_unless_told_to(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "SECURE_PROXY_SSL_HEADER" not in production()

        monkeypatch.setenv("CSPLAN_TRUSTED_PROXIES", "1")

        assert production()["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")

    def test_runs_on_the_real_clock_without_a_demonstration(self) -> None:
        settings = production()

        assert settings["CSPLAN_CLOCK"] is None
        assert settings["CSPLAN_DEMONSTRATION"] is False
        assert settings["DEBUG"] is False

    def test_keeps_its_security_policy_before_the_redirect(self) -> None:
        order = production()["MIDDLEWARE"]

        policy = order.index("csp.middleware.CSPMiddleware")
        assert policy < order.index("django.middleware.security.SecurityMiddleware")

    def test_queues_json_alone_and_loses_no_task(self) -> None:
        settings = production()

        assert settings["CELERY_ACCEPT_CONTENT"] == ["json"]
        assert settings["CELERY_TASK_ACKS_LATE"] is True
        assert settings["CELERY_TASK_REJECT_ON_WORKER_LOST"] is True
        longest = settings["CELERY_TASK_TIME_LIMIT"]
        assert settings["CELERY_BROKER_TRANSPORT_OPTIONS"]["visibility_timeout"] > longest


NOTIFY_KEY = "csplan-11111111-1111-4111-8111-111111111111-22222222-2222-4222-8222-222222222222"
NOTIFY_TEMPLATE = "33333333-3333-4333-8333-333333333333"
NOTIFY_HOST = "api.notifications.service.gov.uk"


class TestNotify:
    def test_is_chosen_by_its_address(self, monkeypatch: pytest.MonkeyPatch) -> None:
        url = f"notify://{NOTIFY_KEY}@{NOTIFY_HOST}/{NOTIFY_TEMPLATE}?reply_to={NOTIFY_TEMPLATE}"
        monkeypatch.setenv("EMAIL_URL", url)

        settings = production()

        assert settings["EMAIL_BACKEND"] == "csplan.notices.notify.NotifyEmailBackend"
        assert settings["NOTIFY"] == {
            "api_key": NOTIFY_KEY,
            "address": f"https://{NOTIFY_HOST}",
            "template_id": NOTIFY_TEMPLATE,
            "reply_to_id": NOTIFY_TEMPLATE,
        }

    @pytest.mark.parametrize(
        "url",
        [
            f"notify://hunter2@{NOTIFY_HOST}/{NOTIFY_TEMPLATE}",
            f"notify://{NOTIFY_KEY}@{NOTIFY_HOST}/",
            f"notify://{NOTIFY_KEY}@{NOTIFY_HOST}/{NOTIFY_TEMPLATE}?reply_to=hunter2",
            f"notify:///{NOTIFY_TEMPLATE}",
        ],
    )
    def test_is_refused_when_wrong_without_quoting_the_key(
        self, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("EMAIL_URL", url)

        with pytest.raises(ImproperlyConfigured, match="Set EMAIL_URL") as refused:
            production()

        assert "hunter2" not in str(refused.value)
        assert NOTIFY_KEY not in str(refused.value)

    def test_is_refused_where_its_client_is_not_installed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("EMAIL_URL", f"notify://{NOTIFY_KEY}@{NOTIFY_HOST}/{NOTIFY_TEMPLATE}")
        monkeypatch.setattr("csplan.settings.mail.find_spec", lambda name: None)

        with pytest.raises(ImproperlyConfigured, match=r"install requirements/notify\.txt"):
            production()


class TestSigningIn:
    OIDC = {
        "OIDC_ISSUER": "https://identity.example/tenant/v2.0/",
        "OIDC_CLIENT_ID": "csplan",
        "OIDC_CLIENT_SECRET": "a-secret-from-the-provider",
    }

    def test_always_demands_a_second_factor_of_four_roles(self) -> None:
        """Nothing in the environment can take it away: the variable for it is refused."""
        settings = production()

        assert set(settings["CSPLAN_SECOND_FACTOR_ROLES"]) == {
            "administrator",
            "head",
            "national_team",
            "sro",
        }
        assert "MFA_TOTP_INSECURE_BYPASS_CODE" not in settings
        assert not settings.get("MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN")

    def test_offers_passkeys_and_a_department_only_when_told(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plain = production()
        assert "webauthn" not in plain["MFA_SUPPORTED_TYPES"]
        assert not plain["CSPLAN_OIDC_NAME"]
        assert not plain["SOCIALACCOUNT_PROVIDERS"]

        monkeypatch.setenv("CSPLAN_PASSKEYS", "yes")
        for name, value in self.OIDC.items():
            monkeypatch.setenv(name, value)
        offering = production()

        assert "webauthn" in offering["MFA_SUPPORTED_TYPES"]
        (app,) = offering["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"]
        assert app["settings"]["server_url"] == "https://identity.example/tenant/v2.0"
        policy = offering["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
        assert policy["form-action"][1:] == ["https://identity.example"]
        assert len(plain["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"]) == 1

    @pytest.mark.parametrize("missing", OIDC)
    def test_refuses_half_a_department(
        self, missing: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in self.OIDC.items():
            if name != missing:
                monkeypatch.setenv(name, value)

        with pytest.raises(ImproperlyConfigured, match=missing):
            production()

    def test_refuses_a_department_in_the_clear(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in self.OIDC.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("OIDC_ISSUER", "http://identity.example")

        with pytest.raises(ImproperlyConfigured, match="OIDC_ISSUER"):
            production()
