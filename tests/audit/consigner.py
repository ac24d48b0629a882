"""Writes what the tools have proved into ``data/accessibilite.yml``: criteria, date, number of pages, versions.

``make audit`` calls it after the tools: ``consigner.py [RESULTATS [PROJET]]``. The results are a JSON file::

    {"date": "2026-11-25", "pages": ["…"], "outils": {"axe-core": "4.14.1"},
     "criteres": {"8.2": {"conforme": true, "preuve": "…"}, "2.1": {"conforme": true, "etat": "non-applicable", "preuve": "…"}}}

What a person has verified is never overwritten: when the tools find a fault there, it is told, and the command fails.
What the tools said once and no longer prove is taken away.
Only the lines of the criteria and of the last passage change.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ctg.common.files import write_atomically
from ctg.common.problems import plural
from ctg.reading.changes import edit
from ctg.reading.sheet import read_sheet
from ctg.reading.yaml_text import EditError, Quoted, Value
from ctg.reading.yaml_text import FieldPath as Field
from ctg_accessibilite.fields import ACCESSIBILITY, criteria

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).with_name("resultats.json")
NUMEROS = [critere.numero for critere in criteria()]
ORDER: list[Field] = [
    *((name,) for name in ("declaration", "controle", "schema_pluriannuel", "plans")),
    *(("criteres", numero) for numero in NUMEROS),
]
"""Where what is new goes: the criteria, which are many, come last."""


def main(results: Path = RESULTS, root: Path = ROOT) -> int:
    """Write the results into the project's file; 0 when nothing contradicts a person and all could be written."""
    path = root / ACCESSIBILITY.path
    try:
        before = _criteria(path, root)
        changes, contradictions = consign(json.loads(results.read_text("utf-8")), before)
        write_atomically(path, edit(path.read_text("utf-8"), changes, ORDER))
    except (OSError, ValueError, KeyError, TypeError, EditError) as error:
        reason = str(error) if type(error) in {ValueError, EditError} else f"{results.name} ou le fichier ne se lit pas"
        print(f"Les résultats n'ont pas pu être écrits dans {ACCESSIBILITY.path} : {reason}.", file=sys.stderr)
        return 1
    written = sum(field[0] == "criteres" for field in changes)
    print(f"{ACCESSIBILITY.path} : {plural(written, 'critère')} mis à jour.")
    for numero, proof in contradictions.items():
        print(f"Critère {numero} : une personne l'a jugé conforme, les programmes disent le contraire.", file=sys.stderr)
        print(f"    {proof}\n    → Vérifiez, puis corrigez la page ou {ACCESSIBILITY.path}.", file=sys.stderr)
    return int(bool(contradictions))


def consign(found: Mapping[str, Any], before: Mapping[str, Any]) -> tuple[dict[Field, Value], dict[str, str]]:
    """(changes to the file, proofs of the criteria where the tools contradict a person).

    ``before`` are the criteria as the file has them. Raises :class:`ValueError` for a criterion that the RGAA has not.
    """
    if unknown := found["criteres"].keys() - set(NUMEROS):
        raise ValueError(f"critères inconnus ({', '.join(sorted(unknown))})")
    changes = _passage(found)
    contradictions = {}
    for numero in (numero for numero in NUMEROS if numero in found["criteres"]):
        result, old = found["criteres"][numero], before.get(numero) or {}
        if old.get("par") != "personne" or old.get("etat") == "non-teste":
            changes["criteres", Quoted(numero)] = _line(result, found["date"])
        elif old.get("etat") == "conforme" and not result["conforme"]:
            contradictions[numero] = result.get("preuve", "")
    unproved = (numero for numero, old in before.items() if old.get("par") == "machine" and numero not in found["criteres"])
    changes |= {("criteres", numero): None for numero in unproved}
    return changes, contradictions


def _passage(found: Mapping[str, Any]) -> dict[Field, Value]:
    """When the tools passed, on how many pages, and their versions."""
    tools = [f"{name} {version}" for name, version in sorted(found.get("outils", {}).items())]
    pages = str(len(found["pages"])) if found.get("pages") else None
    return {("controle", "le"): found["date"], ("controle", "pages"): pages, ("controle", "outils"): tools or None}


def _line(result: Mapping[str, Any], date: str) -> Value:
    """A criterion as its line says it; a fault always has a note, which the declaration publishes."""
    line = {"etat": result.get("etat") or ("conforme" if result["conforme"] else "non-conforme"), "par": "machine", "le": date}
    note = result.get("preuve") or ("" if result["conforme"] else "Défaut trouvé par les programmes.")
    return line | ({"note": " ".join(note.split())} if note else {})


def _criteria(path: Path, root: Path) -> dict[str, Any]:
    """The criteria as written; raises :class:`ValueError` when the file cannot be read."""
    sheet, problems = read_sheet(path, root)
    if sheet is None:
        raise ValueError(problems[0].message.rstrip(".").lower())
    criteria = sheet.values.get("criteres") or {}
    return {numero: line for numero, line in criteria.items() if isinstance(line, dict)}


if __name__ == "__main__":
    raise SystemExit(main(*map(Path, sys.argv[1:3])))
