"""The illustrative record of delivery agrees with the illustrative returns."""

import datetime as dt

import pytest

from csplan.core.periods import FinancialYear
from csplan.demonstration.delivery import delivery_deeds
from csplan.demonstration.history import cast
from csplan.demonstration.loading import DemonstrationSummary
from localities.models import Locality
from programme.choices_delivery import SavingState, VisitState
from programme.models import (
    CaseStudy,
    DerivedMeasure,
    Event,
    Interchange,
    MeasureUpdate,
    Redeployment,
    Saving,
    Visit,
)
from programme.selectors.delivery import standard_of, visits_interval
from programme.selectors.derived import record_figure

pytestmark = pytest.mark.usefixtures("demonstration")

KINDS = (Event, Saving, Visit, CaseStudy, Redeployment, Interchange)
YEAR = FinancialYear(2013)
SATURDAY = 5


class TestRecord:
    def test_adds_up_to_every_figure_reported(self) -> None:
        compared = 0
        for derived in DerivedMeasure.objects.prefetch_related("event_types"):
            reported = MeasureUpdate.objects.filter(
                measure=derived.measure_id, version__gt=0, value__isnull=False
            ).select_related("quarterly_return__period", "quarterly_return__locality")
            for update in reported:
                returned = update.quarterly_return
                quarter = returned.period.quarter
                figure = record_figure(derived, returned.locality_id, quarter)
                assert figure.value == update.value, f"{derived}, {returned}"
                compared += 1
        assert compared > 130

    def test_holds_all_three_quarters_of_every_locality(self) -> None:
        for quarter in YEAR.quarters[:3]:
            for model in (Event, CaseStudy, Redeployment):
                there = model.objects.in_quarter(quarter).values_list("locality", flat=True)
                assert len(set(there)) >= Locality.objects.count() - 1

    def test_is_marked_illustrative(self) -> None:
        assert not any(model.objects.filter(is_illustrative=False).exists() for model in KINDS)

    def test_is_not_later_than_the_demonstrations_day_nor_at_a_weekend(self) -> None:
        for model in (Event, Saving, Visit, CaseStudy, Redeployment):
            days = set(model.objects.values_list(model.counted_on, flat=True))
            assert max(days) < dt.date(2014, 1, 10)
            assert all(day.weekday() < SATURDAY for day in days)

    def test_repeats_no_words(self) -> None:
        for model, field in ((CaseStudy, "title"), (CaseStudy, "words"), (Visit, "shows")):
            words = list(model.objects.values_list(field, flat=True))
            assert len(words) == len(set(words))

    def test_was_logged_and_decided_by_the_right_people(self) -> None:
        for model in KINDS:
            for record in model.objects.select_related("logged_by", "locality"):
                email = record.logged_by.email  # type: ignore[attr-defined]
                assert ".assistant" in email or email.startswith(f"{record.locality.slug}.coord")
        deciders = set(
            Saving.objects.exclude(decided_by=None).values_list("decided_by__email", flat=True)
        )
        assert deciders == {
            "national-coordinator@csplan.example", "national-team@csplan.example"
        }  # fmt: skip

    def test_shows_every_state(self) -> None:
        assert set(Saving.objects.values_list("state", flat=True)) == set(SavingState.values)
        assert set(Visit.objects.values_list("state", flat=True)) == set(VisitState.values)

    def test_is_loaded_once(self, demonstration: DemonstrationSummary) -> None:
        assert delivery_deeds(demonstration.business_plan, cast()) == []


class TestVisits:
    def test_stand_against_the_published_measure(self) -> None:
        standard = standard_of(YEAR)
        assert standard is not None
        assert standard.measure is not None
        assert standard.measure.text.startswith("Visit achieved on average every 2 weeks")
        interval = visits_interval(standard, year=YEAR)
        assert interval.days is not None
        assert 10 < interval.days < 20
