"""The questions of ``hooks/ctg/guides/rassembler.md``, as they are written there: the tests ask nothing else."""

import re
from pathlib import Path
from typing import Any

import duckdb

from territoires import ROOT

PAGE = ROOT / "hooks/ctg/guides" / "rassembler.md"
FIRST = "\n## À poser d'abord\n"
QUESTIONS = {
    "conventions": "Les conventions qui finissent dans l'année",
    "places": "Les places en crèche pour cent enfants",
    "manques": "Les offres qui manquent, pour sûr",
}
"""Short name → the heading under which each stands."""


def written(question: str) -> tuple[str, ...]:
    """The blocks of SQL of the page: what is set before any question, before this one, then the question."""
    return (*_blocks(FIRST), *_blocks(f"\n### {QUESTIONS[question]}\n"))


def _blocks(heading: str) -> list[str]:
    text = PAGE.read_text("utf-8").split(heading, 1)[1]
    return re.findall(r"```sql\n(.*?)```", re.split(r"\n##+ ", text, maxsplit=1)[0], re.DOTALL)


def ask(question: str, folder: Path, change=lambda sql: sql, **variables: object) -> list[dict[str, Any]]:
    """The rows of the answer, over ``folder/copies``; ``variables`` replace what the page sets."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    connection.execute("SET file_search_path = ?", [str(folder)])
    *before, asked = written(question)
    for block in before:
        connection.execute(block)
    for name, value in variables.items():
        connection.execute(f"SET VARIABLE {name} = ?", [value])
    found = connection.execute(change(asked))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
