"""Titles that nobody knows → the fields that they probably are: shown, and kept only when a person asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from ctg.ground.problems import fold, nearest, shown
from ctg.kinds import Record
from ctg.sheets.edit.text import printable
from ctg.spreadsheet.columns import ID, TableError, columns_of
from ctg.stores.imports import Liste

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
        lines += [f"  {shown(title)} → {name}" for title, name in self.liste.colonnes.items()]
        if self.liste.ignorees:
            lines.append(f"Laissées de côté : {', '.join(map(shown, self.liste.ignorees))}.")
        lines += [f"Il manque « {name} » : une colonne, ou une valeur sous « partout »." for name in self.lacking]
        return "\n".join(lines)


def proposed(titles: Sequence[str], kind: type[Record], name: str, source: str) -> Proposal:
    """Each title beside the field that it is most like, a field once. Raises :class:`TableError` when none is understood."""
    columns = {column.name: column for column in columns_of(kind) if column != ID}
    meant: dict[str, str] = {}
    ways = {fold(way): field for field in columns for way in (field, columns[field].label, *SAID.get(field, ()))}
    ways |= {fold(way): field for field in ("commune", "code_insee") for way in (field, *SAID[field])}
    for title in filter(None, titles):
        field = _field(title, ways)
        if field and field not in meant.values():
            meant[title] = field
    if "nom" not in meant.values():
        told = "Aucune colonne ne ressemble à un nom de lieu."
        raise TableError(told, "La première ligne porte les titres : « Nom », « Commune », « Téléphone »…")
    if not all(map(printable, (*titles, source))):
        raise TableError("Un titre contient un caractère invisible.", "Tapez-le de nouveau, sans le coller.")
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
        raise TableError("Un titre est trop long (300 caractères au plus).", "Raccourcissez-le : « Téléphone », « Commune ».")
    return Proposal(liste, tuple(_lacking(kind, {*meant.values(), *liste.partout})))


def _field(title: str, ways: dict[str, str]) -> str | None:
    """The title itself, else its longest part that is a known way, else what is very like it."""
    said = fold(title)
    if said in ways:
        return ways[said]
    inside = [way for way in ways if len(way) > 2 and f" {way} " in f" {said} "]
    if inside:
        return ways[min(inside, key=lambda way: (said.index(way), -len(way)))]
    near = nearest(said, ways, CLEAR)
    return ways[near] if near else None


def _lacking(kind: type[Record], had: Iterable[str]) -> Iterator[str]:
    """The fields that no draft can do without; where it is may be said by its code."""
    had = {*had}
    where = bool(had & {"commune", "code_insee"})
    for name, field in kind.model_fields.items():
        if field.is_required() and name not in had and not (name == "commune" and where):
            yield name
    if not where and "commune" not in kind.model_fields:
        yield "commune"
