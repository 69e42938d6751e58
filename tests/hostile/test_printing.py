"""The printer reaches nothing, however it is asked to."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from csplan.core.printing.errors import RenderError
from csplan.core.printing.pdf import render_pdf
from tests.printing import printed_here

HEAD = '<html lang="en"><title>t</title><link rel="stylesheet" href="csplan:pack.css">'
SVG = '<svg role="img" width="9" height="9" viewBox="0 0 9 9"><title>x</title>{}</svg>'
WAYS = {
    "picture": '<img src="{}" alt="x">',
    "picture in a set": '<picture><source srcset="{0}"><img src="{0}" alt="x"></picture>',
    "picture in a drawing": SVG.format('<image href="{}" width="9" height="9"/>'),
    "picture in a drawing, old": SVG.format(
        '<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{}" width="9" height="9"/>'
    ),
    "style attribute": "<p style=\"background-image: url('{}')\">x</p>",
    "style element": "<style>p {{ background: url('{}') }}</style>",
    "list marks": "<style>li {{ list-style-image: url('{}') }}</style><ul><li>x</ul>",
    "border": "<style>p {{ border-image-source: url('{}') }}</style>",
    "words put in": "<style>p::before {{ content: url('{}') }}</style>",
    "margin": "<style>@page {{ @top-left {{ content: url('{}') }} }}</style>",
    "import": "<style>@import url('{}');</style>",
    "import without brackets": "<style>@import '{}';</style>",
    "font": "<style>@font-face {{ font-family: f; src: url('{}') }} p {{ font: 9px f }}</style>",
    "style sheet": '<link rel="stylesheet" href="{}">',
    "attachment of the document": '<link rel="attachment" href="{}">',
    "attachment of a link": '<a rel="attachment" href="{}">x</a>',
    "object": '<object data="{}" type="image/svg+xml">x</object>',
    "embedded": '<embed src="{}" type="image/svg+xml">',
    "base": '<base href="{0}"><img src="a.png" alt="x">',
}
"""Each makes the library fetch. What it never fetches is in ``IDLE``."""

IDLE = {
    "used in a drawing": SVG.format('<use href="{}#a"/>'),
    "style of a drawing": SVG.format(
        "<style>@import url('{}');</style><rect width='9' height='9'/>"
    ),
    "frame": '<iframe src="{}"></iframe>',
    "icon": '<link rel="icon" href="{}">',
    "background attribute": '<body background="{}">',
    "script": '<script src="{}"></script>',
    "film": '<video src="{0}" poster="{0}"></video><audio src="{0}"></audio>',
    "refresh": '<meta http-equiv="refresh" content="0; url={}">',
    "preload": '<link rel="preload" as="image" href="{}">',
}
"""Must not fetch, if the library learns to: refused or passed over."""


class Canary:
    """Listens on a port of this machine and counts who comes."""

    def __init__(self) -> None:
        self.visits = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            visitor, _ = self._socket.accept()
            with visitor:
                if visitor.recv(4) == b"stop":
                    return
                self.visits += 1

    def stop(self) -> None:
        host, _, port = self.host.partition(":")
        with socket.create_connection((host, int(port))) as goodbye:
            goodbye.sendall(b"stop")
        self._thread.join()
        self._socket.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    listening = Canary()
    yield listening
    listening.stop()


@pytest.fixture
def urls(canary: Canary) -> list[str]:
    """One address of each kind, the canary's first."""
    return [
        f"http://{canary.host}/probe",
        f"https://{canary.host}/probe",
        f"//{canary.host}/probe",
        f"HTTP://user@{canary.host}/probe",
        f"ftp://{canary.host}/probe",
        "file:///etc/passwd",
        "data:image/svg+xml,%3Csvg/%3E",
        f"csplan://{canary.host}/pack.css",
        "csplan:../../settings/base.py",
        "/etc/passwd",
    ]


REFUSALS = ("Nothing is printed with", "Relative URI reference", "Failed to render SVG image")


def outcome(markup: str, print_: Callable[[str], bytes] = printed_here) -> str:
    """Why nothing was printed; nothing if it was."""
    try:
        print_(f"{HEAD}<p>Word</p>{markup}")
    except RenderError as error:
        return str(error)
    return ""


def test_is_refused_whatever_asks_for_something_outside(canary: Canary, urls: list[str]) -> None:
    """Each way asks the canary; the kinds of address take turns besides."""
    taken = [
        f"{way} of {url}"
        for turn, (way, markup) in enumerate(WAYS.items())
        for url in (urls[0], urls[1 + turn % (len(urls) - 1)])
        if not any(words in outcome(markup.format(url)) for words in REFUSALS)
    ]

    assert not taken
    assert canary.visits == 0


def test_is_refused_by_the_process_that_prints(canary: Canary) -> None:
    url = f"http://{canary.host}/probe"

    assert REFUSALS[0] in outcome(WAYS["picture"].format(url), render_pdf)
    assert canary.visits == 0


def test_is_passed_over_what_a_printer_has_no_use_for(canary: Canary) -> None:
    url = f"http://{canary.host}/probe"

    assert outcome("".join(markup.format(url) for markup in IDLE.values())) == ""
    assert canary.visits == 0


def test_the_canary_would_have_noticed(canary: Canary) -> None:
    host, _, port = canary.host.partition(":")
    with socket.create_connection((host, int(port))) as visit:
        # No more than it reads: what is left unread would end the visit as an error.
        visit.sendall(b"GET ")
        assert visit.recv(1) == b""

    assert canary.visits == 1
