"""The tests themselves: none is skipped, none waits for time."""

import os
import re
import subprocess
import sys

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


def test_a_skipped_test_or_module_fails(tmp_path):
    """As this project sets pytest."""
    (tmp_path / "test_x.py").write_text(SKIPPED, "utf-8")
    (tmp_path / "test_absent.py").write_text("import pytest\npytest.importorskip('nulle_part')\n", "utf-8")
    as_here = ("-p", "conftest", "-p", "no:cacheprovider", "--continue-on-collection-errors", f"--rootdir={tmp_path}")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *as_here, str(tmp_path)], cwd=tmp_path, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (ROOT, TESTS)))},
    )  # fmt: skip
    assert "2 failed, 1 passed, 2 errors" in done.stdout, done.stdout + done.stderr
    assert "Un module ne se saute pas" in done.stdout


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
