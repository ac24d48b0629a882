"""A territory of each published version is read, migrated and built by today's tool, and keeps its addresses and its comments.

``tests/versions/<version>/`` holds its sheets as that version read them, and the addresses of the pages that it then published
(but ``contribuer/``, the tool's own guides). Versions that read and published the same share one: ``2.0.0_2.1.0``.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from ctg.build import make_site
from ctg.commands import main
from ctg.kinds.territory.territoire import VERSION_FICHES
from ctg.loading import load
from ctg.outputs.hosting.former import answered
from territoires import ROOT, build, wire

VERSIONS = ROOT / "tests" / "versions"


def comments(root: Path) -> list[str]:
    texts = (path.read_text("utf-8") for path in (root / "data").rglob("*.yml"))
    return sorted(comment.strip() for text in texts for comment in re.findall(r"(?:^|\s)(#.*)$", text, re.MULTILINE))


def test_every_version_before_the_last_one_has_its_territory():
    published = re.findall(r"^## ([1-9]\d*\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    kept = {version for path in VERSIONS.iterdir() for version in path.name.split("_")}
    assert set(published[1:]) <= kept, "ajoutez à tests/versions un territoire de celle-ci"


@pytest.mark.parametrize("version", sorted(VERSIONS.iterdir()), ids=lambda path: path.name)
def test_a_territory_of_a_former_version_keeps_all(version, tmp_path, capsys):
    root = wire(shutil.copytree(version, tmp_path / "ancien"))
    own = comments(root)
    load(root)  # even before it is migrated
    assert main(["--projet", str(root), "migrer"]) == 0
    catalogue = load(root)
    assert catalogue.territoire.version_fiches == VERSION_FICHES
    assert not [warning for warning in catalogue.warnings if "migrer" in warning.remedy]
    assert comments(root) == own
    site = build(root, tmp_path / "site")
    addresses = (version / "adresses.txt").read_text("utf-8").splitlines()
    standing = {path.relative_to(site).as_posix().removesuffix("index.html") for path in site.rglob("*") if path.is_file()}
    standing |= make_site(root).addresses  # those of the records that are lines of a list
    assert [address for address in addresses if not answered(address, standing)] == []
