"""What sentences say of a place, and its fields otherwise: whom it takes, when it opens, how many places it has, its price."""

from __future__ import annotations

import re
from typing import Any

from ctg.checking.rules import Checked
from ctg.checking.subjects import FieldSaid, ToldSentence, known_field, whole_number
from ctg.checking.time_rules import SEASONS, middle_of
from ctg.common.problems import plural
from ctg.model.action import Action
from ctg.model.opening_hours import JOURS, Horaires
from ctg.model.place import Place
from ctg.model.structure import Structure
from ctg.reading.spoken.tokens import in_figures


def at(told: ToldSentence, minutes: int, field: str) -> FieldSaid | None:
    """The hours of a place, when none begins, or ends, at an hour."""
    hours = told.about.record.horaires
    spans = [
        span for week in ((hours, *hours.semaines) if hours and not hours.dates else ()) for _, day in week.week for span in day
    ]
    spans = [span for span in spans if not span.moment]
    whole = told.about is not told.one or told.where[0] in OF_ALL
    wrong = whole and spans and all(getattr(span, field) != minutes for span in spans)
    return FieldSaid(told.about, ("horaires",), "d'autres heures") if wrong else None


def season(told: ToldSentence, found: re.Match[str], closed: bool) -> FieldSaid | None:
    """The closures of a place: one at least in a season that a sentence says closed, none in one that it says open."""
    place = told.about.record
    months = SEASONS[found[1].lower()]
    middles = [middle_of(period) for period in place.fermetures]
    inside = [i for i, month in enumerate(middles) if month in months]
    if closed:
        return FieldSaid(told.about, ("fermetures",), "d'autres dates") if middles and all(middles) and not inside else None
    return FieldSaid(told.about, ("fermetures", inside[0]), "une fermeture") if inside and not _EXCEPT.search(told.text) else None


def beyond(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """The ages of a place, when a sentence says some that are out of them."""
    ages = told.about.record.ages
    if not ages and told.where[0] == "publics" and told.about is told.one:
        return text_of(told, rf"\b(?!{found[1]}\b)\d\d? ?(?:-|à) ?(?!{found[2]}\b)\d\d? ans")
    low, high = int(found[1]) * 12, int(found[2]) * 12
    if ages and ages.de and told.where[0] == "publics" and told.about is told.one and ages.de.mois * 3 < low:
        return known_field(told, "ages", True, "d'autres âges")
    out = ages and ((ages.de and low < ages.de.mois) or (ages.a and high > ages.a.mois + 12) or (ages.a and low >= ages.a.mois))
    wrong = out and (isinstance(told.about.record, Place) or told.where[0] == "publics")
    return FieldSaid(told.about, ("ages",), "d'autres âges") if wrong else None


def bound(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """The ages of whom a place takes, when the only one that its words say is none of them."""
    only = re.search(
        r"\b(?:seulement|uniquement|révolus)\b" if told.about is told.one else r"\b(?:accueille|reçoi|prend|ouvert)", told.text
    )
    ages = told.about.record.ages if told.where[0] in ("publics", "nom") or only else None
    wrong = ages and int(found[1]) * 12 not in [age.mois for age in (ages.de, ages.a) if age]
    return known_field(told, "ages", wrong, "d'autres âges")


def by_appointment(told: ToldSentence) -> FieldSaid | None:
    """What its other texts say, when a place says that one may come as one likes."""
    own = told.about is told.one and not re.search(r"\b(?:appel|téléphon|écri|[pP]our un)", told.text)
    return text_of(told, r"^sur rendez-vous\.?$") if own else None


def refused(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """The ages of a place, of whom it says not to take some: « pas avant un an »."""
    ages, months = told.about.record.ages, int(found[1]) * (1 if found[2] == "mois" else 12)
    young = re.search(r"\b(?:avant|moins)\b", found[0])
    wrong = ages and told.about is told.one and ((young and ages.de and ages.de.mois < months)
                                                 or (not young and ages.a and ages.a.mois > months + 12))  # fmt: skip
    return known_field(told, "ages", wrong, "d'autres âges")


def days(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """The days of a place, that says to be open on more of them."""
    open_then = found[1] or found[2] or re.search(r"\b(?:ouver|ouvr|répon|décroch|accueill|reçoi|permanence)", told.text)
    hours = told.about.record.horaires if told.about is told.one and told.where[0] in OF_ALL and open_then else None
    last = JOURS.index(found[2]) + 1 if found[2] in JOURS else 7 if found[1] else 5
    weeks = (hours, *hours.semaines) if hours and hours.known and not hours.dates else ()
    opened = max((len([jour for jour in JOURS[: last if found[2] else 7] if getattr(week, jour)]) for week in weeks), default=7)
    return known_field(told, "horaires", opened < last, plural(opened, "jour"))


OF_ALL = ("description", "resume_facile")
"""The fields that speak of a place as a whole."""


def text_of(told: ToldSentence, pattern: str) -> FieldSaid | None:
    """Another text of the record that says the contrary."""
    for where, _, text in told.about.texts:
        if where != told.where and (found := re.search(pattern, text, re.IGNORECASE)):
            return FieldSaid(told.about, where, f"« {found[0]} »")
    return None


def same_amount(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """Another amount of the same aid, in another text of the record or of those that it is linked to."""
    form = rf"(?i:\b{found[1]})(?: de)? (\d[\d ]*) ?{'heures' if found[3] == 'heures' else '(?:€|euros)'}"
    said = [(one, where, other) for one in (told.about, *told.near.linked[told.about.record.key]) for where, _, text in one.texts
            if (one, where) != (told.one, told.where) for other in re.finditer(form, in_figures(text))]  # fmt: skip
    here = {whole_number(other[1]) for other in re.finditer(form, told.text)}
    wrong = said and all(whole_number(other[1]) not in here for _, _, other in said)
    return FieldSaid(said[0][0], said[0][1], f"« {said[0][2][0]} »") if wrong else None


def places(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """The places of a structure that another record names."""
    places, count = told.about.record.places, int(found[2])
    opened = [
        line.nombre
        for one in told.near.of(Action)
        for line in one.record.places_accueil
        if told.about.record.id in one.record.structures
    ]
    whole = found[1] in ("compte", "dispose de", "a ouvert ses") and found[3] == "places"
    wrong = places and told.about is not told.one and (count > places.total or whole) and count not in (places.total, *opened)
    return FieldSaid(told.about, ("places", "total"), f"{places.total} places") if wrong and places else None


def size(told: ToldSentence, _: re.Match[str]) -> FieldSaid | None:
    """The places of a structure, of which its own words say another number: one, or those of its parts."""
    places = told.about.record.places if told.about is told.one and told.where[0] in ("nom", "description") else None
    counts = [int(count) for count in re.findall(r"(\d+) places", told.text)]
    wrong = places and places.total not in (*counts, sum(counts))
    return known_field(told, "places.total", wrong, f"{places.total} places" if places else "")


def day_of(told: ToldSentence, jour: str) -> list[Any]:
    hours = told.about.record.horaires
    weeks = (hours, *hours.semaines) if hours and jour in JOURS else ()
    return [span for week in weeks for span in getattr(week, jour) or () if not span.moment]


def at_day(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """The hours of a day, or of any."""
    first, last = (int(found[i]) * 60 + int(found[i + 1] or 0) for i in (2, 4))
    spans = day_of(told, found[1]) if found[1] else [span for jour in JOURS for span in day_of(told, jour)]
    wrong = spans and all(first != span.debut and last != span.fin for span in spans)
    return FieldSaid(told.about, ("horaires", *[found[1]] * bool(found[1])), "d'autres heures") if wrong else None


_EXCEPT = re.compile(r"\b(?:sauf|hors|hormis|fermée?s?)\b")
ELSE = re.compile(
    r"\b(?:ferm|(?:sauf|hors)(?: le| les)? \w+di|pas\b|ni\b|aucun|inscri|réserv|appel|avant|veille|command|demand|étend|essai"
    r"|idée|commission|autre|nouveau|ouvrir|bientôt|prochain|après)",
    re.IGNORECASE,
)
"""What names a day and is no opening, or not yet."""


def never_opens(place: Place, day: str) -> bool:
    """Whether the hours of a place are known, and none is of a day."""
    known: list[Horaires] = [one for one in (place.horaires, *(stop.horaires for stop in place.arrets)) if one]
    if not any(one.known for one in known) or any(one.dates for one in known) or any(stop.quand for stop in place.arrets):
        return False
    return day in JOURS and not any(getattr(week, day) for one in known for week in (one, *one.semaines))


def elsewhere(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """The commune of a structure, of which a sentence says that it is in another."""
    place = told.about.record
    wrong = (
        told.about is told.one and found[1] in told.one.world.postcodes and found[1] not in (place.commune, *place.communes_named)
    )
    return FieldSaid(told.about, ("commune",), place.commune) if wrong and told.where[0] == "description" else None


def counted(told: ToldSentence, kind: str) -> list[Checked[Any]]:
    """The places of a kind, where all are known; none where they are not."""
    world, words = told.one.world, told.one.world.vocabulary
    offers = {census.offre for census in world.territoire.couverture.recenses} if world.territoire else set()
    types = {id for id, type_ in (words.types.items() if words else ())
             if kind.rstrip("s") in f"{type_.pluriel} {type_.courant}" and type_.offre in offers}  # fmt: skip
    return [one for one in told.near.of(Structure) if one.record.type in types and one.record.published]


def how_many(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """How many places of a kind there are."""
    every = counted(told, found[2])
    wrong = 1 < len(every) < int(found[1])
    return FieldSaid(every[0], ("type",), f"que l'on en connaît {len(every)}") if wrong else None


def without(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """How many communes have no place of a kind."""
    every = counted(told, found[1])
    without = len(told.one.world.codes) - len({one.record.commune for one in every})
    wrong = every and int(found[2]) != without
    return FieldSaid(every[0], ("commune",), f"que {without} n'en ont pas") if wrong else None


def priced(told: ToldSentence, free: bool) -> FieldSaid | None:
    """Whether the record, or the only service of the action, says that it is free, or not."""
    services = told.about.record.naming("services") if told.about.record.folder == "actions" else []
    one = told.near.by_key.get(f"services/{services[0]}") if len(services) == 1 else told.about
    price = one.record.tarif if told.where[0] != "tarif" and one and isinstance(one.record, Place) else None
    wrong = one and price and price.gratuit is free and not (free and price.texte)
    return FieldSaid(one, ("tarif", "gratuit"), f"« gratuit: {'oui' if free else 'non'} »") if one and wrong else None


def is_open(told: ToldSentence, _: re.Match[str]) -> FieldSaid | None:
    """Whether the record of a place that an action opened is published."""
    place = told.about.record
    wrong = (
        told.about is not told.one and place.published and told.near.opening[place.key] and told.day[1] == told.one.world.today
    )
    return known_field(told, "nom", wrong, "un lieu ouvert")


def hour(found: re.Match[str]) -> int:
    return int(found[1]) * 60 + {"et demie": 30, "et quart": 15}.get(
        found[2] or "", 0 if (found[2] or "e")[0] == "e" else int(found[2])
    )
