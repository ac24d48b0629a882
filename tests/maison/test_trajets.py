"""How far a change travels: who mends a page, a message or a screen reads these modules, and no more than that."""

import json
import subprocess
import sys

import pytest

import trajets
from maison.test_architecture import ROOT, asked

LIMITS = {"page, la première": 29, "page, une autre": 32, "faute": 15, "enregistrement": 67}
"""Modules that run, by trip. The aim: 45, 30, 15 and 45."""
SIZES = {"chaîne": 21, "liens entre modules": 1210, "lignes d'import": 2908}
"""Of the graph of imports. The aim: 21, 1,300 and 2,800."""


@pytest.fixture(scope="module")
def measured() -> dict:
    """The trips, in a process where nothing has been built yet."""
    command = [sys.executable, "-c", "import json, trajets; print(json.dumps(trajets.trips()))"]
    done = subprocess.run(command, cwd=ROOT / "tests", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("trip", LIMITS)
def test_a_trip_is_short(measured, trip):
    assert len(measured[trip]) <= LIMITS[trip], measured[trip]


def test_the_house_is_loosely_tied():
    found = trajets.figures()
    assert {size: found[size] for size, most in SIZES.items() if found[size] > most} == {}, trajets.longest_chain(asked())


def test_what_runs_is_seen_and_what_is_only_imported_is_not():
    assert trajets.crossed(lambda: None) == []
    assert trajets.crossed(lambda: __import__("ctg.common.problems").common.problems.fold("É")) == ["ctg/common/problems.py"]
