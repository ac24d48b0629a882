"""« M.A.M. », « RAM (RPE) », « Crèches », « ALSH extrascolaire » → the type of a place, in the vocabulary."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ctg import api
from ctg_tableurs.titles import bare

ALSO = {
    "espace-jeunes": ("accueil jeune", "accueil ado", "accueil adolescent", "point jeune"),
    "multi-accueil": ("creche", "creche collective", "eaje", "halte garderie"),
    "periscolaire": ("alae", "clae", "alp", "garderie periscolaire", "garderie scolaire", "accueil perisco"),
    "accueil-de-loisirs": ("alsh", "clsh", "extrascolaire"),
    "relais-petite-enfance": ("relai assistante maternelle", "relais assistante maternelle"),
    "pmi": ("consultation nourrisson",),
}
"""What town halls call them besides the words of the vocabulary, as :func:`bare` leaves them."""


class TypeWords:
    """The words by which a type is known, those of the territory's vocabulary included."""

    def __init__(self, root: Path):
        own, _ = api.read_sheet(root / "data" / "vocabulaire.yml", root)
        ways: dict[str, set[str]] = defaultdict(set)
        self.names: dict[str, str] = {}
        looked_for: dict[str, set[str]] = defaultdict(set)
        ours = {id: one.model_dump() for id, one in api.built_in_words().types.items()}
        theirs = own.values.get("types") if own else None
        for terms in (ours, theirs if isinstance(theirs, dict) else {}):
            for id, term in terms.items():
                for word in _called(id, term if isinstance(term, dict) else {}):
                    ways[bare(word)].add(id)
                for word in (term or {}).get("mots") or ():
                    looked_for[bare(str(word))].add(id)
        self.names = {word: next(iter(ids)) for ids_of in (looked_for, ways) for word, ids in ids_of.items() if len(ids) == 1}
        self.names |= {word: id for id, words in ALSO.items() for word in words}

    def of(self, text: str) -> str:
        """The type that a text names; "" when none is, or several may be."""
        parts = [text, re.sub(r"\([^()]*\)", " ", text), *re.findall(r"\(([^()]*)\)", text), *re.split(r"\s*[/,;]\s*", text)]
        for said in filter(None, (bare(re.sub(r"\b(\w)\.? ?(?=\w\b\.?)", r"\1", one) if "." in one else one) for one in parts)):
            if found := self.names.get(said) or self._shortened(said) or self._inside(said):
                return found
        return ""

    def _shortened(self, said: str) -> str:
        """« maison ass mat »: each word begins the one of the name."""
        ids = {
            id
            for word, id in self.names.items()
            if len(parts := said.split()) > 1
            and len(parts) == len(names := word.split())
            and all(name.startswith(part) and len(part) > 2 for part, name in zip(parts, names, strict=True))
        }
        return ids.pop() if len(ids) == 1 else ""

    def _inside(self, said: str) -> str:
        inside = [word for word in self.names if len(word) > 2 and f" {word} " in f" {said} "]
        best = max(map(len, inside), default=0)
        ids = {self.names[word] for word in inside if len(word) == best}
        near = None if ids or len(said) < 5 else api.nearest(said, self.names, 0.88)
        return ids.pop() if len(ids) == 1 else self.names[near] if near else ""


def _called(id: str, term: Mapping[str, Any]) -> list[str]:
    return [
        id.replace("-", " "),
        *(str(term[name]) for name in ("singulier", "pluriel", "courant") if isinstance(term.get(name), str)),
    ]
