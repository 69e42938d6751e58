"""Sending through GOV.UK Notify, as an email backend of Django: for every email csplan sends.

Notify makes its own HTML of a template; the one csplan needs has `((subject))` for its subject
and `((body))` for its message. What is written in another part than the plain text is not sent.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient
from requests import RequestException


class NotifyEmailBackend(BaseEmailBackend):
    """Hands each message to Notify, once for each person it is to.

    Raises what the client raises when Notify does not take one, unless told to fail silently.
    """

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        asked = settings.NOTIFY
        self.client = NotificationsAPIClient(
            asked["api_key"], base_url=asked["address"], timeout=settings.EMAIL_TIMEOUT
        )
        # Notify leads nowhere else; whoever stood in for it could.
        self.client.request_session.max_redirects = 0
        self.template_id, self.reply_to_id = asked["template_id"], asked["reply_to_id"]

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(self._sent(message) for message in email_messages)

    def _sent(self, message: EmailMessage) -> bool:
        if message.attachments:
            raise ValueError("csplan sends links through Notify, never attachments")
        try:
            for address in message.recipients():
                self._send(address, message)
        except (HTTPError, RequestException):
            if not self.fail_silently:
                raise
            return False
        return bool(message.recipients())

    def _send(self, address: str, message: EmailMessage) -> None:
        self.client.send_email_notification(
            email_address=address,
            template_id=self.template_id,
            personalisation={"subject": message.subject, "body": plain(str(message.body))},
            reference=message.extra_headers.get("Message-ID", "").strip("<>") or None,
            email_reply_to_id=self.reply_to_id or None,
        )


def plain(text: str) -> str:
    """The text without what Notify would make a named link of: addresses stay to be seen."""
    return text.replace("](", "] (")
