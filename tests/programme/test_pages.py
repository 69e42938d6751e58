"""The pages that read: plans, quarters, returns, the check, the history."""

import datetime as dt

import pytest
from django.test import Client

from csplan.audit.services import record
from csplan.core.periods import Quarter
from programme.choices import ReturnAction, ReturnState
from programme.models import MilestoneUpdate, QuarterlyReturn, ReturnTransition
from tests.conftest import NOW, Cast, Stage
from tests.factories import (
    MeasureFactory,
    MilestoneFactory,
    MilestoneUpdateFactory,
    OfferFactory,
    QuarterlyReturnFactory,
    ReportingPeriodFactory,
    SourceDocumentFactory,
    WorkItemFactory,
)
from tests.programme.situations import AT_RISK_FORM, RETURN_URL, answer_everything, close, put_in

NATIONAL_URL = "/programme/returns/2013-14-q3/"
EVERYBODY = (
    "coordinator", "assistant", "sro", "national_team", "head", "nsg", "private_office",
    "administrator", "auditor", "outsider",
)  # fmt: skip


def get(client: Client, person: object, path: str, status: int = 200) -> str:
    client.force_login(person)  # type: ignore[arg-type]
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


class TestPlanPages:
    @pytest.mark.parametrize("person", EVERYBODY)
    def test_anybody_signed_in_reads_plans(
        self, client: Client, stage: Stage, cast: Cast, person: str
    ) -> None:
        plan = stage.outcome.plan
        assert plan.title in get(client, getattr(cast, person), "/programme/plans/")
        assert plan.title in get(client, getattr(cast, person), f"/programme/plans/{plan.slug}/")

    def test_shows_every_part_of_the_plan(self, client: Client, stage: Stage, cast: Cast) -> None:
        plan = stage.outcome.plan
        plan.source = SourceDocumentFactory.create()
        plan.notes = "The text and the table disagree."
        plan.save()
        national = WorkItemFactory.create(outcome=stage.outcome, text="Widen the networks.")
        WorkItemFactory.create(outcome=stage.outcome, locality=cast.other, serves=national)
        MeasureFactory.create(outcome=stage.outcome, title="Events held", target=64)
        OfferFactory.create(plan=plan, text="We will volunteer.", achievements="775 days.")
        page = get(client, cast.nsg, f"/programme/plans/{plan.slug}/")
        for words in (
            "The text and the table disagree.",
            "Widen the networks.",
            "1 local item serves this",
            "1 local item serves this business outcome alone",
            "Events held",
            "775 days.",
            "Open Government Licence v3.0",
        ):
            assert words in page

    def test_shows_figures_with_their_unit_and_no_word_for_none(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        MeasureFactory.create(outcome=stage.outcome, title="Saved", unit="pounds", target=5_000)
        page = get(client, cast.nsg, f"/programme/plans/{stage.outcome.plan.slug}/")
        assert "£5,000" in page
        assert '<span class="govuk-visually-hidden">none</span>' in page
        assert ">None<" not in page

    def test_unknown_plan_is_not_found(self, client: Client, cast: Cast) -> None:
        get(client, cast.head, "/programme/plans/no-such-plan/", 404)


class TestPeriodList:
    def test_counts_every_return_for_the_national_team(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        page = get(client, cast.national_team, "/programme/returns/")
        assert "2 open" in page
        assert "1 accepted" in page

    def test_counts_only_visible_returns_for_others(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        assert "1 open" in get(client, cast.coordinator, "/programme/returns/")
        assert "1 open" not in get(client, cast.nsg, "/programme/returns/")

    def test_counts_a_corrected_return_once(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        QuarterlyReturnFactory.create(period=stage.period, locality=cast.own, revision=2)
        assert "2 open" in get(client, cast.head, "/programme/returns/")

    def test_names_the_state_of_each_quarter(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        ReportingPeriodFactory.create(quarter=Quarter.parse("2013-14-q4"))
        page = get(client, cast.head, "/programme/returns/")
        for state in ("Scheduled", "Open", "Closed"):
            assert f">{state}</strong>" in page

    def test_says_when_there_is_none(self, client: Client, cast: Cast) -> None:
        assert "There is no quarter yet" in get(client, cast.head, "/programme/returns/")


class TestReturnList:
    def test_shows_how_far_each_locality_has_got(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        page = get(client, cast.national_team, NATIONAL_URL)
        own, _, other = page.partition("South West")[2].partition("North West")
        assert "All 2" in other
        assert "Not started" in own
        assert cast.coordinator.full_name in page
        assert "1 of 2 submitted" in page

    def test_puts_what_needs_chasing_first(self, client: Client, stage: Stage, cast: Cast) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        page = get(client, cast.head, NATIONAL_URL)
        assert page.index("South West") < page.index("North West")

    @pytest.mark.parametrize(
        ("due_at", "closes_at", "words"),
        [
            (dt.timedelta(days=-1), dt.timedelta(days=3), "Overdue"),
            (dt.timedelta(days=-3), dt.timedelta(days=-1), "Missing"),
        ],
    )
    def test_names_what_is_late(
        self,
        client: Client,
        stage: Stage,
        cast: Cast,
        due_at: dt.timedelta,
        closes_at: dt.timedelta,
        words: str,
    ) -> None:
        period = stage.period
        period.due_at, period.closes_at = NOW + due_at, NOW + closes_at
        period.save()
        period.returns.update(closes_at=period.closes_at)
        assert f">{words}</strong>" in get(client, cast.head, NATIONAL_URL)

    def test_names_a_return_submitted_late(self, client: Client, stage: Stage, cast: Cast) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        stage.period.due_at = NOW - dt.timedelta(days=1)
        stage.period.save()
        assert "Submitted late" in get(client, cast.head, NATIONAL_URL)

    def test_misses_no_return_that_came_and_was_sent_back(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        stage.period.due_at = stage.period.closes_at = NOW - dt.timedelta(days=1)
        stage.period.save()
        stage.period.returns.update(closes_at=stage.period.closes_at)
        for action in ("submit", "send_back"):
            stage.own.transitions.create(
                action=action, from_state="open", to_state="submitted", reason="Too short.",
                by=cast.coordinator, at=NOW - dt.timedelta(days=2),
            )  # fmt: skip
        page = get(client, cast.head, NATIONAL_URL)
        assert page.count(">Overdue</strong>") == 1
        assert page.count(">Missing</strong>") == 1

    def test_goes_by_the_first_submission_that_was_not_withdrawn(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        """Here and on the return's own page."""
        put_in(ReturnState.SUBMITTED, stage, cast)
        stage.period.due_at = NOW - dt.timedelta(days=1)
        stage.period.save()
        for days, action in ((3, "submit"), (2, "send_back"), (0, "submit")):
            stage.own.transitions.create(
                action=action, from_state="open", to_state="submitted", reason="Too short.",
                by=cast.coordinator, at=NOW - dt.timedelta(days=days),
            )  # fmt: skip
        page = get(client, cast.head, NATIONAL_URL)
        assert "Submitted in time" in page
        assert "Submitted late" not in page + get(client, cast.coordinator, RETURN_URL)

    def test_administrator_sees_progress_without_links_to_words(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        page = get(client, cast.administrator, NATIONAL_URL)
        assert "North West" in page
        assert RETURN_URL not in page

    def test_coordinator_sees_only_their_own(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        page = get(client, cast.coordinator, NATIONAL_URL)
        assert "North West" in page
        assert "South West" not in page

    def test_others_see_returns_once_published(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        assert "North West" not in get(client, cast.nsg, NATIONAL_URL)
        put_in(ReturnState.PUBLISHED, stage, cast)
        assert "North West" in get(client, cast.nsg, NATIONAL_URL)

    def test_does_not_call_an_open_quarter_unopened_to_whoever_sees_none_of_it(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        page = get(client, cast.nsg, NATIONAL_URL)
        assert "This quarter has not been opened" not in page
        assert "Reporting opens" not in page
        assert "There is no return here that you can see" in page

    def test_only_the_head_is_offered_to_close(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        assert "Close this quarter" in get(client, cast.head, NATIONAL_URL)
        assert "Close this quarter" not in get(client, cast.national_team, NATIONAL_URL)

    def test_head_is_offered_to_open_a_scheduled_quarter(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        ReportingPeriodFactory.create(quarter=Quarter.parse("2013-14-q4"))
        url = "/programme/returns/2013-14-q4/"
        assert "Open this quarter" in get(client, cast.head, url)
        assert "Open this quarter" not in get(client, cast.national_team, url)

    @pytest.mark.parametrize("slug", ["2013-14-q5", "2013-15-q1", "nonsense", "2030-31-q1"])
    def test_unknown_quarter_is_not_found(self, client: Client, cast: Cast, slug: str) -> None:
        get(client, cast.head, f"/programme/returns/{slug}/", 404)


class TestPeriodOpenAndClose:
    def test_head_opens_after_confirming(self, client: Client, stage: Stage, cast: Cast) -> None:
        ReportingPeriodFactory.create(quarter=Quarter.parse("2013-14-q4"))
        url = "/programme/quarters/2013-14-q4/open/"
        assert "Open Quarter 4 2013/14 for reporting" in get(client, cast.head, url)
        response = client.post(url, follow=True)
        assert "Quarter 4 2013/14 is open" in response.content.decode()
        assert client.post(url).status_code == 409

    def test_head_closes_after_confirming(self, client: Client, stage: Stage, cast: Cast) -> None:
        url = "/programme/quarters/2013-14-q3/close/"
        assert "Close Quarter 3 2013/14 now" in get(client, cast.head, url)
        response = client.post(url, follow=True)
        assert "Quarter 3 2013/14 is closed" in response.content.decode()
        assert client.post(url).status_code == 409
        assert client.get(url).status_code == 409

    @pytest.mark.parametrize("action", ["open", "close"])
    def test_nobody_else_may(self, client: Client, stage: Stage, cast: Cast, action: str) -> None:
        url = f"/programme/quarters/2013-14-q3/{action}/"
        get(client, cast.national_team, url, 403)
        assert client.post(url).status_code == 403


class TestReturnDetail:
    def test_coordinator_sees_what_to_do_and_when(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        page = get(client, cast.coordinator, RETURN_URL)
        for words in (
            "0 of 4 answered",
            "Due Friday 17 January 2014 at 5pm (7 days left)",
            "by end December 2013",
            "overdue",
            "Last quarter: At risk",
            "Not started",
        ):
            assert words in page

    def test_puts_milestones_that_need_attention_first(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        MilestoneUpdate.objects.filter(pk=stage.milestone_update.pk).update(
            rating="complete", completed_on=dt.date(2013, 12, 1), version=1
        )
        page = get(client, cast.coordinator, RETURN_URL)
        attention, _, others = page.partition('id="others"')
        assert stage.second_milestone_update.milestone.title in attention
        assert stage.milestone_update.milestone.title in others

    def test_lists_the_worst_first(self, client: Client, stage: Stage, cast: Cast) -> None:
        """Unanswered before answered; then the worst rating; then the longest overdue."""
        listed = [
            ("Overdue long ago", "", dt.date(2013, 6, 30)),
            ("Overdue of late", "", dt.date(2013, 12, 20)),
            ("Answered off track", "off_track", dt.date(2014, 3, 31)),
            ("Answered at risk and overdue", "at_risk", dt.date(2013, 6, 30)),
            ("Not due and unanswered", "", dt.date(2014, 3, 31)),
            ("Not due and on track", "on_track", dt.date(2014, 3, 31)),
        ]
        MilestoneUpdate.objects.filter(quarterly_return=stage.own).delete()
        item = stage.milestone_update.milestone.work_item
        for order, (title, rating, latest) in enumerate(reversed(listed), start=50):
            milestone = MilestoneFactory.create(
                work_item=item, locality=cast.own, order=order, title=title, date_latest=latest,
                date_earliest=latest,
            )  # fmt: skip
            MilestoneUpdateFactory.create(
                quarterly_return=stage.own, milestone=milestone, rating=rating,
                version=1 if rating else 0,
            )  # fmt: skip
        page = get(client, cast.coordinator, RETURN_URL)
        places = [page.index(title) for title, _, _ in listed]
        assert places == sorted(places)

    def test_leads_to_the_check_when_all_is_answered(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        answer_everything(stage.own)
        page = get(client, cast.coordinator, RETURN_URL)
        assert "Check and submit" in page
        assert "Check and submit" not in get(client, cast.assistant, RETURN_URL)

    def test_shows_why_it_was_sent_back(self, client: Client, stage: Stage, cast: Cast) -> None:
        ReturnTransition.objects.create(
            quarterly_return=stage.own,
            action=ReturnAction.SEND_BACK,
            from_state=ReturnState.SUBMITTED,
            to_state=ReturnState.OPEN,
            reason="Say who will do it.",
            by=cast.sro,
            at=NOW,
        )
        page = get(client, cast.coordinator, RETURN_URL)
        assert "Say who will do it." in page
        assert cast.sro.full_name in page

    def test_reader_without_the_right_to_edit_reads_the_answers(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        answer_everything(stage.own)
        page = get(client, cast.national_team, RETURN_URL)
        assert "Under way." in page
        assert "7 events" in page
        assert f"{RETURN_URL}milestones/" not in page

    def test_coordinator_reads_a_submitted_return_and_may_withdraw_it(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        page = get(client, cast.coordinator, RETURN_URL)
        assert "Withdraw" in page
        assert f"{RETURN_URL}milestones/" not in page

    def test_offers_each_decision_to_whoever_may_take_it(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        sro = get(client, cast.sro, RETURN_URL)
        assert f"{RETURN_URL}sign-off/" in sro
        assert f"{RETURN_URL}send-back/" in sro
        head = get(client, cast.head, RETURN_URL)
        assert f"{RETURN_URL}sign-off/" not in head

    def test_closed_and_unsubmitted_says_so(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        close(stage)
        assert "This return was not submitted" in get(client, cast.coordinator, RETURN_URL)

    def test_outsiders_keep_reading_the_published_revision_during_a_correction(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        put_in(ReturnState.PUBLISHED, stage, cast)
        QuarterlyReturnFactory.create(period=stage.period, locality=cast.own, revision=2)
        assert ">Published</strong>" in get(client, cast.nsg, RETURN_URL)
        assert ">Open</strong>" in get(client, cast.coordinator, RETURN_URL)


class TestReturnCheck:
    def test_puts_what_is_missing_first_and_offers_no_button(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        page = get(client, cast.coordinator, f"{RETURN_URL}check/")
        assert "Not answered yet" in page
        assert stage.milestone_update.milestone.title in page
        assert "Submit the return" not in page

    def test_shows_answers_to_change_and_the_statement(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        answer_everything(stage.own)
        page = get(client, cast.coordinator, f"{RETURN_URL}check/")
        assert "Not answered yet" not in page
        assert "Change" in page
        assert "to the best of your knowledge" in page

    def test_assistant_checks_but_is_not_offered_to_submit(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        answer_everything(stage.own)
        page = get(client, cast.assistant, f"{RETURN_URL}check/")
        assert 'type="submit" class="govuk-button"' not in page


class TestReturnHistory:
    @pytest.fixture
    def written(self, client: Client, stage: Stage, cast: Cast) -> QuarterlyReturn:
        client.force_login(cast.coordinator)
        milestone = stage.milestone_update.milestone_id
        client.post(f"{RETURN_URL}milestones/{milestone}/", AT_RISK_FORM)
        return put_in(ReturnState.PUBLISHED, stage, cast)

    def test_shows_who_changed_what(
        self, client: Client, stage: Stage, cast: Cast, written: QuarterlyReturn
    ) -> None:
        page = get(client, cast.auditor, f"{RETURN_URL}history/")
        for words in (
            f"Answer saved: {stage.milestone_update.milestone.title}",
            cast.coordinator.full_name,
            "31 March 2014",
            "Two departments have not answered.",
        ):
            assert words in page

    def test_keeps_drafts_from_whoever_may_read_only_the_published(
        self, client: Client, stage: Stage, cast: Cast, written: QuarterlyReturn
    ) -> None:
        page = get(client, cast.nsg, f"{RETURN_URL}history/")
        assert "Answer saved" in page
        assert "Two departments have not answered." not in page

    def test_shows_a_field_it_has_no_name_for(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        record(
            action="milestoneupdate.saved",
            target=stage.milestone_update,
            actor=cast.coordinator,
            at=NOW,
            before={"evidence_seen": ""},
            after={"evidence_seen": "The minutes of 3 December."},
        )
        page = get(client, cast.coordinator, f"{RETURN_URL}history/")
        assert "<strong>Evidence seen:</strong> The minutes of 3 December." in page

    def test_says_when_nothing_has_happened(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        page = get(client, cast.coordinator, f"{RETURN_URL}history/")
        assert "Nothing has happened to this return yet" in page
