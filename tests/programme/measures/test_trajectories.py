"""Spreading a target: whatever the weights, nothing of it is lost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.choices import Accumulation, Direction, Unit
from programme.rules.trajectories import planned_grid, spread, total_problem, year_end
from tests.programme.measures.properties import steady

D = Decimal
TARGETS = st.one_of(
    st.integers(0, 10**9).map(Decimal), st.decimals(min_value=0, max_value=10**9, places=2)
)
WEIGHTS = st.lists(st.integers(0, 1000).map(Decimal), min_size=1, max_size=8).filter(any)
EVEN = [D(1)] * 4


def whole(*values: str) -> tuple[Decimal, ...]:
    return tuple(D(value) for value in values)


class TestSpread:
    @pytest.mark.parametrize(
        ("target", "weights", "parts"),
        [
            ("8", "1 1 1 1", "2 2 2 2"),
            ("10", "1 1 1 1", "3 3 2 2"),
            ("10", "10 20 30 40", "1 2 3 4"),
            ("1", "25 25 25 25", "1 0 0 0"),
            ("7", "0 1 0 1", "0 4 0 3"),
            ("100", "1 1 1", "34 33 33"),
            ("0.10", "1 1 1", "0.04 0.03 0.03"),
        ],
    )
    def test_gives_what_is_left_over_to_those_that_lost_most(
        self, target: str, weights: str, parts: str
    ) -> None:
        assert spread(D(target), whole(*weights.split())) == whole(*parts.split())

    def test_begins_elsewhere_when_asked(self) -> None:
        assert spread(D(5), EVEN, start=2) == whole("1", "1", "2", "1")

    @pytest.mark.parametrize("weights", [[], [D(0), D(0)], [D(2), D(-1)]])
    def test_refuses_weights_that_share_nothing_out(self, weights: list[Decimal]) -> None:
        with pytest.raises(ValueError, match="Weights"):
            spread(D(5), weights)

    @steady
    @given(TARGETS, WEIGHTS, st.integers(0, 9))
    def test_always_adds_up_to_its_target(
        self, target: Decimal, weights: list[Decimal], start: int
    ) -> None:
        parts = spread(target, weights, start=start)
        assert sum(parts) == target
        assert min(parts) >= 0
        assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if not weight)

    @steady
    @given(TARGETS, WEIGHTS)
    def test_keeps_every_part_within_a_step_of_its_share(
        self, target: Decimal, weights: list[Decimal]
    ) -> None:
        step = D("0.01") if target % 1 else D(1)
        for part, weight in zip(spread(target, weights), weights, strict=True):
            assert abs(part - target * weight / sum(weights)) <= step

    @steady
    @given(st.integers(0, 10**9).map(Decimal), WEIGHTS)
    def test_keeps_whole_what_is_whole(self, target: Decimal, weights: list[Decimal]) -> None:
        assert all(part % 1 == 0 for part in spread(target, weights))


def grid(how: str, target: str, **given: object) -> list[tuple[Decimal, ...]]:
    about: dict[str, object] = {
        "direction": Direction.HIGHER,
        "baseline": None,
        "quarters": EVEN,
        "rows": [D(1), D(1)],
    }
    return planned_grid(how=how, target=D(target), **(about | given))  # type: ignore[arg-type]


class TestPlannedGrid:
    def test_shares_a_sum_out_over_localities_and_quarters(self) -> None:
        assert grid("sum", "11") == [whole("2", "2", "1", "1"), whole("1", "2", "1", "1")]

    def test_climbs_from_the_baseline_to_where_the_latest_is_to_stand(self) -> None:
        found = grid("latest", "200", baseline=D(120))
        assert found == [whole("70", "80", "90", "100")] * 2

    def test_climbs_from_nothing_without_a_baseline(self) -> None:
        assert grid("latest", "80")[0] == whole("10", "20", "30", "40")

    def test_comes_down_to_what_is_better_lower(self) -> None:
        found = grid("latest", "20", baseline=D(60), direction="lower", rows=[D(1)])
        assert found == [whole("50", "40", "30", "20")]
        assert grid("latest", "20", direction="lower", rows=[D(1)]) == [whole(*["20"] * 4)]

    def test_plans_the_same_percentage_everywhere(self) -> None:
        assert grid("ratio", "80") == [whole("80", "80", "80", "80")] * 2
        assert grid("ratio", "80", baseline=D(60))[1] == whole("65", "70", "75", "80")

    def test_plans_a_yes_for_the_last_quarter_that_counts(self) -> None:
        assert grid("yes_no", "1")[0] == whole("0", "0", "0", "1")
        assert grid("yes_no", "1", quarters=whole("1", "1", "0", "0"))[0] == whole(
            "0", "1", "1", "1"
        )

    @steady
    @given(TARGETS, WEIGHTS, WEIGHTS, st.sampled_from(["sum", "latest"]))
    def test_always_reaches_its_target(
        self, target: Decimal, quarters: list[Decimal], rows: list[Decimal], how: str
    ) -> None:
        found = grid(how, str(target), quarters=quarters, rows=rows)
        assert year_end(found, how) == target
        assert total_problem(found, how=how, unit=Unit.DAYS, target=target) == ""


class TestTotalProblem:
    @pytest.mark.parametrize(
        ("how", "rows", "target", "words"),
        [
            ("sum", [["1", "2", None, None], ["3", None, None, None]], "8",
             "The year adds up to 6 events: 2 events less than the target of 8 events"),
            ("sum", [["5", "4"]], "8",
             "The year adds up to 9 events: 1 event more than the target of 8 events"),
            ("latest", [["5", "4"], ["1", "5"]], "9", ""),
            ("latest", [["5", "4"]], "5",
             "The last quarter comes to 4 events: 1 event less than the target of 5 events"),
            ("sum", [[None, None]], "8", ""),
            ("sum", [["5", "4"]], None, ""),
        ],
    )  # fmt: skip
    def test_says_what_is_apart(
        self, how: str, rows: list[list[str | None]], target: str | None, words: str
    ) -> None:
        values = [[None if value is None else D(value) for value in row] for row in rows]
        aimed = None if target is None else D(target)
        assert total_problem(values, how=how, unit=Unit.EVENTS, target=aimed) == words

    def test_expects_every_locality_to_say_yes(self) -> None:
        rows = [[D(0), D(1)], [D(0), D(0)]]
        found = total_problem(rows, how=Accumulation.YES_NO, unit=Unit.YES_NO, target=D(1))
        assert found == "By the last quarter it is planned as no, and the target is yes"
