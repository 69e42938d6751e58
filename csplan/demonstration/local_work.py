"""Loads the illustrative year: local work, its milestones, and measures with their plans.

The keys of the data files double as natural keys: an item is known by its outcome, locality and
position, so loading again finds what is there and leaves it as it is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from csplan.core.models import ReportingPeriod
from csplan.core.periods import FinancialYear, Quarter
from csplan.demonstration.files import YEAR_FILES, Record, london, read
from csplan.demonstration.transcription import dated
from localities.models import Locality, Meeting, QuarterMeeting, SteeringGroup
from programme.models import BusinessPlan, Measure, Milestone, Outcome, PlannedValue, WorkItem


@dataclass(frozen=True, order=True)
class ItemPlace:
    """Where a local item stands: its outcome, the national item it serves and its own order."""

    outcome: int
    order: int
    serves: int


def local_files() -> list[Record]:
    """The data of each locality's year."""
    names = sorted(path.stem for path in YEAR_FILES.glob("*.toml"))
    return [data for name in names if "locality" in (data := read(f"year/{name}"))]


def placed_items(data: Record) -> Iterator[tuple[ItemPlace, Record]]:
    """A locality's items, counted within each outcome in the order of the file."""
    counted: Counter[int] = Counter()
    for item in data["items"]:
        outcome, serves = (int(number) for number in item["serves"].split("."))
        counted[outcome] += 1
        yield ItemPlace(outcome, counted[outcome], serves), item


def load_periods() -> dict[int, ReportingPeriod]:
    """The quarters of the year by number."""
    data = read("year/periods")
    year = FinancialYear(data["year"])
    return {record["number"]: _load_period(record, year) for record in data["quarters"]}


def _load_period(record: Record, year: FinancialYear) -> ReportingPeriod:
    period, _ = ReportingPeriod.objects.get_or_create(
        starts_on=Quarter(year, record["number"]).starts_on,
        defaults={
            "opens_at": london(record["opens"]),
            "due_at": london(record["due"]),
            "closes_at": london(record["closes"]),
        },
    )
    if "meeting" in record:
        _load_meeting(record["meeting"], period)
    return period


def _load_meeting(record: Record, period: ReportingPeriod) -> None:
    """The meeting of the National Steering Group that considers the quarter, unless one does."""
    if QuarterMeeting.objects.filter(period=period).exists():
        return
    meeting, _ = Meeting.objects.get_or_create(
        group=SteeringGroup.objects.get(locality__isnull=True),
        day=record["day"],
        defaults={"starts_at": record["starts_at"], "is_illustrative": True},
    )
    QuarterMeeting.objects.create(
        period=period,
        meeting=meeting,
        due_before=record["due_before"],
        closes_before=record["closes_before"],
        counted_from=meeting.day,
    )


def load_local_work(plan: BusinessPlan) -> None:
    """Each locality's items, serving the national ones, with their milestones."""
    outcomes = {outcome.order: outcome for outcome in plan.outcomes.all()}
    meanings = read("year/dates")
    for data in local_files():
        locality = Locality.objects.get(slug=data["locality"])
        for place, record in placed_items(data):
            item = _load_item(place, record, outcomes[place.outcome], locality)
            _load_milestones(record, item, locality, meanings)


def _load_item(place: ItemPlace, record: Record, outcome: Outcome, locality: Locality) -> WorkItem:
    national = WorkItem.objects.filter(outcome=outcome, locality=None, order=place.serves)
    item, _ = WorkItem.objects.get_or_create(
        outcome=outcome,
        locality=locality,
        order=place.order,
        defaults={
            "serves": national.first(),
            "text": record["text"],
            "owner": record.get("owner", f"{locality.name} co-ordinator"),
            "stage": record["stage"],
            "is_illustrative": True,
        },
    )
    return item


def _load_milestones(record: Record, item: WorkItem, locality: Locality, meanings: Record) -> None:
    for order, milestone in enumerate(record["milestones"], start=1):
        meaning = meanings[milestone["due"]]
        Milestone.objects.get_or_create(
            work_item=item,
            locality=locality,
            order=order,
            defaults={
                "title": milestone["title"],
                "owner": milestone.get("owner", item.owner),
                "baseline_on": meaning.get("latest"),
                **dated(milestone["due"], meaning),
                "is_illustrative": True,
            },
        )


def load_measures(plan: BusinessPlan, periods: Mapping[int, ReportingPeriod]) -> None:
    """The measures of each outcome, and what each locality plans for each quarter."""
    outcomes = {outcome.order: outcome for outcome in plan.outcomes.all()}
    localities = Locality.objects.in_bulk(field_name="slug")
    planned: list[PlannedValue] = []
    for (number, order), record in placed_measures():
        measure = _load_measure(record, outcomes[number], order)
        planned += _planned_values(record, measure, localities, periods)
    PlannedValue.objects.bulk_create(planned, ignore_conflicts=True)


def placed_measures() -> Iterator[tuple[tuple[int, int], Record]]:
    """The measures, counted within each outcome in the order of the file."""
    counted: Counter[int] = Counter()
    for record in read("year/measures")["measures"]:
        counted[record["outcome"]] += 1
        yield (record["outcome"], counted[record["outcome"]]), record


def _load_measure(record: Record, outcome: Outcome, order: int) -> Measure:
    keys = ("title", "definition", "unit", "accumulation", "target")
    values = {key: record[key] for key in keys}
    measure, _ = Measure.objects.get_or_create(
        outcome=outcome,
        order=order,
        defaults={**values, "baseline": record.get("baseline"), "is_illustrative": True},
    )
    return measure


def _planned_values(
    record: Record,
    measure: Measure,
    localities: Mapping[str, Locality],
    periods: Mapping[int, ReportingPeriod],
) -> Iterator[PlannedValue]:
    for slug, values in record["planned"].items():
        for number, value in enumerate(values, start=1):
            yield PlannedValue(
                measure=measure,
                locality=localities[slug],
                period=periods[number],
                value=value,
            )
