"""The territories of a portal, side by side: nothing of one takes the place of what another one says."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ctg.catalogue import Catalogue
from ctg.gathering.doors import Unsound
from ctg.gathering.gather import SiteReading
from ctg.gathering.portal import Portail
from ctg.ground.problems import fold
from ctg.kinds import KINDS, Cadre, Commune
from ctg.kinds.project.cadre import UNTOLD
from ctg.kinds.territory.accessibilite import Accessibilite
from ctg.kinds.territory.territoire import Territoire
from ctg.portal.communes import Claim, Described, claims, owners
from ctg.portal.members import Member, codes_of, member
from ctg.sheets.defaults import criteria, tools_numbers, tools_words


@dataclass(frozen=True)
class Together:
    """The territories of a portal."""

    portal: Portail
    members: tuple[Member, ...]
    """Those of which there is a copy, in the order of the list."""
    silent: tuple[SiteReading, ...]
    """The sites of which there is nothing."""
    today: dt.date
    owners: dict[str, str]
    """INSEE code → SIREN of its territory."""
    claims: tuple[Claim, ...]
    """What sites describe that is another's."""

    @cached_property
    def by_name(self) -> tuple[Member, ...]:
        """The same in the order of their names."""
        return tuple(sorted(self.members, key=lambda one: (fold(one.name), one.siren)))

    @cached_property
    def communes(self) -> tuple[tuple[Commune, Member], ...]:
        """Each commune with its territory, in the order of the names."""
        found = [(commune, one) for one in self.members for commune in one.catalogue.all(Commune)]
        return tuple(sorted(found, key=lambda pair: (fold(pair[0].nom), pair[0].code_insee)))

    @cached_property
    def last_read(self) -> dt.date | None:
        """The day of the last reading of all."""
        return max((one.manifest.lu_le for one in self.members), default=None)

    def unanswered(self, one: Member) -> bool:
        """Whether its site did not answer, or was refused, the last day that all were read."""
        return one.manifest.lu_le != self.last_read

    @cached_property
    def catalogue(self) -> Catalogue:
        """What the pages of any site ask for: who publishes the portal, the tool's own words and numbers; no record."""
        return Catalogue(
            self._territoire,
            tools_words(),
            {"type": "FeatureCollection", "features": []},
            dict.fromkeys(KINDS, ()),
            accessibilite=Accessibilite(),
            criteres=criteria(),
            urgences=tools_numbers(),
            day=self.today,
            untold=Cadre.model_validate(UNTOLD),
        )

    @property
    def _territoire(self) -> Territoire:
        portal = self.portal
        assert portal.editeur, "asked for by the command"
        return Territoire.model_construct(
            **{name: one.get_default(call_default_factory=True) for name, one in Territoire.model_fields.items()}
            | {"nom": portal.nom, "nom_complet": portal.nom, "titre_site": portal.nom, "accroche": portal.accroche}
            | {"exemple_recherche": "", "departement": "", "adresse_site": portal.adresse_site}
            | {"editeur": portal.editeur, "donnees_personnelles": portal.donnees_personnelles}
        )


def together(portal: Portail, readings: Iterable[SiteReading], copies: Path, today: dt.date) -> Together:
    """The territories of these readings; ``copies``: where it is kept who described each commune first."""
    readings = tuple(readings)
    described = tuple(_described(readings))
    whose = owners(portal, described, copies)
    members = []
    for reading in readings:
        if one := _member(reading, whose, today):
            members.append(one)
    heard = {one.reading.site.adresse for one in members}
    silent = {one.site.adresse: one for one in readings if one.site.adresse not in heard}
    return Together(portal, tuple(_told_apart(members)), tuple(silent.values()), today, whose, tuple(claims(described, whose)))


def _described(readings: Iterable[SiteReading]) -> Iterator[Described]:
    for reading in readings:
        try:
            if reading.copy:
                yield Described(reading.site.adresse, reading.copy.manifest.siren, codes_of(reading.copy))
        except Unsound:  # changed since it was verified, a moment ago
            continue


def _member(reading: SiteReading, whose: dict[str, str], today: dt.date) -> Member | None:
    """None when there is nothing of a site, or nothing that anything can be made of."""
    if not reading.copy:
        return None
    siren = reading.copy.manifest.siren
    try:
        return member(reading, reading.copy, {code for code, owner in whose.items() if owner != siren}, today)
    except (Unsound, ArithmeticError, ValueError):  # dates and figures that no one can believe
        return None


def _told_apart(members: Iterable[Member]) -> Iterator[Member]:
    """Each under a name that no other has."""
    members = tuple(members)
    named = Counter(fold(one.name) for one in members)
    for one in members:
        yield replace(one, name=f"{one.name} ({one.siren})") if named[fold(one.name)] > 1 else one
