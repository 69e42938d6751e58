"""The schema of what is published, in words for people and as JSON Schema for programs. Pure.

One table of fields gives both, and a test holds it against what is really frozen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from csplan.core.worded_dates import DateKind, DatePrecision
from objectives.choices import SetLevel
from objectives.rules.content import SCHEMA

COMPENDIUM_SCHEMA = "csplan.objectives-compendium/1"
DRAFT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True)
class Field:
    """One field: its name, what kind of value it has, and what it says.

    ``kind`` is "text", "number", "day", "yes or no", the name of another object, or "list of"
    such a name. ``one_of`` are the only values a text may have.
    """

    name: str
    kind: str
    words: str
    may_be_null: bool = False
    one_of: tuple[str, ...] = ()


_ITEM = (
    Field("id", "text", "Number of the item in its set, the same in every revision: O1, P1, M1"),
    Field("order", "number", "Place of the published bullet in its column, from 1"),
    Field("part", "number", "Which part of the bullet it is, from 1"),
    Field("text", "text", "The words, in full"),
    Field("owner", "text", "The post that answers for it, where it is not the holder"),
    Field("section", "text", "Section of the source it was transcribed from"),
    Field("source_words", "text", "The words of the source, unchanged: the whole bullet"),
    Field("is_illustrative", "yes or no", "Added for a demonstration, never published elsewhere"),
)
_OF_OBJECTIVE = Field(
    "objective", "text", "Number of the objective it belongs to, where known", may_be_null=True
)

OBJECTS: Mapping[str, Sequence[Field]] = {
    "set": (
        Field("schema", "text", "Name of this schema", one_of=(SCHEMA,)),
        Field("id", "text", "Identifier of the set: the last part of its address"),
        Field("revision", "number", "Number of the revision, from 1"),
        Field("effective_on", "day", "Day the revision takes effect"),
        Field("reason", "text", "Why the objectives were amended; empty for revision 1"),
        Field("holder", "text", "Who is held to the objectives"),
        Field("post", "text", "The post they are held to them in"),
        Field("level", "text", "How senior the post is", one_of=tuple(SetLevel.values)),
        Field("department", "department", "Where the post is"),
        Field("year", "text", "Financial year, such as 2012/13"),
        Field("year_start", "number", "Calendar year the financial year begins in, on 1 April"),
        Field("held_from", "day", "First day in the post, if after 1 April", may_be_null=True),
        Field("held_to", "day", "Last day in the post, if before 31 March", may_be_null=True),
        Field("follows", "text", "Identifier of the last holder’s set", may_be_null=True),
        Field("role_statement", "text", "What the post is for"),
        Field("is_illustrative", "yes or no", "Made for a demonstration, never published"),
        Field("source", "source", "Where the set was transcribed from", may_be_null=True),
        Field("categories", "list of category", "The categories, in order"),
    ),
    "department": (
        Field("id", "text", "Stable name of the department in addresses"),
        Field("name", "text", "Name of the department"),
    ),
    "source": (
        Field("document", "text", "Title of the published document"),
        Field("publisher", "text", "Who published it"),
        Field("attribution", "text", "The acknowledgement its licence asks for"),
        Field("section", "text", "Section the role statement was taken from"),
        Field("words", "text", "Words of the role statement there, unchanged"),
    ),
    "category": (
        Field("id", "text", "Number of the category, the same in every revision: C1"),
        Field("order", "number", "Its place in the set"),
        Field("title", "text", "Its title"),
        Field("introduction", "text", "Words that introduce it"),
        Field("feedback_sources", "text", "Whose feedback is a measure of it"),
        Field("objectives", "list of objective", "What the holder is to achieve"),
        Field("measures", "list of measure", "How achievement is judged"),
        Field("milestones", "list of milestone", "Dated steps"),
    ),
    "objective": (
        *_ITEM,
        Field("under", "text", "Number of the objective it is a point of", may_be_null=True),
        Field("supports", "support", "The objective further up it serves", may_be_null=True),
        Field("contribution", "text", "What it contributes to that objective"),
    ),
    "support": (
        Field("set", "text", "Identifier of the set that holds the objective"),
        Field("id", "text", "Number of the objective there"),
        Field("holder", "text", "Whose objective it is"),
        Field("year", "text", "Financial year of that set"),
    ),
    "measure": (
        *_ITEM,
        _OF_OBJECTIVE,
        Field(
            "reports_from_month",
            "number",
            "Calendar month, 1 to 12, before which a yearly measure is not due",
            may_be_null=True,
        ),
    ),
    "milestone": (*_ITEM, _OF_OBJECTIVE, Field("date", "date", "When it falls")),
    "date": (
        Field("phrase", "text", "The phrase that dates it, as published; empty when undated"),
        Field("kind", "text", "What the phrase means", one_of=tuple(DateKind.values)),
        Field("earliest", "day", "First day the phrase allows", may_be_null=True),
        Field("latest", "day", "Last day the phrase allows", may_be_null=True),
        Field("precision", "text", "How exact it is", one_of=tuple(DatePrecision.values)),
        Field("recurrence", "text", "When a recurring milestone comes round"),
        Field("meaning", "text", "What the phrase was taken to mean, in a sentence"),
    ),
}
"""Every object of the schema by name, with its fields."""

COMPENDIUM: Sequence[Field] = (
    Field("schema", "text", "Name of this schema", one_of=(COMPENDIUM_SCHEMA,)),
    Field("year", "text", "Financial year, such as 2012/13"),
    Field("department", "department", "Whose it is; null for every department", may_be_null=True),
    Field("sets", "list of set", "The latest revision of each set, by department and holder"),
)

_PLAIN: Mapping[str, Mapping[str, str]] = {
    "text": {"type": "string"},
    "number": {"type": "integer"},
    "day": {"type": "string", "format": "date"},
    "yes or no": {"type": "boolean"},
}
_LIST = "list of "


def json_schema() -> dict[str, Any]:
    """The schema of a set's JSON file, with that of a compendium beside it in ``$defs``."""
    definitions = {name: _object(fields) for name, fields in OBJECTS.items()}
    return {
        "$schema": DRAFT,
        "title": "Published objectives",
        "description": f"One revision of a set ({SCHEMA}) or a compendium ({COMPENDIUM_SCHEMA}).",
        "oneOf": [{"$ref": "#/$defs/set"}, {"$ref": "#/$defs/compendium"}],
        "$defs": {**definitions, "compendium": _object(COMPENDIUM)},
    }


def _object(fields: Sequence[Field]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field.name: _field(field) for field in fields},
        "required": [field.name for field in fields],
        "additionalProperties": False,
    }


def _field(field: Field) -> dict[str, Any]:
    value = _value(field)
    if field.may_be_null:
        value = {"anyOf": [value, {"type": "null"}]}
    return {**value, "description": field.words}


def _value(field: Field) -> dict[str, Any]:
    if field.kind.startswith(_LIST):
        return {"type": "array", "items": _reference(field.kind.removeprefix(_LIST))}
    if field.kind not in _PLAIN:
        return _reference(field.kind)
    limits = {"enum": list(field.one_of)} if field.one_of else {}
    return {**_PLAIN[field.kind], **limits}


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}
