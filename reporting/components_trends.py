"""How figures moved from quarter to quarter, in pictures and tables. Makes no query."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from csplan.core.money import pounds_of
from csplan.core.ratings import label
from programme.choices import Unit
from reporting.choices_lines import WITH_A_PAGE, LineKind
from reporting.components_room import page_url
from reporting.document import words
from reporting.document.charts.trajectory import Aims, Point, top_of, trajectory
from reporting.document.charts.trend import RATINGS, RatingBar, rating_mix
from reporting.document.plain import number
from reporting.models import Pack, PublishedLine
from reporting.tables import pack_url

SUMMARY = "summary"
"""The section with milestones counted by rating."""


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A quarter's figures, each under its heading, with the address of what published them."""

    name: str
    url: str
    cells: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Trend:
    """A picture over quarters with its figures in a table."""

    title: str
    note: str
    picture: SafeString
    caption: str
    headings: Sequence[str]
    rows: Sequence[TrendRow]


def trends(
    packs: Sequence[Pack],
    counts: Mapping[int, Mapping[str, int]],
    lines: Sequence[PublishedLine],
    *,
    locality: str,
) -> Iterator[Trend]:
    """Ratings first, then each measure, savings and coverage, over the quarters of ``packs``."""
    yield _ratings(packs, counts)
    by_key: dict[str, dict[int, PublishedLine]] = {}
    for line in lines:
        by_key.setdefault(line.key, {})[line.pack_id] = line
    for found in by_key.values():
        trend = _figures(packs, found, locality)
        if trend is not None:
            yield trend


def _ratings(packs: Sequence[Pack], counts: Mapping[int, Mapping[str, int]]) -> Trend:
    bars = [RatingBar(_quarter_name(each), counts.get(each.pk, {})) for each in packs]
    said = [f"{bar.name}: {_counted(bar)}" for bar in bars if bar.total]
    headings = [*(label(rating) for rating in RATINGS), "All"]
    return Trend(
        title="Milestones by rating",
        note="",
        picture=rating_mix(bars, words=f"Milestones by rating. {'. '.join(said)}."),
        caption="Milestones by rating at the end of each quarter",
        headings=headings,
        rows=[
            _row(each, headings, [*(str(bar.counts.get(r, 0)) for r in RATINGS), str(bar.total)])
            for each, bar in zip(packs, bars, strict=True)
        ],
    )


def _counted(bar: RatingBar) -> str:
    return words.listed([f"{n} {_named(each)}" for each in RATINGS if (n := bar.counts.get(each))])


def _named(rating: str) -> str:
    return label(rating).lower() if rating else "with no report"


@dataclass(frozen=True, slots=True)
class _Series:
    """What one line's facts amount to in a quarter."""

    reported: Decimal | None
    planned: Decimal | None = None
    target: Decimal | None = None
    more: Sequence[str] = ()


def _figures(
    packs: Sequence[Pack], found: Mapping[int, PublishedLine], locality: str
) -> Trend | None:
    """The trend of one line; None where nothing is known of the place that was asked for."""
    latest = list(found.values())[-1]
    match latest.kind:
        case LineKind.MEASURE:
            return _drawn(
                packs, found, {pk: _measure(line, locality) for pk, line in found.items()},
                title=latest.title, unit=latest.facts["unit"],
                headings=("Reported, year to date", "Planned to date", "Target"),
            )  # fmt: skip
        case LineKind.SAVINGS:
            return _drawn(
                packs, found, {pk: _saved(line, locality) for pk, line in found.items()},
                title="Savings validated", unit=Unit.POUNDS,
                headings=("Validated, year to date", "Claimed, not validated", "Target"),
            )  # fmt: skip
        case _:
            return _drawn(
                packs, found, {pk: _covered(line, locality) for pk, line in found.items()},
                title="Coverage", unit=Unit.PERCENT,
                headings=("Staff represented", "People represented", "Target"),
            )  # fmt: skip


def _measure(line: PublishedLine, locality: str) -> _Series | None:
    facts = line.facts
    own = facts["places"].get(locality) if locality else facts["all"]
    if own is None:
        return None
    target = None if locality else number(facts["target"])
    unit, planned = facts["unit"], number(own["planned"])
    more = (words.figure(planned, unit), words.figure(target, unit))
    return _Series(number(own["to_date"]), planned, target, more)


def _saved(line: PublishedLine, locality: str) -> _Series | None:
    sums = line.facts["places"].get(locality, {"claimed": 0, "validated": 0})
    target = None if locality else pounds_of(line.facts["target_pence"])
    claimed = pounds_of(sums["claimed"])
    more = (words.figure(claimed, Unit.POUNDS), words.figure(target, Unit.POUNDS))
    return _Series(pounds_of(sums["validated"]), None, target, more)


def _covered(line: PublishedLine, locality: str) -> _Series | None:
    facts = line.facts
    if locality or not (facts["people"] and facts["has_departments"]):
        return None
    share = (Decimal(facts["represented"]) * 100 / facts["people"]).quantize(Decimal("0.1"))
    target = number(facts["target_percent"])
    more = (f"{facts['represented']:,} of {facts['people']:,}", words.figure(target, Unit.PERCENT))
    return _Series(share, None, target, more)


def _drawn(
    packs: Sequence[Pack],
    found: Mapping[int, PublishedLine],
    series: Mapping[int, _Series | None],
    *,
    title: str,
    unit: str,
    headings: Sequence[str],
) -> Trend | None:
    known = {pk: each for pk, each in series.items() if each is not None}
    if not known:
        return None
    points = list(_points(packs, known))
    rows = [
        _row(
            each,
            headings,
            [words.figure(own.reported, unit), *own.more] if own else [words.NONE] * len(headings),
            found.get(each.pk),
        )
        for each in packs
        for own in (known.get(each.pk),)
    ]
    return Trend(
        title=title,
        note=f"In {beside}" if (beside := words.unit_beside(title, unit)) else "",
        picture=_picture(points, known, packs, title=title, unit=unit),
        caption=f"{title} at the end of each quarter",
        headings=headings,
        rows=rows,
    )


def _points(packs: Sequence[Pack], known: Mapping[int, _Series]) -> Iterator[Point]:
    """A point for each quarter from the first to the last; a gap where a year ends.

    No line is drawn over a quarter without a pack, nor from one year's total to the next's.
    """
    by_quarter = {pack.period.quarter: known.get(pack.pk) for pack in packs}
    quarter, last = packs[0].period.quarter, packs[-1].period.quarter
    while quarter <= last:
        own = by_quarter.get(quarter)
        name = f"Q{quarter.number}"
        yield Point(name, own.planned if own else None, own.reported if own else None)
        if quarter < last and quarter.next.year != quarter.year:
            yield Point("", None, None)
        quarter = quarter.next


def _picture(
    points: Sequence[Point], known: Mapping[int, _Series], packs: Sequence[Pack], *, title: str,
    unit: str,
) -> SafeString:  # fmt: skip
    if unit == Unit.YES_NO:
        return SafeString("")
    latest = next(known[each.pk] for each in reversed(packs) if each.pk in known)
    aims = Aims(target=latest.target)
    said = [
        f"{_quarter_name(each)} {words.figure_with_unit(own.reported, unit)}"
        for each in packs
        if (own := known.get(each.pk)) and own.reported is not None
    ]
    shown = words.listed(said) or "nothing reported yet"
    top = words.figure_with_unit(top_of(points, aims), unit)
    return trajectory(points, words=f"Chart of {title}: {shown}.", top_label=top, aims=aims)


def _row(
    pack: Pack, headings: Sequence[str], figures: Sequence[str], line: PublishedLine | None = None
) -> TrendRow:
    """Each quarter leads to the line itself, or to the section that tells of all lines."""
    cells = list(zip(headings, figures, strict=True))
    return TrendRow(_quarter_name(pack), _address(pack, line), cells)


def _address(pack: Pack, line: PublishedLine | None) -> str:
    if line is not None and line.kind in WITH_A_PAGE:
        return page_url(pack, line.key)
    return f"{pack_url('pack-read', pack)}#{line.anchor if line else SUMMARY}"


def _quarter_name(pack: Pack) -> str:
    return pack.period.quarter.short_label
