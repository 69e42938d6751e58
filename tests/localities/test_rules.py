"""Money and coverage over plain values."""

import datetime as dt
from decimal import Decimal

import pytest

from localities.rules import (
    Count,
    Coverage,
    budget_words,
    coverage,
    fte_words,
    funders_words,
    outstanding_words,
)

DAY = dt.date(2014, 1, 10)
NORTH, SOUTH = 1, 2
LEEDS, YORK, BATH = 11, 12, 21
HMRC, DWP = 101, 102
EIGHTY = Decimal(80)
RECENT = dt.date(2013, 9, 30)


def count(
    people: int,
    *,
    cluster: int = NORTH,
    locality: int | None = None,
    department: int | None = None,
) -> Count:
    return Count(people, cluster, locality, department, as_at=RECENT)


def figure(*counts: Count, represented: tuple[tuple[int, int], ...] = ()) -> Coverage:
    clusters = {NORTH: (LEEDS, YORK), SOUTH: (BATH,)}
    return coverage(counts, frozenset(represented), clusters, target_percent=EIGHTY, on=DAY)


class TestBudgetWords:
    @pytest.mark.parametrize(
        ("agreed", "budget", "words"),
        [
            (110_000_000, 110_000_000, "equal the budget of £1,100,000"),
            (88_000_000, 110_000_000, "£220,000 less than the budget of £1,100,000"),
            (110_000_001, 110_000_000, "£0.01 more than the budget"),
            (1, None, "No budget is recorded"),
        ],
    )
    def test_says_the_difference(self, agreed: int, budget: int | None, words: str) -> None:
        assert words in budget_words(agreed, budget)


class TestOutstandingWords:
    @pytest.mark.parametrize(
        ("amounts", "words"),
        [
            ((100_00, 100_00, 100_00), "All that was agreed has been invoiced and received"),
            ((100_00, 0, 0), "£100 is still to be invoiced"),
            ((100_00, 60_00, 20_00), "£40 is still to be invoiced and £40 invoiced is still"),
            ((100_00, 120_00, 120_00), "£20 more was invoiced than agreed"),
            ((100_00, 10_00, 20_00), "£10 more has been received than was invoiced"),
        ],
    )
    def test_says_what_is_to_come(self, amounts: tuple[int, int, int], words: str) -> None:
        assert words in outstanding_words(*amounts)


class TestFundersWords:
    @pytest.mark.parametrize(
        ("before", "now", "words"),
        [
            (["A"], ["A"], ""),
            (["A"], ["A", "C", "B"], "New since 2012/13: B; C"),
            (["A", "B"], ["A"], "No longer contributing: B"),
            (["A"], ["B"], "New since 2012/13: B. No longer contributing: A"),
        ],
    )
    def test_names_who_joined_and_who_left(
        self, before: list[str], now: list[str], words: str
    ) -> None:
        assert funders_words(before, now, "2012/13") == words


class TestFteWords:
    @pytest.mark.parametrize(
        ("total", "planned", "unknown", "words"),
        [
            (Decimal("12.1"), Decimal("12.10"), 0, "12.1 FTE, as the plan gives"),
            (
                Decimal("11.5"),
                Decimal("12.1"),
                1,
                "0.6 less than the plan’s 12.1; 1 post does not",
            ),
            (Decimal(13), Decimal("12.1"), 0, "0.9 more than"),
            (None, Decimal("12.1"), 14, "none of them says its share"),
            (Decimal(1), None, 0, "no number of full-time equivalent posts"),
        ],
    )
    def test_says_how_posts_compare(
        self, total: Decimal | None, planned: Decimal | None, unknown: int, words: str
    ) -> None:
        assert words in fte_words(total, planned, unknown, 14)


class TestCoverage:
    def test_of_cluster_totals_alone_cannot_be_told(self) -> None:
        found = coverage(
            [count(109_960, cluster=1), count(69_110, cluster=2), count(193_690, cluster=3)],
            frozenset({(HMRC, LEEDS)}),
            {1: (LEEDS,), 2: (), 3: ()},
            target_percent=EIGHTY,
            on=DAY,
        )

        assert (found.people, found.needed, found.share) == (372_760, 298_208, None)
        assert found.is_met is None

    def test_counts_a_department_where_it_is_represented(self) -> None:
        found = figure(
            count(600, locality=LEEDS, department=HMRC),
            count(300, locality=YORK, department=HMRC),
            count(100, cluster=SOUTH, locality=BATH, department=DWP),
            represented=((HMRC, LEEDS), (DWP, BATH)),
        )

        assert (found.represented, found.people, found.share) == (700, 1000, Decimal(70))
        assert found.is_met is False

    def test_meets_the_target_at_exactly_eighty_per_cent(self) -> None:
        found = figure(
            count(800, locality=LEEDS, department=HMRC),
            count(200, locality=YORK, department=HMRC),
            represented=((HMRC, LEEDS),),
        )

        assert found.is_met is True

    @pytest.mark.parametrize(
        ("places", "represented"), [((), 0), ((LEEDS,), 0), ((LEEDS, YORK), 500)]
    )
    def test_counts_a_cluster_figure_only_when_every_locality_has_the_department(
        self, places: tuple[int, ...], represented: int
    ) -> None:
        found = figure(
            count(500, department=DWP), represented=tuple((DWP, place) for place in places)
        )

        assert found.represented == represented
        assert found.is_lower_bound is (len(places) == 1)

    def test_prefers_the_figure_by_locality_to_the_one_by_cluster(self) -> None:
        found = figure(
            count(900, department=HMRC),
            count(400, locality=LEEDS, department=HMRC),
            represented=((HMRC, LEEDS),),
        )

        assert (found.represented, found.people) == (400, 400)

    def test_says_how_many_are_not_put_to_a_department(self) -> None:
        found = figure(
            count(1_000),
            count(400, locality=LEEDS, department=HMRC),
            represented=((HMRC, LEEDS),),
        )

        assert found.clusters[0].unattributed == 600
        assert found.share == Decimal(40)
        assert found.is_met is None

    def test_names_localities_without_a_figure(self) -> None:
        assert figure(count(5, locality=LEEDS)).clusters[0].missing_localities == (YORK,)

    @pytest.mark.parametrize(
        ("as_at", "year_ends_on", "is_stale"),
        [
            (dt.date(2013, 1, 9), None, False),
            (dt.date(2013, 1, 8), None, True),
            (None, dt.date(2014, 3, 31), False),
            (None, dt.date(2012, 3, 31), True),
            (None, None, True),
        ],
    )
    def test_knows_a_figure_more_than_a_year_old(
        self, as_at: dt.date | None, year_ends_on: dt.date | None, is_stale: bool
    ) -> None:
        assert Count(1, NORTH, as_at=as_at, year_ends_on=year_ends_on).is_stale_on(DAY) is is_stale

    def test_of_nothing_is_nothing(self) -> None:
        found = figure()

        assert (found.people, found.share, found.needed, found.is_met) == (0, None, None, None)
