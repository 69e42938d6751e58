"""From placed lines to a draft: categories, bullets with their parts, and dates."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from csplan.core.text import NARRATIVE_LIMIT
from csplan.core.worded import LONGEST_PHRASE, FoundPhrase, PlanDays, Reading, find_phrases, read
from objectives.choices import ItemKind
from objectives.choices_transcription import GOES_NOWHERE, Place
from objectives.rules.transcription.lines import Line

KINDS = {
    Place.OBJECTIVE: ItemKind.OBJECTIVE, Place.POINT: ItemKind.OBJECTIVE,
    Place.MEASURE: ItemKind.MEASURE, Place.MILESTONE: ItemKind.MILESTONE,
}  # fmt: skip
COLUMNS = {
    ItemKind.OBJECTIVE: "objectives",
    ItemKind.MEASURE: "performance measures",
    ItemKind.MILESTONE: "milestones",
}
NOTHING_BEFORE = "It goes on from a line that is left out"
LONGEST_TITLE = 200
LONGEST_OWNER = 120
_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z0-9])")
_NUMBERED = re.compile(r"^[0-9]{1,2}[.)]\s+")


@dataclass(frozen=True)
class DraftItem:
    """An item to be. ``numbers`` are its lines, the first of which it is known by.

    ``published`` is the whole bullet, of which it is ``part``. ``under`` is the first line of
    the objective it is a sub-point of, 0 for none. A milestone's ``date`` is what its words were
    read to say.
    """

    numbers: tuple[int, ...]
    kind: ItemKind
    text: str
    published: str
    section: str
    order: int
    part: int = 1
    under: int = 0
    owner: str = ""
    date: Reading | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class DraftCategory:
    """A category to be, headed by the line ``number``."""

    number: int
    title: str
    section: str
    introduction: str
    feedback_sources: str
    items: tuple[DraftItem, ...]


@dataclass(frozen=True)
class Draft:
    """All that the lines make. ``left_out`` goes nowhere, ``unplaced`` must be placed first."""

    role_statement: str
    categories: tuple[DraftCategory, ...]
    left_out: tuple[Line, ...]
    unplaced: tuple[Line, ...]
    problems: tuple[str, ...] = ()

    @property
    def items(self) -> Iterator[DraftItem]:
        return (item for category in self.categories for item in category.items)


@dataclass(frozen=True)
class _Bullet:
    """A line with those that go on from it."""

    line: Line
    numbers: tuple[int, ...]
    words: str


def drafted(lines: Sequence[Line], plan: PlanDays) -> Draft:
    """The draft that placed lines make, its dates read in a year of these days."""
    bullets = _bullets(lines)
    categories = tuple(
        _category(bullet, bullets, plan)
        for bullet in bullets
        if bullet.line.place == Place.CATEGORY
    )
    draft = Draft(
        role_statement=_texts(bullets, Place.ROLE, 0),
        categories=categories,
        left_out=tuple(line for line in lines if line.place == Place.LEFT_OUT),
        unplaced=tuple(
            replace(bullet.line, words=bullet.words)
            for bullet in bullets
            if bullet.line.place == Place.UNPLACED
        ),
    )
    return replace(draft, problems=tuple(_problems(draft)))


def _bullets(lines: Sequence[Line]) -> list[_Bullet]:
    """Each line together with what goes on from it, in the order of the first lines.

    What goes on from a line that goes nowhere, or from none, is not placed.
    """
    by_number = {line.number: line for line in lines}
    joined: dict[int, list[Line]] = {}
    alone: list[Line] = []
    for line in lines:
        start = _start(line, by_number)
        if start is None:
            alone.append(replace(line, place=Place.UNPLACED, doubt=NOTHING_BEFORE))
        elif start is line:
            alone.append(line)
        else:
            joined.setdefault(start.number, []).append(line)
    return [_bullet(line, joined.get(line.number, [])) for line in alone]


def _start(line: Line, by_number: Mapping[int, Line]) -> Line | None:
    """The line it goes on from in the end: itself, unless it is joined; None for no such."""
    first: Line | None = line
    while first is not None and first.place == Place.JOINED:
        first = by_number.get(first.joins)
    is_gone = first is not line and (first is None or first.place in GOES_NOWHERE)
    return None if is_gone else first


def _bullet(line: Line, more: Sequence[Line]) -> _Bullet:
    words = " ".join((line.words, *(each.words for each in more)))
    return _Bullet(line, (line.number, *(each.number for each in more)), words)


def _texts(bullets: Sequence[_Bullet], place: Place, category: int) -> str:
    """What stands in one place, one paragraph below the other."""
    found = (
        bullet.words
        for bullet in bullets
        if bullet.line.place == place and bullet.line.category == category
    )
    return "\n\n".join(found)


def _category(head: _Bullet, bullets: Sequence[_Bullet], plan: PlanDays) -> DraftCategory:
    number = head.line.number
    section = head.words.rstrip(" :")
    own = [bullet for bullet in bullets if bullet.line.category == number]
    return DraftCategory(
        number=number,
        title=_NUMBERED.sub("", section),
        section=section,
        introduction=_texts(own, Place.INTRODUCTION, number),
        feedback_sources=_texts(own, Place.FEEDBACK, number),
        items=tuple(_items(own, section, plan)),
    )


def _items(own: Sequence[_Bullet], section: str, plan: PlanDays) -> Iterator[DraftItem]:
    places = dict.fromkeys(ItemKind, 0)
    objective = 0
    for bullet in own:
        kind = KINDS.get(bullet.line.place)
        if kind is None:
            continue
        places[kind] += 1
        under = objective if bullet.line.place == Place.POINT else 0
        if bullet.line.place == Place.OBJECTIVE:
            objective = bullet.line.number
        yield from _parts(bullet, kind, section, places[kind], under, plan)


def _parts(
    bullet: _Bullet, kind: ItemKind, section: str, order: int, under: int, plan: PlanDays
) -> Iterator[DraftItem]:
    """One item, or a milestone for each sentence that has a date of its own."""
    texts = _dated_sentences(bullet, plan) if kind == ItemKind.MILESTONE else [bullet.words]
    split = (f"One bullet is split into {len(texts)} milestones",) if len(texts) > 1 else ()
    for part, text in enumerate(texts, start=1):
        date, doubts = _date(bullet, text, plan) if kind == ItemKind.MILESTONE else (None, ())
        own = (bullet.line.doubt,) if bullet.line.doubt else ()
        yield DraftItem(
            numbers=bullet.numbers,
            kind=kind,
            text=text,
            published=bullet.line.published or bullet.words,
            section=bullet.line.section or f"{section}: {COLUMNS[kind]}",
            order=order,
            part=part,
            under=under,
            owner=bullet.line.owner,
            date=date,
            doubts=(*own, *split, *doubts),
        )


def _dated_sentences(bullet: _Bullet, plan: PlanDays) -> list[str]:
    """The sentences, if there are several and each of them says when; else all in one."""
    sentences = _SENTENCE.split(bullet.words)
    if len(sentences) < 2 or bullet.line.phrase:
        return [bullet.words]
    each_says_when = all(len(_led(sentence, plan)) == 1 for sentence in sentences)
    return sentences if each_says_when else [bullet.words]


def _led(text: str, plan: PlanDays) -> list[FoundPhrase]:
    return [found for found in find_phrases(text, plan) if found.is_led]


def _date(bullet: _Bullet, text: str, plan: PlanDays) -> tuple[Reading, tuple[str, ...]]:
    """What dates a milestone: the words a table gives, else those in its own sentence."""
    if bullet.line.phrase:
        reading = read(bullet.line.phrase, plan)
        return reading, (reading.doubt,) if reading.doubt else ()
    found = _led(text, plan)
    if not found:
        mentioned = find_phrases(text, plan)
        doubt = (
            (f"“{mentioned[0].reading.phrase}” is not taken for its date",) if mentioned else ()
        )
        return read("", plan), doubt
    reading = found[0].reading
    doubts = [reading.doubt] if reading.doubt else []
    if len(found) > 1:
        others = " and ".join(f"“{one.reading.phrase}”" for one in found[1:])
        doubts.append(f"It says {others} as well: csplan takes the first date")
    return reading, tuple(doubts)


def _problems(draft: Draft) -> Iterator[str]:
    """What no set can hold, with the line it is in."""
    if len(draft.role_statement) > NARRATIVE_LIMIT:
        yield f"The role statement is longer than {NARRATIVE_LIMIT:,} characters"
    for category in draft.categories:
        if not category.title or len(category.title) > LONGEST_TITLE:
            yield f"Line {category.number} is too long for the title of a category"
        if max(len(category.introduction), len(category.feedback_sources)) > NARRATIVE_LIMIT:
            yield f"The introduction below line {category.number} is too long"
    for item in draft.items:
        if len(item.text) > NARRATIVE_LIMIT:
            yield f"Line {item.numbers[0]} is longer than {NARRATIVE_LIMIT:,} characters"
        if len(item.owner) > LONGEST_OWNER:
            yield f"The owner in line {item.numbers[0]} is longer than {LONGEST_OWNER} characters"
        if item.date and len(item.date.phrase) > LONGEST_PHRASE:
            yield f"The date in line {item.numbers[0]} is longer than {LONGEST_PHRASE} characters"
