"""Several territories in one catalogue: each record under an identifier of its own, each name of a commune once.

A commune is known by its INSEE code: its page keeps its address whatever territories come and go. The first site of the list
that describes it is believed; the others' places are there all the same.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from pydantic import ValidationError

from ctg.catalogue import Catalogue, Owner
from ctg.gathering.gather import SiteReading
from ctg.gathering.portal import Portail
from ctg.ground.phrases import joined
from ctg.ground.problems import Location, fold, location_of, plural
from ctg.kinds import KIND_OF, KINDS, Cadre, Commune, Record, Service, Structure
from ctg.kinds.fields.identifiers import as_identifier
from ctg.kinds.fields.reach import Position
from ctg.kinds.fields.references import Reference
from ctg.kinds.fields.walking import links
from ctg.kinds.project.cadre import UNTOLD
from ctg.kinds.territory.accessibilite import Accessibilite
from ctg.kinds.territory.territoire import Territoire
from ctg.portal.duplicates import Duplicate, Lookalikes, Sighting, compared
from ctg.portal.members import Member, ToldRecord, put, remove, some, taken
from ctg.sheets.defaults import criteria, tools_numbers, tools_words

R = TypeVar("R", bound=Record)
OTHER = "autre"
"""The type of a place whose own type our vocabulary does not know."""


@dataclass(frozen=True)
class Together:
    """The territories of a portal, and the catalogue of what is common to them: communes, places, services."""

    portal: Portail
    members: tuple[Member, ...]
    """Those of which there is a copy, in the order of the list."""
    silent: tuple[SiteReading, ...]
    """The sites of which there is nothing."""
    today: dt.date
    catalogue: Catalogue
    duplicates: tuple[Duplicate, ...]
    exposed: tuple[Duplicate, ...]
    """The duplicates that one site keeps secret and another does not: no page tells of them, the portal's editor is told."""
    lookalikes: tuple[Lookalikes, ...]
    shared: Mapping[str, tuple[Member, ...]]
    """INSEE code → the territories that describe that commune, for those that several do."""
    left_out: Mapping[str, tuple[str, ...]]
    """SIREN → the records of that territory that could not be put with the others."""

    @cached_property
    def last_read(self) -> dt.date | None:
        """The day of the last reading of all."""
        days = [member.reading.failed_on or member.read_on for member in self.members]
        return max(days, default=None)

    def unanswered(self, member: Member) -> bool:
        """Whether its site did not answer, or was refused, the last time that all were read."""
        return bool(member.reading.failed_on) or member.read_on != self.last_read

    def remarks(self, member: Member) -> tuple[str, ...]:
        """All that is to be known of its copy, in sentences without their full stop."""
        left = self.left_out.get(member.siren, ())
        told = f"{plural(len(left), 'fiche')} que rien ne relie aux autres : {some(left)}"
        return (*member.remarks, told) if left else member.remarks

    def communes_of(self, member: Member) -> list[Commune]:
        """The communes of a territory, as the portal has them."""
        found = (self.catalogue.get(Commune, commune.code_insee.lower()) for commune in member.all(Commune))
        return list(_ordered(commune for commune in found if commune))


def together(portal: Portail, members: Iterable[Member], silent: Iterable[SiteReading], today: dt.date) -> Together:
    """Put territories together. A site that is twice in the list is not silent when one of the two answered."""
    members = tuple(members)
    heard = {member.reading.site.adresse for member in members}
    alone = {one.site.adresse: one for one in silent if one.site.adresse not in heard}
    return _Gatherer(portal, members, today).made(tuple(alone.values()))


@dataclass
class _Gatherer:
    portal: Portail
    members: tuple[Member, ...]
    today: dt.date
    told: dict[str, list[str]] = field(default_factory=dict)

    def made(self, silent: tuple[SiteReading, ...]) -> Together:
        communes, self.described = self._communes()
        self.names = {commune.code_insee: commune.nom for commune in communes}
        self.words = tools_words()
        duplicates, lookalikes = compared(self._sightings())
        seen_by = self._same(duplicates)
        self.owners: dict[str, Owner] = {}
        self.positions: dict[str, Position] = {}
        structures = list(self._structures(seen_by))
        services = list(self._services())
        records: dict[type[Record], tuple[Record, ...]] = dict.fromkeys(KINDS, ())
        records[Commune] = _ordered(communes)
        records[Structure] = _ordered(structures)
        records[Service] = _ordered(services)
        catalogue = Catalogue(
            self._territoire(),
            self.words,
            {"type": "FeatureCollection", "features": []},
            records,
            positions=self.positions,
            accessibilite=Accessibilite(),
            criteres=criteria(),
            confidential=_confidential(structures, services),
            urgences=tools_numbers(),
            day=self.today,
            owners=self.owners,
            untold=Cadre.model_validate(UNTOLD),
        )
        left_out = {siren: tuple(told) for siren, told in self.told.items()}
        shared = {code: tuple(those) for code, those in self.described.items() if len(those) > 1}
        exposed = tuple(group for group in duplicates if group.exposed)
        same = tuple(group for group in duplicates if not group.exposed)
        return Together(
            self.portal, self.members, silent, self.today, catalogue, same, exposed, tuple(lookalikes), shared, left_out
        )

    def _same(self, duplicates: Iterable[Duplicate]) -> dict[str, tuple[Sighting, ...]]:
        """Which sites tell each place that several do, by its identifier; all their names for it lead there."""
        self.ids = {
            (one.member.siren, Structure.folder, one.structure.id): group.sightings[0].id
            for group in duplicates
            for one in group.sightings
        }
        self.betraying = {(one.member.siren, one.structure.id) for group in duplicates for one in group.exposed}
        return {group.sightings[0].id: group.sightings for group in duplicates if not group.exposed}

    def _territoire(self) -> Territoire:
        """The portal itself, as the pages of any site ask for it."""
        portal = self.portal
        own = {"nom": portal.nom, "nom_complet": portal.nom, "titre_site": portal.nom, "accroche": portal.accroche}
        assert portal.editeur, "asked for by the command"
        return Territoire.model_construct(
            **{name: one.get_default(call_default_factory=True) for name, one in Territoire.model_fields.items()}
            | own
            | {
                "exemple_recherche": "crèche",
                "departement": "",
                "adresse_site": portal.adresse_site,
                "editeur": portal.editeur,
                "donnees_personnelles": portal.donnees_personnelles,
            }
        )

    # --- communes --------------------------------------------------------------------------------

    def _communes(self) -> tuple[list[Commune], dict[str, list[Member]]]:
        """Each commune once, with a name that no other has; and which territories describe it."""
        first: dict[str, Commune] = {}
        described: dict[str, list[Member]] = {}
        for member in self.members:
            for commune in member.all(Commune):
                first.setdefault(commune.code_insee, commune)
                if member not in (own := described.setdefault(commune.code_insee, [])):
                    own.append(member)
        named = Counter(commune.nom for commune in first.values())
        found = []
        for code, commune in first.items():
            nom = f"{commune.nom} ({code})" if named[commune.nom] > 1 else commune.nom
            found.append(commune.model_copy(update={"nom": nom, "anciens_identifiants": ()}).told_by(code.lower(), "", {}))
        return found, described

    @cached_property
    def _codes(self) -> dict[str, dict[str, str]]:
        """SIREN → name of a commune, as that territory writes it → its INSEE code."""
        return {member.siren: {one.nom: one.code_insee for one in member.all(Commune)} for member in self.members}

    @cached_property
    def _places(self) -> dict[str, set[str]]:
        """SIREN → the identifiers of its places."""
        return {member.siren: {one.record.id for one in member.found[Structure]} for member in self.members}

    # --- places ----------------------------------------------------------------------------------

    def _sightings(self) -> Iterator[Sighting]:
        for member in self.members:
            codes = self._codes[member.siren]
            for one in member.told(Structure):
                code = codes.get(one.record.commune, "")
                yield Sighting(member, one, code, bool(code) and self.described[code][0] is member)

    def _structures(self, seen_by: Mapping[str, tuple[Sighting, ...]]) -> Iterator[Structure]:
        """Each place once."""
        for sighting in self._sightings():
            told_by = seen_by.get(sighting.id, (sighting,))
            if self._id(sighting.member, Structure.folder, sighting.structure.id) != sighting.id:
                continue  # another site's sheet is shown
            if record := self._tied(sighting.member, sighting.told, sighting.id):
                self._owned(record, sighting.told, [one.member for one in told_by])
                self._place(record, sighting.told)
                yield record

    def _services(self) -> Iterator[Service]:
        """Each service; one that the same place offers under the same name on another site is shown once. What is for the
        whole of a territory is for its communes."""
        offered: dict[tuple[str, str], str] = {}
        for member in self.members:
            everywhere = [self.names[code] for code in self._codes[member.siren].values()]
            for one in member.told(Service):
                if (member.siren, one.record.structure) in self.betraying:
                    continue
                id = f"{member.siren}-{one.record.id}"
                record = self._tied(member, one, id)
                whole = record and not (record.zone or record.structure or record.arrets)
                record = self._tied(member, one, id, zone=everywhere) if whole else record
                if not record:
                    continue
                if record.structure and offered.setdefault((record.structure, fold(record.nom)), member.siren) != member.siren:
                    continue
                self._owned(record, one, [member], bool(whole))
                yield record

    def _owned(self, record: Record, one: ToldRecord[Any], members: list[Member], everywhere: bool = False) -> None:
        said = f"sur {joined(member.site for member in members)}"
        self.owners[record.key] = Owner(said, one.page or members[0].path, one.proven, everywhere)

    def _place(self, record: Structure, one: ToldRecord[Structure]) -> None:
        """Its exact point, when its site found it by its address."""
        if record.confidential or record.position or one.worked_out.get("position_approximative") is not False:
            return
        point = {"lat": one.worked_out.get("latitude"), "lon": one.worked_out.get("longitude")}
        with suppress(ValidationError):
            self.positions[record.key] = Position.model_validate(point)

    def _id(self, member: Member, folder: str, id: str) -> str:
        return self.ids.get((member.siren, folder, id), f"{member.siren}-{id}")

    def _tied(self, member: Member, one: ToldRecord[R], id: str, **more: Any) -> R | None:
        """The record under its new identifier, its links too; None when it cannot be shown without what it names."""
        values, record = copy.deepcopy(one.values), one.record
        for link in sorted(links(record), key=lambda link: _steps(link.where), reverse=True):
            if isinstance(link.mark, Reference):
                if (new := self._named(member, link.mark.target, link.value)) is None:
                    remove(values, _steps(link.where))
                elif new != link.value:
                    put(values, _steps(link.where), new)
        values |= {"anciens_identifiants": [], **more}
        made, wrong = taken(type(record), id, values)
        if made is None:
            self.told.setdefault(member.siren, []).append(f"{record.key}{wrong}")
        return made

    def _named(self, member: Member, target: str, value: str) -> str | None:
        """What a name of a territory is called in the portal; None when it leads nowhere."""
        if target == Commune.folder:
            return self.names.get(self._codes[member.siren].get(value, ""))
        if target == "types":
            return value if value in self.words.types else OTHER
        if target == "themes":
            return value if value in self.words.themes else None
        if target == Structure.folder:
            return self._id(member, target, value) if value in self._places[member.siren] else None
        return None if target in KIND_OF else value


def _steps(where: str) -> Location:
    return tuple(int(step) if isinstance(step, str) and step.isdigit() else step for step in location_of(where))


def _ordered(records: Iterable[R]) -> tuple[R, ...]:
    return tuple(sorted(records, key=lambda record: (as_identifier(record.title), record.id)))


def _confidential(structures: Iterable[Structure], services: Iterable[Service]) -> frozenset[str]:
    """The keys of which nobody may learn where they are."""
    hidden = {one.id: one for one in structures if one.confidential}
    return frozenset((*(one.key for one in hidden.values()), *(one.key for one in services if one.structure in hidden)))
