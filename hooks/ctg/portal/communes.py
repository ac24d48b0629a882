"""Whose each commune is: an INSEE code belongs to one SIREN, for ever, unless ``portail.yml`` says otherwise.

``communes`` of a site in ``portail.yml`` comes first; then who described it first, kept beside the copies; then the order of the
list. Who claims it later has nothing of it here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError

from ctg.gathering.copies import Siren
from ctg.gathering.portal import Portail
from ctg.ground.files import read_plain, write_atomically
from ctg.kinds.families.commune import CODE_INSEE

FILE = "communes.json"
"""Beside the copies."""
NOBODY = ""
"""The owner of a commune that ``portail.yml`` gives to a site of which there is nothing yet."""
_OWNERS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[Annotated[str, StringConstraints(pattern=CODE_INSEE)], Siren])


@dataclass(frozen=True)
class Described:
    """The communes of a site: INSEE code → name."""

    address: str
    siren: str
    communes: Mapping[str, str]


@dataclass(frozen=True)
class Claim:
    """A site that describes communes of another one. ``address``: that of the site; ``owner``: the SIREN of the other."""

    address: str
    owner: str
    communes: tuple[str, ...]
    """« Valbourg (99001) »."""


def owners(portal: Portail, sites: Iterable[Described], copies: Path) -> dict[str, str]:
    """INSEE code → the SIREN of its territory."""
    sites = tuple(sites)
    sirens = {one.address: one.siren for one in sites}
    pinned = {code: sirens.get(site.adresse, NOBODY) for site in portal.sites for code in site.communes}
    first = {code: one.siren for one in reversed(sites) for code in one.communes}
    return first | remembered(copies) | pinned


def claims(sites: Iterable[Described], whose: Mapping[str, str]) -> list[Claim]:
    """What sites describe that is not theirs."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in sites:
        for code, name in one.communes.items():
            if whose[code] != one.siren:
                found.setdefault((one.address, whose[code]), []).append(f"{name} ({code})")
    return [Claim(address, owner, tuple(those)) for (address, owner), those in found.items()]


def remembered(copies: Path) -> dict[str, str]:
    """Who described each commune first; nothing before the first build, or when the file cannot be read."""
    try:
        return _OWNERS.validate_python(json.loads(read_plain(copies / FILE, copies).decode("utf-8")))
    except (OSError, ValueError, ValidationError, RecursionError):
        return {}


def note(copies: Path, whose: Mapping[str, str]) -> None:
    """Remember it. Raises :class:`OSError`."""
    known = {code: siren for code, siren in sorted(whose.items()) if siren != NOBODY}
    write_atomically(copies / FILE, json.dumps(known, indent=0) + "\n")
