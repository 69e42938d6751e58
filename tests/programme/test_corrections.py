"""Correcting what was published: a new revision, and what it changes."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.periods import Quarter
from programme.choices import ReturnState
from programme.models import MilestoneUpdate, Moderation, Nudge, QuarterlyReturn
from programme.rules.measures import FigureAnswers
from programme.selectors import author_ids
from programme.selectors.corrections import CorrectedItem, correction
from programme.selectors.national import return_line
from programme.selectors.ratings import ratings_by_milestone
from programme.services import open_correction, save_milestone
from programme.services.many import MeasureSave, save_measures
from programme.services.nudges import nudge_late, nudge_return, send_nudge
from programme.services.restatements import restate_figure
from tests.conftest import NOW, Cast, Stage
from tests.factories import QuarterlyReturnFactory, ReportingPeriodFactory
from tests.programme.situations import ON_TRACK, RETURN_URL, put_in

pytestmark = pytest.mark.django_db
ActorOf = Callable[[User], Actor]
UNTIL = NOW + dt.timedelta(days=7)
REASON = "The figure left two events out."
FORM = {
    "until_on-day": "17", "until_on-month": "1", "until_on-year": "2014", "until_hour": "17",
    "reason": REASON,
}  # fmt: skip


@pytest.fixture
def published(stage: Stage, cast: Cast) -> QuarterlyReturn:
    return put_in(ReturnState.PUBLISHED, stage, cast)


@pytest.fixture
def head(actor_of: ActorOf, cast: Cast) -> Actor:
    return actor_of(cast.head)


def opened(published: QuarterlyReturn, head: Actor) -> QuarterlyReturn:
    return open_correction(
        quarterly_return=published, until=UNTIL, reason=REASON, actor=head, at=NOW
    )


def reworded(made: QuarterlyReturn, actor: Actor) -> MilestoneUpdate:
    """Its first milestone, once ``actor`` has given it other words."""
    update = made.milestone_updates.select_related(
        "milestone", "quarterly_return__period", "quarterly_return__locality"
    ).earliest("milestone_id")
    answers = replace(ON_TRACK, narrative="Two more departments took part.")
    save_milestone(update=update, answers=answers, version=update.version, actor=actor, at=NOW)
    return update


def changes_of(made: QuarterlyReturn) -> tuple[CorrectedItem, ...]:
    found = correction(made)
    assert found is not None
    return found.items


class TestOpenCorrection:
    def test_starts_the_next_revision_from_the_published_answers(
        self, published: QuarterlyReturn, head: Actor
    ) -> None:
        made = opened(published, head)

        published.refresh_from_db()
        assert (published.state, published.revision) == (ReturnState.PUBLISHED, 1)
        assert (made.state, made.revision, made.closes_at) == (ReturnState.OPEN, 2, UNTIL)
        assert made.overview == published.overview
        assert answers_of(made) == answers_of(published)
        assert made.measure_updates.get().value == published.measure_updates.get().value

    def test_keeps_who_when_and_why(self, published: QuarterlyReturn, head: Actor) -> None:
        made = opened(published, head)

        step = made.transitions.get()
        assert (step.from_state, step.to_state, step.reason) == ("published", "open", REASON)
        event = AuditEvent.objects.get(action="return.correction_opened")
        assert (event.actor, event.after["reason"]) == (head.person, REASON)

    def test_happens_once(self, published: QuarterlyReturn, head: Actor) -> None:
        opened(published, head)

        with pytest.raises(WrongStateError, match="already"):
            opened(published, head)
        assert QuarterlyReturn.objects.filter(locality=published.locality, revision=2).count() == 1

    @pytest.mark.parametrize("state", [s for s in ReturnState if s != ReturnState.PUBLISHED])
    def test_is_for_published_returns_alone(
        self, stage: Stage, cast: Cast, head: Actor, state: ReturnState
    ) -> None:
        with pytest.raises(WrongStateError, match="not published"):
            opened(put_in(state, stage, cast), head)

    def test_needs_a_reason_and_a_time_to_come(
        self, published: QuarterlyReturn, head: Actor
    ) -> None:
        for until, reason in ((UNTIL, "  "), (NOW, REASON)):
            with pytest.raises(IncompleteError):
                open_correction(
                    quarterly_return=published, until=until, reason=reason, actor=head, at=NOW
                )
        assert not QuarterlyReturn.objects.filter(revision=2).exists()

    def test_is_the_heads_to_open(
        self, published: QuarterlyReturn, cast: Cast, actor_of: ActorOf
    ) -> None:
        for person in (cast.national_team, cast.coordinator, cast.sro, cast.administrator):
            with pytest.raises(NotPermittedError):
                opened(published, actor_of(person))


class TestWhatItStartsFrom:
    def test_holds_ratings_of_the_national_team_over_answers_left_alone(
        self, published: QuarterlyReturn, head: Actor, cast: Cast, actor_of: ActorOf
    ) -> None:
        rated = published.milestone_updates.order_by("milestone_id")
        for number, rating in enumerate(("on_track", "off_track"), start=1):
            for each in rated:
                Moderation.objects.create(
                    update=each, number=number, update_version=each.version, rating=rating,
                    reason="Two dates were missed.", by=cast.national_team, at=NOW,
                )  # fmt: skip

        made = opened(published, head)
        changed = reworded(made, actor_of(cast.coordinator))

        found = ratings_by_milestone(made)
        left_alone = [r for pk, r in found.items() if pk != changed.milestone_id]
        assert [r.moderated_rating for r in left_alone] == ["off_track"]
        assert [r.moderated and r.moderated.by for r in left_alone] == [
            cast.national_team.full_name
        ]
        assert found[changed.milestone_id].moderated is None

    def test_is_the_figure_as_it_was_put_right_since(
        self, stage: Stage, published: QuarterlyReturn, head: Actor, cast: Cast, actor_of: ActorOf
    ) -> None:
        update = published.measure_updates.get()
        later = QuarterlyReturnFactory.create(
            period=ReportingPeriodFactory.create(quarter=Quarter.parse("2013-14-q4")),
            locality=cast.own,
        )
        restate_figure(
            update=update, restated_in=later, answers=FigureAnswers(Decimal(9)),
            reason="Two events were missed.", seen=0, actor=actor_of(cast.coordinator), at=NOW,
        )  # fmt: skip

        made = opened(published, head)

        assert made.measure_updates.get().value == 9
        [item] = changes_of(made)
        assert [(each.before, each.after) for each in item.changes] == [("7", "9")]

    def test_is_an_overview_that_still_says_for_whom_it_was_entered(
        self, published: QuarterlyReturn, head: Actor
    ) -> None:
        published.overview_on_behalf_of = "The co-ordinator"
        published.save(update_fields=["overview_on_behalf_of"])

        assert opened(published, head).overview_on_behalf_of == "The co-ordinator"


class TestWhoWroteInIt:
    def test_is_whoever_changes_what_was_theirs_before(
        self, published: QuarterlyReturn, head: Actor, cast: Cast, actor_of: ActorOf
    ) -> None:
        published.milestone_updates.update(updated_by=cast.coordinator, updated_at=NOW)
        made = opened(published, head)
        assert author_ids(made) == frozenset()

        reworded(made, actor_of(cast.coordinator))

        assert author_ids(made) == {cast.coordinator.pk}

    def test_is_whoever_changes_figures_that_were_theirs_before(
        self, published: QuarterlyReturn, head: Actor, cast: Cast, actor_of: ActorOf
    ) -> None:
        published.measure_updates.update(updated_by=cast.coordinator, updated_at=NOW)
        made = opened(published, head)
        update = made.measure_updates.select_related(
            "measure", "quarterly_return__period", "quarterly_return__locality"
        ).get()

        save_measures(
            quarterly_return=made,
            saves=[MeasureSave(update, FigureAnswers(Decimal(8)), "", update.version)],
            actor=actor_of(cast.coordinator),
            at=NOW,
        )

        assert author_ids(made) == {cast.coordinator.pk}


class TestWhatItChanges:
    def test_is_nothing_at_first_and_then_each_answer_that_differs(
        self, published: QuarterlyReturn, head: Actor, cast: Cast, actor_of: ActorOf
    ) -> None:
        made = opened(published, head)
        assert changes_of(made) == ()

        update = reworded(made, actor_of(cast.coordinator))

        [item] = changes_of(made)
        assert item.title == update.milestone.title
        [change] = item.changes
        assert (change.before, change.after) == ("Under way.", "Two more departments took part.")

    def test_is_not_asked_of_a_first_revision(self, published: QuarterlyReturn) -> None:
        assert correction(published) is None


class TestPages:
    def test_opens_it_and_shows_why_to_the_coordinator(
        self, client: Client, cast: Cast, published: QuarterlyReturn
    ) -> None:
        client.force_login(cast.head)
        assert "Open a correction" in client.get(RETURN_URL).content.decode()
        client.post(f"{RETURN_URL}correct/", FORM)

        client.force_login(cast.coordinator)
        page = client.get(RETURN_URL).content.decode()
        assert "Correction 1 of what was published" in page
        assert REASON in page
        assert "Nothing has been changed yet." in page

    def test_leaves_readers_of_the_published_return_with_it(
        self, client: Client, cast: Cast, published: QuarterlyReturn, head: Actor
    ) -> None:
        opened(published, head)

        client.force_login(cast.nsg)
        page = client.get(RETURN_URL).content.decode()
        assert "Published" in page
        assert "Correction" not in page


def answers_of(quarterly_return: QuarterlyReturn) -> list[tuple[object, ...]]:
    rows = MilestoneUpdate.objects.filter(quarterly_return=quarterly_return)
    return list(
        rows.order_by("milestone_id").values_list(
            "milestone_id", "rating", "forecast_on", "narrative", "version"
        )
    )


class TestWhenItIsDue:
    """Weeks after its quarter was due, and by the day that its opening says."""

    due_at = NOW - dt.timedelta(days=30)

    @pytest.fixture
    def late_by(self) -> dt.timedelta:
        """How long after it was due the quarter's return had come."""
        return dt.timedelta(days=-1)

    @pytest.fixture
    def made(
        self,
        stage: Stage,
        published: QuarterlyReturn,
        head: Actor,
        cast: Cast,
        late_by: dt.timedelta,
    ) -> QuarterlyReturn:
        stage.period.opens_at = NOW - dt.timedelta(days=60)
        stage.period.due_at = stage.period.closes_at = self.due_at
        stage.period.save()
        published.transitions.create(
            action="submit", from_state="open", to_state="submitted",
            by=cast.coordinator, at=self.due_at + late_by,
        )  # fmt: skip
        return opened(published, head)

    def test_is_when_it_closes(self, made: QuarterlyReturn) -> None:
        assert return_line(made, at=NOW).lateness == ""
        assert return_line(made, at=UNTIL + dt.timedelta(minutes=1)).lateness == "Overdue"
        made.submitted_at = UNTIL + dt.timedelta(days=1)
        assert return_line(made, at=UNTIL).lateness == ""

    @pytest.mark.parametrize("late_by", [dt.timedelta(hours=1)])
    def test_leaves_a_quarter_late_that_was_reported_late(self, made: QuarterlyReturn) -> None:
        assert return_line(made, at=NOW).lateness == ""
        made.submitted_at = UNTIL
        assert return_line(made, at=UNTIL).lateness == "Submitted late"

    def test_keeps_it_out_of_the_reminders_of_all_who_are_late(
        self, made: QuarterlyReturn, cast: Cast, actor_of: ActorOf
    ) -> None:
        nudge_late(period=made.period, actor=actor_of(cast.national_team), at=NOW)
        assert not Nudge.objects.filter(quarterly_return=made).exists()
        nudge_return(quarterly_return=made, actor=actor_of(cast.national_team), at=NOW)
        send_nudge(nudge_id=Nudge.objects.get(quarterly_return=made).pk, at=NOW)
        assert "It is due Friday 17 January 2014 at 11am." in mail.outbox[-1].body

    def test_is_told_on_its_page_and_in_the_grid(
        self, client: Client, cast: Cast, made: QuarterlyReturn
    ) -> None:
        client.force_login(cast.coordinator)
        assert client.get(RETURN_URL).context["deadline"] == "7 days left"
        assert "Due Friday 17 January 2014 at 11am" in client.get("/").content.decode()
        client.force_login(cast.national_team)
        grid = client.get("/programme/returns/2013-14-q3/").context["grid"]
        assert [row.timing for row in grid if row.line.return_id == made.pk] == ["7 days left"]
        signed = {"submitted_by": cast.coordinator, "submitted_at": NOW}
        QuarterlyReturn.objects.filter(pk=made.pk).update(state="submitted", **signed)
        assert "Submitted late" not in client.get(RETURN_URL).content.decode()
