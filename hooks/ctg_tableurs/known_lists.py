"""The lists that come from elsewhere: which column is which field, remembered from one import to the next.

The tool knows some (``imports.yml``, beside this module); what a person chose for the columns of a list is kept in
``data/imports.yml``, and comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ctg import api

DEFAULT = Path(__file__).with_name("imports.yml")
FILE = "data/imports.yml"
HEAD = """\
# Ce que vous avez dit des colonnes de vos tableaux. L'outil l'écrit quand vous changez ce qu'il a compris, et le relit au
# prochain tableau qui a les mêmes titres.
"""
Columns = dict[api.Line, api.Line]


class Liste(api.Part):
    """A kind of list: how it is recognised, and what becomes of each of its columns."""

    nom: api.Identifier = api.champ("Nom", "Court, pour vous.", "annuaire-caf", default=...)
    titre: api.Line = api.champ(
        "Titre de la source", "Écrit dans chaque fiche.", "Annuaire de la CAF", default=..., personne=True
    )
    adresse: api.Url | None = api.champ("Adresse de la source", "Où la liste se trouve.", "https://www.exemple.fr/annuaire")
    genre: api.Line = api.champ("Genre", "structure ou service.", "structure", default=..., pattern="^(structure|service)$")
    reconnue_par: tuple[api.Line, ...] = api.champ(
        "Reconnue par", "Ses titres à elle ; absent : tous.", "[id_fs, lib_fs]", default=()
    )
    identifiant: api.Line | None = api.champ("Identifiant", "La colonne qui distingue les lignes.", "id_fs")
    date: api.Line | None = api.champ("Date", "La colonne qui date chaque ligne.", "date_maj")
    lien: api.Line | None = api.champ("Lien", "La colonne qui donne l'adresse de chaque ligne.", "lien_source")
    zone: api.Line | None = api.champ("Zone", "La colonne des codes servis, quand la commune manque.", "zone_eligibilite")
    colonnes: Columns = api.champ("Colonnes", "Titre dans la liste : notre champ.", "{Tél: telephone}", default=..., min_length=1)
    partout: Columns = api.champ("Partout", "Notre champ : sa valeur à chaque ligne.", "{type: autre}", default={})
    mots: Columns = api.champ("Mots", "Mot de la liste : le nôtre.", "{Crèche PSU: multi-accueil}", default={})
    ignorees: tuple[api.Line, ...] = api.champ("Ignorées", "Les colonnes que personne ne lit.", "[Observations]", default=())

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
    sheet: api.Sheet = field(compare=False)


@cache
def _tools_lists() -> tuple[KnownList, ...]:
    sheets, problems = api.read_list(DEFAULT, DEFAULT.parent)
    assert sheets, problems
    return tuple(KnownList(Liste.model_validate(sheet.values), sheet) for sheet in sheets)


def load_lists(root: Path) -> tuple[list[KnownList], list[api.Problem]]:
    """The lists of the territory, then the tool's, and the problems of the territory's file; having no file is no problem."""
    own = root / FILE
    problems: list[api.Problem] = []
    found: dict[str, KnownList] = {}
    if own.exists() or own.is_symlink():
        sheets, problems = api.read_list(own, root)
        for sheet in sheets:
            liste, wrong = api.validated(Liste, sheet, {})
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
                yield from api.field_lines(title, meant, 4)
        else:
            yield from api.field_lines(name, value, 2)


def kept_choices(root: Path, known: KnownList) -> bytes:
    """The file of the lists, with what a person chose of a list's columns in the place of what was known of it. Raises
    :class:`OSError`, :class:`OddFile`.
    """
    text = api.read_plain(root / FILE, root).decode("utf-8") if (root / FILE).exists() else HEAD
    blocks = re.split(r"\n(?=- )", text.rstrip("\n"))
    kept = [
        block.rstrip() for block in blocks if not re.match(rf"- (?:nom: )?\"?{re.escape(known.liste.nom)}\"?\s", f"{block}\n")
    ]
    return ("\n\n".join(kept) + "\n" + as_yaml(known.liste)).encode()
