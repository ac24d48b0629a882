"""What a sentence is about: the records that it names, those that its line or its file speak of."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from functools import cached_property
from typing import Any, NamedTuple

from ctg.checking.rules import Checked, Subjects, first_day, last_day
from ctg.checking.said_rules import EITHER, neighbours, stems
from ctg.common.phrases import of_name
from ctg.common.problems import Location, Problems, fold
from ctg.model import Action, Place, Record
from ctg.reading.spoken.tokens import in_figures

_ARTICLE = re.compile(r"^(?:le |la |les |l')", re.IGNORECASE)
_NAMED_LAST = re.compile(r"\b(?:Le |La |Les |L')([A-ZÉÈÀÂÎÔ].{3,})$")
_BEGINS = re.compile(r"^(?:Ouvrir|Créer|Lancer|Mettre en route|Installer|Construire|Réunir)\b")


class FieldSaid(NamedTuple):
    """What a field says, and where."""

    one: Checked[Any]
    where: Location
    words: str

    def against(self, one: Checked[Any], where: Location, words: str, seen: set[tuple[str, Location]]) -> Problems:
        """What a sentence says otherwise, on its line and on that of this field, once."""
        whose = "la fiche" if self.one is one else f"« {self.one.record.title} » ({self.one.record.file})"
        yield one.warning(where, f"« {words} », quand {whose} dit {self.words}.", EITHER)
        if (at := (self.one.record.key, self.where)) not in seen and (self.one is not one or self.where != where):
            seen.add(at)
            whose = "une phrase de la fiche" if self.one is one else f"« {one.record.title} » ({one.record.file})"
            yield self.one.warning(self.where, f"{whose[0].upper()}{whose[1:]} dit « {words} ».", EITHER)


class ToldSentence(NamedTuple):
    """A sentence about a record."""

    one: Checked[Any]
    where: Location
    text: str
    about: Checked[Any]
    near: NamedRecords

    @property
    def year(self) -> int | None:
        """The year that its line is of."""
        return self.one.beside(self.where).get("annee")

    @property
    def day(self) -> tuple[dt.date, dt.date]:
        """The first and the last day that it may be of: those of the line, or of the meeting, where it is written."""
        group = self.one.beside(self.where)
        kept = None if self.where[-1] == "reponse" else self.one.groups[()].values.get("date")
        found = group.get("etat_le") or group.get("date") or kept
        if year := group.get("annee"):
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        return (first_day(found), last_day(found)) if found else (self.one.world.today,) * 2


class NamedRecords:
    """The records of a territory, by what sentences call them."""

    def __init__(self, checked: list[Checked[Record]]) -> None:
        self.by_key = {one.record.key: one for one in checked}
        self.checked, self.institutions = checked, checked[0].world.partners if checked else {}
        self.topics = [(stems(one.record.titre), one) for one in self.of(Action) if one.record.published]
        near = neighbours(checked)
        self.linked = {
            key: [self.by_key[other] for other in sorted(near[key] & self.by_key.keys() - {key})] for key in self.by_key
        }

    @cached_property
    def names(self) -> dict[str, Checked[Any]]:
        """The places, by names that are of no other."""
        found: dict[str, set[str]] = defaultdict(set)
        for one in self.of(Place):
            titles = [one.record.title, *(name for name in one.record.autres_noms if len(name) > 6)]
            titles += [last[1] for title in titles if (last := _NAMED_LAST.search(title))]
            town = f" {of_name(one.record.seat)}".replace("’", "'") if one.record.seat else ""
            titles += [title.removesuffix(town) for title in titles if town and len(title) > len(town) + 9]
            for name in (*titles, *([f"{self.kind_of(one)}{town}"] if self.kind_of(one) and town else [])):
                if re.search(r"[A-ZÉÈÀÂÎÔ]", bare := in_figures(_ARTICLE.sub("", name))) and len(bare) > 4:
                    found[bare].add(one.record.key)
        towns = {town for one in self.checked[:1] for town in one.world.postcodes}
        return {name: self.by_key[min(keys)] for name, keys in found.items() if len(keys) == 1 and name not in towns}

    def kind_of(self, one: Checked[Any]) -> str:
        """The type of a place, in words; empty for a service."""
        words, type_id = one.world.vocabulary, one.record.type_id
        return words.types[type_id].singulier if words and type_id else ""

    @cached_property
    def calls(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, self.names), key=len, reverse=True)) or '(?!)'})(?!\w)")

    @cached_property
    def opening(self) -> dict[str, Subjects]:
        """The actions that made each place."""
        found: dict[str, Subjects] = defaultdict(list)
        for one in self.of(Action):
            alone = _BEGINS.match(one.record.titre) and len(one.record.structures) == 1
            place = self.by_key.get(f"structures/{one.record.structures[0]}") if alone else None
            words = {*fold(one.record.titre).split()}
            if place and any(len(words & {word for word in fold(name).split() if len(word) > 2}) > 1
                             for name in (*place.record.searched, place.record.title, self.kind_of(place))):  # fmt: skip
                found[place.record.key].append(one)
        return found

    def topic(self, sentence: str) -> Subjects:
        """The action of which a sentence says more than half of the title, when it is one; else none."""
        said, found = stems(sentence), defaultdict(list)
        for words, one in self.topics:
            found[len(words & said) if 2 * len(words & said) > max(len(words), 3) else 0].append(one)
        most = max(found, default=0)
        return found[most] if most and len(found[most]) == 1 else []

    def subjects(self, sentence: str) -> Subjects:
        """The places that a sentence names, and the actions that made them; else the action whose title it says."""
        named = self.named(sentence)
        return [*named, *(made for place in named for made in self.opening[place.record.key])] or self.topic(sentence)

    def of(self, kind: type[Record]) -> Subjects:
        return [one for one in self.checked if isinstance(one.record, kind)]

    def named(self, sentence: str) -> Subjects:
        return list({id(one): one for name in self.calls.findall(sentence) for one in (self.names[name],)}.values())

    def partner(self, text: str) -> str:
        """The key of the partner whose name begins a text; empty when none does."""
        words = re.sub(r"^(?:l |le |la |les )", "", fold(text))
        found = [name for name in self.institutions if re.match(rf"(?:association )?{name}\b", words)]
        begun = {key for name, key in self.institutions.items() if len(words) > 8 and name.startswith(words)}
        return self.institutions[max(found, key=len)] if found else begun.pop() if len(begun) == 1 else ""

    def about(self, one: Checked[Any], where: Location, sentence: str) -> Subjects:
        """The records that a sentence is about: those that it names, else that of its line, else its own."""
        group = one.beside(where) if len(where) > 1 else {}
        action = self.by_key.get(f"actions/{group.get('action')}")
        if one.record.folder in ("actions", "structures", "services") or action:
            named = self.named(sentence)
            return [*named, *(made for place in named for made in self.opening[place.record.key])] or [action or one]
        return self.subjects(sentence) or [one]


def known_field(told: ToldSentence, where: str, wrong: object, words: str) -> FieldSaid | None:
    """What a field of the record says, when it is wrong."""
    return FieldSaid(told.about, tuple(where.split(".")), words) if wrong else None
