"""Asking for a pack, proposing, publishing and giving it out."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.db.models import F

from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    RefusedError,
    TooManyError,
    WrongStateError,
)
from csplan.core.models import ReportingPeriod
from csplan.notices.models import Notice
from programme.choices import ReturnState
from programme.models import QuarterlyReturn
from reporting.choices import FileKind, PackState
from reporting.document.snapshot import digest
from reporting.models import EndedProposal, Pack, PackFile
from reporting.selectors import last_complete_period
from reporting.services import (
    altered_files,
    propose_pack,
    publish_pack,
    read_file,
    request_pack,
    turn_down_pack,
    withdraw_pack,
)
from reporting.services.errors import EvidenceError
from tests.conftest import NOW, Cast, Stage, accepted_return
from tests.factories import QuarterlyReturnFactory, ReportingPeriodFactory, RoleGrantFactory
from tests.reporting.conftest import NOTE, ActorOf, MakePack, build

pytestmark = pytest.mark.django_db

NewPack = Callable[[], Pack]
LATER = NOW + dt.timedelta(hours=2)
WHY = "The savings of South West are counted twice."
OVERTAKEN = r"North West, Quarter 2 2013/14\. Build it again"
BUILDERS = {"national_team", "head"}
OTHERS = (
    "coordinator",
    "assistant",
    "sro",
    "nsg",
    "private_office",
    "administrator",
    "auditor",
    "outsider",
)
READERS = {
    "coordinator",
    "other_coordinator",
    "assistant",
    "sro",
    "national_team",
    "head",
    "nsg",
    "private_office",
    "auditor",
}


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def opened_correction(quarterly_return: QuarterlyReturn) -> QuarterlyReturn:
    """Another revision of a published return, being written."""
    return QuarterlyReturnFactory.create(
        period=quarterly_return.period, locality=quarterly_return.locality, revision=2
    )


def accept(quarterly_return: QuarterlyReturn, cast: Cast) -> None:
    """The return as it is once it has been submitted, signed off and accepted."""
    signers = {
        "submitted_by": cast.coordinator,
        "signed_off_by": cast.sro,
        "accepted_by": cast.national_team,
        **dict.fromkeys(("submitted_at", "signed_off_at", "accepted_at"), NOW),
    }
    QuarterlyReturn.objects.filter(pk=quarterly_return.pk).update(
        state=ReturnState.ACCEPTED, version=F("version") + 3, **signers
    )


def pack_in_with_gaps(quarterly_return: QuarterlyReturn, cast: Cast, actor_of: ActorOf) -> Pack:
    """A proposed pack of the return's quarter that the Head had built without it."""
    head, team = actor_of(cast.head), actor_of(cast.national_team)
    pack = request_pack(period=quarterly_return.period, gap_reason="Ill", actor=head, at=NOW)
    build(pack)
    propose_pack(pack=pack, version=0, note=NOTE, actor=team, at=NOW)
    pack.refresh_from_db()
    return pack


def reopen(quarterly_return: QuarterlyReturn) -> None:
    """The return as it is after the national team sent it back."""
    signatures = ("submitted", "signed_off", "accepted")
    changes = {f"{verb}_{part}": None for verb in signatures for part in ("by", "at")}
    QuarterlyReturn.objects.filter(pk=quarterly_return.pk).update(
        state=ReturnState.OPEN, version=quarterly_return.version + 1, **changes
    )


class TestRequestPack:
    @pytest.mark.parametrize("role", sorted(BUILDERS))
    def test_queues_the_first_build_of_the_first_edition(
        self, closed_period: ReportingPeriod, cast: Cast, actor_of: ActorOf, role: str
    ) -> None:
        actor = actor_of(getattr(cast, role))

        pack = request_pack(period=closed_period, actor=actor, at=NOW)

        assert (pack.edition, pack.build, pack.state) == (1, 1, PackState.QUEUED)
        assert (pack.requested_by, pack.gaps, pack.attempts) == (actor.user, [], 0)
        assert actions() == ["pack.requested"]

    @pytest.mark.parametrize("role", OTHERS)
    def test_refuses_everybody_else(
        self, closed_period: ReportingPeriod, cast: Cast, actor_of: ActorOf, role: str
    ) -> None:
        with pytest.raises(NotPermittedError):
            request_pack(period=closed_period, actor=actor_of(getattr(cast, role)), at=NOW)
        assert not Pack.objects.exists()

    def test_refuses_the_national_team_while_a_return_is_missing(
        self,
        closed_period: ReportingPeriod,
        own_return: QuarterlyReturn,
        cast: Cast,
        actor_of: ActorOf,
    ) -> None:
        reopen(own_return)
        with pytest.raises(WrongStateError, match="North West"):
            request_pack(
                period=closed_period,
                gap_reason="It will not come",
                actor=actor_of(cast.national_team),
                at=NOW,
            )

    def test_names_the_gaps_the_head_answers_for(
        self,
        closed_period: ReportingPeriod,
        own_return: QuarterlyReturn,
        cast: Cast,
        actor_of: ActorOf,
    ) -> None:
        reopen(own_return)

        pack = request_pack(
            period=closed_period,
            gap_reason="  It will not come ",
            actor=actor_of(cast.head),
            at=NOW,
        )

        assert (pack.gaps, pack.gap_reason) == (["North West"], "It will not come")

    def test_asks_the_head_why(
        self,
        closed_period: ReportingPeriod,
        own_return: QuarterlyReturn,
        cast: Cast,
        actor_of: ActorOf,
    ) -> None:
        reopen(own_return)
        with pytest.raises(IncompleteError):
            request_pack(period=closed_period, gap_reason=" ", actor=actor_of(cast.head), at=NOW)

    def test_refuses_the_national_team_while_the_quarter_is_open(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        with pytest.raises(WrongStateError):
            request_pack(period=stage.period, actor=actor_of(cast.national_team), at=NOW)

    def test_refuses_a_quarter_without_returns(
        self, closed_period: ReportingPeriod, cast: Cast, actor_of: ActorOf
    ) -> None:
        empty = ReportingPeriod.objects.create(
            starts_on=dt.date(2013, 4, 1),
            opens_at=NOW - dt.timedelta(days=90),
            due_at=NOW - dt.timedelta(days=80),
            closes_at=NOW - dt.timedelta(days=70),
        )
        with pytest.raises(WrongStateError, match="no returns"):
            request_pack(period=empty, gap_reason="Why not", actor=actor_of(cast.head), at=NOW)

    def test_gives_back_the_build_that_is_under_way(self, new_pack: NewPack) -> None:
        assert new_pack() == new_pack()
        assert actions() == ["pack.requested"]

    def test_counts_builds_within_an_edition(self, new_pack: NewPack) -> None:
        build(new_pack())
        again = new_pack()
        assert (again.edition, again.build) == (1, 2)

    def test_counts_editions_once_published(self, pack_in: MakePack, new_pack: NewPack) -> None:
        pack_in(PackState.PUBLISHED)
        again = new_pack()
        assert (again.edition, again.build) == (2, 1)

    def test_allows_six_builds_an_hour(
        self, closed_period: ReportingPeriod, new_pack: NewPack, cast: Cast, actor_of: ActorOf
    ) -> None:
        for _ in range(6):
            build(new_pack())
        actor = actor_of(cast.national_team)

        with pytest.raises(TooManyError):
            request_pack(period=closed_period, actor=actor, at=NOW + dt.timedelta(minutes=59))

        later = NOW + dt.timedelta(minutes=60)
        assert request_pack(period=closed_period, actor=actor, at=later).build == 7


class TestProposePack:
    def test_puts_it_before_the_head(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack = pack_in(PackState.BUILT)
        propose_pack(pack=pack, version=0, actor=actor_of(cast.national_team), at=NOW)
        pack.refresh_from_db()
        assert (pack.state, pack.proposed_by) == (PackState.PROPOSED, cast.national_team)
        assert actions()[-1] == "pack.proposed"

    def test_refuses_all_but_the_national_team(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack = pack_in(PackState.BUILT)
        for role in (*OTHERS, "head"):
            with pytest.raises(NotPermittedError):
                propose_pack(pack=pack, version=0, actor=actor_of(getattr(cast, role)), at=NOW)

    @pytest.mark.parametrize(
        "state",
        [PackState.QUEUED, PackState.PROPOSED, PackState.PUBLISHED, PackState.SUPERSEDED],
    )
    def test_refuses_a_pack_that_is_not_just_built(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf, state: PackState
    ) -> None:
        pack = pack_in(state)
        with pytest.raises(WrongStateError):
            propose_pack(
                pack=pack, version=pack.version, actor=actor_of(cast.national_team), at=NOW
            )

    def test_refuses_a_page_that_is_out_of_date(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack = pack_in(PackState.BUILT)
        actor = actor_of(cast.national_team)
        propose_pack(pack=Pack.objects.get(pk=pack.pk), version=0, actor=actor, at=NOW)
        with pytest.raises(WrongStateError, match="changed since"):
            propose_pack(pack=pack, version=0, actor=actor, at=NOW)
        assert actions().count("pack.proposed") == 1

    def test_refuses_a_build_whose_edition_is_out(
        self, pack_in: MakePack, new_pack: NewPack, cast: Cast, actor_of: ActorOf
    ) -> None:
        first = pack_in(PackState.BUILT)
        pack_in(PackState.PUBLISHED)
        with pytest.raises(WrongStateError, match="Edition 1 has been published"):
            propose_pack(pack=first, version=0, actor=actor_of(cast.national_team), at=NOW)

    def test_refuses_a_pack_that_a_correction_overtook(
        self, pack_in: MakePack, own_return: QuarterlyReturn, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack_in(PackState.PUBLISHED)
        pack = pack_in(PackState.BUILT)
        accepted_return(own_return.period, cast.own, cast=cast, at=NOW, revision=2)
        team = actor_of(cast.national_team)

        with pytest.raises(WrongStateError, match=OVERTAKEN) as refusal:
            propose_pack(pack=pack, version=0, note=NOTE, actor=team, at=NOW)

        assert refusal.value.code == "stale-returns"
        again = pack_in(PackState.PROPOSED)
        assert (again.edition, again.build) == (2, 2)

    def test_refuses_a_record_that_was_altered(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack = pack_in(PackState.BUILT)
        alter(pack, FileKind.SNAPSHOT)
        with pytest.raises(EvidenceError):
            propose_pack(pack=pack, version=0, actor=actor_of(cast.national_team), at=NOW)
        assert actions()[-1] == "pack.altered"


class TestWithdrawPack:
    def test_puts_it_back_and_keeps_who_proposed_it(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack_in(PackState.PUBLISHED)
        pack = pack_in(PackState.PROPOSED)
        other = actor_of(cast.second_national_team)

        withdraw_pack(pack=pack, version=pack.version, actor=other, at=LATER)

        pack.refresh_from_db()
        assert (pack.state, pack.proposed_by, pack.proposed_at) == (PackState.BUILT, None, None)
        assert pack.change_note == NOTE
        ended = pack.ended_proposals.get()
        assert (ended.proposed_by, ended.proposed_at) == (cast.national_team, NOW)
        assert (ended.ending, ended.by, ended.at) == ("withdrawn", other.person, LATER)
        assert actions()[-1] == "pack.withdrawn"

    def test_lets_it_be_proposed_and_published_after_all(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf
    ) -> None:
        """The Head is told of the second proposal as of the first."""
        pack = pack_in(PackState.PROPOSED)
        team, head = actor_of(cast.national_team), actor_of(cast.head)
        withdraw_pack(pack=pack, version=pack.version, actor=team, at=NOW)
        for decide, actor in ((propose_pack, team), (publish_pack, head)):
            pack.refresh_from_db()
            decide(pack=pack, version=pack.version, actor=actor, at=NOW)
        pack.refresh_from_db()
        assert pack.state == PackState.PUBLISHED
        assert Notice.objects.filter(kind="approval", recipient=cast.head).count() == 2

    def test_is_for_the_team_and_for_a_head_who_proposed_it(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack = pack_in(PackState.PROPOSED)
        for role in (*OTHERS, "head"):
            with pytest.raises(NotPermittedError):
                withdraw_pack(pack=pack, version=1, actor=actor_of(getattr(cast, role)), at=NOW)
        Pack.objects.filter(pk=pack.pk).update(proposed_by=cast.head)
        pack.refresh_from_db()
        withdraw_pack(pack=pack, version=pack.version, actor=actor_of(cast.head), at=NOW)

    @pytest.mark.parametrize(
        "state", [PackState.QUEUED, PackState.BUILT, PackState.PUBLISHED, PackState.SUPERSEDED]
    )
    def test_refuses_what_is_not_proposed(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf, state: PackState
    ) -> None:
        pack, team = pack_in(state), actor_of(cast.national_team)
        with pytest.raises(WrongStateError, match="cannot be withdrawn: it is"):
            withdraw_pack(pack=pack, version=pack.version, actor=team, at=NOW)

    def test_refuses_a_page_that_is_out_of_date(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack, team = pack_in(PackState.PROPOSED), actor_of(cast.national_team)
        with pytest.raises(WrongStateError, match="changed since"):
            withdraw_pack(pack=pack, version=pack.version - 1, actor=team, at=NOW)
        assert not EndedProposal.objects.exists()


class TestTurnDownPack:
    def test_puts_it_back_with_the_reason_and_tells_the_team(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack, head = pack_in(PackState.PROPOSED), actor_of(cast.head)

        turn_down_pack(pack=pack, version=pack.version, reason=f" {WHY} ", actor=head, at=LATER)

        pack.refresh_from_db()
        assert (pack.state, pack.proposed_by) == (PackState.BUILT, None)
        ended = pack.ended_proposals.get()
        assert (ended.ending, ended.by, ended.reason) == ("turned_down", cast.head, WHY)
        event = AuditEvent.objects.get(action="pack.turned_down")
        assert (event.actor, event.after["reason"]) == (cast.head, WHY)
        told = Notice.objects.filter(kind="turned_down")
        assert {each.recipient_id for each in told} == {
            cast.national_team.pk,
            cast.second_national_team.pk,
        }
        assert WHY in str(told[0].content["parts"])

    def test_is_for_whoever_may_publish_it(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack = pack_in(PackState.PROPOSED)
        for role in (*OTHERS, "national_team"):
            with pytest.raises(NotPermittedError):
                turn_down_pack(
                    pack=pack, version=1, reason=WHY, actor=actor_of(getattr(cast, role)), at=NOW
                )
        Pack.objects.filter(pk=pack.pk).update(proposed_by=cast.head)
        pack.refresh_from_db()
        with pytest.raises(NotPermittedError):
            turn_down_pack(pack=pack, version=1, reason=WHY, actor=actor_of(cast.head), at=NOW)

    @pytest.mark.parametrize(
        "state", [PackState.QUEUED, PackState.BUILT, PackState.PUBLISHED, PackState.SUPERSEDED]
    )
    def test_refuses_what_is_not_proposed(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf, state: PackState
    ) -> None:
        pack, head = pack_in(state), actor_of(cast.head)
        with pytest.raises(WrongStateError, match="cannot be turned down: it is"):
            turn_down_pack(pack=pack, version=pack.version, reason=WHY, actor=head, at=NOW)

    def test_asks_why(self, pack_in: MakePack, cast: Cast, actor_of: ActorOf) -> None:
        pack, head = pack_in(PackState.PROPOSED), actor_of(cast.head)
        with pytest.raises(IncompleteError):
            turn_down_pack(pack=pack, version=pack.version, reason=" ", actor=head, at=NOW)
        assert not EndedProposal.objects.exists()

    def test_is_open_for_what_a_correction_overtook(
        self, pack_in: MakePack, own_return: QuarterlyReturn, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack, head = pack_in(PackState.PROPOSED), actor_of(cast.head)
        accepted_return(own_return.period, cast.own, cast=cast, at=NOW, revision=2)
        turn_down_pack(pack=pack, version=pack.version, reason=WHY, actor=head, at=NOW)
        assert EndedProposal.objects.exists()


class TestPublishPack:
    def test_publishes_it_and_the_returns_it_holds(
        self, pack_in: MakePack, own_return: QuarterlyReturn, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack = pack_in(PackState.PROPOSED)

        publish_pack(pack=pack, version=pack.version, actor=actor_of(cast.head), at=NOW)

        pack.refresh_from_db()
        own_return.refresh_from_db()
        assert (pack.state, pack.published_by) == (PackState.PUBLISHED, cast.head)
        assert own_return.state == ReturnState.PUBLISHED
        event = AuditEvent.objects.get(action="pack.published")
        assert event.after["digests"]["pdf"] == pack.pdf_digest
        told = Notice.objects.filter(kind="published")
        assert {notice.recipient for notice in told.select_related("recipient")} == {
            person
            for person in vars(cast).values()
            if isinstance(person, User)
            and person not in (cast.former_coordinator, cast.administrator, cast.outsider)
        }
        assert f"{pack.period.slug}/1/1/" in str(told[0].content["parts"])

    def test_refuses_all_but_the_head(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack = pack_in(PackState.PROPOSED)
        for role in (*OTHERS, "national_team"):
            with pytest.raises(NotPermittedError):
                publish_pack(pack=pack, version=1, actor=actor_of(getattr(cast, role)), at=NOW)

    def test_takes_two_people(self, pack_in: MakePack, cast: Cast, actor_of: ActorOf) -> None:
        RoleGrantFactory.create(user=cast.head, role="national_team")
        pack = pack_in(PackState.BUILT)
        actor = actor_of(cast.head)
        propose_pack(pack=pack, version=0, actor=actor, at=NOW)
        pack.refresh_from_db()
        with pytest.raises(NotPermittedError):
            publish_pack(pack=pack, version=pack.version, actor=actor, at=NOW)

    @pytest.mark.parametrize(
        "state", [PackState.QUEUED, PackState.BUILT, PackState.PUBLISHED, PackState.SUPERSEDED]
    )
    def test_refuses_a_pack_that_is_not_proposed(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf, state: PackState
    ) -> None:
        pack = pack_in(state)
        with pytest.raises(WrongStateError):
            publish_pack(pack=pack, version=pack.version, actor=actor_of(cast.head), at=NOW)

    def test_happens_once(self, pack_in: MakePack, cast: Cast, actor_of: ActorOf) -> None:
        pack = pack_in(PackState.PROPOSED)
        same = Pack.objects.select_related("period").get(pk=pack.pk)
        publish_pack(pack=pack, version=pack.version, actor=actor_of(cast.head), at=NOW)
        with pytest.raises(WrongStateError):
            publish_pack(pack=same, version=same.version, actor=actor_of(cast.head), at=NOW)
        assert actions().count("pack.published") == 1

    def test_refuses_a_pack_whose_returns_have_changed(
        self, pack_in: MakePack, own_return: QuarterlyReturn, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack = pack_in(PackState.PROPOSED)
        QuarterlyReturn.objects.filter(pk=own_return.pk).update(version=own_return.version + 1)

        with pytest.raises(WrongStateError, match=OVERTAKEN) as refusal:
            publish_pack(pack=pack, version=pack.version, actor=actor_of(cast.head), at=NOW)

        assert refusal.value.code == "stale-returns"
        pack.refresh_from_db()
        assert pack.state == PackState.PROPOSED
        assert not QuarterlyReturn.objects.filter(state=ReturnState.PUBLISHED).exists()

    def test_refuses_an_edition_that_a_correction_overtook(
        self, pack_in: MakePack, own_return: QuarterlyReturn, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack_in(PackState.PUBLISHED)
        pack = pack_in(PackState.PROPOSED)
        correction = opened_correction(own_return)
        publish_pack(pack=pack, version=pack.version, actor=actor_of(cast.head), at=NOW)
        pack = pack_in_with_gaps(own_return, cast, actor_of)
        accept(correction, cast)

        with pytest.raises(WrongStateError, match=OVERTAKEN):
            publish_pack(pack=pack, version=pack.version, actor=actor_of(cast.head), at=NOW)

    def test_refuses_what_rests_on_an_earlier_quarter_that_was_corrected(
        self, own_return: QuarterlyReturn, pack_in: MakePack, cast: Cast, actor_of: ActorOf
    ) -> None:
        before = ReportingPeriodFactory.create(quarter=own_return.period.quarter.previous)
        accepted_return(before, cast.own, cast=cast, at=NOW)
        pack = pack_in(PackState.PROPOSED)
        accepted_return(before, cast.own, cast=cast, at=NOW, revision=2)

        with pytest.raises(WrongStateError, match=r"Quarter 1 2013/14\. Build it"):
            publish_pack(pack=pack, version=pack.version, actor=actor_of(cast.head), at=NOW)

    def test_leaves_out_a_first_return_that_came_in_since(
        self, own_return: QuarterlyReturn, cast: Cast, actor_of: ActorOf
    ) -> None:
        reopen(own_return)
        pack = pack_in_with_gaps(own_return, cast, actor_of)
        accept(own_return, cast)
        publish_pack(pack=pack, version=pack.version, actor=actor_of(cast.head), at=NOW)
        own_return.refresh_from_db()
        assert own_return.state == ReturnState.ACCEPTED

    def test_supersedes_the_edition_before(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf
    ) -> None:
        first = pack_in(PackState.PUBLISHED)
        second = pack_in(PackState.PUBLISHED)
        first.refresh_from_db()
        assert (first.state, first.superseded_at) == (PackState.SUPERSEDED, NOW)
        assert (second.edition, second.state) == (2, PackState.PUBLISHED)
        assert actions().count("pack.superseded") == 1

    def test_leaves_a_missing_return_as_it_is(
        self,
        closed_period: ReportingPeriod,
        own_return: QuarterlyReturn,
        cast: Cast,
        actor_of: ActorOf,
    ) -> None:
        reopen(own_return)
        head = actor_of(cast.head)
        pack = request_pack(period=closed_period, gap_reason="Ill", actor=head, at=NOW)
        build(pack)
        propose_pack(pack=pack, version=0, actor=actor_of(cast.national_team), at=NOW)
        pack.refresh_from_db()

        publish_pack(pack=pack, version=pack.version, actor=head, at=NOW)

        own_return.refresh_from_db()
        assert own_return.state == ReturnState.OPEN

    def test_refuses_a_file_that_was_altered(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf
    ) -> None:
        pack = pack_in(PackState.PROPOSED)
        alter(pack, FileKind.PDF)
        with pytest.raises(EvidenceError):
            publish_pack(pack=pack, version=pack.version, actor=actor_of(cast.head), at=NOW)
        assert actions()[-1] == "pack.altered"


def alter(pack: Pack, kind: FileKind) -> None:
    """Change the stored bytes and their digest behind csplan's back."""
    content = b"Something else"
    file = pack.files.get(kind=kind)
    file.content, file.sha256 = content, digest(content)
    file.save()


class TestReadFile:
    @pytest.mark.parametrize("kind", FileKind)
    def test_gives_the_stored_bytes(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf, kind: FileKind
    ) -> None:
        pack = pack_in(PackState.PUBLISHED)
        data = read_file(pack=pack, kind=kind, actor=actor_of(cast.nsg), at=NOW)
        assert digest(data) == pack.digests[kind]

    @pytest.mark.parametrize("state", [PackState.BUILT, PackState.PUBLISHED, PackState.SUPERSEDED])
    def test_gives_them_to_those_who_may_read_them(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf, state: PackState
    ) -> None:
        pack = pack_in(state)
        expected = BUILDERS if state == PackState.BUILT else READERS
        for role in {*OTHERS, *READERS}:
            actor = actor_of(getattr(cast, role))
            if role in expected:
                assert read_file(pack=pack, kind=FileKind.PDF, actor=actor, at=NOW)
                continue
            with pytest.raises(NotPermittedError):
                read_file(pack=pack, kind=FileKind.PDF, actor=actor, at=NOW)

    def test_has_nothing_to_give_before_it_is_built(
        self, new_pack: NewPack, cast: Cast, actor_of: ActorOf
    ) -> None:
        with pytest.raises(WrongStateError):
            read_file(pack=new_pack(), kind=FileKind.PDF, actor=actor_of(cast.head), at=NOW)

    @pytest.mark.parametrize("kind", FileKind)
    def test_withholds_what_was_altered_and_says_so(
        self, pack_in: MakePack, cast: Cast, actor_of: ActorOf, kind: FileKind
    ) -> None:
        pack = pack_in(PackState.PUBLISHED)
        alter(pack, kind)

        with pytest.raises(EvidenceError):
            read_file(pack=pack, kind=kind, actor=actor_of(cast.nsg), at=NOW)

        event = AuditEvent.objects.latest("pk")
        assert (event.action, event.after, event.actor) == (
            "pack.altered",
            {"file": kind.value},
            cast.nsg,
        )

    def test_knows_every_refusal_by_its_status(self) -> None:
        assert [error("x").status for error in (TooManyError, EvidenceError)] == [429, 409]
        assert issubclass(TooManyError, RefusedError)


class TestAlteredFiles:
    def test_finds_none_where_nothing_was_touched(self, pack_in: MakePack) -> None:
        pack_in(PackState.PUBLISHED)
        assert list(altered_files()) == []

    def test_names_the_pack_and_the_file(self, pack_in: MakePack) -> None:
        pack = pack_in(PackState.PUBLISHED)
        alter(pack, FileKind.PAGE)
        assert list(altered_files()) == [(pack, FileKind.PAGE)]


class TestLastCompletePeriod:
    def test_is_the_latest_closed_quarter_with_every_return_accepted(
        self, closed_period: ReportingPeriod
    ) -> None:
        assert last_complete_period(at=NOW) == closed_period

    def test_is_none_while_one_is_missing(self, own_return: QuarterlyReturn) -> None:
        reopen(own_return)
        assert last_complete_period(at=NOW) is None

    def test_counts_a_published_quarter(
        self, pack_in: MakePack, closed_period: ReportingPeriod
    ) -> None:
        pack_in(PackState.PUBLISHED)
        assert last_complete_period(at=NOW) == closed_period


class TestSnapshot:
    def test_names_the_returns_it_rests_on(
        self, pack_in: MakePack, own_return: QuarterlyReturn
    ) -> None:
        pack = pack_in(PackState.BUILT)
        snapshot = json.loads(bytes(PackFile.objects.get(pack=pack, kind="snapshot").content))
        held = {row["id"]: row["version"] for row in snapshot["returns"]}
        assert held[own_return.pk] == own_return.version
        assert {row["locality"] for row in pack.manifest["returns"]} == {
            "north-west",
            "south-west",
        }
