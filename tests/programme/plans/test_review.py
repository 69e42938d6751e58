"""The review of a plan's year, drafted from what happened."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.core.errors import NotPermittedError, WrongStateError
from csplan.core.models import ReportingPeriod
from programme.choices import Accumulation, PlanState
from programme.models import CaseStudy, Event, EventType, Measure, Restatement, ReviewLine
from programme.selectors.review import outcome_results
from programme.services.review import draft_review
from tests.conftest import NOW, Cast, accepted_return
from tests.factories import (
    MeasureUpdateFactory,
    MilestoneFactory,
    MilestoneUpdateFactory,
    QuarterlyReturnFactory,
)
from tests.programme.plans.making import Whole, dated, whole_plan

pytestmark = pytest.mark.django_db
ActorOf = Callable[[User], Actor]
LATE = NOW.replace(year=2015)


def report(whole: Whole, cast: Cast) -> None:
    """Two quarters of one locality and one of another; a later return is not accepted."""
    dated("2014-15-q1", "2014-15-q2")
    first, second = ReportingPeriod.objects.order_by("starts_on")
    talks = whole.measures[0]
    for period, locality, value in (
        (first, cast.own, 20),
        (second, cast.own, 12),
        (first, cast.other, 20),
    ):
        held = accepted_return(period, locality, cast=cast, at=NOW)
        MeasureUpdateFactory.create(
            quarterly_return=held, measure=talks, value=Decimal(value), version=1
        )
    waiting = QuarterlyReturnFactory.create(period=second, locality=cast.other)
    MeasureUpdateFactory.create(
        quarterly_return=waiting, measure=talks, value=Decimal(99), version=1
    )


def complete(whole: Whole, cast: Cast) -> None:
    """Three milestones: met on time, met late, not met."""
    held = accepted_return(
        ReportingPeriod.objects.earliest("starts_on"), cast.own, cast=cast, at=NOW
    )
    due = dt.date(2014, 6, 30)
    for order, on in ((1, due), (2, due + dt.timedelta(days=9)), (3, None)):
        milestone = MilestoneFactory.create(
            work_item__outcome=whole.outcomes[0], locality=cast.own, order=order,
            title=f"Step {order}", date_earliest=None, date_latest=due,
        )  # fmt: skip
        MilestoneUpdateFactory.create(
            quarterly_return=held, milestone=milestone, version=1,
            rating="complete" if on else "at_risk", completed_on=on,
        )  # fmt: skip


def log(whole: Whole, cast: Cast) -> None:
    """An event with people, and a case study."""
    logged = {"locality": cast.own, "logged_by": cast.coordinator, "logged_at": NOW}
    kind = EventType.objects.create(slug="talk", name="Talk")
    Event.objects.create(
        type=kind, held_on=dt.date(2014, 5, 1), attendance=40, outcome=whole.outcomes[0], **logged
    )
    CaseStudy.objects.create(
        title="A talk", words="They came.", sent_on=dt.date(2014, 6, 1),
        outcome=whole.outcomes[0], **logged,
    )  # fmt: skip


@pytest.fixture
def whole(cast: Cast) -> Whole:
    return whole_plan(PlanState.AGREED)


def draft(whole: Whole, actor: Actor) -> dict[str, ReviewLine]:
    draft_review(plan=whole.plan, actor=actor, at=LATE)
    lines = ReviewLine.objects.select_related("outcome")
    return {line.outcome.title: line for line in lines if line.outcome}


class TestDrafting:
    def test_tells_what_happened(self, whole: Whole, cast: Cast, actor_of: ActorOf) -> None:
        report(whole, cast)
        lines = draft(whole, actor_of(cast.national_team))
        assert "Talks held: 52 events against a target of 100 events." in (
            lines["Unity"].drafted_achievements
        )
        assert lines["Unity"].drafted_implications == (
            "Talks held: 48 events short of the target."
        )

    @pytest.mark.parametrize(("is_accepted", "total"), [(True, 59), (False, 52)])
    def test_counts_a_figure_put_right_once_that_was_accepted(
        self, whole: Whole, cast: Cast, actor_of: ActorOf, is_accepted: bool, total: int
    ) -> None:
        report(whole, cast)
        dated("2014-15-q3")
        period, home = ReportingPeriod.objects.latest("starts_on"), cast.own
        made = (
            accepted_return(period, home, cast=cast, at=NOW)
            if is_accepted
            else QuarterlyReturnFactory.create(period=period, locality=home)
        )
        Restatement.objects.create(
            update=whole.measures[0].updates.get(value=12), restated_in=made, value=19,
            previous_value=12, reason="Seven were missed.", by=cast.coordinator, at=NOW,
        )  # fmt: skip
        words = draft(whole, actor_of(cast.head))["Unity"].drafted_achievements
        assert f"Talks held: {total} events against" in words

    def test_counts_milestones(self, whole: Whole, cast: Cast, actor_of: ActorOf) -> None:
        dated("2014-15-q1")
        complete(whole, cast)
        line = draft(whole, actor_of(cast.head))["Unity"]
        assert "3 milestones: 1 met on time, 1 met late, 1 not met." in line.drafted_achievements
        assert "Not met: Step 3." in line.drafted_implications

    def test_tells_of_the_record_of_delivery(
        self, whole: Whole, cast: Cast, actor_of: ActorOf
    ) -> None:
        log(whole, cast)
        words = draft(whole, actor_of(cast.head))["Unity"].drafted_achievements
        assert "1 event was held, with 40 people attending." in words
        assert "1 case study was sent." in words

    def test_counts_nothing_of_what_came_after_the_day(self, whole: Whole, cast: Cast) -> None:
        """A pack of an earlier quarter says the same in its review as in its other tables."""
        report(whole, cast)
        log(whole, cast)
        unity = whole.outcomes[0].pk

        early = outcome_results(whole.plan, on=dt.date(2014, 5, 1))[unity]
        later = outcome_results(whole.plan, on=dt.date(2014, 7, 1))[unity]

        assert early.delivery.events == 0
        assert later.delivery.events == 1
        assert [each.total for each in later.measures] == [40]

    def test_adds_up_a_percentage_from_its_parts(
        self, whole: Whole, cast: Cast, actor_of: ActorOf
    ) -> None:
        report(whole, cast)
        Measure.objects.filter(pk=whole.measures[1].pk).update(
            unit="percent", accumulation=Accumulation.RATIO, target=Decimal(80),
            numerator_label="trained", denominator_label="staff",
        )  # fmt: skip
        for held, parts in zip(
            whole.measures[0].updates.filter(quarterly_return__state="accepted"),
            ((10, 20), (30, 60), (5, 20)),
            strict=True,
        ):
            MeasureUpdateFactory.create(
                quarterly_return=held.quarterly_return, measure=whole.measures[1], version=1,
                value=Decimal(50), numerator=Decimal(parts[0]), denominator=Decimal(parts[1]),
            )  # fmt: skip
        words = draft(whole, actor_of(cast.head))["Skills"].drafted_achievements
        assert words == "People trained: 45% against a target of 80%."

    def test_says_so_when_nothing_was_recorded(
        self, whole: Whole, cast: Cast, actor_of: ActorOf
    ) -> None:
        lines = draft(whole, actor_of(cast.head))
        assert lines["Skills"].drafted_achievements == "Nothing was recorded."
        assert lines["Skills"].text == whole.outcomes[1].text

    def test_never_touches_peoples_own_words(
        self, whole: Whole, cast: Cast, actor_of: ActorOf
    ) -> None:
        draft(whole, actor_of(cast.head))
        ReviewLine.objects.filter(outcome=whole.outcomes[1]).update(
            achievements="We learnt.", text="What we said"
        )
        report(whole, cast)
        lines = draft(whole, actor_of(cast.head))
        assert len(lines) == 2
        assert lines["Skills"].achievements == "We learnt."
        assert lines["Skills"].text == "What we said"
        assert "Talks held: 52" in lines["Unity"].drafted_achievements

    def test_is_refused_to_others_and_for_a_draft(self, cast: Cast, actor_of: ActorOf) -> None:
        agreed = whole_plan(PlanState.AGREED)
        for person in (cast.coordinator, cast.auditor, cast.administrator):
            with pytest.raises(NotPermittedError):
                draft_review(plan=agreed.plan, actor=actor_of(person), at=LATE)
        other = whole_plan(title="Draft", slug="draft")
        with pytest.raises(WrongStateError):
            draft_review(plan=other.plan, actor=actor_of(cast.head), at=LATE)

    def test_costs_the_same_for_ten_times_the_milestones(
        self, whole: Whole, cast: Cast, actor_of: ActorOf,
        django_assert_max_num_queries: Callable[..., object],
    ) -> None:  # fmt: skip
        dated("2014-15-q1")
        for order in range(1, 31):
            MilestoneFactory.create(
                work_item__outcome=whole.outcomes[0], locality=cast.own, order=order
            )
        with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
            draft(whole, actor_of(cast.head))


class TestPage:
    def test_shows_the_draft_beside_peoples_words(
        self, client: Client, whole: Whole, cast: Cast
    ) -> None:
        client.force_login(cast.head)
        client.post(whole.url("review/draft/"))
        page = client.get(whole.url("review/")).content.decode()
        assert "We kept it." in page
        assert "Nothing was recorded." in page
        assert "Draft again from the record" in page

        change = client.get(whole.url(f"review/lines/{whole.line.pk}/change/"))
        assert "Drafted from the record" in change.content.decode()

    def test_offers_no_button_to_others(self, client: Client, whole: Whole, cast: Cast) -> None:
        for who in ("coordinator", "nsg", "auditor", "administrator"):
            client.force_login(getattr(cast, who))
            assert "Draft again" not in client.get(whole.url("review/")).content.decode()
            assert client.post(whole.url("review/draft/")).status_code == 403
