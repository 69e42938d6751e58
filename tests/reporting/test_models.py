"""What the database itself refuses about packs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from csplan.core.models import ReportingPeriod
from csplan.core.querysets import InsertOnlyError
from reporting.choices import FileKind, PackState
from reporting.models import EndedProposal, Pack, PackFile
from tests.conftest import NOW, Cast
from tests.reporting.conftest import MakePack

pytestmark = pytest.mark.django_db
DIGEST = "0" * 64
WHOLE = {
    "state": PackState.BUILT,
    "built_at": NOW,
    "snapshot_digest": DIGEST,
    "pdf_digest": DIGEST,
    "page_digest": DIGEST,
}
Make = Callable[..., Pack]


@pytest.fixture
def make(closed_period: ReportingPeriod, cast: Cast) -> Make:
    """A row as given, past every service."""

    def create(**changes: Any) -> Pack:
        values = {"edition": 1, "build": 1, "requested_by": cast.national_team} | changes
        return Pack.objects.create(period=closed_period, requested_at=NOW, queued_at=NOW, **values)

    return create


def published(cast: Cast) -> dict[str, Any]:
    return WHOLE | {
        "state": PackState.PUBLISHED,
        "proposed_by": cast.national_team,
        "proposed_at": NOW,
        "published_by": cast.head,
        "published_at": NOW,
        "change_note": "A figure was put right.",
    }


def refuse(make: Make, constraint: str, **changes: Any) -> None:
    """Fail unless the row would be taken but for ``constraint``."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make(**changes)
    words = str(refusal.value)
    assert constraint in words or "UNIQUE constraint failed" in words


class TestPack:
    def test_takes_a_whole_published_row(self, make: Make, cast: Cast) -> None:
        assert make(**published(cast)).is_released

    def test_has_one_row_for_each_build(self, make: Make) -> None:
        make(state=PackState.FAILED, failure_reason="Cut off")
        refuse(make, "reporting_pack_unique_build")

    def test_has_one_build_at_a_time_for_a_quarter(self, make: Make) -> None:
        make()
        refuse(make, "reporting_pack_one_build_at_a_time", build=2)

    def test_has_one_current_edition(self, make: Make, cast: Cast) -> None:
        make(**published(cast))
        refuse(make, "reporting_pack_one_current_edition", **published(cast), edition=2)

    def test_counts_editions_of_each_subject_apart(self, make: Make, cast: Cast) -> None:
        """A locality's pack stands beside the national one, under the same numbers."""
        about = {"kind": "locality", "subject": "locality-north-west", "locality": cast.own}
        make(**published(cast))
        make(**published(cast), **about)
        make(build=2)
        make(build=2, **about)
        refuse(make, "reporting_pack_one_current_edition", **published(cast), **about, edition=2)
        refuse(make, "reporting_pack_one_build_at_a_time", **about, build=3)

    @pytest.mark.parametrize("kind", ["national", "year-end", "department", "outcome"])
    def test_is_about_what_its_kind_says(self, make: Make, cast: Cast, kind: str) -> None:
        refuse(make, "reporting_pack_about_what_kind_says", kind=kind, locality=cast.own)

    def test_says_what_changed_in_a_later_edition(self, make: Make, cast: Cast) -> None:
        silent = published(cast) | {"change_note": ""}
        refuse(make, "reporting_pack_says_what_changed", **silent, edition=2)

    def test_publishes_an_edition_once(self, make: Make, cast: Cast) -> None:
        make(**published(cast) | {"state": PackState.SUPERSEDED, "superseded_at": NOW})
        refuse(make, "reporting_pack_edition_published_once", **published(cast), build=2)

    @pytest.mark.parametrize("numbers", [{"edition": 0}, {"build": 0}])
    def test_counts_from_one(self, make: Make, numbers: dict[str, int]) -> None:
        refuse(make, "reporting_pack_numbered_from_one", **numbers)

    def test_is_tried_three_times_at_most(self, make: Make) -> None:
        refuse(make, "reporting_pack_attempts_0_to_3", attempts=4)

    @pytest.mark.parametrize("digest", ["snapshot_digest", "pdf_digest", "page_digest"])
    def test_is_never_half_built(self, make: Make, digest: str) -> None:
        refuse(make, "reporting_pack_whole_or_absent", **WHOLE | {digest: ""})

    def test_holds_nothing_before_it_is_built(self, make: Make) -> None:
        refuse(make, "reporting_pack_whole_or_absent", **WHOLE | {"state": PackState.QUEUED})

    def test_is_leased_while_it_is_being_built(self, make: Make) -> None:
        refuse(make, "reporting_pack_leased_iff_building", state=PackState.BUILDING)

    def test_is_leased_at_no_other_time(self, make: Make) -> None:
        refuse(make, "reporting_pack_leased_iff_building", lease_token="t", lease_until=NOW)

    def test_says_why_it_failed(self, make: Make) -> None:
        refuse(make, "reporting_pack_failed_has_reason", state=PackState.FAILED)

    @pytest.mark.parametrize(
        ("missing", "constraint"),
        [
            ("proposed_by", "reporting_pack_proposed_iff_state"),
            ("published_by", "reporting_pack_published_iff_state"),
            ("published_at", "reporting_pack_published_iff_state"),
        ],
    )
    def test_names_the_two_people_who_published_it(
        self, make: Make, cast: Cast, missing: str, constraint: str
    ) -> None:
        refuse(make, constraint, **published(cast) | {missing: None})

    def test_is_published_by_somebody_who_did_not_propose_it(self, make: Make, cast: Cast) -> None:
        same = published(cast) | {"proposed_by": cast.head}
        refuse(make, "reporting_pack_publisher_is_not_proposer", **same)

    def test_says_when_it_was_superseded(self, make: Make, cast: Cast) -> None:
        silent = published(cast) | {"state": PackState.SUPERSEDED}
        refuse(make, "reporting_pack_superseded_iff_state", **silent)

    def test_cannot_be_deleted(self, make: Make) -> None:
        pack = make()
        with pytest.raises(InsertOnlyError):
            pack.delete()
        with pytest.raises(InsertOnlyError):
            Pack.objects.filter(pk=pack.pk).delete()

    @pytest.mark.parametrize(
        "change", [{"edition": 2}, {"build": 2}, {"requested_at": NOW}, {"requested_by_id": 1}]
    )
    def test_cannot_be_renumbered_or_given_away(
        self, make: Make, change: dict[str, object]
    ) -> None:
        pack = make()
        with pytest.raises(InsertOnlyError):
            Pack.objects.filter(pk=pack.pk).update(**change)

    def test_keeps_its_quarter_from_being_deleted(
        self, make: Make, closed_period: ReportingPeriod
    ) -> None:
        make()
        with pytest.raises(ProtectedError):
            closed_period.delete()


class TestEndedProposal:
    def end(self, pack_in: MakePack, cast: Cast, **changes: Any) -> EndedProposal:
        """A row as given, past every service."""
        values: dict[str, Any] = {
            "pack": pack_in(PackState.BUILT), "proposed_by": cast.national_team,
            "proposed_at": NOW, "ending": "turned_down", "by": cast.head, "at": NOW,
            "reason": "A figure is wrong.",
        }  # fmt: skip
        return EndedProposal.objects.create(**values | changes)

    def test_of_a_pack_turned_down_says_why(self, pack_in: MakePack, cast: Cast) -> None:
        with pytest.raises(IntegrityError, match="reporting_endedproposal_turned_down_why"):
            self.end(pack_in, cast, reason="")

    def test_is_turned_down_by_somebody_else(self, pack_in: MakePack, cast: Cast) -> None:
        with pytest.raises(IntegrityError, match="reporting_endedproposal_two_people"):
            self.end(pack_in, cast, by=cast.national_team)

    def test_stays_for_good(self, pack_in: MakePack, cast: Cast) -> None:
        ended = self.end(pack_in, cast, ending="withdrawn", by=cast.national_team, reason="")
        with pytest.raises(InsertOnlyError):
            ended.delete()
        with pytest.raises(InsertOnlyError):
            EndedProposal.objects.update(reason="Another.")


class TestPackFile:
    def test_is_one_of_its_kind(self, pack_in: MakePack) -> None:
        pack = pack_in(PackState.BUILT)
        with pytest.raises(IntegrityError), transaction.atomic():
            PackFile.objects.create(
                pack=pack, kind=FileKind.PDF, content=b"", sha256=DIGEST, size=0
            )

    def test_cannot_be_changed_or_deleted(self, pack_in: MakePack) -> None:
        pack = pack_in(PackState.BUILT)
        file = pack.files.get(kind=FileKind.PDF)
        with pytest.raises(InsertOnlyError):
            pack.files.update(sha256=DIGEST)
        with pytest.raises(InsertOnlyError):
            pack.files.all().delete()
        with pytest.raises(InsertOnlyError):
            file.delete()
