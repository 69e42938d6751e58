"""What signing in asks for and offers: the second factor, passkeys and a department's own sign-in.

The same settings come from here wherever csplan runs, so that a switch means one thing.
"""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from csplan.settings import environment

ROLES_WITH_SECOND_FACTOR = ("administrator", "head", "national_team", "sro")
"""Who must give a second factor in production: nothing in the environment takes one out."""

OIDC_NAMES = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
OIDC_PROVIDER = "department"
"""Part of the address at which a department's identity provider answers."""


def passkey_settings(*, are_offered: bool) -> dict[str, Any]:
    """Allauth's settings with passkeys, or without."""
    types = ["totp", "recovery_codes", *(["webauthn"] if are_offered else [])]
    return {
        "CSPLAN_PASSKEYS": are_offered,
        "MFA_SUPPORTED_TYPES": types,
        "MFA_PASSKEY_LOGIN_ENABLED": are_offered,
        # A passkey stands for both factors, so the device must know its holder.
        "MFA_WEBAUTHN_USER_VERIFICATION": "required",
    }


def oidc_settings(
    *, issuer: str, client_id: str, secret: str, name: str, trusts_email: bool
) -> dict[str, Any]:
    """Allauth's settings for one identity provider, which people are known to by their address."""
    application = {
        "provider_id": OIDC_PROVIDER,
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    provider = {"APPS": [application], "VERIFIED_EMAIL": trusts_email, "OAUTH_PKCE_ENABLED": True}
    parts = urlsplit(issuer)
    return {
        "CSPLAN_OIDC_NAME": name,
        "CSPLAN_OIDC_ORIGIN": f"{parts.scheme}://{parts.netloc}",
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": provider},
    }


def oidc_from_environment() -> dict[str, Any]:
    """What the environment says of an identity provider: all of it, or nothing at all.

    OIDC_ISSUER is an https address without its `/.well-known/` part. OIDC_NAME (“your department”)
    is said on the sign-in page. OIDC_TRUSTS_EMAIL=yes is for a provider that checks addresses but
    does not say so.
    """
    given = [name for name in OIDC_NAMES if environment.is_given(name)]
    if not given:
        return {}
    missing = [name for name in OIDC_NAMES if name not in given]
    if missing:
        raise ImproperlyConfigured(f"Set {', '.join(missing)} too, or unset {', '.join(given)}")
    name = environment.text("OIDC_NAME") if environment.is_given("OIDC_NAME") else ""
    return oidc_settings(
        issuer=environment.url("OIDC_ISSUER", "https").rstrip("/"),
        client_id=environment.text("OIDC_CLIENT_ID"),
        secret=environment.text("OIDC_CLIENT_SECRET"),
        name=name or "your department",
        trusts_email=environment.switch("OIDC_TRUSTS_EMAIL", default=False),
    )


def with_form_action(policy: dict[str, Any], origin: str) -> dict[str, Any]:
    """The content security policy that lets a form lead to the origin as well.

    Browsers hold the redirect that follows a sign-in form to the policy of the page it was on.
    """
    directives = policy["DIRECTIVES"]
    form_action = [*directives["form-action"], origin]
    return {**policy, "DIRECTIVES": {**directives, "form-action": form_action}}
