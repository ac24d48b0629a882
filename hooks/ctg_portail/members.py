"""A territory of a portal: its records, made again from its copy in a catalogue of its own, and what is compared, worked out by
the code of its own site before any page is made. No text, link or title of its records is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar, cast

from ctg import api
from ctg_portail.copies import Copy, Manifeste, Meaning, Portail, SiteReading, meaning_of
from ctg_portail.reading import called, group, made, numbered

SECTIONS: Mapping[type[api.Record], str] = {
    api.Action: "ctg/actions/", api.Cadre: "ctg/", api.Indicateur: "ctg/territoire/", api.Rencontre: "ctg/decider/",
}  # fmt: skip
"""The pages that every site has: an identifier is a word of the member's, and no address may say it."""
MOST = 100_000_000
"""More than the people of the country: what is not counted so far."""
MONTHS = 12
"""« Dans l'année »: from the day of the page."""
FOLLOWED = ("retard", "trajectoire")
"""The groups of alerts that are set side by side, in reading order."""


@dataclass(frozen=True)
class Convention:
    """The convention of a territory, that of the day."""

    cadre: api.Cadre
    end: Literal["inconnue", "passee", "bientot", "peut-etre", "plus-tard"]
    """« bientot »: within :data:`MONTHS`; « peut-etre »: that is only supposed."""
    axes: int
    states: Mapping[api.Etat | None, int]
    """How many actions are in each state; None: not stated."""
    actions: int
    decided: int
    priced: int
    """How many of the decided actions say something of money."""
    money: api.Sums
    """Money is what actions say: one that says nothing of its money makes the sum no whole budget."""


@dataclass(frozen=True)
class Facts:
    """All of it. ``convention`` is None when the site publishes none."""

    convention: Convention | None
    coverage: api.Coverage
    """Of no commune when the site says that it counts in a way that no one may."""
    alerts: tuple[api.AlertGroup, ...]
    committee: api.Rencontre | None
    """The next one of its convention; None when no date of one is published."""


def facts(catalogue: api.Catalogue, today: dt.date, counted: Collection[api.Commune]) -> Facts:
    """The figures of a territory on a day; ``counted``: the communes of its coverage. Raises :class:`ArithmeticError` and
    :class:`ValueError` for figures and dates that no one can believe."""
    coverage = api.coverage(catalogue)
    groups = {group.id: group for group in api.alerts(catalogue, today)}
    return Facts(
        None if catalogue.untold else _convention(catalogue, today),
        replace(coverage, communes=tuple(one for one in coverage.communes if one in counted)),
        tuple(groups[id] for id in FOLLOWED),
        next(
            (one for one in api.meetings_coming(catalogue.all(api.Rencontre), today) if api.framework(catalogue, one).is_ctg),
            None,
        ),
    )


def _convention(catalogue: api.Catalogue, today: dt.date) -> Convention:
    cadre = catalogue.convention
    end = api.ending(cadre, today, MONTHS)
    actions = catalogue.of_the_convention(api.Action, cadre)
    decided = [action for action in actions if not action.is_proposed]
    return Convention(
        cadre,
        "peut-etre" if end == "bientot" and cadre.end and cadre.end.approx else end,
        len(catalogue.of_the_convention(api.Axe, cadre)),
        api.counts(actions),
        len(actions),
        len(decided),
        sum(bool(api.parts_of([action])) for action in decided),
        api.sums_of(api.parts_of(decided)),
    )


R = TypeVar("R", bound=api.Record)


@dataclass(frozen=True)
class Member:
    """A territory of the portal."""

    reading: SiteReading
    manifest: Manifeste
    name: str
    """As the portal shows it: that of ``portail.yml``, or its number."""
    catalogue: api.Catalogue
    """Its records under its own identifiers, and titles of ours; none of its communes is shown under the name that is there."""
    communes: tuple[tuple[api.Commune, str], ...]
    """Those that ``portail.yml`` says to be its own, with the name that is written there."""
    figures: Mapping[Meaning, api.Indicateur]
    """Those that ``portail.yml`` compares."""
    facts: Facts

    @property
    def partial(self) -> bool:
        """Whether records of it were left out."""
        return bool(self.manifest.ecartees)

    @property
    def unnamed(self) -> int:
        """How many other communes it describes."""
        return len(self.catalogue.all(api.Commune)) - len(self.communes)

    @property
    def siren(self) -> str:
        """Its number: the name of its copy, and of its page."""
        return self.manifest.siren

    @property
    def path(self) -> str:
        """Its page in the portal."""
        return f"territoires/{self.siren}/"

    def page(self, path: str = "") -> str | None:
        """A page of its own site, below the address that was pinned; None when it has none."""
        base = self.manifest.adresse_publique
        return f"{base}{path}" if base else None

    def page_of(self, record: api.Record, name: str = "") -> str | None:
        """The page of its site that tells of a record; of a commune, its own when its identifier adds nothing to the ``name``."""
        own = f"{record.key}/" if adds_nothing(record.id, name) else ""
        return self.page(SECTIONS.get(type(record), own))


def member(reading: SiteReading, copy: Copy, portal: Portail, today: dt.date) -> Member:
    """The territory of a copy. Raises ``Unsound``, and as :func:`facts` does."""
    site, found = reading.site, {kind: _made(copy, kind) for kind in api.KINDS}
    figures = {meaning_of(one): one for one in reversed(cast("list[api.Indicateur]", found[api.Indicateur])) if believed(one)}
    figures = {meaning: figures[meaning] for meaning in portal.compared if meaning in figures}
    named = {one.key: portal.compared[meaning].nom for meaning, one in figures.items()}
    name = site.nom or f"Territoire {copy.manifest.siren}"
    coverage = group(api.Couverture, copy.territory.get("couverture", {}))
    territoire = called(name).model_copy(update={"siren": copy.manifest.siren, "couverture": coverage or api.Couverture()})
    if copy.manifest.ecartees:
        whole = territoire.couverture.model_copy(update={"recenses": ()})  # a place that is left out is not a place that lacks
        territoire = territoire.model_copy(update={"couverture": whole})
    catalogue = api.Catalogue(
        territoire,
        api.built_in_words(),
        {"type": "FeatureCollection", "features": []},
        {kind: tuple(own if kind is api.Commune else (renamed(one, named) for one in own)) for kind, own in found.items()},
        confidential=frozenset(one.key for one in found[api.Structure] if cast(api.Structure, one).confidential),
        day=today,
        untold=None if any(cast(api.Cadre, one).is_ctg for one in found[api.Cadre]) else api.Cadre.model_validate(api.UNTOLD),
    )
    own = [one for one in catalogue.all(api.Commune) if portal.owners.get(one.code_insee) == site.adresse]
    communes = tuple((one, site.communes[one.code_insee]) for one in own)
    worked_out = facts(catalogue, today, own if coverage else ())
    return Member(reading, copy.manifest, name, catalogue, communes, figures, worked_out)


def adds_nothing(id: str, name: str) -> bool:
    """Whether an identifier, a word of a member's, says no more than a name that we show."""
    return {*id.split("-")} <= {*api.as_identifier(name).split("-")}


def believed(one: api.Indicateur) -> bool:
    """Whether a figure may be compared: its values are no telephone."""
    return all(abs(value.valeur) < MOST for value in one.valeurs)


def renamed(record: R, named: Mapping[str, str]) -> R:
    """The record under a title of ours, « Action 2.3 », « Convention territoriale globale (CTG) 2024-2027 », of the portal's file
    (``named``, by key), or none: then it is only counted."""
    title = TITLES[type(record)](record) if type(record) in TITLES else named.get(record.key, "")
    return record.model_copy(update={name: title for name in ("nom", "titre") if name in type(record).model_fields})


def _dated(cadre: api.Cadre) -> str:
    years = dict.fromkeys(str(day.year) for day in (cadre.debut, cadre.end) if day)
    return " ".join(filter(None, (api.capital(cadre.nature.label), "-".join(years))))


TITLES: Mapping[type[api.Record], Callable[[Any], str]] = {
    api.Action: numbered, api.Cadre: _dated, api.Rencontre: lambda _meeting: "Comité",
}  # fmt: skip


def _made(copy: Copy, kind: type[R]) -> list[R]:
    """Its records of a kind; a place outside is another site's to tell. Raises :class:`ValueError` for what our model refuses."""
    found = (made(kind, one) for one in copy.of(kind))
    return [record for record in found if not (isinstance(record, api.Place) and record.beyond)]
