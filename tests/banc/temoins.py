"""What we are compared with: other generators, given as many pages of plain text as our site has, then as much work."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

Command = list[str]
Peer = Callable[[Path, int, int], "list[Command] | str"]
"""Prepares a folder for that many pages and files; gives the commands that build it, or why it is not measured, in French."""
TEXT = "Accueil du lundi au vendredi, sur rendez-vous. Les enfants viennent avec un parent ou un proche.\n"
TABLE = "| jour | matin | après-midi |\n|---|---|---|\n" + "".join(
    f"| {day} | 8 h 30 – 12 h | 13 h 30 – 18 h |\n" for day in ("lundi", "mardi", "jeudi", "vendredi")
)
PAGE = "# Lieu {n}\n\n" + "\n".join(f"## Partie {part}\n\n{TEXT}\n{TABLE}" for part in range(1, 4))
"""Some forty lines, with tables."""
CALENDAR = "BEGIN:VCALENDAR\n" + "DESCRIPTION:Accueil du lundi au vendredi, sur rendez-vous\n" * 30 + "END:VCALENDAR\n"
"""Two kilobytes: the size of most of our files that are no page."""


def _pages(folder: Path, count: int, head: str = "") -> None:
    (folder / "lieux").mkdir(parents=True)
    (folder / "index.md").write_text(head.format(n=0) + "# Accueil\n\nLes lieux.\n", "utf-8")
    for n in range(count - 1):
        (folder / "lieux" / f"lieu-{n}.md").write_text(head.format(n=n) + PAGE.format(n=n), "utf-8")


MKDOCS = """site_name: Comparaison
theme: {name: material, language: fr, font: false}
nav: [index.md]
validation: {nav: {omitted_files: ignore}}
plugins: [search]
markdown_extensions: [admonition, attr_list, tables]
"""
BUILD = [sys.executable, "-m", "mkdocs", "build", "-q"]


def mkdocs(folder: Path, pages: int, files: int) -> list[Command]:
    """MkDocs and Material as everyone uses them, which also copy as many files as we make; pages outside the navigation, which
    is the fastest way."""
    _pages(folder / "docs", pages)
    (folder / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    (folder / "docs" / "agendas").mkdir()
    for n in range(files - pages):
        (folder / "docs" / "agendas" / f"lieu-{n}.ics").write_text(CALENDAR, "utf-8")
    return [BUILD]


LAYOUT = (
    "<!doctype html><html lang=fr><head><meta charset=utf-8><title>{title}</title></head>"
    "<body><header>Comparaison</header><main>{content}</main></body></html>"
)
"""Ten lines, for those that come without a theme."""


def hugo(folder: Path, pages: int, _files: int) -> list[Command] | str:
    """The fastest of all."""
    if not (program := shutil.which("hugo")):
        return "hugo n’est pas installé"
    _pages(folder / "content", pages, "---\ntitle: Lieu {n}\n---\n")
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (folder / "hugo.toml").write_text('title = "Comparaison"\ndisableKinds = ["taxonomy", "term", "RSS"]\n', "utf-8")
    for name in ("single.html", "list.html"):
        (layouts / name).write_text(LAYOUT.format(title="{{ .Title }}", content="{{ .Content }}"), "utf-8")
    return [[program, "--quiet"]]


PEERS: dict[str, Peer] = {
    "MkDocs et Material": lambda folder, pages, _files: mkdocs(folder, pages, pages),
    "… autant de fichiers": mkdocs,
    "Hugo": hugo,
}
