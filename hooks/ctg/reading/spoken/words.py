"""Words of people → what a field holds: numbers, ways to reach someone; :func:`meant` is the one entry for the form,
spreadsheets and files, by the type of the field. Days, periods and ages (``dates``), hours (``weeks``), places (``where``) have
their own modules.

What is understood is the whole of a text: what of it is no part of the value is its ``rest``, to be kept beside. What may mean
two things, or nothing that exists, is not understood."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ctg.common.problems import fold
from ctg.common.telephones import stored_number
from ctg.model import Spans, fields
from ctg.model.periods import Borne
from ctg.reading.describe import Type
from ctg.reading.spoken.corrections import once_corrected
from ctg.reading.spoken.dates import age, closures
from ctg.reading.spoken.days import date
from ctg.reading.spoken.tokens import LEXICON, LONGEST, PROVIDERS, Meant, Pieces, flattened, in_figures, one_slip
from ctg.reading.spoken.weeks import hours

_PHONE = re.compile(
    r"(?<![\d])(?<!\d[\s.\-/])(?:\(?(?:\+|00)\d{2,3}\)?[\s.]?(?:\(0\))?|\(?[0oO]|(?=[1-9]\d{1,3}\b))"
    r"(?:[\s.,\-/_)]{0,3}(?:\d|[oO](?![^\W\d_]))){1,9}(?![\s.\-]?\d)"
)
_MAIL = re.compile(r"[^\s,;:<>()@\"'«]+@[^\s;:<>()@\"'»]+[.,][a-zA-Z]{1,}")
_SITE = re.compile(r"(?:https?://)?(?:[\w-]+[.,])+[a-zA-Z]{2,}(?::\d+)?(?:/[^\s,;)\]]*)?(?![\w@])")
_ALSO = re.compile(rf"(?i)^[\s,;:/&()<>–-]*(?:{LEXICON.any_of('annonces')}\b[\s.:°]*)*|[\s,;:/&(<>.–-]+$|\b(?:au|le)\s*$")
_ANNOUNCE = {*LEXICON.lists["annonce_un_mail"].split(", ")}
"""Words that may stand alone before an address, and begin none."""


def _beside(text: str, start: int, end: int) -> str:
    """What stands around a value, without the words that only announce it."""
    parts = [_ALSO.sub("", _ALSO.sub("", one)).strip("<> ") for one in (text[:start], text[end:])]
    parts = [part if part.count("(") == part.count(")") and not re.fullmatch(r"\([^()]*\)", part) else part.strip("() ")
             for part in parts]  # fmt: skip
    return " ".join(part for part in parts if re.search(r"[\w?]", part))


@once_corrected(None)
def phone(text: str) -> Meant | None:
    """« Tél. : 04.65.71.00.00 (le matin) » → the number, and its remark; the first when there are two. A number alone may have
    lost its zero, or the sign of its country."""
    if len(re.findall(r"\d", text)) > 4:
        text = re.sub(r"\b[\dOo]{2}\b", lambda one: re.sub("[Oo]", "0", one[0]), text)  # « O1 99 OO 12 34 »
    text = LEXICON.rewritten("des_telephones", text)
    for found in _PHONE.finditer(text):
        said = re.sub(r"(?<=\d)\)?(\s*)\(0\)", r"\1", re.sub(r"[oO]", "0", found[0]))
        said = re.sub(r"^00(?=\d\d)", "+", re.sub(r"[()/_,]", " ", said).strip())
        short = len(re.findall(r"\d", said)) < 5
        if stored_number(said) and not (short and (len(said) < 3 or re.search(r"\d", text.replace(found[0], "", 1)))):
            said = re.sub(r"\D", "", said) if re.fullmatch(r"0(?:\D{0,2}\d){9}", said) else said
            said = re.sub(r"^0(\d)(\d\d)(\d\d)(\d\d)(\d\d)$", r"0\1 \2 \3 \4 \5", said)
            rest = _beside(text, found.start(), found.end())
            other = re.fullmatch(r"(?:ou |et )?\d\d", rest) and not short
            return Meant(" ".join(said.split()), said[:-2] + rest[-2:] if other else rest)
    figures = re.sub(r"(?<=\d)\b(?= )", "", in_figures(text))  # « zéro quatre, soixante-cinq… »
    return phone(figures) if figures != text and len(re.findall(r"\d+", figures)) > 4 else None


@once_corrected(None)
def mail(text: str) -> Meant | None:
    """« mail : contact (at) exemple,fr » → the address; a great provider's name with a letter wrong is mended, and told."""
    spelt = re.search(r"\barobase\b", text, re.IGNORECASE)
    tight = LEXICON.rewritten("des_mails", LEXICON.rewritten("des_mails_dictes", text) if spelt else text)
    if not (found := _MAIL.search(tight)) or tight.count("@") > len(_MAIL.findall(tight)):
        return None
    before = re.fullmatch(r"\W*([\w.-]+)\s", tight[: found.start()])
    if before and not _ALSO.fullmatch(before[1]) and fold(before[1]) not in _ANNOUNCE:
        return None  # a space in the address, perhaps
    name, _, domain = found[0].strip(".,").partition("@")
    domain = re.sub(r"\s", "", domain).replace(",", ".").lower()
    near = [one for one in PROVIDERS if one_slip(domain, one)]
    meant = near[0] if len(near) == 1 and domain not in PROVIDERS else domain
    name = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))  # no address has an accent
    if not re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,}", meant):
        return None
    return Meant(f"{name}@{meant}", _beside(tight, *found.span()), f"« {domain} » lu « {meant} »" * (meant != domain))


@once_corrected(None)
def site(text: str) -> Meant | None:
    """« notre site : WWW.exemple,fr/page » → a whole address."""
    text = LEXICON.rewritten("des_sites", text.strip().rstrip("."))
    if "@" in text or not (found := _SITE.search(text)):
        return None
    scheme, host, path = re.match(r"(?:(https?)://)?([^/]+)(.*)", found[0]).groups()  # type: ignore[union-attr]
    if "." not in host.replace(",", ".") or not re.search(r"[a-zA-Z]{2,}(?::\d+)?$", host) or re.search(r"\d{2}[.,]\d", host):
        return None
    return Meant(f"{scheme or 'https'}://{host.replace(',', '.').lower()}{path}", _beside(text, found.start(), found.end()))


def reach(text: str) -> tuple[str, Meant] | None:
    """What a way to reach someone is, « telephone », « courriel » or « site_web », and its value; None when it is none."""
    ways = (("courriel", mail), ("telephone", phone), ("site_web", site)) if len(text) <= LONGEST else ()
    return next(((name, found) for name, read in ways if (found := read(text))), None)


# --- numbers ---------------------------------------------------------------------------------------

_YEAR = re.compile(r"(?<=. )(?:\( )?(?:(?:en|annee) )?20\d\d(?: \))?$")
_PRODUCT = re.compile(rf"(\d+) {LEXICON.any_of('multiplie')} (\d+)")
_SUM = re.compile(r"(.*\d.*) (?:=|soit) (\d+)(?!.*\d)")
"""« 12 + 4, soit 16 places »."""
_PEOPLE = r"(?:places?|berceaux?|lits?|enfants?)"
_PARTED = re.compile(rf" {LEXICON.any_of('parties')}")
_NOT_A_COUNT = re.compile(rf"\d (?:a|-|/|ou|au|>|[.,]) \d|[<>?%]|(?:^| )- \d|\b{LEXICON.any_of('pas_un_compte')}\b")
_PART_OF_TIME = re.compile(r"D\d|\b(?:vacances|ou|matins?|apres|soirs?|scolaire|ete|hiver)\b")


@once_corrected(None)
def count(text: str) -> Meant | None:
    """« vingt-quatre », « 16 pl », « ~48 places », « 20 dont 2 d'urgence », « 24 petits + 40 grands » → a whole number; None
    for « 20 à 25 »."""
    line = LEXICON.rewritten("des_comptes", Pieces(text).line)
    if (told := _SUM.match(line)) and len(parts := [*map(int, re.findall(r"\d+", told[1]))]) > 1 and sum(parts) == int(told[2]):
        return Meant(told[2], text.strip())
    line, _, total = _YEAR.sub("", re.sub(LEXICON.any_of("change_de"), "", line)).strip().partition(" = ")
    main = next((line[: one.start()] for one in _PARTED.finditer(line) if re.search(r"\d", line[: one.start()])), line)
    several = len(re.findall(r"\d+", main)) > 1 or (len(re.findall(r"\d+", line)) > 1 and "(" not in line)
    others = re.search(rf", \d+ {_PEOPLE}", line[len(main) :]) and not re.search(_PEOPLE, main)
    if others or _NOT_A_COUNT.search(main) or re.search(r"\d[.,]\d\d?(?!\d)", text) or (several and _PART_OF_TIME.search(line)):
        return None
    numbers = [int(one) for one in re.findall(r"\d+(?!e)", main)]
    if product := _PRODUCT.search(main):
        numbers = [int(product[1]) * int(product[2])]
    elif len(numbers) > 1 and main.count(" + ") == len(numbers) - 1:
        numbers = [sum(numbers)]
    if len({*numbers}) != 1 or (total and [*map(int, re.findall(r"\d+", total))] != numbers[:1]):
        return None
    alone = re.fullmatch(rf"\d+(?: (?:p|pl|{_PEOPLE}))? ?\.?", line) and not total
    return Meant(str(numbers[0]), "" if alone else text.strip())


_EURO = r"(?:€|eur|euros?|e(?= |$))"
_A_SUM = re.compile(
    rf"(?P<sign>{_EURO} )?(?<!\d [,.] )(?<!\w)(?P<whole>[1-9]\d?\d?(?: (?:(?P<dot>\.) )?\d{{3}}(?!\d))+|\d+)"
    rf"(?: [,.] (?P<part>\d\d?)(?!\d| [,.]))?(?: (?P<times>k|1000|mille|milliers?|m|millions?)(?: d| de)?(?= {_EURO}|$))?"
    rf"(?: (?P<unit>{_EURO}|(?P<cent>centimes?|cts?|c))(?!\w)(?: (?:et )?(?P<cents>\d\d)(?!\d)(?: (?:centimes?|cts?))?)?)?"
)
_FREE = LEXICON.words("gratuit")
_ON_CONDITION = re.compile(rf"\d|\b{LEXICON.any_of('sous_condition')}\b|[?%]")
_NOT_ONE = re.compile(rf"[?~%<>]|(?:^| )- \d|\d [x*×]|\b{LEXICON.any_of('pas_un_prix')}\b")


@once_corrected(None)
def amount(text: str) -> Meant | None:
    """« 12€50 », « € 15 », « 1 250,50 euros », « 80 centimes », « 35 € les 10 séances », « gratuit » → euros; None for « entre
    1 et 3 € ». « 1.250 » is a thousand, and told."""
    line = Pieces(text).line
    if (free := _FREE.search(line)) and not _A_SUM.search(line[: free.start()]):
        return None if _ON_CONDITION.search(line) else Meant("0", text.strip())
    bare = re.sub(r" 20\d\d - 20\d\d\b", "", _YEAR.sub("", line)).strip()
    bare = re.sub(r"(?<=.) \(.*?(?:\)|$)", "", bare)
    found = [*_A_SUM.finditer(bare)]
    paid = [one for one in found if one["unit"] or one["sign"]]
    if not paid and found and not found[0].start() and re.fullmatch(r"(?: (?:/|par|l[ea]?s?).*)?", bare[found[0].end() :]):
        paid = found[:1]
    if len(paid) != 1 or _NOT_ONE.search(bare):
        return None
    one, before, after = paid[0], bare[: paid[0].start()], bare[paid[0].end() :]
    whole = re.sub(r"\D", "", one["whole"])
    beside = re.search(r"\d (?:(?:a|-|/|et|,|\.|au) )?$|(?:mille|milliers?|millions?) (?:et )?$", before)
    beside = beside or re.match(r" ?(?:a|-|/|,|\.)? \d", after)
    if beside or re.match(r"0\d", whole) or (one["cent"] and (one["part"] or len(whole) > 2)):
        return None
    value = Decimal(f"{whole}.{one['part'] or one['cents'] or 0}") / (100 if one["cent"] else 1)
    value *= 10**6 if re.fullmatch("m|millions?", one["times"] or "") else 1000 if one["times"] else 1
    said = f"{value.normalize():f}"
    plainly = one.span() == (0, len(line)) and not one["cent"]
    return Meant(said, "" if plainly else text.strip(), f"« {text.strip()} » lu « {said} »" * bool(one["dot"]))


# --- one entry -------------------------------------------------------------------------------------


_YES_NO = LEXICON.inverted("oui_non")


def yes_no(text: str) -> Meant | None:
    """« x », « Vrai », « ✓ » → oui; « faux », « ☐ » → non."""
    found = _YES_NO.get(fold(text)) or _YES_NO.get(text)
    return Meant(found) if found else None


def _postcode(text: str) -> Meant | None:
    found = re.fullmatch(r"(?:F-?)?(\d\d) ?(\d{3})", text.strip())
    return Meant(found[1] + found[2]) if found else None


def _bound(text: str) -> Meant | None:
    """A day of a year or of every year: « 2 août »."""
    found = closures(text)
    return Meant(found[0]["du"]) if len(found) == 1 and found[0].keys() == {"du"} else None


TO_REACH = (phone, mail, site)
_NONE_YET = re.compile(rf"\s*{LEXICON.any_of('sans_moyen')}\b[^\d@]*")
EVERYDAY_NAMES = LEXICON.inverted("champs")
"""Everyday words for fields, folded."""
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

    ``today``: the day from which « demain » and « le 24/12 » are read; without it, they are not."""
    if kind not in READERS or len(text) > LONGEST:
        return None
    read, checked = READERS[kind]
    found = read(text, today) if read is date else read(text)
    if not found and read in TO_REACH and _NONE_YET.fullmatch(flattened(text)):
        found = Meant("", text.strip())  # « pas de téléphone, il faut passer »
    return found if found and (found.told or not _taken(checked, text)) else None


def fits(kind: Type, text: str) -> bool:
    """Whether a text may go into a field of that type, as it is or once read."""
    return kind not in READERS or _taken(READERS[kind][1], text) or meant(kind, text) is not None


_adapter = cache(TypeAdapter[Any])


def _taken(checked: Any, text: str) -> bool:
    """Whether a field of that type takes the text as it is."""
    try:
        _adapter(checked).validate_python({"de": text} if checked is fields.Ages else text)
    except ValidationError:
        return False
    return True
