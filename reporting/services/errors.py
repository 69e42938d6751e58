"""Refusals that only reporting knows, and how a build ends early."""

from csplan.core.errors import RefusedError


class EvidenceError(RefusedError):
    """What is stored is no longer what was stored; it is not given out."""

    code = "evidence"
    status = 409


class LeaseLostError(Exception):
    """Another worker has taken the build up; whatever this one has made counts for nothing."""


class BuildError(Exception):
    """A build cannot succeed as asked for. The message is shown to people."""
