"""What a return asks of its co-ordinator, and each of its pages of the database, at any size.

A smaller return than the one measured for docs/benchmark.md, as a browser takes its time.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import Browser

from programme.choices import ReturnState
from tests.effort.counting import HEADER, MIDDLEWARE
from tests.effort.designs import one_by_one, together
from tests.effort.running import counting_server, filled_in
from tests.effort.stage import OVERVIEW, Prepared, make_quarters, make_return

MOST_STATEMENTS = 25
# Of what one form for each item takes, csplan asks at most this much; of a whole return less.
AT_MOST = {"pages": 0.75, "clicks": 0.75, "keys": 0.6}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_csplan_asks_a_part_of_what_one_form_for_each_item_does(browser: Browser) -> None:
    quarters = make_quarters(measures=5)
    own, rival = (make_return(quarters, slug, milestones=10) for slug in ("own", "rival"))
    with counting_server() as address:
        ours = filled_in(browser, address, together, own)
        theirs = filled_in(browser, address, one_by_one, rival)
    assert own.state == rival.state == ReturnState.SUBMITTED
    assert own.answers() == rival.answers()
    for name, share in AT_MOST.items():
        assert ours.counts[name] <= theirs.counts[name] * share, (name, ours.counts, theirs.counts)
    assert ours.most_statements <= MOST_STATEMENTS, ours.asked


@pytest.mark.django_db
@pytest.mark.parametrize("times", [1, 10])
def test_no_page_of_the_journey_asks_more_of_the_database_with_more_data(times: int) -> None:
    quarters = make_quarters(measures=12 * times)
    prepared = make_return(quarters, "own", milestones=30 * times)
    with override_settings(MIDDLEWARE=[MIDDLEWARE, *settings.MIDDLEWARE]):
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = prepared.session
        taken = dict(_journey(client, prepared))
    assert prepared.state == ReturnState.SUBMITTED
    assert {step: count for step, count in taken.items() if count > MOST_STATEMENTS} == {}


def _journey(client: Client, prepared: Prepared) -> Iterator[tuple[str, int]]:
    """Each page of the return read, then sent as its co-ordinator would, with its statements."""
    own, changed = prepared.quarterly_return, len(prepared.changed)
    milestones = own.milestone_updates.order_by("milestone__order")
    pks = list(milestones.values_list("milestone", flat=True))
    form = {
        "version": "0", "rating": "on_track", "narrative": "Under way.",
        "forecast_on-day": "31", "forecast_on-month": "3", "forecast_on-year": "2014",
    }  # fmt: skip
    figures = {
        f"m{update.measure_id}-{name}": text
        for update in own.measure_updates.select_related("measure")
        for name, text in (("version", "0"), *_boxes(prepared.measures[update.measure.title]))
    }
    sent: Mapping[str, Any] = {
        "": None,
        "unchanged/": {"milestone": pks[changed:]},
        "measures/": figures,
        **{f"milestones/{pk}/": form for pk in pks[:changed]},
        "overview/": {"version": "0", "overview": OVERVIEW},
        "check/": None,
    }
    for step, words in sent.items():
        page = client.get(prepared.path + step)
        yield f"GET {step}", _statements(page, 200)
        if words is not None:
            yield f"POST {step}", _statements(client.post(prepared.path + step, words), 302)
    own.refresh_from_db()
    submit = client.post(f"{prepared.path}submit/", {"version": own.version})
    yield "POST submit/", _statements(submit, 302)


def _boxes(figures: tuple[str, ...]) -> list[tuple[str, str]]:
    if figures == ("Yes",):
        return [("value", "1")]
    names = ("value",) if len(figures) == 1 else ("numerator", "denominator")
    return list(zip(names, figures, strict=True))


def _statements(answer: Any, status: int) -> int:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return int(answer[HEADER])
