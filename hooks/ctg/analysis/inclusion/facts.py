"""What a place says that data·inclusion has no field for: kept in sentences where it can be, and told where it cannot.

Ages, places, stops, who runs it… have no field of their own in the standard. Its free texts take them as sentences, for
people to read; a program loses them. Names, everyday words, sources and the like have nowhere to go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ctg.analysis.hours.opening_export import UNKNOWN
from ctg.analysis.inclusion.words import InclusionWords
from ctg.ground.phrases import age_range
from ctg.ground.problems import plural
from ctg.kinds import Service, Structure
from ctg.kinds.families.place import Arret, Inscription, Place

ACCESSIBILITY = "https://acceslibre."
"""The only pages that the standard takes in ``accessibilite_lieu``."""


@dataclass(frozen=True)
class Sentence:
    """A field of ours in a sentence, and the free text of the standard that takes it."""

    field: str
    label: str
    text: str
    into: str


@dataclass(frozen=True)
class Loss:
    """What becomes of a field of ours. Without ``into``, it is left out, for the reason given."""

    field: str
    label: str
    into: str = ""
    reason: str = ""


def facts(place: Place) -> tuple[Sentence, ...]:
    """Every sentence, in the order in which to write them."""
    return tuple(fact for fact in _facts(place) if fact.text)


def _facts(place: Place) -> Iterator[Sentence]:
    yield Sentence("publics", "Pour qui", sentence(place.publics), "publics_precisions")
    yield Sentence("ages", "Âges accueillis", sentence(age_range(place.ages)) if place.ages else "", "publics_precisions")
    yield from _structure(place) if isinstance(place, Structure) else _service(place) if isinstance(place, Service) else ()
    yield Sentence("faits_a_savoir", "Bon à savoir", " ".join(map(sentence, place.faits_a_savoir)), "description")
    yield Sentence("gestionnaire", "Gestionnaire", labelled("Gestionnaire", place.gestionnaire), "description")
    yield Sentence("arrets", "Arrêts", labelled("Arrêts", " ; ".join(map(_stop, place.arrets))), "description")
    note = place.horaires.note if place.horaires else None
    yield Sentence("horaires.note", "Précision sur les horaires", labelled("Horaires", note), "description")


def _structure(place: Structure) -> Iterator[Sentence]:
    if places := place.places:
        count = f"{plural(places.total, 'place')} en même temps ({places.annee})"
        yield Sentence("places", "Places", sentence(count), "description")
    yield Sentence(
        "accueil_handicap", "Accueil du handicap", labelled("Accueil du handicap", place.accueil_handicap), "description"
    )
    yield Sentence("accueil_urgence", "Accueil d'urgence", labelled("Accueil d'urgence", place.accueil_urgence), "description")
    yield Sentence("repas", "Repas", labelled("Repas", place.repas), "description")
    yield Sentence("transport", "Comment venir", labelled("Comment venir", place.transport), "description")
    yield Sentence("zone", "Territoire couvert", labelled("Territoire couvert", place.zone), "description")
    if place.inscription:
        yield Sentence("inscription", "Inscription", _registration(place.inscription), "mobilisation_precisions")
    if place.tarif and place.tarif.lien:
        yield Sentence("tarif.lien", "Lien des tarifs", labelled("Tarifs", place.tarif.lien), "frais_precisions")


def _service(place: Service) -> Iterator[Sentence]:
    if place.acces == "rendez-vous":
        yield Sentence("acces", "Accès", "Sur rendez-vous.", "mobilisation_precisions")
    if place.demarches:
        steps = " ".join(map(sentence, place.demarches.etapes))
        yield Sentence("demarches.etapes", "Étapes", steps, "mobilisation_precisions")
    if "itinerant" in place.modes:
        yield Sentence("modes", "Modes d'accueil", "Service itinérant.", "description")


def _registration(value: Inscription) -> str:
    parts = (
        sentence(value.comment),
        labelled("Dates d'inscription", ", ".join(value.dates)),
    )
    return " ".join(part for part in parts if part)


def _stop(stop: Arret) -> str:
    """« Valbourg, place de la Mairie, lundi matin »."""
    return ", ".join(part for part in (stop.commune, stop.lieu, stop.quand) if part)


def sentence(text: str | None) -> str:
    """A capital and a full stop; nothing for nothing."""
    text = (text or "").strip()
    return text and text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")


def labelled(label: str, text: str | None) -> str:
    """« Repas : fournis. »"""
    return sentence(f"{label} : {text}") if text else ""


# --- what is lost --------------------------------------------------------------------------------

UNHELD = (
    "autres_noms", "anciens_noms", "mots", "resume_facile", "a_demander", "message", "contact_relais", "numero_relais",
    "lien_monenfant", "sources",
)  # fmt: skip
"""Fields without any place in the standard, free texts included."""


def losses(place: Place, found: InclusionWords, hours: str) -> tuple[Loss, ...]:
    """What becomes of each field without an equivalent. ``hours``: why the hours cannot be written, if they cannot."""
    told = (Loss(fact.field, fact.label, fact.into) for fact in facts(place))
    return (*told, *_dropped(place, found, hours))


def _dropped(place: Place, found: InclusionWords, hours: str) -> Iterator[Loss]:
    for name in UNHELD:
        if place.says(name):
            yield Loss(name, type(place).model_fields[name].title or name, reason="aucun champ du standard")
    for theme in found.silent:
        yield Loss("themes", "Thèmes", reason=f"« {theme.titre} » n'a pas d'équivalent")
    if hours and hours != UNKNOWN:
        yield Loss("horaires", "Horaires", reason=hours)
    if place.fermetures and hours:
        yield Loss("fermetures", "Fermetures", reason="elles ne se disent qu'avec les horaires")
    if any(stop.horaires for stop in place.arrets):
        yield Loss("arrets.horaires", "Passages", reason="le standard n'a qu'un horaire par lieu")
    if isinstance(place, Structure) and place.accessibilite_lieu and not place.accessibilite_lieu.startswith(ACCESSIBILITY):
        yield Loss("accessibilite_lieu", "Accessibilité du lieu", reason="le standard n'admet qu'une page d'Acceslibre")
