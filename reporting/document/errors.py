"""Why a pack could not be made into a document."""


class RenderError(Exception):
    """The document could not be made, or is not fit to be stored. The message says why."""
