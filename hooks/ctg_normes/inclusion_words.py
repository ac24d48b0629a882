"""A place in the words of data·inclusion: the terms of its vocabulary that mean the same as ours, and sentences for the rest.

Ages, places, stops, who runs it… have no field in the standard: its free texts take them as sentences, which people read and
programs lose. Names, everyday words and sources have nowhere to go.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ctg import api


@dataclass(frozen=True)
class Sentence:
    """A fact of ours in a sentence, and the free text of the standard that takes it."""

    text: str
    into: str


def facts(place: api.Place) -> tuple[Sentence, ...]:
    """Every sentence, in the order in which to write them."""
    return tuple(fact for fact in _facts(place) if fact.text)


def _facts(place: api.Place) -> Iterator[Sentence]:
    yield Sentence(sentence(place.publics), "publics_precisions")
    yield Sentence(sentence(api.age_range(place.ages)) if place.ages else "", "publics_precisions")
    yield from (
        _structure(place) if isinstance(place, api.Structure) else _service(place) if isinstance(place, api.Service) else ()
    )
    yield Sentence(" ".join(map(sentence, place.faits_a_savoir)), "description")
    yield Sentence(labelled("Gestionnaire", place.gestionnaire), "description")
    stops = (", ".join(filter(None, (stop.commune, stop.lieu, stop.quand))) for stop in place.arrets)
    yield Sentence(labelled("Arrêts", " ; ".join(stops)), "description")
    yield Sentence(labelled("Horaires", place.horaires.note if place.horaires else None), "description")


def _structure(place: api.Structure) -> Iterator[Sentence]:
    if places := place.places:
        count = f"{api.plural(places.total, 'place')} en même temps ({places.annee})"
        yield Sentence(sentence(count), "description")
    for label, text in (
        ("Accueil du handicap", place.accueil_handicap),
        ("Accueil d'urgence", place.accueil_urgence),
        ("Repas", place.repas),
        ("Comment venir", place.transport),
        ("Territoire couvert", place.zone),
    ):
        yield Sentence(labelled(label, text), "description")
    if said := place.inscription:
        dates = labelled("Dates d'inscription", ", ".join(said.dates))
        yield Sentence(" ".join(filter(None, (sentence(said.comment), dates))), "mobilisation_precisions")
    if place.tarif and place.tarif.lien:
        yield Sentence(labelled("Tarifs", place.tarif.lien), "frais_precisions")


def _service(place: api.Service) -> Iterator[Sentence]:
    if place.acces == "rendez-vous":
        yield Sentence("Sur rendez-vous.", "mobilisation_precisions")
    if place.demarches:
        yield Sentence(" ".join(map(sentence, place.demarches.etapes)), "mobilisation_precisions")
    if "itinerant" in place.modes:
        yield Sentence("Service itinérant.", "description")


def sentence(text: str | None) -> str:
    """A capital and a full stop; nothing for nothing."""
    text = (text or "").strip()
    return text and text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")


def labelled(label: str, text: str | None) -> str:
    """« Repas : fournis. »"""
    return sentence(f"{label} : {text}") if text else ""


EVERYONE = "tous-publics"
SAID = (
    (EVERYONE, r"^(tout le monde|tous( publics?)?$|tous les habitants|habitants\b(?! envoyes))"),
    ("familles", r"\b(familles?|parents?|enfants?)\b"),
    ("jeunes", r"\b(jeunes(?! enfants)|adolescents|etudiants)\b"),
    ("demandeurs-emploi", r"\b(sans|demandeurs? d) emploi\b"),
    ("beneficiaires-des-minimas-sociaux", r"\b(rsa|minima sociaux)\b"),
    ("femmes", r"\bfemmes\b"),
    ("personnes-en-situation-de-handicap", r"\bhandicap"),
    ("personnes-en-situation-durgence", r"\bsans (abri|logement)\b|\bvictimes de violences?\b"),
)
"""For whom a record says that it is, folded, in the words of the standard; the first one stands alone."""
OLDEST = dt.date(2000, 1, 1)
"""The standard refuses an earlier date of update."""


@dataclass(frozen=True)
class InclusionWords:
    """Each list is sorted and without repeats; empty when nothing of ours has an equivalent."""

    thematiques: tuple[str, ...]
    publics: tuple[str, ...]
    reseaux: tuple[str, ...]


def words(catalogue: api.Catalogue, place: api.Place) -> InclusionWords:
    """The words of a structure's type, else of its theme, and those of the themes that the record adds; the publics that the
    record says, when these name none."""
    type_, themes = catalogue.type_of(place), catalogue.themes_of(place)
    own = type_.data_inclusion if type_ else None
    if type_ and own:
        themes = tuple(theme for theme in themes if theme.id != type_.theme or theme.id in place.themes)
    groups = [*([own] if own else []), *(theme.data_inclusion for theme in themes)]
    publics = _all(groups, "publics") or _said(place.publics or "")
    return InclusionWords(
        _all(groups, "thematiques"),
        (EVERYONE,) if EVERYONE in publics else publics,  # the standard wants it alone
        _all(groups, "reseaux"),
    )


def _said(publics: str) -> tuple[str, ...]:
    return tuple(sorted(word for word, form in SAID if re.search(form, api.fold(publics))))


def _all(groups: list[api.DataInclusion], name: str) -> tuple[str, ...]:
    return tuple(sorted({word for group in groups for word in getattr(group, name)}))


def stated_on(record: api.Record, today: dt.date) -> dt.date | None:
    """The day on which the facts of a record were established, as the standard's ``date_maj`` admits it; else None."""
    found = api.proven_on(record)
    return found if found and OLDEST <= found <= today else None
