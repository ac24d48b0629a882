"""The addresses that a portal has published: a territory or a commune that goes leaves a page that says so.

Kept beside the copies at each build, for nobody writes a portal's records by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError

from ctg.ground.files import read_plain, write_atomically
from ctg.kinds.fields.base import Line
from ctg.kinds.territory.territoire import PageRetiree
from ctg.portal.pages.communes import path
from ctg.portal.together import Together

FILE = "adresses.json"
MOST = 3000
"""Addresses that are gone: sites that come and go do not make the portal huge."""
LONGEST = 200
"""Letters of a name that is kept."""
Address = Annotated[str, StringConstraints(pattern=r"^(territoires|communes)/[a-z0-9]+/$")]
_NAMES: TypeAdapter[dict[str, str]] = TypeAdapter(dict[Address, Line])


def gone(copies: Path, portal: Together) -> list[PageRetiree]:
    """What stands at the addresses of before that no page of this portal has; the reason is shown to visitors."""
    now = _living(portal)
    return [_retired(address, name) for address, name in _remembered(copies).items() if address not in now][:MOST]


def note(copies: Path, portal: Together) -> None:
    """Remember this portal's addresses with those of before. Raises :class:`OSError`."""
    now, before = _living(portal), _remembered(copies)
    left = [address for address in before if address not in now][:MOST]
    every = dict(sorted({**now, **{address: before[address] for address in left}}.items()))
    write_atomically(copies / FILE, json.dumps(every, ensure_ascii=False, indent=0) + "\n")


def _living(portal: Together) -> dict[str, str]:
    """Address → name."""
    communes = {path(commune): commune.nom for commune, _ in portal.communes}
    named = {member.path: member.name for member in portal.members} | communes
    return {address: name[:LONGEST].strip() for address, name in named.items()}


def _remembered(copies: Path) -> Mapping[str, str]:
    """Nothing, before the first build, or when the file cannot be read."""
    try:
        return _NAMES.validate_python(json.loads(read_plain(copies / FILE, copies).decode("utf-8")))
    except (OSError, ValueError, ValidationError, RecursionError):
        return {}


def _retired(address: str, name: str) -> PageRetiree:
    why = "n’est plus dans ce portail" if address.startswith("territoires/") else "n’est plus décrite par un site de ce portail"
    return PageRetiree(adresse=address, raison=f"{name} {why}.")
