"""The tests themselves: none is skipped, none waits for time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from territoires import ROOT

TESTS = ROOT / "tests"
PAUSES = re.compile(
    r"wait_for_timeout|networkidle|set_default_timeout|perf_counter"
    r"|(?:[( ]timeout=|\.wait\(|\.join\(|monotonic\(\) \+ )\d{1,2}\b(?!\.)"
)
"""What waits for time in a browser; « networkidle » is half a second without a request. A time that others spend too; a ceiling
that a busy machine reaches. Ruff forbids the clock itself."""
CEILING = {"chromium.py", "test_suite.py"}
"""Looks again and again, up to a ceiling; this one. What is in ``banc`` measures."""


def test_no_test_waits_for_time_nor_counts_on_it():
    tests = [*TESTS.rglob("*.py"), *(ROOT / "hooks").glob("*/tests/**/*.py"), ROOT / "conftest.py"]
    found = {path.name for path in tests if path.parent.name != "banc" and PAUSES.search(path.read_text("utf-8"))}
    assert found == CEILING


SKIPPED = """import pytest
def test_skips(): pytest.skip("plus tard")
@pytest.mark.skipif(True, reason="pas ici")
def test_is_skipped(): pass
@pytest.mark.xfail
def test_is_known_to_fail(): assert False
def test_runs(): pass
"""


AS_HERE = ("-p", "conftest", "-p", "no:cacheprovider", "--continue-on-collection-errors")


def run(folder: Path, text: str, *more: str) -> subprocess.CompletedProcess:
    """pytest, as this project sets it, on one module."""
    (folder / "test_x.py").write_text(text, "utf-8")
    command = [sys.executable, "-m", "pytest", *AS_HERE, f"--rootdir={folder}", *more]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (ROOT, TESTS)))}
    return subprocess.run([*command, str(folder)], cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("more", "counts"), [((), "2 failed, 1 passed, 2 errors"), (("--sauts",), "1 passed, 3 skipped, 1 xfailed")]
)
def test_a_skipped_test_or_module_fails_unless_asked_otherwise(tmp_path, more, counts):
    (tmp_path / "test_absent.py").write_text("import pytest\npytest.importorskip('nulle_part')\n", "utf-8")
    done = run(tmp_path, SKIPPED, *more)
    assert counts in done.stdout, done.stdout + done.stderr
    assert (done.returncode == 0, "Un module ne se saute pas" in done.stdout) == (bool(more), not more)


def test_what_is_installed_is_locked_with_its_digest_and_names_no_place():
    """« pip --require-hashes » refuses what has none, and what another index gives under the same name and version."""
    locked = {}
    for name in ("requirements.lock", "tests/requirements.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text, name
        found = re.findall(r"^([a-z0-9.-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.MULTILINE)
        assert len(found) == len(re.findall(r"^[a-z]", text, re.MULTILINE)), f"{name}: one has no digest"
        locked[name] = {package: version for package, version, _ in found}
    run, test = locked.values()
    assert run.items() < test.items(), "make verrouiller"
    assert not {"pytest", "playwright", "mypy", "duckdb"} & set(run)
