"""A territory of a portal with what it alone publishes: its own catalogue, so that what is worked out of our own records is
worked out of its own too.

Its words are those of the tool and those that it publishes, its coverage is counted as it says. What names a commune or a
word that it does not publish is left out: nothing here trusts a link.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from ctg.catalogue import Catalogue
from ctg.gathering.doors import Unsound
from ctg.kinds import KINDS, Axe, Cadre, Commune, Record, Structure
from ctg.kinds.fields.base import Part, PartialDate
from ctg.kinds.fields.walking import references
from ctg.kinds.project.cadre import UNTOLD
from ctg.kinds.territory.territoire import Couverture, Territoire
from ctg.kinds.territory.vocabulary import Rubrique, Term, Theme, TypeStructure, Vocabulary
from ctg.portal.members import Member, as_typed
from ctg.sheets.defaults import tools_words

P = TypeVar("P", bound=Part)
T = TypeVar("T", bound=Term)


@dataclass(frozen=True)
class Side:
    """A territory, to be set beside others."""

    member: Member
    catalogue: Catalogue

    def page(self, path: str) -> str | None:
        """A page of its own site, below the address that was pinned; None when it has none."""
        return f"{self.member.address}{path}" if self.member.address else None

    def page_of(self, record: Record) -> str | None:
        """The page of one of its records."""
        return self.page(f"{record.key}/")

    def proven(self, record: Record) -> dt.date | PartialDate | None:
        """When the facts of one of its records were established."""
        return next((one.proven for one in self.member.found[type(record)] if one.record is record), None)


def side(member: Member, today: dt.date) -> Side:
    """A territory with its own catalogue."""
    words = _vocabulary(_told(lambda: member.copy.vocabulary))
    known = {
        "communes": {commune.nom for commune in member.all(Commune)},
        "themes": words.themes.keys(),
        "types": words.types.keys(),
        "axes": {axe.id for axe in member.all(Axe)},
    }

    beyond = {one.key for one in member.all(Structure) if one.beyond}  # their commune is not of the territory

    def tied(record: Record) -> bool:
        named = ((target, value) for _, target, value in references(record) if target in known)
        return all(value in known[target] or (target == "communes" and record.key in beyond) for target, value in named)

    records = {kind: tuple(one.record for one in member.found[kind] if tied(one.record)) for kind in KINDS}
    structures = cast("tuple[Structure, ...]", records[Structure])
    told = any(cadre.is_ctg for cadre in member.all(Cadre))
    catalogue = Catalogue(
        _territory(member),
        words,
        {"type": "FeatureCollection", "features": []},
        records | {Structure: tuple(one for one in structures if not one.beyond)},
        confidential=frozenset(one.key for one in structures if one.confidential),
        outside=tuple(one for one in structures if one.beyond),
        day=today,
        untold=None if told else Cadre.model_validate(UNTOLD),
    )
    return Side(member, catalogue)


def _told(read: Callable[[], dict[str, Any] | None]) -> dict[str, Any] | None:
    """A file of a copy; None when it was changed since the copy was verified, a moment ago."""
    try:
        return read()
    except Unsound:
        return None


def _territory(member: Member) -> Territoire:
    """What its site says of how its coverage is counted; of the rest, its name only."""
    name = member.name
    said: dict[str, Any] = dict.fromkeys(("nom", "nom_complet", "titre_site", "accroche", "exemple_recherche"), name)
    plain = Territoire.model_validate(said | {"departement": name, "siren": member.siren, "editeur": {"nom": name}})
    published = _told(lambda: member.copy.territory) or {}
    coverage = _read(Couverture, published.get("couverture"))
    return plain.model_copy(update={"couverture": coverage} if coverage else {})


def _read(model: type[P], values: object) -> P | None:
    """A group as it was published, without the fields that a later version may have."""
    if not isinstance(values, dict):
        return None
    try:
        return model.model_validate({name: as_typed(one) for name, one in values.items() if name in model.model_fields})
    except ValidationError:
        return None


# --- words ---------------------------------------------------------------------------------------


def _vocabulary(published: Mapping[str, Any] | None) -> Vocabulary:
    """The words of the tool, with the themes and the types that the site publishes; never one that leads nowhere."""
    base = tools_words()
    if not published:
        return base
    rubriques = base.rubriques | _terms(Rubrique, published.get("rubriques"))
    offres = {None, *base.offres}
    every = base.themes | _terms(Theme, published.get("themes"))
    themes = {id: theme for id, theme in every.items() if theme.rubrique in rubriques and theme.offre in offres}
    sorts = base.types | _terms(TypeStructure, published.get("types"))
    types = {id: one for id, one in sorts.items() if one.theme in themes and one.offre in offres}
    try:
        return Vocabulary(rubriques=rubriques, offres=base.offres, themes=themes, types=types)
    except ValidationError:
        return base


def _terms(model: type[T], published: object) -> dict[str, T]:
    found = published if isinstance(published, list) else ()
    terms = ((one["id"], _read(model, one)) for one in found if isinstance(one, dict) and isinstance(one.get("id"), str))
    return {id: term for id, term in terms if term}
