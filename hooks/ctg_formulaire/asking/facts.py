"""What somebody is asked of a record: the facts of its first page, as the site says them; the question, where it says nothing.

The catalogue has already left out what may not leave (internal fields, a confidential address).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from ctg import api
from ctg_formulaire.sheets import questions
from ctg_formulaire.sheets.questions import CLOSED, FIGURE, HOURS, MONEY, QUESTIONS, STATE, STEP, STOPS

BOXES = {
    "telephone": ("telephone",),
    "horaires": (HOURS,),
    "adresse": ("adresse",),
    "ages": ("ages.de", "ages.a"),
    "fermetures": (CLOSED,),
    "places": ("places.total",),
    "tarif": ("tarif.texte",),
    "publics": ("publics",),
    "conditions": ("conditions",),
    "inscription": ("inscription.comment",),
    "acces": ("acces",),
    "demarches": ("demarches.lien",),
    "accueil_handicap": ("accueil_handicap",),
    "etats": (STATE,),
    "calendrier": (STEP,),
    "difficultes": (STOPS,),
    "bilans": (FIGURE,),
    "moyens": (MONEY,),
}
"""Each field that may be asked, what people read first before the others, and the boxes of the first page that fill it."""
BESIDES = {"courriel": ("courriel",), "site_web": ("site_web",)}
"""What nobody is asked of a place, and an answer may change."""
ACTIONS = "actions"
LABELS = {
    "telephone": "numéro", "horaires": "horaires", "adresse": "adresse", "ages": "âges", "fermetures": "fermetures",
    "places": "nombre de places", "tarif": "prix", "publics": "à qui il s’adresse", "conditions": "conditions",
    "inscription": "inscription", "acces": "accès", "demarches": "démarches", "accueil_handicap": "accueil du handicap",
    "etats": "état", "calendrier": "prochaine étape", "difficultes": "ce qui bloque", "bilans": "chiffre de l’année",
    "moyens": "argent engagé", "courriel": "courriel", "site_web": "site",
}  # fmt: skip
"""What each is called in a source: « numéro, horaires »."""


@dataclass(frozen=True)
class AskedFact:
    """One fact to confirm, or one question."""

    name: str
    text: str
    known: bool

    @property
    def boxes(self) -> tuple[str, ...]:
        """Those that change it."""
        return (BOXES | BESIDES)[self.name]


@dataclass(frozen=True)
class AskedRecord:
    """A record, and what is asked of it, what people read first before the rest."""

    record: api.Record
    facts: tuple[AskedFact, ...]

    @property
    def every(self) -> tuple[AskedFact, ...]:
        """Those, and what an answer may change besides."""
        besides = BESIDES if isinstance(self.record, api.Place) else {}
        return (*self.facts, *(AskedFact(name, "", known=False) for name in besides))

    @property
    def version(self) -> str:
        """The digest of what the record says of all that may be asked: another one when something changed since."""
        said = json.dumps([self.record.as_written.get(name) for name in BOXES], ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:12]


def asked(catalogue: api.Catalogue, record: api.Record, day: dt.date) -> AskedRecord:
    """All that may be asked of a place or of an action on a day; nothing of what is neither."""
    if isinstance(record, api.Place):
        said = dict(_of_place(catalogue, record, day))
    else:
        said = dict(_of_action(record, day)) if record.folder == ACTIONS else {}
    aloud = {one.name: one.question for one in QUESTIONS.get(record.folder, ())}
    found = ((name, said.get(name, ""), aloud[boxes[0]]) for name, boxes in BOXES.items() if boxes[0] in aloud)
    wanted = set(_sought(record))
    facts = (AskedFact(name, text or question, bool(text)) for name, text, question in found if text or name in wanted)
    return AskedRecord(record, tuple(facts))


def _sought(record: api.Record) -> Iterator[str]:
    """What readers look for and the record does not say; all that is asked of an action."""
    if not isinstance(record, api.Place):
        yield from BOXES
    elif record.seat:
        yield "fermetures"
    for one in record.expected:
        if one.lacking(record):
            yield from (name.partition(".")[0] for name in one.fields)


def _of_action(action: api.Record, day: dt.date) -> Iterator[tuple[str, str]]:
    boxes = questions.as_said(action.as_written, day)
    words = {
        STATE: "Elle est",
        STOPS: "Ce qui bloque :",
        STEP: "Prochaine étape :",
        FIGURE: f"Chiffre de {day.year} :",
        MONEY: f"Argent engagé en {day.year} :",
    }
    for name in ("etats", "calendrier", "difficultes", "bilans", "moyens"):
        text = " ; ".join(boxes[BOXES[name][0]][0].splitlines())
        yield name, f"{words[BOXES[name][0]]} {text.rstrip('.')}." if text else ""


PLAIN = {
    "places": ("Il y a {} places.", "places.total"),
    "publics": ("C’est pour : {}.", "publics"),
    "conditions": ("Y ont droit : {}.", "conditions"),
    "acces": ("Accès : {}.", "acces"),
    "inscription": ("Pour s’inscrire : {}.", "inscription.comment"),
    "demarches": ("On le demande sur {}", "demarches.lien"),
    "accueil_handicap": ("Enfants handicapés : {}.", "accueil_handicap"),
}
"""What is said of a field in one sentence, and where its value is."""


def _of_place(catalogue: api.Catalogue, place: api.Place, day: dt.date) -> Iterator[tuple[str, str]]:
    yield "telephone", f"On appelle le {api.phone(place.telephone)}." if place.telephone else ""
    yield "horaires", _opening(place, api.Calendar.of(catalogue, place), day)
    yield "adresse", f"Adresse : {', '.join(filter(None, (_line(place.adresse), place.seat)))}." if place.adresse else ""
    yield "ages", f"{api.capital(api.age_range(place.ages))}." if place.ages else ""
    yield "fermetures", " ".join(_closed(place))
    if place.tarif:
        yield "tarif", api.price(place.tarif) or ("C’est payant." if place.tarif.gratuit is False else "")
    for name, (sentence, path) in PLAIN.items():
        said = api.lookup(place.as_written, tuple(path.split(".")))
        if said:
            yield name, sentence.replace("{}", _line(said).rstrip(".") if sentence.endswith(".") else _line(said))


def _line(value: object) -> str:
    return " ".join(str(value).split())


def _opening(place: api.Place, calendar: api.Calendar, day: dt.date) -> str:
    """The hours in sentences; where what moves stops, and when."""
    stops = [
        f"{', '.join(filter(None, (one.commune, one.lieu)))} : {api.stop_days(place, one, calendar, day)}."
        for one in place.arrets
    ]
    if not place.horaires or not place.horaires.known:
        note = place.horaires.note if place.horaires else ""
        return " ".join([*(["Passe ici."] if stops else []), *stops, *([api.capital(_line(note))] if note else [])])
    said = api.words_describe(place, calendar, day)
    weeks = (f"{title}, {_week(rows)}." if title else f"{_week(rows)}." for title, rows in said.tables)
    lines = [line for line in said.lines if not line.startswith("Fermé les jours fériés")]
    return api.capital(" ".join([*weeks, *lines, *stops]))


def _week(rows: list[tuple[str, str]]) -> str:
    return " ; ".join(f"{days} : {spans}" for days, spans in rows)


def _closed(place: api.Place) -> Iterator[str]:
    for one in place.fermetures:
        reason = f" ({one.motif})" if one.motif else ""
        yield "Fermé les jours fériés." if isinstance(one, api.Feries) else f"Fermé {api.days(one.du, one.au)}{reason}."
