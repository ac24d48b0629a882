"""What the tests catch: lines of ``hooks/ctg`` are changed one at a time, and the fast tests must fail each time.

``python tests/banc/mutations.py [--nombre 100] [--graine 25] [--fichiers 8]`` works in two copies of the project, whose tests
must be green. For each change, the files of tests nearest to its module run until one fails: those named after it, then those
that import it, through more and more others. Some files only: what is counted is a lower bound. A change that nobody sees is
a test that lacks, or a line that serves nothing.

Neither mutmut (3.8, 2026) nor Cosmic Ray (8.7, 2026) does it here: the first changes functions only, and leads every call
through a function of its own, where our tests read the code; the second runs all the tests each time. Coverage would say
which tests execute a line, but takes an hour (2026); the imports are read in two seconds.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import os
import py_compile
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ("tests/unites", "tests/test_problemes.py", "tests/test_site.py", "tests/commandes")
"""Without a browser."""
COMPARED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "in": "not in", "not in": "in",
            "is": "is not", "is not": "is"}  # fmt: skip
SIGNS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.In: "in",
         ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not"}  # fmt: skip
HUNG = 300
"""Seconds given to the tests of a change: then it never ends."""


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
    lines = text.encode().splitlines()
    for node in ast.walk(ast.parse(text)):
        if getattr(node, "lineno", 0) != getattr(node, "end_lineno", -1):
            continue
        new = _changed(node, lines[node.lineno - 1][node.col_offset : node.end_col_offset].decode())
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


class Imports:
    """Which files of fast tests are near a module."""

    def __init__(self) -> None:
        paths = [path for house in ("hooks", "tests") for path in (ROOT / house).rglob("*.py") if "banc" not in path.parts]
        self.files = {_dotted(path): path.relative_to(ROOT) for path in paths}
        self.read = {name: set(self._read(ROOT / path)) for name, path in self.files.items()}

    def _read(self, path: Path) -> Iterator[str]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                whole = (f"{node.module}.{alias.name}" for alias in node.names)
                yield from (name if name in self.files else node.module for name in whole)

    def near(self, path: Path) -> list[str]:
        """The files named after a module, then those that import it, then those that import these, and so on; the shortest
        first; last, those that build whole sites."""
        steps = {_dotted(ROOT / path): 0}
        queue = [*steps]
        for name in queue:
            further = [other for other, read in self.read.items() if name in read and other not in steps]
            steps |= dict.fromkeys(further, steps[name] + 1)
            queue += further
        stem = path.parent.name if path.stem == "__init__" else path.stem
        rank = {}
        for name, file in self.files.items():
            whole = file.as_posix() in TESTS
            if file.name.startswith("test_") and (whole or (name in steps and file.as_posix().startswith(TESTS))):
                rank[file] = (whole, stem.rstrip("s") not in name, steps.get(name, 0), (ROOT / file).stat().st_size)
        return [file.as_posix() for file in sorted(rank, key=rank.__getitem__)]


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts[1:]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


class Copy:
    """A copy of the project, where a line can be changed and tests run."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        left = shutil.ignore_patterns(".venv*", "node_modules", "site", ".cache", "__pycache__")
        shutil.copytree(ROOT, folder, ignore=left)
        compileall.compile_dir(folder / "hooks", quiet=1, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)

    def see(self, tests: list[str], change: Change | None = None) -> list[str]:
        """The test that fails with that change, « sans fin » when they do not end; without a change, all that fail."""
        kept = change and change.apply(self.root)
        code, said = self._run(["-n", "0", *(["-x"] if change else []), *tests], HUNG if change else HUNG * len(tests))
        if change and kept:
            (self.root / change.path).write_text(kept, "utf-8")
        failed = re.findall(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", said, re.MULTILINE)
        return failed or ([] if code == 0 else ["sans fin" if code is None else f"pytest rend {code}"])

    def _run(self, arguments: list[str], limit: float) -> tuple[int | None, str]:
        """pytest's exit code, and what it says; None when it takes too long: then it is ended, with what it started."""
        environment = os.environ | {
            "PYTHONPATH": str(self.root / "hooks"),
            "NO_MKDOCS_2_WARNING": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = [sys.executable, "-m", "pytest", "-rfE", "-p", "no:cacheprovider", *arguments]
        with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
            running = subprocess.Popen(command, cwd=self.root, env=environment, stdout=said, stderr=said, start_new_session=True)
            code = None
            try:
                with suppress(subprocess.TimeoutExpired):
                    code = running.wait(limit)
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(running.pid, signal.SIGKILL)  # pytest itself, or a server that a test left
                running.wait()
            said.seek(0)
            return code, said.read()


def main() -> None:
    parser = argparse.ArgumentParser(description="Change des lignes au hasard, et compte ce que les tests voient.")
    parser.add_argument("--nombre", type=int, default=100)
    parser.add_argument("--graine", type=int, default=25)
    parser.add_argument("--fichiers", type=int, default=8, help="de tests au plus pour un changement")
    options = parser.parse_args()
    paths = sorted(path.relative_to(ROOT) for path in (ROOT / "hooks" / "ctg").rglob("*.py"))
    possible = [change for path in paths for change in changes(path)]
    chosen = random.Random(options.graine).sample(possible, options.nombre)
    with tempfile.TemporaryDirectory() as folder:
        seen = count([Copy(Path(folder, name)) for name in ("un", "deux")], chosen, options.fichiers)
    print(f"{seen} changements vus sur {len(chosen)}, parmi {len(possible)} possibles.")


def count(copies: list[Copy], chosen: list[Change], most: int) -> int:
    """How many of the changes are seen, each told as soon as it is tried, one at a time in each copy. A test that fails
    without a change sees nothing."""
    imports = Imports()

    def tried(change: Change) -> list[str]:
        copy, files = copies.pop(), imports.near(change.path)
        by = copy.see(files[:most], change)
        copies.append(copy)
        said = by[0] if by else f"{len(files[:most])} fichiers de tests sur {len(files)}"
        print(f"{'vu   ' if by else 'PASSÉ'}  {change.path}:{change.line}  → {change.new}  ({said})", flush=True)
        return by

    with ThreadPoolExecutor(len(copies)) as pool:
        found = list(pool.map(tried, chosen))
    told = sorted({by[0] for by in found if by and "::" in by[0]})
    failing = copies[0].see(told) if told else []
    print(f"Échouent sans changement : {', '.join(failing) or 'aucun'}")
    return sum(bool(by) and by[0] not in failing for by in found)


if __name__ == "__main__":
    main()
