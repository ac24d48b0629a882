"""Records made again from what a site published: by our models, then by our rules, without what names nothing."""

from __future__ import annotations

import copy as copying
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from ctg.checks import check_all
from ctg.checks.base import world_of
from ctg.gathering.reading import some
from ctg.ground.problems import ERROR, Location, plural, shown
from ctg.kinds import Action, Axe, Cadre, Commune, Indicateur, Record, Rencontre, Service, Structure
from ctg.kinds.fields.references import Reference
from ctg.kinds.fields.walking import links
from ctg.kinds.territory.territoire import Territoire
from ctg.kinds.territory.vocabulary import Vocabulary
from ctg.sheets.source import Sheet
from ctg.spreadsheet.report import visible

R = TypeVar("R", bound=Record)
MOST = {Commune: 400, Structure: 3000, Service: 2000}
"""Records of one territory: the largest intercommunality of France has 158 communes. No site makes the portal huge."""
MOST_OTHERS = 400
"""Of any other kind."""
READ_BY_RULES = (Cadre, Axe, Action, Indicateur, Rencontre)
"""The kinds whose words the portal shows."""
NOT_FIELDS = {"id", "genre", "calcule", "publication"}


def made(kind: type[R], published: Iterable[dict[str, Any]], told: list[str]) -> list[R]:
    """The records that our model takes; ``told`` says which are left out."""
    published = list(published)
    most = MOST.get(kind, MOST_OTHERS)
    if len(published) > most:
        told.append(f"{plural(len(published), 'fiche')} de « {kind.folder} » : les {most} premières seulement sont gardées")
    kept: list[R] = []
    wrong: list[str] = []
    for one in published[:most]:
        values = {name: as_typed(value) for name, value in one.items() if name not in NOT_FIELDS}
        record, where = taken(kind, one["id"], values)
        if record is None:
            wrong.append(f"{visible(shown(one['id']))}{where}")
        elif record.published and not one.get("hors_territoire"):  # a place outside is another site's to tell
            kept.append(record)
    if wrong:
        told.append(f"{plural(len(wrong), 'fiche')} de « {kind.folder} » que nos règles refusent : {some(wrong)}")
    return kept


def as_typed(value: Any) -> Any:
    """A JSON value as people type it: « oui » for true. The models take numbers and dates as JSON has them."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dict):
        return {name: as_typed(inner) for name, inner in value.items()}
    return [as_typed(inner) for inner in value] if isinstance(value, list) else value


def taken(kind: type[R], id: str, values: dict[str, Any]) -> tuple[R | None, str]:
    """The record that these values make; else None, and where they are wrong. Fields of a later version leave ``values``."""
    for last in (False, True):
        try:
            return kind.model_validate(values).told_by(id, f"{kind.folder}/{id}", values), ""
        except ValidationError as failure:
            errors = failure.errors(include_url=False, include_context=False)
        unknown = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]
        if last or len(unknown) < len(errors):
            break
        for where in sorted(unknown, key=str, reverse=True):
            _remove(values, where)
    path = ".".join(map(str, errors[0]["loc"]))
    return None, f" ({visible(shown(path))})" if path else ""


def _remove(values: Any, where: Location) -> None:
    """Remove a value from nested lists and dicts, were it already absent."""
    *above, last = where
    for step in above:
        with suppress(KeyError, IndexError, TypeError):  # a step that only the model has
            values = values[step]
    if isinstance(values, list) and isinstance(last, int) and last < len(values):
        del values[last]
    elif isinstance(values, dict):
        values.pop(last, None)


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
    """The records without what names nothing; one that cannot do without is left out, and told."""
    lost = []
    for record in records:
        loose = {
            _whole(where)
            for where, mark, value in links(record)
            if isinstance(mark, Reference) and mark.target in known and value not in known[mark.target]
        }
        values = copying.deepcopy(dict(record.as_written)) if loose else {}
        for where in sorted(loose, reverse=True):
            _remove(values, where)
        kept, _ = taken(type(record), record.id, values) if loose else (record, "")
        whole_now = isinstance(kept, Service) and not kept.communes_named and cast(Service, record).communes_named
        if kept and not whole_now:  # a service that names no commune is for the whole territory
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
