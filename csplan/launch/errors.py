"""What can stop a launch, each told to the person in one line."""


class LaunchError(Exception):
    """The launch cannot go on; the message says why and what to do."""


class CommandError(LaunchError):
    """A command that had to succeed did not."""

    def __init__(self, purpose: str, code: int, output: str = "") -> None:
        """Keep the exit code, for a caller who passes it on, and what the command printed."""
        super().__init__(f"Stopped: {purpose} failed (exit code {code}).")
        self.code = code
        self.output = output


class InterruptedLaunchError(LaunchError):
    """Someone asked the launch to stop."""

    def __init__(self, signal_number: int) -> None:
        """Remember the signal: the exit code tells it, as shells expect."""
        super().__init__("Stopped.")
        self.code = 128 + signal_number
