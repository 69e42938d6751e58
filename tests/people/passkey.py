"""A passkey that answers as a telephone's would, without a browser."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256, CoseKey
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

HOST = "testserver"
FLAG = AuthenticatorData.FLAG
PRESENT_AND_VERIFIED = FLAG.UP | FLAG.UV


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


class Passkey:
    """One key, of the account it was made for."""

    def __init__(self, user: Any, *, number: int = 1) -> None:
        self.user, self.id = user, f"passkey-{number}".encode()
        self.key = ec.derive_private_key(number, ec.SECP256R1())

    def register(self) -> Authenticator:
        """As if its holder had added it."""
        public = CoseKey.for_alg(ES256.ALGORITHM).from_cryptography_key(self.key.public_key())
        held = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        data = self._data(PRESENT_AND_VERIFIED | FLAG.AT, bytes(held))
        made = AttestationObject.create("none", data, {})
        words = self._words("webauthn.create", text(b"a challenge long ago"))
        said = self._credential(words, attestationObject=text(made))
        row = {"name": "Laptop", "credential": said}
        kept: Authenticator = Authenticator.objects.create(
            user=self.user, type="webauthn", data=row
        )
        return kept

    def answer(self, challenge: str, **changes: Any) -> str:
        """What the browser sends for the challenge, with ``changes`` to its response."""
        data = self._data(changes.pop("flags", PRESENT_AND_VERIFIED))
        words = self._words("webauthn.get", challenge)
        signature = self.key.sign(data + words.hash, ec.ECDSA(SHA256()))
        response = {
            "authenticatorData": text(data),
            "signature": text(signature),
            "userHandle": text(user_pk_to_url_str(self.user).encode()),
            **changes,
        }
        return json.dumps(self._credential(words, **response))

    def _data(self, flags: Any, held: bytes = b"") -> AuthenticatorData:
        return AuthenticatorData.create(sha256(HOST.encode()).digest(), flags, 0, held)

    def _words(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, challenge, f"http://{HOST}")

    def _credential(self, words: CollectedClientData, **response: str) -> dict[str, Any]:
        return {
            "id": text(self.id),
            "rawId": text(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {"clientDataJSON": text(words), **response},
        }


def challenge(client: Client) -> str:
    """What the sign-in page's script asks for."""
    asked = client.get("/account/passkey/", headers={"accept": "application/json"}).json()
    return str(asked["request_options"]["publicKey"]["challenge"])
