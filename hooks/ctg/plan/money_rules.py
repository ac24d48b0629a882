"""Checks of the money and of the posts of actions: of their time, of a size that can be, counted once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from ctg.checking.rules import Checked, first_day, last_day, only
from ctg.common.phrases import number
from ctg.common.problems import Problem, fold
from ctg.model.action import AMOUNTS, Action, EtatDate, Financement, Poste
from ctg.model.fields import PartialDate
from ctg.model.framework import Cadre
from ctg.model.support import Soutien

OFTEN = 8
"""So many times another amount of the same funder: a nought too many, or one lost."""
BARELY = 50
"""Spent so many times less than planned, what was planned has barely begun, or figures were lost."""
HUGE = 50
"""So many times all the other amounts of an action."""
SMALL = 50
"""So many times less than the others, an amount may be in thousands; alone, so few euros with cents."""
THOUSANDS = "Écrivez-le en euros : 18000 pour 18 000 €."
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


def lines_once(one: Checked[Action]) -> Iterator[Problem]:
    """A line of money is written once."""
    seen: dict[tuple[object, ...], int] = {}
    for i, part in enumerate(money_of(one.record)):
        key = (*_aid(part), part.prevu, part.engage, part.realise)
        if key in seen and not part.unknown:
            told = f"Cette ligne figure déjà ligne {one.sheet.line(('moyens', 'financiers', seen[key]))}."
            remedy = "Supprimez l'une des deux. Si ce sont deux aides, dites « dispositif » ou « nature »."
            yield one.error(f"moyens.financiers.{i}", told, remedy)
        seen.setdefault(key, i)


def paid_as_planned(one: Checked[Action | Cadre]) -> Iterator[Problem]:
    """Warn of what is paid, and was promised or planned many times more, or less, or with the same figures."""
    for at, (_, found) in one.groups.items():
        paid, planned = found.get("realise"), found.get("engage") or found.get("prevu")
        moved = paid != planned and sorted(str(paid)) == sorted(str(planned))
        if paid and planned and (moved or not 1 / BARELY < paid / planned < OFTEN):
            told = f"{number(paid)} € payés pour {number(planned)} € prévus : l'un des deux est-il juste ?"
            yield one.warning((*at, "realise"), told, "Comptez les zéros.")


def amounts_of_a_size(one: Checked[Action]) -> Iterator[Problem]:
    """Warn of an amount many times that of another year, of what was planned, or of all the others; or of one in thousands."""
    lines = money_of(one.record)
    for i, part in enumerate(lines):
        where, amount = f"moyens.financiers.{i}", _amount(part)
        others = [other for other in lines if other is not part and _amount(other)]
        alike = [other for other in others if _aid(other)[1:] == _aid(part)[1:]]
        every, same = [_amount(other) for other in others], [_amount(other) for other in alike]
        began = any(other.annee < part.annee for other in alike)
        if _in_thousands(amount, every):
            yield one.warning(where, f"{number(amount)} € est bien peu : le montant est-il en milliers d'euros ?", THOUSANDS)
        elif amount and every and amount > HUGE * max(every):
            told = f"{number(amount)} € : bien plus que tous les autres montants de l'action."
            yield one.warning(where, told, "Comptez les zéros, et regardez la virgule.")
        elif amount and same and (amount >= OFTEN * max(same) or (amount * OFTEN <= min(same) and began)):
            told = f"{number(amount)} € : {OFTEN} fois plus, ou moins, que les autres montants du même financeur."
            yield one.warning(where, told, "Comptez les zéros.")


def _in_thousands(amount: Decimal, others: list[Decimal]) -> bool:
    """Whether a small amount, a thousand times, is of the size of others, which are far larger; alone, whether it has cents."""
    if not others:
        return 0 < amount < SMALL and bool(amount % 1)
    return 1 < amount < 1000 and amount * SMALL < min(others) and any(1 / LIKE < amount * 1000 / one < LIKE for one in others)


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
