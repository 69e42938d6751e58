"""The functions that say who may do or see what, wherever they are."""

import inspect
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType

from django.conf import settings

GUARDS = ("permissions", "querysets")
FINDERS = frozenset({"visible_to", "kept_by", "owned_by"})
"""Methods of querysets that leave out what is not the actor's to see, keep or do."""


@cache
def guards() -> dict[str, FunctionType]:
    """Each function of the permission modules and each finder of a queryset, by name."""
    return {name_of(function): function for function in _guards()}


def is_asked_of(function: FunctionType) -> bool:
    """Whether others ask the function: its module's own helpers are asked through those."""
    is_of_permissions = ".permissions" in function.__module__
    if is_of_permissions:
        return not function.__name__.startswith("_")
    return function.__name__ in FINDERS and "." in function.__qualname__


def name_of(function: FunctionType) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _guards() -> Iterator[FunctionType]:
    root = Path(settings.BASE_DIR)
    for path in sorted(root.glob("**/*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if parts[0] in ("tests", "node_modules", "var") or parts[0].startswith("."):
            continue
        if any(part.startswith(GUARDS) for part in parts) and parts[-1] != "__init__":
            yield from _functions_of(import_module(".".join(parts)))


def _functions_of(module: ModuleType) -> Iterator[FunctionType]:
    is_of_permissions = ".permissions" in module.__name__
    for value in vars(module).values():
        if inspect.isfunction(value) and value.__module__ == module.__name__:
            if is_of_permissions or "actor" in inspect.signature(value).parameters:
                yield value
        elif inspect.isclass(value) and value.__module__ == module.__name__:
            yield from (vars(value)[name] for name in FINDERS & vars(value).keys())
