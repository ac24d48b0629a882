"""Which type of place « M.A.M. », « RAM (RPE) » or « ALSH extrascolaire » is, in a cell, in a name or in a title."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from ctg import api
from ctg_tableurs.titles import WORDS, bare

WHOLE, VAGUE = ({*WORDS["mots"][name].split(", ")} for name in ("seuls", "vagues"))
"""Those that say a type only when they are all that is said; what says less than the name « Micro-crèche Tilou »."""
HELPS, MOVING, TECHNICAL = ([*map(str.strip, WORDS["mots"][name].split(","))] for name in ("services", "passages", "batiments"))
"""How the names begin of a help, of what only stops or passes, of a building where nobody is received: they are no places."""
_DESKS = ("permanence", "perm", "distribution")  # of a service, held in a place
_AND_MORE = re.compile(r"(?:\bet|[,/&+]) *(?:les |des |autres |divers )*(?:permanence|service|structure|lieux)", re.IGNORECASE)
"""« France services et permanences »: a title of more than a type."""
PUBLISHERS = ("mairie", "caf", "ccas", "service-public")
"""In the title of a list, those who made it."""
MAKERS = (*PUBLISHERS, "relais-petite-enfance", "pmi", "centre-social", "mission-locale", "france-services")
"""The same, in the name of its file."""


class TypeWords:
    """The words by which a type is known, those of the territory's vocabulary included."""

    def __init__(self, root: Path):
        sheet, _ = api.read_sheet(root / "data" / "vocabulaire.yml", root)
        own: Mapping[str, Any] = sheet.values if sheet else {}
        theirs = own.get("types")
        called: dict[str, set[str]] = defaultdict(set)
        for terms in ({id: one.model_dump() for id, one in api.built_in_words().types.items()}, theirs):
            for id, term in terms.items() if isinstance(terms, dict) else ():
                for word in _called(id, term or {}):
                    called[bare(word)].add(id)
                for word in map(str, (term or {}).get("mots") or ()) if terms is theirs else ():
                    called[bare(word)] |= {id} if word.isupper() else set()
        for id, words in WORDS["types"].items():  # what town halls call them besides
            called |= {bare(word): {id} for word in words.split(",")}
        self.exact = {word: next(iter(ids)) for word, ids in called.items() if len(ids) == 1}
        self.called = {word: id for word, id in self.exact.items() if word not in WHOLE}
        themes, others = {id: one.model_dump() for id, one in api.built_in_words().themes.items()}, own.get("themes")
        themes |= {id: one for id, one in others.items() if isinstance(one, dict)} if isinstance(others, dict) else {}
        self.themes = {
            id: {bare(str(word)) for word in (id, one.get("titre"), *(one.get("mots") or ()))} for id, one in themes.items()
        }
        """The words of each theme."""

    def of(self, text: str) -> str:
        """The type that a text names; "" when none is, or several may be."""
        for said in filter(None, [_bare(text), *map(_bare, _pieces(text))]):
            if found := self.exact.get(said) or self._longest(said):
                return found
        return ""

    def helps(self, name: str) -> bool:
        """Whether a name is that of a help, « Atelier mémoire », and not of a place, « Consultation de nourrissons »."""
        return self.named(name) in {"", "point-justice"} and _begins(name, HELPS)

    def passing(self, name: str, kind: str, head: str) -> bool:
        """Whether a row, of a kind, under a title, is no place to go to: « Arrêt du bus », « Permanence CIDFF », « Église »."""
        if _begins(name, MOVING) or bare(kind) in {*MOVING, *_DESKS[:2], "contact"}:
            return True
        loose = _begins(name, (*TECHNICAL, *_DESKS)) or _begins(head, (*MOVING, *_DESKS[:2]))
        return loose and self.named(name) in {"", "point-justice"} and not self.of(kind)

    def theme(self, text: str) -> str:
        """The only theme whose words a text says, the longest first; "" for none, or several."""
        said = f" {bare(text)} "
        found = [(len(word), id) for id, words in self.themes.items() for word in words if word and f" {word} " in said]
        longest = {id for size, id in found if size == max(found)[0]}
        return longest.pop() if len(longest) == 1 else ""

    def label(self, text: str) -> str:
        """« Relais petite enfance », for « RAM/RPE : permanences »; the text itself when it names no type."""
        terms = api.built_in_words().types
        found = self.titled(text) or self.of(text)
        return api.capital(terms[found].singulier) if found in terms else text

    def only(self, text: str) -> bool:
        """Whether a text says a type and nothing else: « Halte-garderie itinérante »."""
        return re.sub(r" (?:municipal\w*|associati\w*|itinerant\w*|privee?|intercommunal\w*)\b", "", _bare(text)) in self.exact

    def titled(self, text: str, but: Collection[str] = ()) -> str:
        """The only type that a title names, apart from some; "" for « RPE et LAEP »."""
        if _AND_MORE.search(text):
            return ""
        found = {self.called[word] for word in self._inside(_bare(text))} - {*but}
        plain = re.sub(r"\d+|\ban\b|^(?:reseau|liste|annuaire|structure|service|lieu|les) ", "", _bare(text))
        if not found:
            found = {self.exact[said] for said in (_bare(text), " ".join(plain.split())) if said in self.exact}
            found -= {*but}.difference(PUBLISHERS)
        return found.pop() if len(found) == 1 else ""

    def named(self, name: str) -> str:
        """The type that the name of a place says, at its beginning, in brackets, after a dash or, in several words or capitals,
        anywhere: « Micro-crèche Tilou », « La MAM des Lutins »; "" for none.
        """
        said, sigle = f"{_bare(name)} ", re.match(r"([A-Z]{2,3}) (?=.*[a-zß-ÿ]|LES? |LA |L['’]|AUX? )", name)
        if sigle and (alone := self.exact.get(sigle[1].lower())):  # « MA Les Lutins »
            return alone
        if known := [word for word in self.called if said.startswith(f"{word} ")]:
            return self.called[max(known, key=len)]
        first = [
            word
            for word in self._inside(f"{_bare(name.split(',')[0])} ")
            if word.upper() in name.replace(".", "").split(",")[0].split()
        ]
        whole = next(filter(None, (self.exact.get(_bare(re.sub(r"\d.*", "", one))) for one in _pieces(name)[1:])), "")
        whole = self.called[first[0]] if "," in name and len(first) == 1 else whole
        signs = {one.upper() if len(one) < 4 else one for one in name.replace(".", "").split() if one[0].isupper()}  # « Caf »
        inside = [word for word in self._inside(said) if " " in word or word.upper() in signs]
        return whole or (self.called[max(inside, key=len)] if inside else "")

    def _inside(self, said: str) -> list[str]:
        """The words of types that stand in a text, but for those that stand in longer ones."""
        words = [word for word in self.called if len(word) > 2 and f" {word} " in f" {said} "]
        return [word for word in words if not any(word != other and f" {word} " in f" {other} " for other in words)]

    def _longest(self, said: str) -> str:
        inside = self._inside(said)
        inside = [word for word in inside if not re.search(rf"\b(?:aux|pour|avec|en|par|voir|a) {word}", said)]
        ids = {self.called[word] for word in inside if len(word) == max(map(len, inside))}
        near = None if ids or len(said) < 5 else api.nearest(said, self.called, 0.88)
        return ids.pop() if len(ids) == 1 else self.called[near] if near else ""


def _begins(text: str, words: Collection[str]) -> bool:
    return any(f"{bare(text)} ".startswith(f"{word} ") for word in words)


def _bare(text: str) -> str:
    """The same as ``bare``, « M.A.M. » being one word; a « jeune enfant » is no « jeune »."""
    said = bare(re.sub(r"\b(\w)\.? ?(?=\w\b\.?)", r"\1", text) if "." in text else text)
    return said.replace("jeune enfant", "petite enfance")


def _pieces(text: str) -> list[str]:
    """A text without its brackets, what they hold, then what its signs part."""
    return [re.sub(r"\([^()]*\)", " ", text), *re.findall(r"\(([^()]*)\)", text), *re.split(r"\s*[/,;]\s*|\s+[-–—:]\s+", text)]


def _called(id: str, term: Mapping[str, Any]) -> list[str]:
    words = (term.get(name) for name in ("singulier", "pluriel", "courant"))
    return [id.replace("-", " "), *(word for word in words if isinstance(word, str))]
