"""The sections of a pack that come from the records: money, coverage, stages, activity, sight."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.template.loader import render_to_string

from localities.models import Representation
from localities.selectors.coverage import coverage_on
from programme.models import ObjectiveLink, StageMove
from reporting.document.pages import render_html, render_reading_page
from reporting.document.view import read_view
from tests.conftest import NOW, Cast, Stage
from tests.factories import (
    CategoryFactory,
    FundingContributionFactory,
    HeadcountFactory,
    ObjectiveFactory,
    ObjectiveSetFactory,
    PaymentFactory,
    WorkItemFactory,
    publish_set,
)
from tests.programme.delivery import records as made
from tests.reporting.packs import pack
from tests.reporting.test_document_content import snapshot_of
from tests.reporting.test_document_snapshot import Words

SECTIONS = ("finance", "coverage", "stages", "activity", "sight")
Change = Callable[[dict[str, Any]], None]
Q2, Q4 = dt.date(2013, 9, 2), dt.date(2014, 2, 3)


def small() -> dict[str, Any]:
    return pack(localities=2, milestones_each=1, measures=1, silent=())


def shown(snapshot: dict[str, Any], key: str) -> str:
    """The words of one section, as read."""
    html = render_to_string(
        f"reporting/document/sections/{key}.html", {"pack": read_view(snapshot)}
    )
    return " ".join(Words(html).text)


def withdrawn(cast: Cast) -> dict[str, Any]:
    return {"withdrawn_by": cast.sro, "withdrawn_at": NOW, "withdrawn_reason": "Twice."}


def after(key: str, change: Change) -> str:
    snapshot = small()
    change(snapshot[key])
    return shown(snapshot, key)


def set_all(name: str, **changes: Any) -> Change:
    """Changes every row of one list."""

    def change(section: dict[str, Any]) -> None:
        for row in section[name]:
            row.update(changes)

    return change


def replace(**changes: Any) -> Change:
    return lambda section: section.update(changes)


class TestWords:
    def test_count_items_of_what_the_plan_calls_by_the_name_of_all(self) -> None:
        snapshot = small()
        snapshot["plans"][0] |= {
            "item_singular": "work programme item", "item_plural": "work programme",
        }  # fmt: skip
        assert "work programme items of" in " ".join(Words(render_html(snapshot)).text)

    @pytest.mark.parametrize(
        ("key", "said"),
        [
            ("finance", "2 departments agreed £440,000 for 2013/14. £220,000 is still to be"),
            ("finance", "£110,000 invoiced is still to be received."),
            ("finance", "£12,400.50 validated and £12,400.50 claimed only."),
            ("finance", "is 2% of the contributions of £440,000, which savings are to equal; "),
            ("finance", "Cashable, recurring every year £12,400.50 £12,400.50 £24,801"),
            ("finance", "Shared reception desk Ministry of Justice North West 12 August 2013"),
            ("coverage", "At least 64.0% of staff were represented in local networks on 30"),
            ("coverage", "or 800 people: 160 more people must be represented to meet it, as far"),
            ("coverage", "The cluster’s headcount 640 1,000 64.0% 31 March 2013 Annual survey"),
            ("coverage", "HMRC Yes 90 Yes 90"),
            ("coverage", "MOJ Yes not known Yes not known"),
            ("coverage", "DCLG – – 40"),
            ("coverage", "2 headcounts do not say the day they are as at, only the plan year."),
            ("stages", "2 work programme items of their own: 2 core offering. A quarter before"),
            ("stages", "North West 0 was 1 1 was 0 0 1"),
            ("stages", "Innovate to core offering 5 August 2013 Both pilot schools asked"),
            ("stages", "Core offering: North West and West Midlands"),
            ("activity", "2 visits took place in Quarter 2 2013/14. A visit every day on average"),
            ("activity", "The head of a Jobcentre, Bolton"),
            ("activity", "All localities 4 80 –"),
            ("activity", "West Midlands , outcome 2."),
            ("sight", "Head of the Civil Service: Sir Bob Kerslake, 2012/13 Objective O8"),
            ("sight", "Outcome 2: Champion reform Localities keep a pipeline of visits."),
        ],
    )
    def test_say_what_the_records_hold(self, key: str, said: str) -> None:
        assert said in shown(small(), key)

    @pytest.mark.parametrize(
        ("key", "change", "said"),
        [
            ("finance", replace(savings=[]), "No savings were recorded this quarter."),
            ("finance", replace(savings=[]), "No savings were recorded for 2013/14 by 30 Sept"),
            ("finance", replace(contributions=[]), "No contributions are recorded for 2013/14."),
            ("finance", replace(contributions=[]), "No contributions are recorded to compare"),
            ("finance", set_all("savings", is_validated=True), "so far: all are validated."),
            ("finance", set_all("savings", is_validated=False), "none are validated yet."),
            ("finance", set_all("savings", agreed_on="2013-05-01"), "No savings were recorded th"),
            (
                "finance",
                set_all("savings", amount_pence=44_000_000, is_validated=True),
                "What is validated equals or exceeds the contributions of £440,000.",
            ),
            ("coverage", replace(people=0), "No headcount is held, so coverage cannot be"),
            ("coverage", replace(has_departments=False), "but no headcount is held by department"),
            ("coverage", replace(departments=[]), "none is recorded as represented."),
            ("coverage", replace(represented=900), "800 people: it is met."),
            ("coverage", replace(target_percent=None), "The year has no target for coverage."),
            ("coverage", set_all("clusters", unattributed=1000), "Not known 1,000 Not known"),
            ("stages", replace(items=[], moves=[]), "No locality has work programme items of its"),
            ("stages", replace(moves=[]), "No item moved from one stage to another this quarter."),
            ("stages", set_all("items", serves=None), "No locality has taken it up."),
            ("stages", set_all("items", serves=None), "Local priorities, which serve no national"),
            ("stages", set_all("moves", taken_on_by="CS Learning"), "Taken on by: CS Learning."),
            ("stages", set_all("items", stage=""), "No stage yet"),
            ("activity", replace(visits=[]), "No visits took place in Quarter 2 2013/14. No aver"),
            ("activity", replace(visits=[]), "No visits were offered this quarter, and none was"),
            ("activity", replace(visit_every_days=None), "2 visits took place in Quarter 2"),
            ("activity", replace(case_studies=[]), "No case studies were sent this quarter."),
            ("activity", replace(events=[]), "No events were recorded this quarter."),
            (
                "activity",
                set_all("visits", state="accepted", visit_on="2013-11-05"),
                "Accepted 5 November 2013",
            ),
            ("sight", replace(objectives=[]), "No published objective is linked to this plan."),
        ],
    )
    def test_say_what_is_missing_or_otherwise(self, key: str, change: Change, said: str) -> None:
        assert said in after(key, change)

    def test_quote_what_people_typed_literally_and_not_at_length(self) -> None:
        snapshot = small()
        snapshot["finance"]["savings"][0]["what"] = "<b>desk"
        snapshot["activity"]["case_studies"][0]["words"] = "<i> " + "word " * 900
        snapshot["stages"]["moves"][0]["reason"] = "<u>why"
        snapshot["sight"]["objectives"][0]["serving"][0]["how"] = "<s>how"
        html = render_html(snapshot)
        for literal in ("&lt;b&gt;desk", "&lt;i&gt; word", "&lt;u&gt;why", "&lt;s&gt;how"):
            assert literal in html
        assert html.count("word ") < 70


class TestOneLocality:
    @pytest.mark.parametrize(
        ("key", "said", "not_said"),
        [
            ("finance", "Savings of £12,400.50 are claimed", "contributions"),
            ("finance", "Cashable, recurring every year", "All localities"),
            ("stages", "North West has 1 work programme item of its own", "All localities"),
            ("stages", "Stage of each item", "No locality"),
            ("activity", "1 visit took place in Quarter 2 2013/14.", "standard"),
        ],
    )
    def test_is_told_of_alone(self, key: str, said: str, not_said: str) -> None:
        snapshot = pack(localities=1, milestones_each=1, measures=1, silent=())
        snapshot["subject"] = {"kind": "locality", "slug": "north-west", "name": "North West"}
        snapshot["finance"]["contributions"] = []
        text = shown(snapshot, key)
        assert said in text
        assert not_said not in text


class TestMatrix:
    def test_is_cut_into_tables_that_a_page_has_room_for(self) -> None:
        snapshot = pack(localities=20, milestones_each=1, measures=1, silent=())
        coverage = read_view(snapshot).coverage
        assert coverage is not None
        assert [len(band.places) for band in coverage.bands] == [9, 9, 2]
        assert [band.has_wide for band in coverage.bands] == [False, False, True]
        assert [sum(head.width for head in band.clusters) for band in coverage.bands] == [9, 9, 2]


class TestOlderPacks:
    @pytest.mark.parametrize("key", SECTIONS)
    def test_that_were_frozen_without_a_section_say_nothing_of_it(self, key: str) -> None:
        snapshot = small()
        del snapshot[key]
        for html in (render_html(snapshot), render_reading_page(snapshot)):
            assert f'id="{key}"' not in html
            assert f'href="#{key}"' not in html


@pytest.mark.django_db
class TestSnapshot:
    def test_holds_the_money_of_the_year_up_to_the_quarters_end(
        self, stage: Stage, cast: Cast
    ) -> None:
        agreed = FundingContributionFactory.create()
        PaymentFactory.create(contribution=agreed)
        PaymentFactory.create(contribution=agreed, kind="received", paid_on=Q4)
        FundingContributionFactory.create(year_start=2012)
        made.logged(made.saving(cast.own), cast.coordinator)
        decided = {"decided_by": cast.sro, "decided_at": NOW}
        others: tuple[dict[str, Any], ...] = (
            {"agreed_on": Q2, "state": "validated", **decided},
            {"agreed_on": Q4},
            {"state": "refused", "refusal_reason": "No letter.", **decided},
            withdrawn(cast),
        )
        for number, changes in enumerate(others):
            row = made.saving(cast.own, what=f"Another saving {number}", **changes)
            made.logged(row, cast.coordinator)

        found = snapshot_of(stage.period)["finance"]

        (contribution,) = found["contributions"]
        assert contribution["agreed_pence"] == 22_000_000
        assert (contribution["invoiced_pence"], contribution["received_pence"]) == (11_000_000, 0)
        told = [(row["agreed_on"], row["is_validated"]) for row in found["savings"]]
        assert told == [("2013-09-02", True), ("2013-11-12", False)]

    def test_holds_coverage_as_its_own_page_has_it(self, stage: Stage, cast: Cast) -> None:
        head = HeadcountFactory.create(cluster=cast.own.cluster, people=900)
        contribution = FundingContributionFactory.create()
        HeadcountFactory.create(
            cluster=None, locality=cast.own, department=contribution.department, people=300
        )
        Representation.objects.create(locality=cast.own, department=contribution.department)
        page = coverage_on(on=dt.date(2013, 12, 31))

        found = snapshot_of(stage.period)["coverage"]

        assert (found["people"], found["represented"]) == (page.figure.people, 300)
        row = next(each for each in found["clusters"] if each["id"] == head.cluster_id)
        assert (row["people"], row["unattributed"]) == (900, 600)
        cells = found["departments"][0]["cells"]
        assert {(cell["is_represented"], cell["people"]) for cell in cells} >= {(True, 300)}

    def test_holds_stages_as_on_the_quarters_last_day(self, stage: Stage, cast: Cast) -> None:
        item = WorkItemFactory.create(outcome=stage.outcome, locality=cast.own, stage="core")
        later = WorkItemFactory.create(outcome=stage.outcome, locality=cast.own, stage="innovate")
        moves = (
            (item, "", "innovate", dt.date(2013, 4, 1)),
            (item, "innovate", "core", dt.date(2013, 10, 7)),
            (item, "core", "embed", Q4),
            (later, "", "innovate", Q4),
        )
        for which, before, to, day in moves:
            StageMove.objects.create(
                work_item=which, from_stage=before, to_stage=to, moved_on=day, reason="It works.",
                taken_on_by="CS Learning", recorded_by=cast.head, recorded_at=NOW,
            )  # fmt: skip

        found = snapshot_of(stage.period)["stages"]

        rows = {row["id"]: (row["stage_before"], row["stage"]) for row in found["items"]}
        assert rows[item.pk] == ("innovate", "core")
        assert later.pk not in rows
        assert [(row["item"], row["to_stage"]) for row in found["moves"]] == [(item.pk, "core")]

    def test_holds_what_was_logged_for_the_quarter_and_stands(
        self, stage: Stage, cast: Cast
    ) -> None:
        done: dict[str, Any] = {
            "state": "done", "visit_on": dt.date(2013, 12, 2), "answered_by": cast.head,
            "answered_at": NOW,
        }  # fmt: skip
        rows = [
            *(made.event(cast.own, stage.outcome, **changes) for changes in (
                {"attendance": 30}, {"attendance": 12}, {"held_on": Q2}, withdrawn(cast),
            )),
            *(made.visit(cast.own, **changes) for changes in (
                {"offered_on": Q2, **done}, {"offered_on": Q4}, withdrawn(cast),
            )),
            *(made.case_study(cast.own, stage.outcome, **changes) for changes in (
                {}, {"sent_on": None}, {"sent_on": Q2}, withdrawn(cast),
            )),
        ]  # fmt: skip
        for row in rows:
            made.logged(row, cast.coordinator)

        found = snapshot_of(stage.period)["activity"]

        assert [(row["count"], row["attendance"]) for row in found["events"]] == [(2, 42)]
        assert [row["visit_on"] for row in found["visits"]] == ["2013-12-02"]
        assert [row["sent_on"] for row in found["case_studies"]] == ["2013-11-12"]

    def test_tells_published_objectives_alone(self, stage: Stage) -> None:
        held = [
            ObjectiveFactory.create(
                category=CategoryFactory.create(objective_set=ObjectiveSetFactory.create()),
                reference="O3",
                text=text,
            )
            for text in ("Visit teams every two weeks.", "Not yet agreed.")
        ]
        publish_set(held[0].category.objective_set)
        for each in held:
            ObjectiveLink.objects.create(
                plan=stage.outcome.plan, objective=each, outcome=stage.outcome, how="By visits."
            )

        snapshot = snapshot_of(stage.period)

        (row,) = snapshot["sight"]["objectives"]
        assert row["text"] == "Visit teams every two weeks."
        assert "Not yet agreed." not in str(snapshot)
        assert re.search(r"By visits.+2 milestones", shown(snapshot, "sight"))
