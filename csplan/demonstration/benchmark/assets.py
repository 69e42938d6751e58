"""The weight of the style sheet and the script as a browser receives them."""

import gzip
from pathlib import Path

from csplan.demonstration.benchmark.report import Figure, Row, Section

BUILT = ("csplan.css", "csplan.js")
MOST_KB = 30.0
TITLE = "Style sheet and script"
HOW = "Bytes after gzip at its usual level, in thousands."
NOT_BUILT = "Not built: run npm ci && npm run build."


def gzipped_size(path: Path) -> int:
    """Bytes after compression at gzip's usual level; the file's date does not enter."""
    return len(gzip.compress(path.read_bytes(), compresslevel=6, mtime=0))


def assets_section(folder: Path) -> Section:
    """Both files of ``folder``, or a plain word that they are not built."""
    paths = [folder / name for name in BUILT]
    if not all(path.is_file() for path in paths):
        total = Figure("Gzipped", None, "kB", MOST_KB)
        return Section(TITLE, (Row("Together", (total,)),), (NOT_BUILT,))
    sizes = {path.name: gzipped_size(path) / 1000 for path in paths}
    rows = [Row(name, (Figure("Gzipped", size, "kB"),)) for name, size in sizes.items()]
    total = Figure("Gzipped", sum(sizes.values()), "kB", MOST_KB)
    return Section(TITLE, (*rows, Row("Together", (total,))), (HOW,))
