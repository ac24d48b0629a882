"""What the tests catch: lines of ``hooks/ctg`` are changed one at a time, and the fast tests must fail each time.

``python tests/banc/mutations.py [--nombre 100] [--graine 25] [--secondes 120]`` works in a copy of the project. It runs the
fast tests once under coverage (``contextes.py``), then, for each change, only the files of tests that execute its line, the
likeliest first, until one fails. A change that nobody sees is a test that lacks, or a line that serves nothing.

Neither mutmut (3.8, 2026) nor Cosmic Ray (8.7, 2026) does it here: the first changes functions only, and leads every call
through a function of its own, where our tests read the code; the second runs all the tests each time.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from contextes import CONTEXT, FOUND
from coverage import CoverageData

ROOT = Path(__file__).parents[2]
TESTS = ("tests/unites", "tests/test_problemes.py", "tests/test_site.py", "tests/commandes")
"""Without a browser."""
COMPARED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "in": "not in", "not in": "in",
            "is": "is not", "is not": "is"}  # fmt: skip
SIGNS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.In: "in",
         ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not"}  # fmt: skip
SETTINGS = """[run]
parallel = true
concurrency = multiprocessing, thread
patch = _exit
include = {copy}/hooks/ctg/*
data_file = {folder}/couverture
context = ${{{context}-}}
disable_warnings = dynamic-conflict, module-not-measured, no-data-collected
"""
HUNG = 60
"""Seconds given to a change beyond three times what its tests take."""


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


class Tests:
    """The fast tests of a copy of the project: which of their files execute a line, and whether one of them fails."""

    def __init__(self, folder: Path) -> None:
        """Run them all once, under coverage; those that fail without a change are told, and left out."""
        self.copy = folder / "projet"
        shutil.copytree(ROOT, self.copy, ignore=shutil.ignore_patterns(".venv*", "node_modules", "site", ".cache", "__pycache__"))
        settings, found = folder / "reglages", folder / "trouve.json"
        settings.write_text(SETTINGS.format(copy=self.copy, folder=folder, context=CONTEXT), "utf-8")
        measured = {"COVERAGE_PROCESS_START": str(settings), "COVERAGE_RCFILE": str(settings), FOUND: str(found)}
        self._run(["-n", "2", "--dist", "worksteal", "-p", "contextes", *TESTS], 3600, measured)
        first = json.loads(found.read_text("utf-8"))
        self.failed, self.seconds = first["failed"], Counter(first["seconds"])
        self.fixtures = json.loads(found.with_suffix(".fixtures").read_text("utf-8"))
        combine = [sys.executable, "-m", "coverage", "combine", "--quiet", f"--rcfile={settings}"]
        subprocess.run(combine, cwd=folder, check=True)
        self.data = CoverageData(str(folder / "couverture"))
        self.data.read()

    def of(self, change: Change) -> list[str]:
        """The files of tests that execute its line, those named after its module first, then the fastest; for a line that
        is read at import only, those that execute another line of its module, or name it. None: nobody executes it."""
        lines = self.data.contexts_by_lineno(str(self.copy / change.path))
        if change.line not in lines:
            return []
        stem = change.path.parent.name if change.path.stem == "__init__" else change.path.stem
        files = self._files(lines[change.line])
        if not files:
            files = self._files({name for names in lines.values() for name in names})
            files |= {name for name in self.seconds if re.search(rf"\b{stem}\b", (self.copy / name).read_text("utf-8"))}
        return sorted(files, key=lambda name: (stem.rstrip("s") not in name, self.seconds[name]))

    def _files(self, contexts: set[str]) -> set[str]:
        """A context is the name of a file, or of a session fixture; two joined, in a process that a fixture started."""
        names = {name for context in contexts for name in context.split("|") if name}
        return {file for name in names for file in self.fixtures.get(name, [name])} & set(self.seconds)

    def see(self, files: list[str]) -> str:
        """The test that fails, « sans fin » when they do not end, else nothing."""
        without = [f"--deselect={node}" for node in self.failed]
        limit = 3 * sum(self.seconds[name] for name in files) + HUNG
        code, said = self._run(["-x", "-n", "0", *without, *files], limit)
        failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", said, re.MULTILINE)
        return failed[0] if failed else "" if code == 0 else "sans fin" if code is None else f"pytest rend {code}"

    def _run(self, arguments: list[str], limit: float, more: dict[str, str] | None = None) -> tuple[int | None, str]:
        """pytest's exit code, and what it says; None when it takes longer than that many seconds: then it is ended, with what
        it started."""
        paths = os.pathsep.join(str(self.copy / name) for name in ("hooks", "tests/banc"))
        environment = (
            os.environ | {"PYTHONPATH": paths, "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"} | (more or {})
        )
        command = [sys.executable, "-m", "pytest", "-rfE", "-p", "no:cacheprovider", *arguments]
        with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
            running = subprocess.Popen(command, cwd=self.copy, env=environment, stdout=said, stderr=said, start_new_session=True)
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


def first_of(files: list[str], seconds: Counter[str], budget: float) -> list[str]:
    """The first files, as many as these seconds allow, one at least."""
    taken: list[str] = []
    for name in files:
        if taken and sum(seconds[one] for one in taken) + seconds[name] > budget:
            break
        taken.append(name)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description="Change des lignes au hasard, et compte ce que les tests voient.")
    parser.add_argument("--nombre", type=int, default=100)
    parser.add_argument("--graine", type=int, default=25)
    parser.add_argument("--secondes", type=float, default=120, help="de tests au plus pour un changement")
    options = parser.parse_args()
    paths = sorted(path.relative_to(ROOT) for path in (ROOT / "hooks" / "ctg").rglob("*.py"))
    possible = [change for path in paths for change in changes(path)]
    chosen = random.Random(options.graine).sample(possible, options.nombre)
    seen = 0
    with tempfile.TemporaryDirectory() as folder:
        tests = Tests(Path(folder))
        print(f"{sum(tests.seconds.values()):.0f} s de tests. Échouent sans changement : {tests.failed or 'aucun'}", flush=True)
        for change in chosen:
            files = tests.of(change)
            run = first_of(files, tests.seconds, options.secondes)
            kept = change.apply(tests.copy)
            by = tests.see(run) if files else ""
            (tests.copy / change.path).write_text(kept, "utf-8")
            seen += bool(by)
            said = by or (f"{len(run)} fichiers de tests sur {len(files)}" if files else "jamais exécutée")
            print(f"{'vu   ' if by else 'PASSÉ'}  {change.path}:{change.line}  → {change.new}  ({said})", flush=True)
    print(f"{seen} changements vus sur {len(chosen)}, parmi {len(possible)} possibles.")


if __name__ == "__main__":
    main()
