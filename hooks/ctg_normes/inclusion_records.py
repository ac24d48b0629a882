"""Our places as data·inclusion writes them (schema v1), and why some cannot be.

A structure of ours is a structure there and, when its type means a thématique, a service of the same name: people look for
services. The standard ties every service to a structure: a service of ours goes to its structure, else to the institution that
runs it, which then becomes a structure without an address. https://gip-inclusion.github.io/data-inclusion-schema/latest/
"""

import re
import zlib
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from ctg import api
from ctg_normes.inclusion_words import InclusionWords, Sentence, facts, stated_on, words

InclusionSheet = dict[str, Any]

NAME, TEXT = (3, 150), (5, 10_000)
"""Shortest and longest name and description."""
PRICES: dict[bool | None, str] = {True: "gratuit", False: "payant"}
MODES = {"sur-place": "en-presentiel", "itinerant": "en-presentiel", "telephone": "a-distance", "en-ligne": "a-distance"}


# --- the sheets ---


def source(catalogue: api.Catalogue) -> str:
    """The producer, as the standard identifies it: the territory's name, « pays-de-valbourg »."""
    return api.as_identifier(catalogue.territoire.nom)


def sheet_id(catalogue: api.Catalogue, record: api.Record) -> str:
    """Unique and stable: « pays-de-valbourg--structures-les-lutins »."""
    return f"{source(catalogue)}--{record.folder}-{record.id}"


def carrier(catalogue: api.Catalogue, place: api.Service, structures: Collection[str]) -> str:
    """The structure that a service belongs to: its own if it is among those written, else who runs it, else nothing."""
    home = catalogue.host(place)
    if home and (id := sheet_id(catalogue, home)) in structures:
        return id
    name = place.gestionnaire
    return _institution_id(catalogue, name) if name and len(_name(catalogue, name)) >= NAME[0] else ""


def carriers(catalogue: api.Catalogue, services: Iterable[tuple[str, InclusionSheet]]) -> Iterator[InclusionSheet]:
    """A structure for each institution that services belong to, dated by the latest of what is known of it and of them;
    ``services``: who runs each, and its sheet."""
    groups: dict[str, tuple[str, list[str]]] = {}
    for name, sheet in services:
        if sheet["structure_id"] == _institution_id(catalogue, name):
            groups.setdefault(sheet["structure_id"], (name, []))[1].append(sheet["date_maj"])
    for id, (name, dates) in groups.items():
        partner = _partner(catalogue, name)
        if partner and (date := stated_on(partner, catalogue.day)):
            dates.append(date.isoformat())
        yield known(
            id=id,
            source=source(catalogue),
            nom=_name(catalogue, name),
            date_maj=max(dates),
        ) | (_page(catalogue, partner) if partner else {})


def _page(catalogue: api.Catalogue, partner: api.Partenaire) -> InclusionSheet:
    return known(
        description=partner.role and description(partner.role, api.PublicView(catalogue, partner, catalogue.day)),
        lien_source=api.absolute(catalogue.territoire, f"{partner.key}/"),
        telephone=partner.telephone,
        courriel=partner.courriel,
        site_web=partner.site_web,
    )


def _institution_id(catalogue: api.Catalogue, name: str) -> str:
    partner = _partner(catalogue, name)
    own = api.as_identifier(name) or f"{zlib.crc32(name.encode('utf-8', 'replace')):08x}"  # a name may have no letter at all
    return f"{source(catalogue)}--gestionnaires-{partner.id if partner else own}"


def _name(catalogue: api.Catalogue, name: str) -> str:
    partner = _partner(catalogue, name)
    return shortened(partner.nom if partner else name)


def _partner(catalogue: api.Catalogue, name: str) -> api.Partenaire | None:
    partner = catalogue.partner(name)
    return partner if partner and partner.published else None


class Exchange(NamedTuple):
    """The sheets, by identifier; among the structures, the institutions that carry the services which have none."""

    structures: list[InclusionSheet]
    services: list[InclusionSheet]


class _Basis(NamedTuple):
    """What both sheets of a place are made of."""

    head: InclusionSheet
    introduction: str
    words: InclusionWords
    told: tuple[Sentence, ...]
    seen: api.PublicView

    def said(self, into: str) -> list[str]:
        """The sentences meant for one free text of the standard."""
        return [fact.text for fact in self.told if fact.into == into]


def exchange(catalogue: api.Catalogue) -> Exchange:
    """Every published structure and service, on the day of the catalogue; a structure that has a thématique is a service too."""
    based = [(place, basis) for place in api.published(catalogue, api.Structure) if (basis := _basis(catalogue, place))]
    structures = [_structure(catalogue, place, basis) for place, basis in based]
    services = [_offered(catalogue, place, basis) for place, basis in based if basis.words.thematiques]
    ids, run = {sheet["id"] for sheet in structures}, []
    for place in api.published(catalogue, api.Service):
        if sheet := _service(catalogue, place, ids):
            services.append(sheet)
            run.append((place.gestionnaire or "", sheet))
    structures += carriers(catalogue, run)
    return Exchange(sorted(structures, key=itemgetter("id")), sorted(services, key=itemgetter("id")))


def _basis(catalogue: api.Catalogue, place: api.Place) -> _Basis | None:
    """None of what has no date, no description, or a name of less than three letters: the standard takes none."""
    seen = api.PublicView(catalogue, place, catalogue.day)
    introduction = (place.description or catalogue.definition_of(place)).strip()
    date, name = stated_on(place, catalogue.day), shortened(place.nom)
    if not date or len(name) < NAME[0] or len(introduction) < TEXT[0]:
        return None
    head = known(
        id=sheet_id(catalogue, place),
        source=source(catalogue),
        nom=name,
        date_maj=date.isoformat(),
        lien_source=api.absolute(catalogue.territoire, f"{place.key}/"),
    )
    return _Basis(head, introduction, words(catalogue, place), facts(place), seen)


def _structure(catalogue: api.Catalogue, place: api.Structure, basis: _Basis) -> InclusionSheet:
    """With all its sentences when there is no service to tell the others."""
    told = basis.said("description") if basis.words.thematiques else [fact.text for fact in basis.told]
    return basis.head | known(
        description=description(basis.introduction, basis.seen, told),
        siret=place.siret,
        **where(catalogue, place),
        **contact(basis.seen),
        site_web=place.site_web,
        horaires_accueil=basis.seen.osm[0],
        accessibilite_lieu=acceslibre(place.accessibilite_lieu),
        reseaux_porteurs=list(basis.words.reseaux),
    )


def _offered(catalogue: api.Catalogue, place: api.Structure, basis: _Basis) -> InclusionSheet:
    """The service that a structure is."""
    service = _common(catalogue, place, basis, basis.head["id"]) | known(
        modes_accueil=["en-presentiel"], zone_eligibilite=codes(catalogue, place.communes_desservies)
    )
    return mobilised(service, free=False)


def _service(catalogue: api.Catalogue, place: api.Service, structures: Collection[str]) -> InclusionSheet | None:
    """None of what the standard cannot take: it ties a service to a structure."""
    basis, owner = _basis(catalogue, place), carrier(catalogue, place, structures)
    if not basis or not owner:
        return None
    steps = place.demarches
    service = _common(catalogue, place, basis, owner) | known(
        modes_accueil=modes(catalogue, place),
        zone_eligibilite=codes(catalogue, place.zone) or everywhere(catalogue),
        lien_mobilisation=(steps and steps.lien) or place.site_web,
    )
    return mobilised(service, place.acces == "libre", place.acces == "orientation")


def _common(catalogue: api.Catalogue, place: api.Place, basis: _Basis, structure_id: str) -> InclusionSheet:
    said, cost, call = basis.said, place.tarif, basis.seen.spoken
    return basis.head | known(
        structure_id=structure_id,
        description=description(basis.introduction, basis.seen, said("description")),
        thematiques=list(basis.words.thematiques),
        publics=list(basis.words.publics),
        publics_precisions=joined(*said("publics_precisions")),
        frais=PRICES.get(cost.gratuit) if cost else None,
        frais_precisions=joined(cost.texte if cost else None, *said("frais_precisions")),
        conditions_acces=joined(place.eligibility, *place.to_bring, separator=" ; "),
        mobilisation_precisions=joined(call.sentence if call else None, *said("mobilisation_precisions")),
        **where(catalogue, place),
        **contact(basis.seen),
        horaires_accueil=basis.seen.osm[0],
    )


# --- their fields ---


def known(**values: Any) -> InclusionSheet:
    """The fields that say something: an absent one is not known."""
    return {name: value for name, value in values.items() if value or value not in (None, "", [], {})}


def shortened(text: str) -> str:
    """At most 150 characters, without a full stop at the end, which the standard advises against."""
    text = text if text.endswith("etc.") else text.rstrip(". ")
    return text if len(text) <= NAME[1] else text[: NAME[1] - 1] + "…"


def joined(*parts: str | None, separator: str = " ") -> str:
    """What there is, on one line."""
    return separator.join(" ".join(part.split()) for part in parts if part)


def description(introduction: str, seen: api.PublicView, sentences: Iterable[str] = ()) -> str:
    """The introduction, then a paragraph: how doubtful it is, and sentences; 10,000 characters at most."""
    more = joined(seen.caution, *sentences)
    text = f"{introduction}\n\n{more}" if more else introduction
    return text if len(text) <= TEXT[1] else text[: TEXT[1] - 1] + "…"


def where(catalogue: api.Catalogue, place: api.Place) -> InclusionSheet:
    """Address and point, as far as they are known and public. A service is where its structure is."""
    if place.adresse and not place.seat:
        return known(adresse=place.adresse, complement_adresse=place.complement_adresse, code_postal=place.code_postal)
    home = catalogue.home(place)
    if home is None or catalogue.moves(home):
        return {}  # it moves: its commune is not where it is
    commune = catalogue.commune(home.commune)
    found = known(commune=commune.nom, code_insee=commune.code_insee)
    if api.is_hidden(catalogue, home):
        return found  # no postal address is asked for
    position = api.own_point(catalogue, home)
    return found | known(
        adresse=home.adresse,
        complement_adresse=home.complement_adresse,
        code_postal=home.code_postal or commune.code_postal or None,
        latitude=position and position.lat,
        longitude=position and position.lon,
    )


def contact(seen: api.PublicView) -> InclusionSheet:
    """The telephone and e-mail that the page shows; a number to which one only writes is no telephone."""
    return known(telephone=seen.spoken and seen.spoken.telephone, courriel=seen.desk and seen.desk.courriel)


def modes(catalogue: api.Catalogue, place: api.Service) -> list[str]:
    """The modes of the standard, sorted: those that the record says, else « en-presentiel » where its address is said."""
    return sorted({MODES[mode] for mode in place.modes} or ({"en-presentiel"} if where(catalogue, place).get("adresse") else ()))


def codes(catalogue: api.Catalogue, communes: Iterable[str]) -> list[str]:
    """The INSEE codes of communes, sorted."""
    return sorted(catalogue.commune(commune).code_insee for commune in communes)


def everywhere(catalogue: api.Catalogue) -> list[str]:
    """The whole territory: its SIREN, else all its communes."""
    siren = catalogue.territoire.siren
    return [siren] if siren else sorted(commune.code_insee for commune in catalogue.all(api.Commune))


def mobilised(service: InclusionSheet, free: bool, by_professionals: bool = False) -> InclusionSheet:
    """The service, and how to ask for it with what it says. ``free``: people may come without an appointment."""
    ways = {
        "telephoner": "telephone" in service,
        "envoyer-un-courriel": "courriel" in service,
        "utiliser-lien-mobilisation": "lien_mobilisation" in service,
        "se-presenter": free and "adresse" in service,
    }
    found = sorted(way for way, possible in ways.items() if possible)
    who = "professionnels" if by_professionals else "usagers"
    return service | known(modes_mobilisation=found, mobilisable_par=[who] if found or by_professionals else [])


def acceslibre(address: str | None) -> str | None:
    """The page of Acceslibre: the standard takes no other."""
    return address if address and re.match(r"https?://([a-z]+\.)*acceslibre\.", address) else None


# --- the files ---

FOLDER = "donnees/data-inclusion"
STANDARD, SPEC = "data·inclusion, schéma v1", "https://gip-inclusion.github.io/data-inclusion-schema/latest/"
CHECKED = "chaque fiche est validée par les modèles officiels (data-inclusion-schema 1.0.10), à chaque test"
SHEETS = {
    "structures": (
        "Structures, au format data·inclusion",
        "Les lieux, et les institutions qui portent un service sans lieu.",
    ),
    "services": (
        "Services, au format data·inclusion",
        "Les services, et ce que proposent les lieux. Sans équivalent dans le standard, un thème est laissé de côté.",
    ),
}
USE = "Pour les annuaires de l’action sociale."
ABOUT = tuple(
    api.About(f"{FOLDER}/{name}.json", title, text, "application/json", STANDARD, CHECKED, api.PLACES, USE, SPEC)
    for name, (title, text) in SHEETS.items()
)


def files(render: api.Renderer) -> Iterable[api.SiteFile]:
    """Two files, of a territory that has places."""
    found = cache(lambda: exchange(render.catalogue))
    if api.published_places(render.catalogue):
        yield api.Asset(f"{FOLDER}/structures.json", lambda: api.escaping_as_json(found().structures))
        yield api.Asset(f"{FOLDER}/services.json", lambda: api.escaping_as_json(found().services))
