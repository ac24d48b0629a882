"""What the tests catch: a line of the tool is changed, in a copy, and a test must fail.

``python tests/banc/mutations.py [--nombre 100] [--graine 25] [--secondes 40]``: each file of tests without a browser runs once
under coverage, which tells the lines that it executes (kept in ``--lignes``; measured again when it or the tool changed). For
each change, the files that execute its line then run until one fails, those named after the module first, then the shortest;
where there is none, those of the built site. A change that nobody sees is a test that lacks, or a line that serves nothing.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import NamedTuple

from coverage import CoverageData

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "hooks" / "ctg"
TESTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("hooks/*/tests/test_*.py"))
    if not {"navigateur", "audit", "node_modules"} & {*path.parts}
)
"""Without a browser."""
SITE = "tests/test_site.py"
"""Reads the built site, which another process makes: coverage does not see it."""
COPIED = ("hooks", "tests", "overrides", "docs", "data", "conftest.py", "pyproject.toml", "mkdocs.yml", "README.md",
          "CONTRIBUTING.md", "HABITS.md", "Makefile")  # fmt: skip
LEFT = shutil.ignore_patterns("node_modules", "__pycache__", "site", ".hypothesis")
ENDLESS = "sans fin"
AT_ONCE = int(os.environ.get("CTG_ENSEMBLE") or os.cpu_count() or 2)
COMPARED = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.In: "not in",
            ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is"}  # fmt: skip


class Change(NamedTuple):
    """A piece of a line, and what takes its place; ``first`` and ``last``: its statement."""

    path: str
    line: int
    start: int
    end: int
    new: str
    first: int
    last: int

    def made(self) -> bytes:
        """The text of the module, changed."""
        lines = (ROOT / self.path).read_bytes().splitlines(keepends=True)
        raw = lines[self.line - 1]
        lines[self.line - 1] = raw[: self.start] + self.new.encode() + raw[self.end :]
        return b"".join(lines)


def changes(path: Path) -> Iterator[Change]:
    """Every change of a module that keeps it valid: comparisons, « and » and « or », « not », sums, numbers, booleans."""
    text, name = path.read_text("utf-8"), path.relative_to(ROOT).as_posix()
    lines = text.encode().splitlines()

    def walk(node: ast.AST, first: int, last: int) -> Iterator[Change]:
        if isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            body = getattr(node, "body", None)
            first = getattr(node, "lineno", first)
            last = max(first, body[0].lineno - 1) if body else getattr(node, "end_lineno", last)
        if getattr(node, "lineno", 0) == getattr(node, "end_lineno", -1):
            source = lines[node.lineno - 1][node.col_offset : node.end_col_offset].decode()
            if new := _changed(node, source):
                yield Change(name, node.lineno, node.col_offset, node.end_col_offset, new, first, last)
        for child in ast.iter_child_nodes(node):
            yield from walk(child, first, last)

    yield from walk(ast.parse(text), 0, 0)


def _changed(node: ast.AST, source: str) -> str:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return f"({ast.unparse(left)}) {COMPARED[type(op)]} ({ast.unparse(right)})"
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


# --- which tests, for which change ----------------------------------------------------------------


class Executed(NamedTuple):
    """What a file of tests executes, and in how many seconds."""

    stamp: str
    seconds: float
    lines: dict[str, list[int]]


def measured(kept: Path) -> dict[str, Executed]:
    """File of tests → what it executes; those that did not change are not measured again."""
    known = {file: Executed(*told) for file, told in (json.loads(kept.read_text("utf-8")) if kept.exists() else {}).items()}
    house = b"".join(path.read_bytes() for path in sorted(HOUSE.rglob("*.py")))
    stamps = {file: hashlib.sha256(house + (ROOT / file).read_bytes()).hexdigest() for file in TESTS}
    old = [file for file in TESTS if file not in known or known[file].stamp != stamps[file]]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as together:
        places = [Path(folder, str(rank)) for rank in range(len(old))]
        for file, (seconds, lines) in zip(old, together.map(_measure, old, places), strict=True):
            known[file] = Executed(stamps[file], seconds, lines)
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(json.dumps(known), "utf-8")
            print(f"{seconds:6.1f} s  {file}", flush=True)
    return {file: known[file] for file in TESTS}


def _measure(file: str, place: Path) -> tuple[float, dict[str, list[int]]]:
    """Seconds, and module → the lines that a file of tests executes; none when it fails: it would see anything."""
    tool = [sys.executable, "-m", "coverage", "run", "--rcfile=", f"--data-file={place}", f"--include={HOUSE}/*"]
    command = [*tool, "-m", "pytest", "-q", "-p", "no:cacheprovider", file]
    start = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    data = CoverageData(place)
    data.read()
    executed = {Path(path).relative_to(ROOT).as_posix(): sorted(data.lines(path) or ()) for path in data.measured_files()}
    return round(time.monotonic() - start, 1), {} if done.returncode else executed


def tests_of(change: Change, known: dict[str, Executed], most: float) -> list[str]:
    """The files that execute a line, no more seconds than asked, but one at least; those of the site where there is none."""
    statement, stem = range(change.first, change.last + 1), Path(change.path).stem
    found = [file for file, one in known.items() if not {*statement}.isdisjoint(one.lines.get(change.path, ()))]
    kept: list[str] = []
    for file in sorted(found, key=lambda file: (stem.rstrip("s") not in file, known[file].seconds)):
        if kept and sum(known[one].seconds for one in (*kept, file)) > most:
            break
        kept.append(file)
    return kept or [SITE]


# --- changes tried --------------------------------------------------------------------------------


def copied(folder: Path) -> Path:
    """A copy of the tool and of its tests."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=LEFT, symlinks=True)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def tried(change: Change, copies: Queue[Path], tests: list[str], limit: float) -> str:
    """The test that sees a change; "" when none does."""
    copy = copies.get()
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-rfE", "-p", "no:cacheprovider", "--tb=no", *tests]
    try:
        (copy / change.path).write_bytes(change.made())
        env = os.environ | {"PYTHONPATH": str(copy / "hooks")}
        done = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, check=False, timeout=limit)
    except subprocess.TimeoutExpired:
        return ENDLESS
    finally:
        shutil.copy(ROOT / change.path, copy / change.path)
        copies.put(copy)
    said = [line.split()[1] for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return said[0] if said else f"pytest rend {done.returncode}" if done.returncode else ""


def main() -> None:
    parser = argparse.ArgumentParser(description="Change des lignes au hasard, et compte ce que les tests voient.")
    parser.add_argument("--nombre", type=int, default=100)
    parser.add_argument("--graine", type=int, default=25)
    parser.add_argument("--secondes", type=float, default=40, help="secondes de tests au plus pour un changement")
    parser.add_argument("--lignes", type=Path, default=ROOT / ".cache" / "lignes.json", help="ce que chaque fichier exécute")
    options = parser.parse_args()
    known = measured(options.lignes)
    possible = [change for path in sorted(HOUSE.rglob("*.py")) for change in changes(path)]
    chosen = random.Random(options.graine).sample(possible, options.nombre)
    print(f"{len(possible)} changements possibles.")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as together:
        copies: Queue[Path] = Queue()
        for rank in range(AT_ONCE):
            (place := Path(folder, str(rank))).mkdir()
            copies.put(copied(place))
        own = [tests_of(change, known, options.secondes) for change in chosen]
        limits = [60 + 10 * sum(known[file].seconds for file in files) for files in own]
        seen = 0
        for change, by in zip(chosen, together.map(tried, chosen, [copies] * len(chosen), own, limits), strict=True):
            seen += bool(by)
            print(f"{'vu   ' if by else 'PASSÉ'}  {change.path}:{change.line}  → {change.new}  ({by})", flush=True)
    print(f"{seen} changements vus sur {len(chosen)}.")


if __name__ == "__main__":
    main()
