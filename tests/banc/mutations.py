"""What the tests catch: lines of ``hooks/ctg`` are changed one at a time, and the fast tests must fail each time.

``python tests/banc/mutations.py [--nombre 20] [--graine 9]`` works in a copy of the project, and prints what each change
was and whether a test saw it. A change that nobody sees is a test that lacks, or a line that serves nothing.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ("tests/unites", "tests/test_problemes.py", "tests/test_site.py", "tests/commandes")
"""Without a browser: a minute for all of them."""
COMPARED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "in": "not in", "not in": "in",
            "is": "is not", "is not": "is"}  # fmt: skip
SIGNS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.In: "in",
         ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not"}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A piece of a line, and what takes its place."""

    path: Path
    line: int
    start: int
    end: int
    new: str

    def apply(self, root: Path) -> str:
        """Change the file of a copy; returns its former text."""
        file = root / self.path
        text = file.read_text("utf-8")
        lines = text.splitlines(keepends=True)
        raw = lines[self.line - 1].encode()
        lines[self.line - 1] = (raw[: self.start] + self.new.encode() + raw[self.end :]).decode()
        file.write_text("".join(lines), "utf-8")
        return text


def changes(path: Path) -> Iterator[Change]:
    """Every change of a module that keeps it valid: comparisons, « and » and « or », « not », sums, numbers, booleans."""
    text = (ROOT / path).read_text("utf-8")
    for node in ast.walk(ast.parse(text)):
        if getattr(node, "lineno", 0) != getattr(node, "end_lineno", -1):
            continue
        new = _changed(node, ast.get_source_segment(text, node) or "")
        if new:
            yield Change(path, node.lineno, node.col_offset, node.end_col_offset, new)


def _changed(node: ast.AST, source: str) -> str:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in SIGNS:
            return f"{ast.unparse(left)} {COMPARED[SIGNS[type(op)]]} {ast.unparse(right)}"
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


def caught(copy: Path) -> bool:
    """Whether a fast test fails in the copy."""
    environment = os.environ | {"PYTHONPATH": str(copy / "hooks")}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "2", "-p", "no:cacheprovider", *TESTS]
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False).returncode != 0


def main() -> None:
    parser = argparse.ArgumentParser(description="Change des lignes au hasard, et compte ce que les tests voient.")
    parser.add_argument("--nombre", type=int, default=20)
    parser.add_argument("--graine", type=int, default=9)
    options = parser.parse_args()
    paths = sorted(path.relative_to(ROOT) for path in (ROOT / "hooks" / "ctg").rglob("*.py"))
    possible = [change for path in paths for change in changes(path)]
    chosen = random.Random(options.graine).sample(possible, options.nombre)
    seen = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "projet"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv*", "node_modules", "site", ".cache", "__pycache__"))
        assert not caught(copy), "les tests échouent déjà sans changement"
        for change in chosen:
            kept = change.apply(copy)
            found = caught(copy)
            seen += found
            (copy / change.path).write_text(kept, "utf-8")
            print(f"{'vu   ' if found else 'PASSÉ'}  {change.path}:{change.line}  → {change.new}", flush=True)
    print(f"{seen} changements vus sur {len(chosen)}, parmi {len(possible)} possibles.")


if __name__ == "__main__":
    main()
