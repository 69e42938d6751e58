"""The list of any register as a table."""

from typing import Any

from django.utils.html import format_html

from csplan.core.forms import GovDateField
from csplan.core.tables import BaseTable, Column
from csplan.registers.cells import record_cell, shown_value
from csplan.registers.declaration import Register, RegisterColumn

NOTHING = "–"


class RegisterCellColumn(Column):  # type: ignore[misc]
    """One column of a register, read the way the export reads it."""

    def __init__(self, column: RegisterColumn, field: Any) -> None:
        super().__init__(
            accessor="pk",
            verbose_name=column.heading,
            orderable=bool(column.order_by),
            order_by=column.order_by or None,
        )
        self.declared, self.form_field = column, field
        self.is_numeric = column.is_numeric
        self.is_day = isinstance(field, GovDateField) and column.shown is None
        self.url_pattern = ""

    def render(self, record: Any) -> Any:
        words = cell_words(self.declared, self.form_field, record)
        if not self.url_pattern:
            return NOTHING if words in ("", None) else words
        url = self.url_pattern.replace("/0/", f"/{record.pk}/")
        return format_html(
            '<a class="govuk-link" href="{}">{}{}</a>', url, words, _rest(record, words)
        )


def _rest(record: Any, words: Any) -> Any:
    """What tells apart two records that look alike in this column, for people who hear it."""
    name = str(record)
    if name == str(words):
        return ""
    return format_html('<span class="govuk-visually-hidden"> ({})</span>', name)


def cell_words(column: RegisterColumn, field: Any, record: Any) -> Any:
    """What pages show in the cell."""
    if column.shown is not None:
        return column.shown(record)
    return shown_value(field, record_cell(column, field, record))


class RegisterTable(BaseTable):
    """The listed records; the first column names each and leads to it."""

    is_caption_shown = False

    def __init__(
        self,
        register: Register,
        rows: Any,
        *,
        fields: Any,
        record_url: str,
        is_narrowed: bool,
    ) -> None:
        listed = [column for column in register.columns if column.is_listed]
        made = {
            column.name: RegisterCellColumn(column, fields.get(column.name)) for column in listed
        }
        made[listed[0].name].url_pattern = record_url
        self.row_header = listed[0].name
        nothing = f"There are no {register.plural} yet."
        if is_narrowed:
            nothing = (
                f"No {register.plural} match. Clear what you chose, or search for fewer words."
            )
        super().__init__(
            rows, caption=register.title, extra_columns=list(made.items()), empty_text=nothing
        )
