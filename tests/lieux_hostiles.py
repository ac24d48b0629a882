"""Places whose every text is hostile, for the property tests of the exchange formats."""

import datetime as dt
from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from ctg.model.fields import Ages, Position
from ctg.model.opening_hours import Horaires
from ctg.model.place import Arret, Inscription, Places, Tarif
from ctg.model.structure import Demarches, Service, Structure
from ctg.reading.catalogue import Catalogue
from territoires import ESSAI, catalogue_of
from textes import lines, texts

TODAY = dt.date(2026, 11, 25)
SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
LINE = st.one_of(lines, st.text(SIGNS, min_size=1, max_size=60)).filter(str.strip)
TEXT = st.one_of(texts, LINE)
"""Every text that the checks let through, up to the 20,000 characters of a description."""


@cache
def essai() -> Catalogue:
    """The invented territory, without drafts."""
    return catalogue_of(ESSAI)


@st.composite
def structures(draw, base: Structure, short=LINE, long=TEXT) -> Structure:
    """The same structure with hostile texts."""
    line, text = draw(short), draw(long)
    return base.model_copy(
        update={
            "nom": draw(short),
            "description": text,
            "gestionnaire": draw(short),
            "publics": line,
            "adresse": draw(short),
            "complement_adresse": line,
            "faits_a_savoir": (draw(short), line),
            "autres_noms": (draw(short),),
            "ages": draw(st.sampled_from((None, Ages(de="10 semaines", a="3 ans"), Ages(a="6 ans")))),
            "places": draw(st.sampled_from((None, Places(total=20, annee=2026)))),
            "inscription": Inscription(comment=draw(long), pieces=(draw(short), line)),
            "tarif": Tarif(gratuit="non", texte=draw(long)),
            "horaires": Horaires(lundi="9h-12h", note=draw(long)),
            "arrets": draw(st.sampled_from(((), (Arret(commune=base.commune, lieu=line, quand=line),)))),
            "position": draw(st.sampled_from((None, Position(lat=46.5, lon=2.5)))),
            "transport": line,
            "verifie_le": TODAY,
        }
    )


@st.composite
def services(draw, base: Service, short=LINE, long=TEXT) -> Service:
    """The same service with hostile texts, run by whoever."""
    line, text = draw(short), draw(long)
    return base.model_copy(
        update={
            "nom": draw(short),
            "description": text,
            "gestionnaire": draw(st.one_of(st.none(), short)),
            "structure": draw(st.sampled_from((None, base.structure))),
            "conditions": text,
            "publics": line,
            "adresse": draw(st.one_of(st.none(), short)),
            "demarches": Demarches(lien="https://www.exemple.fr/x?a=1&b=2", pieces=(line,), etapes=(draw(long),)),
            "tarif": Tarif(texte=draw(long)),
            "verifie_le": TODAY,
        }
    )


BASE = essai()
DAY_CARE = next(place for place in BASE.all(Structure) if place.id == "trois-renards")
AT_DAY_CARE = next(service for service in BASE.all(Service) if service.structure == DAY_CARE.id)
PLACES = st.tuples(structures(DAY_CARE), services(AT_DAY_CARE))


def with_places(catalogue: Catalogue, places: tuple[Structure, Service]) -> Catalogue:
    """A territory where one structure and one service are published, and no other place."""
    kept = {Structure: places[:1], Service: places[1:]}
    return replace(catalogue, records={kind: kept.get(kind, records) for kind, records in catalogue.records.items()})
