"""People at their browsers: many who read and a few who save. Run in a process of its own.

Takes the file of an ``Errand`` and prints what the answers were. Imports nothing of csplan's but
arithmetic, and nothing of Django's: it shares the machine with the web server that it asks.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import chain, cycle
from pathlib import Path
from statistics import median
from typing import Any

from csplan.demonstration.benchmark.browsers import Answer, Browser, Place
from csplan.demonstration.benchmark.measure import percentile_95
from csplan.demonstration.benchmark.memory import Sample, children_of, held_mb

READERS = 8
"""How many pages are asked for at once, whoever asks: each by a thread that waits for it."""
REST_S = 0.2
"""How long a writer rests before the next save."""
WARMING_VISITS = 60
ROUND_S, PART_OF_PAGES, SAMPLES = 10.0, 0.8, 100
PAGE, BARE, SAVE, FORM, PAIR, WARM = "page", "bare", "save", "form", "pair", "warm"
FOUND, SAVED, CONFLICT = 200, 302, 409
VERSION = re.compile(r'name="version"[^>]*value="(\d+)"')


@dataclass(frozen=True)
class Visit:
    """One session's page, and the bare view that answers with the same bytes."""

    page: str
    bare: str
    cookie: str


@dataclass(frozen=True)
class Form:
    """An answer that nobody else saves, or one that two people save at once."""

    path: str
    fields: Mapping[str, str]
    cookies: tuple[str, ...]


@dataclass(frozen=True)
class Errand:
    """Whom to ask, for how long, and for what. ``server`` is the process that starts the rest."""

    place: Place
    server: int
    seconds: float
    visits: tuple[Visit, ...]
    forms: tuple[Form, ...]
    pair: Form

    @classmethod
    def read(cls, file: Path) -> "Errand":
        given = json.loads(file.read_text())
        return cls(
            place=Place(**given["place"]),
            server=given["server"],
            seconds=given["seconds"],
            visits=tuple(Visit(**each) for each in given["visits"]),
            forms=tuple(Form(**each) for each in given["forms"]),
            pair=Form(**given["pair"]),
        )

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self)))


@dataclass(frozen=True)
class Turns:
    """Pages and the bare views take turns by the clock, so that both meet the same machine."""

    began: float
    seconds: float

    def is_over(self, now: float) -> bool:
        return now >= self.began + self.seconds

    def passed(self, now: float) -> float:
        """Which part of the time is over, from 0 to 1."""
        return (now - self.began) / self.seconds

    def kind(self, now: float) -> str:
        """What readers ask for now."""
        length = min(ROUND_S, self.seconds / 2)
        return PAGE if (now - self.began) % length < length * PART_OF_PAGES else BARE

    def seconds_of(self, kind: str) -> float:
        """How much of the time is for this; what is saved is saved in all of it."""
        parts = {PAGE: PART_OF_PAGES, BARE: 1 - PART_OF_PAGES}
        return self.seconds * parts.get(kind, 1.0)


@dataclass
class Tally:
    """What one thread was answered."""

    times: dict[str, list[float]] = field(default_factory=dict)
    problems: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, answer: Answer, expected: int) -> bool:
        """Count the answer, and say whether it is what it should be."""
        self.times.setdefault(kind, []).append(answer.seconds)
        if answer.status != expected:
            self.problems[f"{kind}: {answer.named}"] += 1
        return answer.status == expected


@dataclass
class Kept:
    """How many saves of a form were acknowledged, and the words of the last."""

    count: int = 0
    words: str = ""

    def keep(self, words: str) -> None:
        self.count, self.words = self.count + 1, words


def read(errand: Errand, turns: Turns, place: int, tally: Tally) -> None:
    """Ask for one page after the other, of whichever session is next."""
    browser = Browser(errand.place)
    for visit in cycle(errand.visits[place::READERS]):
        now = time.monotonic()
        if turns.is_over(now):
            return
        kind = turns.kind(now)
        path = visit.page if kind == PAGE else visit.bare
        tally.add(kind, browser.get(path, visit.cookie), FOUND)


class Writer:
    """Reads a form, saves it anew and looks, the next time, whether that was kept."""

    def __init__(self, errand: Errand, form: Form, tally: Tally) -> None:
        self.form, self.tally, self.kept = form, tally, Kept()
        self.browsers = [Browser(errand.place) for _ in form.cookies]

    def keep_on(self, turns: Turns) -> None:
        number = 0
        while not turns.is_over(time.monotonic()):
            number += 1
            self.save(number)
            time.sleep(REST_S)

    def save(self, number: int) -> None:
        """Save once, from the version that the form shows."""
        version = self._version()
        if version is None:
            return None
        if len(self.browsers) > 1:
            return self._save_together(version, number)
        words = _words(number, 1)
        if self.tally.add(SAVE, self._send(0, version, words), SAVED):
            self.kept.keep(words)
        return None

    def _save_together(self, version: str, number: int) -> None:
        """Different words over one version: one is saved, and the other is told of it."""
        words = [_words(number, place + 1) for place in range(len(self.browsers))]
        with ThreadPoolExecutor(len(words)) as pool:
            sent = [pool.submit(self._send, *each) for each in self._letters(version, words)]
            answers = [each.result() for each in sent]
        for answer, said in zip(answers, words, strict=True):
            if answer.status == SAVED:
                self.kept.keep(said)
        self._judge(answers)

    @staticmethod
    def _letters(version: str, words: list[str]) -> list[tuple[int, str, str]]:
        return [(place, version, said) for place, said in enumerate(words)]

    def _judge(self, answers: list[Answer]) -> None:
        self.tally.times.setdefault(PAIR, []).append(max(each.seconds for each in answers))
        if sorted(each.status for each in answers) != [SAVED, CONFLICT]:
            named = " and ".join(sorted(each.named for each in answers))
            self.tally.problems[f"{PAIR}: {named}"] += 1

    def _version(self) -> str | None:
        answer = self.browsers[0].get(self.form.path, self.form.cookies[0])
        if not self.tally.add(FORM, answer, FOUND):
            return None
        if self.kept.words not in answer.text:
            self.tally.problems["form: what was saved is not in it"] += 1
        match = VERSION.search(answer.text)
        if match is None:
            self.tally.problems["form: it shows no version"] += 1
        return match[1] if match else None

    def _send(self, place: int, version: str, words: str) -> Answer:
        fields = {**self.form.fields, "version": version, "narrative": words}
        return self.browsers[place].post(self.form.path, fields, self.form.cookies[place])


def _words(number: int, place: int) -> str:
    return f"Save {number} of writer {place}: the steering group was content with it."


def watch(errand: Errand, turns: Turns, samples: list[Sample]) -> None:
    """Look again and again at what the server's processes hold."""
    while not turns.is_over(now := time.monotonic()):
        held = held_mb(children_of(errand.server))
        if held is not None:
            samples.append((turns.passed(now), held))
        time.sleep(turns.seconds / SAMPLES)


def warm(errand: Errand, tally: Tally) -> None:
    """Ask for some pages one by one, so that what is made on first use has been made."""
    browser = Browser(errand.place)
    for visit in errand.visits[:WARMING_VISITS]:
        tally.add(WARM, browser.get(visit.page, visit.cookie), FOUND)


def run(errand: Errand) -> dict[str, Any]:
    """Everybody at once, for as long as the errand says; every answer is waited for."""
    readers = [Tally() for _ in range(READERS)]
    writers = [Writer(errand, form, Tally()) for form in (*errand.forms, errand.pair)]
    samples: list[Sample] = []
    warm(errand, readers[0])
    turns = Turns(time.monotonic(), errand.seconds)
    _all_at_once(
        [
            *(partial(read, errand, turns, place, tally) for place, tally in enumerate(readers)),
            *(partial(writer.keep_on, turns) for writer in writers),
            partial(watch, errand, turns, samples),
        ]
    )
    tallies = [*readers, *(writer.tally for writer in writers)]
    return {
        "kinds": {kind: _figures(kind, tallies, turns) for kind in (PAGE, BARE, SAVE, PAIR)},
        "requests": sum(len(times) for tally in tallies for times in tally.times.values()),
        "problems": dict(sum((tally.problems for tally in tallies), Counter())),
        "kept": [asdict(writer.kept) for writer in writers],
        "samples": samples,
    }


def _all_at_once(work: list[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(len(work)) as pool:
        for done in [pool.submit(each) for each in work]:
            done.result()


def _figures(kind: str, tallies: Iterable[Tally], turns: Turns) -> dict[str, float | None]:
    """How many answers a second, and how long they took, in milliseconds."""
    times = list(chain.from_iterable(tally.times.get(kind, []) for tally in tallies))
    return {
        "count": len(times),
        "a_second": len(times) / turns.seconds_of(kind),
        "median_ms": median(times) * 1000 if times else None,
        "p95_ms": percentile_95(times) * 1000 if times else None,
    }


def main() -> None:
    sys.stdout.write(json.dumps(run(Errand.read(Path(sys.argv[1])))))


if __name__ == "__main__":
    main()
