"""Decisions about the record of delivery, by example."""

import datetime as dt
from decimal import Decimal

import pytest

from programme.choices_delivery import COUNTED_OF, Counted, RecordKind, SavingState, VisitState
from programme.rules.delivery import (
    are_likely_the_same,
    day_problem,
    likeness,
    may_count,
    may_decide_saving,
    may_move_visit,
    next_occurrence,
    visit_interval,
    volunteering_problem,
)

DAY = dt.date(2014, 1, 10)


class TestLikeness:
    @pytest.mark.parametrize(
        ("partner", "what"),
        [
            ("Ministry of Justice", "Shared reception desk"),
            ("  ministry of  JUSTICE ", "shared reception-desk."),
            ("Ministry of Justice", "Sharéd reception desk"),
        ],
    )
    def test_is_the_same_however_it_was_typed(self, partner: str, what: str) -> None:
        first = likeness(
            partner="Ministry of Justice", what="Shared reception desk", amount_pence=100
        )
        assert likeness(partner=partner, what=what, amount_pence=100) == first

    @pytest.mark.parametrize(
        ("partner", "what", "pence"),
        [
            ("Home Office", "Shared reception desk", 100),
            ("Ministry of Justice", "Shared post room", 100),
            ("Ministry of Justice", "Shared reception desk", 101),
        ],
    )
    def test_differs_with_the_partner_the_thing_and_the_amount(
        self, partner: str, what: str, pence: int
    ) -> None:
        first = likeness(
            partner="Ministry of Justice", what="Shared reception desk", amount_pence=100
        )
        assert likeness(partner=partner, what=what, amount_pence=pence) != first

    def test_keeps_the_two_texts_apart(self) -> None:
        one = likeness(partner="A B", what="C", amount_pence=1)
        assert one != likeness(partner="A", what="B C", amount_pence=1)

    @pytest.mark.parametrize(("days", "is_likely"), [(0, True), (365, True), (366, False)])
    def test_lasts_a_year_in_both_directions(self, days: int, is_likely: bool) -> None:
        other = DAY + dt.timedelta(days=days)
        assert are_likely_the_same(DAY, other) is is_likely
        assert are_likely_the_same(other, DAY) is is_likely

    @pytest.mark.parametrize(("taken", "free"), [((), 0), ((0,), 1), ((0, 3), 4)])
    def test_the_next_one_stands_after_the_others(self, taken: tuple[int, ...], free: int) -> None:
        assert next_occurrence(taken) == free


class TestDecisions:
    @pytest.mark.parametrize(
        ("state", "to", "may"),
        [
            (VisitState.PROPOSED, VisitState.ACCEPTED, True),
            (VisitState.PROPOSED, VisitState.DECLINED, True),
            (VisitState.PROPOSED, VisitState.DONE, False),
            (VisitState.ACCEPTED, VisitState.DONE, True),
            (VisitState.ACCEPTED, VisitState.DECLINED, True),
            (VisitState.ACCEPTED, VisitState.ACCEPTED, False),
            (VisitState.DONE, VisitState.DECLINED, False),
            (VisitState.DECLINED, VisitState.ACCEPTED, False),
            (VisitState.ACCEPTED, VisitState.PROPOSED, False),
        ],
    )
    def test_a_visit_goes_from_offer_to_answer_to_day(
        self, state: str, to: str, may: bool
    ) -> None:
        assert may_move_visit(state, to) is may

    @pytest.mark.parametrize("state", SavingState.values)
    def test_a_saving_is_decided_once(self, state: str) -> None:
        assert may_decide_saving(state) is (state == SavingState.CLAIMED)

    def test_every_kind_can_at_least_be_counted(self) -> None:
        assert set(COUNTED_OF) == set(RecordKind)
        assert all(may_count(kind, Counted.RECORDS) for kind in RecordKind)

    def test_days_are_not_counted_of_savings(self) -> None:
        assert not may_count(RecordKind.SAVING, Counted.VOLUNTEERING_DAYS)


class TestProblems:
    @pytest.mark.parametrize("days", [None, Decimal(0), Decimal("0.5"), Decimal("12.0")])
    def test_volunteering_comes_in_halves(self, days: Decimal | None) -> None:
        assert volunteering_problem(days) == ""

    @pytest.mark.parametrize("days", [Decimal("0.3"), Decimal("-1"), Decimal("NaN")])
    def test_volunteering_comes_in_nothing_else(self, days: Decimal) -> None:
        assert volunteering_problem(days) != ""

    def test_what_happened_did_not_happen_tomorrow(self) -> None:
        tomorrow = DAY + dt.timedelta(days=1)
        assert day_problem(DAY, today=DAY, what="The date") == ""
        assert day_problem(None, today=DAY, what="The date") == ""
        words = day_problem(tomorrow, today=DAY, what="The date")
        assert words == "The date must be today or in the past"


class TestVisitInterval:
    @pytest.mark.parametrize("days", [(), (DAY,), (DAY, DAY)])
    def test_needs_two_days(self, days: tuple[dt.date, ...]) -> None:
        interval = visit_interval(days, standard_days=14)
        assert interval.days is None
        assert interval.meets_standard is None
        assert interval.words.startswith("No average yet")

    def test_is_the_span_over_the_gaps(self) -> None:
        days = [DAY, DAY + dt.timedelta(days=10), DAY + dt.timedelta(days=31)]
        interval = visit_interval(reversed(days), standard_days=14)
        assert interval.days == Decimal("15.5")
        assert interval.meets_standard is False
        assert interval.words == "A visit every 15.5 days on average; the standard is 14"

    def test_meets_the_standard_at_the_standard(self) -> None:
        interval = visit_interval([DAY, DAY + dt.timedelta(days=14)], standard_days=14)
        assert interval.meets_standard is True
        assert interval.words == "A visit every 14 days on average; the standard is 14"

    def test_counts_two_visits_on_one_day_once(self) -> None:
        days = [DAY, DAY, DAY + dt.timedelta(days=20)]
        assert visit_interval(days, standard_days=14).days == Decimal("20.0")

    def test_says_how_it_is_reckoned(self) -> None:
        assert "divided by the number of gaps" in visit_interval([], standard_days=14).method
