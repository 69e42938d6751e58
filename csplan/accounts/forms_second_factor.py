"""The forms of the second factor, in csplan's own dress and words."""

from typing import Any

from allauth.core import context as request_context
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from csplan.accounts.forms import AccountForm
from csplan.accounts.models import User
from csplan.accounts.sign_in_log import note_wrong_code, note_wrong_passkey

NOT_MADE = "The browser did not make a passkey. Try again"
NOT_A_PASSKEY = "That was not a passkey that csplan can use. Try again"
NOT_TAKEN = "That passkey does not open an account here. Try again, or choose another way"
STUMBLES = (AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What reading a passkey raises when anything was sent in place of what browsers make."""
TOO_MANY = "too_many_login_attempts"
LONGEST_NAME = 50


class _CodeForm(AccountForm):
    """One box for a code of figures."""

    labels = {"code": "Code"}
    submit_label = "Continue"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"].widget
        code.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})
        code.attrs["class"] = "govuk-input--width-10"


class _AskedCodeForm(_CodeForm, BaseAuthenticateForm):
    """A code that is asked of somebody who has one: what is refused is noted in the log."""

    user: User
    hints = {
        "code": "The 6 figures that your authenticator app shows, or a recovery code of 8 figures."
    }
    missing = {"code": "Enter the code"}

    def clean_code(self) -> str:
        try:
            return str(super().clean_code())
        except ValidationError:
            note_wrong_code(request_context.request, self.user)
            raise


class CodeForm(_AskedCodeForm, AuthenticateForm):
    """The code, to sign in."""


class CodeAgainForm(_AskedCodeForm, ReauthenticateForm):
    """The code, before something that guards the account is changed."""


class ActivateForm(_CodeForm, ActivateTOTPForm):
    """The first code of a new authenticator, which shows that it works."""

    hints = {"code": "The 6 figures that the app shows for csplan."}
    missing = _AskedCodeForm.missing
    submit_label = "Turn it on"


class DeactivateForm(AccountForm, DeactivateTOTPForm):
    submit_label = "Remove the authenticator app"


class RecoveryCodesForm(AccountForm, GenerateRecoveryCodesForm):
    submit_label = "Make new recovery codes"


class CredentialField(forms.JSONField):
    """What the browser fills in; what cannot be read is refused in the form's own words."""

    widget = forms.HiddenInput

    def __init__(self, *, refused: str) -> None:
        super().__init__(error_messages={"required": refused, "invalid": refused})

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError as error:
            raise ValidationError(self.error_messages["invalid"]) from error


class _PasskeyForm(AccountForm, AuthenticateWebAuthnForm):
    """A passkey that is asked for: what is refused is noted in the log, and answered alike.

    Anything in place of what a browser sends is refused, not stumbled over.
    """

    credential = CredentialField(refused=NOT_TAKEN)

    def clean_credential(self) -> Authenticator:
        try:
            found: Authenticator = super().clean_credential()
            if not found.user.is_active:
                raise ValidationError(NOT_TAKEN)
        except (ValidationError, *STUMBLES) as error:
            note_wrong_passkey(request_context.request, self.user)
            if getattr(error, "code", "") == TOO_MANY:
                raise
            raise ValidationError(NOT_TAKEN) from error
        return found


class PasskeySignInForm(_PasskeyForm, LoginWebAuthnForm):
    """A passkey, to sign in with alone."""


class PasskeyForm(_PasskeyForm):
    """A passkey, after the password."""


class PasskeyAgainForm(_PasskeyForm, ReauthenticateWebAuthnForm):
    """A passkey, before something that guards the account is changed."""


def _limit(name: forms.Field) -> None:
    """A passkey's name is short: allauth's field lets any be kept."""
    name.widget.attrs["maxlength"] = LONGEST_NAME
    name.validators.append(
        MaxLengthValidator(
            LONGEST_NAME, f"Name of this passkey must be {LONGEST_NAME} characters or fewer"
        )
    )


class AddPasskeyForm(AccountForm, AddWebAuthnForm):
    """The name of a new passkey; the browser fills in the rest."""

    labels = {"name": "Name of this passkey"}
    hints = {"name": "So that you know it from others, like “Work laptop”."}
    credential = CredentialField(refused=NOT_MADE)
    submit_label = "Add the passkey"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _limit(self.fields["name"])
        # A passkey that could not sign in by itself would be a third kind to explain.
        self.fields.pop("passwordless", None)

    def clean(self) -> Any:
        """Whatever was sent in place of what a browser makes is refused, not stumbled over."""
        try:
            return super().clean()
        except (ValidationError, *STUMBLES) as error:
            raise ValidationError(NOT_A_PASSKEY) from error


class RenamePasskeyForm(AccountForm, EditWebAuthnForm):
    labels = {"name": "Name of this passkey"}
    missing = {"name": "Enter a name"}
    submit_label = "Save"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _limit(self.fields["name"])
