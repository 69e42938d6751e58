"""Measured when asked for, not tested: what a whole return takes in three designs."""

import pytest
from playwright.sync_api import Browser

from tests.effort.report import table
from tests.effort.running import DESIGNS, counting_server, filled_in
from tests.effort.stage import make_quarters, make_return

pytestmark = pytest.mark.django_db(transaction=True)


def test_prints_what_each_design_asks(
    browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    quarters = make_quarters()
    tallies = {}
    with counting_server() as address:
        for number, (name, design) in enumerate(DESIGNS.items()):
            prepared = make_return(quarters, f"design-{number}")
            tallies[name] = filled_in(browser, address, design, prepared)
    with capsys.disabled():
        print(f"\n{table(tallies)}")  # noqa: T201 - what it is for
