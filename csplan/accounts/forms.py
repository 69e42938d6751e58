"""The forms of signing in, in csplan's own dress and words."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from django import forms
from django.http import HttpRequest

from csplan.accounts.passwords import LONG, needs_a_long_password
from csplan.core.forms import GovUkFormMixin, WordedFieldsMeta

EMAIL_MISSING = "Enter your email address"
EMAIL_WRONG = "Enter an email address in the correct format, like name@example.com"
HINT_FOR_NEW = (
    "Use at least {shortest} characters. Three or more words that do not belong together work "
    "well. It must not be made of common passwords, and must not be like your name or email "
    "address."
)
SHORTEST = {False: 12, True: LONG}


class AccountForm(GovUkFormMixin, forms.Form, metaclass=WordedFieldsMeta):
    """Undoes the placeholders and the unescaped help that allauth gives its fields."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class SignInForm(AccountForm, LoginForm):
    """Email address and password."""

    labels = {"login": "Email address", "password": "Password"}
    missing = {"password": "Enter your password"}
    submit_label = "Sign in"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # allauth adds this field here rather than on the class.
        self.require("login", EMAIL_MISSING)
        self.fields["login"].error_messages["invalid"] = EMAIL_WRONG
        # Browsers fill in what they saved under this name.
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class PasswordResetForm(AccountForm, ResetPasswordForm):
    """Asks for the address to send a link to. The answer is the same for any address."""

    labels = {"email": "Email address"}
    hints = {"email": "We will send a link to this address, if it belongs to an account."}
    missing = {"email": EMAIL_MISSING}
    submit_label = "Send the link"

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send one message, whoever it is for, so that the time taken tells nothing either."""
        if self.users:
            return str(super().save(request, **kwargs))
        email = str(self.cleaned_data["email"])
        get_adapter().send_mail("account/email/unknown_account", email, {})
        return email


class ChoosingForm(AccountForm):
    """Says how long the person's password must be."""

    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_long = self.user is not None and needs_a_long_password(self.user)
        self.fields["password1"].help_text = HINT_FOR_NEW.format(shortest=SHORTEST[is_long])


class NewPasswordForm(ChoosingForm, ResetPasswordKeyForm):
    """Chooses a new password after following the link."""

    labels = {"password1": "New password", "password2": "New password again"}
    missing = {"password1": "Enter a new password", "password2": "Enter the new password again"}
    submit_label = "Save the new password"

    def save(self) -> None:
        """Save it, and let its holder try again who was stopped after too many attempts."""
        super().save()
        get_adapter().forget_wrong_passwords(self.user)


class PasswordAgainForm(AccountForm, ReauthenticateForm):
    """The password again, before something that guards the account is changed."""

    labels = {"password": "Password"}
    missing = {"password": "Enter your password"}
    submit_label = "Continue"


class PasswordChangeForm(ChoosingForm, ChangePasswordForm):
    """Changes the password of the person signed in."""

    labels = {"oldpassword": "Current password", **NewPasswordForm.labels}
    missing = {"oldpassword": "Enter your current password", **NewPasswordForm.missing}
    submit_label = "Change password"

    def clean_oldpassword(self) -> str:
        """The current password: a wrong one counts, and is noted, as one at sign-in."""
        password = str(self.cleaned_data["oldpassword"])
        adapter = get_adapter()
        if not adapter.reauthenticate(self.user, password):
            raise adapter.validation_error("enter_current_password")
        return password
