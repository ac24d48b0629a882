"""What we are compared with: other generators, given as many pages of plain text as our site has."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

Command = list[str]
TEXT = "Accueil du lundi au vendredi, sur rendez-vous. Les enfants viennent avec un parent ou un proche.\n"
TABLE = "| jour | matin | après-midi |\n|---|---|---|\n" + "".join(
    f"| {day} | 8 h 30 – 12 h | 13 h 30 – 18 h |\n" for day in ("lundi", "mardi", "jeudi", "vendredi")
)
PAGE = "# Lieu {n}\n\n" + "\n".join(f"## Partie {part}\n\n{TEXT}\n{TABLE}" for part in range(1, 4))
"""Some forty lines, with tables."""


def _pages(folder: Path, count: int, head: str = "") -> None:
    (folder / "lieux").mkdir(parents=True)
    (folder / "index.md").write_text("# Accueil\n\nLes lieux.\n", "utf-8")
    for n in range(count - 1):
        (folder / "lieux" / f"lieu-{n}.md").write_text(head.format(n=n) + PAGE.format(n=n), "utf-8")


MKDOCS = """site_name: Comparaison
theme: {name: material, language: fr, font: false}
nav: [index.md]
validation: {nav: {omitted_files: ignore}}
plugins: [search]
markdown_extensions: [admonition, attr_list, tables]
"""


def plain_mkdocs(folder: Path, count: int) -> Command:
    """MkDocs and Material as everyone uses them; pages outside the navigation, which is the fastest way."""
    _pages(folder / "docs", count)
    (folder / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    return [sys.executable, "-m", "mkdocs", "build", "-q"]


def zensical(folder: Path, count: int) -> Command | None:
    """Material's successor, without its cache; None when it is not installed."""
    if not find_spec("zensical"):
        return None
    _pages(folder / "docs", count)
    (folder / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    return [sys.executable, "-m", "zensical", "build", "--clean"]


def hugo(folder: Path, count: int) -> Command | None:
    """The fastest of all, with a layout of ten lines; None when it is not installed."""
    if not (program := shutil.which("hugo")):
        return None
    _pages(folder / "content", count, head="---\ntitle: Lieu {n}\n---\n")
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (folder / "hugo.toml").write_text('title = "Comparaison"\ndisableKinds = ["taxonomy", "term", "RSS"]\n', "utf-8")
    page = (
        "<!doctype html><html lang=fr><head><meta charset=utf-8><title>{{ .Title }}</title></head>"
        "<body><header>{{ site.Title }}</header><main>{{ .Content }}</main></body></html>"
    )
    for name in ("single.html", "list.html"):
        (layouts / name).write_text(page, "utf-8")
    return [program, "--quiet"]


PEERS: dict[str, Callable[[Path, int], Command | None]] = {
    "MkDocs et Material": plain_mkdocs,
    "Zensical": zensical,
    "Hugo": hugo,
}
