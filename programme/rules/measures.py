"""Measures: figures in words, how they add up, how they stand and where they lead.

Over plain values: no database, no clock. A yes is the figure 1, a no the figure 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from programme.choices import (
    COUNTED_UNITS,
    ONE_OF,
    Accumulation,
    Direction,
    MeasureStatus,
    Unit,
)

LARGEST_FIGURE = Decimal(10) ** 12
HUNDRED = Decimal(100)
HUNDREDTH, TENTH, TEN = Decimal("0.01"), Decimal("0.1"), Decimal(10)
UNIT_STROKE = "/"
YES, NO = Decimal(1), Decimal(0)


# Figures in words


def figure_words(value: Decimal, unit: str) -> str:
    """ "£1,234.50", "1,200 people", "82.5%" or "yes", without noughts nobody typed."""
    if unit == Unit.POUNDS:
        return f"£{value:,.2f}" if value % 1 else f"£{value:,.0f}"
    if unit == Unit.YES_NO:
        return "yes" if value else "no"
    number = number_words(value)
    if unit == Unit.PERCENT:
        return f"{number}%"
    one, several = unit_words(unit)
    return f"{number} {one if value == 1 else several}"


def bare_figure_words(value: Decimal, unit: str) -> str:
    """As ``figure_words`` where the heading says the unit: "1,200" of people, but "£1,200"."""
    own = (Unit.POUNDS, Unit.PERCENT, Unit.YES_NO)
    return figure_words(value, unit) if unit in own else number_words(value)


def number_words(value: Decimal) -> str:
    """1,234.5 or 12, without noughts nobody typed."""
    return f"{value:,f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def unit_words(unit: str) -> tuple[str, str]:
    """The unit's words for one and for several; see ``Measure.unit``."""
    if unit in Unit.values:
        several = str(Unit(unit).label)
        return ONE_OF.get(unit, several), several
    one, _, several = unit.partition(UNIT_STROKE)
    return one.strip(), several.strip()


def unit_problem(unit: str) -> str:
    """Why figures cannot be written in this unit, or ""."""
    is_free = unit not in Unit.values and unit.count(UNIT_STROKE) == 1
    if unit in Unit.values or (is_free and all(unit_words(unit))):
        return ""
    return "Enter the unit for one and for several, like placement/placements"


# What a figure may be


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure; that of a ratio with what it was worked out from, when that is known."""

    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def ratio(numerator: Decimal, denominator: Decimal) -> Amount:
    """``numerator`` out of ``denominator``, which is above nought, in per cent."""
    percent = (numerator * HUNDRED / denominator).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    return Amount(percent, numerator, denominator)


@dataclass(frozen=True, slots=True)
class FigureAnswers:
    """What somebody reports of a measure: its figure or its parts, or why there is none."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    not_available_reason: str = ""

    def amount(self, how: str) -> Amount | None:
        """What the answers come to, once ``figure_problems`` finds nothing wrong with them."""
        if how != Accumulation.RATIO:
            return None if self.value is None else Amount(self.value)
        if self.numerator is None or not self.denominator:
            return None
        return ratio(self.numerator, self.denominator)


def figure_problems(answers: FigureAnswers, *, unit: str, how: str) -> dict[str, str]:
    """What is missing or wrong: a message for each field, empty when it can stand.

    A figure or the reason there is none: never both, never neither.
    """
    given = _given(answers, how)
    reason = answers.not_available_reason
    if reason and given:
        return {"not_available_reason": "Clear the figure or the reason: only one can stand"}
    if reason:
        return {}
    if how == Accumulation.RATIO:
        return _parts_problems(answers)
    problem = figure_problem(answers.value, unit=unit)
    return {"value": problem} if problem else {}


def _given(answers: FigureAnswers, how: str) -> bool:
    if how == Accumulation.RATIO:
        return answers.numerator is not None or answers.denominator is not None
    return answers.value is not None


def _parts_problems(answers: FigureAnswers) -> dict[str, str]:
    parts = {"numerator": answers.numerator, "denominator": answers.denominator}
    if answers.numerator is None and answers.denominator is None:
        return {"numerator": "Enter both figures, or say why they are not available"}
    problems = {name: words for name, part in parts.items() if (words := _part_problem(part))}
    if problems or answers.numerator is None or answers.denominator is None:
        return problems
    if not answers.denominator:
        return {"denominator": "This must be more than 0: a share of nothing cannot be given"}
    if answers.numerator > answers.denominator:
        return {"numerator": "This must not be more than the figure it is out of"}
    return {}


def _part_problem(part: Decimal | None) -> str:
    return "Enter this figure too" if part is None else _number_problem(part)


def figure_problem(value: Decimal | None, *, unit: str) -> str:
    """What is wrong with one figure in ``unit``, or ""."""
    if value is None:
        if unit == Unit.YES_NO:
            return "Select yes or no, or say why you cannot"
        return "Enter a figure, or say why it is not available"
    problem = _number_problem(value)
    if problem:
        return problem
    if unit in COUNTED_UNITS and value % 1:
        return "The figure must be a whole number, like 12"
    if unit == Unit.PERCENT and value > HUNDRED:
        return "The figure must be 100 or less"
    if unit == Unit.YES_NO and value not in (YES, NO):
        return "The figure must be yes or no"
    return ""


def _number_problem(value: Decimal) -> str:
    if not value.is_finite() or value < 0:
        return "The figure must be 0 or more"
    if value >= LARGEST_FIGURE:
        return "The figure must be less than a million million"
    if value * 100 % 1:
        return "The figure must have no more than 2 decimal places"
    return ""


# How figures add up


def accumulate(amounts: Iterable[Amount | None], how: str) -> Amount | None:
    """The figure to date from a year's quarters in order; None when none was reported.

    Quarters are added, or the latest stands. Of a ratio the parts are added and divided; a
    planned one, which has no parts, is of everything by then, so that its latest stands.
    """
    known = [amount for amount in amounts if amount is not None]
    if not known:
        return None
    if how == Accumulation.SUM:
        return Amount(sum((amount.value for amount in known), Decimal(0)))
    if how == Accumulation.RATIO:
        return _of_parts(known) or known[-1]
    return known[-1]


def combine(amounts: Iterable[Amount | None], how: str) -> Amount | None:
    """The figure of several localities together; None for one of which nothing is known.

    Figures add up. Of a ratio the parts do; percentages alone are averaged. A yes or no is no
    where one locality says no, and yes only where every one says yes.
    """
    everybody = list(amounts)
    known = [amount for amount in everybody if amount is not None]
    if not known:
        return None
    if how == Accumulation.YES_NO:
        return _all_yes(everybody)
    if how == Accumulation.RATIO:
        return _of_parts(known) or _average(known)
    return Amount(sum((amount.value for amount in known), Decimal(0)))


def weighed(planned: Amount | None, reported: Amount | None) -> Amount | None:
    """A planned ratio, counting for as much as what was reported beside it."""
    if planned is None or reported is None or not reported.denominator:
        return planned
    part = planned.value * reported.denominator / HUNDRED
    return Amount(planned.value, part, reported.denominator)


def _of_parts(amounts: Sequence[Amount]) -> Amount | None:
    parts = [
        (amount.numerator, amount.denominator)
        for amount in amounts
        if amount.numerator is not None and amount.denominator is not None
    ]
    if len(parts) < len(amounts):
        return None
    numerator = sum((part for part, _ in parts), Decimal(0))
    return ratio(numerator, sum((whole for _, whole in parts), Decimal(0)))


def _average(amounts: Sequence[Amount]) -> Amount:
    total = sum((amount.value for amount in amounts), Decimal(0))
    return Amount((total / len(amounts)).quantize(HUNDREDTH, rounding=ROUND_HALF_UP))


def _all_yes(amounts: Sequence[Amount | None]) -> Amount | None:
    if any(amount is not None and not amount.value for amount in amounts):
        return Amount(NO)
    return Amount(YES) if all(amounts) else None


# How a measure stands


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What a measure's figures are judged by; see ``Measure``."""

    unit: str
    direction: str = Direction.HIGHER
    on_track_within: Decimal = Decimal(5)
    at_risk_within: Decimal = Decimal(15)
    range_low: Decimal | None = None
    range_high: Decimal | None = None

    @property
    def words(self) -> str:
        """What makes a figure on track, at risk or off track."""
        if self.unit == Unit.YES_NO:
            return "On track when it is done by the quarter it is planned for, else off track."
        wrong = {
            Direction.HIGHER: "short of plan",
            Direction.LOWER: "above plan",
            Direction.RANGE: "outside the range",
        }[Direction(self.direction)]
        near, far = (number_words(each) for each in (self.on_track_within, self.at_risk_within))
        return f"On track up to {near}% {wrong}, at risk up to {far}%, then off track."

    @property
    def range_words(self) -> str:
        """ "75% to 85%"; "" without a range."""
        if self.range_low is None or self.range_high is None:
            return ""
        low, high = (figure_words(end, self.unit) for end in (self.range_low, self.range_high))
        return f"{low} to {high}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a measure stands, and the words that explain it.

    ``excess`` is how far it is on the wrong side, in hundredths of what it is judged by.
    """

    status: MeasureStatus
    words: str = ""
    excess: Decimal = Decimal(0)

    @property
    def label(self) -> str:
        return str(self.status.label)

    @property
    def is_behind(self) -> bool:
        return self.status in (MeasureStatus.AT_RISK, MeasureStatus.OFF_TRACK)


def judge(to_date: Decimal | None, planned: Decimal | None, yardstick: Yardstick) -> Judgement:
    """How the figure to date stands against what was planned by then, or against its range."""
    if to_date is None:
        return Judgement(MeasureStatus.NO_REPORT)
    if yardstick.direction == Direction.RANGE:
        return _judge_range(to_date, yardstick)
    if planned is None:
        return Judgement(MeasureStatus.NO_PLAN)
    if yardstick.unit == Unit.YES_NO:
        return _judge_yes_no(to_date, planned)
    excess = to_date - planned if yardstick.direction == Direction.LOWER else planned - to_date
    status = _status(excess, planned, yardstick)
    aim = _plain(planned, yardstick).partition(" ")[0]
    said = f"{_plain(to_date, yardstick)} against {aim} planned"
    wrong = "above plan" if yardstick.direction == Direction.LOWER else "short of plan"
    return Judgement(status, _with_excess(said, excess, planned, wrong), _share(excess, planned))


def _judge_yes_no(to_date: Decimal, planned: Decimal) -> Judgement:
    if to_date:
        return Judgement(MeasureStatus.ON_TRACK, "done")
    if planned:
        return Judgement(MeasureStatus.OFF_TRACK, "not done, and planned to be by now", HUNDRED)
    return Judgement(MeasureStatus.ON_TRACK, "not done, and not planned to be yet")


def _judge_range(to_date: Decimal, yardstick: Yardstick) -> Judgement:
    low, high = yardstick.range_low, yardstick.range_high
    if low is None or high is None:
        return Judgement(MeasureStatus.NO_PLAN)
    said = _plain(to_date, yardstick)
    if low <= to_date <= high:
        return Judgement(MeasureStatus.ON_TRACK, f"{said}, within {yardstick.range_words}")
    end, excess = (low, low - to_date) if to_date < low else (high, to_date - high)
    status = _status(excess, end, yardstick)
    side = "below" if to_date < low else "above"
    words = _with_excess(said, excess, end, f"{side} the range of {yardstick.range_words}")
    return Judgement(status, words, _share(excess, end))


def _status(excess: Decimal, base: Decimal, yardstick: Yardstick) -> MeasureStatus:
    """By how many hundredths of ``base`` the figure is on the wrong side of it."""
    if excess * HUNDRED <= yardstick.on_track_within * base:
        return MeasureStatus.ON_TRACK
    if excess * HUNDRED <= yardstick.at_risk_within * base:
        return MeasureStatus.AT_RISK
    return MeasureStatus.OFF_TRACK


def _share(excess: Decimal, base: Decimal) -> Decimal:
    """``excess`` in hundredths of ``base``; of nothing, it is as good as without end."""
    if excess <= 0:
        return Decimal(0)
    return excess * HUNDRED / base if base else LARGEST_FIGURE


def _with_excess(said: str, excess: Decimal, base: Decimal, wrong: str) -> str:
    """``said``, and how far on the wrong side that is."""
    if excess <= 0:
        return said
    if not base:
        return f"{said}, {wrong}"
    share = _share(excess, base).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return f"{said}, {f'{share:,}%' if share else 'less than 1%'} {wrong}"


def _plain(value: Decimal, yardstick: Yardstick) -> str:
    return figure_words(value, yardstick.unit)


# Where it leads


@dataclass(frozen=True, slots=True)
class Projection:
    """What a year would come to, and how that was worked out. Never shown without its method."""

    value: Decimal
    method: str

    def words(self, unit: str) -> str:
        """ "57 events (average of the 2 quarters reported, times 4)" """
        return f"{figure_words(rounded(self.value, unit), unit)} ({self.method})"


CARRIED_FORWARD = "latest figure carried forward"
TREND = "straight line through the quarters reported"
SO_FAR = "the percentage so far"
ALL_REPORTED = "the last quarter is reported"


def project(amounts: Sequence[Amount | None], how: str) -> Projection | None:
    """The year's figure from its quarters in order, None for one not reported.

    None when nothing is reported, and for a yes or no, which leads nowhere by itself.
    """
    known = [(place, amount) for place, amount in enumerate(amounts) if amount is not None]
    if not known or how == Accumulation.YES_NO:
        return None
    if how == Accumulation.SUM:
        return _average_quarter([amount for _, amount in known], len(amounts))
    if how == Accumulation.RATIO:
        so_far = accumulate(amounts, how)
        return Projection(so_far.value, SO_FAR) if so_far else None
    return _trend([(place, amount.value) for place, amount in known], len(amounts))


def project_together(
    own: Sequence[Sequence[Amount | None]], how: str, *, of: int
) -> Projection | None:
    """The year's figure of several localities: what each of them leads to, added up.

    Names how many of the ``of`` localities it rests on, unless that is all of them.
    """
    found = [projection for quarters in own if (projection := project(quarters, how))]
    if not found:
        return None
    where = "" if len(found) == of else f", from {len(found)} of {of} localities"
    if how == Accumulation.RATIO:
        so_far = combine((accumulate(quarters, how) for quarters in own), how)
        return Projection(so_far.value, SO_FAR + where) if so_far else None
    total = sum((projection.value for projection in found), Decimal(0))
    methods = {projection.method for projection in found}
    method = next(iter(methods)) if len(methods) == 1 else _mixed(how, len(own[0]))
    each = " for each locality, added up" if of > 1 else ""
    return Projection(total, f"{method}{each}{where}")


def _mixed(how: str, quarters: int) -> str:
    if how == Accumulation.SUM:
        return f"average of the quarters reported, times {quarters}"
    return f"{TREND}, or {CARRIED_FORWARD},"


def _average_quarter(known: Sequence[Amount], quarters: int) -> Projection:
    total = sum((amount.value for amount in known), Decimal(0))
    if len(known) == quarters:
        return Projection(total, ALL_REPORTED)
    reported = "1 quarter" if len(known) == 1 else f"{len(known)} quarters"
    method = f"average of the {reported} reported, times {quarters}"
    return Projection(total * quarters / len(known), method)


def _trend(known: Sequence[tuple[int, Decimal]], quarters: int) -> Projection:
    """Least squares through the known quarters, read off at the last one; never below nought."""
    last_place, last = known[-1]
    if last_place == quarters - 1:
        return Projection(last, ALL_REPORTED)
    if len(known) == 1:
        return Projection(last, CARRIED_FORWARD)
    places = [Decimal(place) for place, _ in known]
    middle = sum(places, Decimal(0)) / len(places)
    level = sum((value for _, value in known), Decimal(0)) / len(known)
    spread = sum(((place - middle) ** 2 for place in places), Decimal(0))
    lean = sum(((place - middle) * (value - level) for place, value in known), Decimal(0))
    reached = level + lean / spread * (quarters - 1 - middle)
    return Projection(max(reached, Decimal(0)), TREND)


def rounded(value: Decimal, unit: str) -> Decimal:
    """A worked-out figure without more places than it can bear; at most 100%."""
    is_small = value < TEN and unit not in COUNTED_UNITS
    step = TENTH if is_small or unit == Unit.PERCENT else Decimal(1)
    figure = value.quantize(step, rounding=ROUND_HALF_UP)
    return min(figure, HUNDRED) if unit == Unit.PERCENT else figure
