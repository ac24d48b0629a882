"""What a sentence is about: the records that it names, those that its line or its file speak of; and what it says of a quantity
that a field gives. A line « champ dit quantité » of ``relations.yml`` says which field, :data:`QUANTITIES` how it is said."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import Any, NamedTuple

from ctg.checking.relations import DayHours, FieldValue, at, relations_of
from ctg.checking.rules import Checked, Subjects, first_day, last_day
from ctg.checking.said_rules import EITHER, WordsFound, neighbours, stems, years_said
from ctg.common.phrases import DAYS, of_name
from ctg.common.problems import Location, Problems, fold
from ctg.model import KINDS, Action, Horaires, Place, Record
from ctg.reading.spoken.tokens import in_figures
from ctg.reading.spoken.weeks import opening

_ARTICLE = re.compile(r"^(?:le |la |les |l')", re.IGNORECASE)
_NAMED_LAST = re.compile(r"\b(?:Le |La |Les |L')([A-ZÉÈÀÂÎÔ].{3,})$")
_BEGINS = re.compile(r"^(?:Ouvrir|Créer|Lancer|Mettre en route|Installer|Construire|Réunir)\b")


class FieldSaid(NamedTuple):
    """What a field says, and where."""

    one: Checked[Any]
    where: Location
    words: str

    def against(self, one: Checked[Any], where: Location, words: str, seen: set[tuple[str, Location]]) -> Problems:
        """What a sentence says otherwise, on its line and on that of this field, once."""
        whose = "la fiche" if self.one is one else f"« {self.one.record.title} » ({self.one.record.file})"
        yield one.warning(where, f"« {words} », quand {whose} dit {self.words}.", EITHER)
        if (at := (self.one.record.key, self.where)) not in seen and (self.one is not one or self.where != where):
            seen.add(at)
            whose = "une phrase de la fiche" if self.one is one else f"« {one.record.title} » ({one.record.file})"
            yield self.one.warning(self.where, f"{whose[0].upper()}{whose[1:]} dit « {words} ».", EITHER)


class ToldSentence(NamedTuple):
    """A sentence about a record."""

    one: Checked[Any]
    where: Location
    text: str
    about: Checked[Any]
    near: NamedRecords

    @property
    def year(self) -> int | None:
        """The year that its line is of."""
        return self.one.beside(self.where).get("annee")

    @property
    def day(self) -> tuple[dt.date, dt.date]:
        """The first and the last day that it may be of: those of the line, or of the meeting, where it is written."""
        group = self.one.beside(self.where)
        kept = None if self.where[-1] == "reponse" else self.one.groups[()].values.get("date")
        found = group.get("etat_le") or group.get("date") or kept
        if year := group.get("annee"):
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        return (first_day(found), last_day(found)) if found else (self.one.world.today,) * 2


class NamedRecords:
    """The records of a territory, by what sentences call them."""

    def __init__(self, checked: list[Checked[Record]]) -> None:
        self.by_key = {one.record.key: one for one in checked}
        self.checked, self.institutions = checked, checked[0].world.partners if checked else {}
        self.topics = [(stems(one.record.titre), one) for one in self.of(Action) if one.record.published]
        near = neighbours(checked)
        self.linked = {
            key: [self.by_key[other] for other in sorted(near[key] & self.by_key.keys() - {key})] for key in self.by_key
        }

    @cached_property
    def names(self) -> dict[str, Checked[Any]]:
        """The places, by names that are of no other."""
        found: dict[str, set[str]] = defaultdict(set)
        for one in self.of(Place):
            titles = [one.record.title, *(name for name in one.record.autres_noms if len(name) > 6)]
            titles += [last[1] for title in titles if (last := _NAMED_LAST.search(title))]
            town = f" {of_name(one.record.seat)}".replace("’", "'") if one.record.seat else ""
            titles += [title.removesuffix(town) for title in titles if town and len(title) > len(town) + 9]
            for name in (*titles, *([f"{self.kind_of(one)}{town}"] if self.kind_of(one) and town else [])):
                if re.search(r"[A-ZÉÈÀÂÎÔ]", bare := in_figures(_ARTICLE.sub("", name))) and len(bare) > 4:
                    found[bare].add(one.record.key)
        towns = {town for one in self.checked[:1] for town in one.world.postcodes}
        return {name: self.by_key[min(keys)] for name, keys in found.items() if len(keys) == 1 and name not in towns}

    def kind_of(self, one: Checked[Any]) -> str:
        """The type of a place, in words; empty for a service."""
        words, type_id = one.world.vocabulary, one.record.type_id
        return words.types[type_id].singulier if words and type_id else ""

    @cached_property
    def calls(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, self.names), key=len, reverse=True)) or '(?!)'})(?!\w)")

    @cached_property
    def opening(self) -> dict[str, Subjects]:
        """The actions that made each place."""
        found: dict[str, Subjects] = defaultdict(list)
        for one in self.of(Action):
            alone = _BEGINS.match(one.record.titre) and len(one.record.structures) == 1
            place = self.by_key.get(f"structures/{one.record.structures[0]}") if alone else None
            words = {*fold(one.record.titre).split()}
            if place and any(len(words & {word for word in fold(name).split() if len(word) > 2}) > 1
                             for name in (*place.record.searched, place.record.title, self.kind_of(place))):  # fmt: skip
                found[place.record.key].append(one)
        return found

    def topic(self, sentence: str) -> Subjects:
        """The action of which a sentence says more than half of the title, when it is one; else none."""
        said, found = stems(sentence), defaultdict(list)
        for words, one in self.topics:
            found[len(words & said) if 2 * len(words & said) > max(len(words), 3) else 0].append(one)
        most = max(found, default=0)
        return found[most] if most and len(found[most]) == 1 else []

    def subjects(self, sentence: str) -> Subjects:
        """The places that a sentence names, and the actions that made them; else the action whose title it says."""
        named = self.named(sentence)
        return [*named, *(made for place in named for made in self.opening[place.record.key])] or self.topic(sentence)

    def of(self, kind: type[Record]) -> Subjects:
        return [one for one in self.checked if isinstance(one.record, kind)]

    def named(self, sentence: str) -> Subjects:
        return list({id(one): one for name in self.calls.findall(sentence) for one in (self.names[name],)}.values())

    def partner(self, text: str) -> str:
        """The key of the partner whose name begins a text; empty when none does."""
        words = re.sub(r"^(?:l |le |la |les )", "", fold(text))
        found = [name for name in self.institutions if re.match(rf"(?:association )?{name}\b", words)]
        begun = {key for name, key in self.institutions.items() if len(words) > 8 and name.startswith(words)}
        return self.institutions[max(found, key=len)] if found else begun.pop() if len(begun) == 1 else ""

    def about(self, one: Checked[Any], where: Location, sentence: str) -> Subjects:
        """The records that a sentence is about: those that it names, else that of its line, else its own."""
        group = one.beside(where) if len(where) > 1 else {}
        action = self.by_key.get(f"actions/{group.get('action')}")
        if one.record.folder in ("actions", "structures", "services") or action:
            named = self.named(sentence)
            return [*named, *(made for place in named for made in self.opening[place.record.key])] or [action or one]
        return self.subjects(sentence) or [one]


def known_field(told: ToldSentence, where: str, wrong: object, words: str) -> FieldSaid | None:
    """What a field of the record says, when it is wrong."""
    return FieldSaid(told.about, tuple(where.split(".")), words) if wrong else None


# --- quantities -----------------------------------------------------------------------------------------

APART = re.compile(
    r"(?i)\b(?:pas|jamais|aucune?|ni|si|sinon|parfois|certain\w*|sauf|hors|autres?|autrefois|avaient|avait|était|étaient|bientôt"
    r"|prochain\w*|prévu\w*|dont|exception\w*|essai|idée|après|avant|premi\w+|derni\w+|souhait\w+|veulent|demandent|vacances"
    r"|(?:l'|en |cet )été|hiver|férié|\w{3,}r(?:ait|aient)|(?<!vous )\b\w{2,}r(?:a|ont))\b|\?"
)
"""What says that a sentence is of a part, of another time, or of a wish."""
_ROUGH = r"\benviron|près de|plus de|moins de|au moins|ancien|"
"""What says that a number is none exactly, or no more."""
_CLOCK = r"(\d{1,2}) ?h(?:eures?\b)? ?([0-5]\d)?(?!\w| sur)"


class Quantity(NamedTuple):
    """How a sentence says it, and what the values of the field are instead; None when they may be the same."""

    pattern: str
    otherwise: Callable[[ToldSentence, WordsFound, list[FieldValue]], str | None]
    apart: str = ""
    """Further words with which a sentence is of something else."""


def _otherwise(quantity: Quantity, path: str, told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """What a field of the record that a sentence is about says instead of it, as things are today."""
    own, of_now = told.about is told.one, told.day[1] >= told.one.world.today
    values = [one for one in at(told.about, path) if not own or one.where[0] != told.where[0] or told.where[-1] == "note"]
    apart = APART.search(told.text) or (quantity.apart and re.search(quantity.apart, told.text, re.IGNORECASE))
    if not values or apart or not (own or of_now) or told.where[0] in ("bilans", "etats", "sources", "suites"):
        return None
    says = quantity.otherwise(told, found, values)
    field = next((one for one in values if isinstance(one.value, DayHours) and one.value.name in (says or "")), values[0])
    return FieldSaid(told.near.by_key[field.root.key], field.where, says) if says else None


def said_of_fields() -> Iterator[tuple[str, tuple[type[Record], ...], Callable[[ToldSentence, WordsFound], FieldSaid | None]]]:
    """For each « champ dit quantité »: how sentences say it, of which kinds, and what the field says against one."""
    kinds: dict[tuple[str, str], list[type[Record]]] = defaultdict(list)
    for kind in KINDS:
        for relation in relations_of(kind):
            if relation.sign == "dit":
                kinds[relation.at, relation.to].append(kind)
    for (path, name), these in kinds.items():
        yield QUANTITIES[name].pattern, tuple(these), partial(_otherwise, QUANTITIES[name], path)


# --- for whom ------------------------------------------------------------------------------------------

_AGED = (
    r"(\d+)(?: (ans|mois|semaines))? ?(?:à|et|-|–) ?(\d+) (ans|mois|semaines)\b"
    r"|\b([mM]oins de|jusqu'à|[dD]ès|[àÀ] partir de) (\d+) (ans|mois)\b"
)
_TAKES = r"(?i)accueil|reçoi|ouver|adress|concern|destin|réserv|viennent|garde|^\W*(?:pour|dès|de|les|à partir|entre)\b"
_MONTHS = {"semaines": 7 / 30.4375, "mois": 1, "ans": 12}


def _ages(told: ToldSentence, _: WordsFound, values: list[FieldValue]) -> str | None:
    ages = values[0].value
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
    return values[0].label


# --- when ----------------------------------------------------------------------------------------------

_OPENS = r"(?i)ouver|ouvr|accueil|reçoi|permanence|consult|pesée|séance|chaque|tous les|venez|roule|circule|ferm|horaires"
_CALLS = (
    r"(?i)téléphon|appel|inscri|réserv|\bcar\b|\bbus\b|navette|\btrain|arriv|repas|sieste|commission|command|veille|atelier|étend"
)


def _days(values: list[FieldValue]) -> dict[str, DayHours]:
    return {value.value.name: value.value for value in values if isinstance(value.value, DayHours)}


def _week(told: ToldSentence, _: WordsFound, values: list[FieldValue]) -> str | None:
    """« du lundi au vendredi, de 8h à 18h », against the days that open and their hours."""
    place, text, days = told.about.record, told.text, _days(values)
    if place.arrets or place.horaires.dates or not (told.where[0] in ("nom", "horaires") or re.search(_OPENS, text)):
        return None
    named = [day for day in DAYS if day in text.lower()]
    said = {day: kept for day, kept in (opening(text) or {}).items() if day in DAYS}
    if not said and not any(days[day].usual for day in named if day in days) and "ferm" not in text:
        said = dict.fromkeys(named, "oui")
    week = Horaires.model_validate(said)
    for jour in said:
        spans, known = getattr(week, jour), days.get(jour)
        shut = not known or (not known.usual and any(day.usual for day in days.values()))
        if spans and shut and not place.horaires.silent(DAYS.index(jour)):
            return f"fermé le {jour}"
        if known and known.usual and not spans:
            return f"des heures le {jour}"
        if spans and known and not spans[0].moment and not _same_bounds(spans[0].debut, spans[-1].fin, known.every):
            return f"d'autres heures le {jour}"
    return None


def _same_bounds(start: int | None, end: int | None, spans: tuple[Any, ...]) -> bool:
    """Whether some hours begin, and end, at these minutes; those that are not known may."""
    return any(span.moment for span in spans) or (
        (start is None or any(start == span.debut for span in spans)) and (end is None or any(end == span.fin for span in spans))
    )


def _clock(told: ToldSentence, found: WordsFound, values: list[FieldValue]) -> str | None:
    """« ouvre à 7h30 », « jusqu'à 19h », « de 9h à 12h », of any day."""
    start, end = (int(hour) * 60 + int(more or 0) if hour else None for hour, more in
                  ((found[1] or found[5], found[2] or found[6]), (found[3] or found[7], found[4] or found[8])))  # fmt: skip
    days = [day.every for day in _days(values).values()] or [value.value for value in values]
    asked = re.search(_OPENS, told.text) or told.about.record.folder == "rencontres"
    if not asked or re.search("|".join(DAYS), told.text) or any(_same_bounds(start, end, spans) for spans in days):
        return None
    return "d'autres heures"


# --- how many, how much, and where -------------------------------------------------------------------------


def _places(told: ToldSentence, found: WordsFound, values: list[FieldValue]) -> str | None:
    count, whole = int(found[1] or found[2] or found[3]), values[0].value
    before, after = told.text[: found.start()], told.text[found.end() :]
    all_of_it = count > whole or not found[1] or re.match(r" (?:en tout|au total)|\W*$", after)
    all_of_it = all_of_it or re.search(r"(?i)(?:compte|propose|offre|dispose de|avec|capacité de|^)\s*$", before)
    of_then = {told.about.record.places.annee, *years_said(told.text)} == {told.about.record.places.annee}
    return f"{whole} places" if all_of_it and count != whole and of_then else None


def _free(told: ToldSentence, found: WordsFound, values: list[FieldValue]) -> str | None:
    """« gratuit » and an amount, against « gratuit: oui » or « non »."""
    (value, *others), free = values, not found["paid"]
    more = told.where[0] != "tarif" and re.search("(?i)gratuit|offert", value.root.tarif.texte or "")
    past = any(year != told.one.world.today.year for year in years_said(told.text))
    if others or past or value.value is free or (free and more):
        return None
    return f"« gratuit: {'oui' if value.value else 'non'} »"


def _seat(told: ToldSentence, found: WordsFound, values: list[FieldValue]) -> str | None:
    place, towns, own = told.about.record, told.one.world.postcodes, values[0].value
    known = {own, *place.communes_named} | {stop.commune for stop in place.arrets}
    elsewhere = found[1] in towns and found[1] not in known and not any(name in told.text for name in known)
    return f"« {own} »" if elsewhere and told.about is told.one else None


def _towns(told: ToldSentence, found: WordsFound, values: list[FieldValue]) -> str | None:
    known, after = {value.value for value in values}, told.text[found.end() :].partition(".")[0]
    named = [name for name in told.one.world.postcodes if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", after)]
    return "d'autres communes" if named and not {*named} <= known and told.about is told.one else None


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
        r"|\bpayante?s?\b)|\bgratuitement\b|\b[cC]'est gratuit\b"
        r"|\b(?:est|sont|entièrement|totalement|reste) gratuite?s?\b(?! (?:pour l|sur|le|les|aux?|quand|;))"
        r"|\bne pa(?:ie|y)\w+ rien\b|\bsans rien payer\b|\brien à payer\b|^\W*[gG]ratuit\w*\W*$",
        _free, _ROUGH + r"fois|visite|navette|parking|atelier|caution|rembours|dépôt|garantie|concert|repas",
    ),
    "commune": Quantity(
        r"(?:^[ÀA] |\b(?:[sS]e trouve|située?|installée?|implantée?|basée?|au cœur|au centre|dans l(?:a |e |')[\w -]{3,25})"
        r" (?:à |de |d'))([A-ZÉŒ][\w'’-]+(?:[- ][A-ZÉŒ][\w'’-]+)*)",
        _seat, r"\bde chez|kilomètre|minute|habitant|famille|part\b|\bcar\b|comme|voisin|aussi",
    ),
    "communes": Quantity(
        r"(?i)\b(?:habitants?|se (?:mène|déroule|fait)|a lieu|communes?|villages?|dessert|passe|circule|s'arrête)\b"
        r"(?= (?:de |d'|à |en |par ))",
        _towns, r"voisin|viennent|venus|comme|hors|part\b",
    ),
}  # fmt: skip
"""Each by its name in ``relations.yml``."""
