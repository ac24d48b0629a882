"""The lists that come from elsewhere: which column is which field, remembered from one import to the next.

The tool knows some (``imports.yml``, beside this module); the territory's own are in ``data/imports.yml``, and win.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ctg.ground.problems import Problem
from ctg.kinds.fields.base import Line, Part, champ
from ctg.kinds.fields.identifiers import Identifier
from ctg.kinds.fields.reach import Url
from ctg.sheets.edit.text import field_lines
from ctg.sheets.source import Sheet, read_list
from ctg.sheets.validation import validated

DEFAULT = Path(__file__).with_name("imports.yml")
FILE = "data/imports.yml"
HEAD = """\
# Les listes que « ctg importer » sait lire : pour chacune, quelle colonne va dans quel champ.
# « partout » : ce qui vaut pour toutes les lignes. « mots » : ce que la liste écrit, et notre mot (« debut* » : tout ce qui
# commence ainsi). « ignorees » : les colonnes que personne ne lit.
"""
Columns = dict[Line, Line]


class Liste(Part):
    """A kind of list: how it is recognised, and what becomes of each of its columns."""

    nom: Identifier = champ("Nom", "Court, pour vous.", "annuaire-caf", default=...)
    titre: Line = champ("Titre de la source", "Écrit dans chaque fiche.", "Annuaire de la CAF", default=..., personne=True)
    adresse: Url | None = champ("Adresse de la source", "Où la liste se trouve.", "https://www.exemple.fr/annuaire")
    genre: Line = champ("Genre", "structure ou service.", "structure", default=..., pattern="^(structure|service)$")
    reconnue_par: tuple[Line, ...] = champ("Reconnue par", "Ses titres à elle ; absent : tous.", "[id_fs, lib_fs]", default=())
    identifiant: Line | None = champ("Identifiant", "La colonne qui distingue les lignes.", "id_fs")
    date: Line | None = champ("Date", "La colonne qui date chaque ligne.", "date_maj")
    lien: Line | None = champ("Lien", "La colonne qui donne l'adresse de chaque ligne.", "lien_source")
    zone: Line | None = champ("Zone", "La colonne des codes servis, quand la commune manque.", "zone_eligibilite")
    colonnes: Columns = champ("Colonnes", "Titre dans la liste : notre champ.", "{Tél: telephone}", default=..., min_length=1)
    partout: Columns = champ("Partout", "Notre champ : sa valeur à chaque ligne.", "{type: autre}", default={})
    mots: Columns = champ("Mots", "Mot de la liste : le nôtre.", "{Crèche PSU: multi-accueil}", default={})
    ignorees: tuple[Line, ...] = champ("Ignorées", "Les colonnes que personne ne lit.", "[Observations]", default=())

    @property
    def signature(self) -> set[str]:
        """The titles that only such a list has together."""
        return {*(self.reconnue_par or self.colonnes)}

    @property
    def titles(self) -> set[str]:
        """Every title that it knows."""
        own = {self.identifiant, self.date, self.lien, self.zone} - {None}
        return {*self.colonnes, *self.ignorees, *(str(title) for title in own)}


@dataclass(frozen=True)
class KnownList:
    """A list, and the sheet that says where each of its lines is written."""

    liste: Liste
    sheet: Sheet = field(compare=False)


@cache
def _tools_lists() -> tuple[KnownList, ...]:
    sheets, problems = read_list(DEFAULT, DEFAULT.parent)
    assert sheets, problems
    return tuple(KnownList(Liste.model_validate(sheet.values), sheet) for sheet in sheets)


def load_lists(root: Path) -> tuple[list[KnownList], list[Problem]]:
    """Those of the territory, then the tool's; and what is wrong with the territory's. No file is no problem."""
    own = root / FILE
    problems: list[Problem] = []
    found: dict[str, KnownList] = {}
    if own.exists() or own.is_symlink():
        sheets, problems = read_list(own, root)
        for sheet in sheets:
            liste, wrong = validated(Liste, sheet, {})
            problems += wrong
            if liste:
                found.setdefault(liste.nom, KnownList(liste, sheet))
    return [*found.values(), *(known for known in _tools_lists() if known.liste.nom not in found)], problems


def as_yaml(liste: Liste) -> str:
    """One more item of the file."""
    values = liste.model_dump(mode="json", exclude_defaults=True)
    return "\n- " + "\n".join(_lines(values))[2:] + "\n"


def _lines(values: dict) -> Iterable[str]:
    for name, value in values.items():
        if isinstance(value, dict):  # one column a line: they are read and corrected by hand
            yield f"  {name}:"
            for title, meant in value.items():
                yield from field_lines(title, meant, 4)
        else:
            yield from field_lines(name, value, 2)
