"""The names of communes, as lists write them, and those of persons, which are left in the table."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ctg import api

_LEGEND = re.compile(r"\b([A-ZÀ-Þ]{2,5})\s*(?:=|:)\s*([^,;=]+)")
_WIDER = re.compile(r"\b(?:canton|agglo|intercommun|communaute|secteur|bassin|pays de|arrondissement|departement|agglomeration)")
"""In a title, what is wider than the commune that it names, folded."""
_PARTS = re.compile(r"\s+[-–—:]\s+|(?i:\b(?:communes?|mairie|ville) (?:de |d['’]|du ))")


class Communes:
    """The communes of the territory, as lists write them."""

    def __init__(self, names: Iterable[str]):
        self.names = tuple(names)
        initials: dict[str, list[str]] = {}
        for name in self.names:
            letters = "".join(word[0] for word in api.fold(name).split())
            if len(letters) > 2:
                initials.setdefault(letters, []).append(name)
        self.short = {letters: found[0] for letters, found in initials.items() if len(found) == 1}

    def explain(self, text: str) -> None:
        """Takes in a legend: « VB = Valbourg »."""
        for letters, meant in _LEGEND.findall(text):
            if found := api.commune_of(meant.strip(), self.names):
                self.short[letters.lower()] = found

    def of(self, text: str) -> str:
        """The one that a text names, and nothing else; "" for none."""
        letters = re.sub(r"[.\s]", "", text)
        return (self.short.get(letters.lower(), "") if letters.isupper() else "") or api.commune_of(text, self.names)

    def parted(self, text: str) -> tuple[str, str]:
        """« Valbourg, 5 rue Haute » → the commune, and the rest; "" for none."""
        if found := self.of(text):
            return found, ""
        parts = [part.strip() for part in re.split(r",|\n|;|\s[-–—/]\s|\(|\)", text) if part.strip()]
        for part in (*parts[:1], *reversed(parts[1:])):
            if found := self.of(re.sub(r"^(?:si[èe]ge|bas[ée]+|antenne) (?:[àa]|de) ", "", part)):
                return found, ", ".join(one for one in parts if one is not part)
        return "", ""

    def titled(self, text: str) -> str:
        """The only one that a title names: « Petite enfance à Valbourg »; "" for « canton de Valbourg »."""
        said = re.sub(r"\bst\b", "saint", f" {api.fold(text)} ")
        if _WIDER.search(said):
            return ""
        said += re.sub(r" (?:du|au) ", " le ", re.sub(r" (?:des|aux) ", " les ", said))  # « Centre de loisirs du Pin »
        plain = {name: f" {api.fold(name)} " for name in self.names}
        found = {name for name in self.names if plain[name] in said}
        found = {name for name in found if not any(name != one and plain[name] in plain[one] for one in found)}
        found |= {*filter(None, map(self.of, _PARTS.split(text)))}
        return found.pop() if len(found) == 1 else ""


_PEOPLE = re.compile(r"contact|coordonnee|referent|interlocut|responsable|direct|tel\b|telephone|mail|courriel")
"""In the title of a column that may name people, folded."""
_NAME = r"[A-ZÀ-Þ][\w'’-]+"
_POST = r"accueil|standard|secr|mairie|service|direct|respons|r[ée]f[ée]r|coord|anim|pr[ée]s|[ée]duc|pu[ée]r|poste|bureau|le|la"
_CIVIL = rf"(?:M|Mr|MM|Mme|Mmes|Mlle|Melle|Dr|Monsieur|Madame|Docteur)\b\.?\s+(?:[A-ZÀ-Þ]\.\s*)?{_NAME}(?:\s+{_NAME})*"
_NAMED = rf"(?:{_CIVIL}|(?:[A-ZÀ-Þ]\.[\s-]*)+{_NAME}|\b(?!(?i:{_POST})){_NAME}(?:\s+{_NAME})*(?:\s+[A-Z]\.)?)"
NAMELESS = "(nom non repris)"
"""What stands for a person's name."""


def said_of_people(title: str) -> bool:
    """Whether the cells of a column may name a person."""
    return bool(_PEOPLE.search(api.fold(title)))


def without_names(text: str, people: bool) -> str:
    """« Mme Exemple, directrice » → « (nom non repris), directrice ». ``people``: in a column that may name them, a name is one
    without « Mme » too.
    """
    said = re.sub(_NAMED if people else _CIVIL, NAMELESS, text)
    return re.sub(rf"{re.escape(NAMELESS)}(?:[\s,;/&]+(?:et )?{re.escape(NAMELESS)})+", NAMELESS, said)
