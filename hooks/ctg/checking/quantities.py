"""What a sentence says of a quantity that a field gives: its ages, hours, places, price, number, commune, end. A line « champ dit
quantité » of ``relations.yml`` says which field; :data:`QUANTITIES`, how a sentence says it, and when that is otherwise.

What is said of a part, of another time or of a case is not compared: :data:`APART` are the words that say so."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ctg.checking.relations import DayHours, FieldValue
from ctg.checking.said_rules import singular, years_said
from ctg.checking.sentences import FieldSaid, ToldSentence
from ctg.common.phrases import DAYS
from ctg.model.fields import Ages, age_range
from ctg.model.opening_hours import JOURS, Semaine, Span
from ctg.reading.spoken.weeks import opening

APART = re.compile(
    r"(?i)\b(?:pas|jamais|aucune?|ni|si|sinon|parfois|certain\w*|sauf|hors|autres?|autrefois|avaient|avait|était|étaient|bientôt"
    r"|prochain\w*|prévu\w*|dont|exception\w*|essai|idée|après|avant|premi\w+|derni\w+|souhait\w+|veulent|demandent|vacances"
    r"|(?:l'|en |cet )été|hiver|férié|\w{3,}r(?:ait|aient)|(?<!vous )\b\w{2,}r(?:a|ont))\b"
)
"""What says that a sentence is of a part, of another time, or of a wish."""
_ROUGH = r"\benviron|près de|plus de|moins de|au moins|ancien|"
"""What says that a number is none exactly, or no more."""
_CLOCK = r"(\d{1,2}) ?h(?:eures?\b)? ?([0-5]\d)?(?!\w)"


class Quantity(NamedTuple):
    """How a sentence says it, and what the values of the field are instead; None when they may be the same."""

    pattern: str
    otherwise: Callable[[ToldSentence, re.Match[str], list[FieldValue]], str | None]
    apart: str = ""
    """Further words with which a sentence is of something else."""


def said_otherwise(quantity: Quantity, told: ToldSentence, found: re.Match[str], values: list[FieldValue]) -> FieldSaid | None:
    """What a field of the record that a sentence is about says instead of it, as things are today."""
    own, of_now = told.about is told.one, told.day[1] >= told.one.world.today
    values = [value for value in values if value.value is not None and not (own and value.where[:1] == told.where[:1])]
    apart = APART.search(told.text) or (quantity.apart and re.search(quantity.apart, told.text, re.IGNORECASE))
    if not values or apart or not (own or of_now) or told.where[0] in ("bilans", "etats", "sources", "nom"):
        return None
    says = quantity.otherwise(told, found, values)
    return FieldSaid(told.about, values[0].where, says) if says else None


def _past(told: ToldSentence) -> bool:
    """Whether a sentence is of another year than this one."""
    return any(year != told.one.world.today.year for year in years_said(told.text))


# --- for whom ------------------------------------------------------------------------------------------

_AGED = (
    r"(\d+)(?: (ans|mois|semaines))? ?(?:à|et|-|–) ?(\d+) (ans|mois|semaines)\b"
    r"|\b([mM]oins de|jusqu'à|[dD]ès|[àÀ] partir de) (\d+) (ans|mois)\b"
)
_TAKES = r"(?i)accueil|reçoi|ouver|adress|concern|destin|réserv|viennent|garde|^\W*(?:pour|dès|de|les|à partir|entre)\b"
_MONTHS = {"semaines": 7 / 30.4375, "mois": 1, "ans": 12}


def _ages(told: ToldSentence, _: re.Match[str], values: list[FieldValue]) -> str | None:
    ages: Ages = values[0].value
    if told.where[0] != "publics" and not re.search(_TAKES, told.text):
        return None
    for low, unit, high, last, word, bound, of in re.findall(_AGED, told.text):
        least = float(low or bound) * _MONTHS[unit or last or of] if low or word.lower() in ("dès", "à partir de") else None
        most = float(high or bound) * _MONTHS[last or of] if high or least is None else None
        slack = 1 if high else 12
        below = least is not None and ages.de and abs(least - ages.de.mois) > 1
        above = most is not None and ages.a and abs(most - ages.a.mois) > slack
        if not below and not above:
            return None
    return f"« {age_range(ages)} »"


# --- when ----------------------------------------------------------------------------------------------

_OPENS = r"(?i)ouver|ouvr|accueil|reçoi|permanence|consult|pesée|séance|chaque|tous les|venez|roule|circule|ferm|horaires"
_CALLS = (
    r"(?i)téléphon|appel|inscri|réserv|\bcar\b|\bbus\b|navette|\btrain|arriv|repas|sieste|commission|command|veille|atelier|étend"
)


def _days(values: list[FieldValue]) -> dict[str, DayHours]:
    return {value.value.name: value.value for value in values if isinstance(value.value, DayHours)}


def _week(told: ToldSentence, _: re.Match[str], values: list[FieldValue]) -> str | None:
    """« du lundi au vendredi, de 8h à 18h », against the days that open and their hours."""
    place = told.about.record
    said = opening(told.text) if re.search(_OPENS, told.text) and not place.arrets and not place.horaires.dates else None
    days, week = _days(values), Semaine.model_validate({day: kept for day, kept in (said or {}).items() if day in JOURS})
    for rank, jour in enumerate(JOURS):
        spans, known = getattr(week, jour), days.get(jour)
        if spans == () and known and known.usual:
            return f"des heures le {jour}"
        shut = not known or (not known.usual and any(day.usual for day in days.values()))
        if spans and shut and not place.horaires.silent(rank):
            return f"fermé le {jour}"
        if spans and known and not spans[0].moment and not _same_bounds(spans[0].debut, spans[-1].fin, known.every):
            return f"d'autres heures le {jour}"
    return None


def _same_bounds(start: int | None, end: int | None, spans: tuple[Span, ...]) -> bool:
    """Whether some hours begin, and end, at these minutes; those that are not known may."""
    return any(span.moment for span in spans) or (
        (start is None or any(start == span.debut for span in spans)) and (end is None or any(end == span.fin for span in spans))
    )


def _clock(told: ToldSentence, found: re.Match[str], values: list[FieldValue]) -> str | None:
    """« ouvre à 7h30 », « jusqu'à 19h », « de 9h à 12h », of any day."""
    start, end = (int(hour) * 60 + int(more or 0) if hour else None for hour, more in
                  ((found[1] or found[5], found[2] or found[6]), (found[3] or found[7], found[4] or found[8])))  # fmt: skip
    days = [day.every for day in _days(values).values()] or [value.value for value in values]
    asked = re.search(_OPENS, told.text) or told.about.record.folder == "rencontres"
    if not asked or re.search("|".join(DAYS), told.text) or any(_same_bounds(start, end, spans) for spans in days):
        return None
    return "d'autres heures"


# --- how many, how much, and where -------------------------------------------------------------------------


def _places(told: ToldSentence, found: re.Match[str], values: list[FieldValue]) -> str | None:
    count, whole = int(found[1] or found[2] or found[3]), values[0].value
    before, after = told.text[: found.start()], told.text[found.end() :]
    all_of_it = count > whole or not found[1] or re.match(r" (?:en tout|au total)|\W*$", after)
    all_of_it = all_of_it or re.search(r"(?i)(?:compte|propose|offre|dispose de|avec|capacité de|^)\s*$", before)
    of_then = {told.about.record.places.annee, *years_said(told.text)} == {told.about.record.places.annee}
    return f"{whole} places" if all_of_it and count != whole and of_then else None


def _free(told: ToldSentence, found: re.Match[str], values: list[FieldValue]) -> str | None:
    """« gratuit » and an amount, against « gratuit: oui » or « non »."""
    price, free = told.about.record.tarif, not found["paid"]
    if _past(told) or price.gratuit is free or (free and re.search("(?i)gratuit|offert", price.texte or "")):
        return None
    return f"« gratuit: {'oui' if price.gratuit else 'non'} »"


def _amounts(text: str) -> Iterator[tuple[str, str]]:
    """Each amount, by what it is of: « 2 € le trajet », « une aide de 600 € »."""
    form = r"(?:([^\W\d]{4,}) de )?(\d+(?:,\d+)?) ?(?:€|euros)(?: (?:par|la|le|les) (\w[\w-]+)| l'(\w+))?"
    for found in re.finditer(form, text):
        for thing in filter(None, (found[1], found[3], found[4])):
            yield singular(thing), found[2]


def _price(told: ToldSentence, _: re.Match[str], values: list[FieldValue]) -> str | None:
    kept, ranges = [*_amounts(values[0].value)], re.search(r"\b(?:[dD]e|[eE]ntre) [\d,]+ (?:à|et) ", values[0].value)
    for thing, amount in _amounts(told.text) if not ranges else ():
        same = [other for of, other in kept if of == thing]
        if same and amount not in same and not re.search("(?i)réduit|deuxième|second|supplément|enfant", told.text):
            return f"« {same[0]} € »"
    return None


def _telephone(told: ToldSentence, found: re.Match[str], values: list[FieldValue]) -> str | None:
    """The number of another record, or one of which two figures are others, or exchanged."""
    said, own = re.sub(r"\D", "", found[0])[-9:], re.sub(r"\D", "", values[0].value)[-9:]
    desks = [one.record.desk for one in told.near.checked if one.record.desk]
    others = {re.sub(r"\D", "", desk.telephone)[-9:] for desk in desks if desk.telephone}
    near = sum(one != other for one, other in zip(said, own, strict=False)) <= 2
    named = told.near.named(told.text) or told.near.partner(told.text[found.end() :])
    known = told.about.record.numero_relais or told.about.record.contact_relais
    return f"« 0{own} »" if said != own and not known and not named and (near or said in others) else None


_NAME = r"([A-ZÉŒ][\w'’-]+(?:[- ][A-ZÉŒ][\w'’-]+)*)"


def _seat(told: ToldSentence, found: re.Match[str], values: list[FieldValue]) -> str | None:
    place, towns, own = told.about.record, told.one.world.postcodes, values[0].value
    known = {own, *place.communes_named} | {stop.commune for stop in place.arrets}
    elsewhere = found[1] in towns and found[1] not in known and not any(name in told.text for name in known)
    return f"« {own} »" if elsewhere and told.about is told.one else None


def _towns(told: ToldSentence, found: re.Match[str], values: list[FieldValue]) -> str | None:
    known, after = {value.value for value in values}, told.text[found.end() :].partition(".")[0]
    named = [name for name in told.one.world.postcodes if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", after)]
    return "d'autres communes" if named and not {*named} <= known and told.about is told.one else None


def _figure(told: ToldSentence, found: re.Match[str], values: list[FieldValue]) -> str | None:
    """« En 2026, on compte 96 places », against the values of that year; what a place or a part counts is another."""
    record, count = told.about.record, re.sub(r"\D", "", found["count"] or found["number"])
    points = [*record.valeurs, *record.trajectoire, *filter(None, (record.depart, record.cible))]
    same = [point.valeur for point in points if str(point.annee) == (found["before"] or found["after"])]
    part = any(town in told.text for town in told.one.world.postcodes) or re.search("(?i)rest|libre|nouv|chez|par ", told.text)
    of_it = singular(found["thing"] or found["unit"]) == singular(record.unite)
    wrong = same and not part and of_it and int(count) not in {int(one) for one in same}
    return f"« {same[0]} »" if wrong and told.about is told.one else None


QUANTITIES = {
    "ages": Quantity(
        _AGED, _ages, r"\bplaces?\b|gratuit|€|tarif|groupe|salle|section|sortie|activité|contrat|durée|depuis|frère"
    ),
    "semaine": Quantity(rf"(?i)\b(?:{'|'.join(DAYS)})s?\b", _week, _CALLS),
    "heures": Quantity(
        rf"(?i)\bde {_CLOCK} à {_CLOCK}|\b(?:ouvre|ouverte?s?|accueil\w*)(?: dès)?(?: à)? {_CLOCK}|\bjusqu'à {_CLOCK}",
        _clock, _CALLS
    ),
    "places": Quantity(
        r"(?<![\d,])(\d+) places?\b(?! (?:de |en plus|assise|vide))"
        r"|(?:accueill\w*|reçoi\w*|capacité de|garde\w*) (\d+) (?:enfants|bébés|jeunes)\b"
        r"|(\d+) (?:enfants|bébés|jeunes) (?:au plus|au maximum|à la fois|en même temps)",
        _places, _ROUGH + r"gardé|réserv|libre|imprévu|semaine|par an|restent|financ|voulu|créer|nouvel|travaux|dans l'année",
    ),
    "gratuit": Quantity(
        r"(?P<paid>\b(?:coûte\w*|[cC]omptez|participation|adhésion|cotisation|payer|paie\w*|[pP]our) [^.;]{0,12}?\d+(?:,\d+)? ?€"
        r"|\bpayante?s?\b)|\bgratuitement\b"
        r"|\b(?:est|sont|entièrement|totalement|reste) gratuite?s?\b(?! (?:pour l|sur|le|les|aux?|quand|;))"
        r"|\bne pa(?:ie|y)\w+ rien\b|\bsans rien payer\b|\brien à payer\b|^\W*[gG]ratuit\w*\W*$",
        _free, _ROUGH + r"fois|visite|navette|parking|atelier|caution|rembours|dépôt|garantie|concert|repas",
    ),
    "prix": Quantity(r"\d ?(?:€|euros)", _price, _ROUGH + r"au plus|rembours|caution"),
    "telephone": Quantity(r"(?<!\d)0\d(?:[ .]?\d\d){4}(?!\d)", _telephone, r"urgence|mairie|danger|\bsms\b"),
    "commune": Quantity(
        rf"(?:^[ÀA] |\b(?:[sS]e trouve|située?|installée?|implantée?|basée?|au cœur|au centre|dans l(?:a |e |')[\w -]{{3,25}})"
        rf" (?:à |de |d')){_NAME}",
        _seat, r"\bde chez|kilomètre|minute|habitant|famille|part\b|\bcar\b|comme|voisin|aussi",
    ),
    "communes": Quantity(
        r"(?i)\b(?:habitants?|se (?:mène|déroule|fait)|a lieu|communes?|villages?|dessert|passe|circule|s'arrête)\b"
        r"(?= (?:de |d'|à |en |par ))",
        _towns, r"voisin|viennent|venus|comme|hors|part\b",
    ),
    "valeurs": Quantity(
        r"\b(?P<before>20\d\d)\b[^.;\d]{0,40}?(?P<count>(?<![\d,])\d[\d \u202f]*) (?P<thing>[^\W\d]{4,})"
        r"|(?P<number>(?<![\d,])\d[\d \u202f]*) (?P<unit>[^\W\d]{4,})[^.;\d]{0,40}?\ben (?P<after>20\d\d)\b",
        _figure, _ROUGH + r"écart|différence|hausse|baisse|augment|diminu",
    ),
}  # fmt: skip
"""Each by its name in ``relations.yml``."""
