"""A browser that keeps its connection, for a load. Imports nothing of csplan or Django."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

PATIENCE_S, LONGEST_IDLE_S = 30.0, 1.0
"""How long an answer is waited for, and how long a connection may rest."""
CUT = 0
"""The status of an answer that never came."""
LED_AWAY = 401
"""What an answer counts for that leads to sign in."""
SIGN_IN = "/account/"


@dataclass(frozen=True)
class Place:
    """Where csplan answers, under which name, and the token that its forms are sent with."""

    host: str
    port: int
    token: str


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    seconds: float
    text: str = ""

    @property
    def named(self) -> str:
        return str(self.status) if self.status else f"no answer: {self.text}"


class Browser:
    """Asks through one connection, which it keeps."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.connection = HTTPConnection(place.host, place.port, timeout=PATIENCE_S)
        self.asked_at = 0.0

    def get(self, path: str, cookie: str) -> Answer:
        return self._ask("GET", path, None, cookie)

    def post(self, path: str, fields: Mapping[str, str], cookie: str) -> Answer:
        body = urlencode({**fields, "csrfmiddlewaretoken": self.place.token})
        return self._ask("POST", path, body, cookie)

    def _ask(self, method: str, path: str, body: str | None, cookie: str) -> Answer:
        began = time.monotonic()
        if began - self.asked_at > LONGEST_IDLE_S:
            # The server may be about to close it, as it closes all that are silent.
            self.connection.close()
        try:
            self.connection.request(method, path, body, self._headers(cookie))
            answer = self._answer(began)
        except (OSError, HTTPException) as error:
            self.connection.close()
            answer = Answer(CUT, time.monotonic() - began, type(error).__name__)
        self.asked_at = time.monotonic()
        return answer

    def _answer(self, began: float) -> Answer:
        response = self.connection.getresponse()
        text = response.read().decode()
        is_lost = response.headers.get("Location", "").startswith(SIGN_IN)
        status = LED_AWAY if is_lost else response.status
        return Answer(status, time.monotonic() - began, text)

    def _headers(self, cookie: str) -> dict[str, str]:
        """As a proxy hands on what came over HTTPS."""
        host = self.place.host
        return {
            "Host": host,
            "Origin": f"https://{host}",
            "X-Forwarded-Proto": "https",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": cookie,
        }
