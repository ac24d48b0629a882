"""What people said of the columns of their lists, kept in ``data/imports.yml``, and read again with the next list of the same
titles."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from ctg import api
from ctg_tableurs.titles import AGES, CONTACT, HOURS, NOTES, PERSON

FILE = "data/imports.yml"
HEAD = """\
# Ce que vous avez dit des colonnes de vos tableaux. L'outil l'écrit quand vous changez ce qu'il a compris, et le relit au
# prochain tableau qui a les mêmes titres.
"""
BESIDES = (AGES, CONTACT, HOURS, NOTES, PERSON, "date", "commune", "code_insee")
"""What a column may be besides a field."""
Columns = dict[api.Line, api.Line]


class Liste(api.Part):
    """A list from elsewhere, known by its titles, and what each of its columns is."""

    nom: api.Identifier = api.requis("Nom", "Court, pour vous.", "annuaire-caf")
    titre: api.Line = api.requis("Titre de la source", "Écrit dans chaque fiche.", "Annuaire de la CAF", personne=True)
    genre: api.Line = api.requis("Genre", "structure ou service.", "structure", pattern="^(structure|service)$")
    colonnes: Columns = api.requis("Colonnes", "Titre dans la liste : notre champ.", "{Tél: telephone}", min_length=1)


@dataclass(frozen=True)
class KnownList:
    """A list, and the sheet that says where each of its lines is written."""

    liste: Liste
    sheet: api.Sheet = field(compare=False)


def load_lists(root: Path) -> tuple[list[KnownList], list[api.Problem]]:
    """The lists of the territory, and the problems of their file; having no file is no problem."""
    own = root / FILE
    if not (own.exists() or own.is_symlink()):
        return [], []
    sheets, problems = api.read_list(own, root)
    found: dict[str, KnownList] = {}
    for sheet in sheets:
        liste, wrong = api.validated(Liste, sheet, {})
        problems += wrong
        if liste:
            found.setdefault(liste.nom, KnownList(liste, sheet))
    return [*found.values()], problems


def own_columns(known: KnownList) -> tuple[api.Column, ...]:
    """The kind's columns, under the titles that the list gives them. Raises :class:`TableError` about the list's description."""
    liste = known.liste
    columns = {column.name: column for column in api.columns_of(api.GENRES[liste.genre])}
    for name in liste.colonnes.values():
        if name not in columns and name not in BESIDES:
            near = api.nearest(name, columns)
            told = f"« {api.shown(name)} » n'est pas un champ d'une fiche de {liste.genre}."
            remedy = f"Vouliez-vous écrire « {near} » ?" if near else f"« ctg exporter {liste.genre}.xlsx » montre leurs noms."
            raise api.TableError(str(known.sheet.problem(("colonnes",), told, remedy)))
    titles = {name: title for title, name in reversed(liste.colonnes.items()) if name != NOTES}
    return tuple(replace(column, label=titles.get(name, column.label)) for name, column in columns.items())


def _as_yaml(liste: Liste) -> str:
    """One more item of the file; one column a line: they are read and corrected by hand."""
    values = liste.model_dump(mode="json", exclude_defaults=True)
    columns = [line for title, meant in values.pop("colonnes").items() for line in api.field_lines(title, meant, 4)]
    lines = [line for name, value in values.items() for line in api.field_lines(name, value, 2)]
    return "\n- " + "\n".join([*lines, "  colonnes:", *columns])[2:] + "\n"


def kept_choices(root: Path, known: KnownList) -> bytes:
    """The file of the lists, with what a person chose of a list's columns in the place of what was known of it. Raises
    :class:`OSError`, :class:`OddFile`.
    """
    text = api.read_plain(root / FILE, root).decode("utf-8") if (root / FILE).exists() else HEAD
    blocks = re.split(r"\n(?=- )", text.rstrip("\n"))
    kept = [one.rstrip() for one in blocks if not re.match(rf"- (?:nom: )?\"?{re.escape(known.liste.nom)}\"?\s", f"{one}\n")]
    return ("\n\n".join(kept) + "\n" + _as_yaml(known.liste)).encode()
