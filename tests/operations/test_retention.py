"""What is past its time is deleted, what is held stays, and evidence is never touched."""

import datetime as dt
from collections.abc import Callable, Iterable
from io import StringIO
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import models

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User
from csplan.audit.models import AuditEvent
from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from csplan.drafts.models import Draft
from csplan.notices.choices import NoticeKind, NoticeState
from csplan.notices.models import DigestDay, Notice
from csplan.operations.choices import HoldScope
from csplan.operations.errors import OperationsError
from csplan.operations.models import LegalHold
from csplan.operations.rules import SCHEDULE
from csplan.operations.services.holds import lift_hold, place_hold
from csplan.operations.services.retention import RULES, apply_retention
from csplan.operations.tasks import keep_to_the_schedule
from csplan.registers.models import PendingImport
from csplan.registers.uploads import hold
from localities.models import Locality, LocalityMembership
from programme.services.sheets import upload_key
from tests.conftest import NOW
from tests.factories import (
    ClusterFactory,
    QuarterlyReturnFactory,
    ReportingPeriodFactory,
    RoleGrantFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

ActorOf = Callable[[User], Actor]

PAGE = "/programme/returns/2013-14-q3/north-west/milestones/1/"
DAY = dt.timedelta(days=1)


@pytest.fixture
def coordinator(own_locality: Locality) -> RoleGrant:
    return RoleGrantFactory.create(role=Role.COORDINATOR, locality=own_locality)


@pytest.fixture
def period(db: None) -> ReportingPeriod:
    return ReportingPeriodFactory.create(quarter=Quarter.parse("2013-14-q3"))


def write(holder: RoleGrant, *, days: int, name: str) -> None:
    """One record of every kind that is deleted some day, ``days`` old."""
    at = NOW - days * DAY
    Draft.objects.create(owner=holder.user, page=f"{PAGE}{name}/", words={}, typed_at=at)
    Notice.objects.create(
        recipient=holder.user,
        grant=holder,
        kind=NoticeKind.SENT_BACK,
        key=name,
        subject="Sent back",
        content={"parts": [{"url": PAGE}]},
        made_at=at,
        state=NoticeState.SENT,
        settled_at=at,
    )
    PendingImport.objects.create(
        owner=holder.user,
        register="events",
        file_name=f"{name}.ods",
        data=b"",
        digest="0" * 64,
        created_at=at,
        expires_at=at,
    )
    DigestDay.objects.create(on=at.date(), done_at=at)
    Session.objects.create(session_key=name, session_data="", expire_date=at)
    UserSession.objects.create(
        user=holder.user, ip="192.0.2.7", user_agent="Lynx", session_key=name, last_seen_at=at
    )


def left() -> dict[str, int]:
    kinds: tuple[type[models.Model], ...] = (
        Draft, Notice, PendingImport, DigestDay, Session, UserSession
    )  # fmt: skip
    return {kind.__name__: kind._default_manager.count() for kind in kinds}


ALL = {
    "Draft": 1, "Notice": 1, "PendingImport": 1, "DigestDay": 1, "Session": 1, "UserSession": 1
}  # fmt: skip
NONE = dict.fromkeys(ALL, 0)


class TestApplyRetention:
    def test_deletes_what_is_past_its_time_and_says_how_much(self, coordinator: RoleGrant) -> None:
        write(coordinator, days=91, name="old")
        done = apply_retention(at=NOW, is_dry_run=False)

        assert [(due.entry.name, due.deleted, due.held) for due in done] == [
            ("drafts", 1, 0),
            ("emails", 1, 0),
            ("digest-days", 1, 0),
            ("files", 0, 0),
            ("uploads", 1, 0),
            ("sign-ins", 1, 0),
            ("sessions", 1, 0),
        ]
        assert left() == NONE
        event = AuditEvent.objects.get(action="retention.applied")
        assert event.after["drafts"] == {"deleted": 1, "held": 0}

    @pytest.mark.parametrize(
        ("days", "kept"),
        [
            (29, {name: 1 for name in ALL if name != "Session"}),
            (31, {"Notice": 1, "DigestDay": 1}),
            (89, {"Notice": 1, "DigestDay": 1}),
        ],
    )
    def test_keeps_what_is_in_its_time(
        self, days: int, kept: dict[str, int], coordinator: RoleGrant
    ) -> None:
        write(coordinator, days=days, name="young")
        apply_retention(at=NOW, is_dry_run=False)

        assert left() == NONE | kept

    def test_changes_nothing_in_a_dry_run(self, coordinator: RoleGrant) -> None:
        write(coordinator, days=91, name="old")
        out = StringIO()
        call_command("apply_retention", "--dry-run", stdout=out)

        assert "drafts: 1 would be deleted\n" in out.getvalue()
        assert left() == ALL
        assert not AuditEvent.objects.exists()

    def test_keeps_an_email_that_waits_however_old(self, coordinator: RoleGrant) -> None:
        write(coordinator, days=91, name="old")
        Notice.objects.update(state=NoticeState.WAITING, settled_at=None)
        apply_retention(at=NOW, is_dry_run=False)

        assert Notice.objects.count() == 1

    def test_runs_by_itself_and_leaves_no_event_when_nothing_is_due(self) -> None:
        keep_to_the_schedule()

        assert not AuditEvent.objects.exists()


class TestUploads:
    """A file waits two hours to be imported; its name and checksum are kept longer."""

    def test_are_emptied_by_the_schedule_once_nobody_can_import_them(
        self, coordinator: RoleGrant, actor_of: ActorOf
    ) -> None:
        uploaded("events", coordinator.user, ended=True, actor_of=actor_of)
        waiting = uploaded("posts", coordinator.user, actor_of=actor_of)
        replaced = uploaded("headcounts", coordinator.user, actor_of=actor_of)
        replacing = uploaded("headcounts", coordinator.user, actor_of=actor_of)
        assert bytes(PendingImport.objects.get(pk=replaced.pk).data) == FILE

        done = {each.entry.name: each for each in apply_retention(at=NOW, is_dry_run=False)}
        later = apply_retention(at=NOW + dt.timedelta(seconds=1), is_dry_run=False)

        assert done["files"].deleted == 1
        assert [each.deleted for each in later if each.entry.name == "files"] == [1]
        assert set(with_bytes()) == {waiting.pk, replacing.pk}
        assert PendingImport.objects.count() == 4

    @pytest.mark.parametrize(
        ("scope", "about"),
        [
            ("locality", "north-west"),
            ("quarter", "2013-14-q3"),
            ("person", "{email}"),
            ("record", "registers.pendingimport:{upload}"),
        ],
    )
    def test_of_a_return_are_held_with_what_it_is_about(
        self, scope: str, about: str, own_locality: Locality, period: ReportingPeriod,
        actor_of: ActorOf,
    ) -> None:  # fmt: skip
        """Whoever uploaded them, and however often anybody uploads since."""
        theirs = QuarterlyReturnFactory.create(locality=own_locality, period=period)
        writer, other = UserFactory.create(), UserFactory.create()
        held = uploaded(upload_key(theirs), writer, ended=True, actor_of=actor_of)
        uploaded("events", other, ended=True, actor_of=actor_of)
        names = {"email": writer.email, "upload": held.pk}
        place_hold(scope=HoldScope(scope), about=about.format(**names), reason="A case", at=NOW)

        uploaded(upload_key(theirs), writer, ended=True, actor_of=actor_of)
        done = {each.entry.name: each for each in apply_retention(at=NOW, is_dry_run=False)}

        assert held.pk in with_bytes()
        assert done["files"].held >= 1
        apply_retention(at=NOW + 31 * DAY, is_dry_run=False)
        assert PendingImport.objects.filter(pk=held.pk, data=FILE).exists()
        assert not PendingImport.objects.filter(owner=other).exists()

    @pytest.mark.parametrize("membership", ["present", "past"])
    def test_of_its_cluster_s_assistants_are_held_with_a_locality(
        self, membership: str, own_locality: Locality, actor_of: ActorOf
    ) -> None:
        cluster = own_locality.cluster
        if membership == "past":
            cluster = ClusterFactory.create()
            LocalityMembership.objects.create(
                locality=own_locality, cluster=cluster, ends_on=NOW.date()
            )
        assistant = RoleGrantFactory.create(role=Role.ASSISTANT, cluster=cluster)
        held = uploaded("events", assistant.user, ended=True, actor_of=actor_of)
        place_hold(scope=HoldScope.LOCALITY, about="north-west", reason="A case", at=NOW)

        apply_retention(at=NOW, is_dry_run=False)

        assert [*with_bytes()] == [held.pk]


FILE = b"two rows of events"


def uploaded(key: str, owner: User, *, actor_of: ActorOf, ended: bool = False) -> PendingImport:
    """A file put up at this moment, or so long ago that nobody can import it any more."""
    at = NOW - 3 * dt.timedelta(hours=1) if ended else NOW
    return hold(key=key, file_name="a.ods", data=FILE, actor=actor_of(owner), at=at)


def with_bytes() -> Iterable[int]:
    return PendingImport.objects.exclude(data=b"").values_list("pk", flat=True)


class TestHold:
    @pytest.mark.parametrize(
        ("scope", "about", "kept"),
        [
            ("locality", "north-west", {"Draft", "Notice", "PendingImport"}),
            ("quarter", "2013-14-q3", {"Draft", "Notice"}),
            ("person", "{email}", {"Draft", "Notice", "PendingImport", "UserSession"}),
            ("record", "notices.Notice:{notice}", {"Notice"}),
        ],
    )
    def test_keeps_what_it_is_about_until_it_is_lifted(
        self,
        scope: Any,
        about: str,
        kept: set[str],
        coordinator: RoleGrant,
        period: ReportingPeriod,
    ) -> None:
        write(coordinator, days=91, name="old")
        named = {"email": coordinator.user.email, "notice": Notice.objects.get().pk}
        out = StringIO()
        call_command(
            "legal_hold", "place", scope, about.format(**named), "--reason", "A case", stdout=out
        )
        due = apply_retention(at=NOW, is_dry_run=False)
        during = {name for name, count in left().items() if count}
        hold = LegalHold.objects.get()
        call_command("legal_hold", "lift", str(hold.pk), "--reason", "Settled", stdout=out)
        apply_retention(at=NOW, is_dry_run=False)

        assert during == kept
        assert sum(each.held for each in due) == len(kept)
        assert left() == NONE
        actions = AuditEvent.objects.filter(action__startswith="hold.").order_by("pk")
        assert [(event.action, event.after["reason"]) for event in actions] == [
            ("hold.placed", "A case"),
            ("hold.lifted", "Settled"),
        ]

    def test_leaves_others_to_the_schedule(
        self, coordinator: RoleGrant, other_locality: Locality
    ) -> None:
        place_hold(scope=HoldScope.LOCALITY, about="south-west", reason="A case", at=NOW)
        write(coordinator, days=91, name="old")
        apply_retention(at=NOW, is_dry_run=False)

        assert left() == NONE

    @pytest.mark.parametrize(
        ("scope", "about", "reason", "refusal"),
        [
            ("locality", "nowhere", "A case", "There is no locality 'nowhere'"),
            ("quarter", "2013-14-q9", "A case", "There is no quarter"),
            ("person", "nobody@csplan.example", "A case", "There is no person"),
            ("record", "notices.notice:1", "A case", "There is no record"),
            ("record", "no.such:thing", "A case", "There is no record"),
            ("locality", "north-west", "  ", "This field cannot be blank"),
        ],
    )
    def test_is_refused_about_nothing_and_without_a_reason(
        self, scope: str, about: str, reason: str, refusal: str, own_locality: Locality
    ) -> None:
        with pytest.raises(CommandError, match=refusal):
            call_command("legal_hold", "place", scope, about, "--reason", reason)

        assert not LegalHold.objects.exists()

    def test_is_lifted_once(self, own_locality: Locality) -> None:
        hold = place_hold(scope=HoldScope.LOCALITY, about="north-west", reason="A case", at=NOW)
        lift_hold(hold_id=hold.pk, reason="Settled", at=NOW)

        with pytest.raises(OperationsError, match="No hold"):
            lift_hold(hold_id=hold.pk, reason="Settled", at=NOW)
        out = StringIO()
        call_command("legal_hold", "list", stdout=out)
        assert "Locality: North West" in out.getvalue()
        assert "lifted 2014-01-10" in out.getvalue()


class TestSchedule:
    def test_has_a_rule_for_each_line_that_is_deleted_and_for_no_other(self) -> None:
        ends = [each for each in SCHEDULE if each.kept_for is not None]

        assert [rule.entry for rule in RULES] == ends

    def test_can_be_printed(self) -> None:
        out = StringIO()
        call_command("apply_retention", "--schedule", stdout=out)

        lines = out.getvalue().splitlines()
        assert len(lines) == len(SCHEDULE)
        assert lines[0].startswith("drafts: What people typed and did not save. 30 days from")
