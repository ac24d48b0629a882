"""One page a record, from the template of its kind."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable

from ctg.analysis.distance import distance_km, nearest_of_each_type
from ctg.analysis.opening import day_codes
from ctg.analysis.opening_export import osm
from ctg.analysis.week import week_in
from ctg.kinds import (
    KINDS,
    Action,
    Axe,
    Commune,
    Diagnostic,
    Indicateur,
    Instance,
    Partenaire,
    Record,
    Rencontre,
    Service,
    Structure,
)
from ctg.kinds.structure import Place
from ctg.outputs.lists import FIND
from ctg.outputs.news import commune_feed
from ctg.outputs.open_data.linked import records as linked_records
from ctg.outputs.project import (
    ACTIONS,
    DIAGNOSIS,
    FIGURES,
    GOVERNANCE,
    PARTNERS,
    PROJECT,
    actions,
    diagnosis,
    early_childhood,
    figures,
    governance,
    partners,
)
from ctg.outputs.rendering import Renderer
from ctg.outputs.sharing import commune_of
from ctg.outputs.site import Page, SiteFile
from ctg.outputs.text import at_commune, capital, typography

SECTIONS = {
    Axe: ACTIONS,
    Action: ACTIONS,
    Indicateur: FIGURES,
    Diagnostic: DIAGNOSIS,
    Instance: GOVERNANCE,
    Partenaire: PARTNERS,
}
"""The page of the project that stands above the records of a kind, for breadcrumbs."""


def files(render: Renderer) -> Iterable[SiteFile]:
    """Every published record's page."""
    for kind in KINDS:
        for record in render.catalogue.all(kind):
            yield record_page(render, record)


def record_page(render: Renderer, record: Record) -> Page:
    """The page of one record; its template is ``<kind>.html``."""
    return render.page(
        f"{record.kind}.html",
        f"{record.key}/",
        record.title,
        trail=trail(render, record),
        source=record.file,
        has_map=not getattr(record, "adresse_confidentielle", False)
        and (isinstance(record, Structure | Commune) or any(v.commune for v in getattr(record, "valeurs", ()))),
        script="ouvert.js" if isinstance(record, Place) and record.horaires and record.horaires.known else "",
        description=summary(render, record),
        feed=commune_feed(record.id) if isinstance(record, Commune) else "",
        commune=commune_of(render.catalogue, record),
        linked=lambda: linked_records.nodes(render, record),
        later=lambda: details(render, record),
        record=record,
    )


def trail(render: Renderer, record: Record) -> tuple[tuple[str, str], ...]:
    """The breadcrumb above a record."""
    if isinstance(record, Place):
        rubrique = render.catalogue.rubrique_of(record)
        return FIND, (rubrique.titre, f"trouver/{rubrique.id}/")
    if isinstance(record, Commune):
        return (("Communes", "communes/"),)
    if isinstance(record, Action) and (axe := render.catalogue.get(Axe, record.axe)):
        return PROJECT, ACTIONS, (f"Axe {axe.numero}", f"{axe.key}/")
    if isinstance(record, Rencontre):
        return governance.above(render, record)
    section = SECTIONS.get(type(record))
    return (PROJECT, section) if section else ()


def summary(render: Renderer, record: Record) -> str:
    """One or two sentences for search results, search engines and shared links; 200 characters at most."""
    catalogue = render.catalogue
    text = next((t for name in ("description", "definition", "role", "enjeu") if (t := getattr(record, name, None))), "")
    if isinstance(record, Structure):
        text = f"{capital(catalogue.type_of(record).singulier)} {at_commune(record.commune)}. {text}"
    elif isinstance(record, Commune):
        where = at_commune(record.nom)
        text = f"Lieux et services pour les familles {where} et autour : garde d’enfants, jeunesse, démarches, mairie."
    elif not text:
        text = f"{record.title}. {catalogue.territoire.nom}."
    return textwrap.shorten(typography(text), 200, placeholder="…")


def details(render: Renderer, record: Record) -> dict:
    """What the template of a kind needs beyond the record itself."""
    found = DETAILS.get(type(record))
    return found(render, record) if found else {}


def _commune(render: Renderer, record: Commune) -> dict:
    catalogue = render.catalogue
    return {
        "here": [s for s in catalogue.all(Structure) if s.commune == record.nom],
        "week": week_in(catalogue, record, render.calendar, render.today),
        "coming": list(catalogue.coming_to(record)),
        "nearest": nearest_of_each_type(catalogue, record),
        "everywhere": [s for s in catalogue.all(Service) if not s.zone and not s.structure and not s.arrets],
        "neighbours": neighbours(render, record),
        "actions": [action for action in catalogue.all(Action) if record.nom in action.communes],
        "duties": early_childhood.commune(render, record),
    }


def _structure(render: Renderer, record: Structure) -> dict:
    catalogue = render.catalogue
    here, near = render.around(catalogue.commune(record.commune))
    others = [s for s in here if s is not record]
    same = [s for s in (*others, *near) if s.type == record.type]
    return {
        "jours": days_ahead(render, record),
        "osm": osm(record, render.today) if record.horaires else None,
        "services": catalogue.services_of(record),
        "actions": catalogue.actions_for(record),
        "around": (same + [s for s in others if s.type != record.type])[:8],
        "missing": missing(record),
    }


def days_ahead(render: Renderer, place: Place, days: int = 70) -> str | None:
    """What « open now » reads on a record's page (JSON); long enough for a site rebuilt each week to sleep two months."""
    patterns, codes = day_codes(place, render.calendar, render.today, days)
    return json.dumps({"jour0": render.today.isoformat(), "patterns": patterns, "codes": codes}) if codes else None


def _service(render: Renderer, record: Service) -> dict:
    return {
        "jours": days_ahead(render, record),
        "osm": osm(record, render.today) if record.horaires else None,
        "actions": render.catalogue.actions_for(record),
        "missing": missing(record),
        "host": record.structure and render.catalogue.get(Structure, record.structure),
    }


DETAILS = {
    Commune: _commune,
    Structure: _structure,
    Service: _service,
    Action: actions.action,
    Axe: actions.axe,
    Indicateur: figures.indicateur,
    Diagnostic: diagnosis.diagnostic,
    Instance: governance.instance,
    Rencontre: governance.rencontre,
    Partenaire: partners.partenaire,
}


def neighbours(render: Renderer, commune: Commune, count: int = 6) -> list[tuple[Commune, float]]:
    """The nearest communes with the distance between centres in km."""
    others = [c for c in render.catalogue.all(Commune) if c is not commune]
    return sorted(((c, distance_km(commune.centre, c.centre)) for c in others), key=lambda pair: pair[1])[:count]


EXPECTED = {
    "horaires": "les horaires",
    "ages": "les âges",
    "adresse": "l’adresse",
    "telephone": "le téléphone",
    "inscription": "l’inscription",
    "tarif": "le prix",
    "frais": "le prix",
    "accueil_handicap": "l’accueil du handicap",
}


def missing(place: Place) -> list[str]:
    """What a reader expects and the record does not say, named once, together."""
    confidential = getattr(place, "adresse_confidentielle", False)
    fields = [name for name in EXPECTED if hasattr(place, name) and not (confidential and name == "adresse")]
    if isinstance(place, Service):
        fields = [name for name in fields if name not in {"adresse", "accueil_handicap"}]
    if place.publics:
        fields = [name for name in fields if name != "ages"]
    return [EXPECTED[name] for name in fields if not getattr(place, name)]
