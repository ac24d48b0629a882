"""Where a rule begins to tell: a case on each side of each limit, one field of a small record changed at a time."""

import datetime as dt
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from cas import each
from ctg.common.problems import DataError, fold
from ctg.loading import load
from territoires import small

CASES = Path(__file__).with_name("limites.txt")
"""« ## file », a record that is sound, then « its fields that change => words of what is told », « - » for nothing. A line with
« ... » at its end goes on with the next one."""
TODAY = dt.date(2026, 11, 30)
BESIDE = {
    "axes/relier.yml": "titre: Relier\nnumero: '1'\n",
    "structures/maison.yml": "nom: La Maison\ntype: autre\nthemes: [parentalite]\ncommune: Valbourg\ntelephone: 01 99 00 00 31\n"
    "adresse: 2 rue Haute\nages: {de: 3 ans, a: 6 ans}\nhoraires: {lundi: 9h-12h, mercredi: 9h-12h}\n",
}
"""What the others name."""


def cases():
    for part in CASES.read_text("utf-8").replace(" ...\n", " ").split("\n## ")[1:]:
        file, sound, rows = re.fullmatch(r"(.*)\n((?:[^\n].*\n)*)\n((?:.*\n?)*)", part).groups()
        yield from ((file, sound, *row.rsplit(" => ", 1)) for row in rows.splitlines() if row and row[0] != "#")


@pytest.fixture(scope="module")
def told_of(tmp_path_factory):
    """What is told of one file of a small project, which says that, and only that."""
    root = small(tmp_path_factory.mktemp("limites") / "projet")
    for name, text in BESIDE.items():
        (root / "data" / name).parent.mkdir(exist_ok=True)
        (root / "data" / name).write_text(text, "utf-8")
    communes = (root / "data/communes.yml").read_text("utf-8")
    (root / "data/communes.yml").write_text(re.sub(r"(?m)^( +centre:.*)$", r"\1\n  population: 2000", communes), "utf-8")

    @cache
    def read(file: str, sound: str, changed: str) -> list[str]:
        path, record = root / "data" / file, yaml.load(sound, yaml.BaseLoader) | yaml.load(f"{{{changed}}}", yaml.BaseLoader)
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False), "utf-8")
        try:
            found = load(root, on=TODAY).warnings
        except DataError as error:
            found = error.problems
        path.unlink()
        return [fold(one.message) for one in found if one.file == f"data/{file}"]

    return read


@each(("file", "sound", "changed", "said"), list(cases()))
def test_it_is_told_beyond_the_limit_and_not_before(told_of, file, sound, changed, said):
    found = [message for message in told_of(file, sound, changed) if message not in told_of(file, sound, "")]
    assert not found if said == "-" else any(fold(said) in message for message in found), found
