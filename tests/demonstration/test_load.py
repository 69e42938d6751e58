"""The load of the benchmark: who asks, what counts as wrong, and one web server for a moment."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from csplan.core import clock
from csplan.demonstration.benchmark import load
from csplan.demonstration.benchmark.browsers import Answer
from csplan.demonstration.benchmark.clients import BARE, PAGE, SAVE, Tally, Turns
from csplan.demonstration.benchmark.databases import throw_away_database
from csplan.demonstration.benchmark.load import Load, gather, put_under_load
from csplan.demonstration.benchmark.measure import percentile_95
from csplan.demonstration.benchmark.memory import held_between
from csplan.demonstration.benchmark.report import missed
from csplan.demonstration.benchmark.server import as_served
from csplan.demonstration.benchmark.sites import fill_site
from csplan.demonstration.synthetic import SyntheticSize

SMALL = SyntheticSize(localities=1, milestones=load.FEWEST_MILESTONES)


class TestPercentile95:
    @pytest.mark.parametrize(
        ("values", "expected"), [([3.0], 3.0), ([*map(float, range(101))], 95.0)]
    )
    def test_is_what_nineteen_in_twenty_do_not_exceed(
        self, values: list[float], expected: float
    ) -> None:
        assert percentile_95(values) == pytest.approx(expected)


class TestTurns:
    @pytest.mark.parametrize(
        ("seconds", "moments"),
        [
            (60.0, {0.0: PAGE, 7.9: PAGE, 8.1: BARE, 9.9: BARE, 10.1: PAGE, 18.1: BARE}),
            (2.0, {0.0: PAGE, 0.79: PAGE, 0.81: BARE, 1.01: PAGE}),
        ],
    )
    def test_gives_the_bare_view_a_fifth_of_each_round(
        self, seconds: float, moments: dict[float, str]
    ) -> None:
        turns = Turns(100.0, seconds)
        assert {at: turns.kind(100.0 + at) for at in moments} == moments
        shares = [turns.seconds_of(kind) / seconds for kind in (PAGE, BARE, SAVE)]
        assert shares == pytest.approx([0.8, 0.2, 1.0])
        assert [turns.is_over(100.0 + at) for at in (0.0, seconds)] == [False, True]


class TestTally:
    def test_counts_any_answer_but_the_right_one_as_an_error(self) -> None:
        tally = Tally()
        answers = [Answer(200, 0.1), Answer(503, 0.1), Answer(0, 30.0, "TimeoutError")]
        assert [tally.add(PAGE, each, 200) for each in answers] == [True, False, False]
        assert tally.problems == {"page: 503": 1, "page: no answer: TimeoutError": 1}


class TestHeldBetween:
    def test_is_the_median_of_that_part_of_the_time(self) -> None:
        samples = [(0.0, 10.0), (0.45, 20.0), (0.5, 90.0), (0.55, 30.0), (0.95, 40.0)]
        parts = [load.START, load.MIDDLE, load.END, (0.6, 0.8)]
        assert [held_between(samples, *part) for part in parts] == [10.0, 30.0, 40.0, None]


@pytest.mark.any_database
@pytest.mark.django_db(transaction=True)
class TestPutUnderLoad:
    """One web server with one worker for a moment. Judges no time and no memory."""

    @pytest.fixture
    def done(self, tmp_path: Path) -> Iterator[Load]:
        with as_served(), throw_away_database("load", tmp_path) as database:
            site = fill_site("load", database, SMALL, at=clock.now())
            crowd = gather(site, tmp_path)
            assert len({visit.cookie for visit in crowd.visits}) == load.SESSIONS
            yield put_under_load(site, crowd, tmp_path, workers=1, seconds=2)

    def test_answers_all_rightly_and_keeps_each_save(self, done: Load) -> None:
        assert not done.problems
        assert (done.lost_saves, done.lost_workers) == (0, 0)
        counts = {kind: figures["count"] for kind, figures in done.said["kinds"].items()}
        assert all(counts.values()), counts
        assert len(done.said["kept"]) == load.WRITERS + 1
        wrong = replace(done, lost_saves=1, said={**done.said, "problems": {"page: 500": 2}})
        assert {"Errors", "Lost"} <= {
            name.rpartition(": ")[2] for name in missed([load.soundness_section([wrong])])
        }
