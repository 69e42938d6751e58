"""What changed between two statements of a department, and between the packs of two years."""

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from localities.choices import PaymentKind
from reporting.choices import FileKind, PackKind, PackState
from reporting.components import comparison_url
from reporting.document.changes.comparison import compare
from reporting.document.changes.content import EarlierPack, pack_changes
from reporting.document.changes.facts import Change
from reporting.document.changes.kinds import KINDS, Kind
from reporting.document.changes.view import short_account
from reporting.document.facts import read_pack
from reporting.document.narrowing import narrowed
from reporting.document.pages import render_html
from reporting.document.sections import default_keys
from reporting.document.snapshot import canonical_bytes, digest, parse
from reporting.document.view import read_view
from reporting.models import Pack
from reporting.rules import YEAR_END
from reporting.selectors.earlier import edition_before
from reporting.services.reuse import unchanged
from reporting.tables import pack_url
from tests.conftest import NOW, Cast, accepted_return
from tests.factories import FundingContributionFactory, PaymentFactory, ReportingPeriodFactory
from tests.reporting.conftest import build
from tests.reporting.packs import pack
from tests.reporting.test_document_snapshot import Words

Snapshot = dict[str, Any]
Edit = Callable[[Snapshot], None]
Q1, Q2 = "2013-14-q1", "2013-14-q2"
INVOICE = {"id": 1, "kind": "invoiced", "paid_on": "2013-05-07", "amount_pence": 11_000_000,
           "reference": "First half"}  # fmt: skip
RECEIPT = INVOICE | {"id": 2, "kind": "received", "paid_on": "2013-06-04"}
SAVING = {"id": 7, "what": "shared reception desk", "partner": "Home Office",
          "amount_pence": 1_000_000, "is_validated": False}  # fmt: skip
OTHER = SAVING | {"id": 8, "what": "shared car park", "amount_pence": 2_500_000}
PLACE = {"name": "North West", "is_represented": True, "people": 60}


def statement(quarter: str = Q2) -> Snapshot:
    """A statement of the Department for Work and Pensions."""
    snapshot = narrowed(pack(), PackKind.DEPARTMENT, "dwp")
    snapshot["period"] = {**snapshot["period"], "slug": quarter}
    snapshot |= {
        "subject": {"kind": "department", "slug": "department-dwp", "name": "DWP"},
        "sections": list(default_keys(PackKind.DEPARTMENT)),
    }
    snapshot["statement"] = {
        "finance": {
            "year": "2013/14", "on": "2013-09-30", "agreed_by_all_pence": 110_000_000,
            "validated_pence": 5_000_000, "waiting_pence": 3_500_000, "savings": [SAVING, OTHER],
            "own": {"department": "dwp", "department_name": "DWP", "agreed_pence": 22_000_000,
                    "invoiced_pence": 11_000_000, "received_pence": 11_000_000,
                    "payments": [INVOICE, RECEIPT]},
        },
        "coverage": {
            "on": "2013-09-30", "by_cluster_only": 3,
            "places": [PLACE, PLACE | {"name": "South West", "is_represented": False}],
        },
        "events": {"on": "2013-09-30", "total": 9, "year": 4, "quarter": 1},
    }  # fmt: skip
    return copy.deepcopy(snapshot)


def put(*path: Any, value: Any) -> Edit:
    """``value`` at a place in a statement."""

    def change(snapshot: Snapshot) -> None:
        here: Any = snapshot["statement"]
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = value

    return change


def found(*before: Edit, after: tuple[Edit, ...] = ()) -> tuple[Change, ...]:
    """What changed from Quarter 1 to Quarter 2, once each side is edited."""
    was, now = statement(Q1), statement()
    for edits, side in ((before, was), (after, now)):
        for edit in edits:
            edit(side)
    return compare(read_pack(was), read_pack(now), digest="d").rows


FINANCE = ("finance",)
PAYMENTS = ("finance", "own", "payments")
SAVINGS = ("finance", "savings")
PLACES = ("coverage", "places")
EXAMPLES: list[tuple[str, Edit, Edit | None, Kind, dict[str, Any]]] = [
    ("agreed less", put("finance", "own", "agreed_pence", value=23_000_000), None,
     Kind.FIGURE_LOWER, {"title": "Agreed for the year", "before": "230000", "after": "220000"}),
    ("invoiced more", put("finance", "own", "invoiced_pence", value=0), None,
     Kind.FIGURE_HIGHER, {"title": "Invoiced so far", "before": "0", "after": "110000"}),
    ("cluster only", put("coverage", "by_cluster_only", value=5), None,
     Kind.FIGURE_LOWER, {"title": "Its people held by cluster only", "after": "3"}),
    ("events", put("events", "year", value=2), None,
     Kind.FIGURE_HIGHER, {"title": "Events of the year so far with its people", "before": "2"}),
    ("invoice sent", put(*PAYMENTS, value=[RECEIPT]), None,
     Kind.INVOICED, {"what": "First half", "after": "110000", "now": "2013-05-07"}),
    ("payment received", put(*PAYMENTS, value=[INVOICE]), None,
     Kind.RECEIVED, {"line": "payment-2", "title": "Payment received"}),
    ("payment put right", put(*PAYMENTS, 0, "amount_pence", value=1_000), None,
     Kind.PAYMENT_CHANGED, {"before": "10", "after": "110000"}),
    ("payment moved", put(*PAYMENTS, 0, "paid_on", value="2013-05-06"), None,
     Kind.PAYMENT_CHANGED, {"before": "", "now": "2013-05-07"}),
    ("payment by mistake", put(*PAYMENTS, value=[INVOICE, RECEIPT, RECEIPT | {"id": 3}]), None,
     Kind.PAYMENT_GONE, {"line": "payment-3"}),
    ("saving claimed", put(*SAVINGS, value=[OTHER]), None,
     Kind.SAVING_CLAIMED, {"line": "saving-7", "now": "waiting", "place": "Home Office"}),
    ("saving withdrawn", put(*SAVINGS, value=[SAVING, OTHER, SAVING | {"id": 9}]), None,
     Kind.SAVING_GONE, {"line": "saving-9", "after": "10000"}),
    ("saving validated", put(*SAVINGS, 0, "amount_pence", value=900_000),
     put(*SAVINGS, 0, "is_validated", value=True),
     Kind.SAVING_VALIDATED, {"before": "9000", "after": "10000", "now": "validated"}),
    ("saving not valid", put(*SAVINGS, 0, "is_validated", value=True), None,
     Kind.SAVING_UNVALIDATED, {"line": "saving-7"}),
    ("saving put right", put(*SAVINGS, 0, "amount_pence", value=1), None,
     Kind.SAVING_CHANGED, {"before": "0.01"}),
    ("network joined", put(*PLACES, 0, "is_represented", value=False), None,
     Kind.NETWORK_JOINED, {"title": "North West", "was": "absent", "now": "represented"}),
    ("network left", put(*PLACES, 1, "is_represented", value=True), None,
     Kind.NETWORK_LEFT, {"title": "South West", "was": "represented", "now": "absent"}),
    ("locality gone", put(*PLACES, value=[PLACE, PLACE | {"name": "South West",
     "is_represented": False}, PLACE | {"name": "Wales"}]), None,
     Kind.NETWORK_LEFT, {"title": "Wales", "now": ""}),
    ("people there", put(*PLACES, 0, "people", value=None), None,
     Kind.PEOPLE_THERE, {"before": "", "after": "60"}),
]  # fmt: skip


class TestStatements:
    def test_are_told_apart_by_nothing_but_the_quarter(self) -> None:
        assert found() == ()

    @pytest.mark.parametrize(
        ("before", "after", "kind", "values"),
        [each[1:] for each in EXAMPLES],
        ids=[each[0] for each in EXAMPLES],
    )
    def test_find_each_kind_of_change(
        self, before: Edit, after: Edit | None, kind: Kind, values: dict[str, Any]
    ) -> None:
        rows = [row for row in found(before, after=(after,) if after else ()) if row.kind is kind]

        told = [{name: getattr(row, name) for name in values} for row in rows]
        assert values in told
        assert len(rows) == 1 or kind in (Kind.FIGURE_HIGHER, Kind.FIGURE_LOWER)

    def test_tell_every_figure_then_and_now_once_one_moved(self) -> None:
        rows = found(put(*PLACES, 0, "is_represented", value=False))
        figures = {row.title: (row.before, row.after) for row in rows if row.unit}

        assert figures["Coverage of its people"] == ("0", "50")
        assert figures["Its people who are served"] == ("0", "60")
        assert figures["Received so far"] == ("110000", "110000")
        assert figures["Savings validated, its part"] == ("10000", "10000")
        assert len(figures) == 16

    def test_tell_no_coverage_of_people_who_are_not_held(self) -> None:
        nobody = [PLACE | {"people": None}]

        rows = found(put(*PLACES, value=nobody))

        assert "Coverage of its people" not in {row.title for row in rows}

    def test_put_what_matters_most_first(self) -> None:
        rows = found(
            put(*SAVINGS, value=[]),
            put("finance", "validated_pence", value=0),
            put("finance", "own", "received_pence", value=22_000_000),
            put(*PAYMENTS, value=[]),
            put(*PLACES, 1, "is_represented", value=True),
        )

        ranks = [KINDS.index(row.kind) for row in rows]
        assert ranks == sorted(ranks)
        assert rows[0].title == "Received so far"
        assert [row.line for row in rows if row.kind is Kind.SAVING_CLAIMED] == [
            "saving-8", "saving-7",
        ]  # fmt: skip

    def test_call_nothing_a_fall_or_withdrawn_when_a_year_has_begun(self) -> None:
        rows = found(
            put("finance", "year", value="2012/13"),
            put("finance", "validated_pence", value=90_000_000),
            put(*SAVINGS, value=[SAVING | {"id": 70}]),
            put(*PAYMENTS, value=[INVOICE | {"id": 10}]),
        )

        kinds = {row.kind for row in rows}
        assert kinds == {
            Kind.FIGURE_ANEW, Kind.FIGURE_SAME, Kind.RECEIVED, Kind.INVOICED, Kind.SAVING_CLAIMED,
        }  # fmt: skip

    def test_do_not_tell_what_an_earlier_one_does_not_hold(self) -> None:
        def without_lists(snapshot: Snapshot) -> None:
            del snapshot["statement"]["finance"]["savings"]
            del snapshot["statement"]["finance"]["own"]["payments"]
            del snapshot["statement"]["events"]

        assert found(without_lists) == ()

    def test_are_compared_with_the_national_pack_where_there_is_no_other(self) -> None:
        national = pack() | {"events": {"on": "2013-06-30", "total": 0, "departments": {}}}
        contribution = national["finance"]["contributions"][0] | {"payments": [INVOICE]}
        national["finance"]["contributions"] = [contribution]
        part = narrowed(national, PackKind.DEPARTMENT, contribution["department"])
        now = copy.deepcopy(part) | {"subject": statement()["subject"]}
        now["statement"]["finance"]["own"]["payments"].append(RECEIPT)

        rows = pack_changes(now, EarlierPack(canonical_bytes(part), digest="d"))["rows"]
        assert [row["kind"] for row in rows] == ["received"]

    def test_are_summed_up_without_ratings_and_dates(self) -> None:
        validated = put(*SAVINGS, value=[SAVING | {"id": 9, "is_validated": True}])
        rows = found(
            put(*PAYMENTS, value=[INVOICE]),
            put(*PLACES, 0, "is_represented", value=False),
            after=(validated,),
        )

        assert short_account(rows) == (
            "3 figures are higher and none lower. No invoices were sent and 1 payment was "
            "received. The department joined 1 network and left none. 1 saving was newly claimed, "
            "1 newly validated and 2 withdrawn or refused."
        )


def told(snapshot: Snapshot, before: Snapshot | None) -> str:
    """The words of the section of what changed, frozen and read again."""
    earlier = EarlierPack(canonical_bytes(before)) if before else None
    frozen = parse(canonical_bytes(snapshot | {"changes": pack_changes(snapshot, earlier)}))
    html = render_html(frozen)
    section = html[html.index('id="changes"') :]
    end = section.find("</section>")
    return " ".join(Words(section[:end]).text)


class TestTheSectionOfAStatement:
    def test_shows_each_figure_and_what_is_new(self) -> None:
        before = statement(Q1)
        for edit in (put(*PAYMENTS, value=[]), put("finance", "own", "received_pence", value=0),
                     put(*SAVINGS, value=[SAVING]),
                     put(*PLACES, 0, "people", value=50)):  # fmt: skip
            edit(before)
        text = told(statement(), before)

        for said in (
            "Compared with edition 1 of Quarter 1 2013/14, as published",
            "Received so far £0 £110,000 ↑ £110,000 more",
            "Agreed for the year £220,000 £220,000 As before",
            "Invoice sent First half 7 May 2013 £110,000 New",
            "North West Represented, 50 people Represented, 60 people",
            "Coverage of its people 45.5% 50% ↑ 4.5 percentage points more",
            "Shared car park Home Office £25,000 Newly claimed",
        ):
            assert said in text

    def test_says_when_nothing_changed_and_when_it_is_the_first(self) -> None:
        text = told(statement(), statement(Q1))
        assert "Compared with edition 1 of Quarter 1 2013/14, nothing has changed." in text
        text = told(statement(), None)
        assert "This is the first statement: neither one nor a report on Quarter 1" in text


REVIEW: Snapshot = {
    "year": "2013/14", "last_year": "2012/13", "quarters": [Q1, Q2], "offers": [],
    "lines": [{"id": 4, "offer": "Hold events", "achievements": "Four were held.",
               "implications": "", "is_drafted": False}],
    "impact": [{"id": 2, "outcome": 1, "question": "Did they help?", "evidence": "A survey.",
                "judgement": "Partly", "reason": "Few answered.", "is_illustrative": True}],
}  # fmt: skip


def year(quarter: str = "2013-14-q4", *, plan: int = 1) -> Snapshot:
    """A year-end pack under a plan of that key."""
    snapshot = pack(localities=2, milestones_each=2, measures=1, silent=(), risks=0)
    snapshot["period"]["slug"] = quarter
    snapshot["plans"] = [snapshot["plans"][0] | {"id": plan, "title": f"Plan {plan}"}]
    for each in snapshot["outcomes"]:
        each["plan"] = plan
    for each in snapshot["milestones"]:
        each["reports"] = [each["reports"][-1] | {"quarter": quarter, "rating": "on_track"}]
    return copy.deepcopy(snapshot) | {
        "review": copy.deepcopy(REVIEW),
        "subject": {"kind": "year-end", "slug": "year-end", "name": ""},
        "sections": list(default_keys(PackKind.YEAR_END)),
    }


class TestYears:
    def test_tell_what_sums_each_up_then_and_now(self) -> None:
        before, now = year("2012-13-q4"), year()
        before["milestones"][0]["reports"][0]["rating"] = "off_track"
        before["finance"]["savings"][0]["is_validated"] = False
        before["coverage"]["represented"] += 10

        rows = compare(read_pack(before), read_pack(now), digest="d").rows
        figures = {row.title: (row.kind, row.before, row.after) for row in rows}

        assert figures["Milestones off track"] == (Kind.FIGURE_LOWER, "1", "0")
        assert figures["Savings validated"] == (Kind.FIGURE_HIGHER, "0", "12400.5")
        assert figures["People represented"][0] is Kind.FIGURE_LOWER
        assert figures["Contributions agreed"] == (Kind.FIGURE_SAME, "440000", "440000")
        assert {row.line for row in rows} >= {"summary", "finance", "coverage", "activity"}

    def test_tell_no_coverage_that_cannot_be_told(self) -> None:
        before, after = year(plan=1), year(plan=1)
        before["coverage"] |= {"has_departments": False, "represented": 0}

        titles = {
            row.title for row in compare(read_pack(before), read_pack(after), digest="d").rows
        }

        assert "Coverage of all people" not in titles
        assert "People represented" in titles

    def test_tell_of_another_plan_and_not_of_each_of_its_lines(self) -> None:
        rows = compare(read_pack(year("2012-13-q4", plan=7)), read_pack(year()), digest="d").rows

        told = [(row.kind, row.line, row.title) for row in rows if row.what]
        assert told == [(Kind.REMOVED, "plan-7", "Plan 7"), (Kind.ADDED, "plan-1", "Plan 1")]
        assert {row.line.split("-")[0] for row in rows} == {"plan"}

    @pytest.mark.parametrize(
        ("quarter", "period"),
        [
            ("2013-14-q2", "2013/14 so far, to Quarter 2 2013/14 (July to September 2013)"),
            ("2013-14-q4", "2013/14"),
        ],
    )
    def test_are_called_by_the_year_and_how_far_it_has_come(
        self, quarter: str, period: str
    ) -> None:
        assert read_view(year(quarter)).period == period

    def test_tell_of_two_editions_what_the_review_says_otherwise(self) -> None:
        before, now = year(), year()
        now["review"]["lines"][0]["achievements"] = "Five were held."
        now["review"]["impact"][0]["judgement"] = "Yes"

        rows = compare(read_pack(before), read_pack(now), digest="d").rows
        assert [(row.line, row.title, row.what, row.after) for row in rows] == [
            ("review", "Hold events", "Achieved", "Five were held."),
            ("review", "Did they help?", "Judgement", "Yes"),
        ]

    def test_say_which_year_they_are_compared_with_and_when_there_is_none(self) -> None:
        before = year("2012-13-q4")
        before["coverage"]["represented"] -= 10
        text = told(year(), before)
        assert "What changed since 2012/13" in text
        assert "Compared with edition 1 of 2012/13, to Quarter 4 2012/13, as published" in text
        assert "Figure 2012/13 2013/14 Movement" in text
        assert "2 figures are higher and none lower." in text
        text = told(year(), None)
        assert "This is the first year-end report: none on 2012/13 was published" in text


@pytest.mark.django_db
class TestBuilding:
    def asked(self, cast: Cast, quarter: str, kind: PackKind, subject: str, **about: Any) -> Pack:
        period = ReportingPeriod.objects.filter(starts_on=Quarter.parse(quarter).starts_on).first()
        if period is None:
            period = ReportingPeriodFactory.create(quarter=Quarter.parse(quarter))
            for locality in (cast.own, cast.other):
                accepted_return(period, locality, cast=cast, at=NOW)
        build_number = Pack.objects.filter(period=period, subject=subject).count() + 1
        return Pack.objects.create(
            period=period, kind=kind, subject=subject, edition=1, build=build_number, **about,
            requested_by=cast.national_team, requested_at=NOW, queued_at=NOW,
        )  # fmt: skip

    def published(self, pack: Pack, cast: Cast) -> Pack:
        build(pack)
        Pack.objects.filter(pk=pack.pk).update(
            state=PackState.PUBLISHED,
            proposed_by=cast.national_team,
            proposed_at=NOW,
            published_by=cast.head,
            published_at=NOW,
        )
        pack.refresh_from_db()
        return pack

    def changes(self, pack: Pack) -> dict[str, Any]:
        build(pack)
        data = bytes(pack.files.get(kind=FileKind.SNAPSHOT).content)
        found: dict[str, Any] = parse(data)["changes"]
        return found

    def test_freezes_what_a_department_paid_since_its_statement_before(
        self, closed_period: ReportingPeriod, cast: Cast
    ) -> None:
        contribution = FundingContributionFactory.create(year_start=2013)
        about = {"subject_name": "DWP", "department": contribution.department}
        of = (PackKind.DEPARTMENT, f"department-{contribution.department.slug}")
        PaymentFactory.create(contribution=contribution, paid_on=dt.date(2013, 5, 1))
        first = self.published(self.asked(cast, Q2, *of, **about), cast)
        PaymentFactory.create(
            contribution=contribution, kind=PaymentKind.RECEIVED, paid_on=dt.date(2013, 11, 1)
        )

        held = self.changes(self.asked(cast, "2013-14-q3", *of, **about))

        assert held["against"]["digest"] == first.snapshot_digest
        assert [row["kind"] for row in held["rows"] if not row["kind"].startswith("figure")] == [
            "received"
        ]
        again = self.asked(cast, "2013-14-q3", *of, **about)
        assert unchanged(again, at=NOW)
        self.shows(self.published(again, cast), cast)

    def shows(self, pack: Pack, cast: Cast) -> None:
        """The page that compares any two editions says the same."""
        client = Client()
        client.force_login(cast.national_team)
        page = client.get(comparison_url(pack)).content.decode()
        assert "What changed from Quarter 2 2013/14 to Quarter 3 2013/14" in page
        assert "Payment received" in page
        assert f'href="{pack_url("pack-read", pack)}#statement"' in page

    def test_compares_a_year_with_the_year_before_alone(
        self, closed_period: ReportingPeriod, cast: Cast
    ) -> None:
        of = (PackKind.YEAR_END, YEAR_END.slug)
        earlier = [
            self.published(self.asked(cast, quarter, *of), cast)
            for quarter in ("2012-13-q4", "2012-13-q2", "2011-12-q4", "2013-14-q1")
        ]
        pack = self.asked(cast, Q2, *of)

        assert edition_before(pack, known_at=NOW - dt.timedelta(seconds=1)) is None
        assert edition_before(pack, known_at=NOW) == earlier[0]
        held = self.changes(pack)
        assert held["against"]["digest"] == digest(
            bytes(earlier[0].files.get(kind=FileKind.SNAPSHOT).content)
        )
        assert unchanged(self.asked(cast, Q2, *of), at=NOW)

    def test_says_of_the_first_year_that_it_is_the_first(
        self, closed_period: ReportingPeriod, cast: Cast
    ) -> None:
        self.published(self.asked(cast, "2012-13-q4", PackKind.NATIONAL, "national"), cast)

        held = self.changes(self.asked(cast, Q2, PackKind.YEAR_END, YEAR_END.slug))
        assert held == {"against": None, "rows": []}
