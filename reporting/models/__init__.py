"""What reporting keeps."""

from reporting.models.batches import PackBatch
from reporting.models.evidence import PackDownload, PackReproduction
from reporting.models.lines import PublishedLine
from reporting.models.packs import Pack, PackFile
from reporting.models.proposals import EndedProposal

__all__ = [
    "EndedProposal",
    "Pack",
    "PackBatch",
    "PackDownload",
    "PackFile",
    "PackReproduction",
    "PublishedLine",
]
