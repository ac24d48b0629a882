"""What the tests catch: lines of ``hooks/ctg`` are changed one at a time, and a test must fail each time.

``python tests/banc/mutations.py [--nombre 100] [--graine 25] [--processeur 40]``: the tests without a browser run once under
coverage, which tells the lines that each of them executes (kept in ``--lignes``; those of a file of tests that changed since are
measured again, and all when the program did). For each change, those that execute its line then run until one fails, the files
named after the module first, then the shortest; where there is none, those of the built site. A change that nobody sees is a
test that lacks, or a line that serves nothing.

A change is made in memory, in a process forked from one that has everything imported: nothing is copied nor written. What the
import itself executes is changed in a new process, as it is read; so is all that a test starts.

Neither mutmut (3.8, 2026) nor Cosmic Ray (8.7, 2026) does it here: the first changes functions only, and leads every call
through a function of its own, where our tests read the code; the second runs all the tests each time, and pytest-testmon (2.2,
2026) holds for changed what a fork does not write.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import coverage
import pytest
from changements import ROOT, STARTED, Change, change_functions, changes

HOUSE = ROOT / "hooks" / "ctg"
TESTS = tuple(
    sorted(
        path.relative_to(ROOT).as_posix()
        for path in (*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("hooks/*/tests/test_*.py"))
        if not {"navigateur", "audit", "node_modules"} & {*path.parts}
    )
)
"""Without a browser."""
SITE = "tests/test_site.py"
"""Reads the built site, which another process makes: coverage does not see it."""
APART = {"essai_site", "real_site", "browser"}
ELSEWHERE = {"test_construire", "test_paquet", "test_versions", "test_suite"}
"""Files whose tests start other processes, or read the tests: coverage would see nothing."""
ENDLESS, UNREADABLE = "sans fin", "l'import échoue"
AT_ONCE = int(os.environ.get("CTG_ENSEMBLE") or os.cpu_count() or 2)
TOGETHER = 6
"""Files of tests that one process measures: they share what they keep."""
Lines = dict[str, set[int]]
"""Lines executed, by module."""


# --- tests run in a process of their own ---------------------------------------------------------------------


class Mutations:
    """A plugin of pytest: instead of the tests, the changes, each with its own, in processes forked from this one."""

    def __init__(self, chosen: list[Change], kept: Path, most: float, at_import: coverage.Coverage) -> None:
        self.chosen, self.kept, self.most, self.tracer = chosen, kept, most, at_import
        self.reports: list[pytest.TestReport] = []
        self.items: dict[str, pytest.Item] = {}
        self.known: dict[str, dict] = {}
        self.imported: Lines = {}
        self.folder = Path()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.reports.append(report)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef) -> Iterator[None]:
        """What a shared fixture executes is of all the tests that ask for it."""
        measured = coverage.Coverage.current() if fixturedef.scope != "function" else None
        if measured:
            before, self.context = self.context, _fixture(fixturedef)
            measured.switch_context(self.context)
        try:
            return (yield)
        finally:
            if measured:
                self.context = before
                measured.switch_context(before)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.tracer.stop()
        self.imported = _lines(self.tracer)[""]
        self.items = {item.nodeid: item for item in session.items if "browser" not in item.fixturenames}
        with tempfile.TemporaryDirectory() as folder:
            self.folder = Path(folder)
            (self.folder / "sitecustomize.py").write_text(STARTED, "utf-8")
            self.measure()
            if self.chosen:
                self.tell()
        return True

    # what each test executes

    def measure(self) -> None:
        """Run the tests whose file changed since they were, under coverage."""
        self.known = json.loads(self.kept.read_text("utf-8")) if self.kept.exists() else {}
        files = defaultdict(list)
        for nodeid, item in self.items.items():
            if not APART & set(item.fixturenames) and item.path.stem not in ELSEWHERE:
                files[item.path].append(nodeid)
        house = b"".join(path.read_bytes() for path in sorted(HOUSE.rglob("*.py")))
        stamps = {file: hashlib.sha256(house + file.read_bytes()).hexdigest() for file in files}
        old = [file for file in files if any(self.known.get(one, {}).get("stamp") != stamps[file] for one in files[file])]
        pieces = [old[at : at + TOGETHER] for at in range(0, len(old), TOGETHER)]
        jobs = [lambda piece=piece: self.executed([one for file in piece for one in files[file]]) for piece in pieces]
        for found in fork(jobs, self.folder, 3600):
            for nodeid, said in (found or {}).items():
                self.known[nodeid] = said | {"stamp": stamps[self.items[nodeid].path]}
            self.kept.parent.mkdir(exist_ok=True)
            self.kept.write_text(json.dumps(self.known), "utf-8")
            print(f"{len(self.known)} tests mesurés", flush=True)
        self.known = {nodeid: said for nodeid, said in self.known.items() if nodeid in self.items and said["passed"]}

    def executed(self, names: list[str]) -> dict[str, dict]:
        tracer = coverage.Coverage(data_file=None, config_file=False, include=[f"{HOUSE}/*"])
        told = {}
        tracer.start()
        for name, after in zip(names, [*names[1:], None], strict=True):
            self.context = name
            tracer.switch_context(name)
            before = _processor()
            failed = self.run([name], after)
            told[name] = {"seconds": round(_processor() - before, 3), "passed": not failed}
        tracer.stop()
        lines = _lines(tracer)
        for name in names:
            shared = [_fixture(own[-1]) for own in self.items[name]._fixtureinfo.name2fixturedefs.values()]
            told[name]["lines"] = defaultdict(list)
            for context in (name, *shared):
                for path, own in lines.get(context, {}).items():
                    told[name]["lines"][path] = sorted({*told[name]["lines"][path], *own})
        return told

    def run(self, names: list[str], after: str | None = None) -> str:
        """Run tests until one fails: which one."""
        for name, following in zip(names, [*names[1:], after], strict=True):
            self.items[name].config._tmp_path_factory._basetemp = self.base()
            self.reports.clear()
            item = self.items[name]
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=self.items[following] if following else None)
            if any(report.failed for report in self.reports):
                return name
        return ""

    def base(self) -> Path:
        """The folder where the tests of this process write."""
        base = self.folder / f"{os.getpid()}.essais"
        base.mkdir(exist_ok=True)
        return base

    # which tests, for which change

    def tests(self, change: Change) -> list[str]:
        """The tests of a change: those that execute its line (its module, where that is no function), and those of the files
        that name the module, where coverage cannot tell; as long as there is time. Where there is none, those of the site."""
        wanted = change.lines if change.inside else None
        module = Path(change.path)
        stem = module.parent.name if module.stem == "__init__" else module.stem
        word = re.compile(rf"\b{stem}\b")
        naming = {path for path in {item.path for item in self.items.values()} if word.search(path.read_text("utf-8"))}
        found = [
            name
            for name, item in self.items.items()
            if (name in self.known and _met(self.known[name]["lines"].get(change.path, []), wanted))
            or (
                (name not in self.known or not self.in_memory(change))
                and item.path in naming
                and not APART & set(item.fixturenames)
            )
        ]
        return self.ordered(found, stem) or [name for name in self.items if name.startswith(SITE)]

    def ordered(self, names: Iterable[str], stem: str) -> list[str]:
        """The files named after the module first, then the shortest; no more seconds than asked, but one file at least."""
        files = defaultdict(list)
        for name in names:
            files[self.items[name].path].append(name)
        cost = {file: sum(self.seconds(name) for name in own) for file, own in files.items()}
        kept: list[str] = []
        spent = 0.0
        for file in sorted(files, key=lambda file: (stem.rstrip("s") not in file.stem, cost[file])):
            if kept and spent + cost[file] > self.most:
                break
            kept += files[file]
            spent += cost[file]
        return kept

    def seconds(self, name: str) -> float:
        return self.known[name]["seconds"] if name in self.known else 0.2

    def in_memory(self, change: Change) -> bool:
        return change.inside and not change.lines & self.imported.get(change.path, set())

    # changes tried

    def tell(self) -> None:
        tests = [self.tests(change) for change in self.chosen]
        jobs = [lambda change=change, own=own: self.tried(change, own) for change, own in zip(self.chosen, tests, strict=True)]
        found = []
        for change, own, by in zip(self.chosen, tests, fork(jobs, self.folder, 3600), strict=True):
            found.append(by := ENDLESS if by is None else by)
            total = f"{len(own)} tests" if self.in_memory(change) else f"{len(own)} tests, lu à l'import"
            print(f"{'vu   ' if by else 'PASSÉ'}  {change.path}:{change.line}  → {change.new}  ({by or total})", flush=True)
        (failing,) = fork([lambda: self.unchanged(sorted({*found} & {*self.items}))], self.folder, 3600)
        seen = [by for by in found if by in {ENDLESS, UNREADABLE} or by in {*self.items} - {*failing}]
        print(f"Échouent sans changement : {', '.join(failing) or 'aucun'}")
        print(
            f"{len(seen)} changements vus sur {len(found)}, dont {found.count(ENDLESS)} parce que leurs tests ne finissent pas."
        )

    def tried(self, change: Change, names: list[str]) -> str:
        """The test that sees a change."""
        if not names:
            return ""
        limit = int(30 + 4 * sum(map(self.seconds, names)))
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        self.tell_pythons(str(ROOT / change.path), change.made())
        if self.in_memory(change) and change_functions(change):
            return self.run(names)
        listed = self.folder / f"{os.getpid()}.txt"
        listed.write_text("\n".join(names), "utf-8")
        base = self.folder / f"{os.getpid()}.neuf"
        command = [sys.executable, "-m", "pytest", "-x", "-rfE", "-p", "no:cacheprovider", f"--basetemp={base}", f"@{listed}"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        said = re.findall(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", done.stdout, re.MULTILINE)
        if done.returncode < 0:
            return ENDLESS
        if done.returncode == 4 and "ImportError while loading conftest" in done.stderr:
            return UNREADABLE
        return said[0] if said else f"pytest rend {done.returncode}" if done.returncode else ""

    def tell_pythons(self, path: str, text: str) -> None:
        """What every Python started from here reads instead of a module."""
        os.environ["CTG_CHANGE"] = json.dumps([path, text])
        os.environ["PYTHONPATH"] = str(self.folder)

    def unchanged(self, names: list[str]) -> list[str]:
        """Those of these tests that fail where nothing is changed: they see nothing."""
        self.tell_pythons("", "")
        return [name for name in names if self.run([name])]


def _met(executed: Iterable[int], wanted: set[int] | None) -> bool:
    return bool(executed) if wanted is None else not wanted.isdisjoint(executed)


def _fixture(fixture: pytest.FixtureDef) -> str:
    return f"fixture {fixture.baseid} {fixture.argname}"


def _processor() -> float:
    return sum(os.times()[:4])


def _lines(tracer: coverage.Coverage) -> dict[str, Lines]:
    """Lines executed, by context and module."""
    data = tracer.get_data()
    found: dict[str, Lines] = defaultdict(lambda: defaultdict(set))
    for file in data.measured_files():
        for line, contexts in data.contexts_by_lineno(file).items():
            for context in contexts:
                found[context][Path(file).relative_to(ROOT).as_posix()].add(line)
    return found


def fork(jobs: list[Callable[[], object]], folder: Path, limit: float) -> Iterator:
    """What each job gives, in order, in a process of its own, as many at once as there are cores; None for one that did not
    end in that many seconds."""
    running: dict[int, tuple[int, float]] = {}
    given: dict[int, object] = {}
    waiting = list(enumerate(jobs))
    told = 0
    try:
        while told < len(jobs):
            while waiting and len(running) < AT_ONCE:
                number, job = waiting.pop(0)
                sys.stdout.flush()
                pid = os.fork()
                if not pid:
                    _child(job, folder / f"{os.getpid()}.json")
                running[pid] = number, time.monotonic()
            pid, _status = os.waitpid(-1, os.WNOHANG)
            if pid in running:
                number, _ = running.pop(pid)
                said = folder / f"{pid}.json"
                gave = json.loads(said.read_text("utf-8")) if said.exists() else {"donné": None}
                if "erreur" in gave:
                    raise RuntimeError(gave["erreur"])
                given[number] = gave["donné"]
                _end(pid)
            for late in [pid for pid, (_, started) in running.items() if time.monotonic() - started > limit]:
                _end(late)
            while told in given:
                yield given.pop(told)
                told += 1
            time.sleep(0.05)
    finally:
        for pid in running:
            _end(pid)


def _child(job: Callable[[], object], said: Path) -> None:
    os.setpgid(0, 0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    try:
        given = {"donné": job()}
    except BaseException:  # told by the process that waits
        given = {"erreur": traceback.format_exc()}
    said.with_suffix(".en-cours").write_text(json.dumps(given), "utf-8")
    said.with_suffix(".en-cours").rename(said)
    shutil.rmtree(said.with_suffix(".essais"), ignore_errors=True)
    os._exit(0)


def _end(pid: int) -> None:
    """End a process and what it started, a server that a test left too."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def main() -> None:
    parser = argparse.ArgumentParser(description="Change des lignes au hasard, et compte ce que les tests voient.")
    parser.add_argument("--nombre", type=int, default=100)
    parser.add_argument("--graine", type=int, default=25)
    parser.add_argument("--processeur", type=float, default=40, help="secondes de tests au plus pour un changement")
    parser.add_argument("--lignes", type=Path, default=ROOT / ".cache" / "lignes.json", help="ce que chaque test exécute")
    options = parser.parse_args()
    possible = [change for path in sorted(HOUSE.rglob("*.py")) for change in changes(path)]
    chosen = random.Random(options.graine).sample(possible, options.nombre)
    print(f"{len(possible)} changements possibles.")
    tracer = coverage.Coverage(data_file=None, config_file=False, include=[f"{HOUSE}/*"])
    tracer.start()
    sys.path.insert(0, str(ROOT / "tests"))
    pytest.main(
        ["-q", "-s", "-p", "no:cacheprovider", *TESTS], plugins=[Mutations(chosen, options.lignes, options.processeur, tracer)]
    )


if __name__ == "__main__":
    main()
