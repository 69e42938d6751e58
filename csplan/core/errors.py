"""Why a service refuses. Each carries a code for tests and a message for the person."""

SAVED_MEANWHILE = "Somebody else saved this while you were writing"


class RefusedError(Exception):
    """A service declined to do what was asked; nothing was written."""

    code = "refused"
    status = 400

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code


class NotPermittedError(RefusedError):
    """The person may see the thing but not do this to it."""

    code = "not-permitted"
    status = 403


class WrongStateError(RefusedError):
    """The thing has moved on, or has not got there yet."""

    code = "wrong-state"
    status = 409


class StaleVersionError(RefusedError):
    """Somebody else saved since this page was opened."""

    code = "stale-version"
    status = 409


class IncompleteError(RefusedError):
    """Something that must be there first is missing; the message names it."""

    code = "incomplete"
    status = 422


class TooManyError(RefusedError):
    """The person has asked for this too often; later it will be done."""

    code = "too-many"
    status = 429
