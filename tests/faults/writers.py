"""Co-ordinators at their browsers, who keep count of what csplan told them was saved."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from csplan.launch.ports import LOOPBACK
from tests.workers import wait_until

HOST = "csplan.example"
SECONDS = 60.0
PATIENCE = 20.0
TOKEN = "t" * 32
CUT = 0
"""The status of an answer that never came."""


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    text: str = ""
    retry_after: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Browser:
    """Somebody signed in, at the web server on ``port``."""

    port: int
    session: str

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, "")

    def post(self, path: str, **fields: object) -> Answer:
        return self._ask("POST", path, urlencode({**fields, "csrfmiddlewaretoken": TOKEN}))

    def _ask(self, method: str, path: str, body: str) -> Answer:
        began = time.monotonic()
        asked = http.client.HTTPConnection(LOOPBACK, self.port, timeout=PATIENCE)
        try:
            asked.request(method, path, body, self._headers())
            answer = asked.getresponse()
            text, after = answer.read().decode(), answer.headers.get("Retry-After", "")
            return Answer(answer.status, text, after, time.monotonic() - began)
        except (OSError, http.client.HTTPException):
            return Answer(CUT, seconds=time.monotonic() - began)
        finally:
            asked.close()

    def _headers(self) -> dict[str, str]:
        return {
            "Host": HOST,
            "Origin": f"https://{HOST}",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"__Host-session={self.session}; __Host-csrf={TOKEN}",
        }


@dataclass
class Writer:
    """Writes one return's overview again and again; ``acknowledged`` is what was said saved."""

    browser: Browser
    return_id: int
    path: str
    version: int = 0
    acknowledged: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def send(self, words: str) -> Answer:
        """Send the form once."""
        answer = self.browser.post(f"{self.path}overview/", overview=words, version=self.version)
        self.answers.append(answer)
        if answer.status == 302:
            self.acknowledged.append(words)
            self.version += 1
        return answer

    def insist(self, words: str) -> None:
        """Send the same form until it is acknowledged."""
        wait_until(
            lambda: self.send(words).status == 302,
            seconds=SECONDS,
            what=f"{words} to be saved: {self.answers[-1:]}",
        )

    def save(self, times: int) -> None:
        for _ in range(times):
            self.insist(f"Save {len(self.acknowledged) + 1} of return {self.return_id}.")

    def keep_on(self, until: threading.Event) -> None:
        while not until.is_set():
            self.save(1)


@contextmanager
def all_writing(writers: Sequence[Writer]) -> Iterator[Callable[[], int]]:
    """All save without a pause inside the block; gives how many saves were acknowledged."""
    done = threading.Event()

    def count() -> int:
        return sum(len(writer.acknowledged) for writer in writers)

    with ThreadPoolExecutor(len(writers)) as pool:
        work: list[Future[None]] = [pool.submit(each.keep_on, done) for each in writers]
        try:
            yield count
        finally:
            done.set()
    for each in work:
        each.result()


def wait_for_more(count: Callable[[], int], more: int) -> None:
    """Wait until so many more saves were acknowledged."""
    enough = count() + more
    wait_until(lambda: count() >= enough, seconds=SECONDS, what=f"{more} more saves")
