"""The forms of accounts and roles."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q

from csplan.accounts.choices import (
    CLUSTER_ROLES,
    DEPARTMENT_ROLES,
    GUARDED_ROLES,
    LOCALITY_ROLES,
    Role,
)
from csplan.accounts.forms import EMAIL_MISSING, HINT_FOR_NEW, SHORTEST
from csplan.accounts.models import RoleGrant, User
from csplan.accounts.passwords import needs_a_long_password
from csplan.core.form_layout import ShownFor
from csplan.core.forms import BaseForm, BaseModelForm, GovDateField, NamedChoiceField
from csplan.core.worded_moments import date_words
from csplan.people.services.accounts import Details
from localities.models import Cluster, Locality

SCOPES = {
    "locality": (LOCALITY_ROLES, "Select the locality"),
    "cluster": (CLUSTER_ROLES, "Select the cluster"),
    "department": (DEPARTMENT_ROLES, "Select the department"),
}
MAY_NAME_DEPARTMENT = (*DEPARTMENT_ROLES, Role.NSG)


class DetailsForm(BaseForm):
    """Who somebody is and where they are reached."""

    full_name = forms.CharField(label="Full name", max_length=120)
    email = forms.EmailField(label="Email address", max_length=254)
    missing = {"full_name": "Enter the person’s full name", "email": EMAIL_MISSING}

    def details(self) -> Details:
        """What was entered; addresses are kept in lower case."""
        cleaned = self.cleaned_data
        return Details(full_name=cleaned["full_name"], email=cleaned["email"].lower())


class InviteForm(DetailsForm):
    submit_label = "Send the invitation"


class ChangeDetailsForm(DetailsForm):
    """Carries what its reader saw, so that nobody's change is overwritten unseen."""

    seen_name = forms.CharField(widget=forms.HiddenInput, required=False)
    seen_email = forms.CharField(widget=forms.HiddenInput, required=False)

    def seen(self) -> Details:
        return Details(self.cleaned_data["seen_name"], self.cleaned_data["seen_email"])


class GiveRoleForm(BaseModelForm):
    """A role for one person, where it holds and from when to when."""

    class Meta:
        model = RoleGrant
        fields = ["role", "locality", "cluster", "department", "starts_on", "ends_on"]
        field_classes = {"locality": NamedChoiceField}
        widgets = {"role": forms.RadioSelect}
        labels = {"department": "Department"}

    starts_on = GovDateField(label="First day", what="the first day")
    ends_on = GovDateField(label="Last day, if it is known", what="the last day", required=False)
    missing = {"role": "Select a role"}
    submit_label = "Give this role"

    def __init__(self, *args: Any, user: User, on: dt.date, **kwargs: Any) -> None:
        kwargs["instance"] = RoleGrant(user=user)
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["role"].choices = Role.choices
        standing = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        # A quarter is reported on after it is over, and by then a locality of it may be too.
        fields["locality"].named = _until_when
        fields["cluster"].queryset = Cluster.objects.filter(standing)
        self.initial["starts_on"] = on
        guarded = " or ".join(role.label for role in GUARDED_ROLES)
        self.fields["role"].help_text = f"{guarded}: a second administrator confirms it."

    def layout_items(self) -> list[Any]:
        national = "For a private office, or for an NSG member who represents a department"
        return [
            "role",
            ShownFor("role", LOCALITY_ROLES, "locality", when="For a co-ordinator or SRO"),
            ShownFor("role", CLUSTER_ROLES, "cluster", when="For an assistant co-ordinator"),
            ShownFor("role", MAY_NAME_DEPARTMENT, "department", when=national),
            "starts_on",
            "ends_on",
        ]

    def clean(self) -> dict[str, Any]:
        """Answers to questions that the role does not ask are dropped."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        role = cleaned.get("role")
        for name, (roles, message) in SCOPES.items():
            may_have = role in roles or (name == "department" and role == Role.NSG)
            if not may_have:
                cleaned[name] = None
            elif role in roles and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, message)
        return cleaned


def _until_when(locality: Locality) -> str:
    ended = locality.ends_on
    return f"{locality}, until {date_words(ended)}" if ended else str(locality)


class EndRoleForm(BaseForm):
    """The last day of a role."""

    ends_on = GovDateField(
        label="Last day",
        what="the last day",
        help_text=(
            "The role holds until the end of this day. Enter yesterday to take it away at once."
        ),
    )
    submit_label = "End this role"


class ConfirmForm(BaseForm):
    """Nothing to fill in: the button is the answer."""


class AcceptForm(BaseForm):
    """The first password of an account."""

    password1 = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="Password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    missing = {"password1": "Enter a password", "password2": "Enter the password again"}
    submit_label = "Save the password"

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        shortest = SHORTEST[needs_a_long_password(user)]
        self.fields["password1"].help_text = HINT_FOR_NEW.format(shortest=shortest)

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            raise ValidationError({"password2": "Enter the same password twice"})
        return cleaned
