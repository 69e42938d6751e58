"""Importing a published document, or a filled-in table, into a draft."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.core.errors import IncompleteError, NotPermittedError
from csplan.core.models import SourceDocument
from csplan.core.worded import PlanDays
from csplan.registers.models import PendingImport
from csplan.registers.slugs import free_slug
from csplan.registers.uploads import claim, hold
from objectives.models import Category, Objective, ObjectiveSet
from objectives.rules.transcription import (
    Draft,
    DraftCategory,
    DraftItem,
    Line,
    Moves,
    TranscriptError,
    drafted,
    lines_of_file,
    transcript,
)
from objectives.services.categories import add_category
from objectives.services.editing import hold as hold_set
from objectives.services.editing import put, told
from objectives.services.items import add_item

ROLE_SECTION = "Role statement"
LICENCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0. "
    "Source: {title}, {publisher}."
)


@dataclass(frozen=True)
class NewDocument:
    """A published document that csplan does not know yet."""

    title: str
    publisher: str


def upload_key(objective_set: ObjectiveSet) -> str:
    return f"objectives-{objective_set.pk}"


@transaction.atomic
def keep_transcript(
    *, objective_set: ObjectiveSet, name: str, data: bytes, actor: Actor, at: dt.datetime
) -> PendingImport:
    """Keep a document for two hours, until its lines are confirmed.

    Raises NotPermittedError, WrongStateError for a set that is no draft, and IncompleteError,
    saying what to do, for what cannot be taken apart or is too large.
    """
    hold_set(objective_set, actor)
    try:
        lines_of_file(name, data)
    except TranscriptError as error:
        raise IncompleteError(str(error)) from error
    return hold(key=upload_key(objective_set), file_name=name, data=data, actor=actor, at=at)


def lines_of_upload(
    upload: PendingImport, objective_set: ObjectiveSet, moves: Moves
) -> tuple[tuple[Line, ...], Draft, Moves]:
    """Its lines where a person put them, or where csplan takes them to go; what they make."""
    about = (
        objective_set.holder_name, objective_set.post_title, objective_set.department.name,
    )  # fmt: skip
    lines, moves = transcript(upload.file_name, bytes(upload.data), moves, known=about)
    return lines, drafted(lines, PlanDays.of_year(objective_set.year_start)), moves


@transaction.atomic
def import_transcript(
    *,
    objective_set: ObjectiveSet,
    upload: PendingImport,
    moves: Moves,
    source: SourceDocument | NewDocument | None,
    actor: Actor,
    at: dt.datetime,
) -> Draft:
    """Add to the draft all that the lines make, once. What is there already stays as it is.

    Each item keeps the document, the section and the published words it is of. Lines that were
    left out are kept, word for word, in the history. Raises NotPermittedError, WrongStateError,
    and IncompleteError while a line is not placed or cannot be held; nothing is written then.
    """
    hold_set(objective_set, actor)
    if upload.owner_id != actor.person.pk or upload.register != upload_key(objective_set):
        raise NotPermittedError("Somebody else uploaded this")
    lines, draft, _ = lines_of_upload(upload, objective_set, moves)
    _refuse(draft, objective_set)
    digest, name = upload.digest, upload.file_name
    claim(upload, at)
    writer = _Writer(objective_set, _document(source), actor, at)
    writer.write(draft)
    told(
        "objectiveset.imported",
        objective_set,
        objective_set=objective_set,
        actor=actor,
        at=at,
        after={
            "file": name,
            "sha256": digest,
            "lines": len(lines),
            "items": len(list(draft.items)),
            "left_out": [line.words for line in draft.left_out],
            "to_check": [
                f"Line {item.numbers[0]}: {doubt}" for item in draft.items for doubt in item.doubts
            ],
        },
    )
    return draft


def _refuse(draft: Draft, objective_set: ObjectiveSet) -> None:
    if draft.unplaced:
        numbers = ", ".join(str(line.number) for line in draft.unplaced)
        raise IncompleteError(f"Say where these lines go, or leave them out: {numbers}")
    if draft.problems:
        raise IncompleteError(". ".join(draft.problems))
    if draft.role_statement and objective_set.role_statement:
        raise IncompleteError(
            "The draft has a role statement already: leave this one out, or clear that one first"
        )


def _document(source: SourceDocument | NewDocument | None) -> SourceDocument | None:
    if not isinstance(source, NewDocument):
        return source
    return SourceDocument.objects.create(
        slug=free_slug(SourceDocument, source.title),
        title=source.title,
        publisher=source.publisher,
        attribution=LICENCE.format(title=source.title, publisher=source.publisher),
    )


@dataclass
class _Writer:
    """Writes a draft into a set, everything by the same person at the same moment."""

    objective_set: ObjectiveSet
    document: SourceDocument | None
    actor: Actor
    at: dt.datetime

    def write(self, draft: Draft) -> None:
        if draft.role_statement:
            self._write_role(draft.role_statement)
        for category in draft.categories:
            self._write_category(category)

    def _write_role(self, words: str) -> None:
        values = {"role_statement": words, **self._source(ROLE_SECTION, words)}
        stored = ObjectiveSet.objects.get(pk=self.objective_set.pk)
        before = put(stored, values)
        told(
            "objectiveset.changed", stored, objective_set=stored, actor=self.actor, at=self.at,
            before=before, after=values,
        )  # fmt: skip

    def _write_category(self, category: DraftCategory) -> None:
        values = {
            "title": category.title,
            "introduction": category.introduction,
            "feedback_sources": category.feedback_sources,
        }
        made = add_category(
            objective_set=self.objective_set, values=values, actor=self.actor, at=self.at
        )
        objectives: dict[int, Objective] = {}
        for item in category.items:
            row = self._write_item(item, made, objectives)
            if isinstance(row, Objective):
                objectives[item.numbers[0]] = row

    def _write_item(
        self, item: DraftItem, category: Category, objectives: Mapping[int, Objective]
    ) -> Any:
        values: dict[str, Any] = {
            "text": item.text,
            "owner": item.owner,
            "order": item.order,
            "part": item.part,
            **self._source(item.section, item.published),
            **_dated(item),
        }
        if item.under:
            values["under"] = objectives[item.under]
        return add_item(
            category=category, kind=item.kind, values=values, actor=self.actor, at=self.at
        )

    def _source(self, section: str, words: str) -> dict[str, Any]:
        """Where words come from; nothing for words that were never published."""
        if self.document is None:
            return {}
        longest = ObjectiveSet._meta.get_field("source_section").max_length
        return {
            "source": self.document,
            "source_section": section[:longest],
            "source_words": words,
        }


def _dated(item: DraftItem) -> dict[str, Any]:
    if item.date is None:
        return {}
    return {
        "date_phrase": item.date.phrase,
        "date_kind": item.date.kind,
        "date_earliest": item.date.earliest,
        "date_latest": item.date.latest,
        "date_precision": item.date.precision,
        "date_recurrence": item.date.recurrence,
    }
