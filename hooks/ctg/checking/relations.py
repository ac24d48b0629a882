"""What two dates of a record, or of what it names, must be to each other: one table, each relation said once.

``fin >= date``: the first is not wholly before the second, by their paths. ``*`` is each item of a list, the same on both
sides, and ``*[etat=realisee]`` those of which it is true (``*[realise]``: that have it); ``@`` enters the record that is named
(``cadre@`` of an action is the framework of its axis); ``|`` gives several dates, of which one is enough; ``today`` is the day.
``+1 an`` gives that much leave; ``!`` makes an error. What is unknown, or only « vers », contradicts nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from ctg.checking.rules import Checked, first_day, last_day
from ctg.common.phrases import capital, date_fr, joined
from ctg.common.problems import Location, Problem
from ctg.model.action import Action
from ctg.model.fields import Part, PartialDate
from ctg.model.record import Record
from ctg.model.references import links

Date = dt.date | PartialDate
YEAR = 366
EITHER = "Corrigez l'une des deux dates."
RELATIONS = {
    "Rencontre": """
        fin >= date !
        suites.*.echeance >= date !
        date >= instance@cadre@debut
        date <= instance@cadre@fin""",
    "Cadre": """
        fin >= debut !
        avis.fin >= avis.debut !
        avis.fin <= avis.synthese@date !
        avis.fin <= signature
        signature <= fin !
        signature <= debut +1 an
        signature >= debut +3 ans
        signature >= deliberations.*.date
        deliberations.*.date >= debut +3 ans
        deliberations.*.date <= debut|signature +1 an
        avenants.*.date >= signature|debut !
        avenants.*.fin >= avenants.*.date
        avenants.*.fin >= debut !
        jalons.*[titre=avenant].date >= signature|debut""",
    "Commune": "jusqu_au >= depuis !",
    "Territoire": "petite_enfance.transfert_le >= petite_enfance.competences.*.deliberations.*.date !",
    "Action": """
        calendrier.fin >= calendrier.debut !
        calendrier.debut >= cadre@debut
        calendrier.fin <= cadre@end +1 an
        calendrier.etapes.*.date >= calendrier.debut
        calendrier.etapes.*.date <= calendrier.fin
        calendrier.debut >= sous_action_de@calendrier.debut
        calendrier.fin <= sous_action_de@calendrier.fin
        etats.*[etat=realisee].date >= calendrier.debut !
        etats.*[etat=realisee].date <= calendrier.fin +1 an
        etats.*[etat=en-cours].date >= calendrier.debut
        bilans.*.annee >= calendrier.debut
        bilans.*.annee <= calendrier.fin +1 an
        moyens.financiers.*.annee >= cadre@debut
        moyens.financiers.*.annee <= cadre@end
        moyens.financiers.*[realise].annee >= calendrier.debut
        moyens.postes.*.a >= moyens.postes.*.de !
        moyens.postes.*.de >= calendrier.debut +1 an
        moyens.postes.*.de <= calendrier.fin
        difficultes.*.levee_le >= difficultes.*.date !""",
    "Place": """
        horaires.dates.*.quand >= today +1 an
        fermetures.*.au >= today +1 an
        places.annee <= sources.*.date|verifie_le|derniere_preuve|today +1 an""",
    "Indicateur": """
        valeurs.*[!source].annee <= sources.*.date
        cible.annee >= depart.annee !
        trajectoire.*.annee >= depart.annee !
        trajectoire.*.annee <= cible.annee !
        depart.annee <= today !""",
    "Diagnostic": "date <= cadre@fin",
}
"""By the name of a kind, or of its base."""


class Relation(NamedTuple):
    """One line of the table."""

    at: str
    after: bool
    to: str
    slack: int
    """Days."""
    error: bool


class Clash(NamedTuple):
    """Two dates that contradict each other."""

    relation: Relation
    where: Location
    date: Date
    against: Location
    """Where the other is; empty for today, and in another record."""
    other: Date


@cache
def _relations(kind: type[Part]) -> tuple[Relation, ...]:
    table = "\n".join(RELATIONS.get(base.__name__, "") for base in kind.__mro__)
    lines = re.findall(r"(\S+) ([<>])= (\S+)(?: \+(\d) ans?)?( !)?", table)
    return tuple(Relation(at, how == ">", to, YEAR * int(years or 0), bool(error)) for at, how, to, years, error in lines)


def dates_agree(one: Checked[Part]) -> Iterator[Problem]:
    """What :data:`RELATIONS` says of a record and finds otherwise: told on both lines, or once on that of a date that several
    others contradict."""
    clashes = [found for relation in _relations(type(one.record)) for found in _clashes(one, relation)]
    found = Counter(clash.against for clash in clashes if clash.against)
    for clash in clashes:
        tell = one.error if clash.relation.error else one.warning
        if found[clash.against] < 2:
            yield tell(clash.where, _told(clash), EITHER)
    for at in found:
        these = [clash for clash in clashes if clash.against == at]
        tell = one.error if any(clash.relation.error for clash in these) else one.warning
        lines = sorted({one.sheet.line(clash.where) for clash in these})
        told = f"{date_fr(these[0].other)} ne va pas avec la ligne {joined(map(str, lines))}."
        yield tell(at, capital(told), EITHER)


def _told(clash: Clash) -> str:
    """« fin » (2024) est avant « debut » (2025)."""
    relation = clash.relation
    names = [re.sub(r"\.\*(\[.*?\])?|\|.*", "", path).replace("@", " → ") for path in (relation.at, relation.to)]
    years = f"plus {'de 3 ans' if relation.slack > YEAR else 'd’un an'} " if relation.slack else ""
    side = "avant" if relation.after else "après"
    return f"« {names[0]} » ({date_fr(clash.date)}) est {years}{side} « {names[1]} » ({date_fr(clash.other)})."


def _clashes(one: Checked[Part], relation: Relation) -> Iterator[Clash]:
    for where, value in _found(one.record, relation.at.split("."), (), one):
        others = [found for path in relation.to.split("|") for found in _at(one, path, where) if not _vague(found[1])]
        if others and not _vague(value) and all(_against(relation, value, other) for _, other in others):
            same = "@" not in relation.to and len(others) == 1
            yield Clash(relation, where, value, others[0][0] if same else (), others[0][1])


def _vague(date: Date) -> bool:
    return isinstance(date, PartialDate) and date.approx


def _against(relation: Relation, value: Date, other: Date) -> bool:
    slack = dt.timedelta(relation.slack)
    return last_day(value) < first_day(other) - slack if relation.after else last_day(other) + slack < first_day(value)


Found = Iterator[tuple[Location, Date]]


def _at(one: Checked[Part], path: str, near: Location) -> Found:
    """The dates at a path, of the same items of lists as a place."""
    if path == "today":
        yield (), one.world.today
        return
    ranks = [str(step) for step in near if isinstance(step, int)]
    shared = path.split("*")[0] == ".".join(map(str, near)).split(f".{ranks[0]}.")[0] + "." if ranks else False
    yield from _found(one.record, (path.replace("*", ranks[0], 1) if shared else path).split("."), (), one)


def _found(part: Any, steps: list[str], at: Location, one: Checked[Part]) -> Found:
    """(where, the date) of each date that a path leads to."""
    head, *rest = steps
    name, *named = head.split("@")
    if isinstance(part, tuple):
        rank, _, only = name.rstrip("]").partition("[")
        for i, item in enumerate(part):
            if rank in ("*", str(i)) and _is(item, only):
                yield from _found(item, rest, (*at, i), one)
        return
    value = getattr(part, name, None)
    if named:
        value, rest = _named(part, name, one), ["@".join(named), *rest]
    if value is None or isinstance(value, str):
        return
    if rest:
        yield from _found(value, rest, (*at, name), one)
    elif isinstance(value, dt.date | PartialDate) or type(value) is int:
        yield (*at, name), PartialDate(value) if isinstance(value, int) else value


def _is(item: Any, only: str) -> bool:
    """Whether an item is of those that a path keeps: ``etat=realisee``, ``realise``, ``!source``."""
    name, _, wanted = only.partition("=")
    value = getattr(item, name.lstrip("!"), None) if name else True
    return wanted in str(value).lower() if wanted else bool(value) is not name.startswith("!")


def _named(part: Any, name: str, one: Checked[Part]) -> Record | None:
    """The record that a field names."""
    if name == "cadre" and isinstance(part, Action):
        return one.world.framework_of(part)
    folder = next((mark.target for where, mark, _ in links(part) if where == name), "")
    return one.world.by_key.get(f"{folder}/{getattr(part, name, None)}")
