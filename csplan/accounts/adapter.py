"""How csplan signs people in: only those an administrator has given an account."""

import time
from contextlib import suppress
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import resolve_url

from csplan.accounts.middleware import SIGNED_IN_AT
from csplan.accounts.models import User
from csplan.accounts.passwords import LONG
from csplan.accounts.sign_in_log import note_sign_in, note_wrong_password

SHORT_PASSWORD = "short_password"  # noqa: S105 - a name
"""In the session of whoever signed in with fewer characters than some roles demand."""

CHANGES = {
    "account/email/password_changed": "Its password was changed.",
    "account/email/password_reset": "Its password was reset, with a link sent to this address.",
    "mfa/email/totp_activated": "An authenticator app was set up for it.",
    "mfa/email/totp_deactivated": "Its authenticator app was removed.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made. The old ones are void.",
    "mfa/email/webauthn_added": "A passkey was added to it.",
    "mfa/email/webauthn_removed": "A passkey was removed from it.",
}
"""What somebody is told by email about their own account, by allauth's name for it."""


class AccountAdapter(DefaultAccountAdapter):
    """Closes sign-up, and answers alike whether or not an account exists or is active."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address or password is not correct",
        "enter_current_password": "The current password is not correct",
        "incorrect_password": "The password is not correct",
        "rate_limited": "There were too many attempts. Wait for an hour, then try again",
        "invalid_password_reset": "The link has been used already or is too old",
        "too_many_login_attempts": (
            "There were too many attempts to sign in. Wait for an hour, then try again, "
            "or reset your password"
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The user, if active: a closed account is answered like a wrong password."""
        user = self._whose(request, **credentials)
        if user is None or not user.is_active:
            note_wrong_password(request, str(credentials.get("email", "")))
            return None
        self._note_length(request, str(credentials.get("password", "")))
        return user

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign the user in; their time begins anew."""
        super().login(request, user)
        request.session[SIGNED_IN_AT] = int(time.time())
        note_sign_in(request, user)

    def _whose(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Whose the credentials are; raises ValidationError for one attempt too many."""
        try:
            user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        except ValidationError:
            note_wrong_password(request, str(credentials.get("email", "")))
            raise
        return user

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        super().set_password(user, password)
        self._note_length(self.request, password)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of somebody who signed in a moment ago: they have just shown who they are."""
        records = get_authentication_records(self.request, self.request.user)
        last = max((record["at"] for record in records), default=0)
        return time.time() - last > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the account's own address; no mail server in the way stops the change itself."""
        change = CHANGES.get(template_prefix, "")
        if not change:
            return
        with suppress(OSError, SMTPException):
            self.send_mail("account/email/changed", user.email, {"change": change})

    def forget_wrong_passwords(self, user: User) -> None:
        """Count from nothing again for an account whose holder has just shown they own it."""
        self._delete_login_attempts_cached_email(self.request, email=user.email)

    def _note_length(self, request: HttpRequest, password: str) -> None:
        if len(password) < LONG:
            request.session[SHORT_PASSWORD] = True
        else:
            request.session.pop(SHORT_PASSWORD, None)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)
