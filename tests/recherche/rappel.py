"""How well the search answers what families type: the share of queries with a right answer among the first three.

``requetes.yml`` was written by someone who had not read the vocabulary. Words are tuned on its first set (``reglage``) only;
the second (``reserve``) tells what the first can no longer tell.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
ENGINE = HERE.parents[1] / "overrides/assets/js/chercher.js"
FIRST = 3


@dataclass(frozen=True)
class Query:
    """What someone typed, and what would answer: addresses, types of places, or the sentence that says whose matter it is."""

    mots: str
    attendu: tuple[str, ...] = ()
    ailleurs: bool = False
    commune: str = ""
    projet: bool = False


def queries(of: str) -> list[Query]:
    """The queries of a set, ``reglage`` or ``reserve``."""
    read = yaml.safe_load((HERE / "requetes.yml").read_text())[of]
    return [Query(**{name: tuple(value) if name == "attendu" else value for name, value in one.items()}) for one in read]


def answers(site: Path, texts: list[str]) -> list[dict[str, Any]]:
    """What the search of a built site answers to each text (see ``rangs.mjs``)."""
    command = ["node", str(HERE / "rangs.mjs"), str(ENGINE), str(site / "assets")]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def place_of(query: Query, told: dict[str, Any], types: dict[str, str]) -> int | None:
    """The rank of the first right answer, from 1; None when there is none. ``types``: address of a structure → its type."""
    if query.ailleurs and told["ailleurs"]:
        return 1
    shown = [*told["projet"][:FIRST], *told["pages"]] if query.projet else told["pages"]
    if any(wanted == f"communes/{commune}/" for wanted in query.attendu for commune in told["communes"]):
        return 1
    right = (n for n, address in enumerate(shown, 1) if address in query.attendu or f"type:{types.get(address)}" in query.attendu)
    return next(right, None)


def ranks(site: Path, types: dict[str, str], of: str) -> list[tuple[Query, dict[str, Any], int | None]]:
    """Each query of a set, what it is answered, and the rank of the first right answer."""
    asked = queries(of)
    told = answers(site, [query.mots for query in asked])
    return [(query, one, place_of(query, one, types)) for query, one in zip(asked, told, strict=True)]


def missed(site: Path, types: dict[str, str], of: str) -> list[tuple[Query, dict[str, Any]]]:
    """The queries of a set that find nothing right among the first three."""
    return [(query, one) for query, one, place in ranks(site, types, of) if (place or FIRST + 1) > FIRST]


def measured(site: Path, types: dict[str, str], of: str) -> dict[str, float]:
    """``requetes``: how many; ``rappel``: the share with a right answer among the first three, from 0 to 1; ``rang``: the mean
    rank of the first right answer, of those that have one."""
    places = [place for _, _, place in ranks(site, types, of)]
    found = [place for place in places if place]
    first = sum(place <= FIRST for place in found)
    return {"requetes": len(places), "rappel": round(first / len(places), 3), "rang": round(sum(found) / len(found), 2)}
