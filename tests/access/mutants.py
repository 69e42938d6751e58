"""Permission functions with one change each that lets somebody in who is to stay out.

A function says yes to everybody; it lacks one of the conditions that must all hold, one that must
not, a guard that says no at once, or a filter; or it lets in the holders of one role more.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import CodeType, FunctionType

from csplan.accounts.choices import Role
from tests.access.guards import name_of

SCOPED: Mapping[str, tuple[Role, ...]] = {
    "has": tuple(Role),
    "locality_ids": (Role.COORDINATOR, Role.SRO),
    "cluster_ids": (Role.ASSISTANT,),
    "department_ids": (Role.PRIVATE_OFFICE, Role.NSG),
}
"""What an actor is asked about roles, and the roles whose grants may answer it."""

ALWAYS: Mapping[str, str] = {"bool": "return True", "Q": "return Q(pk__isnull=False)"}


@dataclass(frozen=True)
class Mutant:
    """A function with one change, and the role that it lets in, where it is one alone."""

    function: FunctionType
    change: str
    code: CodeType
    role: Role | None = None

    def __str__(self) -> str:
        return f"{name_of(self.function)}: {self.change}"


class in_place:  # noqa: N801  # reads as a verb
    """The function does what other code says, until the block ends."""

    def __init__(self, function: FunctionType, code: CodeType) -> None:
        self.function, self.code, self.before = function, code, function.__code__

    def __enter__(self) -> None:
        self.function.__code__ = self.code

    def __exit__(self, *_: object) -> None:
        self.function.__code__ = self.before


def mutants_of(function: FunctionType) -> Iterator[Mutant]:
    yield from says_yes(function)
    yield from lacks_something(function)
    yield from lets_in_one_role_more(function)


def says_yes(function: FunctionType) -> Iterator[Mutant]:
    """Everybody, or every row."""
    said = (
        "return self.all()"
        if "self" in inspect.signature(function).parameters
        else always(function)
    )
    if said:
        tree = tree_of(function)
        tree.body = ast.parse(said).body
        yield Mutant(function, said, compiled(tree, function))


def always(function: FunctionType) -> str:
    told = inspect.signature(function).return_annotation
    return ALWAYS.get(told if isinstance(told, str) else getattr(told, "__name__", ""), "")


def lacks_something(function: FunctionType) -> Iterator[Mutant]:
    """Each place where something can be left out, left out."""
    for kind in (Conjunction, Exception_, Refusal, Filter):
        for number in range(kind.count(tree_of(function))):
            tree = tree_of(function)
            change = kind(number)
            changed = ast.fix_missing_locations(change.visit(tree))
            yield Mutant(function, f"without `{change.words}`", compiled(changed, function))


class Omission(ast.NodeTransformer):
    """Leaves out the part of the given number, counted through the whole function."""

    def __init__(self, number: int) -> None:
        self.number, self.seen, self.words = number, 0, ""

    @classmethod
    def count(cls, tree: ast.AST) -> int:
        counting = cls(-1)
        counting.visit(tree)
        return counting.seen

    def is_it(self, part: ast.AST) -> bool:
        """Whether this part is the one; each is asked about once."""
        self.seen += 1
        if self.seen - 1 != self.number:
            return False
        self.words = ast.unparse(part).splitlines()[0]
        return True


class Conjunction(Omission):
    """One of the conditions that must all hold."""

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.And):
            node.values = [
                ast.Constant(value=True) if self.is_it(value) else value for value in node.values
            ]
        return node


class Exception_(Omission):  # noqa: N801  # the word itself is taken
    """One of the conditions of which none may hold."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        either = node.operand
        if isinstance(node.op, ast.Not) and isinstance(either, ast.BoolOp):
            either.values = [
                ast.Constant(value=False) if self.is_it(value) else value
                for value in either.values
            ]
        return node


class Refusal(Omission):
    """A guard that says no, or nothing, at once."""

    SAYS_NO = ("return False", "return self.none()", "return Q(pk__in=())")

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        if ast.unparse(node.body[0]) in self.SAYS_NO and self.is_it(node):
            return ast.Pass()
        return node


class Filter(Omission):
    """One of the filters that a row must pass."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        called = node.func
        if not isinstance(called, ast.Attribute) or called.attr not in ("filter", "exclude"):
            return node
        is_chained = isinstance(called.value, ast.Call)
        return called.value if is_chained and self.is_it(node) else node


def lets_in_one_role_more(function: FunctionType) -> Iterator[Mutant]:
    calls = role_calls(tree_of(function))
    for index, call in enumerate(calls):
        named = roles_named(call, function)
        for role in SCOPED[asked_of(call)]:
            if role in named:
                continue
            tree = tree_of(function)
            role_calls(tree)[index].args.append(ast.Constant(value=role.value))
            change = f"lets in {role.value} by `{ast.unparse(call)}`"
            yield Mutant(function, change, compiled(tree, function), role)


def role_calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and asked_of(node)]


def asked_of(call: ast.Call) -> str:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return name if name in SCOPED else ""


def roles_named(call: ast.Call, function: FunctionType) -> set[str]:
    """The roles the call names already; none where they are its caller's."""
    words = f"[{', '.join(ast.unparse(arg) for arg in call.args)}]"
    try:
        return set(eval(words, dict(function.__globals__)))  # noqa: S307  # the module's own words
    except NameError:
        return set()


@cache
def source_of(function: FunctionType) -> str:
    """Its words, read while its code is still its own."""
    return textwrap.dedent(inspect.getsource(function))


def tree_of(function: FunctionType) -> ast.FunctionDef:
    tree = ast.parse(source_of(function)).body[0]
    assert isinstance(tree, ast.FunctionDef)
    tree.decorator_list = []
    return tree


def compiled(tree: ast.AST, function: FunctionType) -> CodeType:
    """The code of the changed function; it uses the globals of the one it stands for."""
    assert isinstance(tree, ast.FunctionDef)
    module = ast.fix_missing_locations(ast.Module(body=[tree], type_ignores=[]))
    code = compile(module, inspect.getfile(function), "exec", dont_inherit=True)
    return next(
        const
        for const in code.co_consts
        if isinstance(const, CodeType) and const.co_name == function.__name__
    )


def told_first(function: FunctionType, told: Callable[[str], None], where: str) -> CodeType:
    """The function as it is, telling first that it was asked."""
    tree = tree_of(function)
    note = f"__import__('sys').modules[{where!r}].{told.__name__}({name_of(function)!r})"
    tree.body.insert(0, ast.parse(note).body[0])
    return compiled(tree, function)
