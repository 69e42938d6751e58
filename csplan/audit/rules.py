"""What an event holds, as it is kept and as it is hashed. No database, no clock."""

import datetime as dt
import json
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder

HASHED: Final = (
    "sequence",
    "actor",
    "action",
    "target_kind",
    "target_id",
    "target_label",
    "before",
    "after",
    "request_id",
    "occurred_at",
    "recorded_at",
)
"""The parts of an event that its hash covers. A person is a number: their name may change."""

MOMENTS: Final = ("occurred_at", "recorded_at")
_ENCODER = DjangoJSONEncoder()


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` as the history keeps them: JSON that every database writes alike."""
    return {clean(str(name)): _plain_value(value) for name, value in values.items()}


def clean(text: str) -> str:
    """``text`` in NFC, without what a database or UTF-8 cannot hold."""
    kept = text.replace("\0", "\ufffd").encode(errors="replace").decode()
    return unicodedata.normalize("NFC", kept)


def content(event: Mapping[str, Any]) -> dict[str, Any]:
    """The hashed parts of an event: ``event`` holds them under their names in ``HASHED``."""
    held = {name: event[name] for name in HASHED}
    return held | {name: moment_text(event[name]) for name in MOMENTS}


def moment_text(moment: dt.datetime) -> str:
    """ "2014-01-10T11:00:00.000000+00:00": UTC, to the microsecond."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _plain_value(value: Any) -> Any:
    """Figures with a point are text: databases do not write them alike."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return clean(value)
        case float():
            return repr(value)
        case Mapping():
            return plain(value)
        case list() | tuple():
            return [_plain_value(item) for item in value]
        case _ if hasattr(value, "pk"):
            return str(value.pk)
        case _:
            return clean(str(_ENCODER.default(value)))


REQUEST: Final = "request"
"""The kind of what a refusal is about: the address of a page."""

ADMINISTERED: Final = ("accounts.", "core.", "localities.", "people.", "auth.", "mfa.", REQUEST)
"""Kinds of records whose names hold nobody's narrative: addresses, people and places."""

CONFIDENTIAL: Final = (
    "objectives.review",
    "objectives.marking",
    "objectives.feedback",
    "objectives.example",
)
"""Kinds of records of which those who may not read them learn nothing, not even that they are."""

CONFIDENTIAL_PLACES: Final = ("/reviews/", "/feedback/", "/examples/")
"""Parts of the addresses of pages about them; a feedback form's also holds its link."""


def action_words(action: str, kind: str) -> str:
    """ "milestoneupdate.moderated" as "Milestone update moderated", where ``kind`` is its name."""
    thing, _, verb = action.partition(".")
    known = kind if thing == kind.replace(" ", "") else thing
    words = f"{known} {verb}".replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def value_words(value: Any) -> str:
    """A value of an event as it is read: text as it is, anything else as JSON has it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
