"""The communes of a territory and its name, from the State's « API Découpage administratif »
(https://geo.api.gouv.fr/decoupage-administratif).

An answer is a list of communes (``format=json``), or one commune: name, INSEE code,
postcodes, population, centre and outline (GeoJSON), department, intercommunality. It does not say the year of the population.
Any value of a register may be missing, damaged or hostile: :class:`RegisterError` is raised when nothing can be used.
"""

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from ctg import api

MOST = 50_000_000
"""Bytes of an answer: a department's outlines are three."""


ODD = "elle n'a pas la forme attendue"


class RegisterError(api.OutputRefused):
    """An answer cannot be used."""


def values_of(body: bytes, told: str) -> Any:
    """The JSON of an answer; ``told`` names it in the message. Raises :class:`RegisterError`."""
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        begins = body.lstrip()[:1]
        why = "ce fichier est vide" if not begins else "c'est une page web, pas la liste" if begins == b"<" else ODD
        raise damaged(told, why) from None


def damaged(told: str, why: str) -> RegisterError:
    remedy = "Ouvrez l'adresse dans un navigateur, et enregistrez de nouveau la réponse entière."
    return RegisterError(f"{told} ne peut pas être lue : {why}. Rien n'est écrit.", remedy)


def named(value: object) -> str:
    """A value as a message quotes it."""
    return f"« {api.shown(api.short_text(value) or '…')} »"


MOST_COMMUNES = 2_000
"""The largest intercommunality has about 160 communes, the largest department 890."""
TOLERANCE = 0.0005
"""Degrees, about 50 metres: how much an outline is simplified, the borders of neighbours alike."""
GRID = 0.00001
SURFACES = ("Polygon", "MultiPolygon")
TOLD = "La réponse sur les communes"


@dataclass(frozen=True)
class Holder:
    """A commune (its INSEE code) or an intercommunality (its SIREN), as a register names it."""

    code: str
    nom: str = ""

    @property
    def is_commune(self) -> bool:
        return len(self.code) == 5


@dataclass(frozen=True)
class FoundCommune:
    """A commune of an answer, checked."""

    nom: str
    code: str
    codes_postaux: tuple[str, ...]
    population: int | None
    centre: tuple[float, float]
    """Latitude and longitude."""
    outline: BaseGeometry
    departement: str
    """Its name; empty when the answer does not say."""
    epci: Holder | None
    siren: str


def read_communes(body: bytes) -> list[FoundCommune]:
    """The communes of an answer. Raises :class:`RegisterError` for one that lacks something: nothing is guessed."""
    values = values_of(body, TOLD)
    items = [values] if isinstance(values, dict) and "code" in values and "nom" in values else values
    if not isinstance(items, list) or not items:
        raise damaged(TOLD, "elle ne donne aucune commune")
    if len(items) > MOST_COMMUNES:
        raise damaged(TOLD, f"elle donne {len(items)} communes")
    return [_commune(item if isinstance(item, dict) else {}) for item in items]


def simplified(communes: Iterable[FoundCommune]) -> dict[str, dict]:
    """Code → GeoJSON geometry, with five decimals (a metre), light enough for a page; neighbours keep their common border."""
    communes = list(communes)
    shapes = [one.outline for one in communes]
    with suppress(shapely.errors.GEOSException):  # outlines that overlap are no coverage: they stay as they are
        if shapely.coverage_is_valid(shapes):
            shapes = list(shapely.coverage_simplify(shapes, TOLERANCE))
    return {one.code: mapping(_surface(light, one.outline)) for one, light in zip(communes, shapes, strict=True)}


def _surface(light: BaseGeometry, whole: BaseGeometry) -> BaseGeometry:
    """The first of them that is still a surface on a grid of a metre."""
    for one in (light, whole):
        fit = shapely.set_precision(one, GRID)
        if fit.geom_type in SURFACES and not fit.is_empty:
            return fit
    return whole


def _commune(item: dict) -> FoundCommune:
    nom, code = api.short_text(item.get("nom")), api.short_text(item.get("code"))
    if not api.is_identifier(api.as_identifier(nom)):
        raise damaged(TOLD, "une commune n'a pas de nom")
    if not re.fullmatch(api.CODE_INSEE, code):
        raise damaged(TOLD, f"{named(nom)} n'a pas de code INSEE")
    postcodes = item.get("codesPostaux")
    listed = postcodes if isinstance(postcodes, list) else []
    if not (codes := [one for one in listed if isinstance(one, str) and re.fullmatch("[0-9]{5}", one)]):
        raise damaged(TOLD, f"{named(nom)} n'a pas de code postal")
    outline = _outline(nom, code, item.get("contour"))
    people = item.get("population")
    departement, epci = _group(item.get("departement")), _group(item.get("epci"))
    return FoundCommune(
        nom, code, tuple(codes[:30]),
        people if isinstance(people, int) and not isinstance(people, bool) and 0 <= people < 5_000_000 else None,
        _centre(item.get("centre"), outline), outline,
        departement.nom if departement else "", epci, siren_in(item.get("siren")),
    )  # fmt: skip


def siren_in(value: object) -> str:
    """Nine figures, or nothing."""
    return value if isinstance(value, str) and re.fullmatch("[0-9]{9}", value) else ""


def _group(value: object) -> Holder | None:
    group = value if isinstance(value, dict) else {}
    nom = api.short_text(group.get("nom"))
    return Holder(api.short_text(group.get("code")), nom) if nom else None


def _outline(nom: str, code: str, contour: object) -> BaseGeometry:
    try:
        made = api.clean_outline({"properties": {"code_insee": code}, "geometry": contour})["geometry"]
        found = shape(made)
        found = found if found.is_valid else api.mended_outline(found)
    except (ValueError, shapely.errors.ShapelyError):
        raise damaged(TOLD, f"{named(nom)} n'a pas de contour lisible") from None
    if found.geom_type not in SURFACES or found.is_empty or found.area > 100:
        raise damaged(TOLD, f"{named(nom)} n'a pas de contour lisible")
    return found


def _centre(value: object, outline: BaseGeometry) -> tuple[float, float]:
    """The centre of the answer when it is inside, else a point that is."""
    given = value.get("coordinates") if isinstance(value, dict) else None
    point = outline.representative_point()
    if isinstance(given, list) and len(given) == 2 and all(isinstance(one, float | int) and abs(one) <= 180 for one in given):
        told = shapely.Point(given)
        point = told if outline.covers(told) else point
    return round(point.y, 5), round(point.x, 5)


def together(answers: Iterable[Iterable[FoundCommune]]) -> list[FoundCommune]:
    """The communes of several answers, each once, in the order of their codes. Raises :class:`RegisterError`."""
    found = {one.code: one for answer in answers for one in answer}
    names: dict[str, str] = {}
    for one in found.values():
        if (other := names.setdefault(api.as_identifier(one.nom), one.code)) != one.code:
            remedy = "Dans le fichier enregistré, ajoutez le département au nom de l'une : « Valbourg (Creuse) »."
            raise RegisterError(f"Deux communes s'appellent {named(one.nom)} ({other} et {one.code}). Rien n'est écrit.", remedy)
    return sorted(found.values(), key=lambda one: one.code)


SORTS = {
    "CC": "Communauté de communes",
    "CA": "Communauté d'agglomération",
    "CU": "Communauté urbaine",
}
"""The abbreviations of the registers (DGCL)."""
_SORT = re.compile(r"(?i)(?:Communauté (?:de communes|d['’]agglomération|urbaine|intercommunale)|Métropole|Commune)\s+(?=\S)")
_OF = re.compile(r"(?:du\s+|de la\s+|de l['’]\s*|des\s+|de\s+|d['’]\s*)(?=\S)", re.IGNORECASE)
_INITIALS = re.compile(r"\s*\([^()]*\)$")
_WHOLE = re.compile(r"\b(?:communauté|métropole|eurométropole|agglomération|agglo)\b", re.IGNORECASE)
"""A register puts the status before names that say it already: « CA Aubre Communauté »."""
_STATUS = re.compile(r"(?<=Communauté )(?:de Communes|d['’]Agglomération|Urbaine|Intercommunale)\b")
_HERS = re.compile(r"[A-ZÉ]\w*(?:oises?|éenne|ales?)\b")
"""An adjective, which has no name without its noun: « Métropole Européenne de Lille »."""
_ARTICLE = re.compile(r"l(?:es?|a) |l['’]")
AFTER = {
    "du ": "Pays Grand Val Pôle Syndicat Bassin Cœur Territoire Haut Bas Centre Sud Nord Massif Plateau Golfe Littoral Midi Roi "
    "Terroir",
    "de la ": "Communauté Métropole Vallée Plaine Côte Baie Haute Terre Montagne Région Presqu'île",
    "de l’": "Agglomération Agglo Eurométropole Est Ouest Estuaire Enclave Orée Intercom Interco Intercommunalité",
    "des ": "Terres Portes Monts Rives Vallées Coteaux Hauts Hautes Plaines Sources Collines Lacs Gorges Balcons Bastides "
    "Vallons Côtes Vals Canaux Territoires Forêts Marches Falaises",
}
"""What stands between « Familles » and a name that begins with a common word: « du Pays d'Ombreval »."""


@dataclass(frozen=True)
class Called:
    """« Communauté de communes du Pays de Valbourg », « Pays de Valbourg », « du Pays de Valbourg »."""

    official: str
    short: str
    of: str


def called(nom: str, alone: bool = False, towns: Iterable[str] = ()) -> Called:
    """The three forms of a territory's name; a name that begins with no known status is its own short name. ``alone``: it is that
    of a commune; ``towns``: its communes: « Lyon » is one, not its metropolis."""
    if alone and not _SORT.match(nom):
        return Called(f"Commune {api.of_name(nom)}", nom, api.of_name(nom))
    first, _, rest = re.sub(r"\b([Cc])oeur\b", r"\1œur", nom).partition(" ")
    if first in SORTS and rest:
        nom = _with_status(SORTS[first], re.sub(r'^"(.*)"$', r"\1", _INITIALS.sub("", rest)))
    official = _STATUS.sub(lambda found: found[0].lower(), nom)
    own = official[found.end() :] if (found := _SORT.match(official)) else official
    of_town = api.fold(own) in {api.fold(api.of_name(one)) for one in towns}
    if own != official and not of_town and (link := _OF.match(own)):
        short = own[link.end() :]
        return Called(official, api.capital(short), f"{link[0].lower()}{short}")
    if own != official and (of_town or _HERS.match(own)):
        return Called(official, official, f"de la {official}")
    return Called(official, own, _of(own))


def _with_status(status: str, rest: str) -> str:
    """What the register calls « CC … », whole."""
    if rest.startswith("Intercommunale "):
        return f"Communauté intercommunale {rest.partition(' ')[2]}"
    if _WHOLE.search(rest):
        return api.capital(rest[link.end() :] if (link := _OF.match(rest)) else rest)
    return f"{status} {api.capital(rest) if _ARTICLE.match(rest) else rest}"


def _of(name: str) -> str:
    first = re.split(r"[ ,]", name)[0]
    link = next((link for link, words in AFTER.items() if first in words.split() and " " in name), "")
    return f"{link}{name}" if link else api.of_name(name)
