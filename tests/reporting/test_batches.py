"""Packs of several kinds, built together and published after the national one."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.core.errors import IncompleteError, NotPermittedError, TooManyError, WrongStateError
from csplan.core.models import ReportingPeriod
from programme.choices import ReturnState
from programme.models import QuarterlyReturn
from programme.services import accept_return, send_back_return
from reporting.choices import BuildStep, FileKind, PackKind, PackState
from reporting.document.snapshot import parse
from reporting.forms_building import EVERY, BatchForm
from reporting.models import Pack, PackBatch, PackFile
from reporting.rules import NATIONAL
from reporting.selectors.batches import batch_progress
from reporting.selectors.subjects import subjects_of
from reporting.services import propose_pack, publish_pack
from reporting.services.batches import request_packs, retry_failed
from reporting.services.builds import Outcome
from tests.conftest import NOW, Cast, accepted_return
from tests.factories import FundingContributionFactory
from tests.reporting.conftest import ActorOf, build

pytestmark = pytest.mark.django_db
Ask = Callable[..., PackBatch]


@pytest.fixture
def ask(closed_period: ReportingPeriod, cast: Cast, actor_of: ActorOf) -> Ask:
    """Asks for the packs with those slugs, or for all there can be."""
    FundingContributionFactory.create(
        department=cast.private_office.grants.get().department, year_start=2013
    )

    def request(*slugs: str, by: User = cast.national_team, **changes: Any) -> PackBatch:
        known = subjects_of(closed_period)
        chosen = [each for each in known if not slugs or each.slug in slugs]
        return request_packs(
            period=closed_period, subjects=chosen, actor=actor_of(by), at=NOW, **changes
        )

    return request


def snapshot_of(pack: Pack) -> dict[str, Any]:
    return parse(bytes(PackFile.objects.get(pack=pack, kind=FileKind.SNAPSHOT).content))


def publish(pack: Pack, team: Actor, head: Actor) -> None:
    propose_pack(pack=pack, version=pack.version, note="Put right.", actor=team, at=NOW)
    pack.refresh_from_db()
    publish_pack(pack=pack, version=pack.version, actor=head, at=NOW)


class TestBatch:
    def test_builds_every_kind_from_one_moment(self, ask: Ask, cast: Cast) -> None:
        """What changes after the first of them is made changes none of them."""
        batch = ask()
        packs = list(batch.packs.order_by("pk"))
        assert {each.kind for each in packs} == set(PackKind.values)
        assert packs[0].subject == NATIONAL.slug
        build(packs[0])
        QuarterlyReturn.objects.filter(period=batch.period).update(overview="Changed since.")
        for each in packs[1:]:
            build(each)
        batch.refresh_from_db()
        assert batch.frozen_at == NOW
        assert {each.state for each in batch.packs.all()} == {PackState.BUILT}
        for each in packs:
            snapshot = snapshot_of(each)
            assert snapshot["built_at"] == parse(bytes(batch.content or b""))["built_at"]
            assert "Changed since." not in repr(snapshot)
        local = next(each for each in packs if each.kind == PackKind.LOCALITY)
        assert [row["slug"] for row in snapshot_of(local)["localities"]] == ["north-west"]
        assert local.title == "Monitoring pack for North West, Quarter 2 2013/14"
        assert local.file_stem == (
            "csplan-monitoring-pack-2013-14-q2-locality-north-west-edition-1-build-1"
        )

    def test_counts_as_one_build_and_says_what_is_wrong(
        self, ask: Ask, cast: Cast, closed_period: ReportingPeriod, actor_of: ActorOf
    ) -> None:
        ask("year-end", hourly_limit=1)
        with pytest.raises(WrongStateError, match="Year-end pack, 2013/14 so far"):
            ask("year-end", hourly_limit=None)
        with pytest.raises(TooManyError):
            ask("national", hourly_limit=1)
        with pytest.raises(IncompleteError):
            ask("no-such-pack", hourly_limit=None)
        with pytest.raises(NotPermittedError):
            ask("national", by=cast.nsg)
        assert Pack.objects.count() == 1

    def test_tries_only_the_failed_ones_again(
        self, ask: Ask, cast: Cast, actor_of: ActorOf
    ) -> None:
        batch, team = ask("national", "locality-north-west"), actor_of(cast.national_team)
        with pytest.raises(WrongStateError):
            retry_failed(batch=batch, actor=team, at=NOW)
        broken = batch.packs.get(kind=PackKind.LOCALITY)
        failed = {"state": PackState.FAILED, "failure_reason": "Cut off", "attempts": 3}
        Pack.objects.filter(pk=broken.pk).update(**failed)
        build(batch.packs.get(kind=PackKind.NATIONAL))
        assert batch_progress(batch).words == "1 of 2 built, 1 failed"
        (again,) = retry_failed(batch=batch, actor=team, at=NOW + dt.timedelta(days=1))
        assert (again.subject, again.build, again.batch) == (broken.subject, 2, batch)
        assert not batch_progress(batch).is_finished
        build(again)
        found = batch_progress(batch)
        assert (found.words, found.is_finished) == ("2 of 2 built", True)
        assert batch.frozen_at is None
        assert snapshot_of(again)["built_at"].startswith(NOW.astimezone(dt.UTC).date().isoformat())

    def test_tries_nothing_again_that_nobody_may_ask_for(
        self, ask: Ask, cast: Cast, actor_of: ActorOf, own_return: QuarterlyReturn
    ) -> None:
        """A return sent back since is a gap that the Head alone may answer for."""
        batch, team = ask("national"), actor_of(cast.national_team)
        national = batch.packs.get()
        send_back_return(
            quarterly_return=own_return, version=own_return.version, reason="Too short.",
            actor=team, at=NOW,
        )  # fmt: skip
        while build(national) is Outcome.TRY_AGAIN:
            pass
        assert "reopened: North West" in national.failure_reason
        for actor in (team, actor_of(cast.head)):
            with pytest.raises(WrongStateError, match="North West"):
                retry_failed(batch=batch, actor=actor, at=NOW)
        assert batch.packs.count() == 1

    def test_says_why_returns_lack_in_what_is_tried_again(
        self, ask: Ask, cast: Cast, actor_of: ActorOf, own_return: QuarterlyReturn
    ) -> None:
        unsigned = {"state": ReturnState.SIGNED_OFF, "accepted_by": None, "accepted_at": None}
        QuarterlyReturn.objects.filter(pk=own_return.pk).update(**unsigned)
        own_return.refresh_from_db()
        batch = ask("national", "year-end", by=cast.head, gap_reason="The NSG meets tomorrow.")
        broken = batch.packs.get(kind=PackKind.YEAR_END)
        failed = {"state": PackState.FAILED, "failure_reason": "Cut off", "attempts": 3}
        Pack.objects.filter(pk=broken.pk).update(**failed)
        build(batch.packs.get(kind=PackKind.NATIONAL))
        accept_return(
            quarterly_return=own_return, version=own_return.version,
            actor=actor_of(cast.national_team), at=NOW,
        )  # fmt: skip
        (again,) = retry_failed(batch=batch, actor=actor_of(cast.national_team), at=NOW)
        assert (again.gaps, again.gap_reason) == (["North West"], "The NSG meets tomorrow.")
        build(again)
        assert (again.gaps, again.gap_reason) == (["North West"], "The NSG meets tomorrow.")


class TestPublishing:
    def test_follows_the_national_pack_and_reaches_its_own_readers(
        self, ask: Ask, cast: Cast, actor_of: ActorOf
    ) -> None:
        batch = ask()
        team, head = actor_of(cast.national_team), actor_of(cast.head)
        packs = {each.subject: each for each in batch.packs.order_by("pk")}
        for each in packs.values():
            build(each)
        local, own = packs["locality-north-west"], packs["locality-south-west"]
        propose_pack(pack=local, version=local.version, actor=team, at=NOW)
        local.refresh_from_db()
        with pytest.raises(WrongStateError, match="national pack of the quarter first"):
            publish_pack(pack=local, version=local.version, actor=head, at=NOW)
        publish(packs["national"], team, head)
        publish_pack(pack=local, version=local.version, actor=head, at=NOW)
        for subject in packs.keys() - {"national", "locality-north-west"}:
            publish(packs[subject], team, head)

        def reads(user: User) -> set[str]:
            found = Pack.objects.visible_to(actor_of(user)).released()
            return set(found.values_list("kind", flat=True)) | {
                each.subject for each in found if each.kind == PackKind.LOCALITY
            }

        everywhere = {PackKind.NATIONAL, PackKind.OUTCOME, PackKind.YEAR_END}
        for user in (cast.coordinator, cast.assistant, cast.sro):
            assert reads(user) == everywhere | {PackKind.LOCALITY, local.subject}
        assert reads(cast.other_sro) == everywhere | {PackKind.LOCALITY, own.subject}
        assert reads(cast.private_office) == everywhere | {PackKind.DEPARTMENT}
        for user in (cast.nsg, cast.auditor):
            assert reads(user) == set(PackKind.values) | {local.subject, own.subject}
        assert reads(cast.administrator) == set()

    def test_refuses_every_kind_whose_returns_were_corrected_since(
        self, ask: Ask, cast: Cast, actor_of: ActorOf, own_return: QuarterlyReturn
    ) -> None:
        """But for a department's statement, which tells of no return."""
        team, head = actor_of(cast.national_team), actor_of(cast.head)
        packs = list(ask().packs.order_by("pk"))
        for each in packs:
            build(each)
        publish(packs[0], team, head)
        accepted_return(own_return.period, cast.own, cast=cast, at=NOW, revision=2)
        untouched = ("department-", "locality-south-west")
        for each in packs[1:]:
            if each.subject.startswith(untouched):
                publish(each, team, head)
                continue
            with pytest.raises(WrongStateError, match=r"2013/14\. Build it again"):
                publish(each, team, head)
        out = set(Pack.objects.published().values_list("kind", flat=True))
        assert out == {PackKind.NATIONAL, PackKind.DEPARTMENT, PackKind.LOCALITY}

    def test_follows_the_later_edition_that_puts_returns_right(
        self, ask: Ask, cast: Cast, actor_of: ActorOf, own_return: QuarterlyReturn
    ) -> None:
        team, head = actor_of(cast.national_team), actor_of(cast.head)
        (first,) = ask("national").packs.all()
        build(first)
        publish(first, team, head)
        accepted_return(own_return.period, cast.own, cast=cast, at=NOW, revision=2)
        national, year = ask("national", "year-end").packs.order_by("pk")
        build(national)
        build(year)
        with pytest.raises(WrongStateError, match="national pack of the quarter first"):
            publish(year, team, head)
        publish(national, team, head)
        publish_pack(pack=year, version=year.version, actor=head, at=NOW)
        assert set(Pack.objects.published()) == {national, year}


class TestPages:
    def test_ask_for_packs_and_show_how_far_they_are(
        self,
        closed_period: ReportingPeriod,
        cast: Cast,
        client: Client,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        client.force_login(cast.national_team)
        url = reverse("reporting:batch-build", args=[closed_period.slug])
        assert "North West" in client.get(url).content.decode()
        nothing = client.post(url, {})
        assert (nothing.status_code, PackBatch.objects.count()) == (422, 0)
        assert "Select at least one pack to build" in nothing.content.decode()
        sent = {"whole": ["national"], "localities": ["locality-north-west"]}
        page = client.post(url, sent, follow=True)
        batch = PackBatch.objects.get()
        words = page.content.decode()
        assert "0 of 2 built" in words
        for each in batch.packs.select_related("period"):
            assert reverse("reporting:pack-detail", args=each.address) in words
        progress = reverse("reporting:batch-progress", args=[batch.pk])
        assert client.get(progress).json() == {
            "words": "0 of 2 built", "done": 0, "total": 2 * len(BuildStep), "finished": False,
        }  # fmt: skip
        Pack.objects.filter(pk=batch.packs.get(kind=PackKind.NATIONAL).pk).update(
            state=PackState.BUILDING, step=BuildStep.PRINT, attempts=1,
            lease_until=NOW, lease_token="held",
        )  # fmt: skip
        found = client.get(progress).json()
        assert found["words"] == "0 of 2 built. Now: Monitoring pack, Quarter 2 2013/14"
        assert 0 < found["done"] < len(BuildStep)

    def test_tick_a_whole_group_at_once(self, closed_period: ReportingPeriod) -> None:
        subjects = subjects_of(closed_period)
        places = {each.slug for each in subjects if each.kind == PackKind.LOCALITY}

        form = BatchForm({"localities": [EVERY]}, needs_reason=False, subjects=subjects)

        assert form.is_valid()
        assert len(places) > 1
        assert {each.slug for each in form.chosen} == places

    def test_say_everything_that_is_missing_together(self, closed_period: ReportingPeriod) -> None:
        form = BatchForm({}, needs_reason=True, subjects=subjects_of(closed_period))

        assert set(form.errors) == {"whole", "gap_reason"}

    def test_cost_the_same_however_many_packs_there_are(
        self, ask: Ask, cast: Cast, client: Client
    ) -> None:
        client.force_login(cast.national_team)

        def cost(batch: PackBatch) -> int:
            url = reverse("reporting:batch-detail", args=[batch.pk])
            with CaptureQueriesContext(connection) as found:
                assert client.get(url).status_code == 200
            return len(found)

        national = ask("national")
        cost(national)
        few = cost(national)
        assert cost(ask("locality-north-west", "year-end", "locality-south-west")) == few <= 8

    def test_let_people_choose_and_order_the_sections(
        self, closed_period: ReportingPeriod, cast: Cast, client: Client
    ) -> None:
        client.force_login(cast.national_team)
        about = [closed_period.slug, "locality-north-west"]
        url = reverse("reporting:pack-build", args=about)
        page = client.get(url)
        form = page.context["form"]
        assert "Monitoring pack for North West" in page.content.decode()
        places = {f"place-{key}": str(n) for n, key in enumerate(form.keys, start=1)}
        none = client.post(url, places)
        assert (none.status_code, Pack.objects.count()) == (422, 0)
        wrong = client.post(url, places | {"show-risks": "on", "place-risks": "x"})
        assert "must be a number" in wrong.content.decode()
        chosen = {"show-summary": "on", "show-risks": "on", "place-risks": "1"}
        client.post(url, places | {"place-summary": "2"} | chosen)
        pack = Pack.objects.get()
        assert (pack.subject, pack.sections) == ("locality-north-west", ["risks", "summary"])
        build(pack)
        assert snapshot_of(pack)["sections"] == ["risks", "summary"]
        assert client.get(reverse("reporting:pack-build", args=[about[0], "x"])).status_code == 404
