"""What someone probably meant by a text that a field refuses: forms to try, the likeliest first.

Nothing is decided here: ``remedies`` tries each with the field itself, and shows the first that it takes. A form holds only
what the text says; what is lacking stays « … ».
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from ctg.ground import phrases
from ctg.ground.phrases import DAYS
from ctg.ground.problems import fold

UNKNOWN = "…"
"""Stands for what the text does not say: to be filled."""
MONTHS = tuple(map(fold, phrases.MONTHS))
"""Without accents, as :func:`fold` leaves them."""
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"


class Form(NamedTuple):
    """A value to write, and what of the text it leaves out."""

    value: Any
    rest: str = ""


def of_text(text: str) -> Iterator[Form]:
    """The forms of one value."""
    clean = cleaned(text)
    yield from map(Form, _dates(clean))
    yield Form(clean)
    if not re.search(r"[^\W\d]", clean) or "@" in clean:
        yield Form("".join(clean.split()))
    yield from _contacts(clean)
    yield from map(Form, (*_hours(clean), *_ages(clean), *_yes_no(clean)))


def of_word(text: str) -> Iterator[Form]:
    """The forms of a word of a closed list."""
    folded = fold(text)
    yield from map(Form, (folded, folded.replace(" ", "-"), folded.replace(" ", "_")))


def of_number(text: str) -> Iterator[Form]:
    """The only number of a text."""
    if len(numbers := re.findall(r"-?\d+(?:[.,]\d+)?", re.sub(r"(?<=\d)\s+(?=\d{3}\b)", "", cleaned(text)))) == 1:
        yield Form(numbers[0])


def of_group(text: str) -> Iterator[Form]:
    """The forms of a group of fields that was written as one text."""
    clean = cleaned(text)
    if fold(clean) in {"gratuit", "gratuite", "gratuitement", "oui gratuit"}:
        yield Form({"gratuit": "oui"})
    yield from map(Form, (*_age_range(clean), *_period(clean)))
    if numbers := re.fullmatch(r"\D*(\d+)(?:\D+(20\d\d))?\D*", clean):
        yield Form({"total": numbers[1], "annee": numbers[2] or UNKNOWN})
    if len(point := re.findall(r"-?\d+[.,]\d+", clean)) == 2:
        yield Form({name: one.replace(",", ".") for name, one in zip(("lat", "lon"), point, strict=True)})
    if days := week(clean):
        yield Form(days)


def of_list(text: str) -> Iterator[Form]:
    """The forms of a list that was written as one text: by its bullets, else its semicolons, lines or commas."""
    bullet = re.match(r"[•·▪●◦*–—-]", text.strip())
    inside = r"\s+[•·▪●◦*–—-]\s+(?=[A-ZÀ-Ý])"
    for sign in (rf"(?:^|\s){re.escape(bullet[0])}\s*" if bullet else inside, r"\s*;\s*", r"\s*\n\s*", r"\s*,\s*(?![^(]*\))"):
        if len(items := [item for item in re.split(sign, text.strip()) if item.strip()]) > 1:
            yield Form(items)
    yield Form([re.sub(r"^[•·▪●◦*–—-]\s+", "", text.strip())])


def week(text: str, days: str = "") -> dict[str, Any]:
    """« lundi 9h-12h, du mardi au vendredi de 14h à 17h » → each day with its hours; empty when one of them is not said.

    ``days`` are those of hours that stand apart.
    """
    runs = [(_days(day), hours) for day, hours in ([(days, text)] if days else _runs(text))]
    found = {DAYS[day]: next(_hours(hours), None) for named, hours in runs for day in named}
    return found if found and all(found.values()) else {}


_DAY = r"\b(?:lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?)s?\b\.?"


def _runs(text: str) -> list[tuple[str, str]]:
    """The days and the hours of a text, in turn."""
    parts = re.split(rf"((?:du\s+|le\s+)?{_DAY}(?:\s*(?:,|et|au?|à|-|–|le|jusqu.au)?\s*{_DAY})*)", text, flags=re.IGNORECASE)
    if len(parts) == 3 and not next(_hours(parts[2]), None):
        return [(parts[1], parts[0])]  # « de 9h à 12h du lundi au vendredi »
    return list(zip(parts[1::2], parts[2::2], strict=True))


def _days(text: str) -> list[int]:
    plain = fold(text.replace("-", " au ").replace("–", " au "))
    if plain == "l au v":
        return list(range(5))
    named = [n for word in plain.split() for n, day in enumerate(DAYS) if word in {day, day[:3], f"{day}s"}]
    through = len(named) == 2 and named[0] < named[1] and re.search(r"\b(au|a)\b", plain)
    return list(range(named[0], named[1] + 1)) if through else named


def cleaned(text: str) -> str:
    """Without what comes with a text that is pasted: odd spaces, invisible letters, curly quotes around it, a last comma."""
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    plain = " ".join(visible.replace("\u2010", "-").replace("\u2011", "-").split())
    return re.sub(r"^[“”„«\"]\s*(.*?)\s*[“”»\"]$", r"\1", plain.rstrip(",;")).strip()


# --- dates and hours -------------------------------------------------------------------------------


def _dates(text: str) -> Iterator[str]:
    letters = (c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    plain = " ".join("".join(letters).split()).replace("1er ", "1 ")
    if found := re.search(r"\b(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})\b", plain):
        yield from _iso(found[3], found[2], found[1])
    if found := re.search(r"\b(\d{4})[/. -](\d{1,2})[/. -](\d{1,2})\b", plain):
        yield from _iso(found[1], found[2], found[3])
    if found := re.search(rf"\b(\d{{1,2}}) {_MONTH} (\d{{4}})\b", plain):
        yield from _iso(found[3], _number(found["month"]), found[1])
    elif found := re.search(rf"\b{_MONTH} (\d{{4}})\b", plain):
        yield f"{found[2]}-{_number(found['month']):02}"
    elif found := re.search(rf"\b(\d{{1,2}}) {_MONTH}\b", plain):
        yield f"{UNKNOWN}-{_number(found['month']):02}-{int(found[1]):02}"
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{4})", plain):
        yield f"{found[2]}-{int(found[1]):02}"
    if found := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})", plain):
        yield f"{int(found[2]):02}-{int(found[1]):02}"


def _number(month: str) -> int:
    return MONTHS.index(month) + 1


def _iso(year: str, month: str | int, day: str) -> Iterator[str]:
    try:
        yield dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return


def _period(text: str) -> Iterator[dict[str, str]]:
    """« du 1er au 21 août »: the end says the month and the year that the beginning leaves out."""
    plain = fold(text).replace("1er ", "1 ")
    shape = rf"\b(\d{{1,2}})(?: {_MONTH})?(?: (\d{{4}}))? au (\d{{1,2}}) {_MONTH.replace('month', 'last')}(?: (\d{{4}}))?"
    if not (found := re.search(shape, plain)):
        return
    day, month, year, last_day, last, last_year = found.groups()
    month = month or last
    year = year or last_year
    first, end = f"{_number(month):02}-{int(day):02}", f"{_number(last):02}-{int(last_day):02}"
    yield {"du": f"{year}-{first}", "au": f"{last_year or year}-{end}"} if year else {"du": first, "au": end}


_TIME = r"(\d{1,2})\s*(?:[hH:]\s*(\d{2})?)"


def _hours(text: str) -> Iterator[str | list[str]]:
    """Two or four times of a day, whatever joins them; « 9-12h »: the first bears the sign of the second."""
    text = re.sub(r"(?<!apr[eè]s[- ])\bmidi\b", "12h", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(\d{1,2})[.,](\d{2})\b", r"\1h\2", text)
    full = re.sub(r"(?<![\dhH:])(\d{1,2})(?=\s*(?:-|–|à|a)\s*\d{1,2}\s*[hH:])", r"\1h", text)
    times = [f"{int(hour)}h{minutes if minutes and minutes != '00' else ''}" for hour, minutes in re.findall(_TIME, full)]
    if len(times) in (2, 4):
        spans = [f"{start}-{end}" for start, end in list(pairwise(times))[::2]]
        yield spans[0] if len(spans) == 1 else spans


# --- ages, numbers, yes ----------------------------------------------------------------------------


_UNIT = r"(jours?|semaines?|mois|ans?)"


def _ages(text: str) -> Iterator[str]:
    plain = text.lower()
    if "naissance" in plain:
        yield "0 mois"
    if found := re.search(r"(\d+)\s*ans?\s*(?:et demie?|1/2|½)", plain):
        yield f"{12 * int(found[1]) + 6} mois"
    elif len(found_all := re.findall(rf"(\d+)\s*{_UNIT}", plain)) == 1:
        yield " ".join(found_all[0])


def _age_range(text: str) -> Iterator[dict[str, str]]:
    plain = text.lower()
    if re.search(r"demi|½|1/2", plain):
        return
    birth = plain.replace("la naissance", "0 mois").replace("naissance", "0 mois")
    if found := re.search(rf"(\d+)\s*{_UNIT}?\s*(?:-|–|à|a|/|et)\s*(\d+)\s*{_UNIT}", birth):
        yield {"de": f"{found[1]} {found[2] or found[4]}", "a": f"{found[3]} {found[4]}"}
    elif found := re.search(rf"(\d+)\s*{_UNIT}", plain):
        up_to = re.search(r"jusqu|moins de|maximum|<|avant", plain)
        yield {"a" if up_to else "de": f"{found[1]} {found[2]}"}


def _yes_no(text: str) -> Iterator[str]:
    if fold(text) in {"x", "vrai", "true", "yes", "o", "1"} or text in {"✓", "✔", "☑", "✅", "☒"}:
        yield "oui"
    elif fold(text) in {"faux", "false", "no", "n", "0"} or text in {"☐", "❌", "-", "✗"}:
        yield "non"


# --- how to reach ----------------------------------------------------------------------------------

_PHONE = re.compile(r"(?:\+\d{2,3}[\s.]?(?:\(0\))?|0)(?:[\s.\-/]?\d){8,9}(?!\d)")
_MAIL = re.compile(r"[^\s,;:<>()@]+@[^\s,;:<>()@]+\.[a-zA-Z]{2,}")
_URL = re.compile(r"https?://[^\s,;)\]]+")
_ALSO = re.compile(
    r"^[\s,;:/&()<>–-]*(?:(?:ou|et|t[ée]l|t[ée]l[ée]phone|fixe|e?-?mail|mailto|courriel|cedex)\b[\s.:]*)*|[\s,;:/&(<>–-]+$",
    re.IGNORECASE,
)


def _contacts(text: str) -> Iterator[Form]:
    tight = re.sub(r"\s*(?:@|[(\[]\s*(?:at|arobase)\s*[)\]])\s*", "@", text)
    for line, pattern in ((text, _PHONE), (tight, _MAIL), (text, _URL)):
        if found := pattern.search(line):
            rest = _ALSO.sub("", f"{line[: found.start()]} {line[found.end() :]}")
            rest = _ALSO.sub("", rest).strip("()<> ")
            yield Form(found[0].strip().replace("(0)", ""), rest if re.search(r"\w", rest) else "")
    if re.match(r"^[\w.-]+\.[a-z]{2,}(/\S*)?$", text):
        yield Form(f"https://{text}")
    if re.match(r"^(https?):?/{0,2}(?=[\w-]+\.)", text):
        yield Form(re.sub(r"^(https?):?/{0,2}", r"\1://", text).partition(" ")[0])
