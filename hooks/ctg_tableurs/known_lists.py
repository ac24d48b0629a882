"""What people said of the columns of their lists, kept in ``data/imports.yml``, and read again with the next list of the same
titles."""

from dataclasses import replace
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


def load_lists(root: Path) -> tuple[tuple[Liste, ...], list[api.Problem]]:
    """The lists of the territory, and the problems of their file; having no file is no problem."""
    return api.load_list(Liste, root / FILE, root)


def own_columns(liste: Liste) -> tuple[api.Column, ...]:
    """The kind's columns, under the titles that the list gives them. Raises :class:`TableError` about the list's description."""
    columns = {column.name: column for column in api.columns_of(api.GENRES[liste.genre])}
    for name in liste.colonnes.values():
        if name not in columns and name not in BESIDES:
            near = api.nearest(name, columns)
            told = f"{FILE}, « {liste.nom} » : « {api.shown(name)} » n'est pas un champ d'une fiche de {liste.genre}."
            remedy = f"Vouliez-vous écrire « {near} » ?" if near else f"« ctg exporter {liste.genre}.xlsx » montre leurs noms."
            raise api.TableError(told, remedy)
    titles = {name: title for title, name in reversed(liste.colonnes.items()) if name != NOTES}
    return tuple(replace(column, label=titles.get(name, column.label)) for name, column in columns.items())


def kept_choices(root: Path, liste: Liste) -> bytes:
    """The file of the lists, with what a person chose of a list's columns in the place of what was known of it."""
    others = (one for one in load_lists(root)[0] if one.nom != liste.nom)
    return api.list_text(HEAD, [*others, liste]).encode()
