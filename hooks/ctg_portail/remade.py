"""The records of a member that are kept: its own communes, references that name something, what the rules of ``data/`` accept."""

from __future__ import annotations

import copy as copying
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeVar, cast

from ctg.api import (
    ERROR,
    Action,
    Axe,
    Cadre,
    Commune,
    Indicateur,
    Location,
    Place,
    Record,
    Reference,
    Rencontre,
    Sheet,
    Territoire,
    Vocabulary,
    check_all,
    links,
    plural,
    visible,
    world_of,
)
from ctg_portail.reading import remove, some, taken

R = TypeVar("R", bound=Record)
READ_BY_RULES = (Cadre, Axe, Action, Indicateur, Rencontre)
"""The kinds whose words the portal shows."""


def own(communes: Iterable[Commune], others: Collection[str], told: list[str]) -> Iterator[Commune]:
    """The communes that are of this territory, each code and each name once."""
    seen: set[str] = set()
    left = []
    for one in communes:
        if one.code_insee in others or {one.code_insee, one.nom} & seen:
            left.append(f"{visible(one.nom)} ({one.code_insee})")
        else:
            seen |= {one.code_insee, one.nom}
            yield one
    if left:
        words = f"laissée{'s' if len(left) > 1 else ''} de côté, d'un autre territoire ou en double"
        told.append(f"{plural(len(left), 'commune')} {words} : {some(left)}")


def tied(records: Iterable[R], known: Mapping[str, Collection[str]], told: list[str]) -> Iterator[R]:
    """The records without their broken references; a record that needs one is left out, with a message in ``told``."""
    lost = []
    for record in records:
        loose = {
            _whole(where)
            for where, mark, value in links(record)
            if isinstance(mark, Reference) and mark.target in known and value not in known[mark.target]
        }
        values = copying.deepcopy(dict(record.as_written)) if loose else {}
        for where in sorted(loose, reverse=True):
            remove(values, where)
        kept = taken(type(record), record.id, values) if loose else record
        whole_now = isinstance(kept, Place) and not kept.communes_named and cast(Place, record).communes_named
        if kept and not whole_now:  # a place that names no commune is for the whole territory
            yield kept
        else:
            lost.append(record.key)
    if lost:
        told.append(f"{plural(len(lost), 'fiche')} que rien ne relie aux autres : {some(lost)}")


def _whole(where: str) -> Location:
    """What goes with a name: the item of a list that it is in, for the value of a commune is none of the whole territory."""
    steps = tuple(int(step) if step.isdigit() else step for step in where.split("."))
    last = max((rank for rank, step in enumerate(steps) if isinstance(step, int)), default=len(steps) - 1)
    return steps[: last + 1]


def ruled(
    found: Mapping[type[Record], list[Record]], territoire: Territoire, words: Vocabulary, today: dt.date, told: list[str]
) -> Iterator[tuple[type[Record], tuple[Record, ...]]]:
    """The records that the rules of ``data/`` let through, for those whose words are shown."""
    world = world_of(territoire, None, dict(found), today, words)
    shown_ones = [record for kind in READ_BY_RULES for record in found[kind]]
    problems = check_all(((record, Sheet(record.key, record.id, dict(record.as_written))) for record in shown_ones), world)
    refused = {problem.file: problem.message for problem in problems if problem.level == ERROR}
    for kind, records in found.items():
        yield kind, tuple(record for record in records if record.key not in refused)
    if refused:
        reasons = [f"{key} ({visible(message.rstrip('.'))})" for key, message in refused.items()]
        told.append(f"{plural(len(refused), 'fiche')} que nos règles refusent : {some(reasons)}")
