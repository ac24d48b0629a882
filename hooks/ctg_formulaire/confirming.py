"""Confirming a record: someone responsible vouches for it, its date is written and its doubt is lifted.

« Vérifié aujourd'hui » and « Tout est juste » of the form use these functions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from ctg import api

STATE, CHECKED = "etat_fiche", "verifie_le"
MEASURES = "valeurs"
DRAFT = "Elle reste un brouillon : le site ne la montre pas encore."


def confirmation(values: Mapping[str, Any], day: dt.date, publish: bool = False) -> dict[str, str]:
    """The fields that a confirmation changes, with their new values; none when all is already so.

    ``values``: the record as its file has it; a later date than ``day`` stays. A record « a_verifier » becomes « publiee »; a
    draft does only if ``publish``.
    """
    state = values.get(STATE)
    wanted = {} if _checked_after(values, day) else {CHECKED: day.isoformat()}
    if state == api.EtatFiche.A_VERIFIER or (publish and state == api.EtatFiche.BROUILLON):
        wanted[STATE] = api.EtatFiche.PUBLIEE.value
    return {name: value for name, value in wanted.items() if values.get(name) != value}


def _checked_after(values: Mapping[str, Any], day: dt.date) -> bool:
    try:
        return dt.date.fromisoformat(str(values.get(CHECKED))) > day
    except ValueError:
        return False


def remaining_doubts(values: Mapping[str, Any]) -> tuple[str, ...]:
    """What a confirmed record still does not vouch for, in French, with the remedy."""
    return tuple(_doubts(values))


def _doubts(values: Mapping[str, Any]) -> Iterator[str]:
    if values.get(STATE) == api.EtatFiche.BROUILLON:
        yield DRAFT
    measures = values.get(MEASURES)
    named = [
        str(one.get("annee") or one.get("publie_en") or "sans année")
        for one in (measures if isinstance(measures, list) else ())
        if isinstance(one, dict) and one.get("statut") == "a_confirmer"
    ]
    if named:
        yield (
            f"Des valeurs restent « à confirmer » ({api.joined(dict.fromkeys(named))}) : "
            "la date de la fiche ne les confirme pas. Changez leur statut, une par une."
        )
