"""The first page of a sheet: at most twelve boxes, whose labels are the questions that one asks aloud, and what they mean.

Hours and closures are one text each, « lundi à vendredi, 7h30 à 18h30 », and who said it is a source. :func:`understood` turns
them into the answers of the ordinary boxes, which « Tout le reste » still has; a text that did not change turns into nothing.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from ctg import api
from ctg_formulaire import questions
from ctg_formulaire.opened import read
from ctg_formulaire.questions import BACKS, CLOSED, HOURS, HOW, QUESTIONS, SOURCE, WAYS, WHEN, WHO
from ctg_formulaire.typed import BESIDE, KEPT, THERE, Answers, day_said, ranks, with_row
from ctg_formulaire.wording import LINE

T = TypeVar("T")
CLOSURES, NOTES, SOURCES = "fermetures", "faits_a_savoir", "sources"
STREET, POSTCODE = "adresse", "code_postal"
DOUBT, CHECKED = "etat_fiche", "verifie_le"
ISO = re.compile(r"\d{4}-\d\d-\d\d")
HOLIDAYS = "jours fériés"
IN_HOURS = "Mettez-les dans la case des jours et des heures."
FERIES = re.compile(
    r"(?i)(?!.*\b(?:ouvert|sauf|hors|pas|non))(?:ferm\w+ )?(.*?)[\s,;+]*(?:et )?(?:tous )?(?:l[ea]s? )?jours? f[ée]ri[ée]s?"
    r"(?:\s*[,;+]|\s+et\b|$)\s*(.*)"
)


# --- out -----------------------------------------------------------------------------------------


def as_said(folder: str, values: Mapping[str, Any], day: dt.date) -> Answers:
    """What our own boxes of a first page hold; none for a kind that has no such page."""
    if folder not in QUESTIONS:
        return {}
    place = {HOURS: [week_said(values.get("horaires"))], CLOSED: ["\n".join(closures_said(values))]}
    own = questions.as_said(values, day) if folder == "actions" else place
    return {**own, WHO: [""], WHEN: [f"{day:%d/%m/%Y}"]}


def week_said(hours: Any) -> str:
    """« lundi à vendredi 8h-18h ; samedi 9h-12h »; the remark when no day is told."""
    if not isinstance(hours, dict):
        return ""
    told = groupby(api.JOURS, key=lambda day: openings_said(hours.get(day)))
    week = " ; ".join(f"{_run([*days])} {spans}" for spans, days in told if spans)
    return week or " ".join(str(hours.get("note") or "").split())


def _run(days: list[str]) -> str:
    return days[0] if len(days) == 1 else f"{days[0]} {'et' if len(days) == 2 else 'à'} {days[-1]}"


def openings_said(value: Any) -> str:
    """« 8h-12h et 14h-18h »; "" for nothing."""
    texts = value if isinstance(value, list) else [value] if value else []
    return " et ".join(map(str, texts))


def closures_said(values: Mapping[str, Any]) -> Iterator[str]:
    """Each closure on its line, in its order."""
    found = values.get(CLOSURES)
    for one in found if isinstance(found, list) else ():
        if isinstance(one, dict):
            reason = f" ({one['motif']})" if one.get("motif") else ""
            first, last = (day_said(str(one.get(end) or "")) for end in ("du", "au"))
            until = f"à partir du {first}, {last}" if last.startswith("jusqu") else f"du {first} au {last}"
            yearly = ", chaque année" * (len(str(one.get("du") or "")) == len("08-01"))
            yield f"{until if last else f'le {first}'}{yearly}{reason}"
        else:
            yield HOLIDAYS


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

    def tried(name: str, act: Callable[[], T]) -> T | None:
        """What a box gives; None when it is not understood, which is noted."""
        try:
            return act()
        except api.CellError as fault:
            faults[name] = fault
            return None

    new, when = dict(answers), tried(WHEN, lambda: past_day("".join(answers.get(WHEN, ())), day)) or day
    if "".join(answers.get(WHO, ())).strip():
        new[SOURCE] = _title(answers, when)[:1]
    for name, (start, reads) in READERS.items():
        text = "\n".join(answers.get(name, ()))
        if name not in was or name not in answers or api.tidy(text) == api.tidy(was[name][0]):
            continue
        beside = {HOURS: told, CLOSED: (told, day)}.get(name, when)
        if (filled := tried(name, partial(reads, text, values, new, beside))) is not None:
            new |= filled
            boxes.append((start, name))
    for name in {*WAYS} & answers.keys() if HOURS in was else ():
        tried(name, partial(_way_alone, "".join(answers[name])))
    new |= _ages(values, new, told)
    new |= tried(STREET, partial(_address, values, new, communes)) or {}
    new |= _source(values, new, when, confirms) | (confirmation(new, values, when) if confirms else {})
    changed = "".join(new.get("places.total", ())) != str((values.get("places") or {}).get("total", ""))
    if changed and new.get("places.total", [""])[0] and not "".join(new.get("places.annee", ())):
        new["places.annee"] = [str(day.year)]
    return Understood(new, faults, tuple(told), tuple(boxes))


def _way_alone(text: str) -> None:
    """Raises :class:`CellError` for a number, a mail or a site beside which hours are said."""
    if (found := api.read_reach(text)) and api.read_week(found[1].rest):
        raise api.CellError(f"« {found[1].rest} » dit les heures d’une semaine.", IN_HOURS)


def _hours(text: str, values: Mapping[str, Any], answers: Answers, told: list[str]) -> Answers:
    """The boxes of the days; what no day holds is a remark. Raises :class:`CellError`."""
    week = api.read_opening(text) if text.strip() else {}
    if week is None and not values.get("horaires"):
        week = {"note": " ".join(text.split())}
        told.append("Ces horaires ne se comprennent pas jour par jour : la phrase est gardée dans « Précision ».")
    if week is None:
        unclear = next((part for part in re.split(r"[;\n]", text) if part.strip() and api.read_opening(part) is None), text)
        remedy = "Écrivez par exemple : lundi à vendredi, 7h30 à 18h30 ; samedi 9h-12h."
        raise api.CellError(f"« {api.shown(unclear)} » ne se comprend pas.", remedy)
    hours = known if isinstance(known := values.get("horaires"), dict) else {}
    new = {**answers, "horaires": [THERE], **{f"horaires.{day}": _texts(week.get(day, "")) for day in api.JOURS}}
    if note := week.get("note"):
        typed = "".join(answers.get("horaires.note", ()))
        shown = bool(hours) and not any(day in hours for day in api.JOURS)  # the box showed the remark: it is in the text
        new["horaires.note"] = [" ; ".join(filter(None, ["" if shown else typed, note])) if note not in typed else typed]
        told.extend([f"« {note} » est gardé dans « Précision »."] if len(week) > 1 else [])
    if holidays := week.get("jours_feries"):
        new["horaires.jours_feries"] = [holidays]
        told.append(f"Jours fériés : {'fermé' if holidays == 'ferme' else holidays}.")
    weeks = enumerate(hours.get("semaines") or ())
    rank = next((n for n, one in weeks if isinstance(one, dict) and one.get("pendant") == "vacances"), None)
    for other in week.get("semaines", ()):
        if rank is None or len(other) > 1:
            new, row = with_row(new, "horaires.semaines") if rank is None else (new, f"horaires.semaines.{rank}")
            new |= {f"{row}.pendant": [other["pendant"]], **{f"{row}.{day}": _texts(other.get(day, "")) for day in api.JOURS}}
    return new


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _closures(text: str, values: Mapping[str, Any], answers: Answers, beside: tuple[list[str], dt.date]) -> Answers:
    """The rows of the closures, those of the file that are still told kept; what gives no day is kept in words."""
    known, new, (told, today) = list(closures_said(values)), dict(answers), beside
    kept, rank = [], max([len(known) - 1, *ranks(answers, CLOSURES)]) + 1
    lines = [" ".join(one.split()) for one in text.splitlines()]
    parts = [part for one in lines for part in ([one] if one in known else _parts(one, today)) if part]
    for line in parts:
        if (shut := FERIES.fullmatch(line)) and HOLIDAYS not in known:
            kept.append(str(rank))
            new[f"{CLOSURES}.{rank}"], rank, line = ["jours feries"], rank + 1, shut[1] + shut[2]
            if not line:
                continue
        found = api.read_closures(line, today=today)
        if line in known and (at := str(known.index(line))) not in kept:
            kept.append(at)
            continue
        for period in found:
            kept.append(str(rank))
            new |= {f"{CLOSURES}.{rank}.{name}": [said] for name, said in period.items()}
            rank += 1
        if any(_guessed(line, period) for period in found):
            told.append(f"« {line} » est compris : {' ; '.join(closures_said({CLOSURES: found}))}.")
        if not found and api.read_week(line):
            raise api.CellError(f"« {line} » dit les heures d’une semaine.", IN_HOURS)
        if not found and (why := next(filter(None, map(api.no_such_day, A_DAY.findall(line))), "")):
            raise api.CellError(f"« {line} » : {why}.", "Corrigez le jour ou le mois.")
        if not found:
            remark = f"Fermeture : {line}" if not api.fold(line).startswith("ferme") else api.capital(line)
            new[NOTES] = [*(one for one in new.get(NOTES, ()) if one), f"{remark.rstrip('.')}."]
            told.append(f"« {line} » ne donne pas de jour : c’est gardé dans « Bon à savoir ».")
    return {**new, CLOSURES: [f"{KEPT}{len(known)}", *kept]}


A_DAY = re.compile(r"\b\d{1,2} [^\W\d]{3,9}(?: \d{4})?\b")


def _guessed(line: str, period: Mapping[str, str]) -> bool:
    """Whether a period has a day, or a year, that its line does not write: « entre Noël et le jour de l’an »."""
    written = {int(one) % 100 for one in re.findall(r"\d+", line)}
    dates = [one.split("-") for end in ("du", "au") if re.fullmatch(r"[\d-]+", one := period.get(end, ""))]
    return any(int(part) % 100 not in written for date in dates for part in (date[-1], date[0] if date[2:] else date[-1]))


def _parts(line: str, today: dt.date) -> list[str]:
    """A line, or its parts when it is not read as a whole: none without the year that another says, nor when one is not read."""
    parts = re.split(r"\s*[;+]\s*|(?<=[^\W\d]{3})\.\s+", line)
    found = [api.read_closures(part, today=today) for part in parts]
    sizes = {len(row["du"]) for rows in found for row in rows}
    lost = 5 in sizes and (len(sizes) > 1 or re.search(r"\b20\d\d\b", line))
    unread = sizes and any(re.search(r"\d", part) for part, rows in zip(parts, found, strict=True) if not rows)
    return [line] if lost or unread or api.read_closures(line, today=today) else parts


def _ages(values: Mapping[str, Any], answers: Answers, told: list[str]) -> Answers:
    """Both ages of a text typed in one of their boxes, when the other was left as it was; what it says besides is kept."""
    known = ages if isinstance(ages := values.get("ages"), dict) else {}
    for name, other in (("de", "a"), ("a", "de")):
        text, beside = ("".join(answers.get(f"ages.{one}", ())) for one in (name, other))
        if text == known.get(name, "") or beside != known.get(other, ""):
            continue
        text = re.sub(r"^\s*(\d\d?)\s+(\d\d?)\s*$", r"\1-\2", text)  # in that box, « 16 25 » is both
        found = api.read_ages(text) or (({}, text.strip()) if " " in text.strip() and not api.fits(api.Type.AGE, text) else None)
        if not found:
            continue
        bounds, more = found
        new = {f"ages.{one}": [age] for one, age in ({name: ""} | bounds).items()}
        told += [f"« {more} » est gardé dans « Bon à savoir »."] * bool(more)
        return new | ({NOTES: [*filter(None, answers.get(NOTES, ())), f"Âges : {more.rstrip('.')}."]} if more else {})
    return {}


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
    if found.commune != commune and not found.postcode and api.fold(found.commune) not in api.fold(text):
        found = api.read_address(text) or found  # « avenue Jean Moulin » is not at Moulin-le-Vieux
    if found.commune and found.commune != commune and not api.commune_of(commune, [found.commune]):
        raise api.CellError(f"Cette adresse est à {found.commune}, et la fiche à {commune}.", "Corrigez l’adresse ou la commune.")
    new = {STREET: [found.street]} | ({POSTCODE: [found.postcode]} if found.postcode else {})
    return new | ({"commune": [commune]} if "commune" in answers else {})


READERS: dict[str, tuple[str, Callable[[str, Mapping[str, Any], Answers, Any], Answers]]] = {
    HOURS: ("horaires.", _hours),
    CLOSED: (f"{CLOSURES}.", _closures),
    **{box: (f"{one.field}.", partial(questions.filled, box)) for box, one in questions.ACTION_BOXES.items()},
}
"""Our own boxes → what the ordinary boxes that they fill begin with, and how."""


def past_day(given: str, today: dt.date) -> dt.date:
    """The day that a text says, today when it says none. Raises :class:`CellError` when it is to come, or no day."""
    said = given.strip()
    when = api.read_day(said, today) or api.read_day(f"depuis {said}", today) if said else today.isoformat()
    if not when or when > today.isoformat():
        raise api.CellError(f"« {api.shown(given)} » n’est pas un jour passé.", "Écrivez par exemple : 30/11/2026.")
    return dt.date.fromisoformat(when)


def _title(answers: Answers, when: dt.date) -> list[str]:
    """« Mairie de Valbourg, appel du 2 décembre 2026 » by a call, « Mairie de Valbourg, le 2 décembre 2026 » where nobody
    said how; and what it has in common with an older one."""
    who, how = (api.unnamed(" ".join("".join(answers.get(name, ())).split())) for name in (WHO, HOW))  # a source is published
    origin = api.capital(", ".join(filter(None, [who, how])) or "vérification")
    return [f"{origin}{', le' if who and not how else ' du'} {api.date_fr(when)}", origin]


def _source(values: Mapping[str, Any], answers: Answers, when: dt.date, confirms: bool) -> Answers:
    """One more source, when somebody said it; in place of the last one of the same."""
    if not confirms and not "".join(answers.get(WHO, ())).strip():
        return {}
    title, origin = _title(answers, when)
    known = values.get(SOURCES)
    titles = [str(one.get("titre", "")) if isinstance(one, dict) else "" for one in (known if isinstance(known, list) else ())]
    said = title if "".join(answers.get(WHO, ())).strip() else api.date_fr(when)
    if any(one != title and api.fold(one).endswith(api.fold(said)) for one in titles):
        return {}  # « La directrice, le 1er décembre 2026 » says more than « Vérification du 1er décembre 2026 »
    listed = answers.get(SOURCES) or [f"{KEPT}{len(titles)}", *map(str, range(len(titles)))]
    origins = [re.split(r"(?: du|, le) (?=\d)", one)[0] for one in titles]
    same = next((n for n, one in enumerate(origins) if one == origin and str(n) in listed), None)
    new, row = with_row({SOURCES: listed}, SOURCES) if same is None else ({SOURCES: listed}, f"{SOURCES}.{same}")
    backs = {f"{row}.appuie": answers[BACKS]} if BACKS in answers else {}
    return {**new, f"{row}.titre": [title], f"{row}.date": [when.isoformat()], **backs}


NEAR = {"courriel": re.compile("@"), "telephone": re.compile(r"^(?!.*[^\W\d]\.[^\W\d]|.*/).*\d\W?\d"), "site_web": re.compile("")}
"""A way to reach → what a text that is none of them looks like most: a number has digits together, and no name of a site."""
BETWEEN = re.compile(
    r"(?i)(?:\W|\b(?:ou|et|puis|sinon|aussi|bien|par|de|au|à|a|le|la|les|sur|appel\w*|[ée]cri\w*|contact\w*|joi[gn]\w*|t[ée]l\w*|"
    r"num[ée]ro|courriel|e?-?mail|site)\b)*"
)
"""What only stands between two ways to reach someone."""


def reach_of(text: str, names: Container[str]) -> Answers:
    """« 01 99 …, x@y.fr, lundi de 8h à 18h, 3 rue des Saules » → the box of each way to reach, of hours and of an address, where
    ``names`` has it; all in one box where something else is said, which is then told; "" fills none."""
    found: Answers = {}
    whole = " ".join(text.split())
    left = re.sub(r"\s([^\s,;:<>()/]+@[^\s,;:<>()/]+)", r", \1,", f" {whole}").strip(" ,")
    while (one := api.read_reach(left)) and one[0] not in found:
        found[one[0]], left = [one[1].value], one[1].rest
    left = "" if BETWEEN.fullmatch(left) else left
    parts = re.split(r"\s*[,;]\s+", left)
    hours = [part for part in parts if api.read_week(part)]
    week = {HOURS: ["; ".join(hours)]} if hours else {}
    left = ", ".join(part for part in parts if part not in hours)
    street = {STREET: [left], POSTCODE: [""]} if STREET in names and api.read_address(left) else {}
    if found and (street or (len(found | week) > 1 and not left)):
        return found | week | street
    if len(found) > 1:  # what is said besides is told of the number, which has hours most often
        return found | {(near := "telephone" if "telephone" in found else next(iter(found))): [f"{found[near][0]} {left}"]}
    near = next(name for name, looks in NEAR.items() if looks.search(whole) and (name in names or name == "site_web"))
    return {next(iter(found), near): [whole]} if whole else {}


# --- confirmed -----------------------------------------------------------------------------------


def confirmation(answers: Answers, values: Mapping[str, Any], day: dt.date) -> Answers:
    """The boxes that a confirmation of that day fills. ``values``: the record, for what the form does not hold.

    A later date than ``day`` stays. A record « a_verifier » becomes « publiee »; a draft stays one.
    """
    state, checked = ("".join(answers.get(name, [str(values.get(name) or "")])) for name in (DOUBT, CHECKED))
    later = bool(ISO.fullmatch(checked)) and checked > day.isoformat()
    published = {DOUBT: [api.EtatFiche.PUBLIEE.value]} if state == api.EtatFiche.A_VERIFIER else {}
    return published if later else {CHECKED: [day.isoformat()], **published}


# --- a remedy as a button « Mettre … »: a sentence of the form shows no line of a file -----------


Put = tuple[tuple[str, tuple[str, ...]], ...]
_ITEM = re.compile(r"par exemple « - (.+?) » dans « faits_a_savoir »")


def offered(remedy: str, name: str, boxes: Container[str]) -> tuple[Put, str]:
    """(box, texts) of what a remedy says to write, for the problem of the box ``name``, and the words of the button that does it;
    nothing when it leaves a blank, or says only an example."""
    above, lines = name.rpartition(".")[0], list[tuple[str, str]]()
    if said := re.fullmatch(r"Vouliez-vous écrire « ([^»]+) » \?", remedy):
        lines = [(name, said[1])]
    elif remedy.startswith("Écrivez « ") and "…" not in remedy:
        lines = [(f"{above}.{field}" if above and field != BESIDE else field, text) for field, text in LINE.findall(remedy)]
        lines += [(BESIDE, item) for item in _ITEM.findall(remedy)]
    found = tuple(filled for box, text in lines for filled in _filled(box, (read(f"v: {text}") or {"v": text})["v"] or text))
    return (found, _button(found)) if found and all(box in boxes for box, _ in found) else ((), "")


def _filled(box: str, value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _filled(f"{box}.{name}", inner)
    else:
        yield box, tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _button(found: Put) -> str:
    """« Mettre « 3 place de la Mairie » et « 99100 » », « Mettre « 3018 », garder « le soir » dans « Bon à savoir » »."""
    said = [(f"« {api.shown(list(texts))} »", box == BESIDE) for box, texts in found]
    kept = api.joined(text for text, beside in said if beside)
    filled = f"Mettre {api.joined(text for text, beside in said if not beside)}"
    return f"{filled}, garder {kept} dans « Bon à savoir »" if kept else filled


def put(answers: Answers, sent: str) -> Answers:
    """The answers once a button has filled its boxes; as they are when it sends anything else."""
    try:
        filled = {str(box): [str(text) for text in texts] for box, texts in json.loads(sent)}
    except (TypeError, ValueError):
        return answers
    if BESIDE in filled:
        filled[BESIDE] = [*filter(None, answers.get(BESIDE, ())), *filled[BESIDE]]
    return {**answers, **filled}
