"""``ctg rassembler``: the round of the sites of ``portail.yml``, several at once. A failure is told, and stops no other."""

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

from ctg import api
from ctg_portail.copies import MOST_OF_PORTAL, Copy, Portail, SiteDuPortail, SiteReading, copies_in, keep, read_portal
from ctg_portail.distrust import PROPOSED, accord_of, names_of, proposals, report, unexpected, withdrawn
from ctg_portail.fetching import Unsound, of_address, of_folder
from ctg_portail.reading import Publication, read_site, ruled
from ctg_portail.withheld import secret_key


@dataclass(frozen=True)
class Gathering:
    """How to read the sites of a portal. ``client`` is None without the network: then folders are not read either."""

    portal: Portail
    base: Path  # where the folders of the portal are told from
    copies: Path
    client: api.Client | None
    today: dt.date
    resume: bool = False  # whether what was read today is not read again
    key: bytes = b""  # of the prints; of no use without the network

    def readings(self, step: Callable[[], None] = lambda: None) -> Iterator[SiteReading]:
        """The sites, in the order of the portal; :data:`AT_ONCE` are fetched at a time, and no more wait to be kept. A copy of
        who is not the one that the portal writes is as if it were not there."""
        every = ((copy.manifest, copy) for copy in copies_in(self.copies))
        pinned = {one.siren: copy for one, copy in every if self.written.get(one.siren, one.adresse) == one.adresse}
        kept = {copy.manifest.adresse: copy for copy in pinned.values()}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            todo = iter(self.portal.sites)
            under_way = deque((site, pool.submit(self._fetched, site, kept.get(site.adresse))) for site in islice(todo, AT_ONCE))
            while under_way:
                site, fetched = under_way.popleft()
                try:
                    reading = self._reading(site, fetched.result(), kept.get(site.adresse), pinned)
                except Exception as error:  # whatever one site does to us, the others are read
                    told = f"refusé : une erreur que l'outil n'attendait pas ({type(error).__name__})"
                    reading = SiteReading(site, None, False, (told,))
                under_way += ((one, pool.submit(self._fetched, one, kept.get(one.adresse))) for one in islice(todo, 1))
                if reading.copy:
                    pinned[reading.copy.manifest.siren] = reading.copy
                yield reading
                step()

    @property
    def written(self) -> dict[str, str]:
        """SIREN → the address under which the portal writes it."""
        return {site.siren: site.adresse for site in self.portal.sites if site.siren}

    def _fetched(self, site: SiteDuPortail, kept: Copy | None) -> Publication | str:
        """What a site publishes, or why it is not had; « » when it is not asked: no network, or asked already today."""
        if not self.client or (self.resume and kept and kept.manifest.lu_le == self.today):
            return ""
        try:
            folder = (self.base / site.adresse).resolve()
            return read_site(of_address(self.client, site.adresse) if site.online else of_folder(folder))
        except (Unsound, api.Unreachable) as error:
            return f"{'refusé' if isinstance(error, Unsound) else 'pas lu'} : {error}"

    def _reading(self, site: SiteDuPortail, found: Publication | str, kept: Copy | None, pinned: dict[str, Copy]) -> SiteReading:
        told: list[str] = []
        fresh = former = None
        try:
            if kept:
                kept.check()
                former = kept
        except Unsound as error:
            told.append(f"copie inutilisable : {error}")
        try:
            if isinstance(found, Publication):
                public, said = site.public, str(found.territory[api.TERRITORY].get("adresse_site") or "")
                found = ruled(found, self.today)
                told += withdrawn(found, former) if former else ()
                accords = self._accords(site, found, kept, former, pinned)
                fresh = keep(self.copies, found, site, self.today, accords, former, self.key)
                if said and said.rstrip("/") + "/" != public:
                    told.append(f"il se dit à l'adresse {api.shown(said)} ; nos liens mènent à {public or 'aucune'}")
            elif found:
                told.append(found)
        except (ArithmeticError, ValueError) as error:
            told.append(f"refusé : {error if isinstance(error, Unsound) else 'ses dates ou ses nombres ne se calculent pas'}")
        except OSError as error:
            told.append(f"la copie ne peut pas être écrite : {api.reason(error)}")
        told += found.told if isinstance(found, Publication) and not fresh else ()
        if copy := fresh or former:
            told += (f"la copie du {api.date_fr(copy.manifest.lu_le)} reste",) if told and not fresh else ()
            told += (*copy.manifest.doubts(self.today, self.portal.perime_apres), *copy.manifest.ecarte)
        elif not told:
            told.append("n'a encore jamais été lu")
        return SiteReading(site, copy, bool(fresh), tuple(told))

    def _accords(
        self, site: SiteDuPortail, found: Publication, kept: Copy | None, former: Copy | None, pinned: dict[str, Copy]
    ) -> int:
        """How many accords of the editor have served, each once. Raises :class:`Unsound`, with every reason: an address keeps its
        SIREN, a SIREN its address, those of the portal, else of the first reading. ``former``: the copy, when it is sound."""
        mine, owner = {kept.manifest.siren if kept else site.siren, site.siren}, self.written.get(found.siren)
        reasons = [f"il dit le SIREN {found.siren}, et non {one}, qui est le sien" for one in mine - {None, found.siren}]
        copy = pinned.get(found.siren)
        if owner and owner != site.adresse:
            reasons.append(f"il dit le SIREN {found.siren}, que portail.yml donne à {owner}")
        elif copy and copy.manifest.adresse != site.adresse:
            told = f"il dit le SIREN {found.siren}, qui est déjà celui de {copy.manifest.adresse}"
            reasons.append(f"{told} (si ce site a changé d'adresse, supprimez {copy.folder.parent.name}/{found.siren}/)")
        if sum(copy.manifest.octets for siren, copy in pinned.items() if siren != found.siren) > MOST_OF_PORTAL:
            reasons.append("les copies des autres sites pèsent déjà trop")
        if found.day > self.today:
            reasons.append(f"il se dit publié le {api.date_fr(found.day)}, qui est à venir")
        strange, served = [*unexpected(found, former)] if former else [], former.manifest.accords if former else 0
        code = accord_of(strange, served)
        if not reasons and (not strange or code == site.accepte):
            return served + bool(strange)
        other = f" à la place de « {site.accepte} », qui est d'un autre changement" if site.accepte else ""
        asked = () if reasons else (f"si c'est voulu, écrivez sous son adresse « accepte: {code} »{other}",)
        raise Unsound(" ; ".join((*reasons, *(words for words, _ in strange), *asked)))


AT_ONCE = 20  # sites read at the same time: each is asked one file at a time
COPIES = "copies"
BUSY = "Une autre lecture des sites est en cours, vers le même dossier."
SPACING = 0.2  # seconds between two files of one site


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
    portal = read_portal(path)
    client = None if options.hors_ligne else api.Client(api.Pace(SPACING), options.autoriser_local)
    copies = (options.copies or path.parent / COPIES).absolute()
    progress = api.Progress(len(portal.sites))
    with api.output_alone(copies.with_name(f".{copies.name}.verrou"), BUSY) if client else nullcontext():
        key = secret_key(path.with_suffix(".cle")) if client else b""
        gathering = Gathering(portal, path.parent, copies, client, api.today(api.PARIS), options.reprendre, key)
        readings = list(gathering.readings(progress.step))
    progress.end()
    names = [*names_of(portal, readings)]
    print("\n".join(report(portal, readings, names)))
    for copy in copies_in(copies):
        if copy.manifest.adresse not in {one.adresse for one in portal.sites}:
            print(f"    Attention : {copies.name}/{copy.manifest.siren}/ n'est plus d'aucun site de la liste : supprimez-la.")
    if names:
        api.write_inside(copies, PROPOSED, "\n".join((*proposals(portal, names), "")))
    return int(not any(reading.copy for reading in readings))
