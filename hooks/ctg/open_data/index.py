"""« Données ouvertes »: the page of every published file with its size, date and SHA-256, and the files that describe others.

Made last, from the files themselves: a size cannot be wrong, and what does not exist is not listed. Files are gathered by
subject for catalogues and for search engines (schema.org)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import ModuleType

from ctg.common.extensions import absent
from ctg.common.phrases import number
from ctg.common.problems import fold
from ctg.model import KIND_OF
from ctg.model.freshness import proven_on
from ctg.open_data import tables
from ctg.pages.addresses import GROUPS, LICENCE_NAME, LICENCE_URL, About, published
from ctg.pages.files import ABOUT as ABOUT_SITE
from ctg.pages.files import Asset, Page, SiteFile
from ctg.pages.renderer import Renderer
from ctg.pages.schema_org import AddressOf, Node, node, publisher


@dataclass(frozen=True)
class Dataset:
    """The same data in one or several files, each alone of its shape."""

    title: str
    description: str
    date: dt.date
    files: tuple[tuple[About, Asset], ...]

    @property
    def id(self) -> str:
        """« carte-des-communes »: stays while the title does."""
        return "-".join(fold(self.title).split())


def in_schema_org(render: Renderer, datasets: Iterable[Dataset], page: str, link: AddressOf) -> tuple[Node, ...]:
    """For search engines, on the page that shows them."""
    territoire = render.catalogue.territoire
    who = publisher(territoire, link)
    sets = [
        node(
            "Dataset",
            f"{link(page)}#donnees-{one.id}",
            name=f"{one.title} – {territoire.titre_site}",
            description=f"{one.description} {territoire.nom_complet}.",
            license=LICENCE_URL,
            creator=who,
            dateModified=one.date.isoformat(),
            inLanguage="fr",
            isAccessibleForFree=True,
            distribution=[
                node("DataDownload", contentUrl=link(file.path), encodingFormat=about.media_type) for about, file in one.files
            ],
        )
        for one in datasets
    ]
    name = f"{territoire.titre_site} : données ouvertes"
    return (node("DataCatalog", f"{link(page)}#catalogue", name=name, license=LICENCE_URL, publisher=who, dataset=sets),)


PATH, TITLE = "donnees-ouvertes/", "Données ouvertes"
SUMS = "sha256sums.txt"
"""At the root of the site, where « sha256sum -c » finds the files that it names."""
STARTS = (
    ("Ouvrir un tableau", "donnees/structures.xlsx", "Les lieux, dans un tableur. Les autres tableaux sont plus bas."),
    ("Faire une carte", "donnees/structures.geojson", "Un point par lieu, pour QGIS ou uMap."),
    ("Tout prendre", "donnees/tout.zip", "Tous les fichiers en un seul, pour en garder une copie."),
    ("Programmer", "api/v1/index.json", "Les listes de fiches en JSON, sans clé ni inscription."),
)
"""(what for, address, what it is), for those who come without knowing our formats; those that exist are shown."""


@dataclass
class Published:
    """What an :class:`About` names: one file, or many of one shape."""

    about: About
    files: list[SiteFile] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The address of the file, or of the first one as an example."""
        return shown(self.files[0].path)

    @property
    def pattern(self) -> str:
        """The shape of their addresses."""
        return shown(self.about.path)

    @property
    def weight(self) -> str:
        """« 45 Ko » for all of them; "" for pages, whose frame is not made yet."""
        size = sum(file.fingerprint.size for file in self.files if isinstance(file, Asset))
        if size >= 1_000_000:
            return f"{number(size / 1_000_000, 1)}\u00a0Mo"
        return f"{max(1, round(size / 1000))}\u00a0Ko" if size else ""

    @property
    def sha256(self) -> str:
        """The digest of a single file, in hexadecimal; "" for several."""
        first, *others = self.files
        return first.fingerprint.sha256 if isinstance(first, Asset) and not others else ""

    @property
    def format(self) -> str:
        """« CSV », « GeoJSON »."""
        if not self.path or self.path.endswith("/"):
            return "page"
        suffix = PurePosixPath(self.path).suffix.removeprefix(".")
        return {"geojson": "GeoJSON", "ics": "iCalendar", "xml": "Atom"}.get(suffix, suffix.upper())


def shown(path: str) -> str:
    """The address of a page without the name of its file."""
    return path.removesuffix("index.html")


@dataclass
class Subject:
    """The same data in one or several formats."""

    title: str
    files: list[Published]
    count: int | None = None
    """Records in it, where they can be counted."""
    date: dt.date | None = None
    """The date of the most recent of those records."""

    @property
    def counted(self) -> bool:
        """Whether it is the table of a kind."""
        return self.count is not None


def files(
    render: Renderer,
    formats: Iterable[ModuleType],
    bundles: Iterable[ModuleType],
    catalogues: Iterable[ModuleType],
    made: Sequence[SiteFile],
) -> Iterable[SiteFile]:
    """What tells of other files, or holds them: the ``bundles``, the sums, the ``catalogues``, the page; ``made`` is every file
    of the modules ``formats``."""
    bundles = tuple(bundles)
    told = abouts((*formats, *bundles))
    assets = [file for file in made if isinstance(file, Asset)]
    around = [file for one in bundles for file in one.files(render, assets, told)]
    found = sort((*made, *around), told)
    yield from around
    yield Asset(SUMS, lambda: sums(found).encode())
    catalogues = tuple(catalogues)
    harvested = [file for one in catalogues for file in one.file(render, lambda: datasets(render, found))]
    yield from harvested
    yield page(render, [*found, *sort(harvested, (about for one in catalogues for about in one.ABOUT))])


def abouts(formats: Iterable[ModuleType]) -> tuple[About, ...]:
    """What every module says of its files, in the order of the modules; first, what holds all the others."""
    told = (about for module in formats for about in module.ABOUT)
    return tuple(sorted(told, key=lambda about: about.media_type != "application/zip"))


def sort(files: Iterable[SiteFile], told: Iterable[About]) -> list[Published]:
    """The files that something is told of, each under the most precise of the patterns that name it."""
    found = [Published(about) for about in told]
    precise = sorted(found, key=lambda one: one.about.path.count("*"))
    # One expression for all: a site has thousands of files, and each would be asked to dozens.
    any_of = re.compile("|".join(f"({one.about.pattern})" for one in precise))
    for file in files:
        if named := any_of.fullmatch(file.path):
            precise[(named.lastindex or 0) - 1].files.append(file)
    return [one for one in found if one.files]


def sums(found: Iterable[Published]) -> str:
    """One line a file, as « sha256sum » writes and checks them, sorted by address."""
    assets = {file.path: file.fingerprint for one in found for file in one.files if isinstance(file, Asset)}
    return "".join(f"{assets[path].sha256}  {path}\n" for path in sorted(assets))


def page(render: Renderer, found: Sequence[Published]) -> Page:
    """The page itself."""
    site = render.catalogue.territoire
    known = {shown(file.path) for one in found for file in one.files}
    return render.page(
        "donnees-ouvertes.html",
        PATH,
        TITLE,
        description=f"Toutes les données de ce site en fichiers à reprendre librement. {site.nom}.",
        trail=(ABOUT_SITE,),
        later=lambda: {"groups": groups(render, found)},
        linked=lambda: in_schema_org(render, datasets(render, found), PATH, render.link(PATH)),
        starts=[start for start in STARTS if start[1] in known],
        sums=SUMS,
        importer="importer" not in absent(),
        licence=(LICENCE_NAME, LICENCE_URL),
    )


def groups(render: Renderer, found: Sequence[Published]) -> dict[str, list[Subject]]:
    """Title of a part → its subjects; empty parts are left out."""
    parts: dict[str, dict[str, Subject]] = {group: {} for group in GROUPS}
    for one in found:
        subjects = parts[one.about.group]
        subject = subjects.setdefault(one.about.title, _subject(render, one))
        subject.files.append(one)
    return {group: list(subjects.values()) for group, subjects in parts.items() if subjects}


def _subject(render: Renderer, one: Published) -> Subject:
    """Counted and dated when it holds the records of one kind."""
    kind = KIND_OF.get(PurePosixPath(one.about.path).stem)
    if kind is None or not one.about.path.startswith(f"{tables.FOLDER}/"):
        return Subject(one.about.title, [])
    records = published(render.catalogue, kind)
    dates = [date for record in records if (date := proven_on(record))]
    return Subject(one.about.title, [], len(records), max(dates, default=None))


def datasets(render: Renderer, found: Sequence[Published]) -> list[Dataset]:
    """The subjects that are files to take one by one, for the catalogue."""
    made = []
    for subject in (subject for subjects in groups(render, found).values() for subject in subjects):
        single = ((one.about, file) for one in subject.files for file in one.files if "*" not in one.about.path)
        kept = tuple((about, file) for about, file in single if isinstance(file, Asset))
        if kept:
            made.append(Dataset(subject.title, kept[0][0].description, subject.date or render.today, kept))
    return made
