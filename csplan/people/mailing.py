"""The messages that accounts send, each to one address, at once.

An invitation's link is in its message alone, so it cannot wait in an outbox.
"""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from csplan.accounts.models import User
from csplan.people.rules import INVITATION_LASTS


def send_invitation(user: User, token: str) -> bool:
    """Send the link; False when no mail server would take it."""
    path = reverse("invitation", args=[token])
    context = {
        "person": user,
        "url": f"{settings.CSPLAN_ADDRESS}{path}",
        "days": INVITATION_LASTS.days,
    }
    body = render_to_string("people/email/invitation.txt", context)
    return _send("Your csplan account", body, user.email)


def send_address_changed(user: User, old_email: str) -> bool:
    """Tell the address that an account has left."""
    context = {"person": user}
    body = render_to_string("people/email/address_changed.txt", context)
    return _send("Your csplan account has another email address", body, old_email)


def _send(subject: str, body: str, email: str) -> bool:
    try:
        EmailMessage(subject=subject, body=body, to=[email]).send()
    except (OSError, SMTPException):
        return False
    return True
