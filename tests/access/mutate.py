"""Loosens every permission, one at a time, and sees whether the table of access notices.

    .venv/bin/python -m pytest -q -s tests/access/mutate.py

Not part of `./test`: it takes a quarter of an hour. Each function of the permission modules, and
each ``visible_to`` of a queryset, is changed in one way: it says yes to everybody, it lacks one
condition of several, or it lets in one role more. Then the requests of matrix.csv that ask it are
made again until an answer differs. A change that no answer shows is a survivor, and fails the run.
"""

import ast
import inspect
import logging
import sys
import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest
from django.conf import settings

from csplan.accounts.choices import Role
from tests.access import table
from tests.access.people import ANONYMOUS, PEOPLE
from tests.access.situations import situation
from tests.access.table import Row
from tests.access.test_matrix import Request
from tests.access.visitors import rolled_back, signed_in, stranger
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

GUARDS = ("permissions", "querysets")
COLUMNS_OF: Mapping[str, tuple[str, ...]] = {
    Role.COORDINATOR: ("co", "co-other"),
    Role.ASSISTANT: ("ac", "ac-other"),
    Role.SRO: ("sro", "sro-other"),
    Role.NATIONAL_TEAM: ("nat",),
    Role.HEAD: ("head",),
    Role.NSG: ("nsg",),
    Role.PRIVATE_OFFICE: ("po",),
    Role.ADMINISTRATOR: ("adm",),
    Role.AUDITOR: ("aud",),
}
"""Whose requests a role more may change."""


@dataclass(frozen=True)
class Mutant:
    """A function with one change, and the columns whose answers may show it."""

    function: FunctionType
    change: str
    code: CodeType
    columns: tuple[str, ...]

    def __str__(self) -> str:
        return f"{name_of(self.function)}: {self.change}"


def name_of(function: FunctionType) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def guards() -> Iterator[FunctionType]:
    """The functions that say who may do or see what."""
    root = Path(settings.BASE_DIR)
    for path in sorted(root.glob("**/*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if parts[0] in ("tests", "node_modules", "var") or parts[0].startswith("."):
            continue
        if any(part.startswith(GUARDS) for part in parts) and parts[-1] != "__init__":
            yield from functions_of(import_module(".".join(parts)))


def functions_of(module: ModuleType) -> Iterator[FunctionType]:
    is_of_permissions = ".permissions" in module.__name__
    for value in vars(module).values():
        if inspect.isfunction(value) and value.__module__ == module.__name__:
            if is_of_permissions or "actor" in inspect.signature(value).parameters:
                yield value
        elif inspect.isclass(value) and value.__module__ == module.__name__:
            method = vars(value).get("visible_to")
            if inspect.isfunction(method):
                yield method


@cache
def source_of(function: FunctionType) -> str:
    """Its words, read while its code is still its own."""
    return textwrap.dedent(inspect.getsource(function))


def tree_of(function: FunctionType) -> ast.FunctionDef:
    tree = ast.parse(source_of(function)).body[0]
    assert isinstance(tree, ast.FunctionDef)
    tree.decorator_list = []
    return tree


def compiled(tree: ast.FunctionDef, function: FunctionType) -> CodeType:
    """The code of the changed function; it uses the globals of the one it stands for."""
    module = ast.fix_missing_locations(ast.Module(body=[tree], type_ignores=[]))
    code = compile(module, inspect.getfile(function), "exec", dont_inherit=True)
    return next(
        const
        for const in code.co_consts
        if isinstance(const, CodeType) and const.co_name == function.__name__
    )


def mutants_of(function: FunctionType) -> Iterator[Mutant]:
    yield from says_yes(function)
    yield from lacks_a_condition(function)
    yield from lets_in_one_role_more(function)


def says_yes(function: FunctionType) -> Iterator[Mutant]:
    """Everybody, or every row."""
    tree = tree_of(function)
    is_queryset = "self" in inspect.signature(function).parameters
    if not is_queryset and inspect.signature(function).return_annotation not in (bool, "bool"):
        return
    said = "return self.all()" if is_queryset else "return True"
    tree.body = ast.parse(said).body
    yield Mutant(function, said, compiled(tree, function), tuple(PEOPLE))


def lacks_a_condition(function: FunctionType) -> Iterator[Mutant]:
    """One of the conditions that must all hold is not asked."""
    places = [node for node in ast.walk(tree_of(function)) if is_and(node)]
    for index, place in enumerate(places):
        assert isinstance(place, ast.BoolOp)
        for dropped in range(len(place.values)):
            tree = tree_of(function)
            found = [node for node in ast.walk(tree) if is_and(node)][index]
            assert isinstance(found, ast.BoolOp)
            words = ast.unparse(found.values[dropped])
            found.values[dropped] = ast.Constant(value=True)
            change = f"without `{words}`"
            yield Mutant(function, change, compiled(tree, function), tuple(PEOPLE))


def is_and(node: ast.AST) -> bool:
    return isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And)


def lets_in_one_role_more(function: FunctionType) -> Iterator[Mutant]:
    calls = [node for node in ast.walk(tree_of(function)) if is_role_call(node)]
    for index, call in enumerate(calls):
        assert isinstance(call, ast.Call)
        named = roles_named(call, function)
        for role in Role:
            if role in named:
                continue
            tree = tree_of(function)
            found = [node for node in ast.walk(tree) if is_role_call(node)][index]
            assert isinstance(found, ast.Call)
            found.args.append(ast.Constant(value=role.value))
            change = f"lets in {role.value} by `{ast.unparse(call)}`"
            code = compiled(tree, function)
            yield Mutant(function, change, code, COLUMNS_OF[role])


def is_role_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "has"
    )


def roles_named(call: ast.Call, function: FunctionType) -> set[str]:
    words = f"[{', '.join(ast.unparse(arg) for arg in call.args)}]"
    return set(eval(words, dict(function.__globals__)))  # noqa: S307  # the module's own words


class Asked:
    """Which requests ask which function."""

    def __init__(self) -> None:
        self.by_function: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.now: tuple[str, str] = ("", "")

    def note(self, name: str) -> None:
        self.by_function[name].add(self.now)


def watched_code(function: FunctionType) -> CodeType:
    """The function as it is, telling first that it was asked."""
    tree = tree_of(function)
    note = f"__import__('sys').modules[{__name__!r}].ASKED.note({name_of(function)!r})"
    tree.body.insert(0, ast.parse(note).body[0])
    return compiled(tree, function)


ASKED = Asked()


def ask_everything(rows: tuple[Row, ...], cast: Cast) -> None:
    """Every request of the table, noting what each asks."""
    visitors = {ANONYMOUS: stranger(), **signed_in(cast)}
    for row in rows:
        with rolled_back():
            request = Request(row, situation(row.route, row.state, cast))
            for column, visitor in visitors.items():
                ASKED.now = (str(row), column)
                problems = list(request.problems_for(visitor, column, cast))
                assert not problems, (str(row), column, problems)


def is_noticed(mutant: Mutant, rows: Mapping[str, Row], cast: Cast) -> bool:
    """Whether an answer differs from the table while the mutant stands for its function."""
    asked = ASKED.by_function[name_of(mutant.function)]
    wanted: dict[str, list[str]] = defaultdict(list)
    for row, column in asked:
        if column in mutant.columns:
            wanted[row].append(column)
    # Those who are refused most are the likeliest to be let in.
    in_order = sorted(wanted, key=lambda name: (-refusals(rows[name], wanted[name]), name))
    with in_place(mutant.function, mutant.code):
        return any(differs(rows[name], sorted(wanted[name]), cast) for name in in_order)


def refusals(row: Row, columns: list[str]) -> int:
    return sum(row.answers[column] in ("403", "404", "409") for column in columns)


def differs(row: Row, columns: list[str], cast: Cast) -> bool:
    visitors = signed_in(cast)
    with rolled_back():
        try:
            request = Request(row, situation(row.route, row.state, cast))
            return any(
                True
                for column in columns
                for _ in request.problems_for(visitors[column], column, cast)
            )
        except Exception:
            # What the situation itself cannot be made with any more is noticed too.
            return True


class in_place:  # noqa: N801  # reads as a verb
    def __init__(self, function: FunctionType, code: CodeType) -> None:
        self.function, self.code, self.before = function, code, function.__code__

    def __enter__(self) -> None:
        self.function.__code__ = self.code

    def __exit__(self, *_: object) -> None:
        self.function.__code__ = self.before


def test_no_loosened_permission_survives(cast: Cast) -> None:
    found = {name_of(function): function for function in guards()}
    rows = {str(row): row for row in table.rows()}
    logging.disable(logging.CRITICAL)
    for function in found.values():
        function.__code__ = watched_code(function)
    ask_everything(table.rows(), cast)
    say: Callable[[str], object] = lambda words: sys.stderr.write(f"{words}\n")  # noqa: E731
    say(f"{len(found)} functions; asked by the table: {len(ASKED.by_function)}")

    survivors = [f"{name}: never asked" for name in found if name not in ASKED.by_function]
    count = 0
    for name, function in found.items():
        if name not in ASKED.by_function:
            continue
        for mutant in mutants_of(function):
            count += 1
            if not is_noticed(mutant, rows, cast):
                survivors.append(str(mutant))
                say(f"survived: {mutant}")
    say(f"{count} changes, {len(survivors)} not noticed")

    assert not survivors, "\n".join(["", *survivors])
