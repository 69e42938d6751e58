"""What plans are decided by, as tables of examples."""

import datetime as dt
from decimal import Decimal

import pytest

from csplan.core.periods import Quarter
from csplan.core.working_days import bank_holidays, is_working_day, working_days_after
from programme.choices import SuccessionKind
from programme.rules.periods import usual_days
from programme.rules.plans import MeasureFacts, OutcomeFacts, PlanFacts, PlanWords, findings
from programme.rules.review import (
    NOTHING_FOLLOWS,
    NOTHING_RECORDED,
    DeliveryResults,
    MeasureResult,
    MilestoneResults,
    OutcomeResults,
    achievements,
    implications,
)
from programme.rules.roll_forward import Decision, Level, Line, Place, place_of, problems

WORDS = PlanWords("objective", "objectives", "activity", "activities", "theme", "themes")
CONTINUED, MERGED, SPLIT, ENDED = SuccessionKind


class TestWorkingDays:
    @pytest.mark.parametrize(
        ("year", "days"),
        [
            (2013, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
            (2012, "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26"),
            (2015, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
            (2016, "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27"),
            (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
            (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
        ],
    )
    def test_leave_out_bank_holidays(self, year: int, days: str) -> None:
        assert [f"{day:%m-%d}" for day in sorted(bank_holidays(year))] == days.split()

    def test_leave_out_weekends(self) -> None:
        week = [dt.date(2014, 1, day) for day in range(6, 13)]
        assert [is_working_day(day) for day in week] == [True] * 5 + [False] * 2

    def test_are_counted_in_both_directions(self) -> None:
        assert working_days_after(dt.date(2014, 4, 17), 1) == dt.date(2014, 4, 22)
        assert working_days_after(dt.date(2014, 4, 22), -1) == dt.date(2014, 4, 17)

    @pytest.mark.parametrize(
        ("quarter", "due", "closes"),
        [
            ("2013-14-q1", "2013-07-17", "2013-07-24"),
            ("2013-14-q2", "2013-10-17", "2013-10-24"),
            ("2013-14-q3", "2014-01-20", "2014-01-27"),
            ("2013-14-q4", "2014-04-17", "2014-04-28"),
        ],
    )
    def test_give_a_quarter_its_usual_dates(self, quarter: str, due: str, closes: str) -> None:
        days = usual_days(Quarter.parse(quarter))
        assert days.opens_on == Quarter.parse(quarter).next.starts_on
        assert [days.due_on.isoformat(), days.closes_on.isoformat()] == [due, closes]


def facts(**changes: object) -> PlanFacts:
    whole = {
        "words": WORDS,
        "outcomes": (OutcomeFacts("Unity", items=1, measures=1, has_group=True),),
        "measures": (MeasureFacts("Events", has_target=True, has_trajectory=True),),
        "empty_groups": (),
        "missing_quarters": (),
        "has_purpose": True,
    }
    return PlanFacts(**{**whole, **changes})  # type: ignore[arg-type]


class TestFindings:
    @pytest.mark.parametrize(
        ("changes", "words", "blocks"),
        [
            ({"outcomes": ()}, "The plan has no objectives.", True),
            (
                {"outcomes": (OutcomeFacts("Unity", 0, 0, has_group=True),)},
                "“Unity” has no activity and no measure.",
                True,
            ),
            (
                {"outcomes": (OutcomeFacts("Unity", 1, 0, has_group=True),)},
                "“Unity” has no measure.",
                False,
            ),
            (
                {"outcomes": (OutcomeFacts("Unity", 0, 1, has_group=True),)},
                "“Unity” has no activity.",
                False,
            ),
            (
                {"outcomes": (OutcomeFacts("Unity", 1, 1, has_group=False),)},
                "“Unity” belongs to no theme.",
                False,
            ),
            ({"empty_groups": ("Skills",)}, "“Skills” has no objective.", False),
            (
                {"measures": (MeasureFacts("Events", has_target=False, has_trajectory=True),)},
                "“Events” has no target.",
                False,
            ),
            ({"has_purpose": False}, "The plan does not say what it is for.", False),
            (
                {"missing_quarters": ("Quarter 1 2014/15", "Quarter 2 2014/15")},
                "There are no dates yet for Quarter 1 2014/15 and Quarter 2 2014/15.",
                False,
            ),
        ],
    )
    def test_name_what_is_missing(
        self, changes: dict[str, object], words: str, blocks: bool
    ) -> None:
        (found,) = findings(facts(**changes))
        assert (found.words, found.blocks) == (words, blocks)

    def test_are_none_for_a_whole_plan(self) -> None:
        assert findings(facts()) == ()


UNITY, SKILLS = Line(Level.OUTCOME, 1, "Unity"), Line(Level.OUTCOME, 2, "Skills")
TALKS = Line(Level.ITEM, 5, "Talks", parent=1)
LINES = (UNITY, TALKS, SKILLS)
GOING_ON = {(line.level, line.pk): Decision() for line in LINES}


TWICE = ["target", "target"]


def split(*titles: str) -> Decision:
    return Decision(SPLIT, titles=titles)


class TestRollForward:
    @pytest.mark.parametrize(
        ("changes", "fields"),
        [
            ({}, []),
            ({UNITY: Decision(MERGED)}, ["target"]),
            ({UNITY: Decision(MERGED, target=1)}, ["target"]),
            ({UNITY: Decision(MERGED, target=2)}, []),
            ({UNITY: Decision(MERGED, target=2), SKILLS: Decision(MERGED, target=1)}, TWICE),
            ({UNITY: Decision(ENDED)}, ["reason", "place"]),
            ({UNITY: Decision(ENDED, reason="Done"), TALKS: Decision(ENDED, reason="Done")}, []),
            ({UNITY: Decision(ENDED, reason="Done"), TALKS: Decision(place=Place(2))}, []),
            ({UNITY: Decision(ENDED, reason="Done"), TALKS: Decision(place=Place(1))}, ["place"]),
            ({UNITY: split("A"), TALKS: Decision(place=Place(1, 2))}, ["titles"]),
            ({UNITY: split("A", "A"), TALKS: Decision(place=Place(1))}, ["titles"]),
            ({UNITY: split("A" * 121, "B"), TALKS: Decision(place=Place(1))}, ["titles"]),
            ({UNITY: split("A", "B"), TALKS: Decision(place=Place(1, 2))}, []),
            ({UNITY: split("A", "B"), TALKS: Decision(place=Place(1, 3))}, ["place"]),
        ],
    )  # fmt: skip
    def test_decisions_need_what_makes_them_possible(
        self, changes: dict[Line, Decision], fields: list[str]
    ) -> None:
        decisions = GOING_ON | {(line.level, line.pk): each for line, each in changes.items()}
        assert [each.field for each in problems(LINES, decisions)] == fields

    def test_every_line_needs_a_decision(self) -> None:
        assert [each.field for each in problems(LINES, {})] == ["kind"] * 3

    def test_a_line_follows_its_outcome_into_a_merger(self) -> None:
        merged = GOING_ON | {(Level.OUTCOME, 1): Decision(MERGED, target=2)}
        assert place_of(TALKS, merged) == Place(2)
        assert place_of(TALKS, GOING_ON) == Place(1)

    @pytest.mark.parametrize("text", ["", "1", "1.x", "x.1", "1.1.1", "9" * 30])
    def test_a_place_that_is_none_is_nowhere(self, text: str) -> None:
        assert Place.parse(text) is None


def measure(total: int | None, **changes: object) -> MeasureResult:
    whole = {"title": "Events", "unit": "events", "direction": "higher", "target": Decimal(64)}
    value = None if total is None else Decimal(total)
    return MeasureResult(total=value, **{**whole, **changes})  # type: ignore[arg-type]


class TestReview:
    @pytest.mark.parametrize(
        ("result", "achieved", "follows"),
        [
            (measure(64), "Events: 64 events against a target of 64 events, which was met.", ""),
            (measure(52), "Events: 52 events against a target of 64 events.",
             "Events: 12 events short of the target."),
            (measure(1, target=None), "Events: 1 event.", ""),
            (measure(None), NOTHING_RECORDED, None),
            (measure(70, direction="lower"), "Events: 70 events against a target of 64 events.",
             "Events: 6 events above the target."),
            (measure(0, unit="yes_no", target=None), "Events: no.", "Events: not done."),
            (measure(90, unit="percent", direction="range", target=None,
                     range_low=Decimal(75), range_high=Decimal(85)),
             "Events: 90%, outside the range of 75% to 85%.", "Events: outside its range."),
            (measure(52, year="2014/15"),
             "Events in 2014/15: 52 events against a target of 64 events.",
             "Events in 2014/15: 12 events short of the target."),
        ],
    )  # fmt: skip
    def test_says_what_a_measure_came_to(
        self, result: MeasureResult, achieved: str, follows: str | None
    ) -> None:
        found = OutcomeResults(measures=(result,))
        assert achievements(found) == achieved
        assert implications(found) == ("" if follows is None else follows or NOTHING_FOLLOWS)

    def test_counts_milestones_and_names_those_not_met(self) -> None:
        milestones = MilestoneResults(2, 1, 3, 1, 1, ("Map published", "Forum opened"))
        found = OutcomeResults(milestones=milestones)
        assert achievements(found) == (
            "8 milestones: 2 met on time, 1 met late, 3 not met, 1 due but not reported on yet,"
            " 1 not due yet."
        )
        assert implications(found) == "Not met: Map published; Forum opened; and 1 more."

    def test_tells_of_the_record_of_delivery(self) -> None:
        delivery = DeliveryResults(
            events=2, attendance=90, volunteering_days=Decimal("775.5"), case_studies=1,
            validated=Decimal(640_000), waiting=Decimal(100), visits_done=1, redeployed=3,
            interchanges=1,
        )  # fmt: skip
        assert achievements(OutcomeResults(delivery=delivery)).splitlines() == [
            "2 events were held, with 90 people attending.",
            "775.5 days of volunteering were given.",
            "1 case study was sent.",
            "1 visit of the Head of the Civil Service took place.",
            "3 people found another post.",
            "1 interchange placement began.",
            "£640,000 of savings were validated.",
        ]
        assert implications(OutcomeResults(delivery=delivery)) == (
            "£100 of savings wait to be validated."
        )

    def test_says_so_when_nothing_was_recorded(self) -> None:
        assert achievements(OutcomeResults()) == NOTHING_RECORDED
        assert implications(OutcomeResults()) == ""
