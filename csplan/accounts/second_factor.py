"""The second factor: who must give one, whether it was given, and how its secrets are kept."""

import hashlib
import secrets
from base64 import b32encode, urlsafe_b64encode
from typing import Any

from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.encoding import force_bytes
from django.utils.html import format_html
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage

from csplan.accounts.actors import Actor
from csplan.accounts.models import User

SET_UP_HERE = "second_factor_set_up"
"""In the session of whoever has just shown that their new authenticator works."""

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What can be asked for at sign-in; recovery codes only stand in for one of them."""


def is_demanded(actor: Actor) -> bool:
    """Whether a role that the actor holds demands a second factor here."""
    return not actor.roles.isdisjoint(settings.CSPLAN_SECOND_FACTOR_ROLES)


def was_given(request: HttpRequest) -> bool:
    """Whether the person on the request has given a second factor in this session."""
    if request.session.get(SET_UP_HERE) == request.user.pk:
        return True
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def forget(request: HttpRequest) -> None:
    """Of somebody without a second factor any more, the session holds none as given."""
    request.session.pop(SET_UP_HERE, None)
    records = get_authentication_records(request, request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record for record in records if record.get("method") != "mfa"
    ]


def has_one(user: User) -> bool:
    """Whether there is a second factor to ask the user for. One query."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps secrets encrypted, and lets nobody drop the last factor that their role demands."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": (
            "Your role asks for a second factor. Add another one before you remove this one"
        ),
        "cannot_generate_recovery_codes": "Set up a second factor first",
        "incorrect_code": "The code is not correct. Enter the one shown now",
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret, or one drawn at random in place of a secret that no key opens.

        Never an empty one: anybody could work out its codes.
        """
        return opened(encrypted_text) or b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not is_demanded(self.request.actor):
            return True
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
        return bool(others.exclude(pk=authenticator.pk).exists())

    def build_totp_svg(self, url: str) -> str:
        """A drawing of the address without a style of its own, which the page's policy forbids."""
        code = QRCode(error_correction=ERROR_CORRECT_M, border=4, image_factory=SvgPathImage)
        code.add_data(url)
        rows = code.get_matrix()
        path = "".join(
            f"M{x},{y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        )
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" '
            'class="app-qr" role="img" aria-label="QR code to scan with an authenticator app">'
            '<rect width="100%" height="100%" fill="#fff"/><path d="{1}" fill="#000"/></svg>',
            len(rows),
            path,
        )

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": str(user)}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002 - as allauth calls it
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"


def opened(encrypted_text: str) -> str | None:
    """The secret; None when it was encrypted with a key that is not known any more."""
    try:
        return _cipher().decrypt(encrypted_text.encode()).decode()
    except InvalidToken:
        return None


def _cipher() -> MultiFernet:
    """Encrypts with SECRET_KEY, and reads what its predecessors encrypted."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(secret)) for secret in keys])


def _key(secret: str | bytes) -> bytes:
    digest = hashlib.sha256(b"csplan.second-factor:" + force_bytes(secret)).digest()
    return urlsafe_b64encode(digest)
