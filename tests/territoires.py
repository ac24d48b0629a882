"""The three territories that tests build: the real one, the invented one, and a very small one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ctg.loading import load
from ctg.publish.build import Site, make_site
from ctg.reading.catalogue import Catalogue

ROOT = Path(__file__).parents[1]
ESSAI = ROOT / "tests" / "territoire_essai"
SMALL = ROOT / "tests" / "problemes" / "_territoire"
HAMLET = (
    "communes.yml", "communes.geojson", "axes/relier.yml", "actions/taxi-du-val.yml", "rencontres/samedi-des-familles-2026.yml",
    "services/inscrire-a-l-ecole.yml", "services/taxi-du-val.yml",
    *(f"structures/{id}.yml" for id in ("cerf-volant", "coquelicot", "ecureuils", "grande-tablee", "guichet-familles")),
)  # fmt: skip


@cache
def catalogue_of(root: Path) -> Catalogue:
    """What one of the three says, read once a worker: nobody changes it."""
    return load(root)


@cache
def made_site(root: Path) -> Site:
    """The site of one of the three, made once a worker; its pages and files are made as they are asked for."""
    return make_site(root)


def build(project: Path, target: Path) -> Path:
    """A strict build in this process, in two thirds of the time of another; fails with what stopped it."""
    from ctg.publish import mkdocs  # slow to import: only for those who build

    mkdocs.build(project, target)
    return target


def by_mkdocs(project: Path, target: Path) -> Path:
    """A strict build by MkDocs itself, on every processor; fails with MkDocs' own words."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(target)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, ""), done.stdout + done.stderr
    return target


def small(folder: Path, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """The very small territory written in a folder, with these files over it (None: without that one); returns the folder."""
    shutil.copytree(SMALL, folder, dirs_exist_ok=True)
    for name, content in (files or {}).items():
        path = folder / name
        if content is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def hamlet(folder: Path, *more: str) -> Path:
    """Twelve records of the invented territory, and these structures of it, in a folder, which is returned: read in a seventh of
    the time of all of them."""
    small(folder, {"data/structures/les-lutins.yml": None})
    for name in (*HAMLET, *(f"structures/{id}.yml" for id in more)):
        (folder / "data" / name).parent.mkdir(exist_ok=True)
        shutil.copy(ESSAI / "data" / name, folder / "data" / name)
    shutil.copytree(ESSAI / "data/images", folder / "data/images")
    return folder


def convention(*lines: str) -> dict[str, str]:
    """The sheet of the convention of the very small territory, with these lines more."""
    own = (SMALL / "data/cadres/ctg.yml").read_text("utf-8")
    return {"data/cadres/ctg.yml": own + "".join(f"{line}\n" for line in lines)}


def wire(project: Path) -> Path:
    """Let the tool of this repository build a project that is elsewhere; returns its folder."""
    wiring = (ESSAI / "mkdocs.yml").read_text("utf-8").replace("../..", str(ROOT))
    (project / "mkdocs.yml").write_text(wiring, "utf-8")
    return project
