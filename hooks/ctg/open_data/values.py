"""The public values of a record: its own fields, as typed in its file (tables) or as JSON, and the computed ones (``calcule``).

Each computed value is defined once, by ``champ``: JSON, tables and their descriptions come from there. A draft is never
published, nor a link to one. Internal notes, and what would locate a confidential address, are left out of the catalogue when
it is read (:mod:`ctg.loading`)."""

import copy
import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import BaseModel

from ctg import model
from ctg.common.problems import Location, location_of
from ctg.model import SHARED, Action, Axe, Commune, Indicateur, Instance, Place, Record, Rencontre, Service, Span, Structure
from ctg.model.fields import Age, FullDate, Line, Part, PartialDate, Position, champ, liste, requis
from ctg.model.periods import ENDLESS, JOURS, RANKS, UNTIL_FURTHER_NOTICE, DayOfYear, Feries, NthWeekday
from ctg.pages import Renderer, address
from ctg.people.meetings import framework
from ctg.places.contacts import PublicView
from ctg.plan import words
from ctg.reading.catalogue import Catalogue
from ctg.reading.describe import fields_of
from ctg.reading.positions import position_of, town_hall_position


def written(catalogue: Catalogue, record: Record) -> dict[str, Any]:
    """The record's fields as its file has them: texts, lists and dicts, to be read only."""
    return _publishable(catalogue, record, record.as_written)


def typed(catalogue: Catalogue, record: Record) -> dict[str, Any]:
    """The record's fields as JSON values; what is not known is absent.

    Dates are ISO 8601 (« vers 2026 » when estimated), telephones E.164, hours ``["09:00-12:00", "matin"]``.
    """
    return _publishable(catalogue, record, plain(record))


def _publishable(catalogue: Catalogue, record: Record, values: dict[str, Any]) -> dict[str, Any]:
    values = without_drafts(catalogue, record, values)
    return {name: values[name] for name in _order(type(record)) if name in values}


def without_drafts(catalogue: Catalogue, part: Part, values: dict[str, Any]) -> dict[str, Any]:
    """The values of a record, or of the territory, less its links to drafts, and the groups that need theirs."""
    drafts = sorted({_leaving(part, location_of(link.where)) for link in catalogue.to_drafts(part)}, reverse=True)
    values = copy.deepcopy(values) if drafts else values
    for *above, last in drafts:
        inside: Any = values
        for step in above:
            with suppress(LookupError, TypeError):  # a step that only the model has
                inside = inside[step]
        with suppress(LookupError, TypeError):
            del inside[last]
    return values


def _leaving(part: Part, where: Location) -> Location:
    """What leaves with a link: its group, where that is refused without it, or takes an empty field for something else (« Vide :
    le territoire. »). A record stays: :class:`DeCadre` says that it is not of the convention."""
    *above, name = where
    group: Any = part
    for step in above:
        group = group[step] if isinstance(step, int) else getattr(group, step)
    if group is part or not isinstance(group, Part):
        return where
    field = type(group).model_fields[str(name)]
    try:
        group.model_copy(update={str(name): field.default}).model_post_init(None)
    except ValueError:
        return tuple(above)
    return tuple(above) if field.is_required() or (field.description or "").startswith("Vide : ") else where


@cache
def _order(kind: type[Record]) -> tuple[str, ...]:
    """The names of a kind's fields, the compulsory ones first, those of all kinds last."""
    fields = sorted(fields_of(kind), key=lambda field: (field.key in SHARED, not field.required))
    return tuple(field.key for field in fields)


# --- values of fields → JSON ---------------------------------------------------------------------


def plain(value: Any) -> Any:
    """A field's value as JSON has it."""
    match value:
        case str() | int() | float() | None:
            return value  # texts, whole numbers, true and false
        case Feries():
            return "jours feries"
        case BaseModel():
            return _filled(value)
        case tuple():
            return [plain(item) for item in value]
        case dict():
            return {name: plain(inner) for name, inner in value.items()}
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dt.date():
            return UNTIL_FURTHER_NOTICE if value == ENDLESS else value.isoformat()
        case PartialDate():
            parts = (f"{part:02}" for part in (value.month, value.day) if part)
            return ("vers " if value.approx else "") + "-".join((f"{value.year:04}", *parts))
        case DayOfYear():
            return f"{value.month:02}-{value.day:02}"
        case NthWeekday():
            rank = next(word for word, rank in RANKS.items() if rank == value.rank)
            return f"{rank} {JOURS[value.weekday]} du mois"
        case Age():
            return value.texte
        case Span():
            return value.moment or "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (value.debut, value.fin))
    return value


def _filled(value: BaseModel) -> dict[str, Any]:
    """The fields of a group that say something; an empty list is kept where it was written: a day « ferme »."""
    fields = ((name, getattr(value, name)) for name in type(value).model_fields)
    return {name: plain(inner) for name, inner in fields if inner is not None and (inner != () or name in value.model_fields_set)}


DEGREES = "En degrés (WGS 84) ; absente si l'adresse est confidentielle ou si le lieu se déplace."
DECIMALS = 6
"""Decimals of a degree, in latitudes and longitudes: ten centimetres."""


class Calcule(Part):
    """Every record."""

    url: Line = requis("Page", "L'adresse de la page de cette fiche.")
    mise_a_jour: FullDate | None = champ(
        "Mise à jour",
        "Le jour où les faits ont été établis : la dernière vérification si la fiche n'est pas à vérifier, sinon le premier "
        "jour de la dernière preuve. Relire la fiche ne le change pas.",
    )


class Joint(Part):
    """What the page shows to reach someone, never another number, and how sure it is."""

    prudence: Line | None = champ("Prudence", "Ce que la page dit des faits douteux ou anciens ; absente : ils sont vérifiés.")
    telephone: Line | None = champ("Téléphone", "Celui que montre la page, de la fiche ou de qui répond pour elle.")
    repond: Line | None = champ("Qui répond", "Si ce n’est pas le lieu lui-même.")
    precision: Line | None = champ("Précision", "Ce que la page dit de ce numéro.")
    courriel: Line | None = champ("Courriel", "Celui de la fiche, sinon de la structure qui l’accueille.")
    site_web: Line | None = champ("Site", "Celui de la fiche, sinon de la structure qui l’accueille.")


class Situe(Calcule):
    """What has a point on Earth (WGS 84)."""

    latitude: float | None = champ("Latitude", DEGREES)
    longitude: float | None = champ("Longitude", DEGREES)
    position_approximative: bool | None = champ(
        "Position approximative", "oui : c'est le centre de la commune, la position exacte n'est pas connue."
    )


class Ouvert(Part):
    """What has hours."""

    opening_hours: Line | None = champ(
        "Horaires au format d'OpenStreetMap", "Seulement s'il dit exactement les horaires ; SH : vacances, PH : jours fériés."
    )
    sans_opening_hours: Line | None = champ("Pourquoi ces horaires manquent", "La raison, quand le format ne peut pas les dire.")


class DePlace(Part):
    """Structures and services."""

    rubrique: Line = requis("Rubrique", "Le besoin auquel répond le thème principal : un mot du vocabulaire.")
    tous_les_themes: tuple[Line, ...] = liste("Tous les thèmes", "Celui du type compris, le principal d'abord.")
    code_insee: Line | None = champ("Code INSEE de la commune", "Absent pour ce qui se déplace : ce serait celui de son siège.")
    passage_codes_insee: tuple[Line, ...] = liste(
        "Codes INSEE des communes où il passe", "Celles de ses arrêts, puis les autres communes desservies."
    )
    age_min_mois: float | None = champ("Âge minimum en mois", "Celui de la fiche, sinon l'âge habituel de ce type de lieu.")
    age_max_mois: float | None = champ("Âge maximum en mois", "Celui de la fiche, sinon l'âge habituel de ce type de lieu.")


class DeCommune(Ouvert, Joint, Situe):
    """The point and the hours are those of the town hall."""


class DeStructure(Ouvert, Joint, DePlace, Situe):
    type_libelle: Line = requis("Type, en clair", "")


class DeService(Ouvert, Joint, DePlace, Calcule):
    zone_codes_insee: tuple[Line, ...] = liste("Codes INSEE des communes concernées", "Vide : tout le territoire.")


class DeCadre(Calcule):
    """What is of the convention, unless it says otherwise: it does where its framework is a draft."""

    cadre_titre: Line | None = champ(
        "Titre du cadre",
        "De quel cadre c'est, quand ce n'est pas la convention.",
        "Missions de la coopération (offre d'emploi, 2025)",
    )


class DeAction(Calcule):
    axe_titre: Line | None = champ("Titre de l'axe")
    axe_cadre: Line | None = champ("Cadre de l'axe", "D'où vient l'action, quand ce n'est pas la convention.")
    etat_libelle: Line = requis("État, en clair")
    codes_insee: tuple[Line, ...] = liste("Codes INSEE des communes", "Vide : tout le territoire.")


class DeIndicateur(Calcule):
    derniere_annee: int | None = champ("Année de la dernière valeur", "Du territoire entier ; absente si elle n'est pas dite.")
    derniere_publication: int | None = champ("Année de publication", "Quand l'année mesurée n'est pas dite.")
    derniere_valeur: float | None = champ("Dernière valeur", "Du territoire entier.")


class DeRencontre(DeCadre):
    code_insee: Line | None = champ("Code INSEE de la commune")


@dataclass(frozen=True)
class Computed:
    """What is worked out for a kind: its fields, and the function that gives their values as JSON."""

    model: type[Part]
    values: Callable[[Renderer, Any], dict[str, Any]]


def model_of(kind: type[Record]) -> type[Part]:
    """What is worked out for a kind."""
    own = VALUES.get(kind)
    return own.model if own else Calcule


def computed(render: Renderer, record: Record) -> dict[str, Any]:
    """Name → JSON value, in the order of the kind's model; what is not known is absent."""
    proven = PublicView(render.catalogue, record, render.today).proven
    found: dict[str, Any] = {
        "url": address(render.catalogue.territoire, render.page_of(record)),
        "mise_a_jour": proven and proven.isoformat(),
    }
    if own := VALUES.get(type(record)):
        found |= own.values(render, record)
    values = {name: found.get(name) for name in model_of(type(record)).model_fields}
    return {name: value for name, value in values.items() if value is not None and value != []}


# --- one function a kind -------------------------------------------------------------------------


def structure(render: Renderer, record: Structure) -> dict[str, Any]:
    """The values of :class:`DeStructure` for a :class:`Structure`."""
    found = None if record.adresse_confidentielle else position_of(render.catalogue, record)
    point = _point(*found) if found else {}
    return {"type_libelle": render.catalogue.type_of(record).singulier, **point, **_place(render, record)}


def service(render: Renderer, record: Service) -> dict[str, Any]:
    """The values of :class:`DeService` for a :class:`Service`."""
    return {"zone_codes_insee": _codes(render, record.zone), **_place(render, record)}


def _place(render: Renderer, record: Place) -> dict[str, Any]:
    catalogue = render.catalogue
    commune, ages = catalogue.commune_of(record), catalogue.ages_of(record)
    return {
        "rubrique": catalogue.rubrique_of(record).id,
        "tous_les_themes": [theme.id for theme in catalogue.themes_of(record)],
        "code_insee": commune.code_insee if commune and not catalogue.moves(record) else None,
        "passage_codes_insee": _codes(render, dict.fromkeys((*(stop.commune for stop in record.arrets), *record.visits))),
        "age_min_mois": ages and ages.de and ages.de.mois,
        "age_max_mois": ages and ages.a and ages.a.mois,
        **_seen(render, record),
    }


def commune(render: Renderer, record: Commune) -> dict[str, Any]:
    """The values of :class:`DeCommune` for a :class:`Commune`."""
    return _point(*town_hall_position(render.catalogue, record)) | _seen(render, record)


def action(render: Renderer, record: Action) -> dict[str, Any]:
    """The values of :class:`DeAction` for a :class:`Action`."""
    axe = render.catalogue.get(Axe, record.axe)
    return {
        "axe_titre": axe and axe.titre,
        "axe_cadre": words.framework_name(render.catalogue, record) or None,
        "etat_libelle": PublicView(render.catalogue, record, render.today).state,
        "codes_insee": _codes(render, record.communes),
    }


def decider(render: Renderer, record: Instance | Rencontre) -> dict[str, Any]:
    """The values of :class:`DeCadre` or :class:`DeRencontre` for a body or a meeting."""
    found = framework(render.catalogue, record)
    communes = _codes(render, record.communes_named)
    return {"cadre_titre": None if found.is_ctg else found.label, "code_insee": next(iter(communes), None)}


def indicateur(render: Renderer, record: Indicateur) -> dict[str, Any]:
    """The values of :class:`DeIndicateur` for a :class:`Indicateur`."""
    if not (last := record.derniere):
        return {}
    return {
        "derniere_annee": last.annee,
        "derniere_publication": None if last.annee else last.publie_en,
        "derniere_valeur": plain(last.valeur),
    }


def _point(position: Position, approximate: bool) -> dict[str, Any]:
    return {
        "latitude": round(position.lat, DECIMALS),
        "longitude": round(position.lon, DECIMALS),
        "position_approximative": approximate,
    }


def _seen(render: Renderer, record: Record) -> dict[str, Any]:
    """Whom to call, where to write and the hours, as the page shows them."""
    seen = PublicView(render.catalogue, record, render.today)
    call, desk, (opening, reason) = seen.call, seen.desk, seen.osm
    return {
        "prudence": seen.caution or None,
        "telephone": call and call.telephone,
        "repond": (call and call.name) or None,
        "precision": (call and call.sentence) or None,
        "courriel": desk and desk.courriel,
        "site_web": desk and desk.site_web,
        "opening_hours": opening,
        "sans_opening_hours": reason or None,
    }


def _codes(render: Renderer, names: Iterable[str]) -> list[str]:
    return [render.catalogue.commune(name).code_insee for name in names]


VALUES: dict[type[Record], Computed | None] = {
    Commune: Computed(DeCommune, commune),
    Structure: Computed(DeStructure, structure),
    Service: Computed(DeService, service),
    Axe: Computed(DeCadre, lambda render, axe: {"cadre_titre": words.framework_name(render.catalogue, axe) or None}),
    Action: Computed(DeAction, action),
    Indicateur: Computed(DeIndicateur, indicateur),
    Instance: Computed(DeCadre, decider),
    Rencontre: Computed(DeRencontre, decider),
    model.Cadre: None, model.Diagnostic: None, model.Partenaire: None, model.Parcours: None,
}  # fmt: skip
"""Of each kind, None for nothing more than of every record; an extension adds its own."""


def record_values(render: Renderer, record: Record) -> dict[str, Any]:
    """Its identifier and kind, its public fields, what is worked out of them."""
    return {"id": record.id, "genre": record.kind, **typed(render.catalogue, record), "calcule": computed(render, record)}
