"""Pages to fill in as an OpenDocument spreadsheet: locked cells, lists, frozen headings.

Same pages, same bytes: no clock, no random names.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from csplan.core.tabular.pages import Look, Page, PageColumn
from csplan.core.tabular.writing import (
    NAMESPACES,
    ODS_TYPE,
    Cell,
    add_member,
    paragraphs_xml,
    value_xml,
    words_xml,
)

_MORE_NAMESPACES = (
    f"{NAMESPACES} "
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" '
    'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
)
_BORDER = 'fo:border="0.5pt solid #b1b4b6"'
_LOCKED = f'fo:background-color="#f3f2f1" {_BORDER}'
_OPEN = f'style:cell-protect="none" fo:background-color="#ffffff" {_BORDER}'
_BOLD = 'fo:font-weight="bold"'
# Of each look: what holds of the cell, of its letters, and the form of its value.
_LOOKS: dict[Look, tuple[str, str, str]] = {
    Look.TITLE: ("", f'fo:font-size="14pt" {_BOLD}', ""),
    Look.LEAD: ("", "", ""),
    Look.HEADING: (f'fo:background-color="#d8dadc" {_BORDER}', _BOLD, ""),
    Look.OPEN_HEADING: (
        f'fo:background-color="#12436d" {_BORDER}', f'fo:color="#ffffff" {_BOLD}', "",
    ),
    Look.WORDS: (_LOCKED, 'fo:color="#383f43"', ""),
    Look.DAY: (_LOCKED, 'fo:color="#383f43"', "day"),
    Look.OPEN_WORDS: (_OPEN, "", "as-typed"),
    Look.OPEN_DAY: (_OPEN, "", "day"),
    Look.OPEN_NUMBER: (_OPEN, "", ""),
}  # fmt: skip
_UNWRAPPED = (Look.TITLE, Look.LEAD)
_DATA_STYLES = (
    '<number:text-style style:name="as-typed"><number:text-content/></number:text-style>'
    '<number:date-style style:name="day"><number:day/><number:text> </number:text>'
    '<number:month number:textual="true" number:style="long"/><number:text> </number:text>'
    '<number:year number:style="long"/></number:date-style>'
)
_TABLE_STYLES = (
    '<style:style style:name="shown" style:family="table" style:master-page-name="Wide">'
    '<style:table-properties table:display="true"/></style:style>'
    '<style:style style:name="hidden" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
    '<style:style style:name="row" style:family="table-row">'
    '<style:table-row-properties style:use-optimal-row-height="true"/></style:style>'
)
_REFUSAL = (
    '<table:error-message table:message-type="stop" table:display="true">'
    "<text:p>Choose one from the list.</text:p></table:error-message>"
)
_INCHES_PER_CHARACTER = 0.085
_PARTS = ("content.xml", "styles.xml", "settings.xml")


def ods_pages(pages: Sequence[Page]) -> bytes:
    """The pages as an OpenDocument spreadsheet. Every text is typed as text, never a formula."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        # The format asks for this member first and uncompressed.
        add_member(archive, "mimetype", ODS_TYPE, zipfile.ZIP_STORED)
        add_member(archive, "META-INF/manifest.xml", _manifest())
        add_member(archive, "content.xml", _content(pages))
        add_member(archive, "styles.xml", _default_styles())
        add_member(archive, "settings.xml", _settings(pages))
    return out.getvalue()


def _manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{part}" manifest:media-type="text/xml"/>'
        for part in _PARTS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        'manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
        f"{entries}</manifest:manifest>"
    )


def _default_styles() -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<office:document-styles {_MORE_NAMESPACES}><office:styles>"
        '<style:default-style style:family="table-cell"><style:text-properties '
        'fo:font-family="Arial" fo:font-size="10pt" fo:language="en" fo:country="GB"/>'
        "</style:default-style></office:styles>"
        '<office:automatic-styles><style:page-layout style:name="wide">'
        '<style:page-layout-properties fo:page-width="16.54in" fo:page-height="11.69in" '
        'style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0" '
        'fo:margin="0.5in"/></style:page-layout></office:automatic-styles>'
        '<office:master-styles><style:master-page style:name="Wide" '
        'style:page-layout-name="wide"/></office:master-styles></office:document-styles>'
    )


def _content(pages: Sequence[Page]) -> str:
    tables = "".join(_table(page, number) for number, page in enumerate(pages))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<office:document-content {_MORE_NAMESPACES}>"
        f"<office:automatic-styles>{_styles(pages)}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{_validations(pages)}{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def _styles(pages: Sequence[Page]) -> str:
    widths = sorted({column.width for page in pages for column in page.columns})
    columns = "".join(
        f'<style:style style:name="width-{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="'
        f'{width * _INCHES_PER_CHARACTER:.2f}in"/></style:style>'
        for width in widths
    )
    return _DATA_STYLES + _TABLE_STYLES + columns + "".join(map(_cell_style, Look))


def _cell_style(look: Look) -> str:
    cell, letters, data = _LOOKS[look]
    wrap = "" if look in _UNWRAPPED else ' fo:wrap-option="wrap" fo:padding="0.03in"'
    form = f' style:data-style-name="{data}"' if data else ""
    return (
        f'<style:style style:name="{look}" style:family="table-cell"{form}>'
        f'<style:table-cell-properties style:vertical-align="top" {cell}{wrap}/>'
        f"<style:text-properties {letters}/></style:style>"
    )


def _is_helped(column: PageColumn) -> bool:
    return column.is_open and bool(column.choices or column.hint)


def _validations(pages: Sequence[Page]) -> str:
    rules = "".join(
        _validation(column, f"v{number}-{at}", page)
        for number, page in enumerate(pages)
        for at, column in enumerate(page.columns)
        if _is_helped(column)
    )
    return f"<table:content-validations>{rules}</table:content-validations>" if rules else ""


def _validation(column: PageColumn, name: str, page: Page) -> str:
    base = quoteattr(f"${page.name}.$A${page.heading_row + 2}")
    condition = refusal = ""
    if column.choices:
        quoted = ";".join('"{}"'.format(choice.replace('"', '""')) for choice in column.choices)
        rule = f"of:cell-content-is-in-list({quoted})"
        condition = f"table:condition={quoteattr(rule)} "
        refusal = _REFUSAL
    return (
        f'<table:content-validation table:name="{name}" {condition}'
        f'table:allow-empty-cell="true" table:base-cell-address={base}>'
        f"{_help(column)}{refusal}</table:content-validation>"
    )


def _help(column: PageColumn) -> str:
    if not column.hint:
        return ""
    return (
        '<table:help-message table:display="true">'
        f"<text:p>{words_xml(column.hint)}</text:p></table:help-message>"
    )


def _table(page: Page, number: int) -> str:
    columns = "".join(
        f'<table:table-column table:style-name="width-{column.width}"/>' for column in page.columns
    )
    style = "hidden" if page.is_hidden else "shown"
    protection = ' table:protected="true"' if page.is_protected else ""
    return (
        f"<table:table table:name={quoteattr(page.name)} table:style-name={quoteattr(style)}"
        f"{protection}>{columns}{''.join(_rows(page, number))}</table:table>"
    )


def _rows(page: Page, number: int) -> Iterator[str]:
    for line, words in enumerate(page.lead):
        yield _row([_cell(words, page.lead_look(line))])
    headings = enumerate(column.heading for column in page.columns)
    yield _row(_cell(words, page.heading_look(at)) for at, words in headings)
    for at, row in enumerate(page.rows):
        yield _row(
            _cell(cell, page.look_of(at, column), _rule(page, number, at, column))
            for column, cell in enumerate(row)
        )


def _rule(page: Page, number: int, row: int, column: int) -> str:
    if (row, column) in page.unasked or not _is_helped(page.columns[column]):
        return ""
    return f' table:content-validation-name="v{number}-{column}"'


def _row(cells: Sequence[str] | Iterator[str]) -> str:
    return f'<table:table-row table:style-name="row">{"".join(cells)}</table:table-row>'


def _cell(cell: Cell, look: Look, rule: str = "") -> str:
    start = f'<table:table-cell table:style-name="{look}"{rule}'
    if cell is None or cell == "":
        return f"{start}/>"
    return f"{start} {value_xml(cell)}>{paragraphs_xml(cell)}</table:table-cell>"


def _settings(pages: Sequence[Page]) -> str:
    frozen = "".join(_frozen(page) for page in pages)
    first = next(page.name for page in pages if not page.is_hidden)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<office:document-settings {_MORE_NAMESPACES}><office:settings>"
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item config:name="ViewId" config:type="string">view1'
        "</config:config-item>"
        '<config:config-item config:name="ActiveTable" config:type="string">'
        f"{escape(first)}</config:config-item>"
        f'<config:config-item-map-named config:name="Tables">{frozen}'
        "</config:config-item-map-named></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )


def _frozen(page: Page) -> str:
    """Keep the first column and everything down to the headings in sight."""
    places = {
        "HorizontalSplitMode": ("short", 2),
        "VerticalSplitMode": ("short", 2),
        "HorizontalSplitPosition": ("int", 1),
        "VerticalSplitPosition": ("int", page.heading_row + 1),
        "ActiveSplitRange": ("short", 3),
        "PositionRight": ("int", 1),
        "PositionBottom": ("int", page.heading_row + 1),
    }
    items = "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}'
        "</config:config-item>"
        for name, (kind, value) in places.items()
    )
    return (
        f"<config:config-item-map-entry config:name={quoteattr(page.name)}>{items}"
        "</config:config-item-map-entry>"
    )
