"""Words of people → what a field holds: numbers, euros, how to reach, where; :func:`meant` is the one entry for the form,
spreadsheets and files, by the type of the field. Dates and ages are read in ``dates``, days and hours in ``weeks``.

What is understood is the whole of a text: what of it is no part of the value is its ``rest``, to be kept beside. What may mean
two things, or nothing that exists, is not understood."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from ctg.common.problems import fold
from ctg.common.telephones import stored_number
from ctg.model import fields
from ctg.model.opening_hours import Spans
from ctg.model.periods import Borne
from ctg.reading.describe import Type
from ctg.reading.spoken.dates import age, dates, day_of, in_figures, period, plain
from ctg.reading.spoken.weeks import hours


class Meant(NamedTuple):
    """What a text means: a value as files have it, what it says besides, how it was read when that is not plain to see."""

    value: Any
    rest: str = ""
    told: str = ""


# --- numbers ---------------------------------------------------------------------------------------


_SUM = re.compile(r"(\d+)\D+?[x*×]\s*(\d+)\D*=\s*(\d+)\b")
_FIGURES = r"\d+[.,]\d{1,2}(?!\d)|\d+(?:[ \u00a0\u202f.]\d{3})*(?:,\d+)?(?!\d)|\d+\.\d+"


def count(text: str) -> Meant | None:
    """« vingt-quatre », « 16 pl », « ~48 places », « 20 dont 2 d'urgence » → a whole number; None for « 20 à 25 »."""
    said = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", in_figures(plain(text)))
    if (product := _SUM.search(said)) and int(product[1]) * int(product[2]) == int(product[3]):
        return Meant(product[3], text.strip())
    if re.search(r"-\s*\d|[<>?]|\b(?:moins de|plus de|quelques|\w+[tz]aines?|\w+di|matin|soir|vacances)\b", said):
        return None
    said = re.sub(r"(?<=\D)(?:\b(?:en|annee) )?\(?\b20\d\d\)?\s*$", "", said)
    every, first = (re.findall(r"\d+(?:[.,]\d+)?", part) for part in (said, re.split(r"\bdont\b|\bcompris\b|\(", said)[0]))
    numbers = {*every} if len({*every}) == 1 else {*first}
    if len(numbers) != 1 or not (number := numbers.pop()).isdecimal():
        return None
    alone = re.fullmatch(rf"(?:\d+\s?)?{number}\s?(?:p|pl|places?|berceaux?|lits?|enfants?)?\.?", said)
    return Meant(str(int(number)), "" if alone else text.strip())


def amount(text: str) -> Meant | None:
    """« 12€50 », « € 15 », « 1 250,50 euros », « 80 centimes », « gratuit » → euros; None for « entre 1 et 3 € »."""
    if re.fullmatch(r"gratuite?s?(?: pour tou[ts]e?s?)?|sans frais", plain(text)):
        return Meant("0", text.strip())
    if cents := re.fullmatch(r"(\d\d?) ?(?:centimes?|cts?|c)\b\.?(.*)", plain(text)):
        return Meant(f"{int(cents[1]) / 100:g}", text.strip()) if not re.search(r"\d", cents[2]) else None
    said = re.sub(r"\b(?:eur(?:o?s?)?|e)\b(?!')|(?<=\d)(?:eur(?:o?s?)?|e)\b", "€", in_figures(plain(text)))
    said = re.sub(r"(\d)\s?€\s?(\d\d)(?!\d)(?: ?cent\w*)?", r"\1,\2 €", said)
    found = re.findall(_FIGURES, said)
    year = re.search(r"\(?\b(?:en )?(20\d\d)\)?$", said)
    if year and len(found) == 2:
        found.remove(year[1])
    elif "€" not in said and not re.fullmatch(r"[\d\s.,]+(?:k|m|mille|millions?|milliers?)?(?:\s?(?:/|par |l[ea] |l').*)?", said):
        return None  # « gratuit jusqu'à 3 ans »
    if len(found) != 1 or re.search(
        r"-\s?\d|[<>?~%]|\benviron\b|\bqf\b|\bou\b|\bmoins\b|\bplus\b|\bpartir\b|\bc(?:ent\w*|ts?)\b", said
    ):
        return None
    number = re.sub(r"\s", "", found[0])
    if fields.thousands_or_decimals(number):
        return None
    number = re.sub(r"\.(?=\d{3}\b)", "", number).replace(",", ".")
    said = said[said.index(found[0]) + len(found[0]) :]
    thousands = re.match(r"\s?(k|m|mille|millions?|milliers?)\s?(?:d'|de )?(?:€|\b)", said)
    if thousands:
        places = 6 if thousands[1] in {"m", "million", "millions"} else 3
        number = f"{float(number) * 10**places:.15g}"
    plainly = re.fullmatch(r"[\d\s.,]+(?:€|eur|euros?)?|€\s?[\d\s.,]+", plain(text))
    return Meant(number.rstrip("0").rstrip(".") if "." in number else number, "" if plainly or thousands else text.strip())


# --- how to reach ----------------------------------------------------------------------------------


_PHONE = re.compile(
    r"(?<![\d])(?<!\d[\s.\-/])(?:(?:\+|00)\d{2,3}[\s.]?(?:\(0\))?|\(?[0oO]|(?=[1-9]\d{1,3}\b))(?:[\s.\-/_)]{0,2}[\doO]){1,9}(?![\s.\-]?\d)"
)
_MAIL = re.compile(r"[^\s,;:<>()@]+@[^\s;:<>()@]+[.,][a-zA-Z]{1,}")
_DOT = re.compile(r"(?<=\w)\s*(?:\s\.\s|[\s\[(](?:point|dot)[\s\])])\s*(?=\w)", re.IGNORECASE)
_SITE = re.compile(r"(?:https?:?/{1,2}\s?)?(?:[\w-]+[.,])+[a-zA-Z]{2,}(?::\d+)?(?:/[^\s,;)\]]*)?(?![\w@])")
_ALSO = re.compile(
    r"^[\s,;:/&()<>–-]*(?:(?:ou|et|t[ée]l|t[ée]l[ée]phone|e?-?mail|mailto|courriel|fixe|notre|site|web|internet|adresse|num[ée]ro|au|n(?=°))\b"
    r"[\s.:°]*)*|[\s,;:/&(<>.–-]+$",
    re.IGNORECASE,
)
PROVIDERS = (
    "gmail.com", "orange.fr", "wanadoo.fr", "laposte.net", "hotmail.fr", "hotmail.com", "free.fr", "sfr.fr", "outlook.fr",
    "outlook.com", "ymail.com", "yahoo.fr", "yahoo.com", "live.fr", "live.com", "icloud.com", "neuf.fr", "bbox.fr",
    "numericable.fr", "aol.com",
)  # fmt: skip
"""Of mail boxes, in France."""


def _beside(text: str, start: int, end: int) -> str:
    """What stands around a value, without the words that only announce it."""
    parts = [_ALSO.sub("", _ALSO.sub("", one)).strip("()<> ") for one in (text[:start], text[end:])]
    return " ".join(part for part in parts if re.search(r"[\w?]", part))


def phone(text: str) -> Meant | None:
    """« Tél. : 04.65.71.00.00 (le matin) » → the number, and its remark; the first when there are two. A number alone may have
    lost its zero, or the sign of its country.
    """
    text = re.sub(r"^\W*(?:33[\s.]?)?([1-9](?:[\s.-]?\d){8})\s*$", r"0\1", text)
    for found in _PHONE.finditer(text):
        said = re.sub(r"(?<=\d)\s*\(0\)", "", re.sub(r"[oO]", "0", found[0]))
        said = re.sub(r"^00(?=\d\d)", "+", re.sub(r"[()/_]", " ", said).strip())
        if stored_number(said) and (len(re.findall(r"\d", said)) > 4 or found[0].strip() == text.partition("(")[0].strip()):
            said = re.sub(r"\D", "", said) if re.fullmatch(r"0(?:\D{0,2}\d){9}", said) else said
            said = re.sub(r"^0(\d)(\d\d)(\d\d)(\d\d)(\d\d)$", r"0\1 \2 \3 \4 \5", said)
            return Meant(" ".join(said.split()), _beside(text, found.start(), found.end()))
    return None


def mail(text: str) -> Meant | None:
    """« mail : contact (at) exemple,fr » → the address; a great provider's name with a letter wrong is mended, and told."""
    tight = re.sub(r"\s*(?:@|[(\[]\s*(?:at?|arobase|@)\s*[)\]]|\b(?:arobase|chez|at)\b)\s*", "@", text, flags=re.IGNORECASE)
    tight = re.sub(r"mailto:", "", _DOT.sub(".", tight), flags=re.IGNORECASE)
    if not (found := _MAIL.search(tight)) or tight.count("@") > len(_MAIL.findall(tight)):
        return None
    if re.search(r"[a-zà-ÿ0-9]\s$", tight[: found.start()]) and not _ALSO.fullmatch(tight[: found.start()]):
        return None  # a space in the address, perhaps
    name, _, domain = found[0].strip(".,").partition("@")
    domain = re.sub(r"\s", "", domain).replace(",", ".").lower()
    meant = _provider(domain)
    if not re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,}", meant):
        return None
    told = f"« {domain} » lu « {meant} »" * (meant != domain)
    return Meant(f"{_letters(name)}@{meant}", _beside(tight, found.start(), found.end()), told)


def _letters(name: str) -> str:
    """Without accents, which no address has."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def _provider(domain: str) -> str:
    """The provider that a name is but for one letter; else the name."""
    if domain in PROVIDERS:
        return domain
    near = [one for one in PROVIDERS if one_slip(domain, one)]
    return near[0] if len(near) == 1 else domain


def one_slip(text: str, other: str) -> bool:
    """Whether one letter is wrong, missing, in excess, or two are exchanged."""
    marks = [mark for mark in difflib.SequenceMatcher(None, text, other).get_opcodes() if mark[0] != "equal"]
    swapped = (
        len(text) == len(other) and sorted(text) == sorted(other) and sum(a != b for a, b in zip(text, other, strict=True)) == 2
    )
    return swapped or (len(marks) == 1 and max(marks[0][2] - marks[0][1], marks[0][4] - marks[0][3]) == 1)


def site(text: str) -> Meant | None:
    """« notre site : WWW.exemple,fr/page » → a whole address."""
    text = re.sub(
        r"\b(www)[ .,]+([\w-]+)[ .,]+([a-z]{2,4})(?=[/ .,]|$)", r"\1.\2.\3", text.strip().rstrip("."), flags=re.IGNORECASE
    )
    text = re.sub(r"\b(?!https?://)h?t{1,3}p{1,2}s?\s?[:/\\]+\s?", "", _DOT.sub(".", text), flags=re.IGNORECASE)
    if "@" in text or not (found := _SITE.search(text)):
        return None
    scheme, host, path = re.match(r"(https?)?:?/{0,2}\s?([^/]+)(.*)", found[0]).groups()  # type: ignore[union-attr]
    if "." not in host.replace(",", ".") or not re.search(r"[a-zA-Z]{2,}(?::\d+)?$", host) or re.search(r"\d{2}[.,]\d", host):
        return None
    return Meant(f"{scheme or 'https'}://{host.replace(',', '.').lower()}{path}", _beside(text, found.start(), found.end()))


def reach(text: str) -> tuple[str, Meant] | None:
    """What a way to reach someone is, « telephone », « courriel » or « site_web », and its value; None when it is none."""
    for name, read in (("courriel", mail), ("telephone", phone), ("site_web", site)):
        if found := read(text):
            return name, found
    return None


# --- where -----------------------------------------------------------------------------------------


_WAY = re.compile(r"(?P<before>(?:^|, |- )(?:\d+ ?(?:bis|ter|quater|[a-d]\b)? )?)(?P<way>[^\W\d]+)(?:\.|(?= ))", re.IGNORECASE)
_WAYS = {
    "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard", "r": "rue", "pl": "place",
    "ch": "chemin", "che": "chemin", "chem": "chemin", "rte": "route", "imp": "impasse", "all": "allée", "sq": "square",
    "fg": "faubourg", "lot": "lotissement", "res": "résidence", "rés": "résidence", "pass": "passage", "trav": "traverse",
}  # fmt: skip
_SMALL = {
    "de", "des", "du", "la", "le", "les", "et", "en", "sur", "sous", "à", "au", "aux", "bis", "ter", "zone", "quai", "cours",
    "ruelle", "sentier", "mail", "hameau", "quartier", *_WAYS.values(),
}  # fmt: skip
"""Words of an address that have no capital."""


_LINKS = {"s", "sur", "de", "des", "du", "d", "la", "le", "les", "l"}


class PastedAddress(NamedTuple):
    """Where something is, each part in its field; "" for what is not said."""

    street: str
    postcode: str
    commune: str


def called(commune: str) -> str:
    """The name of a commune as it is compared: « ST PÉE S/ NIVELLE CEDEX 2 » is Saint-Pée-sur-Nivelle."""
    said = re.sub(r"\s*(?:\bs(?:ur)?\b)?\s*/\s*", " sur ", commune.lower())
    said = re.sub(r"\bst(e?)\b", r"saint\1", fold(said))
    return re.sub(r"^(?:commune|mairie|ville) d(?:e|u|es) |^(?:a|sur) |(?: cedex)(?: \d+)?$", "", said).strip()


def commune_of(text: str, communes: Iterable[str]) -> str:
    """The commune of the list that a text names, with or without its postcode; "" when none is, or two may be."""
    known: dict[str, list[str]] = {}
    for name in communes:
        for said in {called(name), re.sub(r"^(?:le|la|les|l) ", "", called(name))}:
            known.setdefault(said, []).append(name)
    said = called(re.sub(r"\(?\b\d{5}\b\)?|\([^()]*\)", " ", text))
    found = known.get(said) or known.get(re.sub(r"^(?:le|la|les|l) ", "", said)) or []
    if not found and len(said) > 5:
        found = [name for key, names in known.items() for name in names if key.startswith(f"{said} ")]
    if not found and " " in said:
        found = [name for key, names in known.items() if _shortens(said, key) for name in names]
    if not found and len(said) > 5:
        near = difflib.get_close_matches(said, known, 2, 0.9)
        found = known[near[0]] if len(near) == 1 else []
    return found[0] if len({*found}) == 1 else ""


def _shortens(said: str, name: str) -> bool:
    """« st victor cte » is « saint victor la coste »: each word begins the one of the name, or has its first and last letters."""
    short, whole = ([word for word in text.split() if word not in _LINKS] for text in (said, name))
    return len(short) == len(whole) and all(
        word.startswith(part) or (part[0] + part[-1] == word[0] + word[-1] and re.search(".*".join(part), word))
        for part, word in zip(short, whole, strict=True)
    )


def address(text: str, communes: Iterable[str] = ()) -> PastedAddress | None:
    """« 12 RUE DES LILAS 99100 VALBOURG CEDEX » → its street, its postcode, its commune; None without any of the last two."""
    names = tuple(communes)
    clean = re.sub(r"[\s,-]+france$", "", " ".join(text.replace("\n", ", ").split()), flags=re.IGNORECASE)
    found = re.fullmatch(
        r"(?P<before>.*)(?<!\w)(?<!\bBP )(?<!\bCS )(?:F-?)?(?P<code>\d{2} ?\d{3})(?!\d)[\s,–-]*(?P<after>.*)", clean
    )
    if not found:
        *street, last = re.split(r",\s*|\s+[-–]\s+| à ", clean)
        commune = commune_of(last, names) if street else ""
        return PastedAddress(street_of(", ".join(street)), "", commune) if commune else None
    after, aside = re.match(r"(.*?)\s*(\(.*\))?$", found["after"].strip(" ,.")).groups()  # type: ignore[union-attr]
    before = " ".join(
        filter(
            None,
            [found["before"].strip(" ,;(–-"), aside if found["before"] and not re.fullmatch(r"\(\w+\)", aside or "") else ""],
        )
    )
    if not before and "," in after:
        after, _, before = after.partition(",")
    commune = commune_of(after, names) or _as_name(re.sub(r"\s*cedex(?:\s*\d+)?\s*$", "", after, flags=re.IGNORECASE))
    return PastedAddress(street_of(before), found["code"].replace(" ", ""), commune)


def street_of(text: str) -> str:
    """« 17, AV. DE L'EGLISE BP 12 » → « 17 avenue de l'Eglise, BP 12 »."""
    said = re.sub(r"^(\d+(?: ?(?:bis|ter|quater))?)\s*,\s*", r"\1 ", text.strip(" ,;-"), flags=re.IGNORECASE)
    said = re.sub(r"(?<=\w)\s*,?\s+(?=(?:B\.?P\.?|CS)\s?\d)", ", ", said)
    said = _WAY.sub(lambda one: one["before"] + _WAYS[one["way"].lower()] if one["way"].lower() in _WAYS else one[0], said)
    return _as_name(said)


def _as_name(text: str) -> str:
    """A name in capitals as one writes it: « RUE DE L'EGLISE » → « rue de l'Eglise »."""
    words = re.findall(r"[^\W\d]{2,}", text)
    if not words or any(word != word.upper() for word in words if word.lower() not in _SMALL):
        return text

    def lower(found: re.Match[str]) -> str:
        word = found[0].lower()
        return found[0] if word in {"bp", "cs", "za", "zac", "zi", "hlm"} else word if word in _SMALL else word.capitalize()

    return re.sub(r"\b[LD]['’]", lambda one: one[0].lower(), re.sub(r"[^\W\d]{2,}", lower, text))


# --- one entry -------------------------------------------------------------------------------------


def yes_no(text: str) -> Meant | None:
    """« x », « Vrai », « ✓ » → oui; « faux », « ☐ » → non."""
    if fold(text) in {"oui", "x", "vrai", "true", "yes", "o", "1"} or text in {"✓", "✔", "☑", "✅", "☒"}:
        return Meant("oui")
    return Meant("non") if fold(text) in {"non", "faux", "false", "no", "n", "0"} or text in {"☐", "❌", "✗"} else None


def _postcode(text: str) -> Meant | None:
    found = re.fullmatch(r"(?:F-?)?(\d\d) ?(\d{3})", text.strip())
    return Meant(found[1] + found[2]) if found else None


def _bound(text: str) -> Meant | None:
    """A day of a year or of every year: « 2 août »."""
    found = [*period(text)]
    return Meant(found[0]["du"]) if found and found[0].keys() == {"du"} else None


def date(text: str, today: dt.date | None = None) -> Meant | None:
    """« 25 décembre 2026 (Noël) » → the day, and its remark; what is said from ``today`` is told."""
    said, _, remark = re.sub(
        r"\s+((?:à \d{1,2} ?h|au matin|matin|au soir|soir|après-midi|l'après-midi).*)$", r"(\1", text
    ).partition("(")
    whole = next((one for one in dates(said) if one[:1] in "12" and len(one) > 5), "")
    day = whole or (day_of(said, today) if today else "")
    return Meant(day, remark.rstrip(") "), f"« {said.strip()} » lu « {day} »" * (not whole)) if day else None


READERS: dict[Type, tuple[Callable[[str], Meant | None], Any]] = {
    Type.PHONE: (phone, fields.Phone),
    Type.EMAIL: (mail, fields.Email),
    Type.URL: (site, fields.Url),
    Type.POSTCODE: (_postcode, fields.Postcode),
    Type.INTEGER: (count, int),
    Type.NUMBER: (amount, fields.Number),
    Type.YES_NO: (yes_no, fields.YesNo),
    Type.AGE: (lambda text: Meant(found) if (found := age(text)) else None, fields.Ages),
    Type.DAY: (lambda text: next(map(Meant, hours(text)), None), Spans),
    Type.DATE: (date, fields.FullDate),
    Type.KNOWN_DATE: (date, fields.KnownDate),
    Type.BOUND: (_bound, Borne),
}
"""How the texts of a type are read, and the type that checks them."""


def meant(kind: Type, text: str, today: dt.date | None = None) -> Meant | None:
    """What a text means in a field of that type; None when it is not understood, or is already as the field has it.

    ``today``: the day from which « demain » and « le 24/12 » are read; without it, they are not.
    """
    if kind not in READERS:
        return None
    read, checked = READERS[kind]
    found = read(text, today) if read is date else read(text)
    return found if found and (found.told or not _taken(checked, text)) else None


def fits(kind: Type, text: str) -> bool:
    """Whether a text may go into a field of that type, as it is or once read."""
    return kind not in READERS or _taken(READERS[kind][1], text) or meant(kind, text) is not None


@cache
def _adapter(checked: Any) -> TypeAdapter[Any]:
    return TypeAdapter(checked)


def _taken(checked: Any, text: str) -> bool:
    """Whether a field of that type takes the text as it is."""
    try:
        _adapter(checked).validate_python({"de": text} if checked is fields.Ages else text)
    except ValidationError:
        return False
    return True
