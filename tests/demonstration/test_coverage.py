"""The illustrative coverage adds up to what the localities reported."""

import datetime as dt

import pytest

from csplan.core.models import Department
from csplan.demonstration.coverage import load_coverage
from csplan.demonstration.files import read
from csplan.demonstration.organisation import load_organisation
from csplan.demonstration.transcription import load_documents
from localities.models import Headcount, Locality, LocalityMembership, PlannedResources
from localities.selectors import coverage_on

pytestmark = pytest.mark.django_db
DAY = dt.date(2014, 1, 10)


@pytest.fixture
def loaded() -> None:
    load_organisation(load_documents())
    load_coverage()
    load_coverage()


class TestLoadCoverage:
    @pytest.mark.usefixtures("loaded")
    def test_comes_to_what_each_locality_reported(self) -> None:
        reported = read("year/measures")["measures"][0]["reported"]
        represented = read("coverage")["represented"]

        for slug, people in represented.items():
            figures = [figure for figure in reported[slug] if isinstance(figure, int)]
            assert people == figures[min(1, len(figures) - 1)]
        assert coverage_on(on=DAY).figure.represented == sum(represented.values())

    @pytest.mark.usefixtures("loaded")
    def test_keeps_the_published_denominators_and_says_it_is_a_lower_bound(self) -> None:
        figure = coverage_on(on=DAY).figure

        assert (figure.people, figure.needed) == (372_760, 298_208)
        assert figure.is_lower_bound

    @pytest.mark.usefixtures("loaded")
    def test_is_marked_as_illustrative(self) -> None:
        made_up = Headcount.objects.filter(department__isnull=False)

        assert made_up.exists()
        assert not made_up.filter(is_illustrative=False).exists()


class TestLoadOrganisationOverTime:
    @pytest.mark.usefixtures("loaded")
    def test_every_locality_joined_its_cluster_with_the_plan(self) -> None:
        starts = LocalityMembership.objects.values_list("starts_on", flat=True)

        assert set(starts) == {dt.date(2013, 4, 1)}
        assert len(starts) == Locality.objects.count() == 8

    @pytest.mark.usefixtures("loaded")
    def test_holds_the_plan_s_own_figures(self) -> None:
        planned = PlannedResources.objects.get(year_start=2013)

        assert (planned.budget_pence, str(planned.fte)) == (110_000_000, "12.10")
        assert planned.coverage_percent == 80
        assert Department.objects.count() == 7
