"""The addresses that left for good, and what answers there instead: one short table, for every host.

A file of the site always comes before the table. ``_redirects`` (Netlify, Cloudflare Pages, GitLab Pages) and ``.htaccess``
are written from it, the guide gives its lines for nginx; where a host reads none of them, the page of lost addresses leads
on."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from itertools import islice

from ctg.model import KINDS
from ctg.pages.renderer import Renderer

GUIDES = ("demarrer", "echanges", "formulaire", "mettre-a-jour", "publier", "rassembler", "tables")
"""The guides that the site published: they go with the tool today."""
GATHERED = {
    "actions/": ("ce-que-l-on-sait", "moyens"),
    "territoire/": ("couverture", "diagnostic", "indicateurs", "petite-enfance"),
    "decider/": ("decisions", "donner-son-avis", "gouvernance", "partenaires", "participation"),
    "bilans/": ("en-une-page", "evaluation"),
    "": ("actions", "bilans", "conventions", "decider", "territoire"),
}
"""Page of the project → those that it holds, or that it stands for when they have nothing to show."""
FORMER = (
    ("{genre}/{id}/affiche/", "{genre}/{id}/"),  # posters: the print of the page is one
    ("trouver/logement/facile/", "trouver/themes/logement/"),  # a need that is a theme of another
    ("trouver/logement/", "trouver/themes/logement/"),
    ("{genre}/{id}/facile/", "{genre}/{id}/"),  # easy doubles: the pages of needs and places are written to be easy
    ("facile/", "trouver/"),
    ("{genre}/{id}.vcf", "{genre}/{id}/"),  # cards for the contacts of a telephone
    ("{genre}/{id}.ics", "{genre}/{id}/"),  # calendars that have no date any more
    ("{genre}/{id}.json", "api/v1/{genre}.json"),  # records one by one
    ("communes/{id}.xml", "nouveautes.xml"),  # feeds by commune and by theme
    ("trouver/themes/{id}.xml", "nouveautes.xml"),
    ("nouveautes.xml", "nouveautes/"),
    ("agenda.ics", "agenda/"),
    *((f"ctg/{page}/", f"ctg/{to}") for to, pages in GATHERED.items() for page in pages),
    ("ctg/bilans/{annee}/tableau-de-bord/", "ctg/bilans/{annee}/"),  # dashboards: the report of the year draws it
    ("ctg/bilans/{annee}/{fichier}", "ctg/bilans/"),
    ("ctg/bilans/{annee}/", "ctg/bilans/"),
    ("ctg/donner-son-avis/{fichier}", "ctg/donner-son-avis/"),  # the paper of a call for opinions that is over
    ("ctg/en-une-page/{fichier}", "ctg/bilans/"),
    ("ctg/actions/{fichier}", "ctg/actions/"),
    ("evaluations/{fichier}", "ctg/bilans/"),
    ("ctg/petite-enfance/schema.pdf", "ctg/petite-enfance/"),  # the thirteen points are on the page
    ("api/v1/communes/{fichier}", "api/v1/communes.json"),
    ("api/v1/themes/{fichier}", "api/v1/structures.json"),
    ("api/v1/openapi.json", "api/v1/index.json"),
    ("api/v1/changements.json", "nouveautes/"),
    ("api/v1/accessibilite.json", "a-propos/accessibilite/"),
    ("api/v1/{genre}.json", "donnees-ouvertes/"),
    ("donnees/arrets.geojson", "donnees/structures.geojson"),
    ("donnees/indicateurs-par-commune.geojson", "donnees/valeurs.csv"),
    ("donnees/{genre}.geojson", "api/v1/{genre}.json"),
    ("donnees/indicateurs.csv", "donnees/valeurs.csv"),
    ("donnees/scdl-{fichier}", "donnees-ouvertes/"),
    ("donnees/{genre}.csv", "api/v1/{genre}.json"),  # what is no table to count has its list
    ("donnees/a-corriger.xlsx", "donnees-ouvertes/"),
    ("donnees/{genre}.xlsx", "donnees/a-corriger.xlsx"),  # one workbook, a sheet a kind
    ("donnees/hsds/{fichier}", "api/v1/services.json"),
    ("donnees/data-inclusion/{fichier}", "donnees-ouvertes/"),
    ("catalogue.jsonld", "donnees-ouvertes/"),
    ("sha256sums.txt", "donnees-ouvertes/"),  # the description of the tables gives each digest
    ("a-propos/accessibilite/grille/", "a-propos/accessibilite/"),  # the declaration names what is not met
    ("contribuer/qualite/", "donnees-ouvertes/"),  # the score that data·inclusion gives: « ctg bilan » says what to do
    ("contribuer/champs/{genre}/", "contribuer/"),  # the form shows them box by box
    ("contribuer/decisions/{id}/", "contribuer/decisions/"),
    *((f"contribuer/{guide}/", "contribuer/") for guide in GUIDES),
    ("contribuer/messages/", "contribuer/"),  # the check says each of them, on its line, with its remedy
    ("donnees/{fichier}", "donnees-ouvertes/"),  # lists without a line are not published
    ("schemas/{fichier}", "donnees-ouvertes/"),
    ("integrer/communes/{id}/", "communes/{id}/"),  # frames for other sites: the page that each was taken from
    ("integrer/themes/{id}/", "trouver/themes/{id}/"),
    ("integrer/trouver/", "trouver/"),
    ("integrer/", "donnees-ouvertes/"),
    ("livrets/communes/{fichier}", "communes/"),
    ("livrets/{dossier}/{fichier}", "trouver/"),
    ("livrets/{fichier}", "urgence/"),
)
"""(address, what answers there), from the most precise. A word in braces stands for one step of an address, or for what an
ending leaves of it."""

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
