"""The files of a portal. ``portail.yml``: its sites, and every name that it shows, for no territory chooses a word of its pages;
an INSEE code is of the site under which it is written. ``copies/<siren>/``: the last good copy of each site, which ties its
address to its SIREN until it is deleted.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, StringConstraints, TypeAdapter, ValidationError

from ctg import api
from ctg_portail.fetching import MOST_OF_FILE, MOST_OF_SITE, Unsound, too_big
from ctg_portail.reading import MOST, MOST_MARKS, Publication, parsed
from ctg_portail.withheld import prints

WEB = ("https://", "http://")
CodeInsee = Annotated[str, StringConstraints(pattern=api.CODE_INSEE)]
_URL: TypeAdapter[str] = TypeAdapter(api.Url)
PITCH = "Crèches, loisirs, aides et démarches : le site de chaque territoire, commune par commune."
MOST_SITES = 2000  # France has some 1,200 conventions


def _address(value: str) -> str:
    """An address ends with a slash, so that what is asked below it never leaves it."""
    if not value.lower().startswith(WEB):
        return value
    address = _URL.validate_python(value)
    if "?" in address or "#" in address:
        raise api.french("Cette adresse a « ? » ou « # ».", "Gardez l'adresse de la page d'accueil du site.")
    return address.rstrip("/") + "/"


class SiteDuPortail(api.Part):
    """A site to read."""

    adresse: Annotated[api.Line, AfterValidator(_address)] = api.champ(
        "Adresse", "Celle de sa page d'accueil, ou un dossier qui contient le site.", "https://familles.exemple.fr/", default=...
    )
    adresse_publique: Annotated[api.Url, AfterValidator(_address)] | None = api.champ(
        "Adresse publique", "D'un dossier : où mènent les liens. Sans elle, il n'y en a pas.", "https://familles.exemple.fr/"
    )
    nom: api.Line | None = api.champ("Nom", "Celui que le portail montre ; sans lui, son SIREN.", "Pays de Valbourg")
    siren: api.Line | None = api.champ("SIREN", "Un site qui en dit un autre est refusé.", "219900012", pattern=r"^\d{9}$")
    communes: dict[CodeInsee, api.Line] = api.champ(
        "Communes", "Les siennes : code INSEE, puis le nom montré.", "{'23096': Guéret}", default={}, max_length=400
    )
    accepte: api.Line | None = api.champ("Accepte", "Un seul changement : la commande dit quoi écrire.", "3f9a12c4d0")

    @property
    def online(self) -> bool:
        """Whether it is read through the network."""
        return self.adresse.lower().startswith(WEB)

    @property
    def public(self) -> str | None:
        """Below which every link to it is: as the editor of the portal writes it, whatever the site says."""
        return self.adresse if self.online else self.adresse_publique


Meaning = tuple[str, str, str, str]
"""What a figure counts, as far as it is said: definition, way of counting, scale, unit; capitals and accents aside."""


def meaning_of(one: ChiffreDuPortail | api.Indicateur) -> Meaning:
    """The same of two figures that count the same thing."""
    return api.fold(one.definition or ""), api.fold(one.calcul or ""), api.fold(one.echelle), api.fold(one.unite)


class ChiffreDuPortail(api.Part):
    """A figure to compare: that of the sites that define it so, word for word."""

    nom: api.Line = api.champ("Nom", "Celui que le portail montre.", "Familles en attente d'une place", default=...)
    unite: api.Line = api.champ("Unité", "", "familles", default=...)
    definition: api.Text = api.champ("Définition", "Celle des sites, mot pour mot.", default=...)
    calcul: api.Text | None = api.champ("Calcul", "Celui des sites, s'ils en disent un.")
    echelle: api.Line = api.champ("Échelle", "Celle des sites.", default="territoire")


class Portail(api.Part):
    """The whole file."""

    nom: api.Line = api.champ("Nom", "", "Familles de la Creuse", default=...)
    perime_apres: int = api.champ("Périmé après", "En jours, sans être republié.", "90", default=90, ge=1, le=3650)
    accroche: api.Line = api.champ("Accroche", "Une phrase : ce que c'est, pour qui.", default=PITCH)
    adresse_site: api.SiteUrl | None = api.champ("Adresse du portail", "L'adresse publique.", "https://portail.exemple.fr/")
    editeur: api.Editeur | None = api.champ("Éditeur", "Qui publie le portail : « ctg portail » le demande.")
    donnees_personnelles: api.DonneesPersonnelles = api.champ("Données personnelles", default=api.DonneesPersonnelles())
    chiffres: tuple[ChiffreDuPortail, ...] = api.champ("Chiffres", "Ceux qui se comparent.", default=(), max_length=400)
    sites: tuple[SiteDuPortail, ...] = api.champ("Sites", "Un par ligne.", default=..., min_length=1, max_length=MOST_SITES)

    def model_post_init(self, _context: object) -> None:
        said = [(one.adresse, "Cette adresse", f"sites.{rank}.adresse") for rank, one in enumerate(self.sites)]
        said += [
            (code, f"La commune {code}", f"sites.{rank}.communes") for rank, one in enumerate(self.sites) for code in one.communes
        ]
        said += [(str(meaning_of(one)), "Ce chiffre", f"chiffres.{rank}.nom") for rank, one in enumerate(self.chiffres)]
        first: dict[str, str] = {}
        for value, words, where in said:
            if first.setdefault(words + value, where) != where:
                raise api.french(f"{words} est deux fois dans la liste.", "Gardez une seule des deux.", where)

    @cached_property
    def owners(self) -> dict[str, str]:
        """INSEE code → the address of its site."""
        return {code: site.adresse for site in self.sites for code in site.communes}

    @cached_property
    def compared(self) -> dict[Meaning, ChiffreDuPortail]:
        """The figures to compare, by what they count."""
        return {meaning_of(one): one for one in self.chiffres}


def read_portal(path: Path) -> Portail:
    """The portal that a file describes. Raises :class:`DataError`, with every mistake."""
    sheet, problems = api.read_sheet(path, path.parent, Portail.model_fields)
    portal, wrong = api.validated(Portail, sheet, {}) if sheet else (None, [])
    if portal is None:
        raise api.DataError([*problems, *wrong])
    return portal


MANIFEST = "manifeste.json"
MOST_OF_PORTAL = 2_000_000_000  # bytes of all the copies
Siren = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class FichierCopie(api.Part):
    """A file of a copy."""

    octets: int = api.champ("Octets", default=..., ge=0, le=MOST_OF_SITE)
    sha256: Sha256 = api.champ("Empreinte", default=...)


class Manifeste(api.Part):
    """What a copy is of."""

    adresse: api.Line = api.champ("Adresse", "Telle que le portail l'écrit.", default=...)
    adresse_publique: api.Url | None = api.champ("Adresse publique", "Où mènent les liens.")
    siren: Siren = api.champ("SIREN", default=...)
    nom: api.Line = api.champ("Nom du territoire", default=...)
    lu_le: api.FullDate = api.champ("Lu le", default=...)
    accords: int = api.champ("Combien d'accords ont servi", default=0, ge=0)
    acceptees: dict[str, tuple[str, ...]] = api.champ("Fiches de la première lecture, ou du dernier accord", default={})
    caches: tuple[str, ...] = api.champ("Fiches cachées", default=())
    empreintes: dict[str, tuple[str, ...]] | None = api.champ("Ce à quoi se reconnaît un lieu", "Absent : ancien outil.")
    publie_le: api.FullDate = api.champ("Publié le", default=...)
    version: str = api.champ("Version de l'API", default="", max_length=20)
    licence: api.Line = api.champ("Licence", default=...)
    ecarte: tuple[str, ...] = api.champ("Ce qui a été laissé de côté, ou changé", default=(), max_length=1000)
    ecartees: int | None = api.champ("Combien de fiches ont été laissées de côté", "Absent : nos règles ne les ont pas relues.")
    fichiers: dict[str, FichierCopie] = api.champ("Fichiers", default=..., max_length=1000)

    @property
    def octets(self) -> int:
        """What the copy weighs."""
        return sum(file.octets for file in self.fichiers.values())

    def doubts(self, today: dt.date, most_days: int) -> Iterator[str]:
        """What a reader should know before trusting it on a day; ``most_days``: after which it is old."""
        if (today - self.publie_le).days > most_days:
            yield f"son site n’a pas été republié depuis le {api.date_fr(self.publie_le)}"
        if self.version != api.VERSION:
            yield f"son site est d’une autre version ({self.version or 'inconnue'}) que ce portail : des détails peuvent manquer"


@dataclass(frozen=True)
class Copy:
    """A copy whose every file is the one that was written."""

    folder: Path
    manifest: Manifeste

    def of(self, kind: type[api.Record]) -> list[dict[str, Any]]:
        """The records of a kind, as they are kept; not kept, for a thousand copies are read in turn. Raises
        :class:`Unsound` when the file was changed since."""
        path = f"{api.API_LISTS_FOLDER}/{kind.folder}.json"
        found: list[dict[str, Any]] = self._read(path)[api.LISTS] if path in self.manifest.fichiers else []
        return found

    @property
    def territory(self) -> dict[str, Any]:
        """How the site counts its coverage. Raises :class:`Unsound`."""
        found: dict[str, Any] = self._read(f"{api.API_LISTS_FOLDER}/{api.TERRITORY}.json")[api.TERRITORY]
        return found

    def check(self) -> None:
        """Read every file again. Raises :class:`Unsound`, also for a copy that was made before our rules read it."""
        if self.manifest.empreintes is None:
            raise Unsound("elle est d'une version de l'outil qui gardait plus : relisez ce site, ou supprimez-la")
        for path in self.manifest.fichiers:
            self._read(path)

    def _read(self, path: str) -> Any:
        try:
            content = api.read_plain(api.inside(self.folder, path), self.folder, MOST_OF_FILE)
        except OSError:
            raise Unsound(f"{path} manque à la copie") from None
        if hashlib.sha256(content).hexdigest() != self.manifest.fichiers[path].sha256:
            raise Unsound(f"{path} a été changé dans la copie")
        return parsed(content, path)


class SiteReading(NamedTuple):
    """What came of a site. ``copy`` is None when there is nothing of it, not even an old copy."""

    site: SiteDuPortail
    copy: Copy | None
    fresh: bool
    remarks: tuple[str, ...]  # french sentences without their full stop


def copies_in(folder: Path) -> Iterator[Copy]:
    """The copies of a folder, by SIREN. One whose manifest cannot be read pins nothing: it is as if it were not there."""
    for path in sorted(folder.glob("[0-9]*")) if folder.is_dir() else ():
        try:
            content = api.read_plain(path / MANIFEST, folder, MOST_OF_FILE)
            manifest = Manifeste.model_validate(json.loads(content.decode("utf-8")), extra="ignore")
        except (OSError, ValueError, ValidationError, RecursionError):
            continue
        if manifest.siren == path.name:
            yield Copy(path, manifest)


def keep(
    folder: Path, found: Publication, site: SiteDuPortail, today: dt.date, accords: int, former: Copy | None, key: bytes
) -> Copy:
    """Put what a site published in the place of its ``former`` copy, in one step; ``accords``: how many have served; ``key``: of
    the prints. Raises :class:`OSError`, :class:`Unsound`."""
    accepted = {kind.folder: tuple(ids_of(kind, found.records.get(kind, ()))) for kind in api.KINDS}
    if former and former.manifest.accords == accords:
        accepted = former.manifest.acceptees
    before = former.manifest.empreintes or {} if former else {}
    now = {one.key for own in found.made.values() for one in own}
    # one that is hidden and gone stays hidden, for it may come back under another name; of the others, only what is kept is known
    gone = [one for one in former.manifest.caches if one not in now and one not in found.hidden] if former else []
    hidden = [*sorted(found.hidden), *gone][: MOST[api.Structure]]
    known = {one: prints(found.known.get(one, ()), key) for one in (*hidden, *(now & found.known.keys()))}
    known |= {one: tuple(dict.fromkeys((*known[one], *before.get(one, ()))))[: 2 * MOST_MARKS] for one in hidden}
    manifest = Manifeste(
        adresse=site.adresse, adresse_publique=site.public, siren=found.siren, lu_le=today, publie_le=found.day,
        nom=api.visible(found.index["territoire"]["nom_complet"]), version=found.index.get("version", ""),
        licence=found.index["publication"]["licence"], accords=accords, acceptees=accepted, caches=tuple(hidden),
        empreintes=known, ecarte=tuple(found.told), ecartees=found.left, fichiers={},
    )  # fmt: skip
    return _write(folder, manifest, found.records, found.territory)


def ids_of(kind: type[api.Record], records: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Records by what they are told by: a commune by its INSEE code."""
    return {one["code_insee" if kind is api.Commune else "id"]: one for one in records}


def _write(folder: Path, manifest: Manifeste, records: Mapping[type[api.Record], Any], territory: object) -> Copy:
    contents = {f"{api.API_LISTS_FOLDER}/{kind.folder}.json": _json({api.LISTS: own}) for kind, own in records.items()}
    contents[f"{api.API_LISTS_FOLDER}/{api.TERRITORY}.json"] = _json(territory)
    files = {path: FichierCopie(octets=len(one), sha256=hashlib.sha256(one).hexdigest()) for path, one in contents.items()}
    manifest = manifest.model_copy(update={"fichiers": files})
    contents[MANIFEST] = _json(manifest.model_dump(mode="json", exclude_none=True), indent=2)
    if heavy := next((path for path, content in contents.items() if len(content) > MOST_OF_FILE), None):
        raise too_big(heavy)  # written anew, some numbers are longer than they came
    new = api.inside(folder, f".{manifest.siren}.nouveau")
    shutil.rmtree(new, ignore_errors=True)
    for path, content in contents.items():
        api.write_atomically(api.inside(new, path), content)
    api.put_in_place(new, api.inside(folder, manifest.siren))
    return Copy(folder / manifest.siren, manifest)


def _json(value: object, indent: int | None = None) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=indent) + "\n").encode("utf-8")
