"""How to reach someone, as people write it: a telephone, an address of mail, a site, and what is said beside."""

from __future__ import annotations

import re
import unicodedata

from ctg.common.problems import fold
from ctg.common.telephones import stored_number
from ctg.reading.spoken.tokens import LEXICON, LONGEST, PROVIDERS, Meant, in_figures, one_slip

_PHONE = re.compile(
    r"(?<![\d])(?<!\d[\s.\-/])(?:\(?(?:\+|00)\d{2,3}\)?[\s.]?(?:\(0\))?|\(?[0oO]|(?=[1-9]\d{1,3}\b))"
    r"(?:[\s.,\-/_)]{0,2}(?:\d|[oO](?![^\W\d_]))){1,9}(?![\s.\-]?\d)"
)
_MAIL = re.compile(r"[^\s,;:<>()@\"'«]+@[^\s;:<>()@\"'»]+[.,][a-zA-Z]{1,}")
_DOT = re.compile(r"(?<=\w)\s*(?:\s\.\s|[\s\[(](?:point|dot)[\s\])])\s*(?=\w)", re.IGNORECASE)
_SITE = re.compile(r"(?:https?://)?(?:[\w-]+[.,])+[a-zA-Z]{2,}(?::\d+)?(?:/[^\s,;)\]]*)?(?![\w@])")
_SCHEME = re.compile(r"\b(?:(https?)\s*://|(?i:h?t{1,3}p{1,2}s?)\s*[:/\\])[\s:/\\]*")
_ALSO = re.compile(
    rf"^[\s,;:/&()<>–-]*(?:{LEXICON.any_of('annonces')}\b[\s.:°]*)*|[\s,;:/&(<>.–-]+$|\b(?:au|le)\s*$", re.IGNORECASE
)
_ANNOUNCE = {"a", "par", "sur", "via", "contact", "secretariat", "accueil", "direction", "ecrire", "creche", "mairie", "voir"}
"""Words that may stand alone before an address, and begin none."""


def _beside(text: str, start: int, end: int) -> str:
    """What stands around a value, without the words that only announce it."""
    parts = [_ALSO.sub("", _ALSO.sub("", one)).strip("<> ") for one in (text[:start], text[end:])]
    parts = [part if part.count("(") == part.count(")") and not re.fullmatch(r"\([^()]*\)", part) else part.strip("() ")
             for part in parts]  # fmt: skip
    return " ".join(part for part in parts if re.search(r"[\w?]", part))


def phone(text: str) -> Meant | None:
    """« Tél. : 04.65.71.00.00 (le matin) » → the number, and its remark; the first when there are two. A number alone may have
    lost its zero, or the sign of its country.
    """
    if len(re.findall(r"\d", text)) > 4:
        text = re.sub(r"\b[\dOo]{2}\b", lambda one: re.sub("[Oo]", "0", one[0]), text)  # « O1 99 OO 12 34 »
    text = re.sub(r"^\W*(3\d) (\d\d)\W*$", r"\1\2", re.sub(r"(?<=\d)[lI](?=[\s.]?\d)", "1", text))  # « 39 60 »
    text = re.sub(r"^(\D*)(?<![+\d(])(?:33[\s.]?)?([1-79](?:[\s.-]?\d){8})(\D*)$", r"\g<1>0\2\3", text)
    text = re.sub(r"(?<!\d )(?<!\d)00 (?=33\b)", "+", re.sub(r"(?i)\b(z[ée]ro)[ -]un\b", r"\1 1", text))
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


def mail(text: str) -> Meant | None:
    """« mail : contact (at) exemple,fr » → the address; a great provider's name with a letter wrong is mended, and told."""
    tight = re.sub(r"\s*(?:@+|[(\[]\s*(?:at?|arobase|@)\s*[)\]]|\b(?:arobase|chez|at)\b)\s*", "@", text, flags=re.IGNORECASE)
    if re.search(r"\barobase\b", text, re.IGNORECASE):
        tight = re.sub(r"\s*\btiret\s+(?:du\s+)?(?:bas|8|huit)\b\s*|\s*\bunderscore\b\s*", "_", tight, flags=re.IGNORECASE)
        tight = re.sub(r"\s*\btiret\b\s*", "-", tight, flags=re.IGNORECASE)
    tight = re.sub(r"(@\S+)\s+\.\s*(?=\w)", r"\1.", tight)
    tight = re.sub(r"mailto:", "", _DOT.sub(".", tight), flags=re.IGNORECASE)
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
    told = f"« {domain} » lu « {meant} »" * (meant != domain)
    return Meant(f"{name}@{meant}", _beside(tight, found.start(), found.end()), told)


def site(text: str) -> Meant | None:
    """« notre site : WWW.exemple,fr/page » → a whole address."""
    text = re.sub(r"(?i)\b(www)[ .,]+([\w-]+)[ .,]+([a-z]{2,4})(?=[/ .,]|$)", r"\1.\2.\3", text.strip().rstrip("."))
    text = re.sub(r"\bw{2,5}\.(?=\w)", "www.", re.sub(r"(?<=[a-z])\s+/(?=\w)", "/", text), flags=re.IGNORECASE)
    text = _SCHEME.sub(lambda one: f"{one[1]}://" if one[1] else "", _DOT.sub(".", text))
    if "@" in text or not (found := _SITE.search(text)):
        return None
    scheme, host, path = re.match(r"(?:(https?)://)?([^/]+)(.*)", found[0]).groups()  # type: ignore[union-attr]
    if "." not in host.replace(",", ".") or not re.search(r"[a-zA-Z]{2,}(?::\d+)?$", host) or re.search(r"\d{2}[.,]\d", host):
        return None
    return Meant(f"{scheme or 'https'}://{host.replace(',', '.').lower()}{path}", _beside(text, found.start(), found.end()))


def reach(text: str) -> tuple[str, Meant] | None:
    """What a way to reach someone is, « telephone », « courriel » or « site_web », and its value; None when it is none."""
    for name, read in (("courriel", mail), ("telephone", phone), ("site_web", site)) if len(text) <= LONGEST else ():
        if found := read(text):
            return name, found
    return None
