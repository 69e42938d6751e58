"""What an e-mail says, once, for its plain text and its HTML alike.

Addresses are paths: the worker that sends puts the service's own address before them.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """Somebody's own words, and what they are about."""

    kind: ClassVar[str] = "quoted"
    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    path: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list under a heading."""

    kind: ClassVar[str] = "items"
    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """Where to go next."""

    kind: ClassVar[str] = "action"
    label: str
    path: str


Part: TypeAlias = Paragraph | Quoted | Items | Action


@dataclass(frozen=True, slots=True)
class Message:
    """A whole e-mail; ``because`` completes "You get this email because …"."""

    subject: str
    parts: tuple[Part, ...]
    because: str

    def as_json(self) -> dict[str, Any]:
        """What the database keeps of it, besides the subject."""
        parts = [{"kind": part.kind, **dataclasses.asdict(part)} for part in self.parts]
        return {"parts": parts, "because": self.because}


def plain_text(
    parts: Iterable[Mapping[str, Any]], *, name: str, because: str, address: str, choose: str
) -> str:
    """The e-mail as text: ``address`` goes before paths, ``choose`` is the path to choose at."""
    lines = [f"Dear {name},"]
    for part in parts:
        lines += _text_of(part, address)
    lines += ["--", f"You get this email because {because}."]
    if choose:
        lines.append(f"Choose which emails you get:\n{address}{choose}")
    return "\n\n".join(lines) + "\n"


def _text_of(part: Mapping[str, Any], address: str) -> Iterator[str]:
    match part["kind"]:
        case Action.kind:
            yield f"{part['label']}:\n{address}{part['path']}"
        case Items.kind:
            yield part["heading"]
            yield "\n\n".join(_item_text(item, address) for item in part["items"])
        case Quoted.kind:
            about = f"{part['about']}:\n" if part["about"] else ""
            yield about + "\n".join(f"> {line}" for line in part["text"].splitlines())
        case _:
            yield part["text"]


def _item_text(item: Mapping[str, Any], address: str) -> str:
    lines = [f"* {item['name']}"]
    if item["hint"]:
        lines.append(f"  {item['hint']}")
    if item["path"]:
        lines.append(f"  {address}{item['path']}")
    return "\n".join(lines)
