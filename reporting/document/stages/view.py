"""Delivery stages as a pack shows them: the mix, what moved and where each item stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils.safestring import SafeString

from programme.choices import Stage
from programme.rules.plans import counted
from programme.rules.stages import STAGES, Mix, stage_words
from reporting.document import words
from reporting.document.charts.stages import Bar, stage_mix
from reporting.document.reckoned import Reckoned
from reporting.document.rows import NO_WORDS, chip_of, paragraphs
from reporting.document.stages.facts import Item, Move, Stages

NATIONAL = "National items"
CHIPS: Mapping[str, str] = {
    Stage.INNOVATE: "unknown",
    Stage.CORE: "complete",
    Stage.EMBED: "on_track",
    "": "unknown",
}


@dataclass(frozen=True, slots=True)
class CountCell:
    """``was`` is the count a quarter before where that differs, else ""."""

    count: int
    was: str


@dataclass(frozen=True, slots=True)
class MixRow:
    name: str
    anchor: str
    cells: Sequence[CountCell]
    total: int


@dataclass(frozen=True, slots=True)
class MoveRow:
    text: str
    place: str
    place_anchor: str
    moved: str
    day: str
    reason: SafeString
    taken_on_by: str


@dataclass(frozen=True, slots=True)
class StageLine:
    """The localities whose own item is at one stage."""

    stage: str
    places: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A national item with how it stands where it is taken up, or a locality's own priority."""

    number: str
    text: str
    place: str
    place_anchor: str
    chip: SafeString
    lines: Sequence[StageLine]


@dataclass(frozen=True, slots=True)
class ItemGroup:
    heading: str
    rows: Sequence[ItemRow]


@dataclass(frozen=True, slots=True)
class StagesView:
    """The section in words. The last of ``mix`` is all localities together, if there are more.

    ``not_taken_up`` is said of a national item that no locality told of has made its own.
    """

    on: str
    since: str
    sentence: str
    items: str
    picture: SafeString
    heads: Sequence[str]
    mix: Sequence[MixRow]
    moves: Sequence[MoveRow]
    not_taken_up: str
    groups: Sequence[ItemGroup]
    priorities: Sequence[ItemGroup]


def stages_view(pack: Reckoned) -> StagesView | None:
    """What ``pack`` shows of delivery stages; None when it was frozen without."""
    found = pack.facts.stages
    return _View(pack, found).made() if found is not None else None


@dataclass(frozen=True)
class _View:
    """The words for ``found``, with the pack that names its outcomes and localities."""

    pack: Reckoned
    found: Stages

    def made(self) -> StagesView:
        local = [each for each in self.found.items if each.locality is not None]
        places = self._places()
        return StagesView(
            on=words.day(self.found.on),
            since=words.day(self.found.since),
            sentence=_sentence(self.pack, local),
            items=words.sentence(_items_word(self.pack)),
            not_taken_up=self._not_taken_up,
            picture=_picture(self.pack, places) if places else NO_WORDS,
            heads=[stage_words(stage) for stage in self._shown],
            mix=self._mixes(places, local),
            moves=self._moves(),
            groups=self._groups([each for each in self.found.items if each.locality is None]),
            priorities=self._groups([each for each in local if each.serves not in self.national]),
        )

    @cached_property
    def national(self) -> Mapping[int | None, list[Item]]:
        """The items of localities under each national one that they take up."""
        found: dict[int | None, list[Item]] = {
            each.pk: [] for each in self.found.items if each.locality is None
        }
        for each in self.found.items:
            if each.serves in found:
                found[each.serves].append(each)
        return found

    @cached_property
    def _shown(self) -> Sequence[str]:
        """Every stage, and none where some item has none."""
        local = [each for each in self.found.items if each.locality is not None]
        has_none = any("" in (each.stage, each.stage_before) for each in local)
        return [stage for stage in STAGES if stage or has_none]

    def _places(self) -> list[tuple[str, list[Item]]]:
        """The national items where they have stages of their own, then each locality's."""
        national = [e for e in self.found.items if e.locality is None and e.stage]
        by_place: dict[str, list[Item]] = {NATIONAL: national} if national else {}
        order = {slug: number for number, slug in enumerate(self.pack.localities_by_slug)}
        local = [each for each in self.found.items if each.locality is not None]
        for each in sorted(local, key=lambda e: order.get(e.locality or "", len(order))):
            by_place.setdefault(each.locality_name, []).append(each)
        return list(by_place.items())

    @property
    def _not_taken_up(self) -> str:
        about = self.pack.facts.about
        if about.is_of_one_place:
            return f"{about.name} has not taken it up."
        return "No locality has taken it up."

    def _mixes(
        self, places: Sequence[tuple[str, list[Item]]], local: Sequence[Item]
    ) -> list[MixRow]:
        rows = [self._mix(name, own) for name, own in places]
        return rows if len(places) == 1 else [*rows, self._mix("All localities", local)]

    def _mix(self, name: str, items: Sequence[Item]) -> MixRow:
        now = Mix.of(each.stage for each in items)
        before = Mix.of(each.stage_before for each in items if each.stage_before is not None)
        cells = [_count(now.at(stage), before.at(stage)) for stage in self._shown]
        places = {each.locality for each in items}
        anchor = self.pack.place_anchor(places.pop()) if len(places) == 1 else ""
        return MixRow(name, anchor, cells, now.total)

    def _moves(self) -> list[MoveRow]:
        by_pk = {each.pk: each for each in self.found.items}
        return [self._move(each, by_pk[each.item]) for each in self.found.moves]

    def _move(self, move: Move, item: Item) -> MoveRow:
        return MoveRow(
            text=f"{item.number} {item.text}",
            place=item.locality_name or "National",
            place_anchor=self.pack.place_anchor(item.locality),
            moved=f"{stage_words(move.from_stage)} to {stage_words(move.to_stage).lower()}",
            day=words.day(move.moved_on),
            reason=paragraphs(move.reason),
            taken_on_by=move.taken_on_by,
        )

    def _groups(self, items: Sequence[Item]) -> list[ItemGroup]:
        return [
            ItemGroup(_heading(outcome, self.pack), [self._item(each) for each in own])
            for outcome, own in groupby(items, key=lambda each: each.outcome)
        ]

    def _item(self, item: Item) -> ItemRow:
        taken_up = self.national.get(item.pk, [])
        return ItemRow(
            number=item.number,
            text=item.text,
            place=item.locality_name,
            place_anchor=self.pack.place_anchor(item.locality),
            chip=chip_of(CHIPS[item.stage], stage_words(item.stage))
            if item.stage or item.locality
            else NO_WORDS,
            lines=[
                StageLine(stage_words(stage), words.listed([e.locality_name for e in own]))
                for stage in STAGES
                if (own := [each for each in taken_up if each.stage == stage])
            ],
        )


def _count(now: int, before: int) -> CountCell:
    return CountCell(now, f"was {before}" if before != now else "")


def _sentence(pack: Reckoned, local: Sequence[Item]) -> str:
    """How many items the localities have, at which stages, now and before."""
    one = pack.agreed("item_singular", "work programme item")
    many = counted(one, _items_word(pack))
    if not local:
        return f"No locality has {many} of its own."
    noun = words.count(len(local), one, many)
    names = {each.locality_name for each in local}
    who, whose = "The localities have", "their"
    if len(names) == 1:
        who, whose = f"{names.pop()} has", "its"
    now = Mix.of(each.stage for each in local)
    before = Mix.of(each.stage_before for each in local if each.stage_before is not None)
    said = f"{who} {noun} of {whose} own: {now.words}."
    return said if before.counts == now.counts else f"{said} A quarter before: {before.words}."


def _items_word(pack: Reckoned) -> str:
    """What all plans of the pack call their items, where they agree."""
    return pack.agreed("item_plural", "work programme items")


def _picture(pack: Reckoned, places: Sequence[tuple[str, list[Item]]]) -> SafeString:
    mixes = [(name, Mix.of(each.stage for each in own)) for name, own in places]
    said = ". ".join(f"{name}: {mix.words}" for name, mix in mixes)
    bars = [Bar(name, mix.counts) for name, mix in mixes]
    return stage_mix(bars, words=f"Chart of {_items_word(pack)} by stage. {said}.")


def _heading(pk: int, pack: Reckoned) -> str:
    """The outcome, with its plan where another plan's first could be meant."""
    outcome = pack.outcomes_by_pk[pk]
    plan = pack.plan_of(outcome)
    return f"{outcome.number}. {outcome.title}{f', {plan}' if plan else ''}"
