"""The clock that views, tasks and commands read."""

import datetime as dt

import pytest
from pytest_django import Settings

from csplan.core import clock
from csplan.core.periods import london_day


class TestNow:
    @pytest.mark.parametrize("day", [None, dt.date(2014, 1, 10), dt.date(2014, 7, 10)])
    def test_is_a_moment_that_time_can_be_added_to(
        self, day: dt.date | None, settings: Settings
    ) -> None:
        """In London time, what a worker holds for ten minutes would be over before it began
        when it began in the second of two like hours."""
        settings.CSPLAN_CLOCK = day

        assert clock.now().tzinfo is dt.UTC

    def test_keeps_to_the_day_in_london(self, settings: Settings) -> None:
        settings.CSPLAN_CLOCK = dt.date(2014, 7, 10)

        assert clock.today() == dt.date(2014, 7, 10)
        assert london_day(clock.now()) == dt.date(2014, 7, 10)
