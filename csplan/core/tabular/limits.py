"""How large an uploaded table may be, and how it is refused."""

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED_BYTES = 20 * 1024 * 1024
MOST_RATIO = 100
MOST_MEMBERS = 50
MOST_ROWS = 2_000
MOST_COLUMNS = 50
MOST_SHEETS = 10
MOST_CELL_CHARACTERS = 4_000
MOST_ELEMENTS = 250_000
"""Of one spreadsheet's markup: more than a full table needs, few enough to read in a second."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


class TabularError(ValueError):
    """The file cannot be read; the message says what to do, and where when that is known."""


def column_letter(index: int) -> str:
    """The spreadsheet's name of a column counted from 0: A, B … Z, AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """The spreadsheet's name of a cell, both counted from 0: "C7"."""
    return f"{column_letter(column)}{row + 1}"


def needs_quoting(text: str) -> bool:
    """Whether a spreadsheet, which skips blanks, would run the text or eat its apostrophe."""
    return text.startswith(FORMULA_STARTS) or text.lstrip().startswith((*FORMULA_STARTS, "'"))
