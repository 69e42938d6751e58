"""Signing in through a department: a second way into an account that exists already."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect

from csplan.accounts.models import User
from csplan.audit.services import record
from csplan.core import clock

NOT_KNOWN = (
    "Your department signed you in, but no csplan account is open to you under that email "
    "address. Ask an administrator"
)
FAILED = "Your department did not sign you in. Try again, or use your csplan password"


class DepartmentAdapter(DefaultSocialAccountAdapter):
    """Lets in those whose address an administrator has given an account, and makes no account.

    The address counts only if the provider says that it has checked it, and only the first time:
    from then on the provider's own key for the person does. Unknown, unchecked and closed are
    answered alike.
    """

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if not sociallogin.is_existing:
            _link(sociallogin)
        if not sociallogin.is_existing or not sociallogin.user.is_active:
            raise _back_to_sign_in(request, NOT_KNOWN)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        raise _back_to_sign_in(request, FAILED)

    def get_requests_session(self) -> Any:
        """Asks the provider that the settings name, and whomever it may lead to never."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        """The provider names nobody: what people are called stands in their account."""
        return sociallogin.user


@transaction.atomic
def _link(sociallogin: Any) -> None:
    """Tie the provider's key to the account whose address it has checked, if there is one."""
    checked = [each.email.lower() for each in sociallogin.email_addresses if each.verified]
    user = User.objects.filter(email__in=checked, is_active=True).first()
    if user is None:
        return
    sociallogin.user = sociallogin.account.user = user
    sociallogin.account.extra_data = {}
    sociallogin.account.save()
    record(action="user.linked", target=user, actor=user, at=clock.now())


def _back_to_sign_in(request: HttpRequest, words: str) -> ImmediateHttpResponse:
    messages.error(request, words)
    return ImmediateHttpResponse(redirect("account_login"))
