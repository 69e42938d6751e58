"""Each design on a return of its own, before a server that counts its statements."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.conf import settings
from django.test.utils import override_settings
from playwright.sync_api import Browser, ViewportSize
from pytest_django.live_server_helper import LiveServer

from tests.effort.counting import MIDDLEWARE
from tests.effort.designs import Design, one_by_one, one_by_one_again, together
from tests.effort.hand import Hand, Tally
from tests.effort.stage import Prepared

DESIGNS: Mapping[str, Design] = {
    "csplan": together,
    "One form per item": one_by_one,
    "Started from last quarter’s": one_by_one_again,
}
WINDOW: ViewportSize = {"width": 1280, "height": 900}


@contextmanager
def counting_server() -> Iterator[str]:
    """csplan on a port of its own; each answer tells its statements."""
    with override_settings(MIDDLEWARE=[MIDDLEWARE, *settings.MIDDLEWARE]):
        server = LiveServer("127.0.0.1")
        try:
            yield server.url
        finally:
            server.stop()


def filled_in(browser: Browser, address: str, design: Design, prepared: Prepared) -> Tally:
    """Fill the return in by ``design`` and say what it took."""
    context = browser.new_context(base_url=address, viewport=WINDOW)
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": "sessionid", "value": prepared.session, "url": address}])
    hand = Hand(context.new_page())
    design(hand, prepared)
    context.close()
    return hand.tally
