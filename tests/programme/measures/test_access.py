"""Every list of measures, asked by everybody. Written apart from the permissions."""

from collections.abc import Callable

import pytest

from programme.choices import PlanState
from programme.models import PlannedValue, YearTarget
from tests.access.visitors import members_signed_in, stranger
from tests.conftest import Cast
from tests.programme.measures.situations import Framed, framed

DRAFT, AGREED, CLOSED = PlanState.DRAFT, PlanState.AGREED, PlanState.CLOSED
PEOPLE = (
    "coordinator", "assistant", "sro", "other_coordinator", "former_coordinator",
    "national_team", "head", "nsg", "private_office", "administrator", "auditor", "outsider",
)  # fmt: skip
NATIONAL = {"national_team", "head"}
OUTSIDE_DRAFTS = {"nsg", "private_office", "outsider", "former_coordinator"}
KEEPERS = {DRAFT: NATIONAL | {"administrator"}, AGREED: NATIONAL, CLOSED: set[str]()}
LISTS = ("measures", "year-targets", "planned-values")
READ = ("", "export.csv", "{pk}/")
KEPT = ("add/", "import/", "import/template.ods", "{pk}/change/")
PAGES = {
    **{f"{slug}/{page}": "read" for slug in LISTS for page in READ},
    **{f"{slug}/{page}": "kept" for slug in LISTS for page in KEPT},
    **{f"{slug}/{{pk}}/remove/": "removed" for slug in LISTS},
    "measures/{pk}/end/": "kept",
}
Address = Callable[[str], str]


@pytest.fixture
def address(cast: Cast) -> Callable[[PlanState], Address]:
    def of_plan(state: PlanState) -> Address:
        found: Framed = framed(cast.own, state=state)
        events = found.measures["events"]
        pks = {
            "measures": events.pk,
            "year-targets": YearTarget.objects.create(
                measure=events, year_start=2013, target=1
            ).pk,
            "planned-values": PlannedValue.objects.create(
                measure=events, locality=cast.own, period=found.periods[0], value=1
            ).pk,
        }
        return lambda page: found.url(page.format(pk=pks[page.partition("/")[0]]))

    return of_plan


def expected(kind: str, state: PlanState) -> dict[str, int]:
    """Outside a draft: 404; within it, only those who keep it may do more than read."""
    keepers = KEEPERS[state] if kind != "removed" or state == DRAFT else set()
    may = set(PEOPLE) if kind == "read" else keepers
    hidden = OUTSIDE_DRAFTS if state == DRAFT else set()
    return {who: 404 if who in hidden else 200 if who in may else 403 for who in PEOPLE}


@pytest.mark.any_database
@pytest.mark.parametrize("state", [DRAFT, AGREED, CLOSED])
def test_each_person_is_answered_as_the_plan_allows(
    cast: Cast, address: Callable[[PlanState], Address], state: PlanState
) -> None:
    find = address(state)
    visitors = members_signed_in(cast, PEOPLE)
    for page, kind in PAGES.items():
        url = find(page)
        assert stranger().get(url).status_code == 302
        answers = {who: visitor.get(url).status_code for who, visitor in visitors.items()}
        assert answers == expected(kind, state), page
