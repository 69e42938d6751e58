"""Figures: how they read, add up, stand against plan and lead on, each as a table of examples."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.choices import Accumulation, Direction, MeasureStatus, Unit
from programme.rules.measures import (
    TREND,
    Amount,
    FigureAnswers,
    Projection,
    Yardstick,
    accumulate,
    combine,
    figure_problems,
    figure_words,
    judge,
    project,
    project_together,
    ratio,
    unit_problem,
    weighed,
)
from tests.programme.measures.properties import steady

D = Decimal
FIGURES = st.decimals(min_value=0, max_value=10**9, places=2)
BANDS = st.integers(min_value=0, max_value=100)
WORST_FIRST = (MeasureStatus.OFF_TRACK, MeasureStatus.AT_RISK, MeasureStatus.ON_TRACK)


def amounts(*values: str | None) -> list[Amount | None]:
    return [None if value is None else Amount(D(value)) for value in values]


def value_of(found: Amount | None) -> Decimal | None:
    return None if found is None else found.value


class TestFigureWords:
    @pytest.mark.parametrize(
        ("value", "unit", "words"),
        [
            ("1234.50", Unit.POUNDS, "£1,234.50"),
            ("220000.00", Unit.POUNDS, "£220,000"),
            ("1200.00", Unit.PEOPLE, "1,200 people"),
            ("1.00", Unit.VISITS, "1 visit"),
            ("55.50", Unit.DAYS, "55.5 days"),
            ("0.00", Unit.EVENTS, "0 events"),
            ("82.50", Unit.PERCENT, "82.5%"),
            ("1", Unit.YES_NO, "yes"),
            ("0", Unit.YES_NO, "no"),
            ("1", "placement/placements", "1 placement"),
            ("12", "placement / placements", "12 placements"),
        ],
    )
    def test_carries_its_unit(self, value: str, unit: str, words: str) -> None:
        assert figure_words(D(value), unit) == words

    @pytest.mark.parametrize(
        ("unit", "is_good"),
        [
            (Unit.PEOPLE, True),
            ("placement/placements", True),
            ("placements", False),
            ("placement/", False),
            ("a/b/c", False),
            ("", False),
        ],
    )
    def test_needs_words_for_one_and_for_several(self, unit: str, is_good: bool) -> None:
        assert (unit_problem(unit) == "") is is_good


class TestFigureProblems:
    @pytest.mark.parametrize(
        ("value", "reason", "unit", "wrong"),
        [
            (D(0), "", Unit.EVENTS, set()),
            (D(12), "", Unit.EVENTS, set()),
            (D("12.5"), "", Unit.DAYS, set()),
            (D("12.5"), "", Unit.EVENTS, {"value"}),
            (D("12.555"), "", Unit.DAYS, {"value"}),
            (D(-1), "", Unit.DAYS, {"value"}),
            (D("NaN"), "", Unit.DAYS, {"value"}),
            (D("Infinity"), "", Unit.DAYS, {"value"}),
            (D(10) ** 12, "", Unit.DAYS, {"value"}),
            (D(100), "", Unit.PERCENT, set()),
            (D("100.01"), "", Unit.PERCENT, {"value"}),
            (None, "", Unit.DAYS, {"value"}),
            (None, "The survey is in May.", Unit.DAYS, set()),
            (D(1), "The survey is in May.", Unit.DAYS, {"not_available_reason"}),
        ],
    )
    def test_takes_a_value_or_a_reason(
        self, value: Decimal | None, reason: str, unit: str, wrong: set[str]
    ) -> None:
        answers = FigureAnswers(value, not_available_reason=reason)
        assert set(figure_problems(answers, unit=unit, how=Accumulation.SUM)) == wrong

    @pytest.mark.parametrize(
        ("value", "wrong"), [(D(0), set()), (D(1), set()), (D(2), {"value"}), (None, {"value"})]
    )
    def test_takes_yes_or_no(self, value: Decimal | None, wrong: set[str]) -> None:
        answers = FigureAnswers(value)
        found = figure_problems(answers, unit=Unit.YES_NO, how=Accumulation.YES_NO)
        assert set(found) == wrong

    @pytest.mark.parametrize(
        ("numerator", "denominator", "reason", "wrong"),
        [
            (D(45), D(60), "", set()),
            (D(0), D(60), "", set()),
            (D(0), D(0), "", {"denominator"}),
            (D(61), D(60), "", {"numerator"}),
            (D(45), None, "", {"denominator"}),
            (None, D(60), "", {"numerator"}),
            (None, None, "", {"numerator"}),
            (None, None, "No list yet.", set()),
            (D(45), None, "No list yet.", {"not_available_reason"}),
        ],
    )
    def test_takes_both_parts_of_a_ratio(
        self, numerator: Decimal | None, denominator: Decimal | None, reason: str, wrong: set[str]
    ) -> None:
        answers = FigureAnswers(None, numerator, denominator, reason)
        found = figure_problems(answers, unit=Unit.PERCENT, how=Accumulation.RATIO)
        assert set(found) == wrong

    def test_works_a_ratio_out_to_two_places(self) -> None:
        answers = FigureAnswers(numerator=D(2), denominator=D(3))
        assert answers.amount(Accumulation.RATIO) == Amount(D("66.67"), D(2), D(3))


class TestAccumulate:
    @pytest.mark.parametrize(
        ("values", "how", "total"),
        [
            ([], Accumulation.SUM, None),
            ([None, None], Accumulation.SUM, None),
            (["2", None, "3"], Accumulation.SUM, D(5)),
            (["2", "3", None], Accumulation.LATEST, D(3)),
            (["70", "80"], Accumulation.RATIO, D(80)),
            (["1", "0"], Accumulation.YES_NO, D(0)),
        ],
    )
    def test_adds_up_or_takes_the_latest(
        self, values: list[str | None], how: str, total: Decimal | None
    ) -> None:
        assert value_of(accumulate(amounts(*values), how)) == total

    def test_divides_the_added_parts_of_a_ratio(self) -> None:
        found = accumulate([ratio(D(9), D(10)), None, ratio(D(10), D(90))], Accumulation.RATIO)
        assert found == Amount(D("19.00"), D(19), D(100))


class TestCombine:
    @pytest.mark.parametrize(
        ("values", "how", "total"),
        [
            ([None, None], Accumulation.SUM, None),
            (["2", None, "3"], Accumulation.LATEST, D(5)),
            (["1", "1"], Accumulation.YES_NO, D(1)),
            (["1", "0", None], Accumulation.YES_NO, D(0)),
            (["1", None], Accumulation.YES_NO, None),
            (["70", "80"], Accumulation.RATIO, D(75)),
        ],
    )
    def test_adds_localities_up(
        self, values: list[str | None], how: str, total: Decimal | None
    ) -> None:
        assert value_of(combine(amounts(*values), how)) == total

    def test_weighs_a_ratio_by_its_parts(self) -> None:
        found = combine([ratio(D(9), D(10)), ratio(D(10), D(90))], Accumulation.RATIO)
        assert value_of(found) == D(19)

    @steady
    @given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 10**6)), min_size=1))
    def test_finds_localities_that_meet_their_plans_together_on_plan(
        self, places: list[tuple[int, int]]
    ) -> None:
        reported = [ratio(D(percent) * of, D(100) * of) for percent, of in places]
        plans = [weighed(Amount(each.value), each) for each in reported]
        how = Accumulation.RATIO
        assert value_of(combine(plans, how)) == value_of(combine(reported, how))


class TestJudge:
    @pytest.mark.parametrize(
        ("to_date", "planned", "direction", "status", "words"),
        [
            ("40", "40", "higher", "on_track", "40 events against 40 planned"),
            ("38", "40", "higher", "on_track", "38 events against 40 planned, 5% short of plan"),
            ("37", "40", "higher", "at_risk", "37 events against 40 planned, 8% short of plan"),
            ("34", "40", "higher", "at_risk", "34 events against 40 planned, 15% short of plan"),
            ("33", "40", "higher", "off_track", "33 events against 40 planned, 18% short of plan"),
            ("50", "40", "higher", "on_track", "50 events against 40 planned"),
            ("42", "40", "lower", "on_track", "42 events against 40 planned, 5% above plan"),
            ("43", "40", "lower", "at_risk", "43 events against 40 planned, 8% above plan"),
            ("47", "40", "lower", "off_track", "47 events against 40 planned, 18% above plan"),
            ("0", "0", "higher", "on_track", "0 events against 0 planned"),
            ("1", "0", "lower", "off_track", "1 event against 0 planned, above plan"),
        ],
    )  # fmt: skip
    def test_goes_by_the_bands(
        self, to_date: str, planned: str, direction: str, status: str, words: str
    ) -> None:
        found = judge(D(to_date), D(planned), Yardstick(Unit.EVENTS, direction))
        assert (found.status, found.words) == (status, words)

    @pytest.mark.parametrize(
        ("to_date", "status", "words"),
        [
            ("75", "on_track", "75%, within 75% to 85%"),
            ("72", "on_track", "72%, 4% below the range of 75% to 85%"),
            ("66", "at_risk", "66%, 12% below the range of 75% to 85%"),
            ("98", "off_track", "98%, 15% above the range of 75% to 85%"),
        ],
    )
    def test_compares_with_a_range(self, to_date: str, status: str, words: str) -> None:
        within = Yardstick(Unit.PERCENT, Direction.RANGE, range_low=D(75), range_high=D(85))
        found = judge(D(to_date), None, within)
        assert (found.status, found.words) == (status, words)

    @pytest.mark.parametrize(
        ("done", "planned", "status"),
        [("1", "0", "on_track"), ("0", "0", "on_track"), ("0", "1", "off_track")],
    )
    def test_asks_whether_it_is_done_in_time(self, done: str, planned: str, status: str) -> None:
        assert judge(D(done), D(planned), Yardstick(Unit.YES_NO)).status == status

    def test_calls_silence_no_report_and_no_plan_no_plan(self) -> None:
        events = Yardstick(Unit.EVENTS)
        assert judge(None, D(1), events).label == "No report"
        assert judge(D(1), None, events).label == "No plan"

    @steady
    @given(FIGURES, FIGURES, FIGURES, BANDS, BANDS, st.sampled_from(["higher", "lower"]))
    def test_is_never_better_for_a_worse_figure(
        self, one: Decimal, other: Decimal, planned: Decimal, near: int, far: int, direction: str
    ) -> None:
        near, far = sorted((near, far))
        yardstick = Yardstick(Unit.DAYS, direction, D(near), D(far))
        worse, better = sorted((one, other), reverse=direction == "lower")
        found = [judge(each, planned, yardstick).status for each in (worse, better)]
        assert WORST_FIRST.index(found[0]) <= WORST_FIRST.index(found[1])

    @steady
    @given(FIGURES, FIGURES, st.lists(FIGURES, min_size=2))
    def test_is_never_better_further_from_the_range(
        self, one: Decimal, other: Decimal, figures: list[Decimal]
    ) -> None:
        low, high = sorted((one, other))
        yardstick = Yardstick(Unit.DAYS, Direction.RANGE, range_low=low, range_high=high)
        above = sorted(figure for figure in figures if figure >= low)
        found = [WORST_FIRST.index(judge(each, None, yardstick).status) for each in above]
        assert all(nearer >= further for nearer, further in pairwise(found))


class TestProject:
    @pytest.mark.parametrize(
        ("values", "how", "found"),
        [
            ([None, None, None, None], "sum", None),
            (["10", "20", None, None], "sum", (60, "average of the 2 quarters reported, times 4")),
            (["10", None, None, None], "sum", (40, "average of the 1 quarter reported, times 4")),
            (["1", "2", "3", "4"], "sum", (10, "the last quarter is reported")),
            (["10", None, None, None], "latest", (10, "latest figure carried forward")),
            (["10", "20", None, None], "latest", (40, TREND)),
            (["10", None, "20", None], "latest", (25, TREND)),
            (["20", "5", None, None], "latest", (0, TREND)),
            (["10", None, None, "7"], "latest", (7, "the last quarter is reported")),
            (["70", "80", None, None], "ratio", (80, "the percentage so far")),
            (["1", None, None, None], "yes_no", None),
        ],
    )  # fmt: skip
    def test_names_its_method(
        self, values: list[str | None], how: str, found: tuple[int, str] | None
    ) -> None:
        expected = Projection(D(found[0]), found[1]) if found else None
        assert project(amounts(*values), how) == expected

    def test_is_whole_where_the_unit_is_and_never_over_100_per_cent(self) -> None:
        assert Projection(D("14.5"), "so").words(Unit.EVENTS) == "15 events (so)"
        assert Projection(D("104.5"), "so").words(Unit.PERCENT) == "100% (so)"
        assert Projection(D("169.67"), "so").words(Unit.DAYS) == "170 days (so)"
        assert Projection(D("4.333"), "so").words(Unit.DAYS) == "4.3 days (so)"

    def test_says_how_many_localities_it_rests_on(self) -> None:
        own = [amounts("10", "20", None, None), amounts(None, None, None, None)]
        found = project_together(own, Accumulation.SUM, of=2)
        assert found is not None
        assert found.words(Unit.EVENTS) == (
            "60 events (average of the 2 quarters reported, times 4 for each locality, added up, "
            "from 1 of 2 localities)"
        )

    def test_of_nobody_is_nothing(self) -> None:
        assert project_together([], Accumulation.SUM, of=8) is None

    @steady
    @given(st.lists(st.one_of(st.none(), FIGURES), min_size=4, max_size=4))
    def test_is_never_below_nought_and_never_from_nothing(
        self, values: list[Decimal | None]
    ) -> None:
        quarters = [None if value is None else Amount(value) for value in values]
        for how in (Accumulation.SUM, Accumulation.LATEST, Accumulation.RATIO):
            found = project(quarters, how)
            assert (found is None) == all(value is None for value in values)
            assert found is None or (found.value >= 0 and found.method)
