"""Tables in and out of csplan as CSV and OpenDocument spreadsheets (ODS), within limits.

Out: no cell becomes a formula. In: every size is checked before anything is unpacked or
expanded, XML entities are refused, and a refusal names the row and column. Cells are text on
the way in; what they mean is for the reader's own columns to say.
"""

from csplan.core.tabular.limits import TabularError
from csplan.core.tabular.reading import Sheet, read_sheet
from csplan.core.tabular.writing import csv_bytes, ods_bytes

__all__ = ["Sheet", "TabularError", "csv_bytes", "ods_bytes", "read_sheet"]
