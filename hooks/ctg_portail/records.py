"""One record that a site publishes, made again by our model; or refused, in words of ours."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from ctg import api
from ctg_portail.unsaid import visible

MOST_OF_RECORD = 100_000  # letters and signs
MOST_LINES = 1000  # of a list in a record: no rule spends an hour on comparing them
SHOWN = (api.EtatFiche.PUBLIEE, api.EtatFiche.A_VERIFIER)
PLACES = ("structures", "services")
"""Of which no value is told again, were one confidential: the field is named."""
NOT_FIELDS = ("id", "genre", "calcule")
TEXTS = {"note", "titre", "source", "description"}
LONGEST, LONGEST_WORD = 100, 500  # letters and signs of what is read: a sentence is not, and no rule spends an hour on it
P = TypeVar("P", bound=api.Part)
R = TypeVar("R", bound=api.Record)


class RecordRefused(ValueError):
    """A record is refused: why, in words of ours; then what it says, in brackets, if that may be told."""


def _longest(value: Any) -> int:
    """The lines of the longest list in a value."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max([len(value) if isinstance(value, list) else 0, *map(_longest, inside)])


def record_of(kind: type[R], published: Mapping[str, Any]) -> R:
    """A record made again by our model, less what a later version may say. Raises :class:`RecordRefused`."""
    if published.get("etat_fiche", SHOWN[0]) not in SHOWN or published.get("reutilisation", True) not in (True, "oui"):
        raise RecordRefused("un brouillon, ou qui refuse d'être réutilisée")
    if published.get("genre") != kind.kind:
        raise RecordRefused("nos règles refusent « genre »")
    values = {name: value for name, value in published.items() if name not in NOT_FIELDS}
    for name in kind.model_fields:
        if (lines := _longest(values.get(name))) > MOST_LINES:
            raise RecordRefused(f"« {name} » a {api.number(lines)} lignes, pour {api.number(MOST_LINES)} au plus")
    if len(json.dumps(values)) > MOST_OF_RECORD:
        raise RecordRefused(f"fiche de plus de {api.number(MOST_OF_RECORD)} signes")
    values = {name: as_typed(value, name) for name, value in values.items()}
    id = str(published["id"])
    try:
        one = kind.model_validate(values, extra="ignore").read_from(id, f"{kind.folder}/{id}", values)
    except ValidationError as failure:
        error = failure.errors(include_url=False, include_input=False)[0]
        field = next(iter(error["loc"]), "") or error.get("ctx", {}).get("field", "").partition(".")[0]
        why = [f"({visible(error['msg'].rstrip('.'))})"] if error["type"] == "french" and kind.folder not in PLACES else []
        named = f"« {field} »" if field in kind.model_fields else "la fiche"
        raise RecordRefused(f"nos règles refusent {named}", *why) from None
    except ArithmeticError:
        raise RecordRefused("un nombre ou une date que rien ne tient") from None
    if kind.folder != "structures":
        return one
    told = where if isinstance(where := published.get("calcule"), dict) else {}
    hidden = getattr(one, "adresse_confidentielle", False) or told.get("position_approximative")
    point = None if hidden else group(api.Position, {"lat": told.get("latitude"), "lon": told.get("longitude")})
    return one if point == getattr(one, "position", None) else one.model_copy(update={"position": point})


def group(model: type[P], values: object) -> P | None:
    """A group made so; None when the model refuses it."""
    try:
        return model.model_validate(as_typed(values), extra="ignore")
    except ValidationError:
        return None


def as_typed(value: Any, name: str = "") -> Any:
    """A JSON value as people type it: « oui » for true, and « … » for what a sentence says. The models take numbers and dates as
    JSON has them."""
    if isinstance(value, dict):
        return {key: as_typed(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_typed(inner, name) for inner in value]
    if isinstance(value, str) and value:
        most = LONGEST if re.search(r"\s", value) else LONGEST_WORD
        return "…" if name in TEXTS or len(value) > most else value
    return ("oui" if value else "non") if isinstance(value, bool) else value
