"""In which order an agenda stands, and what may be pinned to."""

import pytest

from programme.rules.meetings import in_order
from programme.rules.pins import line_of, pin_token
from programme.rules.questions import NO_LINE
from tests.programme.test_meetings import LINE


@pytest.mark.parametrize(
    ("place", "order"), [(1, [3, 1, 2]), (2, [1, 3, 2]), (3, [1, 2, 3]), (9, [1, 2, 3])]
)
def test_an_item_is_put_where_it_is_wanted(place: int, order: list[int]) -> None:
    assert in_order([(1, 1), (2, 2), (3, 3)], moved=3, place=place) == order


def test_only_a_line_that_csplan_signed_is_pinned_to() -> None:
    assert line_of(pin_token(LINE)) == LINE
    assert line_of(pin_token(LINE)[:-1]) == line_of("") == NO_LINE
