"""The forms of the second factor, in csplan's own dress and words."""

from typing import Any

from allauth.core import context as request_context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms import Field

from csplan.accounts.forms import AccountForm
from csplan.accounts.models import User
from csplan.accounts.sign_in_log import note_wrong_code

CODE_MISSING = {"code": "Enter the code"}
NOT_A_PASSKEY = "That was not a passkey that csplan can use. Try again"
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


class _AskedCodeForm(_CodeForm):
    """A code that is asked of somebody who has one: what is refused is noted in the log."""

    user: User

    def clean_code(self) -> str:
        try:
            return str(super().clean_code())  # type: ignore[misc]
        except ValidationError:
            note_wrong_code(request_context.request, self.user)
            raise


class CodeForm(_AskedCodeForm, AuthenticateForm):
    """The code, to sign in."""

    hints = {
        "code": "The 6 figures that your authenticator app shows, or a recovery code of 8 figures."
    }
    missing = CODE_MISSING


class CodeAgainForm(_AskedCodeForm, ReauthenticateForm):
    """The code, before something that guards the account is changed."""

    hints = CodeForm.hints
    missing = CODE_MISSING


class ActivateForm(_CodeForm, ActivateTOTPForm):
    """The first code of a new authenticator, which shows that it works."""

    hints = {"code": "The 6 figures that the app shows for csplan."}
    missing = CODE_MISSING
    submit_label = "Turn it on"


class DeactivateForm(AccountForm, DeactivateTOTPForm):
    submit_label = "Remove the authenticator app"


class RecoveryCodesForm(AccountForm, GenerateRecoveryCodesForm):
    submit_label = "Make new recovery codes"


def _limit(name: Field) -> None:
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
    missing = {"credential": "The browser did not make a passkey. Try again"}
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
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            if isinstance(error, ValidationError):
                raise
            raise ValidationError(NOT_A_PASSKEY) from error


class RenamePasskeyForm(AccountForm, EditWebAuthnForm):
    labels = {"name": "Name of this passkey"}
    missing = {"name": "Enter a name"}
    submit_label = "Save"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _limit(self.fields["name"])
