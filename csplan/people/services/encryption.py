"""Secrets of second factors, when the key that hides them is replaced."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction

from csplan.accounts.second_factor import opened

HIDDEN = ("secret", "seed")
"""Where an authenticator app and recovery codes keep theirs."""


@transaction.atomic
def reencrypt_second_factors() -> tuple[int, int]:
    """How many were encrypted with the present key, and how many no key opens."""
    adapter, done, lost = get_adapter(), 0, 0
    for row in Authenticator.objects.select_for_update():
        for name in [each for each in HIDDEN if each in row.data]:
            plain = opened(row.data[name])
            if plain is None:
                lost += 1
                continue
            row.data[name] = adapter.encrypt(plain)
            row.save(update_fields=["data"])
            done += 1
    return done, lost
