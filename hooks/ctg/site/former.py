"""Addresses that were published: none disappears without leading to where its page went, or saying why it is gone.

Those that left for good are in one short table, :data:`FORMER`, for every host. A file of the site always comes before it.
``_redirects`` (Netlify, Cloudflare Pages, GitLab Pages) and ``.htaccess`` are written from it, the guide gives its lines for
nginx; where a host reads none of them, the page of lost addresses leads on.

``ctg construire --noter-adresses`` writes all addresses to the file of :mod:`ctg.reading.kept`, which is committed: whoever
reads a change sees the address that goes. At each former identifier of a record (``anciens_identifiants``) stand a page that
leads on, a copy of each file beside it, and a line in the settings of servers: a subscribed calendar survives a new name."""

import re
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator
from itertools import islice
from pathlib import Path, PurePosixPath
from posixpath import commonprefix

from ctg.checking.folders import published
from ctg.common.files import OddFile, read_plain
from ctg.common.problems import Problem, as_identifier
from ctg.model import KINDS
from ctg.model.territory import PageRetiree
from ctg.pages import DATA, Asset, Page, Renderer, SiteFile, SiteFiles, leads_on, root_path
from ctg.pages.renderer import HOME
from ctg.pages.site_files import HEADERS
from ctg.reading.catalogue import Catalogue
from ctg.reading.kept import ADDRESSES_FILE, published_addresses
from ctg.reading.sheet import odd_file_problem

FORMER = [
    tuple(line.split()[:2])
    for line in Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
"""(address, what answers there), from the most precise: ``former.txt``, beside. A word in braces stands for one step of an
address, or for what an ending leaves of it."""

KEPT_FILES = re.compile(r"(?!assets/|copies/|recherche/).+\.(?:csv|geojson|ics|json|jsonld|pdf|xlsx|xml|zip)")
"""The files that people keep the address of, besides pages: documents, tables, calendars, feeds."""
APART = {"manifeste.json", "sitemap.xml"}
MOST_RULES = 900
"""Rules for single addresses in ``_redirects``: GitLab reads a thousand lines in all, Cloudflare two thousand."""
_STEP = re.compile(r"\{(\w+)\}")


def is_promised(path: str) -> bool:
    """Must the site answer for ever at the address of this file (a document, a table, a calendar, a feed)?"""
    return path not in APART and KEPT_FILES.fullmatch(path) is not None


Rule = tuple[str, str]
"""(regular expression of an address from the root, answer)."""


def _rule(address: str, answer: str) -> Rule:
    names = _STEP.findall(address)
    pattern = _STEP.sub("([^/]+)", address.replace(".", r"\."))
    pattern = f"{pattern}?" if pattern.endswith("/") else pattern
    return f"^{pattern}$", _STEP.sub(lambda found: f"${names.index(found[1]) + 1}", answer)


RULES = tuple(_rule(*row) for row in FORMER)
"""(regular expression of an address from the root, answer with ``$1``…), as the script of the lost addresses reads them."""
_COMPILED = tuple((re.compile(pattern), re.sub(r"\$(\d)", r"\\\1", answer)) for pattern, answer in RULES)


def redirection(address: str) -> str | None:
    """Where the table leads from an address that no file has; None when it says nothing of it."""
    return next((found.expand(to) for pattern, to in _COMPILED if (found := pattern.match(address))), None)


def is_answered(address: str, standing: Container[str]) -> bool:
    """Does an address answer: is it in ``standing``, or does the table lead from it to one that is?"""
    to: str | None = address
    while to is not None and to not in standing:
        to = redirection(to)
    return to is not None


# --- hosts ---------------------------------------------------------------------------------------


def apache_lines(base: str) -> Iterator[str]:
    """The lines of ``.htaccess`` for a site under ``base``: what is there is served, then the table."""
    yield "<IfModule mod_rewrite.c>"
    yield "  RewriteEngine On"
    yield "  RewriteCond %{REQUEST_FILENAME} -f [OR]"
    yield "  RewriteCond %{REQUEST_FILENAME} -d"
    yield "  RewriteRule ^ - [L]"
    yield from (f'  RewriteRule "{pattern}" "{base}{to}" [R=301,L]' for pattern, to in RULES)
    yield "</IfModule>"


def netlify_lines(base: str, files: Iterable[str]) -> Iterator[str]:
    """Lines of ``_redirects``; ``files``: the addresses of every file. No rule names one of these: Cloudflare would follow it.

    A host of this family knows no ending in a rule: such addresses are said one by one, of the pages that the site has.
    """
    made = frozenset(files)
    folders = sorted(path.removesuffix("/index.html") for path in made if path.endswith("/index.html"))
    endings = dict.fromkeys(found[0] for address, _ in FORMER if (found := re.search(r"(?<=\})\.\w+$", address)))
    genres = sorted(kind.folder for kind in KINDS)
    single = [address for address, _ in FORMER if "{" not in address]
    single += [f"api/v1/{genre}.json" for genre in genres]
    single += [f"donnees/{genre}{end}" for genre in genres for end in (".csv", ".xlsx", ".geojson")]
    single += [f"{folder}{end}" for end in endings for folder in folders]
    standing = made | {f"{folder}/" for folder in folders}
    known = ((address, redirection(address)) for address in single if address not in standing)
    yield from islice((f"{base}{address} {base}{to} 301" for address, to in known if to), MOST_RULES)
    for (address, to), (pattern, _) in zip(FORMER, RULES, strict=True):
        steps = [step for step in address.split("/") if "{" in step]
        if steps and all(_STEP.fullmatch(step) for step in steps) and not any(map(re.compile(pattern).match, made)):
            yield f"{base}{_named(address)} {base}{_named(to)} 301"


def _named(address: str) -> str:
    return _STEP.sub(r":\1", address)


Move = tuple[str, str]
"""(former key, key) of a record: ``structures/petits-loups``, ``structures/les-lutins``."""


def records_in_lists(render: Renderer) -> list[Move]:
    """(former address without its last stroke, address) of each record that is only a line of a list, former names included."""
    records = (record for kind in KINDS for record in render.catalogue.all(kind) if record.key in render.lines)
    ids = ((record, id) for record in records for id in (record.id, *record.anciens_identifiants))
    return [(f"{record.folder}/{id}", render.lines[record.key]) for record, id in ids]


def lost_address_rules(render: Renderer) -> list[Rule]:
    """The rules that the script of the lost addresses reads: records that are only lines of lists, then :data:`RULES`."""
    return [*((f"^{re.escape(old)}/?$", to) for old, to in records_in_lists(render)), *RULES]


# --- the addresses noted, and what hosts are told -------------------------------------------------

HEAD = "# Les adresses publiées, écrites par « ctg construire --noter-adresses ». Aucune ne doit disparaître.\n"
OWNER = re.compile(r"# SIREN : (\d{9})\s*")
"""Whose the addresses are; a file of before it was written says nothing."""
GONE = (
    "Cette adresse a été publiée, et plus rien n'y répond.",
    "Fiche renommée : ajoutez « anciens_identifiants » à la nouvelle. Fiche ou document supprimé : ajoutez l'adresse et sa "
    "raison dans « pages_retirees » (data/territoire.yml).",
)


def files(render: Renderer) -> SiteFiles:
    """The pages that say why others are gone, and the settings that a host reads in the site's own folder: ``_headers`` for
    Netlify or Cloudflare Pages, ``.htaccess`` for Apache, written from :data:`ctg.pages.site_files.HEADERS`."""
    root = root_path(render.catalogue.territoire)
    yield Asset("_headers", _headers(root).encode())
    yield Asset(".htaccess", _htaccess(root, _moved(render, root)).encode())
    yield from pages_of_retired(render, render.catalogue.territoire.pages_retirees)


def pages_of_retired(render: Renderer, retired: Iterable[PageRetiree]) -> Iterator[Page]:
    """One for each of these; that of a document stands in a folder of its name, which hosts give in its place."""
    for gone in retired:
        yield render.page(
            "page-retiree.html",
            f"{gone.adresse.rstrip('/')}/",
            "Page retirée",
            retired=True,
            script="champ.js",
            gone=gone,
            description="Cette page a été retirée du site.",
        )


def standing(made: SiteFiles, prose: Iterable[str]) -> set[str]:
    """Every address that answers: those of the pages, be it to lead on, and of the files that one keeps the address of.
    ``prose``: those of ``docs/``."""
    found = {file.path.removesuffix("index.html") for file in made if isinstance(file, Page) or file.path.endswith("/index.html")}
    return {*found, *prose, *(file.path for file in made if is_promised(file.path))} - {""}


def documents(docs: Path) -> Iterator[str]:
    """The addresses of the files of ``docs/`` that one keeps the address of."""
    return filter(is_promised, (path.relative_to(docs).as_posix() for path in published(docs)))


def lost(root: Path, addresses: Container[str], catalogue: Catalogue) -> list[Problem]:
    """One error an address noted that neither a file nor the table of :mod:`former` answers any more; a single one when they
    are another territory's. None while a record waits to be read again: it will come back, and the lists that it was alone in."""
    try:
        noted = published_addresses(root)
        if foreign := _foreign(root, catalogue.territoire.siren):
            return [foreign]
    except OddFile as error:
        return [odd_file_problem(error, root)]
    if catalogue.unread.addresses:
        return []
    lost = [address for address in noted if not (is_answered(address, addresses) or f"{address}/" in addresses)]
    return [Problem(ADDRESSES_FILE, noted[address], "", address, *GONE) for address in lost]


def retired_but_standing(catalogue: Catalogue, made: SiteFiles) -> list[Problem]:
    """One error an address said to be retired where a page stands."""
    living = standing((file for file in made if not (isinstance(file, Page) and file.retired)), ())
    retired = enumerate(catalogue.territoire.pages_retirees)
    told = "Une page répond à cette adresse : elle n'est pas retirée.", "Supprimez cette ligne de « pages_retirees »."
    return [
        Problem("data/territoire.yml", 1, f"pages_retirees.{rank + 1}.adresse", gone.adresse, *told)
        for rank, gone in retired
        if gone.adresse in living
    ]


def _foreign(root: Path, siren: str | None) -> Problem | None:
    """The error of a file that comes from another territory."""
    try:
        lines = read_plain(root / ADDRESSES_FILE, root).decode("utf-8-sig", "replace").splitlines()
    except FileNotFoundError:
        return None
    remedy = "Supprimez ce fichier : « ctg construire --noter-adresses » écrit le vôtre."
    for rank, line in enumerate(lines, 1):
        if (owner := OWNER.fullmatch(line)) and siren and owner[1] != siren:
            told = f"Ces adresses sont celles d'un autre territoire : votre SIREN est {siren}."
            return Problem(ADDRESSES_FILE, rank, "", line, told, remedy)
    return None


def addresses_file(root: Path, addresses: Iterable[str], siren: str | None) -> str:
    """The file that remembers these addresses, and all those of before."""
    owner = f"# SIREN : {siren}\n" if siren else ""
    return HEAD + owner + "".join(f"{address}\n" for address in sorted({*addresses, *published_addresses(root)}))


def moves(catalogue: Catalogue) -> list[Move]:
    """Every former key of the published records; that of a commune is its former name."""
    records = (record for kind in KINDS for record in catalogue.all(kind))
    found = [(f"{record.folder}/{id}", record.key) for record in records for id in record.anciens_identifiants]
    became = ((one, catalogue.perimeter.successor(one)) for one in catalogue.perimeter.former)
    found += [(one.key, catalogue.commune(to).key) for one, to in became if to]
    communes = {one.key: one for one in catalogue.perimeter.communes}
    named = [(f"{one.folder}/{as_identifier(old)}", one.key) for one in communes.values() for old in one.anciens_noms]
    return sorted({*found, *(pair for pair in named if pair[0] not in communes)})


def redirections(render: Renderer, made: SiteFiles) -> Iterator[Asset]:
    """What stands at the former addresses of the files already made, then ``_redirects`` of the hosts that read one."""
    lines = records_in_lists(render)
    found, made = [one for one in moves(render.catalogue) if one[1] not in render.lines], tuple(made)
    for old, key in found:
        for file in made:
            if re.match(re.escape(key) + "[/.]", file.path):
                yield _at(render, file, old + file.path.removeprefix(key))
    paths = {f"{file.path}index.html" if isinstance(file, Page) else file.path for file in made}
    yield Asset("_redirects", _redirects(root_path(render.catalogue.territoire), found, lines, paths).encode())


def folders_alone(render: Renderer, made: Collection[SiteFile], prose: Iterable[str]) -> Iterator[Asset]:
    """What stands at each folder of pages, of lines or of data that has no page of its own (``structures/``, ``donnees/``): it
    leads to the page above all that it holds, where hosts would list files. ``prose``: the addresses of ``docs/``."""
    pages = {file.path: file for file in made if isinstance(file, Page)}
    lists = ((key, pages[line.partition("#")[0]]) for key, line in render.lines.items())
    held = [(path, page.trail) for path, page in pages.items()]
    held += [(key, (*page.trail, (page.title, page.path))) for key, page in lists]
    held += [(file.path, (DATA,)) for file in render.data if not file.path.endswith(".ics")]  # they stand beside a page
    above = defaultdict(list)
    for path, trail in held:
        for parent in list(PurePosixPath(path).parents)[:-1]:
            above[f"{parent}/"].append(trail)
    answered = {*pages, *prose, *(file.path.removesuffix("index.html") for file in made)}
    for folder in sorted(above.keys() - answered):
        shared = commonprefix(above[folder])
        yield leads_on(render, folder, *(shared[-1] if shared else HOME))


def _at(render: Renderer, file: SiteFile, former: str) -> Asset:
    """What stands at a former address: a page leads on; a calendar, which asks for a file, gets that file."""
    return leads_on(render, former, file.title, file.path) if isinstance(file, Page) else Asset(former, lambda: file.content)


# --- servers -------------------------------------------------------------------------------------


def _redirects(base: str, moves: Iterable[Move], lines_of: Iterable[Move], files: Collection[str]) -> str:
    """Netlify shows a page rather than follow a rule for its address; Cloudflare does the reverse: both lead on."""
    lines = ["# Écrit à chaque construction du site : les adresses d'avant."]
    lines += [f"{base}{old}.ics {base}{key}.ics 301" for old, key in moves if f"{key}.ics" in files]
    lines += [f"{base}{old}/ {base}{to} 301" for old, to in lines_of]
    lines += netlify_lines(base, files)
    lines += [f"{base}{old}/* {base}{key}/:splat 301" for old, key in moves]
    return "\n".join(lines) + "\n"


def _moved(render: Renderer, base: str) -> list[str]:
    """Lines of ``.htaccess``; none when nothing moved."""
    rules = [f'  RedirectMatch 301 "^{re.escape(base + old)}/?$" "{base}{to}"' for old, to in records_in_lists(render)]
    moved = [one for one in moves(render.catalogue) if one[1] not in render.lines]
    rules += [rf'  RedirectMatch 301 "^{re.escape(base + old)}(/.*|\.[a-z]+)?$" "{base}{key}$1"' for old, key in moved]
    return ["<IfModule mod_alias.c>", *rules, "</IfModule>"] if rules else []


TYPES = {"ics": "text/calendar", "csv": "text/csv", "geojson": "application/geo+json", "jsonld": "application/ld+json"}
"""What nginx, and Apache on old systems, give as unknown bytes: a diary must open in its own application.
The hosts that read ``_headers`` know them."""

COMPRESSED = (
    "text/html", "text/css", "text/plain", "text/xml", "application/javascript", "text/javascript", "application/json",
    "application/xml", "image/svg+xml", *TYPES.values(),
)  # fmt: skip
"""What a host sends smaller: the others are so already."""


def _headers(base: str) -> str:
    """Netlify's and Cloudflare's format."""
    lines = ["# Écrit à chaque construction du site.", f"{base}*", *(f"  {name}: {value}" for name, value in HEADERS.items())]
    return "\n".join(lines) + "\n"


def _htaccess(base: str, moved: Iterable[str]) -> str:
    lines = [
        "# Écrit à chaque construction du site. Demande « AllowOverride FileInfo Indexes ».",
        f"ErrorDocument 404 {base}404.html",
        "AddDefaultCharset utf-8",
        *moved,
        *apache_lines(base),
        *(f"AddType {kind} .{ending}" for ending, kind in TYPES.items()),
        "AddCharset utf-8 " + " ".join(f".{ending}" for ending, kind in TYPES.items() if kind.startswith("text/")),
        "<IfModule mod_headers.c>",
        *(f'  Header always set {name} "{value}"' for name, value in HEADERS.items()),
        "</IfModule>",
        "<IfModule mod_deflate.c>",
        "<IfModule mod_filter.c>",
        f"  AddOutputFilterByType DEFLATE {' '.join(COMPRESSED)}",
        "</IfModule>",
        "</IfModule>",
        "<IfModule mod_expires.c>",
        "  ExpiresActive On",
        '  ExpiresDefault "access plus 10 minutes"',
        '  ExpiresByType text/html "access"',  # asked again each time: what was just sent is seen
        "</IfModule>",
    ]
    return "\n".join(lines) + "\n"
