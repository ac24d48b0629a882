"""Each register is a description of ``registres.yml``, beside this module; and where a value is in what it gives.

A path names a key or a column, then what is inside: ``adresse[type_adresse=Adresse].code_postal``. Text that holds JSON is read
as it is reached, since the same directory gives lists in one file and such texts in another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pydantic import Field

from ctg import api

FILE = Path(__file__).with_name("registres.yml")
Words = Mapping[str, tuple[str, ...]]
_STEP = re.compile(r"([^.\[]+)(?:\[(\w+)=([^\]]*)\])?")


class Registre(api.Part):
    """A register: what it is, how it is recognised, where it says what (see the head of ``registres.yml``)."""

    nom: str
    titre: str
    adresse: str
    licence: str
    demander: str = ""
    reconnu_par: tuple[str, ...]
    deplier: str = ""
    garder: Words = Field({})
    identifiant: str
    noms: tuple[str, ...]
    code_insee: str = ""
    code_postal: str = ""
    commune: str = ""
    date: str = ""
    lien: str = ""
    genre: str = ""
    types: Words = Field({})
    secrets: tuple[str, ...] = ()
    fait_foi: tuple[str, ...] = ()
    fait_foi_pour: tuple[str, ...] = ()
    points: tuple[tuple[str, str], ...] = ()
    point_sur: Words = Field({})
    colonnes: Mapping[str, str] = Field({})

    @property
    def short(self) -> str:
        """Its name, without whose it is."""
        return self.titre.partition(" (")[0]

    def types_of(self, kinds: set[str]) -> tuple[str, ...]:
        """Our types for the words that a place has in the register; the first is the likeliest."""
        if not self.genre:
            return tuple(self.types)
        return tuple(type_ for type_, words in self.types.items() if kinds & {*words})

    def vouches(self, field: str, types: tuple[str, ...]) -> bool:
        """Whether it is the authority for a field of a place of these types."""
        return field in self.fait_foi and (not self.fait_foi_pour or bool({*types} & {*self.fait_foi_pour}))


class Described(api.Part):
    """All the registers, and the words by which names are compared."""

    registres: tuple[Registre, ...]
    mots_vides: frozenset[str]
    sigles: dict[str, str]
    mots_du_type: Words
    mots_secrets: tuple[str, ...]
    types_secrets: tuple[str, ...]
    voies: dict[str, str]

    @cached_property
    def by_name(self) -> dict[str, Registre]:
        return {one.nom: one for one in self.registres}


@cache
def described() -> Described:
    """What the file says."""
    return Described.model_validate(api.parse(api.read_plain(FILE).decode()))


# --- where a value is ----------------------------------------------------------------------------


def said(row: Mapping[str, Any], path: str) -> list[Any]:
    """All that a row says at a path, lists flattened; « a | b »: the first that says something."""
    for way in path.split(" | "):
        found = [value for value in _at(row, way) if value not in (None, "", [], {})]
        if found:
            return found
    return []


def _at(value: Any, path: str) -> Iterator[Any]:
    if isinstance(value, str) and value.startswith(("[", "{")):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = re.findall(r"'([^']*)'", value)  # as a table writes a list: « ['caf', 'msap'] »
    if isinstance(value, list):
        step = path.partition(".")[0]
        if step.isdecimal():
            yield from _at(value[int(step)], path.partition(".")[2]) if int(step) < len(value) else ()
        else:
            for one in value:
                yield from _at(one, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and (match := _STEP.match(path)):
        key, of, wanted = match.groups()
        low = key.casefold()
        known = value if key in value or low in value else {name.casefold(): one for name, one in value.items()}
        inside = known.get(key, known.get(low))
        if of:
            inside = next((one for one in _at(inside, "") if isinstance(one, dict) and one.get(of) == wanted), None)
        yield from _at(inside, path[match.end() + 1 :])
