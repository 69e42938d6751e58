"""The process that prints: what it holds, what it may take, and how it ends."""

import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from pytest_django import Settings

from csplan.core.printing import folders, process
from csplan.core.printing.errors import PrinterStoppedError, RenderError
from csplan.core.printing.names import FONTCONFIG_FILE, PACK_STYLES
from csplan.core.printing.pdf import render_pdf

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

SECONDS = 60.0
DIGESTS = (sha256(bytes([i % 256, i // 256])).hexdigest() for i in range(600))
LETTERS = " ".join(chr(code) for code in range(0xA1, 0x250))
PAGE = f'<html lang="en"><title>t</title><link rel="stylesheet" href="{PACK_STYLES}">'
LARGE = f"{PAGE}<p>{LETTERS}</p><p><b>{LETTERS}</b></p><p>{' '.join(DIGESTS)}</p>"
"""Whose PDF does not fit into a pipe: the process that made it waits until it is read."""


class Child:
    """What prints for this thread, looked at as soon as it tells how far it is."""

    def __init__(self, html: str = LARGE) -> None:
        self.pid = 0
        self.seen: dict[str, str] = {}
        self.folder = Path()
        self.pdf = render_pdf(html, progress=self.look)

    def look(self, _words: str) -> None:
        if not self.pid:
            self.pid = child_of_this_thread()
            place = Path(f"/proc/{self.pid}")
            for name in ("environ", "limits", "maps", "oom_score_adj"):
                self.seen[name] = (place / name).read_text()
            self.folder = (place / "cwd").readlink()


def child_of_this_thread() -> int:
    children = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text()
    return int(children.split()[-1])


def is_gone(pid: int) -> bool:
    """Neither running nor waiting for somebody to ask how it ended."""
    return not Path(f"/proc/{pid}").exists()


@pytest.fixture(scope="module")
def child() -> Child:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET_KEY", "nobody-knows")
        patch.setenv("DATABASE_URL", "postgresql://csplan:nobody-knows@localhost/csplan")
        patch.setenv("HTTPS_PROXY", "http://proxy.example")
        return Child()


class TestTheProcess:
    def test_holds_the_renderer_alone(self) -> None:
        names = ("child", "renderer", "checking")
        held = modules_after(*(f"import csplan.core.printing.{name}" for name in names))

        assert {"weasyprint", "pikepdf"} <= held
        assert held.isdisjoint({"celery", "django", "kombu", "psycopg", "redis", "sqlite3"})

    def test_alone_holds_the_renderer(self) -> None:
        held = modules_after(
            "import django", "django.setup()", "import reporting.tasks, objectives.tasks"
        )

        assert held.isdisjoint({"weasyprint", "pydyf"})

    def test_knows_no_secret(self, child: Child) -> None:
        names = {line.partition("=")[0] for line in child.seen["environ"].split("\0") if line}

        own = {"FONTCONFIG_FILE", "HOME", "LANG", "PYTHONPATH", "TMPDIR"}
        assert own <= names <= own | set(process.KEPT)
        assert "nobody-knows" not in child.seen["environ"]
        assert f"FONTCONFIG_FILE={FONTCONFIG_FILE}" in child.seen["environ"]

    def test_is_bounded(self, child: Child, settings: Settings) -> None:
        soft = {
            line[:26].strip(): line[26:].split()[0] for line in child.seen["limits"].splitlines()
        }

        assert soft["Max core file size"] == "0"
        assert soft["Max cpu time"] == str(settings.CSPLAN_PRINTING_SECONDS)
        assert soft["Max address space"] == str(settings.CSPLAN_PRINTING_MB * 1024 * 1024)
        assert child.seen["oom_score_adj"].strip() == "500"

    def test_keeps_to_a_tighter_limit_that_is_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        shell = ("sh", "-c", 'ulimit -t 7; exec "$@"', "sh")
        monkeypatch.setattr(process, "COMMAND", (*shell, *process.COMMAND))

        assert "Max cpu time              7 " in Child().seen["limits"]

    def test_leaves_nothing_behind(self, child: Child) -> None:
        assert child.pdf.startswith(b"%PDF")
        assert is_gone(child.pid)
        assert child.folder.name.startswith("csplan-print-")
        assert not child.folder.exists()

    def test_takes_no_more_memory_than_it_may(self, settings: Settings) -> None:
        settings.CSPLAN_PRINTING_MB = 130

        # Python says so; what Python calls may crash instead.
        with pytest.raises(RenderError, match=r"more memory than|stopped before"):
            render_pdf(LARGE)

    def test_ends_with_the_process_that_asked_even_while_it_stands_still(
        self, tmp_path: Path
    ) -> None:
        with asked_from_elsewhere(tmp_path) as (asking, child):
            asking.kill()

            assert select.select([child], [], [], SECONDS)[0], "It is still there"


class TestItsFolder:
    def test_is_cleared_away_by_the_next_one_when_whoever_asked_was_killed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with asked_from_elsewhere(tmp_path) as (asking, child):
            asking.kill()
            asking.wait()
            select.select([child], [], [], SECONDS)
        (left,) = tmp_path.iterdir()
        (tmp_path / "csplan-printed").mkdir()

        fail_to_print(monkeypatch, tmp_path)

        assert not left.exists()
        assert [each.name for each in tmp_path.iterdir()] == ["csplan-printed"]

    def test_stays_while_it_is_printed_in(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with asked_from_elsewhere(tmp_path):
            (held,) = tmp_path.iterdir()
            fail_to_print(monkeypatch, tmp_path)

            assert [*tmp_path.iterdir()] == [held]

    def test_is_another_when_it_was_cleared_away_before_it_was_held(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Somebody who clears away comes upon the first just after it was made."""
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        made: list[str] = []

        def make(prefix: str, **more: Any) -> tempfile.TemporaryDirectory[str]:
            folder = tempfile.TemporaryDirectory(prefix=prefix, **more)
            if not made:
                Path(folder.name).rmdir()
            made.append(folder.name)
            return folder

        monkeypatch.setattr(folders, "TemporaryDirectory", make)
        with folders.folder_of_its_own() as folder:
            assert Path(folder).is_dir()
            assert len(made) == 2
        assert not [*tmp_path.iterdir()]


def fail_to_print(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    """Go the whole way but for the printing itself, in a folder in ``place``."""
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    FakeChild(monkeypatch, "say(error='No ink')")
    with pytest.raises(RenderError, match="No ink"):
        render_pdf("")


@contextmanager
def asked_from_elsewhere(place: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A process that has asked for a document, and what prints it, stopped half-way."""
    program = (
        "import django, os, signal; django.setup()\n"
        "from tests.core.test_printing import LARGE, child_of_this_thread\n"
        "from csplan.core.printing.pdf import render_pdf\n"
        "def stop(words):\n"
        "    pid = child_of_this_thread()\n"
        "    os.kill(pid, signal.SIGSTOP)\n"
        "    print(pid, flush=True)\n"
        "    signal.pause()\n"
        "render_pdf(LARGE, progress=stop)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(process.ROOT), "TMPDIR": str(place)},
        stdout=subprocess.PIPE,
    ) as asking:
        assert asking.stdout is not None
        child = os.pidfd_open(int(asking.stdout.readline()))
        try:
            yield asking, child
        finally:
            os.close(child)
            asking.kill()


def modules_after(*statements: str) -> set[str]:
    """The top-level modules that a process holds after these."""
    program = ";".join([*statements, "import sys", "print(*sys.modules)"])
    run = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(process.ROOT)},
        capture_output=True,
        check=True,
        text=True,
    )
    return {name.partition(".")[0] for name in run.stdout.split()}


class FakeChild:
    """A program in the place of the one that prints."""

    def __init__(self, patch: pytest.MonkeyPatch, program: str) -> None:
        self.pid = 0
        patch.setattr(process, "COMMAND", (sys.executable, "-c", f"{self.START}{program}"))

    START = (
        "import json, os, signal, sys; sys.stdin.read()\n"
        "def say(**what): print(json.dumps(what), flush=True)\n"
    )
    PAUSE = "say(words='Laying out page 1'); signal.pause()"

    def note(self, _words: str) -> None:
        self.pid = child_of_this_thread()


class TestWhoeverWaits:
    @pytest.mark.parametrize(
        ("number", "words"),
        [
            (signal.SIGKILL, "most likely because the machine ran short of memory"),
            (signal.SIGSEGV, r"stopped before it was finished \(SIGSEGV\)"),
            (signal.SIGXCPU, r"more of the processor's time than it may \(240 seconds\)"),
        ],
    )
    def test_is_told_in_words_why_it_stopped(
        self, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, words: str
    ) -> None:
        child = FakeChild(monkeypatch, FakeChild.PAUSE)

        def kill(told: str) -> None:
            child.note(told)
            os.kill(child.pid, number)

        with pytest.raises(PrinterStoppedError, match=words):
            render_pdf("", progress=kill)
        assert is_gone(child.pid)

    @pytest.mark.parametrize(
        "program",
        ["", "raise SystemExit(1)", "print('{', end='')", "say(pdf=9, peak=1); print('%PDF')"],
        ids=["silent", "failed", "cut off", "half a file"],
    )
    def test_takes_nothing_half_for_whole(
        self, monkeypatch: pytest.MonkeyPatch, program: str
    ) -> None:
        FakeChild(monkeypatch, program)

        with pytest.raises(PrinterStoppedError, match="stopped before it was finished"):
            render_pdf("")

    def test_is_told_when_it_cannot_be_started(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(process, "COMMAND", ("/nowhere/python",))

        with pytest.raises(PrinterStoppedError, match="could not be started"):
            render_pdf("")

    @pytest.mark.parametrize(
        "error", [SoftTimeLimitExceeded(), KeyboardInterrupt()], ids=["limit", "key"]
    )
    def test_ends_it_when_called_away(
        self, monkeypatch: pytest.MonkeyPatch, error: BaseException
    ) -> None:
        child = FakeChild(monkeypatch, FakeChild.PAUSE)

        def call_away(told: str) -> None:
            child.note(told)
            raise error

        with pytest.raises(type(error)):
            render_pdf("", progress=call_away)
        assert is_gone(child.pid)

    def test_logs_a_little_of_what_it_mutters_and_is_not_held_up(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        muttering = "os.set_blocking(2, False)\ntry: os.write(2, b'a long story ' * 100_000)\n"
        FakeChild(monkeypatch, f"{muttering}except OSError: pass\nsay(error='No ink')")

        with caplog.at_level(logging.WARNING), pytest.raises(RenderError, match="No ink"):
            render_pdf("")
        (record,) = caplog.records
        assert "a long story a long story" in record.getMessage()
        assert len(record.getMessage()) < 2 * process.MOST_LOGGED
