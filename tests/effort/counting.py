"""Tells in each answer how many statements it took to make it."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

HEADER = "X-Statements"
MIDDLEWARE = "tests.effort.counting.count_statements"
TRANSACTION_WORDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def count_statements(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what reads or writes is counted, not what frames a transaction."""

    def answer(request: HttpRequest) -> HttpResponse:
        counted = 0

        def count(execute: Any, sql: str, *more: Any) -> Any:
            nonlocal counted
            counted += not sql.upper().startswith(TRANSACTION_WORDS)
            return execute(sql, *more)

        with connection.execute_wrapper(count):
            response = get_response(request)
        response[HEADER] = str(counted)
        return response

    return answer
