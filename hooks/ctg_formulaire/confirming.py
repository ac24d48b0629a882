"""Confirming a record: someone responsible vouches for it, its date is written and its doubt is lifted.

``ctg confirmer``, « Vérifié aujourd'hui » and « Tout est juste » of the form all use these functions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from ctg import api

STATE, CHECKED = "etat_fiche", "verifie_le"
LATER = {"derniere_preuve", "relu_le", "sources", "notes_internes"}
"""What a record says of itself after its last check, when it does not say its state."""
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


def confirmed_text(text: str, position: int | None, day: dt.date, publish: bool = False) -> str:
    """The text of a file once one of its records is confirmed. ``position``: its rank, when the file is a list of records.

    ``day``: that of the confirmation; a record that was confirmed later keeps its date. Raises :class:`EditError` if anything
    else of the file would change.
    """
    expected = api.parse(text)
    values = expected if position is None else expected[position]
    changes: dict[str, api.Value] = dict(confirmation(values, day, publish))
    order = [STATE, CHECKED] if STATE in values else [*(name for name in values if name not in LATER), CHECKED]
    paths: list[api.FieldPath] = [(name,) for name in order]
    new = api.edit(text, {(name,): value for name, value in changes.items()}, paths, position)
    values |= changes
    if api.parse(new) != expected:
        raise api.EditError("mise en forme")
    return new
