"""The last stage of mutate.py, which runs only when predicates.csv leaves something over."""

from dataclasses import replace

import pytest

from csplan.accounts.choices import Role
from csplan.people.permissions import can_see_people
from tests.access import table
from tests.access.guards import guards
from tests.access.mutants import mutants_of
from tests.access.mutate import survivors_of
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_requests_show_what_lets_somebody_in_and_nothing_else(cast: Cast) -> None:
    function = guards()[f"{can_see_people.__module__}.{can_see_people.__name__}"]
    loosened = next(each for each in mutants_of(function) if each.role == Role.AUDITOR)
    harmless = replace(loosened, change="nothing", code=function.__code__)
    rows = [row for row in table.rows() if row.route == "people:list"]

    assert survivors_of([loosened, harmless], cast, rows) == [harmless]
