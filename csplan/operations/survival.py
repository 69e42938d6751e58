"""Which migrations the release before does not survive while both serve side by side.

A deployment migrates first and replaces its processes after: meanwhile the old code reads and
writes the new tables. It asks for the columns it knows, and names no others when it adds a row.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from django.db.migrations import operations as ops
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.models import Field
from django.db.models.fields import NOT_PROVIDED

MARK: Final = "old_code_survives"
"""What a migration calls its reason why the release before does not mind after all."""


def faults(migrations: Iterable[Migration]) -> list[str]:
    """What the old code would stumble over, a sentence each; none where a migration has a mark."""
    return [
        f"{migration}: {words}"
        for migration in migrations
        if not getattr(migration, MARK, "")
        for words in _of(migration.operations)
    ]


def _of(operations: Iterable[Operation], made: frozenset[str] = frozenset()) -> Iterator[str]:
    """The faults of operations in order; a table made in the same migration is new to all."""
    new = {each.name_lower for each in operations if isinstance(each, ops.CreateModel)} | made
    for operation in operations:
        if isinstance(operation, ops.SeparateDatabaseAndState):
            yield from _of(operation.database_operations, frozenset(new))
        elif getattr(operation, "model_name_lower", "") not in new:
            yield from _fault(operation)


def _fault(operation: Operation) -> Iterator[str]:
    for kind, words in FAULTS.items():
        if isinstance(operation, kind) and (found := words(operation)):
            yield found


def _removes_field(operation: Any) -> str:
    return f"removes {operation.model_name}.{operation.name}, which the old code still asks for"


def _renames_field(operation: Any) -> str:
    return f"renames {operation.model_name}.{operation.old_name}, which the old code still uses"


def _removes_model(operation: Any) -> str:
    return f"removes {operation.name}, which the old code still reads"


def _renames_model(operation: Any) -> str:
    return f"renames {operation.old_name}, which the old code still reads"


def _renames_table(operation: Any) -> str:
    return f"renames the table of {operation.name}, which the old code still reads"


def _demands_field(operation: Any) -> str:
    """An added column that the old code does not fill must be empty or filled by the database."""
    field: Field[Any, Any] = operation.field
    if field.null or field.many_to_many or field.db_default is not NOT_PROVIDED:
        return ""
    return (
        f"adds {operation.model_name}.{operation.name}, which the old code leaves out of new "
        "rows: let it be empty or give it a db_default"
    )


def _runs_sql(operation: Any) -> str:
    return f"runs SQL that cannot be looked through: say in {MARK} why the old code does not mind"


FAULTS: Final[Mapping[type[Operation], Callable[[Any], str]]] = {
    ops.RemoveField: _removes_field,
    ops.RenameField: _renames_field,
    ops.DeleteModel: _removes_model,
    ops.RenameModel: _renames_model,
    ops.AlterModelTable: _renames_table,
    ops.AddField: _demands_field,
    ops.RunSQL: _runs_sql,
}
