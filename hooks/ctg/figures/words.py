"""Figures in French sentences: what changed, how far the target is, how years differ."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ctg.common import phrases
from ctg.common.phrases import capital, counted, number
from ctg.common.phrases import unit as unit  # templates say it
from ctg.figures import series as figures_series
from ctg.figures.series import measured, runs, way
from ctg.model.figure import Indicateur, Mesure, Valeur
from ctg.pages.templates import value_words

NOTABLE = Decimal("0.05")
"""How far beyond both ends a year between them must go to be named."""
SMALL = ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")


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


def counted_group(measure: Valeur) -> str:
    """Whom a detailed value counts: « Valbourg, moins de 3 ans »."""
    return capital(", ".join(filter(None, (measure.commune, measure.partie))))


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
    found, goal = figures_series.course(record), record.cible
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


def progress(record: Indicateur) -> str:
    """« 20 places de plus qu'au départ ; il en manque 20 pour la cible de 2028. » Empty without a target or a measure.

    Distances only: a share of the way would suggest that the way is straight.
    """
    found = way(record)
    if not found or not record.cible:
        return ""
    goal = f"la cible de {record.cible.annee}"
    if found.since is None:
        start = _no_start(record, found.latest)
    else:
        start = f"{_difference(found.since, record.unite)} qu’au départ" if found.since else "autant qu’au départ"
    left = _left(found.left, found.wanted, goal, record.unite, said=bool(found.since))
    return capital(" ; ".join(filter(None, (start, left)))) + "."


def _no_start(record: Indicateur, latest: Valeur) -> str:
    if not record.depart:
        return ""
    if latest.year <= record.depart.annee:
        return "pas de mesure depuis le départ"
    return "la façon de compter a changé depuis le départ"


def _left(left: Decimal, wanted: str | None, goal: str, unite: str, said: bool) -> str:
    """What remains; ``said``: the unit was just said, « il en manque 20 »."""
    if not left:
        return f"{goal} est atteinte"
    if wanted is None:
        return f"{_difference(-left, unite)} que {goal}"
    missing = left if wanted == "hausse" else -left
    if missing < 0:
        return f"{goal} est dépassée de {_amount(missing, unite)}"
    if wanted == "baisse":
        return f"encore {_amount(missing, unite)} de trop pour {goal}"
    return (
        f"il en manque {number(missing)} pour {goal}"
        if said and unite[0] != "%"
        else f"il manque {_amount(missing, unite)} pour {goal}"
    )


def _difference(value: Decimal, unite: str) -> str:
    return f"{_amount(value, unite)} de {'plus' if value > 0 else 'moins'}"


def _amount(value: Decimal, unite: str) -> str:
    """Between two percentages, the difference is in points."""
    return counted(abs(value), f"points{unite[1:]}" if unite.startswith("%") else unite)


def beside_elsewhere(measure: Mesure, own: Valeur | None) -> str:
    """The territory's value beside another's: « 64,6 », « 64,6 en 2023, deux ans plus tard », « inconnu »."""
    if not own:
        return "inconnu"
    gap = own.year - measure.year
    if not gap:
        return number(own.valeur)
    count = SMALL[abs(gap) - 1] if abs(gap) <= len(SMALL) else str(abs(gap))
    return f"{number(own.valeur)} en {own.annee}, {count} {'an' if abs(gap) == 1 else 'ans'} plus {'tard' if gap > 0 else 'tôt'}"


def figure(indicator: Indicateur) -> str:
    """« 101 places en 2026. 20 places de plus qu’au départ ; il en manque 20 pour la cible de 2028. », and whether it is off
    its course: the same as on its own page.
    """
    last = indicator.derniere
    if not last:
        return "Aucune valeur connue."
    doubt = ", à confirmer" if value_words(last).endswith("à confirmer") else ""
    told = f"{phrases.counted(last.valeur, indicator.unite)} {dated(last)}{doubt}."
    where = figures_series.course(indicator)
    off = (
        f"En dehors de la trajectoire, qui demande {figures_series.needed(indicator, where)}." if where and not where.kept else ""
    )
    return " ".join(filter(None, (told, progress(indicator), off)))
