"""Sending through GOV.UK Notify, against a server of our own."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import jwt
import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from notifications_python_client.errors import HTTPError
from pytest_django import Settings

SERVICE = "11111111-1111-4111-8111-111111111111"
SECRET = "22222222-2222-4222-8222-222222222222"
TEMPLATE = "33333333-3333-4333-8333-333333333333"


class Notify(HTTPServer):
    """Answers as Notify does, and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
        self.status = 201


class Handler(BaseHTTPRequestHandler):
    server: Notify

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        token = self.headers["Authorization"].removeprefix("Bearer ")
        claims = jwt.decode(token, SECRET, algorithms=["HS256"])
        self.server.asked.append((self.path, body, claims))
        answer = json.dumps({"id": TEMPLATE, "errors": [{"message": "Too many"}]}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def notify(settings: Settings) -> Iterator[Notify]:
    server = Notify()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.EMAIL_BACKEND = "csplan.notices.notify.NotifyEmailBackend"
    settings.NOTIFY = {
        "api_key": f"csplan-{SERVICE}-{SECRET}",
        "address": f"http://127.0.0.1:{server.server_port}",
        "template_id": TEMPLATE,
        "reply_to_id": "",
    }
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def message(**more: Any) -> EmailMultiAlternatives:
    made = EmailMultiAlternatives(
        "Sent back: North West",
        "> See [this](https://elsewhere.example)\n\n* One",
        to=["one@csplan.example"],
        headers={"Message-ID": "<notice-1@csplan.example>"},
        **more,
    )
    made.attach_alternative("<p>HTML</p>", "text/html")
    return made


class TestNotifyEmailBackend:
    def test_hands_over_the_plain_text_signed_and_named(self, notify: Notify) -> None:
        assert message(cc=["two@csplan.example"]).send() == 1
        first, second = notify.asked
        path, body, claims = first
        assert (path, claims["iss"]) == ("/v2/notifications/email", SERVICE)
        assert body == {
            "email_address": "one@csplan.example",
            "template_id": TEMPLATE,
            "personalisation": {
                "subject": "Sent back: North West",
                "body": "> See [this] (https://elsewhere.example)\n\n* One",
            },
            "reference": "notice-1@csplan.example",
        }
        assert second[1]["email_address"] == "two@csplan.example"

    def test_says_when_notify_refuses_unless_it_is_to_be_silent(self, notify: Notify) -> None:
        notify.status = 429
        with pytest.raises(HTTPError):
            message().send()
        assert get_connection(fail_silently=True).send_messages([message()]) == 0

    def test_sends_no_attachment(self, notify: Notify) -> None:
        letter = message()
        letter.attach("pack.pdf", b"%PDF", "application/pdf")
        with pytest.raises(ValueError, match="never attachments"):
            letter.send()
        assert notify.asked == []
