"""The first page of a sheet: at most twelve boxes, whose labels are the questions that one asks aloud, and what they mean.

Hours and closures are one text each, « lundi à vendredi, 7h30 à 18h30 », and who said it is a source. :func:`understood` turns
them into the answers of the ordinary boxes, which « Tout le reste » still has; a text that did not change turns into nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ctg import api
from ctg_formulaire.typed import KEPT, THERE, Answers, ranks, with_row

MOST = 12
"""Boxes of a first page."""
HOURS, CLOSED, WHO, WHEN = "dit.heures", "dit.fermetures", "dit.qui", "dit.quand"
CLOSURES, NOTES, SOURCES = "fermetures", "faits_a_savoir", "sources"
STREET, POSTCODE = "adresse", "code_postal"
HOLIDAYS = "jours fériés"


class AskedAloud(NamedTuple):
    """A box of a first page: the field that it fills (or a text of ours), the question, what one could answer."""

    name: str
    question: str
    hint: str = ""
    half: bool = False
    """Whether it shares its line with the next one."""


_ANY = (
    AskedAloud("telephone", "À quel numéro appeler ?", "un numéro"),
    AskedAloud("ages.de", "À partir de quel âge ?", "10 semaines", True),
    AskedAloud("ages.a", "Jusqu’à quel âge ?", "3 ans", True),
    AskedAloud(HOURS, "Quels jours, quelles heures ?", "lundi à vendredi, 7h30 à 18h30"),
    AskedAloud(CLOSED, "Fermé quand ?", "du 2 au 20 août 2027"),
    AskedAloud(WHO, "Qui vous l’a dit ?", "la directrice", True),
    AskedAloud(WHEN, "Quand ?", half=True),
)
_STRUCTURE = (
    AskedAloud("adresse", "À quelle adresse ?", "rue, lieu-dit"),
    AskedAloud("places.total", "Combien de places ?", "20", True),
    AskedAloud("tarif.texte", "Combien ça coûte ?", "selon revenus", True),
    AskedAloud("inscription.comment", "Comment demander une place ?"),
    AskedAloud("accueil_handicap", "Et un enfant handicapé ?"),
)
_SERVICE = (
    AskedAloud("publics", "Pour qui ?", "les parents de jeunes enfants"),
    AskedAloud("conditions", "Qui y a droit ?"),
    AskedAloud("acces", "Faut-il un rendez-vous ?", half=True),
    AskedAloud("tarif.texte", "Combien ça coûte ?", "selon revenus", True),
    AskedAloud("demarches.lien", "Sur quelle page le demander ?", "https://…"),
)
QUESTIONS: dict[str, tuple[AskedAloud, ...]] = {
    "structures": (_ANY[0], _STRUCTURE[0], *_ANY[1:5], *_STRUCTURE[1:], *_ANY[5:]),
    "services": (_ANY[0], *_SERVICE[:2], *_ANY[1:5], *_SERVICE[2:], *_ANY[5:]),
}
"""By folder; the other kinds have the boxes that their readers look for."""
JOINED = AskedAloud("dit.joindre", "Comment le joindre ?", "un numéro, un courriel ou un site")


# --- out -----------------------------------------------------------------------------------------


def as_said(folder: str, values: Mapping[str, Any], day: dt.date) -> Answers:
    """What our own boxes of a first page hold; none for a kind that has no such page."""
    if folder not in QUESTIONS:
        return {}
    return {
        HOURS: [_week_said(values.get("horaires"))],
        CLOSED: ["\n".join(_closures_said(values))],
        WHO: [""],
        WHEN: [f"{day:%d/%m/%Y}"],
    }


def _week_said(hours: Any) -> str:
    """« lundi à vendredi 8h-18h ; samedi 9h-12h »; the remark when no day is told."""
    if not isinstance(hours, dict):
        return ""
    runs: list[tuple[list[str], str]] = []
    for day in api.JOURS:
        told = _openings(hours.get(day))
        if told and runs and runs[-1][1] == told and api.JOURS.index(runs[-1][0][-1]) == api.JOURS.index(day) - 1:
            runs[-1][0].append(day)
        elif told:
            runs.append(([day], told))
    week = " ; ".join(f"{_run(days)} {told}" for days, told in runs)
    return week or " ".join(str(hours.get("note") or "").split())


def _run(days: list[str]) -> str:
    return days[0] if len(days) == 1 else f"{days[0]} {'et' if len(days) == 2 else 'à'} {days[-1]}"


def _openings(value: Any) -> str:
    texts = value if isinstance(value, list) else [value] if value else []
    return " et ".join(map(str, texts))


def _closures_said(values: Mapping[str, Any]) -> Iterator[str]:
    """Each closure on its line, in its order."""
    found = values.get(CLOSURES)
    for one in found if isinstance(found, list) else ():
        if isinstance(one, dict):
            reason = f" ({one['motif']})" if one.get("motif") else ""
            first, last = (_day_said(str(one.get(end) or "")) for end in ("du", "au"))
            yield f"du {first} au {last}{reason}" if last else f"le {first}{reason}"
        else:
            yield HOLIDAYS


def _day_said(text: str) -> str:
    """« 2027-08-02 » → « 2 août 2027 », « 08-02 » → « 2 août »; another text as it is."""
    if not (found := re.fullmatch(r"(?:(\d{4})-)?(\d\d)-(\d\d)", text)):
        return text
    year, month, day = found.groups()
    said = f"{'1er' if day == '01' else int(day)} {api.MONTHS[(int(month) - 1) % 12]}"
    return f"{said} {year}" if year else said


# --- in ------------------------------------------------------------------------------------------


class Understood(NamedTuple):
    """The answers of the ordinary boxes; what could not be understood, by box; what is kept elsewhere, in sentences."""

    answers: Answers
    faults: dict[str, api.CellError]
    told: tuple[str, ...] = ()
    boxes: tuple[tuple[str, str], ...] = ()
    """(beginning of the name of an ordinary box, box of ours that fills it), for those that changed."""


def understood(
    folder: str, values: Mapping[str, Any], answers: Answers, day: dt.date, confirms: bool = False, communes: Iterable[str] = ()
) -> Understood:
    """What a form means. ``values``: the record as the form was made of it; ``confirms``: somebody said that all is right;
    ``communes``: those that an address may name.
    """
    was, faults = as_said(folder, values, day), dict[str, api.CellError]()
    told: list[str] = []
    boxes: list[tuple[str, str]] = []
    new = dict(answers)
    for name, read in ((HOURS, _hours), (CLOSED, _closures)):
        text = "\n".join(answers.get(name, ()))
        if name not in was or name not in answers or api.tidy(text) == api.tidy(was[name][0]):
            continue
        try:
            new |= read(text, values, new, told)
            boxes.append(("horaires." if name == HOURS else f"{CLOSURES}.", name))
        except api.CellError as fault:
            faults[name] = fault
    try:
        new |= _address(values, new, communes)
    except api.CellError as fault:
        faults[STREET] = fault
    try:
        new |= _source(values, new, day, confirms)
    except api.CellError as fault:
        faults[WHEN] = fault
    changed = "".join(new.get("places.total", ())) != str((values.get("places") or {}).get("total", ""))
    if changed and new.get("places.total", [""])[0] and not "".join(new.get("places.annee", ())):
        new["places.annee"] = [str(day.year)]
    return Understood(new, faults, tuple(told), tuple(boxes))


def _hours(text: str, values: Mapping[str, Any], answers: Answers, told: list[str]) -> Answers:
    """The boxes of the days; what no day holds is a remark. Raises :class:`CellError`."""
    week = api.read_opening(text) if text.strip() else {}
    if week is None:
        raise api.CellError(
            "Ces heures ne se comprennent pas.", "Écrivez par exemple : lundi à vendredi, 7h30 à 18h30 ; samedi 9h-12h."
        )
    new = {**answers, "horaires": [THERE], **{f"horaires.{day}": _texts(week.get(day, "")) for day in api.JOURS}}
    if note := week.get("note"):
        known = "".join(answers.get("horaires.note", ()))
        new["horaires.note"] = (
            [" ; ".join(filter(None, [known if not _only_note(values) else "", note]))] if note not in known else [known]
        )
        told.extend([f"« {note} » est gardé dans « Précision »."] if len(week) > 1 else [])
    if "semaines" in week and not _closed_in_holidays(values):
        new, row = with_row(new, "horaires.semaines")
        new[f"{row}.pendant"] = ["vacances"]
    return new


def _only_note(values: Mapping[str, Any]) -> bool:
    """Whether the hours of a sheet are its remark, which the box then showed."""
    hours = values.get("horaires")
    return isinstance(hours, dict) and not any(day in hours for day in api.JOURS)


def _closed_in_holidays(values: Mapping[str, Any]) -> bool:
    weeks = (values.get("horaires") or {}).get("semaines") if isinstance(values.get("horaires"), dict) else None
    return any(isinstance(one, dict) and one.get("pendant") == "vacances" for one in weeks or ())


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def week_of(text: str) -> dict[str, Any]:
    """« lundi à vendredi 8h-18h ; samedi matin » → each day and its openings, as a file has them; empty when it says more."""
    week = api.read_opening(text) or {}
    return week if week.keys() <= {*api.JOURS} else {}


def _closures(text: str, values: Mapping[str, Any], answers: Answers, told: list[str]) -> Answers:
    """The rows of the closures, those of the file that are still told kept; what gives no day is kept in words."""
    known, new = list(_closures_said(values)), dict(answers)
    kept, rank = [], max([len(known) - 1, *ranks(answers, CLOSURES)]) + 1
    for line in filter(None, (" ".join(one.split()) for one in text.splitlines())):
        found = api.read_closures(line)
        if line in known and (at := str(known.index(line))) not in kept:
            kept.append(at)
            continue
        for period in found:
            kept.append(str(rank))
            new |= {f"{CLOSURES}.{rank}.{name}": [said] for name, said in period.items()}
            rank += 1
        if not found:
            remark = f"Fermeture : {line}" if not api.fold(line).startswith("ferme") else api.capital(line)
            new[NOTES] = [*(one for one in new.get(NOTES, ()) if one), f"{remark.rstrip('.')}."]
            told.append(f"« {line} » ne donne pas de jour : c’est gardé dans « Bon à savoir ».")
    return {**new, CLOSURES: [f"{KEPT}{len(known)}", *kept]}


def closure_of(text: str) -> dict[str, str] | None:
    """« du 2 au 20 août 2027 (congés) », « le 24/12/2026 » → the boxes of a closure; None when no day is told, or several."""
    found = api.read_closures(text)
    return found[0] if len(found) == 1 else None


def _address(values: Mapping[str, Any], answers: Answers, communes: Iterable[str]) -> Answers:
    """An address on one line, each part in its box. Raises :class:`CellError` when it is in another commune than its sheet."""
    text = "".join(answers.get(STREET, ()))
    found = api.read_address(text, communes) if text != values.get(STREET) and POSTCODE in answers else None
    if not found:
        return {}
    commune = "".join(answers.get("commune", ())) or found.commune
    if found.commune and found.commune != commune and api.fold(found.commune) != api.fold(commune):
        raise api.CellError(f"Cette adresse est à {found.commune}, et la fiche à {commune}.", "Corrigez l’adresse ou la commune.")
    new = {STREET: [found.street]} | ({POSTCODE: [found.postcode]} if found.postcode else {})
    return new | ({"commune": [commune]} if "commune" in answers else {})


def _source(values: Mapping[str, Any], answers: Answers, day: dt.date, confirms: bool) -> Answers:
    """One more source, when somebody said it; in place of the last one of the same. Raises :class:`CellError`."""
    who = " ".join("".join(answers.get(WHO, ())).split())
    if not who and not confirms:
        return {}
    given = "".join(answers.get(WHEN, ())).strip()
    when = api.read_day(given, day) if given else day.isoformat()
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", when) or when > day.isoformat():
        raise api.CellError(f"« {api.shown(given)} » n’est pas un jour passé.", "Écrivez par exemple : 30/11/2026.")
    origin = f"{api.capital(who)}, appel" if who else "Appel"
    title = f"{origin} du {api.date_fr(dt.date.fromisoformat(when))}"
    known = values.get(SOURCES)
    titles = [str(one.get("titre", "")) if isinstance(one, dict) else "" for one in (known if isinstance(known, list) else ())]
    same = next((rank for rank, one in enumerate(titles) if one.rpartition(" du ")[0] == origin), None)
    rank = max([len(titles) - 1, *ranks(answers, SOURCES)]) + 1 if same is None else same
    listed = answers.get(SOURCES) or [f"{KEPT}{len(titles)}", *map(str, range(len(titles)))]
    rows = listed if str(rank) in listed else [*listed, str(rank)]
    return {SOURCES: rows, f"{SOURCES}.{rank}.titre": [title], f"{SOURCES}.{rank}.date": [when]}


def reach_of(text: str) -> Answers:
    """« 01 99 … », « x@y.fr », « www.… » → the box of what it is; "" fills none."""
    found = api.read_reach(text)
    name = found[0] if found else "site_web" if text.strip() else ""
    return {name: [text.strip()]} if name else {}
