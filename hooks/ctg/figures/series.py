"""The values of an indicator: which years compare, with what elsewhere, how far the target is, whether it is on course; and all
of it in French sentences.

Its course is the one that the record writes (``trajectoire``), else the straight line from the start to the target: an
assumption, which the words say."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import groupby, pairwise

from ctg.common.phrases import capital, counted, number
from ctg.common.phrases import unit as unit  # templates say it
from ctg.model import Comparaison, Indicateur, Mesure, Repere, Valeur

NEAR_YEARS = 2
"""How far apart two territories' years may be for bars side by side."""


def measured(record: Indicateur) -> tuple[Valeur, ...]:
    """The whole territory's values whose year is known, oldest first: the only ones that a chart can place."""
    return tuple(sorted((v for v in record.valeurs if v.annee and v.whole), key=lambda v: v.year))


def runs(record: Indicateur) -> tuple[tuple[Valeur, ...], ...]:
    """The measured values, together when their years compare.

    A break whose year is not given may be anywhere: then every value stands alone.
    """
    values = measured(record)
    breaks = sorted(one.annee for one in record.ruptures if one.annee)
    if len(breaks) < len(record.ruptures):
        return tuple((value,) for value in values)
    return tuple(tuple(run) for _, run in groupby(values, key=lambda v: bisect_right(breaks, v.year)))


@dataclass(frozen=True)
class Elsewhere:
    """A line of the comparison; ``name`` is None for the territory itself, which comes first when bars are drawn."""

    name: str | None
    measure: Mesure
    here: Valeur | None
    """The territory's own measure of that year, or of the nearest; None when either year is unknown."""
    share: float | None = None
    """Length of its bar, from 0 to 1; None when no bar would be honest."""


def comparison(record: Indicateur) -> tuple[Elsewhere, ...]:
    """What bars may compare, the territory first; then the other lines, newest first."""
    side = _side_by_side(record)
    longest = max((measure.valeur for _, measure in side), default=0)
    whole = max(longest, 100) if record.unite.startswith("%") else longest  # a share of its whole, a ratio of the longest
    drawn = [Elsewhere(name, m, _nearest(record, m), float(m.valeur / whole) if whole else 0.0) for name, m in side]
    others = [other for other in record.comparaisons if all(other is not measure for _, measure in side)]
    others.sort(key=lambda other: other.year, reverse=True)
    return (*drawn, *(Elsewhere(other.territoire, other, _nearest(record, other)) for other in others))


def _nearest(record: Indicateur, measure: Mesure) -> Valeur | None:
    if not measure.annee:
        return None
    return min(reversed(measured(record)), key=lambda value: abs(value.year - measure.year), default=None)


def _side_by_side(record: Indicateur) -> list[tuple[str | None, Mesure]]:
    """The territory's value, then one a territory: rates, of years at most :data:`NEAR_YEARS` apart; empty if none compares.

    The year is the one that most of the others have, the newest of these: « the same year where possible ».
    """
    others = [other for other in record.comparaisons if other.annee]
    if not others or not measured(record) or not record.is_rate:
        return []
    years = [other.year for other in others]
    here = max(measured(record), key=lambda v: (years.count(v.year), -min(abs(v.year - year) for year in years), v.year))
    near: dict[str, Comparaison] = {}
    for other in sorted(others, key=lambda other: abs(other.year - here.year)):
        if abs(other.year - here.year) <= NEAR_YEARS:
            near.setdefault(other.territoire, other)
    side = [(None, here), *near.items()]
    return side if near and min(measure.valeur for _, measure in side) >= 0 else []


@dataclass(frozen=True)
class Course:
    """Where the latest measure stands beside what it should be."""

    latest: Valeur
    needed: Decimal
    """What the way asks for that year, rounded as the measures are: the least, or the most, that is on course."""
    wanted: str
    """``hausse``: ``needed`` is a least; ``baisse``: a most."""

    @property
    def kept(self) -> bool:
        """Whether the measure is on course."""
        return self.latest.valeur >= self.needed if self.wanted == "hausse" else self.latest.valeur <= self.needed


def points(record: Indicateur) -> tuple[Repere, ...]:
    """The points of the course: the start, the years that are written, the target; none without a target."""
    if not record.cible:
        return ()
    ends = [record.depart] if record.depart else []
    return tuple(sorted((*ends, *record.trajectoire, record.cible), key=lambda point: point.annee))


def expected(record: Indicateur, year: int) -> Decimal | None:
    """The value that the course gives for a year: between two points, on the line that joins them; after the target, the target.

    None before its first point, or without a course.
    """
    known = points(record)
    if not known or year < known[0].annee:
        return None
    for a, b in pairwise(known):
        if a.annee <= year < b.annee:
            return a.valeur + (b.valeur - a.valeur) * (year - a.annee) / (b.annee - a.annee)
    return known[-1].valeur


def course(record: Indicateur) -> Course | None:
    """The latest measure of the whole territory against the way; None when the two do not compare.

    That is: no way, no measure after the start, another way of counting since, or nobody says which direction is good.
    """
    values, start, goal = measured(record), record.depart, record.cible
    if not goal or not values or (start and values[-1].year <= start.annee):
        return None
    # A target below the start may be a fall that is wished for, or a fall that is to be contained: only « sens » tells.
    wanted = record.sens or ("hausse" if start and goal.valeur > start.valeur else None)
    asked, latest = expected(record, values[-1].year), values[-1]
    if not wanted or asked is None or not record.same_count(points(record)[0].annee, latest.year):
        return None
    needed = _rounded(record, asked, ROUND_CEILING if wanted == "hausse" else ROUND_FLOOR)
    return Course(latest, needed, wanted)


def _rounded(record: Indicateur, value: Decimal, direction: str) -> Decimal:
    """With as many decimals as the measures: « au moins 385 places », never 384,4."""
    places = max((-int(one.valeur.normalize().as_tuple().exponent) for one in measured(record)), default=0)
    return value.quantize(Decimal(1).scaleb(-max(places, 0)), direction)


def course_sentence(record: Indicateur) -> str:
    """« 371 places en 2025 : il en faudrait au moins 385 pour être sur la trajectoire vers 388 en 2026. »

    Empty without a course. The end says what the course is made of, when nobody wrote it.
    """
    found, goal = course(record), record.cible
    if not found or not goal:
        return ""
    doubt = " (à confirmer)" if found.latest.statut == "a_confirmer" else ""
    start = f"{counted(found.latest.valeur, record.unite)} en {found.latest.annee}{doubt}"
    aim = f"{number(goal.valeur)} en {goal.annee}"
    if found.kept:
        text = f"{start} : c’est sur la trajectoire vers {aim}, qui demande {needed(record, found)}."
    else:
        wanting = "faudrait" if record.unite.startswith("%") else "en faudrait"
        text = f"{start} : il {wanting} {needed(record, found)} pour être sur la trajectoire vers {aim}."
    return f"{text} {basis(record)}".rstrip()


def basis(record: Indicateur) -> str:
    """A sentence that says where the course comes from when nobody wrote it; else ""."""
    start, goal = record.depart, record.cible
    if record.trajectoire or not start or not goal or start.valeur == goal.valeur:
        return ""
    return "Aucune trajectoire n’est écrite : c’est la ligne droite du départ à la cible."


def needed(record: Indicateur, found: Course) -> str:
    """« au moins 385 », « au plus 12 % »."""
    least = "au moins" if found.wanted == "hausse" else "au plus"
    return f"{least} {counted(found.needed, record.unite) if record.unite.startswith('%') else number(found.needed)}"


# --- in words -------------------------------------------------------------------------------------

NOTABLE = Decimal("0.05")
"""How far beyond both ends a year between them must go to be named."""


def dated(measure: Mesure) -> str:
    """« en 2026 », « publié en 2025, année mesurée non précisée »."""
    return f"en {measure.annee}" if measure.annee else f"publié en {measure.publie_en}, année mesurée non précisée"


def source(record: Indicateur, measure: Mesure) -> str:
    """Where a value comes from: its own source, or the record's only one, or the list at the foot of the page."""
    if measure.source:
        return measure.source
    return record.sources[0].titre if len(record.sources) == 1 else "documents cités en bas de page"


def remark(measure: Mesure) -> str:
    """How to read a value: « À confirmer. Chiffre provisoire. » Empty when nothing is to be said."""
    doubt = "À confirmer." if measure.statut == "a_confirmer" else ""
    return " ".join(filter(None, (doubt, measure.note)))


def trend(record: Indicateur) -> str:
    """« De 77 places en 2020 à 101 en 2026. » One sentence for each series; empty for a single value."""
    if len(measured(record)) < 2:
        return ""
    series = runs(record)
    if max(map(len, series)) == 1:
        return "Ces années ne se comparent pas entre elles."
    parts = [_change(run, record.unite) for run in series]
    return " ".join([f"{capital(parts[0])}.", *(f"Puis, avec une autre façon de compter, {part}." for part in parts[1:])])


def _change(run: Sequence[Valeur], unite: str) -> str:
    first, last, between = run[0], run[-1], run[1:-1]
    doubt = " (à confirmer)" if last.statut == "a_confirmer" else ""
    if first is last:
        return f"{counted(first.valeur, unite)} en {first.annee}{doubt}"
    start, end = counted(first.valeur, unite), number(last.valeur)
    if unite.startswith("%"):
        end = counted(last.valeur, unite)
    elif abs(first.valeur) < 2 <= abs(last.valeur):  # « de 1 à 8 communes »: the unit said once, where it is plural
        start, end = number(first.valeur), counted(last.valeur, unite)
    if first.valeur == last.valeur:
        text = f"{counted(first.valeur, unite)} en {first.annee} comme en {last.annee}"
    else:
        text = f"de {start} en {first.annee} à {end} en {last.annee}"
    lowest, highest = (pick(between, key=lambda v: v.valeur, default=first) for pick in (min, max))
    if lowest.valeur < min(first.valeur, last.valeur) * (1 - NOTABLE):
        text += f", avec un creux à {number(lowest.valeur)} en {lowest.annee}"
    if highest.valeur > max(first.valeur, last.valeur) * (1 + NOTABLE):
        text += f", avec un sommet à {number(highest.valeur)} en {highest.annee}"
    return text + doubt


def headline(record: Indicateur) -> str:
    """What a chart says, as its title: « 101 places en 2026 : 4 places de retard sur la trajectoire vers la cible de 2028 ».

    Without a course, how far the target is; without a target, what changed. Empty for a single value.
    """
    found, goal = course(record), record.cible
    if not goal or not record.derniere:
        return trend(record).removesuffix(".")
    latest = found.latest if found else record.derniere
    doubt = ", à confirmer" if latest.statut == "a_confirmer" else ""
    start = f"{counted(latest.valeur, record.unite)} {dated(latest)}{doubt}"
    if not found:
        return f"{start} : la cible de {goal.annee} est {number(goal.valeur)}"
    more, aim = found.wanted == "hausse", f"la cible de {goal.annee}"
    if not found.kept:
        late = _amount(found.needed - latest.valeur, record.unite)
        return f"{start} : {late} {'de retard' if more else 'de trop'} sur la trajectoire vers {aim}"
    reached = latest.valeur >= goal.valeur if more else latest.valeur <= goal.valeur
    return f"{start} : {aim} est atteinte" if reached else f"{start} : sur la trajectoire vers {aim}"


def verdict(record: Indicateur) -> str:
    """What :func:`headline` says after the value: « 4 places de retard sur la trajectoire… ». Empty without a target."""
    return headline(record).partition(" : ")[2] if record.cible and record.derniere else ""


def _amount(value: Decimal, unite: str) -> str:
    """Between two percentages, the difference is in points."""
    return counted(abs(value), f"points{unite[1:]}" if unite.startswith("%") else unite)


def beside_elsewhere(measure: Mesure, own: Valeur | None) -> str:
    """The territory's value beside another's: « 64,6 », « 64,6 en 2023 » of another year, « inconnu »."""
    if not own:
        return "inconnu"
    return number(own.valeur) if own.year == measure.year else f"{number(own.valeur)} en {own.annee}"


def figure(indicator: Indicateur) -> str:
    """« 101 places en 2026. Départ : 81 (2023) ; cible : 121 (2028). », and whether it is off its course, as on its page. Another
    way of counting has no start."""
    if not (last := indicator.derniere):
        return "Aucune valeur connue."
    doubt = ", à confirmer" if last.statut == "a_confirmer" else ""
    told = f"{counted(last.valeur, indicator.unite)} {dated(last)}{doubt}."
    start, goal = indicator.depart, indicator.cible
    compares = start and indicator.same_count(start.annee, last.year)
    ends = [(name, one) for name, one in (("départ", start if compares else None), ("cible", goal)) if one]
    where = course(indicator)
    off = f"En dehors de la trajectoire, qui demande {needed(indicator, where)}." if where and not where.kept else ""
    said = capital(" ; ".join(f"{name} : {number(one.valeur)} ({one.annee})" for name, one in ends))
    return " ".join(filter(None, (told, f"{said}." if said else "", off)))
