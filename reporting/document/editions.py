"""The forms of a pack that are made from its snapshot alone, to be kept beside its PDF."""

from collections.abc import Mapping
from typing import Any

from reporting.choices import FileKind
from reporting.document.data.files import csv_file, ods_file
from reporting.document.pages import render_edition
from reporting.document.view import PackView


def other_forms(snapshot: Mapping[str, Any], view: PackView) -> dict[FileKind, bytes]:
    """The HTML edition and the data as tables. The same snapshot gives the same bytes.

    ``view`` is the snapshot's.
    """
    return {
        FileKind.EDITION: render_edition(view).encode(),
        FileKind.ODS: ods_file(snapshot),
        FileKind.CSV: csv_file(snapshot),
    }
