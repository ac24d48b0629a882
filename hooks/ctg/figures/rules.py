"""Rules of indicators: values with a source, a target that agrees with its start, and figures of a size that can be."""

import datetime as dt
import re
from decimal import Decimal
from operator import attrgetter

from ctg.checking.rules import Checked, only
from ctg.common.phrases import number
from ctg.common.problems import Problems, fold, grouped, repeated
from ctg.model import COUNTED, Commune, Indicateur, Valeur

OFTEN = 6
"""So many times both years beside it: a comma or a nought slipped."""
COUNT = "Comptez les chiffres, et regardez la virgule."
DURATION = re.compile(r"(?:minutes|heures|jours|semaines|mois|ans|km)\b")
"""The units of what has everywhere about the same size."""
LIKELY = 8
"""So many times more by inhabitant than elsewhere: a nought slipped."""
CITY = 100
"""A total of which each commune should have some."""
CROWD = Decimal("1.5")
"""Times the inhabitants of today: a commune may have lost some since."""
WIDER = re.compile(r"^(?:France|Région|Département|Métropole)\b|^(.+) \1$")
"""What compares, followed by the name of the department: it is larger than the territory, that is of it."""
EXPLAINED = re.compile(r"(?i)\b(?:arrêt|ferm|confine|pann|travaux|grève|suspen|covid|inond|crue|incend|exception|mois\b)")
"""What a note says of a year that is like no other."""
PEOPLE = re.compile(r"(?:personnes|familles|places|enfants|jeunes|habitants|eleves|parents|naissances|allocataires|salaries)\b")
"""The units of which a commune has no more than inhabitants, folded."""


def check_values(one: Checked[Indicateur]) -> Problems:
    """Values have a source, possible shares and no double; the target and the course agree with the start."""
    goal, start = one.record.cible, one.record.depart
    if goal and start and one.record.sens and (goal.valeur - start.valeur) * (1 if one.record.sens == "hausse" else -1) < 0:
        told = f"La cible ({goal.valeur}) va à l'inverse du sens souhaité ({one.record.sens}) depuis le départ ({start.valeur})."
        for where in ("sens", "cible.valeur"):
            yield one.error(where, told, "Corrigez « cible », « depart » ou « sens ».")
    yield from _trajectory(one)
    share, values = one.record.unite.strip().startswith("%"), one.record.valeurs
    if counted := share and len(values) > 2 and all(value.valeur > 100 for value in values):
        yield one.error("unite", "Une part va de 0 à 100 %, et aucune de ces valeurs n'y est.", "Corrigez l'unité.")
    for i, value in enumerate(values):
        if not value.source and not one.record.sources:
            told = "Un chiffre doit dire sa source."
            yield one.error(f"valeurs.{i}", told, "Ajoutez « source » à la valeur, ou « sources » à la fiche.")
        if share and not 0 <= value.valeur <= 100 and not counted:
            told = f"Une part va de 0 à 100 %, pas {value.valeur}."
            yield one.error(f"valeurs.{i}.valeur", told, "Corrigez la valeur, ou l'unité.")
    of = attrgetter("annee", "publie_en", "commune")
    for (i, _), _ in repeated(enumerate(values), lambda pair: of(pair[1])):
        yield one.error(f"valeurs.{i}", "Cette année figure déjà pour ce territoire.", "Gardez une seule des deux valeurs.")


def _trajectory(one: Checked[Indicateur]) -> Problems:
    """Each year once, and what the start and the target say of theirs."""
    goal, start = one.record.cible, one.record.depart
    if one.record.trajectoire and not goal:
        yield one.error("trajectoire", "Une trajectoire mène à une cible.", "Ajoutez « cible ».")
        return
    for (i, _), _ in repeated(enumerate(one.record.trajectoire), lambda pair: pair[1].annee):
        yield one.error(f"trajectoire.{i}.annee", "Cette année y figure déjà.", "Gardez une seule des deux valeurs.")
    for i, point in enumerate(one.record.trajectoire):
        ends = [end for end in (start, goal) if end]
        if any(end.annee == point.annee and end.valeur != point.valeur for end in ends):
            told = "Le départ ou la cible dit autre chose pour cette année."
            yield one.error(f"trajectoire.{i}.valeur", told, "Supprimez la ligne.")


def judged(one: Checked[Indicateur]) -> Problems:
    """A start is measured, counted as the target is, and what its year says; a course tells which way is good."""
    record, start, goal = one.record, one.record.depart, one.record.cible
    if start:
        said = next((value.valeur for value in record.valeurs if value.whole and value.annee == start.annee), start.valeur)
        if said != start.valeur:
            told = f"Le départ dit {number(start.valeur)} en {start.annee}, et les valeurs {number(said)}."
            yield one.error("depart.valeur", told, "Gardez la bonne valeur aux deux endroits.")
        measured = [value for value in record.valeurs if value.whole]
        if start.annee not in [value.annee for value in measured] and any(value.valeur == start.valeur for value in measured):
            told = f"Aucune valeur n'est de {start.annee} ; {number(start.valeur)} est celle d'une autre année."
            yield one.warning("depart.annee", told, "Corrigez l'année.")
        if goal and not record.same_count(start.annee, goal.annee):
            told = "On compte autrement depuis : ce départ et la cible ne se comparent pas."
            yield one.warning("depart.annee", told, "Prenez un départ compté comme la cible.")
        if goal and goal.valeur >= 10 * start.valeur > 100:
            yield one.warning("cible.valeur", "La cible est au moins dix fois le départ.", COUNT)
    elif goal:
        where = "trajectoire" if record.trajectoire else "cible"
        yield one.warning(where, "Sans point de départ, personne ne peut juger du chemin fait.", "Ajoutez « depart ».")


def sizes(one: Checked[Indicateur]) -> Problems:
    """Warn of a value that its territory cannot have, many times those beside it or elsewhere, or that is not the sum of all."""
    record, rate = one.record, one.record.is_rate
    wholes = {value.year: value.valeur for value in record.valeurs if value.whole}
    dated = ((i, value) for i, value in enumerate(record.valeurs) if value.annee)
    series = grouped(dated, lambda pair: pair[1].commune)
    for i, value in enumerate(record.valeurs):
        if told := "" if rate else _impossible(one, value):
            yield one.warning(f"valeurs.{i}.valeur", told, COUNT)
    for i, value in enumerate(record.valeurs if rate or DURATION.match(record.unite) else ()):
        if value.commune and (whole := wholes.get(value.year)):
            if max(value.valeur, whole) > OFTEN * min(value.valeur, whole) > 0 and max(value.valeur, whole) >= 10:
                yield one.warning(f"valeurs.{i}.valeur", f"Le territoire a {number(whole)}.", COUNT)
        elif value.commune and len(record.valeurs) > 2:
            most = max((other.valeur for other in record.valeurs if other is not value), default=value.valeur)
            if value.valeur > OFTEN * most and value.valeur > 20:
                yield one.warning(f"valeurs.{i}.valeur", f"Toutes les autres valeurs vont jusqu'à {number(most)}.", COUNT)
    people = PEOPLE.match(fold(record.nom)) and DURATION.match(record.unite)
    long = re.match(r"(?:temps|duree|delai|attente)\b", fold(record.nom)) and not (DURATION.match(record.unite) or rate)
    if people or long or (re.match(r"(?:taux|part|pourcentage)\b", fold(record.nom)) and record.counted):
        yield one.warning("unite", f"« {record.nom} » ne se compte pas en {record.unite}.", "Corrigez l'unité, ou le nom.")
    aims = {f"trajectoire.{i}": point for i, point in enumerate(record.trajectoire)}
    for at, point in (aims | ({"cible": record.cible} if record.cible else {})).items():
        if told := _too_many_communes(one, point.valeur, point.annee):
            yield one.warning(f"{at}.valeur", told, COUNT)
    yield from _sums(one, wholes)
    for values in series.values():
        yield from _jumps(one, sorted(values, key=lambda pair: pair[1].year))
    last = record.derniere
    for i, other in enumerate(record.comparaisons if last else ()):
        wide = not rate and WIDER.search(f"{other.territoire} {one.world.territoire and one.world.territoire.departement}")
        if wide and record.counted and other.valeur < wholes.get(other.year, 0):
            told = f"{other.territoire} aurait moins que le territoire, qui en est une partie ({number(wholes[other.year])})."
            yield one.warning(f"comparaisons.{i}.valeur", told, COUNT)
        elif last and (rate or DURATION.match(record.unite)) and _far(last.valeur, other.valeur):
            told = f"{number(other.valeur)}, quand le territoire a {number(last.valeur)}."
            yield one.warning(f"comparaisons.{i}.valeur", told, COUNT)


def _impossible(one: Checked[Indicateur], value: Valeur) -> str:
    """Why a count cannot be, in a sentence; empty when it can."""
    unit, there = fold(one.record.unite), one.world.populations.get(value.commune or "")
    same_year = [other for other in one.record.valeurs if value.annee and other.annee == value.annee]
    said = f"{number(value.valeur)} {one.record.unite}"
    whole, adds = next((other.valeur for other in same_year if other.whole), None), COUNTED.fullmatch(unit) and "euro" not in unit
    if value.commune and whole and adds and value.valeur > whole:
        return f"{value.commune} aurait plus que tout le territoire ({number(whole)} en {value.annee})."
    if there and PEOPLE.match(unit) and value.valeur > there * CROWD:
        return f"{value.commune} a {number(there)} habitants : elle ne peut pas avoir {said}."
    if (COUNTED.fullmatch(unit) or DURATION.match(unit)) and value.valeur < 0:
        return f"On ne compte pas {said}."
    if PEOPLE.match(unit) and value.valeur % 1 and value.valeur > 20:
        return f"{said} : ce nombre est entier."
    if told := _too_many_communes(one, value.valeur, value.counted_in):
        return told
    everybody = sum(one.world.populations.values())
    if there and whole and adds and value.commune and value.valeur >= 20 and there * 12 < everybody * LIKELY:
        times = (value.valeur / there) / (whole / everybody)
        if times > LIKELY:
            return f"{value.commune} aurait {number(times, 0)} fois plus par habitant que le territoire."
    if (there and whole and adds and value.commune and 0 < value.valeur * LIKELY < whole * there / everybody
            and whole > CITY):  # fmt: skip
        return f"{value.commune} aurait bien moins par habitant que le territoire."
    return ""


def _communes_of(one: Checked[Indicateur], year: int) -> set[str]:
    """Those of the territory on the first of January of a year, as far as is known: a past figure keeps its communes."""
    return {commune.nom for commune in only(one.world.records, Commune) if commune.present(dt.date(year, 1, 1))}


def _too_many_communes(one: Checked[Indicateur], value: Decimal, year: int) -> str:
    communes = len(_communes_of(one, year)) if one.world.whole else 0
    too_many = fold(one.record.unite) == "communes" and value > communes > 0
    return f"Le territoire a {communes} communes, pas {number(value)}." if too_many else ""


def _sums(one: Checked[Indicateur], wholes: dict[int, Decimal]) -> Problems:
    """Warn of a total that is not the sum of all its communes: on the value whose figures were exchanged, else on the total."""
    unit = fold(one.record.unite)
    for year, total in wholes.items() if COUNTED.fullmatch(unit) and "euro" not in unit else ():
        parts = [(i, part) for i, part in enumerate(one.record.valeurs) if part.commune and part.year == year]
        more = sum(part.valeur for _, part in parts) - total
        if len(parts) < 2 or not more or (len(parts) != len(_communes_of(one, year)) and more < 0):
            continue
        moved = [i for i, part in parts if _slipped(part.valeur, part.valeur - more)]
        exact = one.record.counted and all(part.valeur % 1 == 0 for _, part in parts)
        if abs(more) > abs(total) / 20 or exact or len(moved) == 1 or len(parts) != len(_communes_of(one, year)):
            whole = next(i for i, value in enumerate(one.record.valeurs) if value.whole and value.year == year)
            told = f"Le total est {number(total)}, et la somme des communes {number(total + more)}."
            for i in dict.fromkeys((*moved[:1], whole)):
                yield one.warning(f"valeurs.{i}.valeur", told, COUNT)


def _slipped(value: Decimal, right: Decimal) -> bool:
    return right >= 0 and (sorted(str(right)) == sorted(str(value)) or 0 < value in (right * 10, right / 10))


def _jumps(one: Checked[Indicateur], values: list[tuple[int, Valeur]]) -> Problems:
    """What is far from both years beside it, or at an end from the two next ones; what would be between them, its figures
    exchanged or a nought moved; of two years, ten times the other."""
    if len(values) == 2 and values[0][1].valeur * 10 in (values[1][1].valeur, values[1][1].valeur * 100) and values[1][1].valeur:
        i, value = max(values, key=lambda pair: pair[1].valeur)
        yield one.warning(f"valeurs.{i}.valeur", f"{number(value.valeur)}, exactement dix fois l'autre année.", COUNT)
    alike = [pair for pair in values if one.record.same_count(*sorted((pair[1].year, values[0][1].year)))]
    if 2 < len(alike) < len(values):  # a break: each side is another series
        yield from (*_jumps(one, alike), *_jumps(one, values[len(alike) :]))
        return
    for rank, (i, value) in enumerate(values if len(values) > 2 else ()):
        first = min(max(rank - 1, 0), len(values) - 3)
        near = [other for _, other in values[first : first + 3] if other is not value]
        plain = [other.valeur for other in near if not EXPLAINED.search(other.note or "")]
        low, high = sorted(other.valeur for other in near)
        comparable = all(one.record.same_count(*sorted((other.year, value.year))) for other in near)
        slipped = any(low * 9 <= right * 10 <= high * 11 for right in _meant(value.valeur))
        slipped = slipped and len(plain) == len(near) and not low * 2 <= value.valeur * 3 <= high * 4
        apart = _far(low, high) or not (slipped or (plain and all(_far(value.valeur, other) for other in plain)))
        end, times = rank in (0, len(values) - 1), sorted((abs(value.valeur), abs(near[0].valeur)))
        slip = slipped or not end or 8 * times[0] < times[1] < 12 * times[0]  # what begins, or ends, is small
        if comparable and not apart and slip and not EXPLAINED.search(value.note or ""):
            years = " et ".join(f"{number(other.valeur)} en {other.year}" for other in near)
            yield one.warning(f"valeurs.{i}.valeur", f"{number(value.valeur)}, pour {years}.", COUNT)


def _meant(value: Decimal) -> set[Decimal]:
    """What a number of three figures or more may have been, before two figures side by side were exchanged."""
    said = str(value) if value > 99 and not value % 1 and value % 10 else ""
    turned = {said[:i] + said[i + 1] + said[i] + said[i + 2 :] for i in range(len(said) - 1)}
    return {Decimal(other) for other in turned if other[0] != "0"} - {value}


def _far(a: Decimal, b: Decimal) -> bool:
    low, high = sorted((abs(a), abs(b)))
    return high >= 20 and high > OFTEN * low


def kept_secret(one: Checked[Indicateur]) -> Problems:
    """Warning: the only commune without a value of a year, which the total gives by a subtraction."""
    years = {value.year for value in one.record.valeurs if value.whole} if one.record.counted else ()
    for year in sorted(years):
        communes = _communes_of(one, year)
        told = {value.commune for value in one.record.valeurs if value.year == year}
        if len(left := communes - told) == 1 < len(communes):
            why = f"En {year}, {left.pop()} est la seule commune sans chiffre : le total, moins les autres, le donne."
            remedy = "S'il doit rester secret, retirez aussi celui d'une autre petite commune ; sinon, ajoutez-le."
            yield one.warning("valeurs", why, remedy)
