"""The questions of a sheet's first page, by kind; and how far an action is, in the words of those who lead it: the texts of
its first page ⇄ its state, its steps, its money."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ctg import api
from ctg_formulaire.typed import KEPT, THERE, Answers, day_said, with_row

MOST = 12
"""Boxes of a first page."""
HOURS, CLOSED, WHO, WHEN = "dit.heures", "dit.fermetures", "dit.qui", "dit.quand"
STATE, STEP, STOPS, FIGURE, MONEY = "dit.etat", "dit.etape", "dit.bloque", "dit.chiffre", "dit.argent"
HOW, BACKS, SOURCE = "dit.comment", "dit.appuie", "dit.source"
"""Not boxes: how it was said (« appel » by default), what it vouches for, the source that it makes."""


class AskedAloud(NamedTuple):
    """A box of a first page: the field that it fills (or a text of ours), the question, what one could answer."""

    name: str
    question: str
    hint: str = ""
    half: str = ""
    """Not empty where it shares its line with the next one."""


KNOWN = api.parse(api.read_plain(Path(__file__).with_name("questions.yml")).decode())
QUESTIONS = {folder: tuple(AskedAloud(*row) for row in rows) for folder, rows in KNOWN["premiere_page"].items()}
"""By folder; the other kinds have the boxes that their readers look for."""
CHOSEN = {"axes": "cadre"}
"""By folder: the field that a new record fills where there are several to choose from; of the only one, a sheet may be silent."""
JOINED = AskedAloud("dit.joindre", "Comment le joindre ?", "un numéro, un courriel ou un site")
WAYS = ("telephone", "courriel", "site_web")
"""The fields that it fills: a new sheet does not show them, and what is said of them stands under it."""


# --- actions ---------------------------------------------------------------------------------

STATES: dict[str, str] = KNOWN["etats"]
"""What a state is said by, folded; the first that is found is taken out before the next is looked for."""
NEGATED = re.compile(r"\b(?:ne?|pas|plus|jamais|presque|bientot|sera|seront|devrait|pourrait|si)\b")
DATE = r"(?:\d{1,2}(?:er)?\s+)?[a-zéûô]{3,9}\.?\s+\d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2}[/.]\d{4}|\d{4}-\d\d(?:-\d\d)?"
AMOUNT = re.compile(r"(?<![\d,.])(\d{1,3}(?:[ .\u00a0\u202f]\d{3})+|\d+)(?:,(\d\d?))?\s*(k\s*€|€|k?euros?)", re.IGNORECASE)


FilledRow = dict[str, str]


# --- out -----------------------------------------------------------------------------------------


def as_said(values: Mapping[str, Any], day: dt.date) -> Answers:
    """What the boxes of an action's first page hold."""
    return {
        STATE: [_state_said(_rows(values.get("etats")))],
        STEP: [next(_steps_said(_rows((values.get("calendrier") or {}).get("etapes"))), "")],
        STOPS: ["\n".join(str(one.get("texte", "")) for one in _rows(values.get("difficultes")) if not one.get("levee_le"))],
        FIGURE: [next((str(one.get("texte", "")) for one in _rows(values.get("bilans")) if _of(one, day)), "")],
        MONEY: ["\n".join(_money_said(_rows((values.get("moyens") or {}).get("financiers")), day))],
    }


def _rows(found: Any) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _of(row: Mapping[str, Any], day: dt.date) -> bool:
    return str(row.get("annee")) == str(day.year)


def _state_said(rows: Sequence[Mapping[str, Any]]) -> str:
    """« en cours depuis le 12 juin 2026 » of the last state."""
    last = max(rows, key=lambda one: str(one.get("date", "")), default={})
    label = {state.value: label for state, label in api.ETATS.items() if state}.get(str(last.get("etat")), "")
    return f"{label}, le {day_said(str(last['date']))}" if label and last.get("date") else label


def _steps_said(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """« ouverture du guichet, septembre 2026 » of those that are not done, the first to come before."""
    for one in sorted(rows, key=lambda one: str(one.get("date", ""))):
        if str(one.get("fait")) != "oui":
            yield f"{one.get('titre', '')}, {day_said(str(one.get('date', '')))}"


def _money_said(rows: Sequence[Mapping[str, Any]], day: dt.date) -> Iterator[str]:
    for one in rows:
        if _of(one, day) and one.get("prevu"):
            yield f"{api.euros(Decimal(str(one['prevu'])))} de {one.get('financeur', '')}"


# --- in ------------------------------------------------------------------------------------------


def _state(text: str, day: dt.date) -> Iterator[FilledRow]:
    """A state, seen on the day that the text says, else on ``day``. Raises :class:`CellError`."""
    if not (found := state_of(text)):
        raise api.CellError("On ne comprend pas où en est l’action.", "Écrivez par exemple : en cours depuis le 12 juin 2026.")
    said = re.search(rf"(?:depuis|le|en|:|,)\s+(?:le\s+|en\s+)?({DATE})", text, re.IGNORECASE)
    when = next(api.read_dates(said[1]), "") if said else ""
    whole = bool(re.fullmatch(r"\d{4}-\d\d-\d\d", when)) and when <= day.isoformat()
    row = {"date": when if whole else day.isoformat(), "etat": found}
    yield row | ({"note": _sentence(text)} if said and not whole else {})


def state_of(text: str) -> str:
    """The only state that a text says; "" when it says none, several, or one that it denies."""
    left, found = f" {api.fold(text)} ", []
    for state, words in STATES.items():
        left, count = re.subn(rf"(?<= )(?:{words})(?= )", "·", left)
        found += [state] * bool(count)
    return found[0] if len(found) == 1 and not NEGATED.search(left) else ""


def _step(text: str, _day: dt.date) -> Iterator[FilledRow]:
    """A step and its date. Raises :class:`CellError`."""
    if not (found := step_of(text)):
        raise api.CellError("Il manque la date de cette étape.", "Écrivez par exemple : ouverture du guichet, septembre 2027.")
    yield found


def step_of(text: str) -> dict[str, str] | None:
    """« ouverture du guichet en septembre 2027 » → its title and its date; None when no date ends it."""
    line = " ".join(text.split()).rstrip(" .")
    joint = r"[,:;(–-]|\b(?:en|le|d[’']ici|pour|prévue?s?|vers|courant|fin|début|au)\b"
    found = re.fullmatch(rf"(.{{3,}}?)[\s,]*(?:(?:{joint})\s*)+({DATE})\)?", line, re.IGNORECASE)
    when = next(api.read_dates(found[2]), "") if found else ""
    return {"titre": api.capital(found[1].strip(" ,:;")), "date": when} if found and re.match(r"\d{4}", when) else None


NOTHING = re.compile(
    r"(?:rien|neant|non|ras|aucune?(?: (?:difficulte|blocage|frein))?|pas de (?:difficulte|blocage|frein)s?)"
    r"(?: (?:ne|n|nous|la|l|ce|jour|bloque|a|de|special|particulier|pour|le|moment|instant|signaler|cette|annee))*"
)


def stops_of(text: str) -> str:
    """What blocks; empty when it says that nothing does: « Rien ne bloque. »"""
    return "" if NOTHING.fullmatch(api.fold(text)) else text


def _stops(text: str, day: dt.date) -> Iterator[FilledRow]:
    """Each difficulty, seen on ``day``."""
    for line in filter(stops_of, filter(None, map(str.strip, text.splitlines()))):
        yield {"texte": _sentence(line), "date": day.isoformat()}


def _figure(text: str, day: dt.date) -> Iterator[FilledRow]:
    """The report of the year."""
    yield {"annee": str(day.year), "texte": _sentence(text)}


def _money(text: str, day: dt.date) -> Iterator[FilledRow]:
    """Each amount, which says who pays. Raises :class:`CellError`."""
    for line in filter(None, map(str.strip, re.split(r"\n|;", text))):
        if (found := money_of(line)) is None:
            raise api.CellError("Un montant se dit avec qui le paie.", "Écrivez par exemple : 12 000 € de la CAF.")
        yield {"annee": str(day.year), "financeur": found[1], "prevu": found[0]}


def _sentence(text: str) -> str:
    return f"{api.capital(' '.join(text.split())).rstrip('.')}."


def money_of(text: str) -> tuple[str, str] | None:
    """« 12 000 € de la CAF » → the amount in euros, who pays; None for more, or less, than that."""
    amounts = list(AMOUNT.finditer(text))
    if len(amounts) != 1:
        return None
    one = amounts[0]
    value = Decimal(re.sub(r"\D", "", one[1]) + (f".{one[2]}" if one[2] else "")) * (1000 if "k" in one[3].lower() else 1)
    payer = re.search(
        r"^\W*(?:engagés?\s+|versés?\s+|financés?\s+)?(?:par|de|du|des|d[’']|:|\(|,(?=\s*(?-i:[A-ZÉ])))\s*"
        r"(?:l[ea]s?\s+|l[’'])?(.+)", text[one.end() :], re.IGNORECASE)  # fmt: skip
    name = re.split(r"[,;.(]|\bpour\b|\ben 20\d\d\b", payer[1])[0].strip(" ).") if payer else ""
    return (f"{value:f}", name) if 2 <= len(name) <= 80 else None


class ActionBox(NamedTuple):
    """A box of an action: the list that it fills, what it reads in a text on a day, the fields by which a row is known."""

    field: str
    read: Callable[[str, dt.date], Iterator[FilledRow]]
    keys: tuple[str, ...]


ACTION_BOXES = {
    STATE: ActionBox("etats", _state, ("date",)),
    STEP: ActionBox("calendrier.etapes", _step, ("titre",)),
    STOPS: ActionBox("difficultes", _stops, ("texte",)),
    FIGURE: ActionBox("bilans", _figure, ("annee",)),
    MONEY: ActionBox("moyens.financiers", _money, ("annee", "financeur")),
}


def filled(box: str, text: str, values: Mapping[str, Any], answers: Answers, day: dt.date) -> Answers:
    """The answers with the rows that the text of a box gives: in place of that of the record which is known by the same words,
    else new ones. Raises :class:`CellError`."""
    name, read, keys = ACTION_BOXES[box]
    group, inside, _ = name.partition(".")
    rows = _rows(api.lookup(dict(values), tuple(name.split("."))))
    known = [[api.fold(str(one.get(key, ""))) for key in keys] for one in rows]
    new = {**answers, **({group: [THERE]} if inside else {})}
    if not any(text.startswith(KEPT) for text in new.get(name, ())):
        new[name] = [f"{KEPT}0"]
    for row in read(text, day):
        said = [api.fold(row[key]) for key in keys]
        if box == STOPS and said in known:  # told already, on its own day
            continue
        if box == STATE and SOURCE in answers:
            row["source"] = answers[SOURCE][0]
        new, here = (new, f"{name}.{known.index(said)}") if said in known else with_row(new, name)
        new |= {f"{here}.{key}": [one] for key, one in row.items()}
    return new
