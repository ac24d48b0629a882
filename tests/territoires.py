"""The three territories that tests build: the real one, the invented one, and a very small one."""

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import chain
from pathlib import Path

from ctg.common.phrases import PartialDate
from ctg.loading import load
from ctg.model.fields import traits_of
from ctg.model.references import leaves
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
def day_of(root: Path) -> str:
    """The day on which tests read a territory: theirs, or, if it is later, the last of what the real one says was seen or done:
    who confirms a place there today makes no test fail."""
    usual = os.environ["CTG_AUJOURDHUI"]
    if root != ROOT:
        return usual
    read = load(root, drafts=True, on=dt.date(2099, 12, 31))
    seen = (
        value.first if isinstance(value, PartialDate) else value
        for part in (*chain.from_iterable(read.records.values()), *read.lone_files.values())
        for _, model, name, value in leaves(part)
        if traits_of(model)[name].passe and isinstance(value, dt.date | PartialDate)
    )
    return max([usual, *map(str, seen)])


@contextmanager
def on_its_day(root: Path) -> Iterator[dict[str, str]]:
    """The environment in which a territory is read."""
    usual = os.environ["CTG_AUJOURDHUI"]
    os.environ["CTG_AUJOURDHUI"] = day_of(root)
    try:
        yield dict(os.environ)
    finally:
        os.environ["CTG_AUJOURDHUI"] = usual


@cache
def catalogue_of(root: Path) -> Catalogue:
    """What one of the three says, read once a worker: nobody changes it."""
    with on_its_day(root):
        return load(root)


@cache
def made_site(root: Path) -> Site:
    """The site of one of the three, made once a worker; its pages and files are made as they are asked for."""
    with on_its_day(root):
        return make_site(root)


def build(project: Path, target: Path) -> Path:
    """A strict build in this process, in two thirds of the time of another; fails with what stopped it."""
    from ctg.publish import mkdocs  # slow to import: only for those who build

    mkdocs.build(project, target)
    return target


def by_mkdocs(project: Path, target: Path) -> Path:
    """A strict build by MkDocs itself, on every processor; fails with MkDocs' own words."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(target)]
    with on_its_day(project) as env:
        done = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, check=False)
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


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def convention(*lines: str) -> dict[str, str]:
    """The sheet of the convention of the very small territory, with these lines more."""
    own = (SMALL / "data/cadres/ctg.yml").read_text("utf-8")
    return {"data/cadres/ctg.yml": own + "".join(f"{line}\n" for line in lines)}


def wire(project: Path) -> Path:
    """Let the tool of this repository build a project that is elsewhere; returns its folder."""
    wiring = (ESSAI / "mkdocs.yml").read_text("utf-8").replace("../..", str(ROOT))
    (project / "mkdocs.yml").write_text(wiring, "utf-8")
    return project
