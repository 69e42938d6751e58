"""Free text on its way into the record."""

from csplan.core.text import accepted as clean

__all__ = ["clean"]
