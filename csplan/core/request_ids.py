"""The identifier of the request being served, for logs and the audit history."""

from contextvars import ContextVar

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")
"""Empty outside a request, such as in a command or a task."""
