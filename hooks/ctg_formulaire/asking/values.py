"""What a clause says of a fact: the new text of its box, when it says one, and only one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ctg import api
from ctg_formulaire.asking.facts import BOXES
from ctg_formulaire.sheets import questions
from ctg_formulaire.sheets.questions import CLOSED, FIGURE, HOURS, MONEY, STATE, STEP, STOPS
from ctg_formulaire.sheets.spoken import closures_said, week_of, week_said

Boxes = dict[str, str]
TOPICS = {
    "telephone": r"tel|telephones?|numeros?|num|ligne|standard|joindre|joignables?|appeler|portable|fixe|0\d(?: ?\d\d){4}",
    "horaires": r"horaires?|heures?|ouvert\w*|ouvr\w+|fermons|finit|finissons|\d{1,2} ?h(?: ?\d\d)?|lundis?|mardis?|mercredis?"
    "|jeudis?|vendredis?|samedis?",
    "adresse": r"adresse|rue|avenue|av|boulevard|bd|chemin|impasse|allee|quai|route|locaux|demenag\w+|situes?|batiment",
    "ages": r"ages?|ans|mois|semaines?|sem",
    "fermetures": r"ferme|fermee?s?|fermetures?|conges|vacances|noel|pont|ete|aout|juillet",
    "places": r"places?|berceaux|agrement|capacite",
    "tarif": r"tarifs?|prix|cout\w*|euros?|gratuite?s?|payante?s?",
    "inscription": r"inscri\w+|preinscri\w+|dossiers?",
    "accueil_handicap": r"handicap\w*",
    "publics": r"publics?|s adresse a", "conditions": r"conditions?|droit", "acces": r"acces|rendez vous"
    "|rdv", "demarches": r"demarches?",
    "etats": r"etat|avancement|en cours|terminee?|realisee?|suspendue?|abandonnee?|demarree?|lancee?|commencee?|preparation"
    "|pause",
    "calendrier": r"etapes?|prochaine?s?|calendrier", "difficultes": r"bloqu\w+|difficultes?|freins?|manque|probleme",
    "bilans": r"chiffres?|familles|enfants|parents|personnes|participants|bilan", "moyens": r"argent|budget|euros?|financ\w+"
    "|engages?|k ?",
}  # fmt: skip
"""What each fact is named by, folded."""
PHONE = re.compile(r"(?<!\d)(?:\+33\s?(?:\(0\)\s?)?|0033\s?|0)[1-9](?:[\s.\-/\u00a0\u202f]?\d{2}){4}(?!\d)")
DAY = r"(?:lun|mar|mer|jeu|ven|sam|dim)(?:di|credi|dredi|edi|anche)?s?\b\.?"
TIME = r"(?<!\d)\d{1,2}(?:\s*(?:[hH]\s*(?:\d{2})?|heures?)|:\d{2})"
WEEK = re.compile(
    rf"(?:(?:\b(?:{DAY}|tous les jours|matins?|apr[eè]s-midis?|midi|non[- ]stop|du|au|le|les|de|des|à|a|et|puis)\b|{TIME}"
    rf"|\d{{1,2}}(?=\s*(?:-|–|à|a)\s*\d)"
    r"|[-–/,:;&.])\s*)+", re.I)  # fmt: skip
MONTH = "|".join(api.MONTHS).replace("é", "[ée]").replace("û", "[ûu]")
ONE_DAY = rf"(?:\d{{1,2}}(?:er)?\s+(?:{MONTH})(?:\s+\d{{4}})?|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?)"
PERIOD = re.compile(
    rf"(?:du|entre le)\s+(\d{{1,2}}(?:er)?(?:\s+(?:{MONTH})(?:\s+\d{{4}})?|/\d{{1,2}}(?:/\d{{2,4}})?)?)\s+(?:au"
    rf"|et le)\s+({ONE_DAY})",
    re.I,
)
AGES = re.compile(
    r"(?:de |dès |des |à partir de |jusqu.à |entre )?\d+(?:[.,]\d+)?\s*(?:mois|ans?|semaines?|sem\.?|jours)?(?:\s*(?:et demie?"
    r"|1/2|½))?"
    r"(?:\s*(?:-|–|à|a|et|/|jusqu.à)\s*\d+(?:[.,]\d+)?)?\s*(?:mois|ans?)(?: et demie?| et plus)?(?: révolus)?", re.I)  # fmt: skip
STREET = re.compile(
    r"(?:\d{1,4}\s*(?:bis|ter|[a-d])?\b,?\s+)?\b(?:rue|avenue|av\.|boulevard|bd\.?|place|chemin|ch\.|route|rte|impasse|allées?"
    r"|quai|cours|square|lot\.|lotissement"
    r"|quartier|hameau|mont[ée]e|esplanade|passage|rond-point|faubourg|zone|ZA|ZAC|ZI)\s+(?:[^,;.()\n]"
    r"|(?<=\b[A-Z])\.)+", re.I)  # fmt: skip
TO_COME = re.compile(
    rf"(?:à compter|à partir|dès|a partir|a compter)\s+(?:du|de|le|d[’'])?\s*({ONE_DAY}|(?:{MONTH})\s+\d{{4}})", re.I
)
INSTEAD = (
    re.compile(
        r",?\s*\b(?:et non(?: pas)?|et pas|au lieu d[eu’']|plutôt que|à la place d[eu]|contre)\b\s*(?:de\s+|le\s+|la\s+"
        r"|l[’'])?[^,;]+",
        re.I,
    ),
    re.compile(r",\s*(?:et )?(?:pas|non(?: pas)?)\s+[^,;.]+", re.I),
    re.compile(
        r"(?:ce n[’']est|c[’']est|on n[’']est|nous ne sommes)?\s*\b(?:pas|plus)\s+(?:le |la |au |à |de )?[^,;]*?\d[^,;]*?(?:,"
        r"|\bmais\b)\s*",
        re.I,
    ),
)
"""What is said only to be put aside: « 14h-19h et non 18h »."""


def topics_of(plain: str) -> set[str]:
    """The facts that a folded text names."""
    return {name for name, words in TOPICS.items() if re.search(rf"\b(?:{words})\b", plain)}


def values_of(clause: str, now: Mapping[str, str], day: dt.date, topic: str = "") -> dict[str, Boxes]:
    """The facts that a clause changes → their boxes. ``now``: what the boxes hold; ``topic``: the only one it can be about."""
    said = clause
    if HOURS in now and topic in {"", "horaires"} and (swapped := _swapped(clause, week_of(now[HOURS]))):
        return {"horaires": {HOURS: swapped}}
    for shape in INSTEAD:
        said = shape.sub(" ", said) if shape.sub("", said).strip(" .,") else said
    found: dict[str, Boxes] = {}
    for name, read in READERS.items():
        if (
            (not topic or topic == name)
            and any(box in now for box in BOXES[name])
            and (boxes := read(said, now, day, bool(topic)))
        ):
            found[name] = boxes
    if "fermetures" in found and topic != "horaires":
        found.pop("horaires", None)
    return found


def _swapped(said: str, known: Mapping[str, Any]) -> str:
    """« 18h au lieu de 18h30 »: every day that had the one has the other; "" when none had."""
    found = re.search(
        rf"(?<![\d-])({TIME})[\s,]*(?:au lieu d[eu’']|et non(?: pas)?|à la place d[eu]|et pas|,\s*pas)\s*(?:à\s+|de\s+)?({TIME})",
        said,
        re.I,
    )
    if not found or re.search(rf"{TIME}\s*(?:-|–|à)\s*{TIME}", said) or re.search(rf"\b{DAY}", said, re.I):
        return ""
    new, old = (_time(one) for one in found.groups())
    week = {day: re.sub(rf"(?<!\d){old}(?!\d)", new, spans) if isinstance(spans, str) else spans for day, spans in known.items()}
    return week_said(week) if week != known else ""


def _time(text: str) -> str:
    return re.sub(r"\s|(?<=h)00$", "", re.sub(r"heures?|:|H", "h", text))


def _phone(said: str, now: Mapping[str, str], _day: dt.date, _alone: bool) -> Boxes | None:
    """The number that is not the one known; the first of two, when one is a mobile besides."""
    known = _digits(now.get("telephone", ""))
    numbers = list(dict.fromkeys(one for one in map(_digits, PHONE.findall(said)) if one != known))
    if len(numbers) == 2 and re.search(r"\bou\b|portable|mobile|standard", said, re.I):
        numbers = numbers[:1]
    return {"telephone": " ".join(numbers[0][n : n + 2] for n in range(0, 10, 2))} if len(numbers) == 1 else None


def _digits(text: str) -> str:
    return re.sub(r"^(?:0033|33)0?", "0", re.sub(r"\D", "", text))


def _hours(said: str, now: Mapping[str, str], _day: dt.date, _alone: bool) -> Boxes | None:
    """The week, whole; that of the days that are told, over the week that is known."""
    known = week_of(now.get(HOURS, ""))
    said = re.sub(r"\b(?:le |l[’'])?(?:matin|apr[eè]s[- ]midi)s?\s*:?\s+(?=(?:de\s+)?\d)", "", said, flags=re.I)
    said = re.sub(
        rf"\bet\s+(?=(?:le\s+)?{DAY}\s*:?\s*(?:de\s+)?\d)",
        "; ",
        re.sub(rf"({DAY})\s+(?={DAY})", r"\1, ", said, flags=re.I),
        flags=re.I,
    )
    said = re.sub(r"(?<=\d)\s*heures?\b", "h", re.sub(r"\bde\s+(?=\d+\s*[hH]\d*\s*/)", "", said))
    week = next((week for part in _weeks(said, known) if (week := part)), {})
    if not week:
        week = _one_end(said, known)
    if not week or week == known:
        return None
    days, more = set(week), re.search(r"\b(?:aussi|également|en plus|désormais aussi|les autres jours)\b", said, re.I)
    inside = days < set(known)
    if not known or (days >= set(known) and not more) or (inside and not re.search(r"uniquement|seulement|que le", said)) or more:
        merged = {**known, **week} if inside or more else week
        return {HOURS: week_said({name: merged[name] for name in api.JOURS if name in merged})}
    return None


def _weeks(said: str, known: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each part of a text that is days and hours; hours alone are those of every day known."""
    for found in WEEK.finditer(said):
        part = re.sub(
            r"^\W+|^(?:et|a|à|de|des|au|les?|puis)\s+(?!\d)(?!l|m|j|v|s|d)|[\s,:;.&/]+$|\s+(?:et|à|a|de|du|le|les|au|puis)\s*$",
            "",
            found[0].strip(),
        )
        part = re.sub(r"^(?:les?|du)\s+(?=\d)", "", part)
        if not re.search(r"\d\s*[hH:]|\d\s*-\s*\d|matin|apr", part):
            continue
        yield week_of(part.replace(" , ", ", "))
        if same := re.search(rf"^(.*?{DAY})\W+(.*)$", part, re.I):
            yield week_of(f"{same[1]} {same[2]}")
        spans = list(api.read_hours(re.sub(r"^de\s+", "", part)))
        if known and spans and not re.search(DAY, said, re.I):
            yield dict.fromkeys(known, spans[0])


def _one_end(said: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """« le mercredi on ferme à 17h » → that day, until then; every day when none is told and all end alike."""
    closes = re.findall(
        rf"(?:ferm\w+|jusqu.à|finit|finissons|termin\w+)\s+(?:désormais |maintenant |plutôt |plus tôt "
        rf"|les portes )?(?:à\s+)?({TIME})",
        said,
        re.I,
    )
    opens = re.findall(rf"ouvr\w+\s+(?:désormais |maintenant |plutôt )?(?:à|dès|à partir de)\s+({TIME})", said, re.I)
    days = list(dict.fromkeys(re.findall(rf"\b(?:{'|'.join(api.JOURS)})\b", said.lower())))
    named = [one for one in days if one in known] or list(known)
    if (
        len(closes) + len(opens) != 1
        or (days and len(named) != len(days))
        or not all(isinstance(known[one], str) for one in named)
    ):
        return {}
    if len({known[one] for one in named}) > 1 and not days:
        return {}
    time = _time((closes or opens)[0])
    ends = {one: str(known[one]).split("-") for one in named}
    if any(len(both) != 2 for both in ends.values()):
        return {}
    return {one: f"{first}-{time}" if closes else f"{time}-{last}" for one, (first, last) in ends.items()}


def _address(said: str, now: Mapping[str, str], _day: dt.date, alone: bool) -> Boxes | None:
    """A street, and its number; the known number, when only the name of the street is spelled again."""
    end = r"\s+(?:à|a)\s+(?=[A-ZÉ])|\s*[-–,]?\s*\d{5}\b|\s+(?:et|depuis|mais|maintenant|désormais)\b"
    found = [re.split(end, one)[0].strip(" -–")
             for one in STREET.findall(said)]  # fmt: skip
    known = now.get("adresse", "")
    if len(found) != 1 or (not re.search(r"[A-ZÉ]|\d", found[0]) and not alone) or not re.search(r"\w\s+\w", found[0]):
        return None
    number = re.match(r"\d+\s*(?:bis|ter)?\s*,?\s+", known)
    same = (
        number
        and not re.match(r"\d", found[0])
        and api.nearest(api.fold(found[0]), [api.fold(re.sub(r"^[\d\s]+", "", known).split(",")[0])])
    )
    text = f"{number[0]}{_cased(found[0])}" if number and same else found[0]
    return {"adresse": text} if api.fold(text) != api.fold(known) and not api.fold(known).startswith(api.fold(text)) else None


def _cased(text: str) -> str:
    """« rue des MimOsas » → « rue des Mimosas »: capitals that point at a letter."""
    return re.sub(r"\b([A-ZÉ])(\w*[a-zé]\w*)", lambda word: word[1] + word[2].lower(), text)


def _ages(said: str, now: Mapping[str, str], _day: dt.date, _alone: bool) -> Boxes | None:
    parts = [re.sub(r"\bsem\.?(?!\w)", "semaines", one.strip()).replace(" révolus", "") for one in AGES.findall(said)]
    read = [one for part in parts if (one := api.read_age_range(part) or api.read_age_from(part))]
    if len(read) != 1 or len(parts) != 1 or not re.search(r"\b(?:âges?|enfants|ans|mois|accueill\w+|de|dès)\b", said, re.I):
        return None
    boxes = {f"ages.{end}": text for end, text in read[0].items()}
    return boxes if any(api.fold(now.get(box, "")) != api.fold(text) for box, text in boxes.items()) else None


def _closures(said: str, now: Mapping[str, str], day: dt.date, alone: bool) -> Boxes | None:
    """The periods told, one a line, after those that are known."""
    if not alone and (not re.search(r"\bferm|cong|vacances|du \d|no[eë]l|été", said, re.I) or re.search(r"\d\s*h\b", said)):
        return None
    rows = list(_periods(said, day))
    if re.search(r"\d", re.sub(rf"\b{ONE_DAY}|\b20\d\d\b", "", PERIOD.sub("", said), flags=re.I)):
        return None  # a day that was not read
    known = now.get(CLOSED, "").splitlines()
    lines = [line for line in closures_said({"fermetures": rows}) if line not in known]
    return {CLOSED: "\n".join([*filter(None, known), *lines])} if lines else None


def _periods(said: str, day: dt.date) -> Iterator[dict[str, str]]:
    for found in PERIOD.finditer(said):
        last = _iso(found[2], day)
        if not last:
            continue
        month = found[2].split(" ", 1)[1] if " " in found[2].strip() else found[2].strip().split("/", 1)[1]
        said_first = (
            found[1]
            if re.search(r"/|[a-zûé]{3}", found[1])
            else f"{found[1]} {month}"
            if " " in found[2]
            else f"{found[1]}/{month}"
        )
        first = _iso(said_first, day)
        if first and not re.search(r"\d{4}", said_first):  # its year is that of the end, or the one before
            first = f"{int(last[:4]) - (first[5:] > last[5:])}{first[4:]}"
        if first and first <= last:
            yield {"du": first, "au": last}
    for found in re.finditer(rf"(?:\b(?:le|et le|{DAY})\s+|^)({ONE_DAY})", PERIOD.sub(" ", said), re.I):
        if one := _iso(found[1], day):
            yield {"du": one}


def _iso(text: str, day: dt.date) -> str:
    """A day; without a year, the next one."""
    text = re.sub(r"^(\d{1,2}/\d{1,2}/)(\d\d)$", r"\g<1>20\2", text.strip())
    if re.search(r"\d{4}", text):
        return next((one for one in api.read_dates(text) if len(one) == 10), "")
    for year in (day.year, day.year + 1):
        told = f"{text}/{year}" if "/" in text else f"{text} {year}"
        one = next((one for one in api.read_dates(told) if len(one) == 10), "")
        if one >= day.isoformat():
            return one
    return ""


def _places(said: str, now: Mapping[str, str], _day: dt.date, _alone: bool) -> Boxes | None:
    numbers = re.findall(r"\b(\d{1,3})\s+(?:places|berceaux)\b", said, re.I)
    return {"places.total": numbers[0]} if len(numbers) == 1 and numbers[0] != now.get("places.total") else None


def _told(box: str, words: str) -> Any:
    """What follows the name of a fact and a colon, as it is said."""

    def read(said: str, now: Mapping[str, str], _day: dt.date, alone: bool) -> Boxes | None:
        found = re.match(rf"\s*(?:l[ea’']s?\s*)?(?:{words})\s*:\s*(.{{3,}})$", said, re.I | re.S)
        text = api.capital(found[1].strip(" .") if found else said.strip(" .") if alone else "")
        return {box: text} if len(text) > 3 and api.fold(text) != api.fold(now.get(box, "")) else None

    return read


def _action(box: str, read: Any) -> Any:
    """A text that its own box understands."""

    def told(said: str, now: Mapping[str, str], _day: dt.date, _alone: bool) -> Boxes | None:
        said = re.sub(r"^(?:mais|et|donc|alors)\s+", "", said)
        return {box: said.strip(" .")} if read(said) and api.fold(said) != api.fold(now.get(box, "")) else None

    return told


READERS: dict[str, Any] = {
    "telephone": _phone, "horaires": _hours, "adresse": _address, "ages": _ages, "fermetures": _closures, "places": _places,
    "tarif": _told("tarif.texte", "tarifs?|prix|coût"), "inscription": _told("inscription.comment", "inscriptions?"
    "|pour s[’']inscrire"),
    "accueil_handicap": _told("accueil_handicap", "handicap|enfants? handicapés?|accueil du handicap"),
    "publics": _told("publics", "publics?|pour qui"), "conditions": _told("conditions", "conditions?"),
    "etats": _action(STATE, questions.state_of), "calendrier": _action(STEP, questions.step_of),
    "difficultes": _told(STOPS, "(?:ce qui )?bloque|difficultés?|freins?"),
    "bilans": _told(FIGURE, "(?:un )?chiffres?(?: de l[’']année)?|bilan"), "moyens": _action(MONEY, questions.money_of),
}  # fmt: skip
