"""A territory of each published version is read, migrated and built by today's tool, and keeps its addresses and its comments.

``tests/versions/<version>/`` holds its sheets as that version read them, and the addresses of the pages that it then published
(but ``contribuer/``, the tool's own guides). Versions that read and published the same share one: ``2.0.0_2.1.0``.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from ctg.commands import main
from ctg.common.problems import DataError, Problem
from ctg.loading import load
from ctg.model import KINDS
from ctg.model.record import Record
from ctg.model.territory import VERSION_FICHES, Territoire
from ctg.publish.build import make_site
from ctg.reading.describe import fields_of
from ctg.reading.remedies import MIGRATE, model_at
from ctg.site.former import is_answered
from territoires import ROOT, build, wire

VERSIONS = ROOT / "tests" / "versions"


def comments(root: Path) -> list[str]:
    texts = (path.read_text("utf-8") for path in (root / "data").rglob("*.yml"))
    return sorted(comment.strip() for text in texts for comment in re.findall(r"(?:^|\s)(#.*)$", text, re.MULTILINE))


def words(root: Path) -> set[str]:
    """Every word of every value."""

    def walk(value: object) -> Iterator[str]:
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from walk(inner)
        if isinstance(value, str):
            yield from re.findall(r"\w+", value)

    sheets = (yaml.load(path.read_text("utf-8"), yaml.BaseLoader) for path in (root / "data").rglob("*.yml"))
    return {word for sheet in sheets for word in walk(sheet)}


def kept(root: Path) -> set[str]:
    """The words of the comments, where the territory's own file keeps the fields that left: it has no notes."""
    return {word for comment in comments(root) for word in re.findall(r"\w+", comment)}


def refused(root: Path) -> list[Problem]:
    """What keeps today's tool from reading a territory."""
    try:
        load(root)
    except DataError as error:
        return list(error.problems)
    return []


def parts(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """A model and the groups inside it."""
    yield model
    for field in fields_of(model):
        if field.fields:
            yield from parts(model_at(model, (field.key,)))


def test_a_version_kept_has_each_field_that_left():
    """A field that leaves stands in a kept territory, where it is seen to be carried, and told before."""
    text = "\n".join(path.read_text("utf-8") for path in VERSIONS.rglob("data/**/*.yml"))
    models = (part for kind in (*KINDS, Territoire) for part in parts(kind))
    gone = {name for part in models for name in vars(part).get("former", ())} | {*Record.former}
    assert {name for name in gone if not re.search(rf"\b{name}:", text)} == set()


def test_every_version_before_the_last_one_has_its_territory():
    published = re.findall(r"^## ([1-9]\d*\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    kept = {version for path in VERSIONS.iterdir() for version in path.name.split("_")}
    assert set(published[1:]) <= kept, "ajoutez à tests/versions un territoire de celle-ci"


@pytest.mark.parametrize("version", sorted(VERSIONS.iterdir()), ids=lambda path: path.name)
def test_a_territory_of_a_former_version_keeps_all(version, tmp_path, capsys):
    root = wire(shutil.copytree(version, tmp_path / "ancien"))
    own, said = comments(root), words(root)
    assert {problem.remedy for problem in refused(root) if "n'existe plus" in problem.message} <= {MIGRATE}
    assert main(["--projet", str(root), "migrer"]) == 0
    assert said - words(root) - kept(root) == set(), "une valeur est perdue"
    catalogue = load(root)
    assert catalogue.territoire.version_fiches == VERSION_FICHES
    assert not [warning for warning in catalogue.warnings if "migrer" in warning.remedy]
    assert [comment for comment in comments(root) if "N'est plus un champ" not in comment] == own
    site = build(root, tmp_path / "site")
    addresses = (version / "adresses.txt").read_text("utf-8").splitlines()
    standing = {path.relative_to(site).as_posix().removesuffix("index.html") for path in site.rglob("*") if path.is_file()}
    standing |= make_site(root).addresses  # those of the records that are lines of a list
    assert [address for address in addresses if not is_answered(address, standing)] == []
