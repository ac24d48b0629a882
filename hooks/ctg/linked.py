"""Records by kind and by name, and the links between them, both ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TypeVar, cast

from ctg.ground.problems import fold
from ctg.kinds import KIND_OF, Commune, Partenaire, Record, Structure
from ctg.kinds.fields.base import Part
from ctg.kinds.fields.references import Mention, Naming, Reference
from ctg.kinds.fields.walking import links

R = TypeVar("R", bound=Record)


class LinkedRecords:
    """What is asked of any set of records; :class:`ctg.catalogue.Catalogue` is the set that the site publishes."""

    records: dict[type[Record], tuple[Record, ...]]
    outside: tuple[Structure, ...]

    def all(self, kind: type[R]) -> tuple[R, ...]:
        """Every published record of a kind, in the order in which people list them."""
        return cast("tuple[R, ...]", self.records[kind])

    def get(self, kind: type[R], id: str | None) -> R | None:
        """A published record by identifier; None when it is a draft, or when there is none to look for."""
        return cast("R | None", self._by_id[kind].get(id or ""))

    def those(self, kind: type[R], ids: Iterable[str]) -> list[R]:
        """The published records of these identifiers, in this order."""
        return [found for id in ids if (found := self.get(kind, id))]

    @cached_property
    def _by_id(self) -> dict[type[Record], dict[str, Record]]:
        found = {kind: {record.id: record for record in records} for kind, records in self.records.items()}
        found[Structure] |= {place.id: place for place in self.outside}
        return found

    @cached_property
    def _communes(self) -> dict[str, Commune]:
        return {commune.nom: commune for commune in self.all(Commune)}

    def commune(self, nom: str) -> Commune:
        """The commune of that name, as records write it."""
        return self._communes[nom]

    @cached_property
    def _partners(self) -> dict[str, Partenaire]:
        return {fold(name): partner for partner in self.all(Partenaire) for name in partner.names}

    def partner(self, name: str) -> Partenaire | None:
        """The partner that an institution's name means, capitals and accents aside; None when it has no page."""
        return self._partners.get(fold(name))

    def named(self, link: Naming) -> Record | None:
        """The record that a link names; None for a draft, a word of the vocabulary, an institution that has no page."""
        if isinstance(link.mark, Mention):
            return self.partner(link.value)
        kind = KIND_OF.get(link.mark.target)
        return self._communes.get(link.value) if kind is Commune else self.get(kind, link.value) if kind else None

    def to_drafts(self, part: Part) -> Iterator[Naming]:
        """The links of a record, or of the territory, to a record that is not published."""
        for link in links(part):
            if isinstance(link.mark, Reference) and link.mark.target in KIND_OF:
                named = self.named(link)
                if named is None and link.value in link.mark.words:
                    continue
                if named is None or not named.published:
                    yield link

    def referenced_by(self, record: Record, kind: type[R], *fields: str) -> tuple[R, ...]:
        """The records of a kind that name this one in one of these fields (by default, in any), in their usual order.

        The way back of every link that a kind declares (``record_id``, ``InstitutionName``, ``CommuneName``).
        """
        assert set(fields) <= kind.model_fields.keys(), fields
        named = ((other, field) for other, field in self._back[record.key] if isinstance(other, kind))
        return tuple(dict.fromkeys(other for other, field in named if not fields or field in fields))

    @cached_property
    def _back(self) -> dict[str, list[tuple[Record, str]]]:
        """Key of a record → (record that names it, field), in the order of the records: read once for all."""
        found: dict[str, list[tuple[Record, str]]] = defaultdict(list)
        for records in self.records.values():
            for record in records:
                for link in links(record):
                    if named := self.named(link):
                        found[named.key].append((record, link.field))
        return found
