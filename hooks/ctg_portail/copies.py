"""The files of a portal. ``portail.yml``: its sites, and every name that it shows; an INSEE code is of the site under which it is
written. ``copies/<siren>/``: the last good copy of each site, which ties its address to its SIREN until it is deleted."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, StringConstraints, TypeAdapter, ValidationError

from ctg import api
from ctg_portail.fetching import MOST_OF_FILE, Unsound, parsed, too_big
from ctg_portail.reading import KEPT, Publication, Remarks, Siren
from ctg_portail.withheld import Marks, Prints, marks

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
    siren: api.Line | None = api.champ("SIREN", "Sans lui, rien du site n'est montré.", "219900012", pattern=r"^\d{9}$")
    communes: dict[CodeInsee, api.Line] = api.champ(
        "Communes", "Code INSEE : nom.", "{'23096': Guéret}", default={}, max_length=400
    )
    accepte: api.Line | None = api.champ("Accepte", "Un seul changement : la commande dit quoi écrire.", "3f9a12c4d0")

    @property
    def public(self) -> str | None:
        """Below which every link to it is: as the editor of the portal writes it, whatever the site says."""
        return self.adresse if self.adresse.lower().startswith(WEB) else self.adresse_publique


Meaning = tuple[str, ...]  # what a figure counts, as far as it is said, in prints: capitals and accents change nothing
MEANING = ("definition", "calcul", "echelle", "unite")


def meaning_of(kept: Mapping[str, str]) -> Meaning:
    """That of a figure, of which a print stands for each text."""
    return tuple(kept.get(name, "") for name in MEANING)


class ChiffreDuPortail(api.Part):
    """A figure to compare: that of the sites that define it so, word for word."""

    nom: api.Line = api.champ("Nom", "Celui que le portail montre.", "Familles en attente d'une place", default=...)
    unite: api.Line = api.champ("Unité", "", "familles", default=...)
    definition: api.Text = api.champ("Définition", "Celle des sites, mot pour mot.", default=...)
    calcul: api.Text | None = api.champ("Calcul", "Celui des sites, s'ils en disent un.")
    echelle: api.Line = api.champ("Échelle", "Celle des sites.", default="territoire")

    def meaning(self, words: Prints) -> Meaning:
        """What it counts."""
        return meaning_of({name: words.alike(value) for name, value in self if value})


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
        for rank, site in enumerate(self.sites):
            said += [(code, f"Le code {code}", f"sites.{rank}.communes") for code in (*site.communes, site.siren) if code]
        for rank, one in enumerate(self.chiffres):
            counted = str(one.meaning(Prints(b"")))
            said += [(value, words, f"chiffres.{rank}.nom") for value, words in ((counted, "Ce chiffre"), (one.nom, "Ce nom"))]
        first: dict[str, str] = {}
        for value, words, where in said:
            if first.setdefault(words + value, where) != where:
                raise api.french(f"{words} est deux fois dans la liste.", "Gardez une seule des deux.", where)

    @cached_property
    def owners(self) -> dict[str | None, str]:
        """INSEE code or SIREN → the address of the site under which it is written."""
        return {code: site.adresse for site in self.sites for code in (*site.communes, site.siren)}

    def compared(self, words: Prints) -> dict[Meaning, ChiffreDuPortail]:
        """The figures to compare, by what they count."""
        return {one.meaning(words): one for one in self.chiffres}


def read_portal(path: Path) -> Portail:
    """The portal that a file describes. Raises :class:`DataError`, with every mistake."""
    sheet, problems = api.read_sheet(path, path.parent, Portail.model_fields)
    portal, wrong = api.validated(Portail, sheet, {}) if sheet else (None, [])
    if portal is None:
        raise api.DataError([*problems, *wrong])
    return portal


MANIFEST = "manifeste.json"
ACCEPTED = "accepte.json"
MOST_OF_PORTAL = 2_000_000_000  # bytes of all the copies


class Manifeste(api.Part):
    """What a copy is of."""

    adresse: api.Line = api.champ("Adresse", "Telle que le portail l'écrit.", default=...)
    adresse_publique: api.Url | None = api.champ("Adresse publique", "Où mènent les liens.")
    siren: Siren = api.champ("SIREN", default=...)
    nom: api.Line = api.champ("Nom", "Celui de portail.yml, sinon son SIREN.", default=...)
    nom_dit: str = api.champ("Empreinte du nom qu'il se donne", default="")
    lu_le: api.FullDate = api.champ("Lu le", default=...)
    empreintes: dict[str, Marks] | None = api.champ("Ce à quoi se reconnaît un lieu montré", "Absent : ancien outil.")
    publie_le: api.FullDate = api.champ("Publié le", default=...)
    version: str = api.champ("Version de l'API", default="", max_length=20)
    ecarte: Remarks = api.champ("Ce qui a été laissé de côté, ou changé, en empreintes", default={}, max_length=1000)
    ecartees: int | None = api.champ("Combien de fiches ont été laissées de côté", "Absent : nos règles ne les ont pas relues.")
    octets: int = api.champ("Poids des fichiers", default=0, ge=0)
    fichiers: dict[str, str] = api.champ("Fichiers, et leur empreinte", default=..., max_length=1000)

    def doubts(self, today: dt.date, most_days: int) -> Iterator[str]:
        """What a reader should know before trusting it on a day; ``most_days``: after which it is old."""
        if (today - self.publie_le).days > most_days:
            yield f"son site n’a pas été republié depuis le {api.date_fr(self.publie_le)}"
        if self.version != api.VERSION:
            yield "son site est d’une autre version que ce portail : des détails peuvent manquer"


@dataclass(frozen=True)
class Copy:
    """A copy whose every file is the one that was written."""

    folder: Path
    manifest: Manifeste

    def of(self, kind: type[api.Record]) -> list[dict[str, Any]]:
        """The records of a kind, read each time, for there may be a thousand copies. Raises :class:`Unsound` once changed."""
        path = f"{api.API_LISTS_FOLDER}/{kind.folder}.json"
        return list(self._read(path)[api.LISTS]) if path in self.manifest.fichiers else []

    @property
    def territory(self) -> dict[str, Any]:
        """How the site counts its coverage, as :func:`ctg_portail.reading.ruled` tells it. Raises :class:`Unsound`."""
        return dict(self._read(f"{api.API_LISTS_FOLDER}/{api.TERRITORY}.json"))

    @property
    def accepted(self) -> dict[str, Any]:
        """What the next publication is compared with, as :func:`ctg_portail.distrust.accepted` makes it. Raises ``Unsound``."""
        return dict(self._read(ACCEPTED))

    def check(self) -> None:
        """Read every file again. Raises :class:`Unsound`, also for a copy of a former tool."""
        if ACCEPTED not in self.manifest.fichiers:
            raise Unsound("elle est d'une version de l'outil qui gardait plus : relisez ce site, ou supprimez-la")
        for path in self.manifest.fichiers:
            self._read(path)

    def _read(self, path: str) -> Any:
        try:
            content = api.read_plain(api.inside(self.folder, path), self.folder, MOST_OF_FILE)
        except OSError:
            raise Unsound(f"{path} manque à la copie") from None
        if hashlib.sha256(content).hexdigest() != self.manifest.fichiers[path]:
            raise Unsound(f"{path} a été changé dans la copie")
        return parsed(content, path)


class SiteReading(NamedTuple):
    """What came of a site. ``copy`` is None when there is nothing of it, not even an old copy."""

    site: SiteDuPortail
    copy: Copy | None
    fresh: bool
    told: Remarks


def copies_in(folder: Path) -> Iterator[Copy]:
    """The copies of a folder, by SIREN."""
    yield from filter(None, map(copy_at, sorted(folder.glob("[0-9]*"))))


def copy_at(path: Path) -> Copy | None:
    """The copy of a folder; None for one whose manifest cannot be read: it pins nothing, and nothing replaces it."""
    try:
        content = api.read_plain(path / MANIFEST, path.parent, MOST_OF_FILE)
        manifest = Manifeste.model_validate(json.loads(content.decode("utf-8")), extra="ignore")
    except (OSError, ValueError, ValidationError, RecursionError):
        return None
    return Copy(path, manifest) if manifest.siren == path.name else None


def keep(folder: Path, found: Publication, site: SiteDuPortail, today: dt.date, accepted: object) -> Copy:
    """Put what a site published in place of its former copy. Raises ``OSError``, ``Unsound``."""
    if (place := api.inside(folder, found.siren)).exists() and not copy_at(place):
        raise Unsound(f"{folder.name}/{found.siren}/ ne se lit pas : remettez-la d'une sauvegarde, ou supprimez-la")
    lists: dict[str, object] = {kind.folder: {api.LISTS: found.of(kind)} for kind in found.taken if kind.folder in KEPT}
    lists |= {api.TERRITORY: found.territory}
    contents = {f"{api.API_LISTS_FOLDER}/{name}.json": _json(own) for name, own in lists.items()} | {ACCEPTED: _json(accepted)}
    manifest = Manifeste(
        adresse=site.adresse, adresse_publique=site.public, siren=found.siren, lu_le=today, publie_le=found.day,
        nom=site.nom or f"Territoire {found.siren}", nom_dit=found.name, version=found.index.get("version", ""),
        ecarte=found.told, ecartees=found.left,
        empreintes={one: marks(found.known[one], found.words) for one in found.keys if one not in found.hidden},
        octets=sum(map(len, contents.values())),
        fichiers={path: hashlib.sha256(one).hexdigest() for path, one in contents.items()},
    )  # fmt: skip
    contents[MANIFEST] = _json(manifest.model_dump(mode="json", exclude_none=True))
    if heavy := next((path for path, content in contents.items() if len(content) > MOST_OF_FILE), None):
        raise too_big(heavy)  # written anew, some numbers are longer than they came
    shutil.rmtree(new := api.inside(folder, f".{found.siren}.nouveau"), ignore_errors=True)
    for path, content in contents.items():
        api.write_atomically(api.inside(new, path), content)
    api.put_in_place(new, place)
    return Copy(place, manifest)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode("utf-8")
