"""What a portal remembers from one build to the next, beside its copies: the addresses it published, whose each commune is.

A territory or a commune that leaves gets a page that says so. An INSEE code belongs to one SIREN for ever, unless ``portail.yml``
says otherwise: ``communes`` of a site comes first, then who described it first, then the order of the list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError

from ctg import api
from ctg_portail.copies import Siren
from ctg_portail.gather import Portail

FILE = "adresses.json"
MOST = 3000
"""Addresses that are gone: sites that come and go do not make the portal huge."""
NOBODY = ""
"""The owner of a commune that ``portail.yml`` gives to a site of which there is nothing yet."""
Address = Annotated[str, StringConstraints(pattern=r"^(territoires|communes)/[a-z0-9]+/$")]
Known = tuple[api.Line, str]
"""(name, SIREN); no SIREN for what a portal published before it kept it."""
_NAMES: TypeAdapter[dict[str, tuple[api.Line, Siren] | api.Line]] = TypeAdapter(dict[Address, tuple[api.Line, Siren] | api.Line])


def remembered(copies: Path) -> dict[str, Known]:
    """By address; nothing before the first build, or when the file cannot be read."""
    try:
        found = _NAMES.validate_python(json.loads(api.read_plain(copies / FILE, copies).decode("utf-8")))
    except (OSError, ValueError, ValidationError, RecursionError):
        return {}
    return {address: (one, NOBODY) if isinstance(one, str) else one for address, one in found.items()}


def note(copies: Path, living: Mapping[str, Known]) -> None:
    """Remember these addresses with those of before. Raises :class:`OSError`."""
    before = remembered(copies)
    left = [address for address in before if address not in living][:MOST]
    every = {address: before[address] for address in left} | {
        address: (name[:200].strip(), siren) for address, (name, siren) in living.items()
    }
    content = {address: [name, siren] if siren else name for address, (name, siren) in sorted(every.items())}
    api.write_atomically(copies / FILE, json.dumps(content, ensure_ascii=False, indent=0) + "\n")


def gone(copies: Path, living: Mapping[str, Known]) -> list[api.PageRetiree]:
    """What stands at the addresses of before that no page of this portal has; the reason is shown to visitors."""
    left = [(address, name) for address, (name, _) in remembered(copies).items() if address not in living]
    why = {"territoires": "n’est plus dans ce portail", "communes": "n’est plus décrite par un site de ce portail"}
    return [api.PageRetiree(adresse=address, raison=f"{name} {why[address.split('/')[0]]}.") for address, name in left[:MOST]]


def owners(portal: Portail, described: Iterable[tuple[str, str, Iterable[str]]], copies: Path) -> dict[str, str]:
    """INSEE code → the SIREN of its territory. ``described``: address of a site, SIREN, INSEE codes, in the portal's order."""
    sites = tuple(described)
    sirens = {address: siren for address, siren, _ in sites}
    pinned = {code: sirens.get(site.adresse, NOBODY) for site in portal.sites for code in site.communes}
    known = {path.split("/")[1].upper(): siren for path, (_, siren) in remembered(copies).items() if path.startswith("communes/")}
    first = {code: siren for _, siren, codes in reversed(sites) for code in codes}
    return first | {code: siren for code, siren in known.items() if siren} | pinned
