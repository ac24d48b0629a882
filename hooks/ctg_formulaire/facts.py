"""The facts that a place is asked to confirm: each public field of its record, as one short sentence.

The catalogue has already left out what may not leave (internal fields, a confidential address). A field added to a kind is asked
without more; :data:`NOT_ASKED` lists those that only the coordinator can answer.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ctg import api

NOT_ASKED = {*api.SHARED} | {
    "identifiant", "type", "themes", "resume_facile", "mots", "contact_relais", "numero_relais", "hors_territoire", "code_insee",
    "position", "adresse_confidentielle", "siret", "lien_monenfant", "accessibilite_lieu", "structure",
    "a_demander", "message", "ensemble", "photo",
}  # fmt: skip
"""How the site files, places and words a record: nobody there knows it better."""
SENTENCES = {
    "nom": "Le nom est « {} ».",
    "telephone": "On appelle le {}.",
    "courriel": "On écrit à {}",
    "site_web": "Le site est {}",
    "gestionnaire": "C’est géré par {}.",
    "adresse": "L’adresse est {}.",
    "complement_adresse": "On précise : {}.",
    "ages.de": "À partir de {}.",
    "ages.a": "Jusqu’à {}.",
    "horaires.note": "Sur les horaires : {}.",
    "inscription.comment": "Pour s’inscrire : {}.",
    "places.total": "Nombre de places, en même temps : {}.",
    "places.annee": "Ce nombre de places est de {}.",
    "tarif.texte": "Prix : {}.",
    "tarif.lien": "La page des prix est {}",
    "demarches.lien": "La page des démarches est {}",
}
"""For the most usual fields; the others say « Libellé : valeur. »"""
FREE = {"oui": "C’est gratuit.", "non": "C’est payant."}
OPENING, CLOSURES, STOPS, QUESTION = "horaires", "fermetures", "arrets", "question"
BESIDE_THE_WEEK = {"note", "jours_feries"}
"""Parts of the hours that are asked by themselves."""


@dataclass(frozen=True)
class AskedFact:
    """One sentence to confirm or to correct."""

    name: str
    label: str
    text: str
    columns: tuple[api.Column, ...] = ()
    """The fields that a correction fills; none: the coordinator does it by hand."""
    value: Any = None
    """As the file has it; None when the record does not say it."""

    @property
    def known(self) -> bool:
        """Whether there is something to confirm."""
        return self.value is not None


@dataclass(frozen=True)
class AskedPlace:
    """A record, and what is asked of it."""

    place: api.Place
    facts: tuple[AskedFact, ...]
    why: str = ""
    """Why it is asked now, « l’été approche… » ; empty when the coordinator chose it."""

    @property
    def version(self) -> str:
        """The digest of what the record says: another one when a fact changed since."""
        return digest([[fact.name, fact.value] for fact in self.facts])


def digest(values: object) -> str:
    """Twelve hexadecimal digits that change with the values."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]


def asked(catalogue: api.Catalogue, place: api.Place, day: dt.date, question: str | None = None) -> AskedPlace:
    """All that is asked of a place on a day; a ``question`` alone when there is one."""
    if question:
        value = api.lookup(place.as_written, (CLOSURES,)) or []
        return AskedPlace(place, (AskedFact(QUESTION, "Question", question, value=value),))
    return AskedPlace(place, (*_known(catalogue, place, day), *_unknown(place)))


def week_columns(place: api.Place) -> tuple[api.Column, ...]:
    """The seven days of the ordinary week."""
    return tuple(one for one in api.columns_of(type(place)) if one.path[0] == OPENING and one.path[-1] in api.JOURS)


def _known(catalogue: api.Catalogue, place: api.Place, day: dt.date) -> Iterator[AskedFact]:
    calendar = api.Calendar.of(catalogue, place)
    told_hours = False
    for column in api.columns_of(type(place), internal=False):
        top = column.path[0]
        if top in NOT_ASKED:
            continue
        if top == OPENING and column.path[-1] not in BESIDE_THE_WEEK:
            if not told_hours and place.horaires and place.horaires.known:
                yield _opening(place, calendar, day)
            told_hours = True
            continue
        value = api.lookup(place.as_written, column.path)
        if value not in (None, "", [], {}):
            yield AskedFact(column.name, column.label, _sentence(place, column, value, calendar, day), _fillable(column), value)


def _fillable(column: api.Column) -> tuple[api.Column, ...]:
    return (column,) if column.shape in {api.Shape.TEXT, api.Shape.LIST} else ()


def _opening(place: api.Place, calendar: api.Calendar, day: dt.date) -> AskedFact:
    said = api.words_describe(place, calendar, day)
    weeks = [f"{title}, {_week(rows)}" if title else _week(rows) for title, rows in said.tables]
    week = {name: value for name, value in place.as_written[OPENING].items() if name not in BESIDE_THE_WEEK}
    simple = set(week) <= set(api.JOURS)
    lines = [line for line in said.lines if not line.startswith("Fermé les jours fériés")]
    text = api.capital(" ".join([*(f"{one}." for one in weeks), *lines]))
    return AskedFact(OPENING, "Horaires", text, week_columns(place) if simple else (), week)


def _week(rows: list[tuple[str, str]]) -> str:
    return " ; ".join(f"{days} : {spans}" for days, spans in rows)


def _sentence(place: api.Place, column: api.Column, value: Any, calendar: api.Calendar, day: dt.date) -> str:
    if column.name.endswith(".gratuit"):
        return FREE.get(str(value).strip().lower(), f"{column.label} : {value}.")
    if column.name == CLOSURES:
        return " ".join(_closed(place))
    if column.name == STOPS:
        stops = [
            (", ".join(x for x in (one.commune, one.lieu) if x), api.stop_days(place, one, calendar, day)) for one in place.arrets
        ]
        return "Passe ici. " + " ".join(f"{where} : {when}" for where, when in stops)
    said = _leaves(value)
    if column.name == "telephone" and place.telephone:
        said = api.phone(place.telephone)
    if column.name == "commune":
        return f"C’est {api.at_name(said)}."
    sentence = SENTENCES.get(column.name, f"{column.label.rpartition(' : ')[2]} : {{}}.")
    return sentence.replace("{}", said.rstrip(".") if sentence.endswith("}.") else said)


def _closed(place: api.Place) -> Iterator[str]:
    for one in place.fermetures:
        reason = f" ({one.motif})" if one.motif else ""
        yield "Fermé les jours fériés." if isinstance(one, api.Feries) else f"Fermé {api.days(one.du, one.au)}{reason}."


def _leaves(value: Any) -> str:
    """A value of a file on one line: the fields of a group are separated by commas, the items of a list by semicolons."""
    if isinstance(value, dict):
        return ", ".join(map(_leaves, value.values()))
    if isinstance(value, list):
        return " ; ".join(_leaves(one).rstrip(".") for one in value)
    return " ".join(str(value).split())


def _unknown(place: api.Place) -> Iterator[AskedFact]:
    """What families look for and the record does not say."""
    columns = {column.name: column for column in api.columns_of(type(place), internal=False)}
    for one in place.expected:
        if not (one.words and one.lacking(place)):
            continue
        names = (name for field in one.fields for name in (field, f"{field}.texte", f"{field}.comment"))
        if one.fields[0] == OPENING:
            yield AskedFact("?horaires", "Horaires", "Nous ne connaissons pas les horaires.", week_columns(place))
        elif column := next((columns[name] for name in names if name in columns), None):
            text = f"Nous ne connaissons pas {one.words}."
            yield AskedFact(f"?{column.name}", column.label, text, _fillable(column))
