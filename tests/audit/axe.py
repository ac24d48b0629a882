"""axe-core in an open page: its findings, as values. axe is read from ``tests/outils``; no page of the site contains it."""

import json
import subprocess
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from territoires import ROOT

PACKAGE = ROOT / "tests" / "outils" / "node_modules" / "axe-core"
EXAMINE = Path(__file__).with_name("examiner.js")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ALSO = ("css-orientation-lock", "table-fake-caption", "td-has-header")
"""Experimental for axe, which does not run them of itself; the first helps to prove RGAA 13.9. The three others of its
experimental rules are not asked: ``p-as-heading`` takes a large figure for a title, ``focus-order-semantics`` the map, which
answers to arrows, for a mistake, and ``hidden-content`` says only that a page hides something."""


@dataclass(frozen=True)
class Place:
    """Where a page was examined: its address, the state it was brought to, the palette, the width in px."""

    page: str
    etat: str = "ouverture"
    palette: str = "light"
    largeur: int = 1280


@dataclass(frozen=True)
class Finding:
    """``verdict``: « faute », « doute » (someone must look) or « mesure » (axe doubted a contrast; measured, it is enough)."""

    place: Place
    verdict: str
    regle: str
    cible: str
    html: str
    message: str

    def __str__(self) -> str:
        where = self.place
        line = f"{where.page}|{where.etat}|{where.palette}|{where.largeur}|{self.regle}|{self.cible}"
        return f"{line}\n    {self.html}\n    {self.message}"


@cache
def source() -> str:
    script = PACKAGE / "axe.min.js"
    assert script.is_file(), "Il manque axe-core : lancez « make outils »."
    return script.read_text("utf-8")


def version() -> str:
    return json.loads((PACKAGE / "package.json").read_text("utf-8"))["version"]


def rules() -> int:
    """How many rules an examination asks: neither the deprecated nor the experimental ones, but for ours."""
    say = f"console.log(JSON.stringify(require({json.dumps(str(PACKAGE))}).getRules({json.dumps(TAGS)})))"
    known = json.loads(subprocess.run(["node", "-e", say], capture_output=True, text=True, check=True).stdout)
    return sum(rule["ruleId"] in ALSO or not {"experimental", "deprecated"} & set(rule["tags"]) for rule in known)


def examine(page, place: Place) -> list[Finding]:
    """All findings of axe in the page as it stands, in the palette of ``place``. The width is the caller's."""
    page.emulate_media(color_scheme=place.palette)
    if not page.evaluate("window.axe?.run instanceof Function"):  # an element whose id is « axe » is a property of window too
        page.add_init_script(source())  # where one goes next, it is there: half a megabyte that crosses once
        page.evaluate(source())
    asked = {"runOnly": TAGS, "rules": {rule: {"enabled": True} for rule in ALSO}}
    found = page.evaluate(EXAMINE.read_text("utf-8"), asked)
    return [Finding(replace(place), **one) for one in found]
