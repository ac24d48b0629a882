"""``ctg rassembler``: ``portail.yml``, the list of the sites to gather, and the round that fetches several at once.

A new version is kept, a failure is reported, and no site stops the others.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, StringConstraints, TypeAdapter

from ctg import api
from ctg_portail.copies import MOST_OF_PORTAL, Copy, copies_in, keep
from ctg_portail.distrust import crossed, unexpected, withdrawn
from ctg_portail.fetching import Unsound, of_address, of_folder
from ctg_portail.reading import Publication, read_site

WEB = ("https://", "http://")
_URL: TypeAdapter[str] = TypeAdapter(api.Url)
PITCH = "Crèches, loisirs, aides et démarches : le site de chaque territoire, commune par commune."
MOST_SITES = 2000
"""France has some 1,200 conventions."""


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
    nom: api.Line | None = api.champ(
        "Nom", "Celui que le portail montre. Sans lui : « Territoire » et son SIREN.", "Pays de Valbourg"
    )
    siren: api.Line | None = api.champ(
        "SIREN", "S'il est écrit, un site qui en dit un autre est refusé, dès la première fois.", "219900012", pattern=r"^\d{9}$"
    )
    communes: tuple[Annotated[str, StringConstraints(pattern=api.CODE_INSEE)], ...] = api.champ(
        "Communes", "Les codes INSEE qui sont à lui, quoi qu'en disent d'autres sites.", '["23096"]', default=(), max_length=400
    )

    accepte: api.FullDate | None = api.champ(
        "Accepte", "La date de ce que ce site publie, si différent soit-il d'avant : quand la commande le demande, et une fois.",
        "2026-11-25",
    )  # fmt: skip

    @property
    def online(self) -> bool:
        """Whether it is read through the network."""
        return self.adresse.lower().startswith(WEB)

    @property
    def public(self) -> str | None:
        """Below which every link to it is: as the editor of the portal writes it, whatever the site says."""
        return self.adresse if self.online else self.adresse_publique


class Portail(api.Part):
    """The whole file."""

    nom: api.Line = api.champ("Nom", "", "Familles de la Creuse", default=...)
    perime_apres: int = api.champ(
        "Périmé après", "En jours : un site non republié depuis est signalé.", "90", default=90, ge=1, le=3650
    )
    accroche: api.Line = api.champ("Accroche", "Une phrase : ce que c'est, pour qui.", default=PITCH)
    adresse_site: api.SiteUrl | None = api.champ("Adresse du portail", "L'adresse publique.", "https://portail.exemple.fr/")
    editeur: api.Editeur | None = api.champ("Éditeur", "Qui publie le portail : « ctg portail » le demande.")
    donnees_personnelles: api.DonneesPersonnelles = api.champ("Données personnelles", default=api.DonneesPersonnelles())
    sites: tuple[SiteDuPortail, ...] = api.champ("Sites", "Un par ligne.", default=..., min_length=1, max_length=MOST_SITES)

    def model_post_init(self, _context: object) -> None:
        owners: dict[str, str] = {}
        addresses = [site.adresse for site in self.sites]
        for rank, site in enumerate(self.sites):
            if site.adresse in addresses[:rank]:
                raise api.french(
                    "Cette adresse est deux fois dans la liste.", "Gardez une seule des deux.", f"sites.{rank}.adresse"
                )
            for code in site.communes:
                if owners.setdefault(code, site.adresse) != site.adresse:
                    told = f"La commune {code} est aussi à {owners[code]} : elle n'est qu'à un territoire."
                    raise api.french(told, "Ne la gardez que sous l'adresse de son territoire.", f"sites.{rank}.communes")


def read_portal(path: Path) -> tuple[Portail, api.Sheet]:
    """The portal that a file describes, and the lines where it is written. Raises :class:`DataError`, with every mistake."""
    sheet, problems = api.read_sheet(path, path.parent, Portail.model_fields)
    portal, wrong = api.validated(Portail, sheet, {}) if sheet else (None, [])
    if portal is None or sheet is None:
        raise api.DataError([*problems, *wrong])
    return portal, sheet


@dataclass(frozen=True)
class SiteReading:
    """What came of a site. ``copy`` is None when there is nothing of it, not even an old copy."""

    site: SiteDuPortail
    copy: Copy | None
    fresh: bool
    remarks: tuple[str, ...]
    """French sentences without their full stop."""


@dataclass(frozen=True)
class Gathering:
    """How to read the sites of a portal. ``client`` is None without the network: then folders are not read either."""

    portal: Portail
    base: Path
    """Where the folders of the portal are told from."""
    copies: Path
    client: api.Client | None
    today: dt.date
    resume: bool = False
    """Whether what was read today is not read again."""

    def readings(self, step: Callable[[], None] = lambda: None) -> Iterator[SiteReading]:
        """The sites, in the order of the portal; :data:`AT_ONCE` are fetched at a time, and no more wait to be kept."""
        pinned = {copy.manifest.siren: copy for copy in copies_in(self.copies)}
        kept = {copy.manifest.adresse: copy for copy in pinned.values()}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            todo = iter(self.portal.sites)
            under_way = deque((site, pool.submit(self._fetched, site, kept.get(site.adresse))) for site in islice(todo, AT_ONCE))
            while under_way:
                site, fetched = under_way.popleft()
                reading = self._reading(site, fetched.result(), kept.get(site.adresse), pinned)
                under_way += ((one, pool.submit(self._fetched, one, kept.get(one.adresse))) for one in islice(todo, 1))
                if reading.copy:
                    pinned[reading.copy.manifest.siren] = reading.copy
                yield reading
                step()

    def _fetched(self, site: SiteDuPortail, kept: Copy | None) -> Publication | str:
        """What a site publishes, or why it is not had; « » when it is not asked: no network, or asked already today."""
        if not self.client or (self.resume and kept and kept.manifest.lu_le == self.today):
            return ""
        try:
            folder = (self.base / site.adresse).resolve()
            return read_site(of_address(self.client, site.adresse) if site.online else of_folder(folder))
        except api.Unreachable as error:
            return f"n'a pas pu être lu : {error}"
        except Unsound as error:
            return f"refusé : {error}"

    def _reading(self, site: SiteDuPortail, found: Publication | str, kept: Copy | None, pinned: dict[str, Copy]) -> SiteReading:
        told: list[str] = []
        fresh, former = None, self._sound(kept, told)
        try:
            if isinstance(found, Publication):
                accord = self._accord(site, found, kept, former, pinned)
                told += withdrawn(found, former) if former else ()
                public, said = site.public, str(found.territory[api.TERRITORY].get("adresse_site") or "")
                fresh = keep(self.copies, found, site.adresse, public, self.today, accord)
                if said and said.rstrip("/") + "/" != public:
                    told.append(f"il se dit à l'adresse {api.shown(said)} ; nos liens mènent à {public or 'aucune'}")
            elif found:
                told.append(found)
        except Unsound as error:
            told.append(f"refusé : {error}")
        except OSError as error:
            told.append(f"la copie ne peut pas être écrite : {api.reason(error)}")
        copy = fresh or former
        if copy:
            told += self._about(copy, bool(told) and not fresh)
        elif not told:
            told.append("n'a encore jamais été lu")
        return SiteReading(site, copy, bool(fresh), tuple(told))

    def _accord(
        self, site: SiteDuPortail, found: Publication, kept: Copy | None, former: Copy | None, pinned: dict[str, Copy]
    ) -> dt.date | None:
        """The last date of the editor's accord that was used. Raises :class:`Unsound`, with every reason. ``former``: the copy,
        when it is sound."""
        reasons = list(_of_another(site, found, kept, pinned))
        if found.day > self.today:
            reasons.append(f"il se dit publié le {api.date_fr(found.day)}, qui est à venir")
        strange = list(unexpected(found, former)) if former else []
        used = kept.manifest.accepte if kept else None
        if not reasons and (not strange or used != site.accepte == found.day):
            return found.day if strange else used
        if not reasons:
            if used == found.day:
                strange.append("l'accord de ce jour a déjà servi : attendez qu'il publie un autre jour, ou supprimez sa copie")
            else:
                strange.append(f"si c'est voulu, écrivez sous son adresse « accepte: {found.day} »")
        raise Unsound(" ; ".join((*reasons, *strange)))

    def _sound(self, kept: Copy | None, told: list[str]) -> Copy | None:
        """The former copy, unless a file of it was changed since."""
        try:
            if kept:
                kept.check()
        except Unsound as error:
            told.append(f"copie inutilisable : {error}")
            return None
        return kept

    def _about(self, copy: Copy, stays: bool) -> Iterator[str]:
        """Messages about a copy: its age, its version, what it lacks."""
        one = copy.manifest
        if stays:
            yield f"la copie du {api.date_fr(one.lu_le)} reste"
        age = (self.today - one.publie_le).days
        if age > self.portal.perime_apres:
            yield f"n'a pas été republié depuis {api.plural(age, 'jour')}"
        if one.version != api.VERSION:
            yield f"autre version : {one.version or 'inconnue'}, et non {api.VERSION}"
        yield from one.ecarte


def _of_another(site: SiteDuPortail, found: Publication, kept: Copy | None, pinned: dict[str, Copy]) -> Iterator[str]:
    """Reasons to refuse: an address keeps its SIREN, a SIREN its address, those of the first reading; too many bytes."""
    for one in {kept.manifest.siren if kept else site.siren, site.siren} - {None, found.siren}:
        yield f"il dit le SIREN {found.siren}, et non {one}, qui est le sien"
    owner = pinned.get(found.siren)
    if owner and owner.manifest.adresse != site.adresse:
        told = f"il dit le SIREN {found.siren}, qui est déjà celui de {owner.manifest.adresse}"
        yield f"{told} (si ce site a changé d'adresse, supprimez {owner.folder.parent.name}/{found.siren}/)"
    if sum(copy.manifest.octets for siren, copy in pinned.items() if siren != found.siren) > MOST_OF_PORTAL:
        yield "les copies des autres sites pèsent déjà trop"


AT_ONCE = 20
"""Sites read at the same time: each is asked one file at a time."""
COPIES = "copies"
BUSY = "Une autre lecture des sites est en cours, vers le même dossier."
SPACING = 0.2
"""Seconds between two files of one site."""


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "rassembler",
        help="réunit ce que publient plusieurs territoires (demande internet)",
        description="Lit les données ouvertes de chaque site de la liste, les vérifie, et garde la dernière bonne copie de "
        "chacun. Un site en panne, faux ou trop vieux est dit, et n'arrête pas les autres.",
    )
    parser.set_defaults(sans_projet=True)
    parser.add_argument("portail", type=Path, metavar="PORTAIL", help="le fichier qui donne les sites : portail.yml")
    parser.add_argument(
        "--copies", action=api.Output, folder=True, metavar="DOSSIER",
        help=f"où garder les copies (par défaut : {COPIES}/, à côté du portail)",
    )  # fmt: skip
    parser.add_argument("--hors-ligne", action="store_true", help="ne lit aucun site : vérifie les copies et dit leur âge")
    parser.add_argument("--reprendre", action="store_true", help="ne relit pas les sites déjà lus aujourd'hui")
    api.allow_local(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when there is something of one site at least, were it an old copy; 1 when there is nothing at all."""
    path = options.portail.absolute()
    portal, _ = read_portal(path)
    client = None if options.hors_ligne else api.Client(api.Pace(SPACING), options.autoriser_local)
    copies = (options.copies or path.parent / COPIES).absolute()
    gathering = Gathering(portal, path.parent, copies, client, api.today(api.PARIS), options.reprendre)
    progress = api.Progress(len(portal.sites))
    with api.output_alone(copies.with_name(f".{copies.name}.verrou"), BUSY) if client else nullcontext():
        readings = list(gathering.readings(progress.step))
    progress.end()
    print("\n".join(report(portal, readings)))
    return int(not any(reading.copy for reading in readings))


def report(portal: Portail, readings: list[SiteReading]) -> Iterator[str]:
    """What came of each site, then how many are there."""
    for reading in readings:
        yield _head(reading)
        quiet = reading.copy.manifest.discret if reading.copy else ()
        yield from (f"    Attention : {api.visible(remark)}." for remark in (*reading.remarks, *quiet))
    yield from (f"    Attention : {api.visible(remark)}." for remark in crossed(one.copy for one in readings if one.copy))
    there = [reading for reading in readings if reading.copy]
    fresh = sum(reading.fresh for reading in readings)
    just = f"dont {fresh} lu{'s' if fresh > 1 else ''} à l'instant"
    yield f"{portal.nom} : {api.plural(len(there), 'territoire')} sur {len(readings)}, {just}."


def _head(reading: SiteReading) -> str:
    if not reading.copy:
        return f"{reading.site.adresse} : rien."
    one = reading.copy.manifest
    count = sum(len(records) for _, records in reading.copy.lists())
    records = f"{api.number(count)} fiche{'s' if count > 1 else ''}"
    return f"{api.visible(one.nom)} ({one.siren}) : {records}, publiées le {api.date_fr(one.publie_le)}, {reading.site.adresse}"
