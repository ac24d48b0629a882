"""The reports that a body has approved: kept in ``data/bilans/`` as they were, page and PDF, and published unchanged for ever.

A file a year, written by the tool alone: what the report said, who approved it and when, the print of both files. A correction is
an addition that has its own date; it stands beside the report and changes nothing in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ctg import api

FOLDER = "data/bilans"
BROKEN = "Ce bilan est arrêté, et son fichier a été changé après coup : il n'est plus celui qui a été approuvé."
RESTORE = "Remettez les deux fichiers d'avant (.json et .pdf). Un bilan arrêté se corrige par un complément."
MOST = 20_000_000
"""Bytes of a file."""


@dataclass(frozen=True)
class Approved:
    """An approved report. ``values``: the texts of its page, as :func:`ctg_comites.year_words.report` made them on that day."""

    year: int
    day: dt.date
    by: str
    """A body or a function, never a person."""
    values: Mapping[str, Any]
    pdf: bytes
    additions: tuple[tuple[dt.date, str], ...] = ()
    """(day, text) of what was said of it afterwards, in the order of time."""
    carte: bytes = b""
    """Its map, as SVG without anything that could act: communes change afterwards. Empty where it kept none."""

    @property
    def told(self) -> str:
        """« Arrêté par le comité de pilotage le 12 mars 2025. »"""
        return f"Arrêté le {api.date_fr(self.day)} ({self.by})."

    @property
    def shown(self) -> dict[str, Any]:
        """What its page shows: its texts, then the additions."""
        added = [{"date": api.date_fr(day), "textes": api.blocks(text)} for day, text in self.additions]
        return {**self.values, "etabli": self.told, "provisoire": "", "complements": added}


def approved_in(catalogue: api.Catalogue) -> dict[int, Approved]:
    """The approved reports, by year."""
    return catalogue.beside.get(load_approved.__name__, {})


def approvable(year: int, today: dt.date, day: dt.date | None = None) -> str:
    """Why the report of a year cannot be approved, today or on a day; empty when it can."""
    if year >= today.year:
        return f"L'année {year} n'est pas finie : son bilan ne peut pas encore être arrêté."
    if day and not dt.date(year, 12, 31) < day <= today:
        return f"Le bilan de {year} s'arrête après la fin de l'année, et au plus tard aujourd'hui."
    return ""


def add(report: Approved, day: dt.date, text: str) -> dict[str, str | bytes]:
    """The file to write for an addition of that day."""
    said, _ = files_of(replace(report, additions=(*report.additions, (day, text)))).items()
    return dict([said])


def files_of(report: Approved) -> dict[str, str | bytes]:
    """The files of a report, by their names in the project: what it says, then its PDF."""
    said = {
        "annee": report.year,
        "arrete_le": report.day.isoformat(),
        "arrete_par": report.by,
        "empreintes": {"rapport": print_of(report.values), "pdf": hashlib.sha256(report.pdf).hexdigest()},
        "complements": [{"date": day.isoformat(), "texte": text} for day, text in report.additions],
        "rapport": report.values,
    }
    return {
        f"{FOLDER}/{report.year}.json": json.dumps(said, ensure_ascii=False, indent=1) + "\n",
        f"{FOLDER}/{report.year}.pdf": report.pdf,
    }


def print_of(values: Mapping[str, Any]) -> str:
    """The print of what a report says: another one, when a word of it changed."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def load_approved(root: Path) -> tuple[dict[int, Approved], list[api.Problem]]:
    """The approved reports of the project at ``root`` by year, and a problem for each file that is not what was approved."""
    found: dict[int, Approved] = {}
    problems: list[api.Problem] = []
    # Either file alone is told too: without it, the year would be remade from the sheets in silence.
    for path in sorted({one.with_suffix(".json") for end in ("json", "pdf") for one in (root / FOLDER).glob(f"*.{end}")}):
        try:
            report = _read(path, root)
            found[report.year] = report
        except api.OddFile as error:
            problems.append(api.odd_file_problem(error, root))
        except (ValueError, KeyError, TypeError, AttributeError, OSError, api.NotDrawn):
            name = path.relative_to(root).as_posix()
            problems.append(api.Problem(name, 1, "", "", BROKEN, RESTORE.format(path.stem)))
    return found, problems


def _read(path: Path, root: Path) -> Approved:
    """Raises :class:`OddFile`, or ``ValueError`` and its like for a file that the tool did not write so."""
    said = json.loads(api.read_plain(path, root, most=MOST))
    pdf = api.read_plain(path.with_suffix(".pdf"), root, most=MOST)
    prints = {"rapport": print_of(said["rapport"]), "pdf": hashlib.sha256(pdf).hexdigest()}
    drawn = said["rapport"].get("carte", {}).get("dessin")
    drawing, remarks = api.remade(drawn.encode()) if drawn else (b"", [])
    if remarks or said["empreintes"] != prints or path.stem != str(said["annee"]) or not _safe(said["rapport"]):
        raise ValueError(path.name)
    additions = tuple((dt.date.fromisoformat(one["date"]), str(one["texte"])) for one in said["complements"])
    day, by = dt.date.fromisoformat(said["arrete_le"]), str(said["arrete_par"])
    return Approved(said["annee"], day, by, said["rapport"], pdf, additions, drawing.partition(b"?>")[2].strip())


def _safe(value: Any, name: str = "") -> bool:
    """Whether all that becomes the target of a link leads to a web page, or to a page of the site: the files are data, and data
    are hostile."""
    if isinstance(value, Mapping):
        return all(_safe(inner, name) for name, inner in value.items())
    if isinstance(value, list):
        return all(map(_safe, value))
    if not value or not isinstance(value, str) or name not in ("url", "cle", "dossier"):
        return True
    return value.startswith(("https://", "http://")) if name == "url" else ":" not in value and not value.startswith("/")
