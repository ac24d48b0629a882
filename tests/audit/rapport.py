"""The report of an audit of the whole site: ``docs/contribuer/audit.md``, to read, and ``resultats.json``, for
``consigner.py``. Both are written even when faults were found: they say them."""

import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import jinja2

import axe
import nu
from chromium import CHROMIUM
from criteres import judged
from ctg.common.files import write_atomically
from ctg.common.phrases import date_fr, number
from ctg.model.territory import PARIS, today
from ctg_accessibilite.fields import criteria as all_criteria
from etats import STATES
from jugements import JUDGEMENTS
from territoires import ROOT

PAGE = ROOT / "docs" / "contribuer" / "audit.md"
RESULTS = ROOT / "tests" / "audit" / "resultats.json"
TEMPLATE = Path(__file__).with_name("rapport.md.j2")


def write(notes: list[dict], passed: Mapping[str, bool]) -> None:
    """``notes`` are those of the tests (see conftest.py); ``passed`` says which tests passed, by name."""
    os.environ.pop("CTG_AUJOURDHUI", None)  # tests have a day of their own; an audit is of today
    tools = {"Chromium": chromium_version(), "axe-core": axe.version(), "vérificateur Nu": nu.version()}
    criteria = judged(notes, passed)
    pages = sorted({page.removeprefix("reel/") for note in notes for page in note["pages"] if page.startswith("reel/")})
    results = {"date": today(PARIS).isoformat(), "pages": pages, "outils": tools, "criteres": criteria}
    write_atomically(RESULTS, json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    write_atomically(PAGE, page(notes, tools, criteria))


def page(notes: list[dict], tools: Mapping[str, str], criteria: Mapping[str, dict]) -> str:
    """The report, in Markdown."""
    env = jinja2.Environment(trim_blocks=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    env.filters["nombre"] = number
    return env.from_string(TEMPLATE.read_text("utf-8")).render(
        date=date_fr(today(PARIS)),
        outils=list(tools.items()),
        axe=summed(notes, "axe-core"),
        ecrit=summed(notes, "vnu, code écrit"),
        genere=summed(notes, "vnu, code généré"),
        regles=axe.rules(),
        en_plus=axe.ALSO,
        total=len(all_criteria()),
        etats=[state.nom for state in STATES],
        fautes=list(faults(notes).items()),
        jugements=settled(notes),
        avertissements=sorted(warnings(notes).items()),
        criteres=criteria,
    )


def summed(notes: list[dict], tool: str) -> SimpleNamespace:
    """What all the notes of a tool count together."""
    own = [note for note in notes if note["outil"] == tool]
    counts = {name: sum(note.get(name, 0) for note in own) for name in ("examens", "etats", "mesures")}
    return SimpleNamespace(pages={page for note in own for page in note["pages"]}, **counts)


def faults(notes: list[dict]) -> dict[tuple[str, str], tuple[int, str]]:
    """(tool, rule) → how many times, and where the first time."""
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for tool, (rule, line) in ((note["outil"], fault) for note in notes for fault in note["fautes"]):
        count, first = found.get((tool, rule), (0, line))
        found[tool, rule] = count + 1, first
    return found


def settled(notes: list[dict]) -> list[tuple]:
    """Every judgement, with how many times it served."""
    counts = Counter()
    for raison, _, count in (doubt for note in notes for doubt in note.get("doutes", ())):
        counts[raison] += count
    return [(one, counts[one.raison]) for one in JUDGEMENTS]


def warnings(notes: list[dict]) -> Counter:
    """Each warning of the Nu checker, with how many times; names of lists and addresses are left out."""
    found = Counter()
    for text, count in (warning for note in notes for warning in note.get("avertissements", ())):
        found[re.sub(r"(name|script|stylesheet) “[^”]*”", r"\1 “…”", text)] += count
    return found


def chromium_version() -> str:
    said = subprocess.run([CHROMIUM, "--version"], capture_output=True, text=True, check=True).stdout
    return next(word for word in said.split() if word[0].isdigit())
