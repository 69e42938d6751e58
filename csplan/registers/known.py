"""What a table holds, read once for a whole file instead of once for each of its rows.

The tables' own rules are asked of each row as ever; a question is only spared where its answer
is plain from what was read. Whatever is not plain is asked of the database.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from csplan.registers.slugs import first_free

Key = tuple[Any, ...]
Compare = Callable[[Any, Any], bool]

COMPARISONS: Mapping[str, Compare] = {
    "exact": lambda left, right: bool(left == right),
    "lt": lambda left, right: bool(left < right),
    "lte": lambda left, right: bool(left <= right),
    "gt": lambda left, right: bool(left > right),
    "gte": lambda left, right: bool(left >= right),
    "in": lambda left, right: left in right,
}


class UnknownConditionError(LookupError):
    """The condition asks something that only the database can tell."""


def holds(condition: Any, record: models.Model) -> bool | None:
    """Whether the record meets the condition, as SQL has it: None where a null leaves it open.

    Raises UnknownConditionError where that depends on anything but plain comparisons of the
    record's own columns.
    """
    if not isinstance(condition, Q) or condition.connector not in (Q.OR, Q.AND):
        raise UnknownConditionError
    found = _joined(condition, record, decisive=condition.connector == Q.OR)
    # "Not" is written to SQL with a care for nulls that is not repeated here.
    if found is None and condition.negated:
        raise UnknownConditionError
    return None if found is None else found is not condition.negated


def _joined(condition: Q, record: models.Model, *, decisive: bool) -> bool | None:
    """One part that is ``decisive`` settles an "or" (True) or an "and" (False)."""
    answers: list[bool | None] = []
    is_unknown = False
    for child in condition.children:
        try:
            answers.append(_part_holds(child, record))
        except UnknownConditionError:
            is_unknown = True
    if decisive in answers:
        return decisive
    if is_unknown:
        raise UnknownConditionError
    return None if None in answers else not decisive


def _part_holds(child: Any, record: models.Model) -> bool | None:
    if not isinstance(child, tuple):
        return holds(child, record)
    path, wanted = child
    name, _, lookup = path.partition("__")
    value = _column_value(record, name)
    if isinstance(wanted, F):
        wanted = _column_value(record, wanted.name)  # type: ignore[attr-defined]
    if lookup == "isnull":
        return (value is None) is bool(wanted)
    if (lookup or "exact") not in COMPARISONS or hasattr(wanted, "resolve_expression"):
        raise UnknownConditionError
    if value is None or wanted is None:
        return None
    return COMPARISONS[lookup or "exact"](value, wanted)


def _column_value(record: models.Model, name: str) -> Any:
    columns = {each.name: each.attname for each in record._meta.concrete_fields}
    if name not in columns:
        raise UnknownConditionError
    return getattr(record, columns[name])


@dataclass(frozen=True)
class UniqueSet:
    """Columns that no two records may share, and those records of which that is so."""

    columns: tuple[str, ...]
    condition: Q | None = None

    def key(self, record: models.Model) -> Key | None:
        """What the record must not share; None when the rule does not bind it."""
        values = tuple(getattr(record, column) for column in self.columns)
        if None in values:
            return None
        if self.condition is not None and holds(self.condition, record) is False:
            return None
        return values


@dataclass
class KnownRows:
    """The rows of a table as they were when the file was opened, and those the file adds.

    ``related`` names the columns whose records were read as well, so that they do exist.
    """

    model: type[models.Model]
    related: frozenset[str] = frozenset()
    planned: dict[tuple[UniqueSet, Key], int] = field(default_factory=dict)

    @cached_property
    def unique_sets(self) -> tuple[UniqueSet, ...]:
        meta = self.model._meta
        single = (UniqueSet((one.attname,)) for one in meta.concrete_fields if _is_unique(one))
        return (*single, *(_set_of(rule, self.model) for rule in _plain_unique_rules(self.model)))

    @cached_property
    def is_plain(self) -> bool:
        """Whether every rule of the table is of a kind that can be answered here."""
        plain = _plain_unique_rules(self.model)
        rules = self.model._meta.constraints
        return not self.model._meta.unique_together and all(
            isinstance(one, CheckConstraint) or one in plain for one in rules
        )

    @cached_property
    def held(self) -> Mapping[tuple[str, ...], Mapping[Key, Any]]:
        """The key of the record that has each set of values. One query."""
        columns = sorted({name for one in self.unique_sets for name in one.columns})
        found: dict[tuple[str, ...], dict[Key, Any]] = {
            one.columns: {} for one in self.unique_sets
        }
        for row in self.model._default_manager.order_by().values("pk", *columns):
            for names, keys in found.items():
                keys[tuple(row[name] for name in names)] = row["pk"]
        return found

    @cached_property
    def slugs(self) -> set[str]:
        return set(self.model._default_manager.values_list("slug", flat=True))

    def free_slug(self, name: str, *, reserved: frozenset[str] = frozenset()) -> str:
        """As ``slugs.free_slug``, among the file's own rows as well."""
        slug = first_free(self.model, name, self.slugs | reserved)
        self.slugs.add(slug)
        return slug

    @contextmanager
    def sparing(self, record: models.Model) -> Iterator[None]:
        """Within the block, the record skips questions to the database with known answers."""
        ask_constraints, ask_unique = record.validate_constraints, record.validate_unique
        clean_fields = record.clean_fields

        def clean_unknown_fields(exclude: Any = None) -> None:
            clean_fields(exclude={*(exclude or ()), *self.related})

        def validate_constraints(exclude: Any = None) -> None:
            if not self._meets_every_rule(record):
                ask_constraints(exclude=exclude)

        def validate_unique(exclude: Any = None) -> None:
            if not (self.is_plain and self._shares_nothing(record)):
                ask_unique(exclude=exclude)

        own = {
            "clean_fields": clean_unknown_fields,
            "validate_constraints": validate_constraints,
            "validate_unique": validate_unique,
        }
        vars(record).update(own)
        try:
            yield
        finally:
            for name in own:
                del vars(record)[name]

    def clash(self, record: models.Model, number: int, *, filled: Collection[str]) -> int | None:
        """The earlier row of the file that this one cannot stand beside, if there is one.

        ``filled`` are the columns that have their value already; others get theirs when the
        record is saved.
        """
        keys = [key for key in self._keys(record) if set(key[0].columns) <= set(filled)]
        earlier = (self.planned[key] for key in keys if key in self.planned)
        found = next(earlier, None)
        if found is None:
            self.planned |= dict.fromkeys(keys, number)
        return found

    def _keys(self, record: models.Model) -> Iterator[tuple[UniqueSet, Key]]:
        for one in self.unique_sets:
            try:
                key = one.key(record)
            except UnknownConditionError:
                continue
            if key is not None:
                yield one, key

    def _meets_every_rule(self, record: models.Model) -> bool:
        try:
            checks = all(
                holds(one.condition, record) is not False
                for one in self.model._meta.constraints
                if isinstance(one, CheckConstraint)
            )
        except UnknownConditionError:
            return False
        return checks and self.is_plain and self._shares_nothing(record)

    def _shares_nothing(self, record: models.Model) -> bool:
        """Whether no other record has what this one must have for itself."""
        try:
            keys = [(one, one.key(record)) for one in self.unique_sets]
        except UnknownConditionError:
            return False
        return all(
            key is None or self.held[one.columns].get(key, record.pk) == record.pk
            for one, key in keys
        )


def _is_unique(column: Any) -> bool:
    return bool(column.unique and not column.primary_key)


def _plain_unique_rules(model: type[models.Model]) -> list[UniqueConstraint]:
    """Those over columns, for which two nulls are two different things."""
    rules = [one for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    return [one for one in rules if one.fields and one.nulls_distinct is not False]


def _set_of(rule: UniqueConstraint, model: type[models.Model]) -> UniqueSet:
    columns = tuple(str(model._meta.get_field(name).attname) for name in rule.fields)  # type: ignore[union-attr]
    condition = rule.condition if isinstance(rule.condition, Q) else None
    return UniqueSet(columns, condition)
