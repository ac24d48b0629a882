"""Where something is, as people say it → a street, a postcode, a commune."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from ctg.common.problems import fold
from ctg.reading.spoken.corrections import once_corrected
from ctg.reading.spoken.tokens import LEXICON, flattened, in_figures

_WAY = re.compile(
    r"(?i)(?P<before>(?:^|, |- |(?<= )(?=\d))(?:\d+ ?(?:bis|ter|quater|[a-d]\b)? )?)(?P<way>[^\W\d]+)(?:\.|(?= ))(?! ?(?:n°|\d))"
)
_WAYS = LEXICON.inverted("voies")
_FOLDED_SMALL = {*map(fold, (*LEXICON.lists["petits"].split(", "), *_WAYS.values()))}
"""Words of an address that have no capital."""
_LINKS = {*LEXICON.lists["liens"].split(", "), "s", "sur"}


class PastedAddress(NamedTuple):
    """Where something is, each part in its field; "" for what is not said."""

    street: str
    postcode: str
    commune: str


def called(commune: str) -> str:
    """The name of a commune as it is compared: « ST PÉE S/ NIVELLE CEDEX 2 » is Saint-Pée-sur-Nivelle."""
    said = re.sub(r"\s*(?:\bs(?:ur)?\b)?\s*/\s*", " sur ", commune.lower())
    return LEXICON.rewritten("des_communes", fold(said)).strip()


def commune_of(text: str, communes: Iterable[str]) -> str:
    """The commune of the list that a text names, with or without its postcode; "" when none is, or two may be."""
    known: dict[str, list[str]] = {}
    for name in communes:
        for said in {called(name), re.sub(r"^(?:le|la|les|l) ", "", called(name))}:
            known.setdefault(said, []).append(name)
    said = called(re.sub(r"\(?\b\d{5}\b\)?|\([^()]*\)", " ", text))
    found = known.get(said) or known.get(re.sub(r"^(?:le|la|les|l) ", "", said)) or []
    if not found and len(said) > 3:
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


_STREETS = "|".join((*_WAYS, *_WAYS.values(), LEXICON.any_of("autres_voies")))
_A_STREET = re.compile(rf"\b(?:{_STREETS})\b(?=\.?\s+\S)", re.IGNORECASE)
_ANNOUNCED = re.compile(LEXICON.any_of("avant_adresse"))
_POST = r"(?P<before>.*)(?<!\w)(?<!\bBP )(?<!\bCS )(?:F[- ]?)?(?P<code>\d{2} ?\d{3})(?!\d)[\s,–-]*(?P<after>.*)"


@once_corrected(None)
def address(text: str, communes: Iterable[str] = ()) -> PastedAddress | None:
    """« 12 RUE DES LILAS 99100 VALBOURG CEDEX » → its street, its postcode, its commune, of which only one may be said; None
    when nothing of it is an address."""
    names = tuple(communes)
    way = re.search(rf"(?i)\s*[,(]\s*({LEXICON.any_of('acces_adresse')})\)?\s*$", text)
    inside = way and (re.search(r"\d{5}", way[1]) or _without_commune(way[1], names)[1])
    if way and not inside and (there := address(text[: way.start()], names)):
        return there._replace(street=", ".join(filter(None, [there.street, way[1]])))
    clean = " ".join(re.sub(r"\s*[\n\t|]+\s*", ", ", text.strip()).split())
    clean = LEXICON.rewritten("des_adresses", clean[said.end() :] if (said := _ANNOUNCED.match(flattened(clean))) else clean)
    found = re.fullmatch(_POST, clean)
    code, after = (found["code"].replace(" ", ""), found["after"].strip(" ,.")) if found else ("", "")
    before = found["before"].strip(" ,;(–-") if found else clean
    after = after if "(" in after else after.rstrip(")")
    if not after:
        alone = commune_of(before, names) if code and not fold(before).startswith("mairie ") else ""
        street, commune = ("", alone) if alone else _without_commune(before, names)
        return PastedAddress(street_of(street), code, commune) if commune or code or _A_STREET.search(before) else None
    after, aside = re.match(r"(.*?)\s*(\(.*\))?$", after).groups()  # type: ignore[union-attr]
    after, box, number = re.match(r"(.*?)(?:[\s,-]+(BP|CS)\s?(\d+))?$", after, re.IGNORECASE).groups()  # type: ignore[union-attr]
    first, more = re.match(r"(.*?)(?:\s*[,;.!]\s+(.*))?$", after).groups()  # type: ignore[union-attr]
    if not before or commune_of(first, names) or (more and _A_STREET.search(before)):
        after, before = first, ", ".join(filter(None, [before, more]))
    numbered = after[:1].isdigit() and not _A_STREET.search(before)
    if _A_STREET.search(after) and (numbered or commune_of(before, names)):
        before, after = after, before
    before = f"{before} {aside}" if before and re.search("[ -]", aside or "") else before
    before = ", ".join(filter(None, [before, box and f"{box} {number}"]))
    commune = commune_of(after, names) or _as_name(re.sub(r"\s*cedex(?:\s*\d+)?\s*$", "", after, flags=re.IGNORECASE))
    return PastedAddress(street_of(before), code, commune)


_NUMBERED = re.compile(
    r"(?i)\b(?!20[12]\d )\d{1,4} ?(?:bis|ter|quater|[a-d])?(?:, ?| )(?:(?:r|rue|avenue|ave?|boulevard|bl?v?d|impasse|imp|chemin|"
    r"allee|route|rte|quai|square|ruelle|sentier|(?<!\b1 )place(?= d))\b|"
    rf"(?:{flattened(_STREETS)})\b(?=[. ]+(?:(?:des?|du|la|les?|[dl]') ?)*(?-i:[A-Z][a-z])))\.? \S.{{0,30}}"
)


def street_said(text: str) -> str:
    """The first numbered way that a text names, « 12 bis, rue des Lilas »; "" for none: « 3 places », « 2 cours de français »."""
    seen = (c for c in unicodedata.normalize("NFKD", in_figures(text)) if unicodedata.category(c) not in {"Cf", "Mn", "Me"})
    return found[0] if (found := _NUMBERED.search(" ".join("".join(seen).replace("’", "'").split()))) else ""


def _without_commune(text: str, names: Iterable[str]) -> tuple[str, str]:
    """« 3 rue Haute, Tavel », « 3 rue Haute Tavel », « Tavel, 3 rue Haute » → the street, and the commune that the list has."""
    for last in (re.split(tie, text)[-1] for tie in (r",\s*(?:à )?|\s[-–]\s", " à ")):
        if last != text and (commune := commune_of(last, names)):
            return re.sub(r"(?:[,–-]|\s|\sà)+$", "", text.removesuffix(last)), commune
    first, comma, last = text.partition(",")
    if comma and _A_STREET.search(last) and (commune := commune_of(first, names)):
        return text if fold(first).startswith("mairie ") else last.strip(), commune
    way, words = _A_STREET.search(text), text.split()
    for n in range(len(words) - 1, 1, -1) if way else ():
        before, name = " ".join(words[:n]), " ".join(words[n:])
        tied = fold(words[n - 1]).removeprefix("d ") in {*_LINKS, "a"} or len(before) < way.end() + 3 or "," in name  # type: ignore[union-attr]
        if not tied and len(name) > 4 and name[0].isalpha() and (commune := commune_of(name, names)):
            return before, commune
    return text, ""


def street_of(text: str) -> str:
    """« 17, AV. DE L'EGLISE BP 12 » → « 17 avenue de l'Eglise, BP 12 »."""
    said = LEXICON.rewritten("des_rues", text.strip(" ,;-"))
    said = _WAY.sub(lambda one: one["before"] + _WAYS[one["way"].lower()] if one["way"].lower() in _WAYS else one[0], said)
    return _as_name(said)


def _as_name(text: str) -> str:
    """A name in capitals as one writes it: « RUE DE L'EGLISE » → « rue de l'Eglise »."""
    words = re.findall(r"[^\W\d]{2,}", text)
    if not words or any(word != word.upper() for word in words if fold(word) not in _FOLDED_SMALL):
        return text

    def lower(found: re.Match[str]) -> str:
        word = found[0].lower()
        kept = found[0] if word in {"bp", "cs", "za", "zac", "zi", "hlm"} else word.capitalize()
        return word if fold(word) in _FOLDED_SMALL else kept

    return re.sub(r"\b[LD]['’]", lambda one: one[0].lower(), re.sub(r"[^\W\d]{2,}", lower, text))
