"""A territory of a portal: its records, made again from what it published, in a catalogue of its own.

What came is JSON that follows our published schemas. Our models ask for more, and our rules more still: they are those of
``data/``; whatever they refuse is left out, and told. Nothing here trusts a text, a link nor a number of records, and nothing of
a territory stands in another one's catalogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from ctg.api import (
    KINDS,
    UNTOLD,
    Axe,
    Cadre,
    Catalogue,
    Commune,
    Couverture,
    Part,
    Record,
    Rubrique,
    Structure,
    Term,
    Territoire,
    Theme,
    TypeStructure,
    Vocabulary,
    built_in_words,
    visible,
)
from ctg_portail.copies import Copy, Manifeste
from ctg_portail.facts import Facts, facts
from ctg_portail.gather import SiteReading
from ctg_portail.reading import as_typed, made
from ctg_portail.remade import own, ruled, tied

P = TypeVar("P", bound=Part)
R = TypeVar("R", bound=Record)
T = TypeVar("T", bound=Term)


@dataclass(frozen=True)
class Member:
    """A territory of the portal."""

    reading: SiteReading
    manifest: Manifeste
    name: str
    """As the portal shows it: another territory may say the same."""
    catalogue: Catalogue
    """Its records, under its own identifiers."""
    facts: Facts
    remarks: tuple[str, ...]
    """What was left out, or is to be known, in French sentences without their full stop."""

    @property
    def siren(self) -> str:
        """Its number: the name of its copy, and of its page."""
        return self.manifest.siren

    @property
    def path(self) -> str:
        """Its page in the portal."""
        return f"territoires/{self.siren}/"

    @property
    def published_on(self) -> dt.date:
        """When it was last published."""
        return self.manifest.publie_le

    @property
    def site(self) -> str:
        """« le site « Familles du Pays de Valbourg » »."""
        return f"le site « {visible(self.manifest.titre or self.name)} »"

    def page(self, path: str = "") -> str | None:
        """A page of its own site, below the address that was pinned; None when it has none."""
        base = self.manifest.adresse_publique
        return f"{base}{path}" if base else None

    def page_of(self, record: Record) -> str | None:
        """The page of one of its records."""
        return self.page(f"{record.key}/")


def codes_of(copy: Copy) -> dict[str, str]:
    """INSEE code → name of the communes that a copy describes. Raises ``Unsound`` when a file of it was changed since."""
    found: dict[str, str] = {}
    for one in _made(copy, Commune):
        found.setdefault(one.code_insee, one.nom)
    return found


def member(reading: SiteReading, copy: Copy, others: Collection[str], today: dt.date) -> Member:
    """The territory of a copy, without the communes of other territories (``others``: INSEE codes). Raises ``Unsound``,
    and as :func:`facts` does."""
    told: list[str] = []
    words = _vocabulary(copy.vocabulary)
    found = {kind: _made(copy, kind) for kind in KINDS}
    communes = list(own(cast("list[Commune]", found[Commune]), others, told))
    found[Commune] = list(communes)
    known: dict[str, Collection[str]] = {
        "communes": {one.nom for one in communes},
        "themes": words.themes.keys(),
        "types": words.types.keys(),
        Axe.folder: {one.id for one in found[Axe]},
    }
    linked = {kind: list(tied(records, known, told)) for kind, records in found.items()}
    name = visible(copy.manifest.nom)
    territoire = _territory(name, copy)
    records = dict(ruled(linked, territoire, words, today, told))
    catalogue = Catalogue(
        territoire,
        words,
        {"type": "FeatureCollection", "features": []},
        records,
        confidential=frozenset(one.key for one in records[Structure] if cast(Structure, one).confidential),
        day=today,
        untold=None if any(cast(Cadre, one).is_ctg for one in records[Cadre]) else Cadre.model_validate(UNTOLD),
    )
    return Member(reading, copy.manifest, name, catalogue, facts(catalogue, today), (*reading.remarks, *told))


def _made(copy: Copy, kind: type[R]) -> list[R]:
    """Its records of a kind; a place outside is another site's to tell."""
    found = (made(kind, one) for one in copy.records.get(kind, ()) if not one.get("hors_territoire"))
    return [record for record in found if record and record.published]


# --- the territory and its words -----------------------------------------------------------------


def _territory(name: str, copy: Copy) -> Territoire:
    """What its site says of how its coverage is counted; of the rest, its name only."""
    said: dict[str, Any] = dict.fromkeys(("nom", "nom_complet", "titre_site", "accroche", "exemple_recherche"), name)
    plain = Territoire.model_validate(said | {"departement": name, "siren": copy.manifest.siren, "editeur": {"nom": name}})
    coverage = _read(Couverture, (copy.territory or {}).get("couverture"))
    return plain.model_copy(update={"couverture": coverage}) if coverage else plain


def _read(model: type[P], values: object) -> P | None:
    """A group as it was published, without the fields that a later version may have."""
    if not isinstance(values, dict):
        return None
    try:
        return model.model_validate({name: as_typed(one) for name, one in values.items() if name in model.model_fields})
    except ValidationError:
        return None


def _vocabulary(published: Mapping[str, Any] | None) -> Vocabulary:
    """The words of the tool, with the themes and the types that the site publishes; never one that leads nowhere."""
    base = built_in_words()
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
