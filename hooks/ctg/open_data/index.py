"""« Données ouvertes »: the page of every published file with its size and date, and the files that describe others.

Made last, from the files themselves: a size cannot be wrong, and what does not exist is not listed. Files are gathered by
subject, for the page and for catalogues."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import ModuleType
from typing import NamedTuple

from ctg.common.extensions import absent
from ctg.common.phrases import number
from ctg.model import KIND_OF
from ctg.model.freshness import proven_on
from ctg.pages import ABOUT as ABOUT_SITE
from ctg.pages import DATA, GROUPS, About, Asset, OpenSet, Page, Renderer, SiteFile, SiteFiles, published
from ctg.pages.addresses import LICENCE_NAME, LICENCE_URL


class Dataset(NamedTuple):
    """The files about one thing that are taken one by one."""

    about: OpenSet
    date: dt.date
    files: tuple[tuple[About, Asset], ...]


TITLE, PATH = DATA
STARTS = (
    ("Compter et comparer", "donnees/valeurs.csv", "Une valeur par ligne. Aussi : montants, états, horaires, plus bas."),
    ("Faire une carte", "donnees/structures.geojson", "Un point par lieu et par arrêt, pour QGIS ou uMap."),
    ("Corriger des fiches", "donnees/a-corriger.xlsx", "Ce qui est écrit, genre par genre, à corriger et à rendre."),
    ("Programmer", "api/v1/index.json", "Les listes de fiches en JSON, sans clé ni inscription."),
)
"""(what for, address, what it is), for those who come without knowing our formats; those that exist are shown."""
FORM = "3"
"""The version of the form of these files: names of files, of columns, of fields."""
CHANGES = (
    ("3", "Un tableau à analyser dit une valeur par case. Les horaires, les états, les montants et les valeurs ont chacun leur "
          "fichier, un fait par ligne. Ce qui est écrit dans les fiches est dans « a-corriger.xlsx », sous les mêmes noms. "
          "Les autres tableaux mènent à leur liste en JSON, « tout.zip » à cette page. « calcule.telephone » est le numéro que "
          "montre la page. « porteur », « etat », « etat_le » et « besoin » restent un an à côté des nouveaux noms, dans "
          "les listes en JSON, jusqu’en novembre 2027."),
    ("2", "La description OpenAPI et les listes par commune et par thème ne sont plus faites : elles mènent aux listes."),
    ("1", "Première publication."),
)  # fmt: skip
"""(version, what it changed), the latest first."""


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
    files: list[Published] = field(default_factory=list)
    count: int = 0
    """Records in it, where they can be counted."""
    date: dt.date | None = None
    """The date of the most recent of those records."""


def files(
    render: Renderer,
    formats: Iterable[ModuleType],
    bundles: Iterable[ModuleType],
    catalogues: Iterable[ModuleType],
    made: Sequence[SiteFile],
) -> SiteFiles:
    """What tells of other files: the ``bundles``, the ``catalogues``, the page; ``made`` is every file
    of the modules ``formats``."""
    bundles = tuple(bundles)
    told = abouts((*formats, *bundles))
    assets = [file for file in made if isinstance(file, Asset)]
    around = [file for one in bundles for file in one.files(render, assets, told)]
    found = sort((*made, *around), told)
    yield from around
    catalogues = tuple(catalogues)
    harvested = [file for one in catalogues for file in one.file(render, lambda: datasets(render, found))]
    yield from harvested
    yield page(render, [*found, *sort(harvested, (about for one in catalogues for about in one.ABOUT))])


def abouts(formats: Iterable[ModuleType]) -> tuple[About, ...]:
    """What every module says of its files, in the order of the modules."""
    return tuple(about for module in formats for about in module.ABOUT)


def sort(files: SiteFiles, told: Iterable[About]) -> list[Published]:
    """The files that something is told of, each under the most precise of the patterns that name it."""
    found = [Published(about) for about in told]
    precise = sorted(found, key=lambda one: one.about.path.count("*"))
    # One expression for all: a site has thousands of files, and each would be asked to dozens.
    any_of = re.compile("|".join(f"({one.about.pattern})" for one in precise))
    for file in files:
        if named := any_of.fullmatch(file.path):
            precise[(named.lastindex or 0) - 1].files.append(file)
    return [one for one in found if one.files]


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
        starts=[start for start in STARTS if start[1] in known],
        form=FORM,
        changes=CHANGES,
        importer="importer" not in absent(),
        licence=(LICENCE_NAME, LICENCE_URL),
    )


def groups(render: Renderer, found: Sequence[Published]) -> dict[OpenSet, list[Subject]]:
    """A part → its subjects; empty parts are left out."""
    parts: dict[OpenSet, dict[str, Subject]] = {group: {} for group in GROUPS.values()}
    for one in found:
        parts[one.about.group].setdefault(one.about.title, _subject(render, one)).files.append(one)
    return {group: list(subjects.values()) for group, subjects in parts.items() if subjects}


def _subject(render: Renderer, one: Published) -> Subject:
    """Counted and dated when it holds the records of one kind."""
    kind = KIND_OF.get(PurePosixPath(one.about.path).stem)
    records = published(render.catalogue, kind) if kind and kind.plural.capitalize() == one.about.title else ()
    return Subject(one.about.title, count=len(records), date=max(filter(None, map(proven_on, records)), default=None))


def datasets(render: Renderer, found: Sequence[Published]) -> list[Dataset]:
    """The files to take one by one, by what they are about, for the catalogues."""
    made = []
    for group, subjects in groups(render, found).items():
        told = [one for subject in subjects for one in subject.files if "*" not in one.about.path]
        kept = tuple((one.about, file) for one in told for file in one.files if isinstance(file, Asset))
        dates = [subject.date for subject in subjects if subject.date]
        if kept:
            made.append(Dataset(group, max(dates, default=render.today), kept))
    return made
