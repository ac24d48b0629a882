"""The changes of ``mutations.py``: which lines can be changed, and a change made without writing it."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

ROOT = Path(__file__).parents[2]
COMPARED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "in": "not in", "not in": "in",
            "is": "is not", "is not": "is"}  # fmt: skip
SIGNS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.In: "in",
         ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not"}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A piece of a line, and what takes its place. ``first`` and ``last``: its statement; ``inside``: of a function?"""

    path: str
    line: int
    start: int
    end: int
    new: str
    first: int
    last: int
    inside: bool

    @property
    def lines(self) -> set[int]:
        return set(range(self.first, self.last + 1))

    def made(self) -> str:
        """The text of the module, changed."""
        lines = (ROOT / self.path).read_text("utf-8").splitlines(keepends=True)
        raw = lines[self.line - 1].encode()
        lines[self.line - 1] = (raw[: self.start] + self.new.encode() + raw[self.end :]).decode()
        return "".join(lines)


def changes(path: Path) -> Iterator[Change]:
    """Every change of a module that keeps it valid: comparisons, « and » and « or », « not », sums, numbers, booleans."""
    text = path.read_text("utf-8")
    lines = text.encode().splitlines()

    def walk(node: ast.AST, first: int, last: int, inside: bool) -> Iterator[Change]:
        if isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            body = getattr(node, "body", None)
            first = getattr(node, "lineno", first)
            last = max(first, body[0].lineno - 1) if body else getattr(node, "end_lineno", last)
        if getattr(node, "lineno", 0) == getattr(node, "end_lineno", -1):
            new = _changed(node, lines[node.lineno - 1][node.col_offset : node.end_col_offset].decode())
            if new:
                name = path.relative_to(ROOT).as_posix()
                yield Change(name, node.lineno, node.col_offset, node.end_col_offset, new, first, last, inside)
        for field, value in ast.iter_fields(node):
            within = inside or (field == "body" and isinstance(node, ast.FunctionDef | ast.Lambda))
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from walk(child, first, last, within)

    yield from walk(ast.parse(text), 0, 0, False)


def _changed(node: ast.AST, source: str) -> str:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in SIGNS:
            return f"({ast.unparse(left)}) {COMPARED[SIGNS[type(op)]]} ({ast.unparse(right)})"
        case ast.BoolOp(op=op, values=values):
            word = " or " if isinstance(op, ast.And) else " and "
            return f"({word.join(f'({ast.unparse(value)})' for value in values)})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"bool({ast.unparse(operand)})"
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=ast.Constant(value=int()) as right):
            return f"({ast.unparse(left)} {'-' if isinstance(op, ast.Add) else '+'} {ast.unparse(right)})"
        case ast.Constant(value=bool() as value):
            return str(not value)
        case ast.Constant(value=int() as value) if source.isdigit():
            return str(value + 1)
    return ""


# --- a change made ----------------------------------------------------------------------------------


def change_functions(change: Change) -> bool:
    """Give the functions that exist the code of the changed module. Is the change in one of them?"""
    file, text = str(ROOT / change.path), change.made()
    before, after = ((code, *_inner(code)) for code in (compile(source, file, "exec") for source in (_text(change), text)))
    new = {id_of(old): code for old, code in zip(before, after, strict=True) if old != code}
    changed = False
    for function in [one for one in gc.get_objects() if type(one) is FunctionType]:
        old = function.__code__
        if old.co_filename == file and id_of(old) in new:
            function.__code__ = new[id_of(old)]
            changed = True
    return changed


def id_of(code: CodeType) -> tuple[str, int, tuple[int | None, ...]]:
    """Which code it is, of those of its file."""
    return code.co_qualname, code.co_firstlineno, next(iter(code.co_positions()), ())


def _text(change: Change) -> str:
    return (ROOT / change.path).read_text("utf-8")


def _inner(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _inner(one)


STARTED = """import json, os, importlib.machinery
_file, _text = json.loads(os.environ["CTG_CHANGE"])
_read = importlib.machinery.SourceFileLoader.get_code
def _changed(self, name):
    return compile(_text, _file, "exec") if self.get_filename(name) == _file else _read(self, name)
importlib.machinery.SourceFileLoader.get_code = _changed
"""
"""``sitecustomize.py`` of each Python that a test starts: the module is changed as it is read."""
