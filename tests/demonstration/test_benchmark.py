import gc
import gzip
import json
import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import Resolver404, resolve

from csplan.accounts.choices import Role
from csplan.accounts.models import User
from csplan.demonstration.benchmark.assets import assets_section
from csplan.demonstration.benchmark.cost import cost_of, peak_mb
from csplan.demonstration.benchmark.databases import throw_away_database, use_database
from csplan.demonstration.benchmark.measure import in_turns, ratio_of_medians, spread
from csplan.demonstration.benchmark.processes import ProcessError, run_python
from csplan.demonstration.benchmark.report import Figure, Row, Section, as_json, as_text, missed
from csplan.demonstration.benchmark.server import (
    Server,
    as_served,
    collector_held,
    queries_of,
    session_cookie,
)
from csplan.demonstration.benchmark.views import BODIES
from csplan.demonstration.management.commands import benchmark
from tests.factories import UserFactory, grant


class TestRatioOfMedians:
    @pytest.mark.parametrize(
        ("ours", "theirs", "ratio"),
        [
            ([1.0], [2.0], 0.5),
            ([3.0, 1.0, 2.0], [1.0, 1.0, 100.0], 2.0),
            ([1.0, 2.0], [3.0], 0.5),
        ],
    )
    def test_divides_the_middle_of_ours_by_the_middle_of_theirs(
        self, ours: list[float], theirs: list[float], ratio: float
    ) -> None:
        assert ratio_of_medians(ours, theirs) == ratio

    @pytest.mark.parametrize(("ours", "theirs"), [([], [1.0]), ([1.0], []), ([1.0], [0.0])])
    def test_refuses_sides_it_cannot_compare(self, ours: list[float], theirs: list[float]) -> None:
        with pytest.raises(ValueError, match="A ratio needs"):
            ratio_of_medians(ours, theirs)


class TestSpread:
    @pytest.mark.parametrize(
        ("values", "width"), [([5.0], 0.0), ([2.0, 2.0], 0.0), ([1.0, 2.0, 3.0, 4.0, 5.0], 2 / 3)]
    )
    def test_is_the_middle_half_over_the_median(self, values: list[float], width: float) -> None:
        assert spread(values) == pytest.approx(width)


class TestInTurns:
    def test_goes_backwards_every_second_round(self) -> None:
        calls: list[str] = []
        in_turns(3, [lambda: calls.append("a"), lambda: calls.append("b")])
        assert calls == ["a", "b", "b", "a", "a", "b"]

    def test_gives_each_side_its_own_results(self) -> None:
        numbers = iter(range(4))
        assert in_turns(2, [lambda: next(numbers), lambda: next(numbers)]) == [[0, 3], [1, 2]]


class TestFigure:
    @pytest.mark.parametrize(
        ("value", "at_most", "is_met"),
        [
            (1.0, None, None),
            (1.0, 1.0, True),
            (1.0001, 1.0, False),
            (0, 0, True),
            (None, 1.0, False),
            (None, None, None),
        ],
    )
    def test_is_judged_on_the_number_and_not_as_rounded(
        self, value: float | None, at_most: float | None, is_met: bool | None
    ) -> None:
        assert Figure("Ratio", value, "×", at_most).is_met is is_met

    @pytest.mark.parametrize(
        ("figure", "words"),
        [
            (Figure("Ratio", 0.954, "×"), "0.95 ×"),
            (Figure("Time", 9.26, "ms"), "9.3 ms"),
            (Figure("Queries", 8, "", 8), "8"),
            (Figure("Queries", 8, "", 8, "and 2 to begin and end"), "8 (and 2 to begin and end)"),
            (Figure("Size", None, "kB", 30.0), "not measured"),
            (Figure("Size", None, "kB"), "–"),
        ],
    )
    def test_reads_in_its_unit(self, figure: Figure, words: str) -> None:
        assert figure.words == words


@pytest.fixture
def section() -> Section:
    rows = (
        Row("Home", (Figure("Page", 5.04, "ms"), Figure("Ratio", 3.5, "×", 4.0))),
        Row("Task list", (Figure("Page", 12.0, "ms"), Figure("Ratio", 4.21, "×", 4.0))),
        Row("Plan", (Figure("Page", 2.0, "ms"), Figure("Ratio", 1.0, "×"))),
    )
    return Section("Pages", rows, ("Medians of 60 requests.",))


class TestAsText:
    def test_shows_the_target_and_whether_it_is_met_beside_each_figure(
        self, section: Section
    ) -> None:
        assert as_text(section).splitlines() == [
            "Pages",
            "=====",
            "           Page     Ratio   Target",
            "---------  -------  ------  --------  -------",
            "Home       5.0 ms   3.50 ×  ≤ 4.00 ×  met",
            "Task list  12.0 ms  4.21 ×  ≤ 4.00 ×  NOT MET",
            "Plan       2.0 ms   1.00 ×",
            "",
            "Medians of 60 requests.",
        ]


class TestAsJson:
    def test_holds_every_figure_with_its_target(self, section: Section) -> None:
        found = json.loads(json.dumps(as_json([section], {"quick": True})))
        assert found["about"] == {"quick": True}
        assert found["missed"] == ["Pages: Task list: Ratio"]
        assert found["sections"][0]["rows"][1]["figures"][1] == {
            "name": "Ratio", "value": 4.21, "unit": "×", "at_most": 4.0, "detail": "",
            "is_met": False,
        }  # fmt: skip


class TestAssetsSection:
    def test_adds_up_what_a_browser_receives(self, tmp_path: Path) -> None:
        for name in ("csplan.css", "csplan.js"):
            (tmp_path / name).write_text(name * 1000)
        *each, together = assets_section(tmp_path).rows
        size = len(gzip.compress(b"csplan.css" * 1000, 6)) / 1000
        assert each[0] == Row("csplan.css", (Figure("Gzipped", size, "kB"),))
        assert together.figures[0].value == sum(row.figures[0].value or 0 for row in each)

    def test_says_plainly_that_nothing_is_built(self, tmp_path: Path) -> None:
        section = assets_section(tmp_path)
        assert section.notes == ("Not built: run npm ci && npm run build.",)
        assert missed([section]) == ["Style sheet and script: Together: Gzipped"]


class TestCostOf:
    def test_counts_the_time_of_the_work_and_hands_back_its_result(self) -> None:
        result, cost = cost_of(lambda: sum(range(100_000)))
        assert result == 4999950000
        assert cost.cpu_s >= 0
        assert cost.wall_s > 0

    def test_knows_the_most_memory_held(self) -> None:
        before = peak_mb()
        held = bytearray(30_000_000)
        assert len(held) == 30_000_000
        assert peak_mb() >= before > 1


class TestRunPython:
    def test_gives_what_was_said_and_the_system_s_own_count(self) -> None:
        ran = run_python(["-c", "print('a warning'); print('{\"pages\": 3}')"])
        assert ran.said == {"pages": 3}
        assert ran.cpu_s > 0

    def test_tells_why_a_side_did_not_end_well(self) -> None:
        with pytest.raises(ProcessError, match="Ended with 3: no fonts"):
            run_python(["-c", "import sys; print('no fonts'); sys.exit(3)"])


@pytest.mark.django_db(transaction=True)
class TestThrowAwayDatabase:
    def test_leaves_the_real_one_as_it_was(self, tmp_path: Path) -> None:
        UserFactory.create(email="real@csplan.example")
        with throw_away_database("one", tmp_path):
            assert not User.objects.exists()
            UserFactory.create(email="thrown-away@csplan.example")
        assert [user.email for user in User.objects.all()] == ["real@csplan.example"]

    def test_is_gone_also_when_somebody_stops_it(self, tmp_path: Path) -> None:
        real = connection.settings_dict["NAME"]
        with pytest.raises(KeyboardInterrupt), throw_away_database("one", tmp_path) as name:
            _interrupt()
        assert connection.settings_dict["NAME"] == real != name
        assert name not in _databases(tmp_path)

    def test_has_room_for_two_at_once(self, tmp_path: Path) -> None:
        with (
            throw_away_database("one", tmp_path) as one,
            throw_away_database("two", tmp_path) as two,
        ):
            assert {one, two} <= set(_databases(tmp_path))
            use_database(one)
        assert not {one, two} & set(_databases(tmp_path))


def _interrupt() -> None:
    raise KeyboardInterrupt


def _databases(folder: Path) -> list[str]:
    """The throw-away databases that this process has now; another may be measuring too."""
    if connection.vendor == "sqlite":
        return [str(path) for path in folder.glob("*.sqlite3")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s",
            [f"csplan_benchmark_{os.getpid()}_%"],
        )
        return [name for (name,) in cursor.fetchall()]


class TestQueriesOf:
    @pytest.mark.django_db(transaction=True)
    def test_counts_apart_what_begins_and_ends_a_transaction(self) -> None:
        def ask() -> None:
            with transaction.atomic(), transaction.atomic():
                User.objects.exists()

        count = queries_of(ask)
        assert (count.statements, count.transaction) == (1, 4)

    @pytest.mark.django_db(transaction=True)
    def test_counts_what_the_middleware_asks(self) -> None:
        user = grant(Role.NATIONAL_TEAM)
        with as_served():
            server, cookie = Server(), session_cookie(user)
            BODIES["short"] = b"ready"
            server.get("/benchmark/signed-in/short/", cookie=cookie)
            signed_in = queries_of(
                lambda: server.get("/benchmark/signed-in/short/", cookie=cookie)
            )
            stranger = queries_of(lambda: server.get("/benchmark/bare/short/"))
        assert (signed_in.statements, stranger.statements) == (2, 0)


@pytest.mark.django_db(transaction=True)
class TestServer:
    @pytest.fixture
    def server(self) -> Iterator[Server]:
        with as_served():
            yield Server()

    def test_answers_as_a_browser_would_see_it(self, server: Server) -> None:
        BODIES["short"] = b"ready"
        answer = server.get("/benchmark/bare/short/")
        assert (answer.status, answer.body) == (200, b"ready")
        assert answer.wall_s > 0

    def test_turns_a_stranger_away_from_what_needs_a_session(self, server: Server) -> None:
        assert server.get("/benchmark/signed-in/short/").status == 302

    def test_sends_a_form_that_is_taken_for_our_own(self, server: Server) -> None:
        cookie = session_cookie(UserFactory.create())
        assert server.post("/account/sign-out/", {}, cookie=cookie).status == 302


class TestBareViews:
    @pytest.mark.parametrize("path", ["/benchmark/bare/home/", "/benchmark/signed-in/home/"])
    def test_are_out_of_reach_in_normal_running(self, path: str) -> None:
        with pytest.raises(Resolver404):
            resolve(path)


class TestCollectorHeld:
    def test_lets_go_when_the_timing_fails(self) -> None:
        with pytest.raises(KeyboardInterrupt), collector_held():
            _interrupt()
        assert gc.isenabled()


@pytest.mark.any_database
@pytest.mark.django_db(transaction=True)
class TestBenchmark:
    """The command from end to end, on as little data as there can be. Judges no time."""

    @pytest.fixture(autouse=True)
    def least(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Twice is the least that is repeated."""
        monkeypatch.setattr(benchmark, "QUICK", (2, 1, 0.1))

    def test_finds_as_many_queries_with_ten_times_the_data(self, tmp_path: Path) -> None:
        times, growth, requests = _benchmark(tmp_path, only="pages")["sections"]
        assert len(times["rows"]) == len(growth["rows"]) > 10
        for row in growth["rows"]:
            few, many, *_ = row["figures"]
            assert few["value"] == many["value"] <= few["at_most"], row["name"]
        strangers, *_ = requests["rows"]
        assert [figure["value"] for figure in strangers["figures"]] == [0, 0]

    def test_measures_the_pack_beside_the_bare_renderer(self, tmp_path: Path) -> None:
        (section,) = _benchmark(tmp_path, only="pack")["sections"]
        pages = next(row for row in section["rows"] if row["name"] == "Pages")
        ours, stock, _ = (figure["value"] for figure in pages["figures"])
        assert ours == stock > 3

    def test_leaves_no_database_behind(self, tmp_path: Path) -> None:
        real = connection.settings_dict["NAME"]
        _benchmark(tmp_path, only="assets")
        assert connection.settings_dict["NAME"] == real
        assert not User.objects.exists()

    def test_refuses_a_size_that_makes_no_sense(self) -> None:
        with pytest.raises(CommandError, match="1 or more"):
            call_command("benchmark", localities=0)


def _benchmark(folder: Path, *, only: str) -> dict[str, Any]:
    """Run the command and return what it wrote; its table holds every figure's name too."""
    target, out = folder / "figures.json", StringIO()
    call_command(
        "benchmark", only=only, quick=True, json=target, localities=1, milestones=8, stdout=out
    )
    found: dict[str, Any] = json.loads(target.read_text())
    for section in found["sections"]:
        assert section["title"] in out.getvalue()
    return found
