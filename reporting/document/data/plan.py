"""The tables of what is planned and reported: outcomes, milestones, measures and figures."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from csplan.core.ratings import Rating, label
from csplan.core.tabular.writing import Cell
from reporting.document import figures
from reporting.document.data.tables import Field, Row, Source, Table, Type, locality, rating
from reporting.document.plain import day, number
from reporting.document.rows import measure_row

NATIONAL = "national"
ILLUSTRATIVE = Field(
    "is_illustrative", Type.YES_NO, "Whether it was made up to demonstrate csplan."
)


def _outcomes(source: Source) -> Iterator[Sequence[Cell]]:
    titles = {plan["id"]: plan["title"] for plan in source.snapshot["plans"]}
    for row in source.snapshot["outcomes"]:
        states = [s for s in source.view.states if s.milestone.outcome == row["id"]]
        counts = {each.rating: each.now for each in figures.rating_counts(states)}
        yield (
            source.outcome(row["id"]), titles[row["plan"]], row["order"], row["title"],
            row["text"], row.get("group", ""), row.get("commentary", ""), len(states),
            *(counts[each] for each in (*Rating.values, "")),
        )  # fmt: skip


OUTCOMES = Table(
    "outcomes",
    "Outcomes, and how many of their milestones have which rating",
    (
        Field("identifier", Type.IDENTIFIER, "The outcome."),
        Field("plan", Type.TEXT, "The title of the plan it belongs to."),
        Field("number", Type.NUMBER, "Its number within that plan."),
        Field("title", Type.TEXT, "What it is called."),
        Field("text", Type.TEXT, "What the plan says of it, word for word."),
        Field("group", Type.TEXT, "What it belongs to on the plan’s upper level, if any."),
        Field("commentary", Type.TEXT, "What the national team says of it this quarter."),
        Field("milestones", Type.NUMBER, "How many milestones it has.", "milestones"),
        *(
            Field(
                f"milestones_{name}", Type.NUMBER, f"How many of them are {words}.", "milestones"
            )
            for name, words in (
                ("complete", "complete"), ("on_track", "on track"), ("at_risk", "at risk"),
                ("off_track", "off track"), ("no_report", "without a report"),
            )
        ),
    ),
    _outcomes,
)  # fmt: skip


def _milestones(source: Source) -> Iterator[Sequence[Cell]]:
    states = {state.milestone.pk: state for state in source.view.states}
    for row in source.snapshot["milestones"]:
        state = states[row["id"]]
        is_complete = state.rating == Rating.COMPLETE
        yield (
            source.milestone(row), source.outcome(row["outcome"]), locality(row["locality"]),
            row["title"], row["phrase"], day(row["latest_on"]), day(row["baseline_on"]),
            label(state.rating), rating(state.rating_before), state.standing.value,
            None if is_complete else state.expected_on, state.expected_on if is_complete else None,
            state.slip, row["is_illustrative"],
        )  # fmt: skip


MILESTONES = Table(
    "milestones",
    "Milestones, as they stood at the end of the quarter",
    (
        Field("identifier", Type.IDENTIFIER, "The milestone."),
        Field("outcome", Type.IDENTIFIER, "The outcome it serves."),
        Field("locality", Type.IDENTIFIER, "The locality that reports it."),
        Field("title", Type.TEXT, "What is to be done."),
        Field("planned", Type.TEXT, "When, in the plan’s own words; empty when it is undated."),
        Field("latest_day", Type.DAY, "The latest day those words allow."),
        Field("baseline_day", Type.DAY, "The day agreed in the plan."),
        Field("rating", Type.TEXT, "The rating that counts, or “No report”."),
        Field("rating_last_quarter", Type.TEXT, "The rating a quarter before; empty if none."),
        Field("standing", Type.TEXT, "Where it stands at the end of the quarter."),
        Field("forecast_day", Type.DAY, "When it is expected, if it is not complete."),
        Field("completed_day", Type.DAY, "When it was completed."),
        Field(
            "slip_days", Type.NUMBER, "How much later than planned; a minus is earlier.", "days"
        ),
        ILLUSTRATIVE,
    ),
    _milestones,
)
REPORT_WORDS = (
    "narrative", "risk", "path_to_green", "date_change_reason", "evidence", "late_report_reason",
)  # fmt: skip


def _ratings(source: Source) -> Iterator[Sequence[Cell]]:
    for row in source.snapshot["milestones"]:
        for report in row["reports"]:
            given, moderated = report["rating"], report.get("moderated", "")
            yield (
                f"{source.milestone(row)}/{report['quarter']}", source.milestone(row),
                report["quarter"], rating(moderated or given), rating(given),
                rating(report.get("own")), rating(moderated), day(report["forecast_on"]),
                day(report["completed_on"]), *(report.get(name, "") for name in REPORT_WORDS),
                report.get("explanation", ""), report.get("moderation_reason", ""),
            )  # fmt: skip


RATINGS = Table(
    "ratings",
    "What was reported of each milestone, quarter by quarter; words for this quarter only",
    (
        Field("identifier", Type.IDENTIFIER, "The report: the milestone and the quarter."),
        Field("milestone", Type.IDENTIFIER, "The milestone it is about."),
        Field("quarter", Type.IDENTIFIER, "The quarter it was reported in."),
        Field("rating", Type.TEXT, "The rating that counts: moderated, else the locality’s."),
        Field("rating_locality", Type.TEXT, "The rating the locality gave."),
        Field("rating_computed", Type.TEXT, "The rating csplan works out; this quarter only."),
        Field("rating_moderated", Type.TEXT, "The rating the national team put in its place."),
        Field("forecast_day", Type.DAY, "When it was expected then."),
        Field("completed_day", Type.DAY, "When it was completed."),
        Field("narrative", Type.TEXT, "What happened this quarter."),
        Field("risk", Type.TEXT, "What puts it at risk."),
        Field("path_to_green", Type.TEXT, "What will bring it back on track."),
        Field("date_change_reason", Type.TEXT, "Why its day changes."),
        Field("evidence", Type.TEXT, "What shows that it is complete."),
        Field("late_report_reason", Type.TEXT, "Why its completion was reported late."),
        Field("explanation", Type.TEXT, "Why the ratings differ, in the locality’s words."),
        Field("moderation_reason", Type.TEXT, "Why the national team changed it."),
    ),
    _ratings,
)


def _measures(source: Source) -> Iterator[Sequence[Cell]]:
    national = {each.measure.pk: each for each in source.view.national}
    for row in source.snapshot["measures"]:
        found = national[row["id"]]
        so_far, shown = found.so_far, measure_row(found)
        yield (
            source.measure(row), source.outcome(row["outcome"]), row["title"], row["definition"],
            row["unit"], row["direction"], row["accumulation"],
            row.get("collection", "locality"), row.get("numerator_label", ""),
            row.get("denominator_label", ""), number(row["baseline"]), number(row["target"]),
            number(row.get("range_low")), number(row.get("range_high")), found.this_quarter,
            found.to_date, so_far.numerator if so_far else None,
            so_far.denominator if so_far else None, found.planned_to_date, shown.status,
            shown.explanation, found.reported, found.expected, day(row.get("ends_on")),
            row["is_illustrative"],
        )  # fmt: skip


OF_UNIT = "the measure’s unit"
MEASURES = Table(
    "measures",
    "Measures for the year so far, all localities together",
    (
        Field("identifier", Type.IDENTIFIER, "The measure."),
        Field("outcome", Type.IDENTIFIER, "The outcome it measures."),
        Field("title", Type.TEXT, "What is measured."),
        Field("definition", Type.TEXT, "What counts, and what does not."),
        Field("unit", Type.TEXT, "What its figures count, such as people, days, pounds, percent."),
        Field("direction", Type.TEXT, "Whether higher or lower is better, or a range is kept."),
        Field("accumulation", Type.TEXT, "How quarters make a year: sum, latest or ratio."),
        Field("collection", Type.TEXT, "Who reports it: each locality, or the national team."),
        Field("numerator_label", Type.TEXT, "What the upper part of a ratio counts."),
        Field("denominator_label", Type.TEXT, "What its lower part counts."),
        Field("baseline", Type.NUMBER, "The figure it started from.", OF_UNIT),
        Field("target", Type.NUMBER, "The figure to reach in the year.", OF_UNIT),
        Field("range_low", Type.NUMBER, "The lower end of the range to keep.", OF_UNIT),
        Field("range_high", Type.NUMBER, "The upper end of that range.", OF_UNIT),
        Field("this_quarter", Type.NUMBER, "This quarter’s figure.", OF_UNIT),
        Field("to_date", Type.NUMBER, "The year so far.", OF_UNIT),
        Field("numerator", Type.NUMBER, "The upper part of the year so far, of a ratio."),
        Field("denominator", Type.NUMBER, "Its lower part."),
        Field("planned_to_date", Type.NUMBER, "The plan for the year so far.", OF_UNIT),
        Field("status", Type.TEXT, "How that compares with plan."),
        Field("status_explained", Type.TEXT, "By how much."),
        Field("reported_by", Type.NUMBER, "How many localities gave a figure.", "localities"),
        Field("to_be_reported_by", Type.NUMBER, "How many were asked for one.", "localities"),
        Field("collected_until", Type.DAY, "The last day it is collected, if it ends."),
        ILLUSTRATIVE,
    ),
    _measures,
)


def _figures(source: Source) -> Iterator[Sequence[Cell]]:
    for row in source.snapshot["measures"]:
        planned = {(each["quarter"], each["locality"]): each for each in row["planned"]}
        reported = {(each["quarter"], each["locality"]): each for each in row["reports"]}
        for key in sorted({*planned, *reported}):
            yield _figure(source, row, key, planned.get(key, {}), reported.get(key, {}))


def _figure(
    source: Source, row: Row, key: tuple[str, str], plan: Row, report: Row
) -> Sequence[Cell]:
    quarter, place = key
    return (
        figure_identifier(source, row, quarter, place), source.measure(row), quarter,
        locality(place), number(plan.get("value")), number(report.get("value")),
        number(report.get("numerator")), number(report.get("denominator")), row["unit"],
        report.get("not_available_reason", ""), report.get("comment", ""),
    )  # fmt: skip


def figure_identifier(source: Source, row: Row, quarter: str, place: str) -> str:
    return f"{source.measure(row)}/{quarter}/{place or NATIONAL}"


FIGURES = Table(
    "figures",
    "What was planned and reported of each measure, by quarter and locality",
    (
        Field("identifier", Type.IDENTIFIER, "The figure: its measure, quarter and locality."),
        Field("measure", Type.IDENTIFIER, "The measure."),
        Field("quarter", Type.IDENTIFIER, "The quarter it is of."),
        Field("locality", Type.IDENTIFIER, "The locality; empty for a national figure."),
        Field("planned", Type.NUMBER, "What was planned for that quarter.", OF_UNIT),
        Field("reported", Type.NUMBER, "What was reported, as it stands now.", OF_UNIT),
        Field("numerator", Type.NUMBER, "The upper part of a reported ratio."),
        Field("denominator", Type.NUMBER, "Its lower part."),
        Field("unit", Type.TEXT, "What the figures count."),
        Field("not_available_reason", Type.TEXT, "Why there is no figure."),
        Field("comment", Type.TEXT, "What was said of the figure."),
    ),
    _figures,
)


def _restatements(source: Source) -> Iterator[Sequence[Cell]]:
    for row in source.snapshot["measures"]:
        for report in row["reports"]:
            for nth, restated in enumerate(report.get("restated", ()), 1):
                figure = figure_identifier(source, row, report["quarter"], report["locality"])
                yield (
                    f"{figure}/restated-{nth}", figure, number(restated["previous"]),
                    restated["reason"], restated["quarter"] or "",
                )  # fmt: skip


def _is_restated(snapshot: Mapping[str, Any]) -> bool:
    return all("restated" in each for row in snapshot["measures"] for each in row["reports"])


RESTATEMENTS = Table(
    "restatements",
    "Figures that were put right, and what they were before",
    (
        Field("identifier", Type.IDENTIFIER, "The restatement: its figure and its number."),
        Field("figure", Type.IDENTIFIER, "The figure that was put right."),
        Field("previously_reported", Type.NUMBER, "What it was until then.", OF_UNIT),
        Field("reason", Type.TEXT, "Why it was put right."),
        Field("put_right_in", Type.IDENTIFIER, "The quarter whose return put it right, if any."),
    ),
    _restatements,
    _is_restated,
)
PLAN_TABLES = (OUTCOMES, MILESTONES, RATINGS, MEASURES, FIGURES, RESTATEMENTS)
