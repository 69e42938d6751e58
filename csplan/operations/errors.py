"""Why a command that looks after the installation stops."""


class OperationsError(Exception):
    """It cannot be done as asked; the message says why. What was there before is still there."""
