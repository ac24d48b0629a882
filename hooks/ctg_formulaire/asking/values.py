"""The values that a sentence gives of a fact, as its boxes take them: found by their shape, read by the core's parsers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from ctg import api
from ctg_formulaire.asking.facts import BOXES
from ctg_formulaire.sheets import questions
from ctg_formulaire.sheets.questions import CLOSED, FIGURE, HOURS, MONEY, STATE, STEP, STOPS
from ctg_formulaire.sheets.spoken import closures_said, week_said

Boxes = dict[str, str]
Now = Mapping[str, str]
NAMES = {
    "telephone": r"tel|telephones?|numeros?|ligne|standard|joindre|joignables?|appeler",
    "horaires": r"horaires?|heures?|ouvert\w*|ouvr\w+|accueillons|ferm(?:e|ons|eture)(?: \w+)? a",
    "adresse": r"adresse|demenag\w+|situee?s?|locaux|(?:nous sommes|installee?s?|se trouve)(?: desormais| maintenant)? (?:au|a)",
    "ages": r"ages?|agee?s|accueil\w*|recevons|prenons",
    "fermetures": r"ferme|fermee?s?|fermons|fermera|fermerons|fermetures?|conges|vacances",
}
"""What each fact of a place is named by, folded."""
HEADS = NAMES | {
    "etats": r"etat|avancement|ou en est", "calendrier": r"etapes?|calendrier|echeance", "moyens": r"argent|budget|montants?",
    "difficultes": r"bloque\w*|blocages?|difficultes?|freins?", "bilans": r"chiffres?|bilan|frequentation",
}  # fmt: skip
"""Those of an action too, before a colon."""
STREET = re.compile(
    r"(?:\d{1,4}\s*(?:bis|ter|[a-d])?\b,?\s+)?\b(?:rue|avenue|av\.|boulevard|bd\.?|place|chemin|route|impasse|allées?|quai|cours"
    r"|square|lotissement|quartier|hameau|montée|esplanade|passage|rond-point|faubourg|zone|ZA|ZAC"
    r"|ZI)\s+[^,;.()\n]+", re.I)  # fmt: skip
STREET_END = re.compile(r"\s+(?:à|a)\s+(?=[A-ZÉ])|\s*[-–,]?\s*\d{5}\b|\s+(?:et|depuis|mais|maintenant|désormais)\b")
DAYS = "|".join(api.JOURS)
MONTH = "|".join(api.MONTHS).replace("é", "[ée]").replace("û", "[ûu]")
TIME = r"(?<!\d)\d{1,2}\s*[hH:]\s*(?:\d{2})?"
INSTEAD = re.compile(rf"({TIME})[\s,]*(?:au lieu d[eu’']|et non(?: pas)?|à la place d[eu])\s*(?:à\s+|de\s+)?({TIME})", re.I)
DENIED = re.compile(r",?\s*\b(?:et non(?: pas)?|et pas|au lieu d[eu’']|à la place d[eu])\b[^,;.!]*"
                    r"|\bn[’']est (?:plus|pas) [^,;.]*?(?:\bmais\b|,)", re.I)  # fmt: skip
"""What is said only to be put aside: « le 2 et non le 3 »."""
OTHER_DAYS = re.compile(r"[,;(]?\s*(?:et )?(?:pour )?(?:les autres jours|le reste(?: de la semaine)?)\b\D*$", re.I)
AROUND_HOURS = re.compile(
    r"(?:(?:le|les|la|nos|notre|horaires?|sont|est|c|nous|on|sommes|ouvr\w+|ouverts?e?s?|accueillons|desormais|maintenant|de|a|non"
    r"|creche|structure|ont|change|nouveaux?|depuis|rentree|aussi) ?)*"
)


def named(plain: str, names: Mapping[str, str] = NAMES) -> set[str]:
    """The facts that a folded text names."""
    return {name for name, words in names.items() if re.search(rf"\b(?:{words})\b", plain)}


def values_of(said: str, now: Now, day: dt.date, topic: str = "") -> dict[str, list[Boxes]]:
    """Fact → each value that a sentence may give of it, the likeliest first. ``now``: what the boxes hold; ``topic``: the only
    fact that it can be of, and of which it is then the whole answer."""
    names, kept = named(api.fold(said)), DENIED.sub("", said)
    return {
        name: [one for n, one in enumerate(values) if one not in values[:n]]
        for name, read in READERS.items()
        if topic == name or (not topic and name in NAMES and (name != "fermetures" or not names or name in names))
        if any(box in now for box in BOXES[name])
        and (values := list(read(said if name in {"horaires", "adresse"} else kept, now, day)))
    }  # fmt: skip


def is_new(boxes: Boxes, now: Now) -> bool:
    """Whether a value says otherwise than the site."""
    return any(api.fold(text) != api.fold(now.get(box, "")) for box, text in boxes.items())


def _phones(said: str, _now: Now, _day: dt.date) -> Iterator[Boxes]:
    while (found := api.read_reach(said)) and found[0] == "telephone" and len(re.sub(r"\D", "", found[1].value)) > 9:
        yield {"telephone": re.sub(r"^\+33 ?", "0", found[1].value)}
        said = found[1].rest


def _hours(said: str, now: Now, _day: dt.date) -> Iterator[Boxes]:
    """The week; what changes of the one that is known. Several when it may be either."""
    known = api.read_week(now.get(HOURS, ""))
    if (swap := INSTEAD.search(said)) and not re.search(rf"{TIME}\s*(?:-|–|à)\s*{TIME}", said):
        new, old = map(_time, swap.groups())
        week = {name: re.sub(rf"(?<!\d){old}(?!\d)", new, spans) for name, spans in known.items() if isinstance(spans, str)}
        yield from [{HOURS: week_said({**known, **week})}] * (week_said({**known, **week}) != week_said(known))
        return
    rest = OTHER_DAYS.search(said)
    said = INSTEAD.sub(r"\1", said[: rest.start()] if rest else said).strip(" .")
    read = dict(api.read_opening(said, known) or {})
    note = api.fold(str(read.pop("note", "")))
    like = re.search(r"\bmemes? (?:heures?|horaires?) que\b", api.fold(said))
    if not read or not read.keys() <= {*api.JOURS} or "oui" in read.values() or not (like or AROUND_HOURS.fullmatch(note)):
        return
    days, merged = [name for name in read if re.search(rf"\b{name[:3]}", said, re.I)], {HOURS: week_said({**known, **read})}
    alike = len({*map(str, known.values())}) < 2
    if read.keys() >= known.keys() and not rest:
        yield from ({HOURS: week_said(read)}, *([{HOURS: ""}] if known and not days and not alike else []))
    elif rest or len(re.findall(TIME, said)) < 2 or (len(read) == 1 < len(known) and re.search(r"\ble (?=[lmjvsd])", said, re.I)):
        yield merged
    else:
        yield from (merged, {HOURS: week_said(read)})


def _time(text: str) -> str:
    return re.sub(r"\s|(?<=h)00$", "", re.sub(r"[H:]", "h", text))


def _addresses(said: str, now: Now, _day: dt.date) -> Iterator[Boxes]:
    """A street and its number; either with the known number or without, when none is said; a number alone, instead of another."""
    known = re.match(r"\d+", now.get("adresse", ""))
    if known and (
        new := re.search(rf"\b(\d{{1,4}})\W+(?:et )?(?:non(?: pas)?|pas|au lieu d[ue]) (?:le |au |du )?{known[0]}\b", said)
    ):
        yield {"adresse": now["adresse"].replace(known[0], new[1], 1)}
    for found in STREET.findall(DENIED.sub("", said)):
        street = STREET_END.split(found)[0].strip(" -–")
        number = re.match(r"\d+\s*(?:bis|ter)?\s*,?\s+", now.get("adresse", ""))
        if number and not street[:1].isdigit():
            yield {"adresse": f"{number[0]}{street}"}
        yield {"adresse": street}


def _ages(said: str, _now: Now, _day: dt.date) -> Iterator[Boxes]:
    if (found := api.read_ages(said)) and found[0]:
        yield {f"ages.{end}": age for end, age in found[0].items()}


def _closures(said: str, now: Now, day: dt.date) -> Iterator[Boxes]:
    """Those that are told, a line each, after those known that they do not cross; nothing when one day is not read."""
    read = api.read_closures(said, sure=False)
    rows = [{end: _dated(text, day) for end, text in row.items() if end != "motif"} for row in read]
    rows = [row for row in rows if row.get("au", row["du"]) >= day.isoformat()]
    if (
        not rows
        or len({"au" in row for row in rows}) > 1
        or re.search(r"\d", str(read[0].get("motif", "")))
        or not all(text for row in rows for text in row.values())
    ):
        return
    lines = [line for line in now.get(CLOSED, "").splitlines() if not any(_cross(row, api.read_closures(line)) for row in rows)]
    yield {CLOSED: "\n".join(dict.fromkeys([*lines, *closures_said({"fermetures": rows})]))}


def _dated(text: str, day: dt.date) -> str:
    """A day; without a year, the next one."""
    if len(text) == 10:
        return text
    return next((one for year in (day.year, day.year + 1) if (one := f"{year}-{text}") >= day.isoformat()), "")


def _cross(row: Mapping[str, str], known: list[dict[str, str]]) -> bool:
    return any(len(one["du"]) == 10 and one["du"] <= row.get("au", row["du"]) and row["du"] <= one.get("au", one["du"])
               for one in known)  # fmt: skip


def _words(box: str, reads: Callable[[str], object] = bool) -> Callable[[str, Now, dt.date], Iterator[Boxes]]:
    """A whole answer, that its own box understands."""

    def read(said: str, _now: Now, _day: dt.date) -> Iterator[Boxes]:
        if len(said.strip(" .")) > 3 and reads(said):
            yield {box: api.capital(said.strip(" .")) if reads is bool else said.strip(" .")}

    return read


READERS: dict[str, Callable[[str, Now, dt.date], Iterator[Boxes]]] = {
    "telephone": _phones, "horaires": _hours, "adresse": _addresses, "ages": _ages, "fermetures": _closures,
    "tarif": _words("tarif.texte"), "inscription": _words("inscription.comment"), "accueil_handicap": _words("accueil_handicap"),
    "publics": _words("publics"), "conditions": _words("conditions"), "etats": _words(STATE, questions.state_of),
    "calendrier": _words(STEP, questions.step_of), "difficultes": _words(STOPS, questions.stops_of), "bilans": _words(FIGURE),
    "moyens": _words(MONEY, questions.money_of),
}  # fmt: skip
