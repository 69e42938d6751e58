"""The lists of measures, years' targets and planned values."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from csplan.audit.models import AuditEvent
from programme.choices import Collection, PlanState
from programme.models import (
    DerivedMeasure,
    Measure,
    MeasureUpdate,
    NationalFigure,
    PlannedValue,
    YearTarget,
)
from tests.conftest import Cast
from tests.factories import MeasureFactory, MeasureUpdateFactory, QuarterlyReturnFactory
from tests.programme.measures.situations import Framed, both, framed
from tests.programme.test_queries import cost

pytestmark = pytest.mark.each_database

LISTS = ("measures", "year-targets", "planned-values")


@pytest.fixture
def found(cast: Cast) -> Framed:
    made = framed(*both(cast))
    events, lead = made.measures["events"], made.measures["lead"]
    for place in both(cast):
        for number, period in enumerate(made.periods, start=1):
            PlannedValue.objects.create(
                measure=events, locality=place, period=period, value=number
            )
    PlannedValue.objects.create(
        measure=made.measures["placements"], period=made.periods[0], value=Decimal("3")
    )
    PlannedValue.objects.create(measure=lead, locality=cast.own, period=made.periods[3], value=1)
    YearTarget.objects.create(measure=events, year_start=2013, target=Decimal("20"))
    return made


@pytest.fixture
def national(client: Client, cast: Cast) -> Client:
    client.force_login(cast.national_team)
    return client


def details(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Visits offered",
        "definition": "Proposals with a host and two dates.",
        "unit": "visits",
        "accumulation": "sum",
        "collection": "locality",
        "direction": "higher",
        "target": "1,200",
        "on_track_within": "5",
        "at_risk_within": "15",
        **changes,
    }


class TestMeasures:
    def test_are_added_changed_ended_and_kept_in_history(
        self, national: Client, found: Framed
    ) -> None:
        form = details(outcome=found.outcome.pk)
        assert national.post(found.url("measures/add/"), form).status_code == 302
        added = Measure.objects.get(title="Visits offered")
        assert [added.target, added.order] == [1200, 7]
        url = found.url(f"measures/{added.pk}/")
        seen = national.get(f"{url}change/").context["form"].drawn_from
        changed = details(outcome=found.outcome.pk, order=7, at_risk_within="20", seen=seen)
        assert national.post(f"{url}change/", changed).status_code == 302
        end = {"ends_on-day": "31", "ends_on-month": "12", "ends_on-year": "2013"}
        assert national.post(f"{url}end/", end).status_code == 302
        added.refresh_from_db()
        assert added.at_risk_within == 20
        assert str(added.ends_on) == "2013-12-31"
        actions = AuditEvent.objects.filter(target_id=str(added.pk)).values_list("action")
        assert [action for (action,) in actions] == [
            "measure.ended",
            "measure.changed",
            "measure.added",
        ]

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"title": "EVENTS"}, "Another measure of the plan has this title"),
            ({"unit": "widgets"}, "Enter the unit for one and for several"),
            ({"unit": "own", "unit-own": "placement/"}, "Enter the unit for one and for several"),
            ({"unit": "percent"}, "Percentages do not add up"),
            ({"unit": "percent", "accumulation": "latest"}, "Percentages do not add up"),
            ({"accumulation": "ratio"}, "A percentage of everything so far has % as its unit"),
            ({"accumulation": "ratio", "unit": "percent"}, "Enter what it is out of"),
            ({"unit": "yes_no"}, "A measure that is done or not done has “yes or no” as unit"),
            ({"accumulation": "yes_no", "unit": "yes_no", "direction": "lower"}, "A yes is"),
            ({"direction": "range", "range_low": "1", "range_high": "2"}, "A range is for"),
            (
                {"direction": "range", "collection": "national", "accumulation": "latest"},
                "Enter both ends of the range",
            ),
            (
                {"direction": "range", "collection": "national", "accumulation": "latest",
                 "range_low": "9", "range_high": "2"},
                "The highest must not be less than the lowest",
            ),
            ({"target": "1.5"}, "The figure must be a whole number"),
            ({"on_track_within": "20"}, "“At risk” must reach at least as far"),
            ({"collection": "derived", "accumulation": "yes_no", "unit": "yes_no"},
             "csplan can count only what is added up from records"),
        ],
    )  # fmt: skip
    def test_say_what_cannot_be(
        self, national: Client, found: Framed, changes: dict[str, str], message: str
    ) -> None:
        form = details(outcome=found.outcome.pk) | changes
        page = national.post(found.url("measures/add/"), form).content.decode()
        assert message in page
        assert not Measure.objects.filter(title="Visits offered").exists()

    @pytest.mark.parametrize(
        "changes",
        [
            {"unit": "own", "unit-own": "placement / placements"},
            {"accumulation": "ratio", "unit": "percent", "numerator_label": "Satisfied",
             "denominator_label": "Asked", "target": "80"},
            {"accumulation": "yes_no", "unit": "yes_no", "target": ""},
            {"direction": "range", "collection": "national", "accumulation": "latest",
             "range_low": "9", "range_high": "12", "target": ""},
            {"collection": "derived"},
        ],
    )  # fmt: skip
    def test_may_be_of_any_kind(
        self, national: Client, found: Framed, changes: dict[str, str]
    ) -> None:
        form = details(outcome=found.outcome.pk) | changes
        response = national.post(found.url("measures/add/"), form)
        assert response.status_code == 302
        assert national.get(response.headers["Location"]).status_code == 200

    @pytest.mark.parametrize(
        ("name", "value", "message"),
        [
            ("unit", "days", "The unit cannot change once a figure is reported"),
            ("accumulation", "latest", "How quarters add up cannot change"),
            ("collection", "national", "Where figures come from cannot change"),
            ("direction", "lower", "What is better cannot change"),
        ],
    )
    def test_keep_what_figures_were_reported_by(
        self, national: Client, found: Framed, name: str, value: str, message: str
    ) -> None:
        events = found.measures["events"]
        asked = QuarterlyReturnFactory.create(period=found.periods[0])
        MeasureUpdateFactory.create(measure=events, quarterly_return=asked, value=3, version=1)
        form = details(outcome=found.outcome.pk, order=1, title="Events", unit="events")
        url = found.url(f"measures/{events.pk}/change/")
        page = national.post(url, {**form, name: value}).content.decode()
        assert message in page
        seen = national.get(url).context["form"].drawn_from
        assert national.post(url, {**form, "seen": seen}).status_code == 302

    def test_are_added_from_a_file_of_every_kind(self, national: Client, found: Framed) -> None:
        """A file written elsewhere: units in words, numbers left to csplan."""
        headings = (
            "Measure,Business outcome,Number,Definition,Unit,How quarters add up,"
            "Where figures come from,What is better,What is counted,Out of what,Baseline,Target,"
            "Lowest,Highest,On track up to,At risk up to,Last day"
        )
        common = ",1. Unity,,,"
        sums = "The quarters are added together,Each locality reports it,Higher is better"
        latest = "The latest quarter stands,The national team reports it"
        share = "A percentage of everything so far,Each locality reports it,Higher is better"
        rows = [
            f"Savings{common}£,{sums},,,,1100000,,,5,15,",
            f"Placed{common}placement/placements,{latest},Within a range is better,,,,,2,4,5,15,",
            f"Trained{common}%,{share},Trained,Asked,,80,,,5,15,31 December 2013",
        ]
        file = SimpleUploadedFile("measures.csv", "\n".join([headings, *rows]).encode())
        page = national.post(found.url("measures/import/"), {"file": file}, follow=True)
        plan = page.context["plan"]
        assert plan.counts["Added"] == 3, [row.problems for row in plan.refused]
        national.post(page.redirect_chain[-1][0], {"plan": plan.digest})
        added = Measure.objects.filter(title__in=["Savings", "Placed", "Trained"])
        assert sorted(added.values_list("order", "unit")) == [
            (7, "pounds"),
            (8, "placement/placements"),
            (9, "percent"),
        ]

    def test_keep_their_trajectory_where_it_fits(self, national: Client, found: Framed) -> None:
        form = details(outcome=found.outcome.pk, order=1, title="Events", unit="events")
        url = found.url(f"measures/{found.measures['events'].pk}/change/")
        page = national.post(url, {**form, "collection": "national"}).content.decode()
        assert "Clear its trajectory first" in page

    def test_are_taken_out_of_a_draft_with_what_was_planned(
        self, national: Client, found: Framed
    ) -> None:
        events = found.measures["events"]
        DerivedMeasure.objects.create(measure=events, record_kind="event", counted="records")
        url = found.url(f"measures/{events.pk}/remove/")
        assert national.post(url).status_code == 302
        assert not Measure.objects.filter(pk=events.pk).exists()
        assert PlannedValue.objects.count() == 2

    def test_stay_once_figures_were_asked_for(self, national: Client, found: Framed) -> None:
        events = found.measures["events"]
        asked = QuarterlyReturnFactory.create(period=found.periods[0])
        MeasureUpdateFactory.create(measure=events, quarterly_return=asked)
        url = found.url(f"measures/{events.pk}/remove/")
        assert national.post(url).status_code == 409
        assert PlannedValue.objects.filter(measure=events).count() == 8

    def test_of_an_agreed_plan_are_ended_not_removed(self, national: Client, cast: Cast) -> None:
        agreed = framed(cast.own, state=PlanState.AGREED)
        url = agreed.url(f"measures/{agreed.measures['events'].pk}/remove/")
        assert national.post(url).status_code == 403

    def test_ask_how_csplan_counts_what_follows_the_record(
        self, national: Client, found: Framed
    ) -> None:
        events = found.measures["events"]
        Measure.objects.filter(pk=events.pk).update(collection=Collection.DERIVED)
        url = found.url(f"measures/{events.pk}/")
        assert "Say how csplan counts it" in national.get(url).content.decode()
        DerivedMeasure.objects.create(measure=events, record_kind="event", counted="records")
        assert "Events: the number of records" in national.get(url).content.decode()


class TestYearTargets:
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"year_start": "2015/16"}, "2015/16 is not a year of this plan"),
            ({"target": "1.5"}, "The figure must be a whole number"),
        ],
    )
    def test_say_what_cannot_be(
        self, national: Client, found: Framed, changes: dict[str, str], message: str
    ) -> None:
        form = {
            "measure": found.measures["people"].pk,
            "year_start": "2013/14",
            "target": "90",
        }
        url = found.url("year-targets/add/")
        assert message in national.post(url, form | changes).content.decode()
        assert national.post(url, form).status_code == 302
        assert found.measures["people"].aim(2013) == 90
        assert found.measures["people"].aim(2014) == 80


class TestPlannedValues:
    @pytest.mark.parametrize(
        ("measure", "changes", "message"),
        [
            ("events", {"locality": ""}, "Select the locality"),
            ("events", {"value": "1.5"}, "The figure must be a whole number"),
            ("lead", {"value": "2"}, "The figure must be yes or no"),
            ("share", {"value": "101"}, "The figure must be 100 or less"),
            ("placements", {}, "The national team reports this measure: leave it empty"),
        ],
    )
    def test_say_what_cannot_be(
        self,
        national: Client,
        cast: Cast,
        found: Framed,
        measure: str,
        changes: dict[str, str],
        message: str,
    ) -> None:
        form = {
            "measure": found.measures[measure].pk,
            "locality": cast.own.pk,
            "period": found.periods[1].pk,
            "value": "1",
            **changes,
        }
        page = national.post(found.url("planned-values/add/"), form).content.decode()
        assert message in page

    def test_reach_no_further_than_the_measure(
        self, national: Client, cast: Cast, found: Framed
    ) -> None:
        Measure.objects.update(ends_on="2013-09-30")
        form = {
            "measure": found.measures["people"].pk,
            "locality": cast.own.pk,
            "period": found.periods[2].pk,
            "value": "1",
        }
        page = national.post(found.url("planned-values/add/"), form).content.decode()
        assert "The measure has ended by then" in page


class TestLists:
    @pytest.mark.parametrize("slug", LISTS)
    @pytest.mark.parametrize("kind", ["csv", "ods"])
    def test_come_back_from_a_file_unchanged(
        self, national: Client, found: Framed, slug: str, kind: str
    ) -> None:
        exported = national.get(found.url(f"{slug}/export.{kind}")).content
        file = SimpleUploadedFile(f"list.{kind}", exported)
        response = national.post(found.url(f"{slug}/import/"), {"file": file}, follow=True)
        counts = dict(response.context["counts"])
        assert counts.pop("Unchanged") > 0
        assert set(counts.values()) == {0}

    def test_read_a_trajectory_from_a_file(
        self, national: Client, cast: Cast, found: Framed
    ) -> None:
        rows = [
            "Measure,Locality,Quarter,Planned",
            "Share,North West,Quarter 2 2013/14,65.5",
            "Interval,,2013-14-q1,14",
            "Events,North West,Quarter 1 2013/14,4",
        ]
        file = SimpleUploadedFile("planned.csv", "\n".join(rows).encode())
        page = national.post(found.url("planned-values/import/"), {"file": file}, follow=True)
        url = page.redirect_chain[-1][0]
        sent = national.post(url, {"plan": page.context["plan"].digest})
        assert sent.status_code == 302
        share = PlannedValue.objects.get(measure=found.measures["share"])
        assert (share.locality, share.value) == (cast.own, Decimal("65.5"))
        assert PlannedValue.objects.get(measure=found.measures["interval"]).locality is None
        first = PlannedValue.objects.get(
            measure=found.measures["events"], locality=cast.own, period=found.periods[0]
        )
        assert first.value == 4

    @pytest.mark.parametrize("slug", LISTS)
    def test_cost_the_same_at_any_size(
        self, national: Client, cast: Cast, found: Framed, slug: str
    ) -> None:
        national.get("/programme/plans/")
        small = cost(national, found.url(f"{slug}/"))
        for order in range(10, 30):
            more = MeasureFactory.create(outcome=found.outcome, order=order)
            YearTarget.objects.create(measure=more, year_start=2013, target=1)
            PlannedValue.objects.create(
                measure=more, locality=cast.own, period=found.periods[0], value=1
            )
        assert cost(national, found.url(f"{slug}/")) == small <= 14

    @pytest.mark.parametrize("slug", LISTS)
    def test_of_a_draft_are_hidden_from_those_it_is_not_for(
        self, client: Client, cast: Cast, found: Framed, slug: str
    ) -> None:
        client.force_login(cast.nsg)
        assert client.get(found.url(f"{slug}/")).status_code == 404


def test_nothing_of_a_plan_is_reported_by_keeping_its_lists(found: Framed) -> None:
    assert not MeasureUpdate.objects.exists()
    assert not NationalFigure.objects.exists()
