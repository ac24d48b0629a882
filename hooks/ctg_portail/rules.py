"""What a site publishes passes the rules of ``data/`` as it is gathered: what they refuse is in no copy, and is told."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from itertools import chain
from typing import cast

from ctg import api
from ctg_portail.reading import Publication, group, some

NUMBER = re.compile(r"[1-9]\d?(\.[1-9]\d?){0,2}")
"""Of an action, in its plan."""


def ruled(found: Publication, today: dt.date) -> Publication:
    """The same, with the records that the rules of ``data/`` let through on a day."""
    coverage = group(api.Couverture, found.territory[api.TERRITORY].get("couverture", {}))
    territoire = called(found.siren).model_copy(update={"siren": found.siren, "couverture": coverage or api.Couverture()})
    refused = _untied(found)
    left = {kind: [one for one in found.made.get(kind, ()) if one.key not in refused] for kind in api.KINDS}
    every = [*chain(*left.values())]
    sheets = ((one, api.Sheet(one.key, one.id, dict(one.as_written))) for one in every)
    problems = api.check_all(sheets, api.world_of(territoire, None, left, today, api.built_in_words()))
    refused |= {one.file: api.visible(one.message.rstrip(".")) for one in problems if one.level == api.ERROR}
    told = []
    for kind, own in found.made.items():
        if names := [f"{one.id} ({refused[one.key]})" for one in own if one.key in refused]:
            told.append(f"{kind.folder}.json, laissées de côté, {len(names)} que nos règles refusent : {some(names)}")
    beyond = [one.key for one in every if isinstance(one, api.Place) and one.beyond]
    odd = [one.key for one in every if isinstance(one, api.Action) and one.numero and not numbered(one)]
    told += [f"hors de son territoire, pas comptées : {some(beyond)}"] if beyond else []
    told += [f"actions.json, numéro qui n'est pas d'un plan, pas montré : {some(odd)}"] if odd else []
    if not coverage:
        told.append("territoire.json : sa façon de compter la couverture est refusée ; la sienne est dite inconnue")
    kept = {kind: [one for one in own if f"{kind.folder}/{one['id']}" not in refused] for kind, own in found.records.items()}
    return replace(found, records=kept, remarks=(*found.remarks, *told), left=found.left + len(refused))


def _untied(found: Publication) -> dict[str, str]:
    """The communes that are described twice, and what names nothing that is, by key, and why: ``data/`` would refuse them."""
    refused: dict[str, str] = {}
    communes: dict[str, str] = {}
    for one in cast("list[api.Commune]", found.made.get(api.Commune, [])):
        if one.code_insee in communes or one.nom in communes.values():
            refused[one.key] = "décrite deux fois"
        else:
            communes[one.code_insee] = one.nom
    words, axes = api.built_in_words(), {one.id for one in found.made.get(api.Axe, ())}
    known = {"communes": {*communes.values()}, "themes": {*words.themes}, "types": {*words.types}, api.Axe.folder: axes}
    for record in chain(*found.made.values()):
        if not record.published:
            refused[record.key] = "un brouillon"
        named = ((mark.target, value) for _, mark, value in api.links(record) if isinstance(mark, api.Reference))
        if any(value not in known.get(target, {value}) for target, value in named):
            refused.setdefault(record.key, "rien ne la relie aux autres")
    return refused


def numbered(action: api.Action) -> str:
    """« Action 2.3 »; "" when its number is not as those of plans."""
    return f"Action {action.numero}" if NUMBER.fullmatch(action.numero or "") else ""


def called(name: str) -> api.Territoire:
    """A territory of which nothing is known but what it is called."""
    said = dict.fromkeys(("nom", "nom_complet", "titre_site", "accroche", "exemple_recherche", "departement"), name)
    return api.Territoire.model_validate(said | {"editeur": {"nom": name}})
