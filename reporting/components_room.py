"""What the pages of the reading room share. Makes no query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from csplan.core.components import Crumb
from reporting.choices import PackState
from reporting.choices_lines import WITH_A_PAGE, LineKind
from reporting.models import Pack, PublishedLine
from reporting.tables import pack_url


@dataclass(frozen=True, slots=True)
class Option:
    """A choice in a list."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One list to choose from; its first choice narrows nothing down, unless that is ``""``."""

    name: str
    label: str
    options: Sequence[Option]


def room_crumbs(here: str) -> list[Crumb]:
    """The way to a page of the reading room."""
    return [
        Crumb("Home", "/"),
        Crumb("Reading room", reverse("reporting:reading-room")),
        Crumb(here),
    ]


def choice(
    name: str, title: str, every: str, options: Sequence[tuple[str, str]], chosen: str
) -> Filter:
    """A list whose first entry stands for all of them; without one where ``every`` is empty."""
    first = [("", every)] if every else []
    found = [Option(value, words, value == chosen) for value, words in [*first, *options]]
    return Filter(name, title, found)


def place_filters(
    names: Mapping[str, Sequence[tuple[str, str]]], locality: str, outcome: str
) -> list[Filter]:
    return [
        choice("locality", "Locality", "Every locality", names[LineKind.LOCALITY], locality),
        choice("outcome", "Outcome", "Every outcome", names[LineKind.OUTCOME], outcome),
    ]


def line_url(line: PublishedLine) -> str:
    if line.kind in WITH_A_PAGE:
        return page_url(line.pack, line.key)
    return f"{pack_url('pack-read', line.pack)}#{line.anchor}"


def page_url(pack: Pack, key: str) -> str:
    return reverse("reporting:pack-line", args=[*pack.address, key])


def edition_words(pack: Pack) -> str:
    about = f"{pack.subject_name}, " if pack.subject_name else ""
    state = "" if pack.state == PackState.PUBLISHED else ", superseded"
    return f"{about}{pack.period.quarter.short_label}, edition {pack.edition}{state}"
