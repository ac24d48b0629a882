"""The pages about the site: those that the law and courtesy require, made from the facts of ``territoire.yml``, and the list of
all pages, « Plan du site » for people, ``sitemap.xml`` and ``robots.txt`` for search engines.

The lists are made last, from the pages themselves, by their own titles. The sitemap gives no date: MkDocs' own
dates every page from the day of the build, so that engines learn to ignore it.
https://www.sitemaps.org/protocol.html, RFC 9309."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

from ctg.checking.folders import address_of, written_pages
from ctg.checking.prose import without_comments
from ctg.common.extensions import extended
from ctg.common.files import read_plain
from ctg.common.phrases import capital
from ctg.model import KIND_OF
from ctg.pages import ABOUT, Asset, MenuLink, Page, PlanHeading, Renderer, SiteFiles, absolute, facets_of, leads_on
from ctg.reading.kept import UNREAD_TITLE, Unread
from ctg.reading.sheet import mended
from ctg.territory.rules import missing_notices

PAGES = {
    "mentions-legales": ("Mentions légales", "Qui publie ce site, qui l’héberge, comment réutiliser ses données."),
    "donnees-personnelles": (
        "Données personnelles",
        "Ce site ne garde rien de votre visite : ce qui est vu, par qui, et vos droits.",
    ),
    "aide": ("Aide", "Chercher, filtrer, imprimer, au clavier ou avec un lecteur d’écran."),
    "signaler": ("Signaler une erreur", "Une information fausse, un lieu manquant : dites-le."),
}
SCRIPTS = {"donnees-personnelles": "copie.js"}
"""That page shows, and erases, what the device keeps."""
MISSING = {
    "mentions-legales": {
        "editeur.adresse": "l’adresse de l’éditeur",
        "editeur.telephone": "son téléphone",
        "editeur.courriel": "son courriel",
        "editeur.directeur_publication": "la direction de la publication",
        "editeur.hebergeur": "l’hébergeur",
        "editeur.hebergeur.adresse": "l’adresse de l’hébergeur",
        "editeur.hebergeur.telephone": "le téléphone de l’hébergeur",
    },
    "donnees-personnelles": {
        "donnees_personnelles.delegue": "le délégué à la protection des données",
        "donnees_personnelles.journaux": "la durée des journaux du serveur",
        "donnees_personnelles.messages": "la durée de conservation de vos messages",
    },
}
"""What a page says is not known yet, by the field that would tell: the page owes it, ``ctg verifier`` asks for it."""


def files(render: Renderer) -> SiteFiles:
    """One page an entry of :data:`PAGES`, from the template of the same name."""
    for name, (title, description) in PAGES.items():
        later = partial(_told, render, name)
        yield render.page(
            f"{name}.html",
            f"a-propos/{name}/",
            title,
            description=description,
            trail=(ABOUT,),
            script=SCRIPTS.get(name, ""),
            later=later,
        )


def _told(render: Renderer, name: str) -> dict[str, object]:
    """What the template of a page is given: what is not known yet; where the help leads."""
    if name == "aide":
        return {"mentions": mentions_of(render)}
    if name not in MISSING:
        return {}
    words, absent = MISSING[name], missing_notices(render.catalogue.territoire)
    return {"missing": [words[field] for field in absent if field in words]}


GUIDE = ("Contribuer", "contribuer/")
FORMER = ("contribuer/champs/", "contribuer/vocabulaire/")
"""The coordinator's reference, which the form shows box by box; pages of ``docs/`` may still lead there."""


def former_help(render: Renderer) -> SiteFiles:
    """What stands at the addresses of :data:`FORMER`; a portal has none of them."""
    return [leads_on(render, address, *GUIDE) for address in FORMER]


# --- the site plan, and what search engines read --------------------------------------------------

NOTHING_UNREAD = Unread()

PATH, TITLE = "a-propos/plan-du-site/", "Plan du site"

PlanLink = tuple[str, str]
"""(path, title) of a page."""

SECTIONS = {
    folder: heading
    for heading, folders in {
        PlanHeading.START: ("", "recherche", "ma-liste", "agenda", "urgence", "sur-ce-telephone"),
        PlanHeading.FIND: ("trouver", "reponses"),
        PlanHeading.PROJECT: ("ctg",),
        PlanHeading.ABOUT_SITE: ("a-propos", "donnees-ouvertes"),
        PlanHeading.GUIDE: ("contribuer",),
    }.items()
    for folder in folders
}
"""Where a page stands, by the first part of its address; for records, their kind says it (:class:`Facets`). An extension
adds its own."""
FOLDS = {
    "trouver/themes": "Par thème",
    "trouver/types": "Par type de lieu",
    "trouver/ages": "Par âge",
}
"""The name of a folded list, where it is not the title of the page above it."""
SHORT = 4
"""So few pages under another one stay in sight, after it."""


@dataclass
class PlanSection:
    """A heading, its main pages, and its long lists by name."""

    title: str
    links: list[PlanLink] = field(default_factory=list)
    folds: dict[str, list[PlanLink]] = field(default_factory=dict)


def plan_page(render: Renderer, files: SiteFiles, prose: Iterable[PlanLink]) -> Page:
    """The page « Plan du site »: it lists ``prose``, the generated pages of ``files``, and itself."""
    links = dict(
        [*prose, *((file.path, file.title) for file in files if isinstance(file, Page) and not file.retired), (PATH, TITLE)]
    ) | {"": "Accueil"}
    return render.page(
        "plan-du-site.html",
        PATH,
        TITLE,
        description="Toutes les pages du site, par sujet.",
        trail=(ABOUT,),
        sections=plan_sections(links),
        count=len(links),
        project=PlanHeading.PROJECT.value,
    )


def plan_sections(titles: dict[str, str]) -> list[PlanSection]:
    """The pages (path → title) by section: the main ones in sight, records and long lists of deeper ones folded.

    A page under another one (``structures/x/…``) follows it.
    """
    found = {heading: PlanSection(heading.value) for heading in PlanHeading}
    rank = {path: number for number, path in enumerate(titles)}
    beside = Counter(map(_above, titles))
    for path in sorted(titles, key=lambda path: (rank.get(_above(path), rank[path]), rank[path])):
        folder = path.split("/")[0]
        section = found[SECTIONS.get(folder) or (facets_of(KIND_OF[folder]).plan[0] if folder in KIND_OF else PlanHeading.OTHER)]
        name = _fold(path, titles, beside)
        (section.folds.setdefault(name, []) if name else section.links).append((path, titles[path]))
    return [section for section in found.values() if section.links or section.folds]


def _above(path: str) -> str:
    """``ctg/bilans/2026/x/`` → ``ctg/bilans/``: the page of two levels that a page is, or is under."""
    return "/".join(path.rstrip("/").split("/")[:2]) + "/"


def _fold(path: str, titles: dict[str, str], beside: Counter[str]) -> str:
    """The list that a page is folded in, "" for a page in sight."""
    folder, *rest = path.rstrip("/").split("/")
    if folder in KIND_OF and rest:
        return facets_of(KIND_OF[folder]).plan[1]
    above = _above(path)
    if len(rest) < 2 or (above in titles and beside[above] <= SHORT + 1):
        return ""
    return FOLDS.get(above.rstrip("/")) or titles.get(above) or capital(rest[0])


# --- the prose pages of docs/ --------------------------------------------------------------------


def prose_pages(docs: Path, unread: Unread = NOTHING_UNREAD) -> list[PlanLink]:
    """(path, title) of the pages written by hand in ``docs/``, but those that wait to be read again."""
    names = {path: path.relative_to(docs.parent).as_posix() for path in written_pages(docs)}
    shown = (path for path, name in names.items() if name not in unread.left_out)
    return [(address_of(path.relative_to(docs)), UNREAD_TITLE if names[path] in unread.blank else _title(path)) for path in shown]


def _title(path: Path) -> str:
    """The title said at the head of a page, else its first heading, else its name."""
    text = without_comments(mended(read_plain(path).decode("utf-8-sig", "replace").replace("\r\n", "\n")))
    head = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    said = (head and re.search(r"^title:[ ]*(.+?)[ ]*$", head[1], re.MULTILINE)) or re.search(
        r"^# +(.+?)\s*$", text, re.MULTILINE
    )
    return said[1].strip("\"'") if said else capital(path.stem)


NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
SITEMAP_PATH = "sitemap.xml"


def sitemap_files(render: Renderer, made: SiteFiles, prose: Iterable[str]) -> Iterable[Asset]:
    """``robots.txt`` and, when the site knows its own address, ``sitemap.xml``.

    ``made``: the generated files; ``prose``: the addresses of the pages written by hand.
    """
    territoire = render.catalogue.territoire
    lines = ["User-agent: *", "Disallow:"]
    if territoire.adresse_site:
        paths = {*prose, *(file.path for file in made if isinstance(file, Page) and not file.retired)}
        yield Asset(SITEMAP_PATH, lambda: _sitemap(render, paths))
        lines += ["", f"Sitemap: {absolute(territoire, SITEMAP_PATH)}"]
    yield Asset("robots.txt", ("\n".join(lines) + "\n").encode())


def _sitemap(render: Renderer, paths: Iterable[str]) -> bytes:
    root = ET.Element("urlset", xmlns=NAMESPACE)
    for path in sorted(paths):
        ET.SubElement(ET.SubElement(root, "url"), "loc").text = absolute(render.catalogue.territoire, path)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


MENTIONS: tuple[ModuleType, ...] = extended("mentions", ())
ACCESSIBILITY = "a-propos/accessibilite/"
"""Where every public site has its declaration (décret 2019-768)."""


def mentions_of(render: Renderer) -> tuple[MenuLink, ...]:
    """(words, path) of each mention. A declaration of accessibility that a territory wrote in ``docs/`` is one, by its title."""
    said = tuple(one.link(render) for one in MENTIONS)
    if render.root is None or any(path == ACCESSIBILITY for _, path in said):
        return said
    written = prose_pages(render.root / "docs", render.catalogue.unread)
    return (*said, *((title, path) for path, title in written if path == ACCESSIBILITY))
