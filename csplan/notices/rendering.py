"""E-mails as they are sent: plain text and HTML that say the same."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from csplan.accounts.models import User
from csplan.notices.content import plain_text

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""Keeps out-of-office replies from answering."""


def email(
    *, to: User, subject: str, content: dict[str, Any], name: str, can_be_turned_off: bool
) -> EmailMultiAlternatives:
    """The message to one person.

    ``name`` tells it from every other, so that one sent twice after a crash is known by its
    Message-ID for the same.
    """
    choose = reverse("emails")
    address = settings.CSPLAN_ADDRESS
    words = {"because": content["because"], "choose": choose, "address": address}
    context = {
        **words,
        "parts": content["parts"],
        "name": to.full_name,
        "subject": subject,
        "can_be_turned_off": can_be_turned_off,
    }
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=plain_text(
            content["parts"],
            name=to.full_name,
            because=content["because"],
            address=address,
            choose=choose if can_be_turned_off else "",
        ),
        to=[to.email],
        headers={**AUTOMATIC, "Message-ID": f"<{name}@{urlsplit(address).hostname}>"},
    )
    message.attach_alternative(render_to_string("notices/email.html", context), "text/html")
    return message
