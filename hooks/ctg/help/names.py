"""The names that a field may cite in a project: communes, words of the vocabulary, identifiers of records.

Read from the files one by one and without checking them, so that help stays available while some sheet
has a mistake: what cannot be read is simply not proposed.
"""

from __future__ import annotations

from pathlib import Path

from ctg.kinds import KINDS, Commune
from ctg.kinds.territory.rgaa import FILE as RGAA
from ctg.kinds.territory.urgences import DEFAULT as URGENCES
from ctg.kinds.territory.vocabulary import DEFAULT
from ctg.sheets.source import read_list, read_sheet, record_files

Names = dict[str, dict[str, str]]
"""Target (``communes``, a part of the vocabulary, ``besoins``, ``criteres``, ``urgences``, a folder of ``data/``) →
{to type: to read}."""

LABELS = ("nom", "titre", "singulier")
"""Where a record or a word of the vocabulary has its name."""


def names_in(root: Path) -> Names:
    """Every name of the project at ``root``, drafts included."""
    data = root / "data"
    names: Names = {kind.folder: _records(data / kind.folder, root) for kind in KINDS if kind is not Commune}
    names["communes"] = {nom: nom for nom in communes_in(root)}
    words = _vocabulary(data / "vocabulaire.yml", root)
    names["themes"], names["types"] = words["themes"], words["types"]
    names["rubriques"], names["offres"] = words["rubriques"], words["offres"]
    names["besoins"] = words["rubriques"] | words["themes"]
    names["criteres"] = {sheet.values["numero"]: sheet.values["intitule"] for sheet in read_list(RGAA, RGAA.parent)[0]}
    names["urgences"] = _urgences(data / "urgences.yml", root)
    return names


def communes_in(root: Path) -> dict[str, dict]:
    """The communes as written, by name; empty when their file cannot be read."""
    sheets, _ = read_list(root / "data" / "communes.yml", root)
    return {nom: sheet.values for sheet in sheets if isinstance(nom := sheet.values.get("nom"), str)}


def _records(folder: Path, root: Path) -> dict[str, str]:
    found = {}
    for path in record_files(folder):
        sheet, _ = read_sheet(path, root)
        found[path.stem] = _label(path.stem, sheet.values if sheet else {})
    return found


def _vocabulary(own: Path, root: Path) -> dict[str, dict[str, str]]:
    """The tool's words, then the territory's, which win."""
    words: dict[str, dict[str, str]] = {"rubriques": {}, "offres": {}, "themes": {}, "types": {}}
    for path in (DEFAULT, own):
        sheet = read_sheet(path, root)[0] if path.exists() else None
        for section, known in words.items():
            terms = sheet.values.get(section) if sheet else None
            for id, term in terms.items() if isinstance(terms, dict) else ():
                known[id] = _label(known.get(id) or id, term if isinstance(term, dict) else {})
    return words


def _urgences(own: Path, root: Path) -> dict[str, str]:
    """The tool's numbers, then the territory's, as they are written."""
    sheets = [sheet for path in (URGENCES, own) if path.exists() for sheet in read_list(path, root)[0]]
    return {str(sheet.values["numero"]): _label("", sheet.values) for sheet in sheets if "numero" in sheet.values}


def _label(default: str, values: dict) -> str:
    return next((text for name in LABELS if isinstance(text := values.get(name), str)), default)
