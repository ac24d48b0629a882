"""Numbers and euros as people say them → as the fields have them, when only one is meant; what is said of it stays beside."""

from __future__ import annotations

import re
from decimal import Decimal

from ctg.reading.spoken.tokens import Meant, Pieces

_YEAR = re.compile(r"(?<=. )(?:\( )?(?:(?:en|annee) )?20\d\d(?: \))?$")
_PRODUCT = re.compile(r"(\d+) (?:[^\d+x*×]+ )?[x*×] (\d+)")
_PARTED = re.compile(r" (?:dont|soit|repartis?|compris) | \(| (?::|,) (?=\d)")
_NOT_A_COUNT = re.compile(
    r"\d (?:a|-|/|ou|au|>|[.,]) \d|[<>?%]|(?:^| )- \d|\b(?:moins de|plus de|quelques|entre|jusqu|maximum de|\w+[tz]aines?)\b"
    r"|\b(?:matins?|apres|soirs?|scolaire|ete|hiver)\b"
)


def count(text: str) -> Meant | None:
    """« vingt-quatre », « 16 pl », « ~48 places », « 20 dont 2 d'urgence », « 24 petits + 40 grands » → a whole number; None
    for « 20 à 25 ».
    """
    line = re.sub(r"(?<!\d )(?<!\d)(\d{1,3}) (?=\d{3}(?!\d))", r"\1", Pieces(text).line)
    line, _, total = _YEAR.sub("", line).strip().partition(" = ")
    main = _PARTED.split(line)[0]
    main = main if re.search(r"\d", main) else line
    if _NOT_A_COUNT.search(main) or re.search(r"D\d|\b(?:vacances|ou)\b", line):
        return None
    numbers = [int(one) for one in re.findall(r"\d+(?!e)", main)]
    if product := _PRODUCT.search(main):
        numbers = [int(product[1]) * int(product[2])]
    elif len(numbers) > 1 and main.count(" + ") == len(numbers) - 1:
        numbers = [sum(numbers)]
    if len({*numbers}) != 1 or (total and [*map(int, re.findall(r"\d+", total))] != numbers[:1]):
        return None
    alone = re.fullmatch(r"\d+(?: (?:p|pl|places?|berceaux?|lits?|enfants?))? ?\.?", line) and not total
    return Meant(str(numbers[0]), "" if alone else text.strip())


_EURO = r"(?:€|eur|euros?|e(?= |$))"
_A_SUM = re.compile(
    rf"(?P<sign>{_EURO} )?(?<!\d [,.] )(?<!\w)(?P<whole>[1-9]\d?\d?(?: (?:(?P<dot>\.) )?\d{{3}}(?!\d))+|\d+)"
    rf"(?: [,.] (?P<part>\d\d?)(?!\d| [,.]))?(?: (?P<times>k|1000|mille|milliers?|m|millions?)(?: d| de)?(?= {_EURO}|$))?"
    rf"(?: (?P<unit>{_EURO}|(?P<cent>centimes?|cts?|c))(?!\w)(?: (?P<cents>\d\d)(?!\d)(?: (?:centimes?|cts?))?)?)?"
)
_FREE = re.compile(r"gratuit\w*|sans frais|aucun frais")
_ON_CONDITION = re.compile(
    r"\d|\b(?:pour (?!tou)|si|selon|sous|sauf|jusqu|hors|apres|puis|mais|ou|moins|certain\w*|parfois|1e|adherents?)\b|[?%]"
)
_NOT_ONE = re.compile(
    r"[?~%<>]|(?:^| )- \d|\d [x*×]|\b(?:environ|qf|quotient|entre|maxi?|moins|plus|partir|selon|variable|jusqu|vers|ou|puis)\b"
)


def amount(text: str) -> Meant | None:
    """« 12€50 », « € 15 », « 1 250,50 euros », « 80 centimes », « 35 € les 10 séances », « gratuit » → euros; None for « entre
    1 et 3 € ». « 1.250 » is a thousand, and told.
    """
    line = Pieces(text).line
    if _FREE.search(line):
        return None if _ON_CONDITION.search(line) else Meant("0", text.strip())
    bare = _YEAR.sub("", line).strip()
    bare = re.sub(r"(?<=.) \(.*?(?:\)|$)", "", bare)
    found = [*_A_SUM.finditer(bare)]
    paid = [one for one in found if one["unit"] or one["sign"]]
    if not paid and found and not found[0].start() and re.fullmatch(r"(?: (?:/|par|l[ea]?s?).*)?", bare[found[0].end() :]):
        paid = found[:1]
    if len(paid) != 1 or _NOT_ONE.search(bare):
        return None
    one, before, after = paid[0], bare[: paid[0].start()], bare[paid[0].end() :]
    whole = re.sub(r"\D", "", one["whole"])
    beside = re.search(r"\d (?:(?:a|-|/|et|,|\.|au) )?$", before) or re.match(r" ?(?:a|-|/|,|\.)? \d", after)
    if beside or re.match(r"0\d", whole) or (one["cent"] and (one["part"] or len(whole) > 2)):
        return None
    value = Decimal(f"{whole}.{one['part'] or one['cents'] or 0}") / (100 if one["cent"] else 1)
    value *= 10**6 if re.fullmatch("m|millions?", one["times"] or "") else 1000 if one["times"] else 1
    said = f"{value.normalize():f}"
    plainly = one.span() == (0, len(line)) and not one["cent"]
    return Meant(said, "" if plainly else text.strip(), f"« {text.strip()} » lu « {said} »" * bool(one["dot"]))
