"""What the tests of people and of signing in share."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from csplan.accounts.models import User
from tests.factories import PASSWORD

SECRET = "JBSWY3DPEHPK3PXP"
SIGN_IN = "/account/sign-in/"
CODE = "/account/second-factor/code/"


def with_second_factor(user: User) -> User:
    """The user with an authenticator app and recovery codes."""
    secret = get_adapter().encrypt(SECRET)
    Authenticator.objects.create(user=user, type="totp", data={"secret": secret})
    RecoveryCodes.activate(user)
    return user


def without_password(user: User) -> User:
    """The user as before they chose their first password."""
    user.set_unusable_password()
    user.save()
    return user


def code_of(secret: str, counter: int) -> str:
    """What an authenticator app shows at the moment that ``counter`` counts."""
    return format_hotp_value(hotp_value(secret, counter))


def recovery_codes(user: User) -> list[str]:
    """The codes that are left."""
    rows = Authenticator.objects.get(user=user, type="recovery_codes")
    return list(RecoveryCodes(rows).get_unused_codes())


def sign_in(client: Client, user: User, password: str = PASSWORD) -> str:
    """Send the form; where it leads, or "" when it stays."""
    response = client.post(SIGN_IN, {"login": user.email, "password": password})
    return str(response.headers.get("Location", ""))
