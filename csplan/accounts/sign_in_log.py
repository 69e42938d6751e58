"""Signing in, and failing to, as lines of the log: which account, how, and from where.

Accounts are numbers, as in the history. What was typed is in no line.
"""

import logging

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from csplan.accounts.models import User

logger = logging.getLogger("csplan.sign_in")

UNKNOWN = "unknown"


def note_sign_in(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Note who has signed in, and by what: password, mfa, socialaccount."""
    records = get_authentication_records(request, user)
    methods = sorted({str(record["method"]) for record in records})
    logger.info("Signed in: account %s by %s from %s", user.pk, "+".join(methods), _at(request))


def note_wrong_password(request: HttpRequest, email: str) -> None:
    """Note a wrong password, a closed account or one attempt too many; one query for any."""
    known = User.objects.filter(email=email.strip().lower()).values_list("pk", flat=True).first()
    logger.warning("Password refused: account %s from %s", known or UNKNOWN, _at(request))


def note_wrong_code(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Note a code of the second factor that was wrong, or one attempt too many."""
    logger.warning("Code refused: account %s from %s", user.pk, _at(request))


def note_wrong_passkey(request: HttpRequest, user: AbstractBaseUser | None) -> None:
    """Note a passkey that was not taken; whose it was meant to be, only a known session says."""
    logger.warning(
        "Passkey refused: account %s from %s", user.pk if user else UNKNOWN, _at(request)
    )


def _at(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))
