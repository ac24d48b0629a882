"""Checks of the money and of the posts of actions: of their time, of a size that can be, counted once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from ctg.checking.rules import Checked, first_day, last_day, only
from ctg.common.phrases import date_fr, number
from ctg.common.problems import Problem, fold
from ctg.model.action import AMOUNTS, Action, Etat, EtatDate, Financement, Poste
from ctg.model.fields import PartialDate
from ctg.model.framework import Cadre
from ctg.model.meeting import Rencontre
from ctg.model.support import Soutien

OFTEN = 8
"""So many times another amount of the same funder: a nought too many, or one lost."""
BARELY = 50
"""Spent so many times less than planned, what was planned has barely begun, or figures were lost."""
HUGE = 50
"""So many times all the other amounts of an action."""
SMALL = 50
"""Euros: less was probably counted in thousands."""
LIKE = 8
"""Amounts that many times one another are of one size."""


def last_state(action: Action) -> EtatDate | None:
    """The last state, which has a date; else the only one."""
    return action.history[-1] if action.history else next(iter(action.etats), None)


def money_of(action: Action) -> tuple[Financement, ...]:
    return action.moyens.financiers if action.moyens else ()


def _aid(part: Financement) -> tuple[object, ...]:
    """What makes two lines of money the same aid."""
    return part.annee, fold(part.financeur), fold(part.dispositif or ""), part.nature


def money_of_its_time(one: Checked[Action]) -> Iterator[Problem]:
    """Nothing is paid in a year to come, nor planned for what was given up; a line is written once."""
    state = last_state(one.record)
    seen: dict[tuple[object, ...], int] = {}
    for i, part in enumerate(money_of(one.record)):
        where = f"moyens.financiers.{i}"
        if part.realise and part.annee > one.world.today.year:
            told = f"{part.annee} n'est pas encore venue : rien n'y a été payé."
            yield one.error(f"{where}.realise", told, "Retirez « realise », ou corrigez l'année.")
        if state and state.date and state.etat == Etat.ABANDONNEE and part.annee > state.day.year and _amount(part):
            told = f"L'action est abandonnée depuis le {date_fr(state.day)}, et ce montant est de {part.annee}."
            yield one.error(f"{where}.annee", told, "Supprimez la ligne, ou corrigez l'année.")
        key = (*_aid(part), part.prevu, part.engage, part.realise)
        if key in seen and not part.unknown:
            told = f"Cette ligne figure déjà ligne {one.sheet.line(('moyens', 'financiers', seen[key]))}."
            yield one.error(where, told, "Supprimez l'une des deux. Si ce sont deux aides, dites « dispositif » ou « nature ».")
        seen.setdefault(key, i)


def amounts_of_a_size(one: Checked[Action]) -> Iterator[Problem]:
    """Warn of an amount many times that of another year, of what was planned, or of next to nothing."""
    same: dict[tuple[object, ...], list[Financement]] = defaultdict(list)
    for i, part in enumerate(money_of(one.record)):
        same[_aid(part)[1:]].append(part)
        moved = part.prevu != part.realise and sorted(str(part.prevu)) == sorted(str(part.realise))
        if part.prevu and part.realise and (moved or not 1 / BARELY < part.realise / part.prevu < OFTEN):
            told = f"{number(part.realise)} € payés pour {number(part.prevu)} € prévus : l'un des deux est-il juste ?"
            yield one.warning(f"moyens.financiers.{i}.realise", told, "Comptez les zéros.")
    for i, part in enumerate(money_of(one.record)):
        amount, where = part.prevu or part.realise, f"moyens.financiers.{i}"
        known = [other for other in same[_aid(part)[1:]] if other is not part and _amount(other)]
        everything = [_amount(other) for other in money_of(one.record) if other is not part and _amount(other)]
        others, began = [_amount(other) for other in known], any(other.annee < part.annee for other in known)
        if amount and amount < SMALL and _in_thousands(amount, everything):
            told = f"{number(amount)} € est bien peu : le montant est-il en milliers d'euros ?"
            yield one.warning(where, told, "Écrivez-le en euros : 18000 pour 18 000 €.")
        elif amount and everything and (amount > HUGE * max(everything) or amount * HUGE * 10 < min(everything)):
            told = f"{number(amount)} € : bien plus, ou bien moins, que tous les autres montants de l'action."
            yield one.warning(where, told, "Comptez les zéros, et regardez la virgule.")
        elif amount and others and (amount >= OFTEN * max(others) or (amount * OFTEN <= min(others) and began)):
            told = f"{number(amount)} € : {OFTEN} fois plus, ou moins, que les autres montants du même financeur."
            yield one.warning(where, told, "Comptez les zéros.")


def costs_of_a_size(one: Checked[Rencontre]) -> Iterator[Problem]:
    """Warn of a choice that would cost next to nothing, beside others."""
    options = [option for suite in one.record.suites for option in suite.options]
    for i, suite in enumerate(one.record.suites):
        for j, option in enumerate(suite.options):
            others = [other.cout for other in options if other is not option and other.cout]
            if option.cout and option.cout < SMALL and others and _in_thousands(option.cout, others):
                told = f"{number(option.cout)} € est bien peu, à côté des autres choix : est-ce en milliers d'euros ?"
                yield one.warning(f"suites.{i}.options.{j}.cout", told, "Écrivez-le en euros : 18000 pour 18 000 €.")


def _in_thousands(amount: Decimal, others: list[Decimal]) -> bool:
    """Whether a small amount, a thousand times, is of the size of others, or they are unknown: a small action costs little."""
    return not others or any(1 / LIKE < amount * 1000 / other < LIKE for other in others)


def _amount(part: Financement | Soutien) -> Decimal:
    return part.prevu or part.realise or Decimal()


def money_once(checked: list[Checked[Action]]) -> Iterator[Problem]:
    """An action and its parts do not bear the same money: it would be counted twice. Told on both lines."""
    by_id = {one.record.id: one for one in checked}
    parts: dict[str, list[Checked[Action]]] = defaultdict(list)
    for one in checked:
        if one.record.sous_action_de in by_id:
            parts[one.record.sous_action_de].append(one)
    for id, below in parts.items():
        above = by_id[id]
        for i, part in enumerate(money_of(above.record)):
            same = [(one, j) for one in below for j, other in enumerate(money_of(one.record)) if _aid(other) == _aid(part)]
            lines = [money_of(one.record)[j] for one, j in same]
            if not any(_again(getattr(part, one), [getattr(line, one) for line in lines]) for one in AMOUNTS):
                continue
            yield _twice(above, i, below[0].record if len(same) != 1 else same[0][0].record)
            yield from (_twice(one, j, above.record) for one, j in same)


def _again(amount: Decimal | None, below: list[Decimal | None]) -> bool:
    """Whether an amount of an action is one of those of its parts, or their sum."""
    known = [other for other in below if other]
    return bool(amount) and amount in (*known, sum(known))


def _twice(one: Checked[Action], rank: int, other: Action) -> Problem:
    told = f"Ce montant est aussi dans {other.file} : il serait compté deux fois."
    remedy = "Gardez-le dans l'action ou dans sa sous-action. Si ce sont deux aides, dites « dispositif » ou « nature »."
    return one.error(f"moyens.financiers.{rank}", told, remedy)


def posts_once(checked: list[Checked[Action]]) -> Iterator[Problem]:
    """Warn, on both lines, of one post in two actions that is more than a full time, or of which no part is told."""
    found: dict[tuple[str, str], list[tuple[Checked[Action], int, Poste]]] = defaultdict(list)
    for one in checked:
        for i, post in enumerate(one.record.moyens.postes if one.record.moyens else ()):
            found[fold(post.fonction), fold(post.employeur or "")].append((one, i, post))
    for posts in found.values():
        for a, b in combinations(posts, 2):
            if (
                a[0] is not b[0]
                and not (before(a[2].a, b[2].de) or before(b[2].a, a[2].de))
                and (a[2] == b[2] or not (a[2].etp and b[2].etp) or a[2].etp + b[2].etp > 1)
            ):
                for (one, i, _), other in ((a, b), (b, a)):
                    told = f"Ce poste est aussi dans {other[0].record.file} : est-ce la même personne, comptée deux fois ?"
                    remedy = "Dites la part de chacune (« etp: 0.5 »), ou nommez autrement le second poste."
                    yield one.warning(f"moyens.postes.{i}", told, remedy)


def before(one: dt.date | PartialDate | None, other: dt.date | PartialDate | None) -> bool:
    """Whether one date is wholly before another; False when either is unknown."""
    return one is not None and other is not None and last_day(one) < first_day(other)


def support_once(one: Checked[Cadre]) -> Iterator[Problem]:
    """What the CAF pays has one line for an equipment, a year, a nature, and none in an action; what a CAF asks, one a year."""
    lines, seen = one.record.soutiens, set()
    keys: list[tuple[str, tuple[object, ...]]]
    keys = [(f"soutiens.{i}", (line.annee, line.structure, line.nature)) for i, line in enumerate(lines)]
    keys += [(f"retours.{i}", (line.annee, fold(line.caf), line.nature)) for i, line in enumerate(one.record.retours)]
    for where, key in keys:
        if key in seen:
            yield one.error(where, "Cette ligne est déjà écrite au-dessus.", "Supprimez l'une des deux, ou corrigez-la.")
        seen.add(key)
    paid = [(action, part) for action in only(one.world.records, Action) for part in money_of(action) if _amount(part)]
    for i, line in enumerate(lines):
        for action, part in paid:
            if (part.annee, _amount(part)) == (line.annee, _amount(line)) and line.structure in action.structures:
                told = f"Ce montant est aussi dans {action.file}."
                yield one.warning(f"soutiens.{i}", told, "Gardez-le à un seul endroit, si c'est le même argent.")
