"""The lists that come from elsewhere: which column is which field, remembered from one import to the next.

The tool knows some (``imports.yml``, beside this module); the territory's own are in ``data/imports.yml`` and come first. For the
titles of an unknown list, :func:`proposed` suggests the fields; they are kept only when a person asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from ctg import api

DEFAULT = Path(__file__).with_name("imports.yml")
FILE = "data/imports.yml"
HEAD = """\
# Les listes que « ctg importer » sait lire : pour chacune, quelle colonne va dans quel champ.
# « partout » : ce qui vaut pour toutes les lignes. « mots » : ce que la liste écrit, et notre mot (« debut* » : tout ce qui
# commence ainsi). « ignorees » : les colonnes que personne ne lit.
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


SAID = {
    "nom": ("structure", "etablissement", "lieu", "denomination", "raison sociale", "equipement", "intitule", "libelle"),
    "telephone": ("tel", "numero de telephone", "fixe", "tel fixe", "standard"),
    "courriel": ("mail", "email", "e mail", "mel", "adresse mail", "adresse courriel", "adresse electronique", "contact mail"),
    "site_web": ("site", "url", "site internet", "lien", "page web"),
    "commune": ("ville", "localite", "nom commune"),
    "code_insee": ("insee", "code commune", "code insee"),
    "code_postal": ("cp", "code post"),
    "adresse": ("rue", "voie", "adresse postale", "numero et rue", "adresse 1"),
    "complement_adresse": ("complement", "adresse 2", "batiment"),
    "type": ("categorie", "nature", "type de structure", "type d etablissement"),
    "themes": ("theme", "thematique", "domaine"),
    "gestionnaire": ("porteur", "organisme gestionnaire", "organisme"),
    "position.lat": ("lat", "latitude"),
    "position.lon": ("lon", "lng", "long", "longitude"),
    "siret": ("numero siret", "n siret"),
}
"""Field → what spreadsheets call it, folded."""
SOURCE, CLEAR = "Source à compléter", 0.8
"""A title is like a label above this."""


@dataclass(frozen=True)
class Proposal:
    """What a list would be: which column is which field, which are none, which fields are still missing."""

    liste: Liste
    lacking: tuple[str, ...]

    def __str__(self) -> str:
        lines = ["Ce que l'on a compris de ses titres :"]
        lines += [f"  {api.shown(title)} → {name}" for title, name in self.liste.colonnes.items()]
        if self.liste.ignorees:
            lines.append(f"Laissées de côté : {', '.join(map(api.shown, self.liste.ignorees))}.")
        lines += [f"Il manque « {name} » : une colonne, ou une valeur sous « partout »." for name in self.lacking]
        return "\n".join(lines)


def proposed(titles: Sequence[str], kind: type[api.Record], name: str, source: str) -> Proposal:
    """Each title beside the field that it is most like, a field once. Raises :class:`TableError` when none is understood."""
    columns = {column.name: column for column in api.columns_of(kind) if column != api.ID}
    meant: dict[str, str] = {}
    ways = {api.fold(way): field for field in columns for way in (field, columns[field].label, *SAID.get(field, ()))}
    ways |= {api.fold(way): field for field in ("commune", "code_insee") for way in (field, *SAID[field])}
    for title in filter(None, titles):
        field = _field(title, ways)
        if field and field not in meant.values():
            meant[title] = field
    if "nom" not in meant.values():
        told = "Aucune colonne ne ressemble à un nom de lieu."
        raise api.TableError(told, "La première ligne porte les titres : « Nom », « Commune », « Téléphone »…")
    if not all(map(api.printable, (*titles, source))):
        raise api.TableError("Un titre contient un caractère invisible.", "Tapez-le de nouveau, sans le coller.")
    try:
        liste = Liste(
            nom=name,
            titre=source or SOURCE,
            genre=kind.kind,
            colonnes=meant,
            partout={"type": "autre"} if "type" in columns and "type" not in meant.values() else {},
            ignorees=tuple(title for title in dict.fromkeys(titles) if title and title not in meant),
        )
    except ValidationError:
        raise api.TableError("Un titre est trop long (300 caractères au plus).", "Raccourcissez-le : « Téléphone », « Commune ».")
    return Proposal(liste, tuple(_lacking(kind, {*meant.values(), *liste.partout})))


def _field(title: str, ways: dict[str, str]) -> str | None:
    """The field of a title: by the whole title, else by its longest known part, else by the closest known title."""
    said = api.fold(title)
    if said in ways:
        return ways[said]
    inside = [way for way in ways if len(way) > 2 and f" {way} " in f" {said} "]
    if inside:
        return ways[min(inside, key=lambda way: (said.index(way), -len(way)))]
    near = api.nearest(said, ways, CLEAR)
    return ways[near] if near else None


def _lacking(kind: type[api.Record], had: Iterable[str]) -> Iterator[str]:
    """The fields that no draft can do without; where it is may be said by its code."""
    had = {*had}
    where = bool(had & {"commune", "code_insee"})
    for name, described in kind.model_fields.items():
        if described.is_required() and name not in had and not (name == "commune" and where):
            yield name
    if not where and "commune" not in kind.model_fields:
        yield "commune"
