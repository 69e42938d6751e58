"""The chain: what is sealed, how it is checked, and that nothing can be changed unnoticed."""

import datetime as dt
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from csplan.audit import verifier
from csplan.audit.chain import lines, links, verify_history
from csplan.audit.models import AuditEvent
from csplan.audit.rules import HASHED, content, plain
from csplan.audit.selectors import chain_head
from csplan.audit.services import SEAL, event, record, record_all, seal, seal_all
from csplan.audit.verifier import GENESIS, BrokenError, Head, chained, head_from
from csplan.core.canonical import canonical_bytes
from localities.models import Locality
from tests.audit.tampering import FORGED, write
from tests.conftest import NOW
from tests.factories import LocalityFactory, UserFactory

VERIFIER = Path(verifier.__file__)
HOSTILE = {
    "words": 'He said "no\\yes" / <b>=1+1</b>\t\r\n\x01\x7f\u2028é\u0301😀',
    "\u0000key\ufffe": "\ud800 alone, \0 nothing",
    "Ünïcode 😀": ["a", {"z": None, "é": True, "A": -12, "b": 10**30}],
    "float": 1.5,
    "": {},
}


def chain_of(count: int) -> Locality:
    """So many sealed events about one locality."""
    place = LocalityFactory.create()
    user = UserFactory.create()
    record_all(
        event(
            action="locality.changed", target=place, actor=user, at=NOW, after={"number": number}
        )
        for number in range(count)
    )
    seal_all()
    return place


@pytest.mark.django_db
class TestSealing:
    def test_numbers_and_hashes_each_event_once_in_the_order_of_writing(self) -> None:
        place = LocalityFactory.create()
        record(action="locality.changed", target=place, actor=None, at=NOW, after=HOSTILE)
        first = AuditEvent.objects.get()

        assert (first.is_sealed, chain_head()) == (False, Head())
        assert (seal(), seal()) == (1, 0)

        first = AuditEvent.objects.get()
        (values,) = AuditEvent.objects.values(*HASHED)
        assert (first.sequence, first.hash) == (1, chained(GENESIS, content(values)))
        record(action="locality.changed", target=place, actor=UserFactory.create(), at=NOW)
        assert seal_all() == 1
        second = AuditEvent.objects.latest("pk")
        assert chain_head() == Head(2, second.hash) == verify_history()

    def test_seals_no_more_than_it_is_asked_to_at_once(self) -> None:
        place = LocalityFactory.create()
        record_all(event(action="x.changed", target=place, actor=None, at=NOW) for _ in range(5))

        assert [seal(2), seal(2), seal(2), seal(2)] == [2, 2, 1, 0]
        assert verify_history().sequence == 5

    def test_hashes_what_the_canonical_bytes_of_frozen_content_would_be(self) -> None:
        chain_of(1)
        ((kept, _),) = links()

        assert verifier.canonical(kept) == canonical_bytes(kept)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


class TestAnyWords(TestCase):
    @given(st.dictionaries(st.text(), ANYTHING, max_size=4), st.text())
    @settings(max_examples=60)
    def test_whatever_is_recorded_verifies(self, words: dict[str, Any], label: str) -> None:
        """On PostgreSQL this holds the database's own hashing to the stand-alone verifier's."""
        place = Locality(pk=1, name=label)
        record(action="locality.changed", target=place, actor=None, at=NOW, after=words)
        seal_all()

        assert verify_history().sequence == AuditEvent.objects.count()
        assert AuditEvent.objects.latest("pk").after == plain(words)


def swap() -> None:
    """Events 3 and 4 change places, hashes and all."""
    for number, other in ((3, 100), (4, 3), (100, 4)):
        write("UPDATE audit_auditevent SET sequence = %s WHERE sequence = %s", other, number)


def insert() -> None:
    """A forged event takes number 4; those after it move up."""
    for number in (6, 5, 4):
        write("UPDATE audit_auditevent SET sequence = %s WHERE sequence = %s", number + 1, number)
    names = "action, target_kind, target_id, target_label, before, after, request_id, occurred_at"
    write(
        f"INSERT INTO audit_auditevent ({names}, recorded_at, sequence, hash) "
        f"SELECT {names}, recorded_at, 4, %s FROM audit_auditevent WHERE sequence = 1",
        FORGED,
    )


def renumbered() -> None:
    """Event 4 is taken out and those after it move down."""
    write("DELETE FROM audit_auditevent WHERE sequence = 4")
    for number in (5, 6):
        write("UPDATE audit_auditevent SET sequence = %s WHERE sequence = %s", number - 1, number)


SET = "UPDATE audit_auditevent SET {} WHERE sequence = 4"
TAMPERING: dict[str, tuple[Callable[[], None], int]] = {
    "what it was about": (lambda: write(SET.format("target_label = 'Elsewhere'")), 4),
    "who did it": (lambda: write(SET.format("actor_id = NULL")), 4),
    "when": (lambda: write(SET.format("occurred_at = %s"), NOW + dt.timedelta(days=1)), 4),
    "before": (lambda: write(SET.format("""before = '{"number": 9}'""")), 4),
    "after": (lambda: write(SET.format("""after = '{"number": 9}'""")), 4),
    "the hash": (lambda: write(SET.format("hash = %s"), FORGED), 4),
    "the first": (lambda: write("DELETE FROM audit_auditevent WHERE sequence = 1"), 1),
    "one deleted": (lambda: write("DELETE FROM audit_auditevent WHERE sequence = 4"), 4),
    "deleted and renumbered": (renumbered, 4),
    "reordered": (swap, 3),
    "inserted": (insert, 4),
}


@pytest.mark.django_db
class TestVerification:
    @pytest.mark.parametrize("name", TAMPERING)
    def test_names_the_first_bad_number(self, name: str, tmp_path: Path) -> None:
        chain_of(6)
        tamper, first_bad = TAMPERING[name]
        tamper()

        with pytest.raises(BrokenError) as caught:
            verify_history()
        with pytest.raises(CommandError, match=f"^Event {first_bad}: "):
            call_command("verify_audit")
        outside = run_outside(tmp_path)

        assert caught.value.sequence == first_bad
        assert (outside.returncode, f"Event {first_bad}:" in outside.stderr) == (1, True)

    def test_tells_a_history_that_was_cut_short_or_rewritten_by_a_head_held_elsewhere(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        chain_of(6)
        printed = chain_head()
        call_command("verify_audit", expect=[str(printed)])
        assert str(printed) in capsys.readouterr().out
        assert run_outside(tmp_path, str(printed)).returncode == 0

        write("DELETE FROM audit_auditevent WHERE sequence = 6")
        verify_history()
        for expectation in (str(printed), f"3:{FORGED}"):
            with pytest.raises(CommandError, match=rf"^Event {expectation[0]}: "):
                call_command("verify_audit", expect=[expectation])
            assert run_outside(tmp_path, expectation).returncode == 1

    def test_holds_the_history_to_every_head_that_it_is_given(self, tmp_path: Path) -> None:
        chain_of(3)
        printed = str(chain_head())
        start, another = str(Head()), f"0:{FORGED}"
        for right, wrong in ((printed, f"3:{FORGED}"), (start, another)):
            verify_history(expect=[head_from(right)])
            assert run_outside(tmp_path, right, right).returncode == 0
            for expectation in ([wrong], [wrong, right], [right, wrong]):
                with pytest.raises(CommandError, match=rf"^Event {wrong[0]}: "):
                    call_command("verify_audit", expect=expectation)
                assert run_outside(tmp_path, *expectation).returncode == 1
        for no_head in (f"-1:{FORGED}", f"1_0:{FORGED}", "3"):
            with pytest.raises(CommandError, match="--expect"):
                call_command("verify_audit", expect=[no_head])

    def test_seals_what_waits_and_checks_the_latest_alone_where_asked(self) -> None:
        place = chain_of(6)
        write(SET.format("action = 'x.changed'"))
        record(action="locality.changed", target=place, actor=None, at=NOW)

        assert seal_all() == 1
        assert verify_history(latest=3) == chain_head()
        with pytest.raises(BrokenError):
            verify_history(latest=4)

    def test_an_outsider_needs_the_standard_library_alone(self, tmp_path: Path) -> None:
        chain_of(2)
        fine = run_outside(tmp_path)
        assert (fine.returncode, fine.stdout.count("2 events")) == (0, 1)

        deep = f'{{"event": {{"sequence": {"[" * 9_000}{"]" * 9_000}}}, "hash": ""}}\n'
        for text in ('{"event": 1}\n', '{"event": {"sequence": NaN}, "hash": ""}\n', deep):
            (tmp_path / "history.jsonl").write_text(text)
            assert run_verifier(tmp_path / "history.jsonl").returncode == 2
        assert run_verifier(tmp_path / "nothing.jsonl").returncode == 2


def run_outside(folder: Path, *expected: str) -> subprocess.CompletedProcess[str]:
    """What the verifier says of an export, in a Python that has none of csplan's packages."""
    file = folder / "history.jsonl"
    file.write_text("".join(lines()), encoding="utf-8", newline="\n")
    return run_verifier(file, *expected)


def run_verifier(
    file: Path, *expected: str, program: Path = VERIFIER
) -> subprocess.CompletedProcess[str]:
    options = [word for each in expected for word in ("--expect", each)]
    command = [sys.executable, "-I", "-S", str(program), str(file), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


WRITERS = 4
EACH = 12


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_writers_and_sealers_make_one_chain(self) -> None:
        """Four write and two seal at once; some of what is written is taken back."""
        place = LocalityFactory.create()
        done = threading.Event()

        def write_events() -> None:
            for number in range(EACH):
                with pytest.raises(ZeroDivisionError) if number % 4 == 3 else transaction.atomic():
                    write_one(place, fails=number % 4 == 3)

        def keep_sealing() -> None:
            while not done.is_set():
                seal()

        with ThreadPoolExecutor(WRITERS + 2) as pool:
            sealers = [pool.submit(closing(keep_sealing)) for _ in range(2)]
            writers = [pool.submit(closing(write_events)) for _ in range(WRITERS)]
            try:
                for each in writers:
                    each.result()
            finally:
                done.set()
            for each in sealers:
                each.result()
        seal_all()

        kept = WRITERS * EACH * 3 // 4
        assert verify_history() == chain_head()
        assert (chain_head().sequence, AuditEvent.objects.count()) == (kept, kept)

    def test_control_of_two_who_read_one_head_the_second_cannot_add_to_it(self) -> None:
        """What sealing would do without its lock: both number their event 1."""
        place = LocalityFactory.create()
        record_all(event(action="x.added", target=place, actor=None, at=NOW) for _ in range(2))
        heads = [chain_head(), chain_head()]
        first, second = AuditEvent.objects.order_by("pk").values_list("pk", flat=True)

        write(SEAL, heads[0].sequence + 1, FORGED, first)
        with pytest.raises(IntegrityError):
            write(SEAL, heads[1].sequence + 1, FORGED, second)


def write_one(place: Locality, *, fails: bool) -> None:
    with transaction.atomic():
        record(action="locality.changed", target=place, actor=None, at=NOW)
        if fails:
            raise ZeroDivisionError


def closing(work: Callable[[], None]) -> Callable[[], None]:
    """``work``, with the thread's connection closed behind it."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    return run


@pytest.mark.services
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs PostgreSQL's row locks")
@pytest.mark.django_db(transaction=True)
class TestLongTransactions:
    def test_nobody_waits_for_a_long_transaction_and_its_events_come_last(self) -> None:
        """An event written and not committed holds up no writer and no sealer."""
        place = LocalityFactory.create()

        def meanwhile() -> int:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            record(action="locality.renamed", target=place, actor=None, at=NOW)
            return seal_all()

        with transaction.atomic(), ThreadPoolExecutor(1) as pool:
            record(action="locality.changed", target=place, actor=None, at=NOW)
            assert pool.submit(returning(meanwhile)).result() == 1
        assert seal_all() == 1

        in_order = AuditEvent.objects.order_by("sequence").values_list("action", flat=True)
        assert list(in_order) == ["locality.renamed", "locality.changed"]
        assert verify_history().sequence == 2


def returning(work: Callable[[], int]) -> Callable[[], int]:
    def run() -> int:
        try:
            return work()
        finally:
            connections.close_all()

    return run
