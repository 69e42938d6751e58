"""Every list: narrowed, exported and read back to no change; queries do not grow."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from csplan.accounts.selectors import actor_for
from programme.choices import PlanState
from programme.models import BusinessPlan, Outcome, Risk
from programme.services.risks import close_risk, escalate_risk
from tests.conftest import NOW, Cast
from tests.factories import BusinessPlanFactory, LocalityFactory, OutcomeFactory
from tests.programme.engagement import things
from tests.programme.engagement.conftest import SignIn

pytestmark = pytest.mark.django_db
MOST_QUERIES = 25
OF_A_PLAN = ("stakeholders", "communications", "impact")
LISTS = ("risks", "communication-channels", *OF_A_PLAN)


def address(slug: str, page: str, plan: BusinessPlan, *args: object) -> str:
    of_plan = [plan.slug] if slug in OF_A_PLAN else []
    return reverse(f"programme:{slug}-{page}", args=[*of_plan, *args])


def fill(plan: BusinessPlan, outcome: Outcome, cast: Cast, count: int) -> None:
    """``count`` more of everything, each with a place and a name of its own."""
    for _ in range(count):
        number = Risk.objects.count()
        place = LocalityFactory.create(cluster=cast.own.cluster)
        more = OutcomeFactory.create(plan=plan)
        things.risk(
            plan, cast.assistant, locality=place, outcome=more, title=f"Risk {number}",
            review_on=dt.date(2014, 1, 1), score_reason="Two, and\nmore.",
        )  # fmt: skip
        told = things.stakeholder(plan, locality=place, name=f"Union {number}", approach="inform")
        whole = things.stakeholder(plan, name=f"Body {number}")
        things.communication(
            plan, told, whole, what=f"News {number}", locality=place,
            channel=things.channel(f"Channel {number}"), audience="=1+1",
        )  # fmt: skip
        things.question(
            outcome, question=f"Question {number}?", evidence="Seen.", judgement="partly",
            judgement_reason="Half of it.", judged_by=cast.head, judged_at=NOW,
        )  # fmt: skip


def queries_of(browser: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


class TestQueries:
    @pytest.mark.parametrize(
        "place",
        [
            *(f"{slug}-{page}" for slug in LISTS for page in ("list", "export")),
            "risk-matrix", "stakeholder-grid", "impact-report", "home",
        ],
    )  # fmt: skip
    def test_do_not_grow(
        self, plan: BusinessPlan, outcome: Outcome, cast: Cast, sign_in: SignIn, place: str
    ) -> None:
        browser = sign_in(cast.assistant)
        slug, _, page = place.rpartition("-")
        if place == "home":
            url = "/"
        elif page in ("list", "export"):
            url = address(slug, page, plan, *(["csv"] if page == "export" else []))
        else:
            of_plan = [] if place == "risk-matrix" else [plan.slug]
            url = reverse(f"programme:{place}", args=of_plan)
        fill(plan, outcome, cast, 2)
        browser.get(url)
        few = queries_of(browser, url)
        fill(plan, outcome, cast, 8)
        assert queries_of(browser, url) == few <= MOST_QUERIES


class TestNarrowing:
    @pytest.fixture
    def risks(self, plan: BusinessPlan, outcome: Outcome, cast: Cast) -> None:
        team = actor_for(cast.national_team, on=NOW.date())
        things.risk(plan, cast.head, title="Money")
        own = things.risk(
            plan, cast.coordinator, locality=cast.own, title="A venue", likelihood=1,
            review_on=dt.date(2014, 1, 9),
        )  # fmt: skip
        escalate_risk(risk=own, reason="Now.", version=1, actor=team, at=NOW)
        over = things.risk(plan, cast.head, title="Snow", outcome=outcome)
        close_risk(risk=over, reason="Thaw.", closed_on=NOW.date(), version=1, actor=team, at=NOW)
        things.risk(BusinessPlanFactory.create(), cast.head, title="Another plan")

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", 4), ("q=venue", 1), ("state=open", 3), ("state=closed", 1),
            ("escalated=yes", 1), ("review=overdue", 1), ("locality=plan", 3),
            ("locality={own}", 1), ("locality={other}", 0), ("locality=nonsense", 0),
            ("plan={plan}", 3), ("outcome={outcome}", 1), ("sort=-score", 4),
        ],
    )  # fmt: skip
    @pytest.mark.usefixtures("risks")
    def test_finds_risks(
        self,
        plan: BusinessPlan,
        outcome: Outcome,
        cast: Cast,
        sign_in: SignIn,
        query: str,
        found: int,
    ) -> None:
        keys = {"own": cast.own.pk, "other": cast.other.pk}
        asked = query.format(plan=plan.pk, outcome=outcome.pk, **keys)
        page = sign_in(cast.auditor).get(f"{reverse('programme:risks-list')}?{asked}")
        assert page.context["found"] == found

    @pytest.mark.usefixtures("risks")
    def test_lists_open_risks_first_and_the_worst_of_them(
        self, cast: Cast, sign_in: SignIn
    ) -> None:
        page = sign_in(cast.auditor).get(reverse("programme:risks-list"))
        titles = [row.record.title for row in page.context["table"].page.object_list]
        assert titles == ["Another plan", "Money", "A venue", "Snow"]

    @pytest.mark.usefixtures("risks")
    def test_shows_each_only_their_own(self, cast: Cast, sign_in: SignIn) -> None:
        def found(person: object) -> int:
            page = sign_in(person).get(reverse("programme:risks-list"))  # type: ignore[arg-type]
            count: int = page.context["found"]
            return count

        assert [found(one) for one in (cast.sro, cast.other_sro, cast.assistant)] == [4, 3, 4]


@pytest.fixture
def round_trip(sign_in: SignIn) -> Callable[..., tuple[Client, str]]:
    """Exports a list and uploads the file again; gives the browser and the preview."""

    def trip(person: object, slug: str, plan: BusinessPlan, kind: str) -> tuple[Client, str]:
        browser = sign_in(person)  # type: ignore[arg-type]
        data = browser.get(address(slug, "export", plan, kind)).content
        sent = SimpleUploadedFile(f"list.{kind}", data)
        upload = browser.post(address(slug, "import", plan), {"file": sent})
        assert upload.status_code == 302, upload.content.decode()
        return browser, upload.headers["Location"]

    return trip


class TestRoundTrip:
    @pytest.mark.parametrize("slug", LISTS)
    @pytest.mark.parametrize("kind", ["csv", "ods"])
    def test_changes_nothing(
        self,
        plan: BusinessPlan,
        outcome: Outcome,
        cast: Cast,
        round_trip: Callable[..., tuple[Client, str]],
        slug: str,
        kind: str,
    ) -> None:
        fill(plan, outcome, cast, 3)
        things.risk(plan, cast.head, title="The whole plan’s")
        browser, preview = round_trip(cast.national_team, slug, plan, kind)
        counts = dict(browser.get(preview).context["counts"])
        assert counts.pop("Unchanged") >= 3
        assert set(counts.values()) == {0}

    def test_leaves_alone_what_one_may_not_change(
        self,
        plan: BusinessPlan,
        cast: Cast,
        round_trip: Callable[..., tuple[Client, str]],
    ) -> None:
        team = actor_for(cast.national_team, on=NOW.date())
        things.risk(plan, cast.head)
        over = things.risk(plan, cast.coordinator, locality=cast.own, title="Over")
        close_risk(risk=over, reason="So.", closed_on=NOW.date(), version=1, actor=team, at=NOW)
        browser, preview = round_trip(cast.coordinator, "risks", plan, "csv")
        counts = dict(browser.get(preview).context["counts"])
        assert counts == {"Added": 0, "Changed": 0, "Unchanged": 2, "Refused": 0}
        BusinessPlan.objects.update(state=PlanState.CLOSED)
        assert dict(browser.get(preview).context["counts"]) == counts

    def test_of_a_changed_score_is_an_assessment(
        self, plan: BusinessPlan, cast: Cast, sign_in: SignIn
    ) -> None:
        risk = things.risk(plan, cast.head)
        browser = sign_in(cast.national_team)
        data = browser.get(address("risks", "export", plan, "csv")).content.decode()
        unexplained = data.replace(",Likely,", ",Rare,")
        explained = unexplained.replace("Two departments have said so.", "They stay.")
        counts = []
        for text in (unexplained, explained):
            sent = SimpleUploadedFile("list.csv", text.encode())
            preview = browser.post(address("risks", "import", plan), {"file": sent})
            page = browser.get(preview.headers["Location"])
            counts.append(dict(page.context["counts"]))
        assert (counts[0]["Refused"], counts[1]["Changed"]) == (1, 1)
        browser.post(preview.headers["Location"], {"plan": page.context["plan"].digest})
        assert [each.score for each in risk.assessments.order_by("pk")] == [12, 3]
