"""What transcribed records share: where their words come from, and what their dates mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from csplan.core.models import SourceDocument
from csplan.demonstration.files import Record, read


@dataclass(frozen=True)
class Section:
    """A section of a published document, to mark records with."""

    document: SourceDocument
    title: str

    def quoting(self, words: str) -> dict[str, Any]:
        """The provenance of a record whose published words are ``words``."""
        return {
            "source": self.document,
            "source_section": self.title,
            "source_words": words,
            "is_illustrative": False,
        }


def load_documents() -> Mapping[str, SourceDocument]:
    """The published documents by slug, each with its acknowledgement and notes."""
    return {record["slug"]: _document(record) for record in read("sources")["documents"]}


def _document(record: Record) -> SourceDocument:
    values = {key: value.strip() for key, value in record.items() if key != "slug"}
    document, _ = SourceDocument.objects.get_or_create(slug=record["slug"], defaults=values)
    return document


def dated(phrase: str, meaning: Record) -> dict[str, Any]:
    """The fields of a worded date; without a kind it is undated."""
    return {
        "date_phrase": phrase,
        "date_kind": meaning.get("kind", "undated"),
        "date_earliest": meaning.get("earliest"),
        "date_latest": meaning.get("latest"),
        "date_precision": meaning.get("precision", ""),
    }
