"""Why a document could not be printed."""


class RenderError(Exception):
    """The document could not be made, or is not fit to be stored. The message says why."""


class PrinterStoppedError(RenderError):
    """What prints came to an end before the document did: the next attempt may go better."""
