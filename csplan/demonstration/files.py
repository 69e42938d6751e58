"""Reading the data files. They hold facts and words; everything that acts on them is code."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from csplan.core.periods import LONDON

FOLDER = Path(__file__).parent / "data"
YEAR_FILES = FOLDER / "year"

Record = Mapping[str, Any]
"""A table of a data file."""


def read(name: str) -> Record:
    """The contents of ``data/<name>.toml``."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def london(moment: dt.datetime) -> dt.datetime:
    """A moment written without a zone in a data file, as London time."""
    return moment.replace(tzinfo=LONDON)
