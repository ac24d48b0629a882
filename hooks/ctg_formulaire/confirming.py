"""Confirming a record: someone responsible vouches for it, its date is written and its doubt is lifted.

« Vérifié aujourd'hui » and « Tout est juste » of the form use these functions.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ctg import api
from ctg_formulaire.typed import Answers

STATE, CHECKED = "etat_fiche", "verifie_le"
MEASURES = "valeurs"
ISO = re.compile(r"\d{4}-\d\d-\d\d")
DRAFT = "Elle reste un brouillon : le site ne la montre pas encore."


def confirmation(answers: Answers, values: Mapping[str, Any], day: dt.date) -> Answers:
    """The boxes that a confirmation of that day fills. ``values``: the record, for what the form does not hold.

    A later date than ``day`` stays. A record « a_verifier » becomes « publiee »; a draft stays one.
    """
    state, checked = ("".join(answers.get(name, [str(values.get(name) or "")])) for name in (STATE, CHECKED))
    later = bool(ISO.fullmatch(checked)) and checked > day.isoformat()
    published = {STATE: [api.EtatFiche.PUBLIEE.value]} if state == api.EtatFiche.A_VERIFIER else {}
    return published if later else {CHECKED: [day.isoformat()], **published}


def remaining_doubts(values: Mapping[str, Any]) -> Iterator[str]:
    """What a confirmed record still does not vouch for, in French, with the remedy."""
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
