"""What people fill in about a measure, a year's target and a planned value."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from crispy_forms.layout import LayoutObject
from django.db.models import QuerySet
from django.template.defaultfilters import capfirst

from csplan.core.forms import DecimalTextField, GovDateField, NarrativeField, Section
from csplan.core.models import ReportingPeriod
from csplan.core.periods import FinancialYear
from csplan.registers.forms import FinancialYearField, RegisterForm
from localities.models import Locality
from programme.choices import Accumulation, Collection, Direction, Unit
from programme.forms.layout import ShownFor
from programme.forms.plans import NumberedForm
from programme.forms.units import UnitField
from programme.forms.values import plain_figure
from programme.models import BusinessPlan, Measure, PlannedValue, YearTarget
from programme.rules.measures import YES, figure_problem
from programme.selectors.plan_checks import periods_of
from programme.selectors.trajectories import has_figures

FIXED = {
    "unit": "The unit",
    "accumulation": "How quarters add up",
    "direction": "What is better",
    "collection": "Where figures come from",
}
"""What figures were reported by, and so must not change under them."""

FIXED_MESSAGE = (
    "{} cannot change once a figure is reported. End this measure and add another instead"
)
AVERAGED = "Percentages do not add up. Say that it is a percentage of everything so far"


class FigureField(DecimalTextField):
    """A figure, shown without the noughts that its column adds."""

    def prepare_value(self, value: Any) -> Any:
        return plain_figure(value) if isinstance(value, Decimal) else value


def figure(label: str, **kwargs: Any) -> FigureField:
    return FigureField(
        label=label,
        what=label[:1].lower() + label[1:],
        required=False,
        min_value=Decimal(0),
        max_digits=14,
        decimal_places=2,
        **kwargs,
    )


def band(label: str, **kwargs: Any) -> FigureField:
    return FigureField(
        label=label,
        what=label[:1].lower() + label[1:],
        suffix="%",
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        **kwargs,
    )


class MeasureDetailsForm(NumberedForm):
    """A measure: what is counted, in what unit, from where, and what it is judged by."""

    class Meta:
        model = Measure
        fields = [
            "outcome", "title", "order", "definition", "unit", "accumulation", "collection",
            "direction", "numerator_label", "denominator_label", "baseline", "target",
            "range_low", "range_high", "on_track_within", "at_risk_within", "ends_on",
        ]  # fmt: skip
        labels = {
            "accumulation": "How the quarters of a year add up",
            "collection": "Where its figures come from",
            "direction": "What is better",
            "numerator_label": "What is counted",
            "denominator_label": "Out of what",
        }
        help_texts = {
            "title": "A few words, for tables and headings.",
            "accumulation": "A percentage of everything so far is worked out from two figures.",
            "numerator_label": "Of a percentage. Such as “Staff whose department takes part”.",
            "denominator_label": "Of a percentage. Such as “All staff in the locality”.",
        }

    definition = NarrativeField(
        label="Definition (optional)", rows=4, required=False,
        help_text="What to count, and what not. It stands beside the box for the figure.",
    )  # fmt: skip
    unit = UnitField(label="Unit")
    baseline = figure("Baseline", help_text="Where it stood before the plan began.")
    target = figure("Target", help_text="For each year of the plan, unless a year has its own.")
    range_low = figure("Lowest of the range", help_text="If it is better within a range.")
    range_high = figure("Highest of the range", help_text="If it is better within a range.")
    on_track_within = band("On track up to", initial=Decimal(5))
    at_risk_within = band(
        "At risk up to",
        initial=Decimal(15),
        help_text="Further from plan than that is off track.",
    )
    ends_on = GovDateField(
        label="Last day, if it has ended", what="the last day", required=False,
        help_text="It is not asked about in quarters that begin later.",
    )  # fmt: skip

    missing = {
        "outcome": "Select one",
        "title": "Enter the title of the measure",
        "accumulation": "Select how the quarters add up",
        "collection": "Select where its figures come from",
        "direction": "Select what is better",
        "on_track_within": "Enter how far short of plan is still on track, such as 5",
        "at_risk_within": "Enter how far short of plan is at risk, such as 15",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome: Any = self.fields["outcome"]
        outcome.queryset = self.plan.outcomes.order_by("order")
        outcome.label = capfirst(self.plan.outcome_singular)
        self.require("outcome", f"Select the {self.plan.outcome_singular} it belongs to")

    def layout_items(self) -> Sequence[str | LayoutObject]:
        return [
            "outcome",
            "title",
            "order",
            "definition",
            "unit",
            "collection",
            "accumulation",
            ShownFor("accumulation", [Accumulation.RATIO], "numerator_label", "denominator_label"),
            "direction",
            ShownFor("direction", [Direction.RANGE], "range_low", "range_high"),
            Section("What is to be reached", "baseline", "target"),
            Section("How far from plan it may be", "on_track_within", "at_risk_within"),
            "ends_on",
        ]

    def siblings(self, cleaned: dict[str, Any]) -> QuerySet[Any]:
        return Measure.objects.filter(outcome=cleaned.get("outcome"))

    def _settle_number(self, cleaned: dict[str, Any]) -> None:
        super()._settle_number(cleaned)
        if self.numbers_itself and self.known is not None and cleaned.get("outcome"):
            cleaned["order"] = self._free_in_file(cleaned["outcome"].pk, cleaned["order"])
            self.numbers_itself = False

    def _free_in_file(self, outcome: int, order: int) -> int:
        """The first number from ``order`` that no earlier row of the file takes."""
        planned = self.known.planned if self.known else {}
        taken = {key for unique, key in planned if unique.columns == ("outcome_id", "order")}
        while (outcome, order) in taken:
            order += 1
        return order

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not {"unit", "accumulation", "collection", "direction"} - set(cleaned):
            self._check_kind(cleaned)
            self._check_range(cleaned)
            self._check_figures(cleaned)
        self._check_bands(cleaned)
        self._check_title(cleaned)
        if self.instance.pk is not None:
            self._check_fixed()
        return cleaned

    def _check_kind(self, cleaned: dict[str, Any]) -> None:
        how, unit = cleaned.get("accumulation"), cleaned.get("unit")
        if how == Accumulation.RATIO:
            self._check_ratio(cleaned)
        else:
            cleaned["numerator_label"] = cleaned["denominator_label"] = ""
        if (how == Accumulation.YES_NO) != (unit == Unit.YES_NO):
            self.add_error("unit", "A measure that is done or not done has “yes or no” as unit")
        elif how == Accumulation.YES_NO:
            self._check_yes_no(cleaned)
        if unit == Unit.PERCENT and how != Accumulation.RATIO:
            self._check_percentage(cleaned)
        if cleaned["collection"] == Collection.DERIVED and how not in (
            Accumulation.SUM,
            Accumulation.LATEST,
        ):
            self.add_error("collection", "csplan can count only what is added up from records")

    def _check_ratio(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("unit") != Unit.PERCENT:
            self.add_error("unit", "A percentage of everything so far has % as its unit")
        if not cleaned.get("numerator_label"):
            self.add_error("numerator_label", "Enter what is counted")
        if not cleaned.get("denominator_label"):
            self.add_error("denominator_label", "Enter what it is out of")

    def _check_yes_no(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("direction") != Direction.HIGHER:
            self.add_error("direction", "A yes is better than a no: select “Higher is better”")
        cleaned["target"], cleaned["baseline"] = YES, None

    def _check_percentage(self, cleaned: dict[str, Any]) -> None:
        is_national = cleaned["collection"] == Collection.NATIONAL
        if cleaned["accumulation"] == Accumulation.SUM or not is_national:
            self.add_error("accumulation", AVERAGED)

    def _check_range(self, cleaned: dict[str, Any]) -> None:
        low, high = cleaned.get("range_low"), cleaned.get("range_high")
        if cleaned.get("direction") != Direction.RANGE:
            cleaned["range_low"] = cleaned["range_high"] = None
            return
        if not self._may_have_range(cleaned):
            self.add_error(
                "direction",
                "A range is for a percentage of everything so far, or for a figure of which the "
                "latest stands and that the national team reports",
            )
        for name, end in (("range_low", low), ("range_high", high)):
            if end is None and name not in self.errors:
                self.add_error(name, "Enter both ends of the range")
        if low is not None and high is not None and low > high:
            self.add_error("range_high", "The highest must not be less than the lowest")
        cleaned["target"] = None

    @staticmethod
    def _may_have_range(cleaned: dict[str, Any]) -> bool:
        if cleaned["accumulation"] == Accumulation.RATIO:
            return True
        kind = (cleaned.get("collection"), cleaned.get("accumulation"))
        return kind == (Collection.NATIONAL, Accumulation.LATEST)

    def _check_figures(self, cleaned: dict[str, Any]) -> None:
        if "unit" in self.errors:
            return
        for name in ("baseline", "target", "range_low", "range_high"):
            value = cleaned.get(name)
            problem = "" if value is None else figure_problem(value, unit=cleaned["unit"])
            if problem and name not in self.errors:
                self.add_error(name, problem)

    def _check_bands(self, cleaned: dict[str, Any]) -> None:
        near, far = cleaned.get("on_track_within"), cleaned.get("at_risk_within")
        if near is not None and far is not None and near > far:
            message = "“At risk” must reach at least as far as “on track”"
            self.add_error("at_risk_within", message)

    def _check_title(self, cleaned: dict[str, Any]) -> None:
        """Trajectories and year targets know a measure by its title, in files as on pages."""
        title = cleaned.get("title", "")
        others = Measure.objects.filter(outcome__plan=self.plan, title__iexact=title)
        if title and others.exclude(pk=self.instance.pk).exists():
            self.add_error("title", "Another measure of the plan has this title")

    def _check_fixed(self) -> None:
        changed = [name for name in FIXED if name in self.changed_data]
        if changed and has_figures(self.instance):
            for name in changed:
                self.add_error(name, FIXED_MESSAGE.format(FIXED[name]))
        elif "collection" in changed:
            self._check_trajectory_fits()

    def _check_trajectory_fits(self) -> None:
        now = self.cleaned_data.get("collection") == Collection.NATIONAL
        was = self.initial["collection"] == Collection.NATIONAL
        if now != was and PlannedValue.objects.filter(measure=self.instance).exists():
            message = (
                "Clear its trajectory first: a national measure has one row, any other one for "
                "each locality"
            )
            self.add_error("collection", message)


class WithinPlanForm(RegisterForm):
    """A line about one of the plan's measures."""

    @property
    def plan(self) -> BusinessPlan:
        plan: Any = self.within["plan"]
        return plan  # type: ignore[no-any-return]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measures: Any = self.fields["measure"]
        measures.queryset = self.measures()

    def measures(self) -> QuerySet[Measure]:
        found = Measure.objects.filter(outcome__plan=self.plan).select_related("outcome")
        return found.order_by("outcome__order", "order")


class YearTargetForm(WithinPlanForm):
    """What one year of a plan of several is to reach."""

    class Meta:
        model = YearTarget
        fields = ["measure", "year_start", "target"]

    year_start = FinancialYearField(label="Year", help_text="Like 2014/15.")
    target = FigureField(label="Target", what="the target", max_digits=14, decimal_places=2)

    missing = {"measure": "Select the measure"}

    def measures(self) -> QuerySet[Measure]:
        return super().measures().exclude(direction=Direction.RANGE)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        year, measure = cleaned.get("year_start"), cleaned.get("measure")
        if year is not None and not self.plan.first_year <= year <= self.plan.last_year:
            message = f"{FinancialYear(year).label} is not a year of this plan"
            self.add_error("year_start", message)
        target = cleaned.get("target")
        if measure is not None and target is not None:
            problem = figure_problem(target, unit=measure.unit)
            if problem:
                self.add_error("target", problem)
        return cleaned


class PlannedValueForm(WithinPlanForm):
    """What is planned of a measure for one quarter, in one locality or nationally."""

    class Meta:
        model = PlannedValue
        fields = ["measure", "locality", "period", "value"]
        labels = {"period": "Quarter", "locality": "Locality"}
        help_texts = {"locality": "None for a measure that the national team reports."}

    value = FigureField(
        label="Planned", what="the planned figure", max_digits=14, decimal_places=2,
        help_text="1 for yes and 0 for no.",
    )  # fmt: skip

    missing = {"measure": "Select the measure", "period": "Select the quarter"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        period: Any = self.fields["period"]
        period.queryset = periods_of(self.plan).order_by("starts_on")
        period.label_from_instance = _quarter_label
        locality: Any = self.fields["locality"]
        locality.queryset = Locality.objects.order_by("cluster__order", "order", "name")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        measure, locality = cleaned.get("measure"), cleaned.get("locality")
        if measure is None:
            return cleaned
        if measure.is_national and locality is not None:
            self.add_error("locality", "The national team reports this measure: leave it empty")
        if not measure.is_national and locality is None and "locality" not in self.errors:
            self.add_error("locality", "Select the locality")
        self._check_value(measure, cleaned)
        return cleaned

    def _check_value(self, measure: Measure, cleaned: dict[str, Any]) -> None:
        value, period = cleaned.get("value"), cleaned.get("period")
        problem = "" if value is None else figure_problem(value, unit=measure.unit)
        if problem:
            self.add_error("value", problem)
        if period is not None and not measure.is_collected_on(period.starts_on):
            self.add_error("period", "The measure has ended by then")


def _quarter_label(period: ReportingPeriod) -> str:
    return period.quarter.short_label
