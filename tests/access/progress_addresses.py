"""Progress on a set, in its state: the pages, and a full form for each."""

from collections.abc import Mapping
from typing import Final

from tests.conftest import Cast
from tests.factories import DepartmentFactory
from tests.objectives.progress.stage import Stage, agreed_set

OF_THE_SET: Final = ("progress", "progress-history")
OF_AN_ITEM: Final = {
    "milestone-progress": "dated",
    "milestone-rebaseline": "dated",
    "occurrence-progress": "quarterly",
    "occurrence-rebaseline": "quarterly",
    "measure-progress": "measure",
    "measure-rebaseline": "measure",
    "measure-source": "measure",
}
ROUTES: Final = (*OF_THE_SET, *OF_AN_ITEM)
OCCURRENCE: Final = "2013-12-31"
DAY: Final = {"forecast_on-day": "28", "forecast_on-month": "2", "forecast_on-year": "2014"}
REPORT: Final = {"rating": "on_track", "narrative": "The board met.", **DAY}
FORMS: Final[Mapping[str, Mapping[str, str]]] = {
    "progress": REPORT,
    "rebaseline": {
        "to_on-day": "31", "to_on-month": "3", "to_on-year": "2014",
        "to_words": "56%", "reason": "The board asked for time.",
    },
    "source": {"source_key": "visits-interval", "seen": ""},
}  # fmt: skip


def progress_page(
    route: str, cast: Cast, step: str, twist: str
) -> tuple[tuple[object, ...], Mapping[str, str]]:
    """The address of a page about a set that is a draft or published, and what it is sent."""
    department = DepartmentFactory.create() if twist == "another department" else None
    stage = agreed_set(cast, is_published=step == "published", department=department)
    version = {"version": "1" if twist == "stale" else "0"}
    form = {} if twist == "nothing filled in" else FORMS.get(route.rpartition("-")[2], {})
    return _address(route, stage), {**form, **version}


def _address(route: str, stage: Stage) -> tuple[object, ...]:
    slug = stage.objective_set.slug
    if route in OF_THE_SET:
        return (slug,)
    item = getattr(stage, OF_AN_ITEM[route])
    return (slug, item.pk, OCCURRENCE) if route.startswith("occurrence") else (slug, item.pk)
