"""Each permission function, asked about each kind of thing for each person: see predicates.csv.

matrix.csv asks whole pages, where one guard may stand before another; this table asks each guard
by itself. It too is written from docs/access.md, not from the program.
"""

import pytest

from tests.access import predicates
from tests.access.guards import guards, is_asked_of
from tests.conftest import Cast


def test_the_table_has_lines_for_every_permission() -> None:
    names = [str(line) for line in predicates.lines()]

    assert len(names) == len(set(names))
    asked = {name for name, function in guards().items() if is_asked_of(function)}
    assert asked == {line.function for line in predicates.lines()}
    assert {tuple(sorted(line.answers)) for line in predicates.lines()} == {
        tuple(sorted(predicates.COLUMNS))
    }
    cells = {cell for line in predicates.lines() for cell in line.answers.values()}
    assert cells == {"yes", "no"}


@pytest.mark.django_db
@pytest.mark.any_database
def test_each_permission_says_what_the_table_says(cast: Cast) -> None:
    everybody = predicates.askers(cast)

    problems = [
        problem
        for line in predicates.lines()
        for problem in predicates.problems_of(line, cast, everybody)
    ]

    assert not problems, "\n".join(["", *problems])
