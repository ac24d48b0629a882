"""Former addresses: a page that leads on, a copy of each file beside it, and the same said to the servers that listen.

A record keeps its former identifiers (``anciens_identifiants``): a link printed on a poster, a calendar that a telephone
follows and the memory of search engines must not break because a file was renamed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from ctg.catalogue import Catalogue
from ctg.kinds import KINDS
from ctg.outputs.base.addresses import root_path
from ctg.outputs.base.rendering import Renderer, leads_on
from ctg.outputs.base.site import Asset, Page, SiteFile
from ctg.outputs.hosting import former

Move = tuple[str, str]
"""(former key, key) of a record: ``structures/petits-loups``, ``structures/les-lutins``."""


def moves(catalogue: Catalogue) -> list[Move]:
    """Every former key of the published records."""
    records = (record for kind in KINDS for record in catalogue.all(kind))
    return sorted((f"{record.folder}/{id}", record.key) for record in records for id in record.anciens_identifiants)


def of_lines(render: Renderer) -> list[Move]:
    """(former address without its last stroke, address) of each record that is but a line of a list, its former names too."""
    records = (record for kind in KINDS for record in render.catalogue.all(kind) if record.key in render.lines)
    ids = ((record, id) for record in records for id in (record.id, *record.anciens_identifiants))
    return [(f"{record.folder}/{id}", render.lines[record.key]) for record, id in ids]


def rules(render: Renderer) -> list[former.Rule]:
    """What the page of lost addresses reads: the records that are but lines, then the table of :mod:`former`."""
    return [*((f"^{re.escape(old)}/?$", to) for old, to in of_lines(render)), *former.RULES]


def files(render: Renderer, made: Iterable[SiteFile]) -> Iterator[Asset]:
    """What stands at the former addresses of the files already made, then ``_redirects`` of the hosts that read one."""
    lines = of_lines(render)
    found, made = [one for one in moves(render.catalogue) if one[1] not in render.lines], tuple(made)
    for old, key in found:
        for file in made:
            if re.match(re.escape(key) + "[/.]", file.path):
                yield _at(render, file, old + file.path.removeprefix(key))
    paths = {f"{file.path}index.html" if isinstance(file, Page) else file.path for file in made}
    yield Asset("_redirects", _netlify(root_path(render.catalogue.territoire), found, lines, paths).encode())


def _at(render: Renderer, file: SiteFile, former: str) -> Asset:
    """What stands at a former address: a page leads on; a calendar, which asks for a file, gets that file."""
    if isinstance(file, Asset):
        return Asset(former, lambda: file.content)
    return leads_on(render, former, file.title, file.path)


# --- servers -------------------------------------------------------------------------------------


def _netlify(base: str, moves: Iterable[Move], lines_of: Iterable[Move], files: Collection[str]) -> str:
    """Netlify shows a page rather than follow a rule for its address; Cloudflare does the reverse: both lead on."""
    lines = ["# Écrit à chaque construction du site : les adresses d'avant."]
    lines += [f"{base}{old}.ics {base}{key}.ics 301" for old, key in moves if f"{key}.ics" in files]
    lines += [f"{base}{old}/ {base}{to} 301" for old, to in lines_of]
    lines += former.netlify(base, files)
    lines += [f"{base}{old}/* {base}{key}/:splat 301" for old, key in moves]
    return "\n".join(lines) + "\n"


def apache(render: Renderer, base: str) -> list[str]:
    """Lines of ``.htaccess``; none when nothing moved."""
    rules = [f'  RedirectMatch 301 "^{re.escape(base + old)}/?$" "{base}{to}"' for old, to in of_lines(render)]
    moved = [one for one in moves(render.catalogue) if one[1] not in render.lines]
    rules += [rf'  RedirectMatch 301 "^{re.escape(base + old)}(/.*|\.[a-z]+)?$" "{base}{key}$1"' for old, key in moved]
    return ["<IfModule mod_alias.c>", *rules, "</IfModule>"] if rules else []
