"""How well the search answers what families type: the share of queries with a right answer among the first three, on the search
page and in the finder, and how often a near miss (« cantine d'entreprise ») is given a direct answer that is none.

``requetes.yml`` was written by someone who had not read the vocabulary. Words are tuned on its first set (``reglage``), and on
the ``requetes_a_regler*.jsonl``; the second set (``reserve``) tells what they can no longer tell. A
file that nobody who tunes may read: ``python tests/recherche/rappel.py FILE.jsonl`` says its figures and nothing else
(``--phrases``: what is missed too).
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SCRIPTS = ROOT / "overrides/assets/js"
FIRST = 3


@dataclass(frozen=True)
class Query:
    """What someone typed, and what would answer: addresses, types of places, or the sentence that says whose matter it is.
    ``sorte``: ``recherche`` (the search page), ``trouver`` (the finder) or ``presque``, which no direct answer answers but those
    of ``juste``; ``pourquoi`` says which one would be wrong."""

    mots: str
    attendu: tuple[str, ...] = ()
    ailleurs: bool = False
    commune: str = ""
    projet: bool = False
    sorte: str = "recherche"
    juste: tuple[str, ...] = ()
    pourquoi: str = ""


Told = dict[str, Any]


def _query(read: dict[str, Any]) -> Query:
    return Query(**{name: tuple(value) if isinstance(value, list) else value for name, value in read.items()})


def queries(of: str) -> list[Query]:
    """The queries of a set, ``reglage`` or ``reserve``."""
    return [_query(one) for one in yaml.safe_load((HERE / "requetes.yml").read_text())[of]]


def lines(path: Path) -> list[Query]:
    """The queries of a file, one a line, in JSON."""
    return [_query(json.loads(line)) for line in path.read_text().splitlines() if line.strip()]


def answers(site: Path, texts: list[str], scripts: Path = SCRIPTS) -> list[Told]:
    """What the search of a built site answers to each text (see ``rangs.mjs``)."""
    command = ["node", str(HERE / "rangs.mjs"), str(scripts), str(site / "assets")]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def place_of(query: Query, told: Told, types: dict[str, str]) -> int | None:
    """The rank of the first right answer, from 1; None when there is none. ``types``: address of a structure → its type."""
    direct = [f"communes/{one}/" for one in told["communes"]] + (["urgence/"] if told["danger"] else [])
    if (query.ailleurs and (told["ailleurs"] or told["peutEtre"])) or any(wanted in direct for wanted in query.attendu):
        return 1
    project = told["projet"][:FIRST] if query.projet or told["projetAvant"] else []
    shown = told["trouver"] if query.sorte == "trouver" else [*project, *told["pages"]]
    right = (n for n, address in enumerate(shown, 1) if address in query.attendu or f"type:{types.get(address)}" in query.attendu)
    return next(right, None)


Rank = tuple[Query, Told, int | None]


def ranks(told: dict[str, Told], types: dict[str, str], asked: list[Query]) -> list[Rank]:
    """Each query, what it is answered (``told``: words → answer), and the rank of the first right answer."""
    return [(query, told[query.mots], place_of(query, told[query.mots], types)) for query in asked]


def ranked(site: Path, types: dict[str, str], asked: list[Query]) -> list[Rank]:
    """The same, asked of a built site."""
    texts = [query.mots for query in asked]
    return ranks(dict(zip(texts, answers(site, texts), strict=True)), types, asked)


def _is_wrong(query: Query, told: Told) -> bool:
    """A near miss with a direct answer; several town halls, among which one chooses, are none."""
    return len(told["communes"]) < 2 and bool({*told["directes"]} - {*query.juste})


def missed(found: Iterable[Rank]) -> list[tuple[Query, Told]]:
    """The queries that find nothing right among the first three; the near misses that are given a direct answer."""
    return [
        (query, told)
        for query, told, place in found
        if (_is_wrong(query, told) if query.sorte == "presque" else (place or FIRST + 1) > FIRST)
    ]


def measured(site: Path, types: dict[str, str], of: str) -> dict[str, float]:
    """``requetes``: how many; ``rappel``: the share with a right answer among the first three, from 0 to 1; ``rang``: the mean
    rank of the first right answer, of those that have one."""
    places = [place for _, _, place in ranked(site, types, queries(of))]
    found = [place for place in places if place]
    first = sum(place <= FIRST for place in found)
    return {"requetes": len(places), "rappel": round(first / len(places), 3), "rang": round(sum(found) / len(found), 2)}


def main(path: Path, told: bool) -> None:
    """The figures of a file on the site that this folder built, of each sort that it has."""
    from ctg.commands.verifier import read
    from ctg.model.structure import Structure

    catalogue, _ = read(ROOT)
    types = {f"{structure.key}/": structure.type for structure in catalogue.all(Structure)} if catalogue else {}
    found = ranked(ROOT / "site", types, lines(path))
    for sort in dict.fromkeys(query.sorte for query, *_ in found):
        of_sort = [one for one in found if one[0].sorte == sort]
        lost = missed(of_sort)
        share = len(lost) if sort == "presque" else len(of_sort) - len(lost)
        print(f"{sort} : {share / len(of_sort):.1%} sur {len(of_sort)}" + (" (fausses)" if sort == "presque" else ""))
        for query, one in lost if told else ():
            shown = one["trouver"] if sort == "trouver" else one["pages"]
            print(
                f"    {query.mots} → {one['directes']} {one['communes']} {shown[:FIRST]} | {query.attendu[:4]} {query.pourquoi}"
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--phrases" in sys.argv)
