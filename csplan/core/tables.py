"""The base of every table: one look, one template, and rows that are cheap to write.

class LocalityTable(BaseTable):
    name = Column(linkify=True)
    headcount = NumberColumn(verbose_name="Headcount")
    caption = "Localities"
    row_header = "name"
"""

from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import Column, Table
from django_tables2.utils import signature

from csplan.core.components import PageLink, Pages

__all__ = ["BaseTable", "Column", "DayColumn", "NumberColumn"]

PAGES_EACH_SIDE = 1


class NumberColumn(Column):  # type: ignore[misc]  # django-tables2 has no types
    """A column of figures, set to the right, with commas between thousands."""

    is_numeric = True

    def render(self, value: Any) -> str:
        return f"{value:,}" if isinstance(value, int | Decimal) else str(value)


class DayColumn(Column):  # type: ignore[misc]  # django-tables2 has no types
    """A column of days, wide enough for the day and its month on one line."""

    is_day = True


class BaseTable(Table):  # type: ignore[misc]
    """A GOV.UK table with a caption, sortable headings and pages.

    `caption` names the table for everybody; `row_header` is the column that names each row.
    Sorting and paging keep the rest of the query string.
    """

    caption: str = ""
    row_header: str = ""
    caption_size: str = "m"
    is_caption_shown: bool = True
    """Not where the heading right above says the same; people who hear the page still do."""

    def __init__(self, *args: Any, caption: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("template_name", "components/table.html")
        kwargs.setdefault("empty_text", "There is nothing to show yet.")
        super().__init__(*args, **kwargs)
        self.caption = caption or self.caption

    @property
    def order_by(self) -> Any:
        """The columns the rows are sorted by. Names of no column, as an address may hold, are
        passed over: the library would take what has a dot in it for an old way of writing.
        """
        return self._order_by

    @order_by.setter
    def order_by(self, value: Any) -> None:
        names = value.split(",") if isinstance(value, str) else value or ()
        known = [name for name in names if str(name).removeprefix("-") in self.columns.names()]
        Table.order_by.fset(self, known)

    @property
    def prefixed_per_page_field(self) -> None:
        """Nothing in an address says how many rows a page has; the library would let it."""
        return

    @property
    def heading_cells(self) -> SafeString:
        """The row of headings; the sorted one says so in words and with an arrow."""
        return format_html_join("", "{}", ((self._heading(column),) for column in self.columns))

    @property
    def body_rows(self) -> SafeString:
        """The rows of this page, or one that says there are none."""
        writers = [_CellWriter(column, self.row_header) for column in self.columns]
        rows = [_row([writer.html(row) for writer in writers]) for row in self.paginated_rows]
        return mark_safe("".join(rows)) if rows else self._empty_row(len(writers))  # noqa: S308

    @property
    def pages(self) -> Pages | None:
        """The pagination list; None when everything fits on one page."""
        page = getattr(self, "page", None)
        if page is None or page.paginator.num_pages <= 1:
            return None
        return Pages(
            items=[self._page_link(number) for number in _shown_pages(page)],
            previous_url=self._page_url(page.number - 1) if page.has_previous() else "",
            next_url=self._page_url(page.number + 1) if page.has_next() else "",
            label=f"Pages of {self.caption}" if self.caption else "Pages",
        )

    def _heading(self, column: Any) -> SafeString:
        numeric = " govuk-table__header--numeric" if _is_numeric(column) else ""
        if not column.orderable:
            text = conditional_escape(column.header)
            return format_html(
                '<th scope="col" class="govuk-table__header{}">{}</th>', numeric, text
            )
        direction, arrow = _sorting(column)
        return format_html(
            '<th scope="col" class="govuk-table__header{}"{}><a class="app-sort" href="{}">{}'
            '<span class="app-sort__arrow" aria-hidden="true">{}</span></a></th>',
            numeric,
            format_html(' aria-sort="{}"', direction) if direction else "",
            self._url(**{self.prefixed_order_by_field: column.order_by_alias.next}),
            column.header,
            arrow,
        )

    def _empty_row(self, width: int) -> SafeString:
        return format_html(
            '<tr class="govuk-table__row"><td class="govuk-table__cell" colspan="{}">{}</td></tr>',
            width,
            self.empty_text,
        )

    def _page_link(self, number: int | None) -> PageLink:
        if number is None:
            return PageLink(None)
        return PageLink(number, self._page_url(number), number == self.page.number)

    def _page_url(self, number: int) -> str:
        return self._url(**{self.prefixed_page_field: str(number)})

    def _url(self, **changes: str) -> str:
        """This page's query string with the changes; a new order starts at the first page."""
        request = getattr(self, "request", None)
        query = request.GET.copy() if request is not None else QueryDict(mutable=True)
        query.pop(self.prefixed_page_field, None)
        for name, value in changes.items():
            query[name] = value
        return f"?{query.urlencode()}"


def _row(cells: list[str]) -> str:
    return f'<tr class="govuk-table__row">{"".join(cells)}</tr>'


class _CellWriter:
    """Writes the cells of one column.

    The library inspects the signature of `render` for every cell, which is half the time a
    table takes; here it is read once for a column.
    """

    def __init__(self, column: Any, row_header: str) -> None:
        self.column = column
        self.start, self.end = _cell_tags(column, row_header)
        self.arguments, self.catches_all = signature(column.render)

    def html(self, row: Any) -> str:
        def render(column: Any, value: Any = None) -> Any:
            given = row._optional_cell_arguments(column, value)
            content = column.render(**self._wanted(given))
            return column.link(content, **given) if column.link else content

        value = row._get_and_render_with(self.column, render, self.column.default)
        return f"{self.start}{conditional_escape(value)}{self.end}"

    def _wanted(self, given: dict[str, Any]) -> dict[str, Any]:
        return given if self.catches_all else {name: given[name] for name in self.arguments}


def _cell_tags(column: Any, row_header: str) -> tuple[str, str]:
    """The tags round a cell of the column."""
    if column.name == row_header:
        return '<th scope="row" class="govuk-table__header app-table__name">', "</th>"
    look = " govuk-table__cell--numeric" if _is_numeric(column) else ""
    look += " app-table__day" if getattr(column.column, "is_day", False) else ""
    label = escape(str(column.header))
    return f'<td class="govuk-table__cell{look}" data-label="{label}">', "</td>"


def _is_numeric(column: Any) -> bool:
    return getattr(column.column, "is_numeric", False)


def _sorting(column: Any) -> tuple[str, str]:
    if not column.is_ordered:
        return "", "\N{UP DOWN ARROW}"
    if column.order_by_alias.is_descending:
        return "descending", "\N{DOWNWARDS ARROW}"
    return "ascending", "\N{UPWARDS ARROW}"


def _shown_pages(page: Any) -> list[int | None]:
    """First, last, the current page and its neighbours; None where some are left out."""
    last = page.paginator.num_pages
    near = range(page.number - PAGES_EACH_SIDE, page.number + PAGES_EACH_SIDE + 1)
    shown = sorted({1, last, *(number for number in near if 1 <= number <= last)})
    with_gaps: list[int | None] = []
    for number in shown:
        if with_gaps and number - (with_gaps[-1] or 0) > 1:
            with_gaps.append(None)
        with_gaps.append(number)
    return with_gaps
