"""What was pasted or uploaded: the text of a document, or a table."""

from collections.abc import Sequence

from csplan.core.tabular import TabularError, read_sheet
from objectives.rules.transcription.lines import Line, TranscriptError
from objectives.rules.transcription.tables import lines_of_table
from objectives.rules.transcription.text import Headings, lines_of_text

TABLE_ENDINGS = (".csv", ".ods")
NOT_TEXT = "The file is no text. Save it as plain text, or as CSV or ODS from the template"


def lines_of_file(
    name: str, data: bytes, *, known: Sequence[str] = (), headings: Headings | None = None
) -> tuple[Line, ...]:
    """The lines of a file, by what its name says it is; raise TranscriptError for what is none.

    ``known`` and ``headings`` are those of a text; a table has its own headings.
    """
    if not name.casefold().endswith(TABLE_ENDINGS):
        return lines_of_text(_decoded(data), known=known, headings=headings)
    try:
        sheet = read_sheet(data)
    except TabularError as error:
        raise TranscriptError(str(error)) from error
    return lines_of_table(sheet.headings, sheet.rows)


def _decoded(data: bytes) -> str:
    """The text, in any of the ways in which editors save one."""
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not data.startswith((b"PK\x03", b"%PDF")):
            return text
    raise TranscriptError(NOT_TEXT)
