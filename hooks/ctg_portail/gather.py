"""``ctg rassembler``: the round of the sites of ``portail.yml``, several at once. A failure is told, and stops no other."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ctg import api
from ctg_portail.copies import MOST_OF_PORTAL, Copy, Portail, SiteDuPortail, SiteReading, copies_in, keep, read_portal
from ctg_portail.distrust import REPORT, Leap, accepted, accord_of, crossed, report, unexpected
from ctg_portail.fetching import Unsound, of_address, of_folder
from ctg_portail.reading import MOST, MOST_TOLD, Publication, Remarks, read_site, ruled
from ctg_portail.withheld import HIDDEN, Memory, marks, remembered


@dataclass(frozen=True)
class Gathering:
    """How to read the sites of a portal. ``client`` is None without the network: then folders are not read either."""

    portal: Portail
    base: Path  # where the folders of the portal are told from
    copies: Path
    client: api.Client | None
    today: dt.date
    memory: Memory
    resume: bool = False  # whether what was read today is not read again

    def readings(self, step: Callable[[], None] = lambda: None) -> Iterator[SiteReading]:
        """The sites, in order, :data:`AT_ONCE` at a time. A copy of who is not whom the portal writes is as if not there."""
        every = ((copy.manifest, copy) for copy in copies_in(self.copies))
        pinned = {one.siren: copy for one, copy in every if self.portal.owners.get(one.siren, one.adresse) == one.adresse}
        kept = {copy.manifest.adresse: copy for copy in pinned.values()}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            todo = iter(self.portal.sites)
            under_way = deque((site, pool.submit(self._fetched, site, kept.get(site.adresse))) for site in islice(todo, AT_ONCE))
            while under_way:
                site, fetched = under_way.popleft()
                reading = self._reading(site, fetched, kept.get(site.adresse), pinned)
                under_way += ((one, pool.submit(self._fetched, one, kept.get(one.adresse))) for one in islice(todo, 1))
                if reading.copy:
                    pinned[reading.copy.manifest.siren] = reading.copy
                yield reading
                step()

    def _fetched(self, site: SiteDuPortail, kept: Copy | None) -> Publication | None:
        """What a site publishes; None when it is not asked: no network, or asked already today. Raises as :func:`read_site`."""
        if not self.client or (self.resume and kept and kept.manifest.lu_le == self.today):
            return None
        folder = (self.base / site.adresse).resolve()
        door = of_address(self.client, site.adresse) if site.adresse == site.public else of_folder(folder)
        try:
            return read_site(door, self.memory.words)
        except Unsound as error:
            raise Unsound(self.memory.words(str(error))) from None

    def _reading(
        self, site: SiteDuPortail, fetched: Future[Publication | None], kept: Copy | None, pinned: dict[str, Copy]
    ) -> SiteReading:
        told: Remarks = {}
        fresh, former, memory = None, kept, self.memory
        try:
            if kept:
                kept.check()
        except Unsound as error:
            former = None
            told[f"copie inutilisable : {error}"] = ()
        try:
            if found := fetched.result():
                told |= found.told
                found.told = told
                self._hide(site, found, kept)
                ruled(found, self.today, site.public)
                changes = self._accepted(site, found, kept, former, pinned)
                fresh = keep(self.copies, found, site, self.today, accepted(found, former, changes))
                memory.note(site.adresse, {}, found.keys.keys() - found.hidden, MOST[api.Structure])
                memory.wait(site.adresse, {})
        except api.Unreachable as error:
            told[f"pas lu : {memory.words(str(error))}"] = ()
        except OSError as error:
            told[f"la copie ne peut pas être écrite : {api.reason(error)}"] = ()
        except Exception as error:  # whatever one site does to us, the others are read
            why = f"une erreur que l'outil n'attendait pas ({type(error).__name__})"
            why = "ses dates ou ses nombres ne se calculent pas" if isinstance(error, ArithmeticError | ValueError) else why
            told = {f"refusé : {error if isinstance(error, Unsound) else why}": (), **told}
            with suppress(OSError):
                memory.wait(site.adresse, told)
        told = memory.waiting.get(site.adresse, {}) | told
        if copy := fresh or former:
            told |= {f"la copie du {api.date_fr(copy.manifest.lu_le)} reste": ()} if told and not fresh else {}
            told |= dict.fromkeys(copy.manifest.doubts(self.today, self.portal.perime_apres), ())
            told = told if fresh else {**told, **copy.manifest.ecarte, **told}
        return SiteReading(site, copy, bool(fresh), told if told or copy else {"n'a encore jamais été lu": ()})

    def _hide(self, site: SiteDuPortail, found: Publication, kept: Copy | None) -> None:
        """From now on, all that the site hides is remembered with what it once hid, were the rest of it refused."""
        before = self.memory.hidden.get(site.adresse, {}).keys()
        for words, own in (("dit confidentiel, et retenu", found.hidden - before), ("dit confidentiel avant, et retenu", before)):
            if own:
                found.tell(words, *sorted(own))
        shown = kept.manifest.empreintes or {} if kept else {}
        known = {one: (*marks(found.known.get(one, ()), found.words), *shown.get(one, ())) for one in sorted(found.hidden)}
        if not self.memory.note(site.adresse, known, (), MOST[api.Structure]):
            found.tell("trop de fiches confidentielles : les premières seulement sont cherchées ailleurs")

    def _accepted(
        self, site: SiteDuPortail, found: Publication, kept: Copy | None, former: Copy | None, pinned: dict[str, Copy]
    ) -> list[Leap]:
        """What the editor gave an accord for, each once. Raises :class:`Unsound`, with every reason: an address keeps its
        SIREN, a SIREN its address, those of the portal, else of the first reading. ``former``: the copy, when it is sound."""
        mine, owner = {kept.manifest.siren if kept else site.siren, site.siren}, self.portal.owners.get(found.siren)
        said = f"il dit le SIREN {self.memory.words(found.siren)}"
        reasons = [f"{said}, et non {one}, qui est le sien" for one in mine - {None, found.siren}]
        reasons += map(found.words, found.refused)
        copy = pinned.get(found.siren)
        if owner and owner != site.adresse:
            reasons.append(f"{said}, que portail.yml donne à {owner}")
        elif copy and copy.manifest.adresse != site.adresse:
            told = f"qui est déjà celui de {copy.manifest.adresse}"
            reasons.append(f"{said}, {told} (si ce site a changé d'adresse, supprimez {copy.folder.parent.name}/{found.siren}/)")
        if sum(copy.manifest.octets for siren, copy in pinned.items() if siren != found.siren) > MOST_OF_PORTAL:
            reasons.append("les copies des autres sites pèsent déjà trop")
        if found.day > self.today:
            reasons.append(f"il se dit publié le {api.date_fr(found.day)}, qui est à venir")
        strange = [] if found.refused else [*unexpected(found, former, self.memory.hidden.get(site.adresse, {}))]
        for words, names in [one[:2] for one in strange if one[1]]:
            found.tell(words, *names)
        count = api.plural(sum(len(names) or 1 for _, names, *_ in strange), "changement")
        code = accord_of(strange, former.accepted["accords"] if former else 0)
        if not reasons and (not strange or code == site.accepte):
            return strange
        other = f" à la place de « {site.accepte} », qui est d'un autre changement" if site.accepte else ""
        asked = () if reasons else (f"si c'est voulu ({count}), écrivez sous son adresse « accepte: {code} »{other}",)
        raise Unsound(" ; ".join((*reasons, *(words for words, *_ in strange), *asked)))


AT_ONCE = 20  # sites read at the same time: each is asked one file at a time
COPIES = "copies"
BUSY = "Une autre lecture des sites est en cours, vers le même dossier."
SPACING = 0.2  # seconds between two files of one site


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "rassembler",
        help="réunit ce que publient plusieurs territoires (demande internet)",
        description="Lit chaque site, le vérifie, garde sa dernière bonne copie. Ce qui manque, change ou est faux est dit.",
    )
    parser.set_defaults(sans_projet=True)
    parser.add_argument("portail", type=Path, metavar="PORTAIL", help="le fichier qui donne les sites : portail.yml")
    parser.add_argument("--copies", action=api.Output, folder=True, metavar="DOSSIER", help="où les garder, au lieu de copies/")
    parser.add_argument("--hors-ligne", action="store_true", help="ne lit aucun site : vérifie les copies et dit leur âge")
    parser.add_argument("--tout", action="store_true", help="nomme toutes les fiches, et tous les noms à copier dans la liste")
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
        memory = memory_of(path, copies, write=bool(client))
        gathering = Gathering(portal, path.parent, copies, client, api.today(api.PARIS), memory, options.reprendre)
        readings = list(gathering.readings(progress.step))
    progress.end()
    crossings = crossed(readings, memory)
    most = sys.maxsize if options.tout else MOST_TOLD
    print(memory.words.told("\n".join(report(portal, readings, crossings, memory.words, most))))
    for copy in copies_in(copies):
        if copy.manifest.adresse not in {one.adresse for one in portal.sites}:
            print(f"    Attention : {copies.name}/{copy.manifest.siren}/ n'est plus d'aucun site de la liste : supprimez-la.")
    if client:
        api.write_inside(copies, REPORT, "\n".join((*report(portal, readings, crossings, memory.words, sys.maxsize), "")))
    return int(not any(reading.copy for reading in readings))


def memory_of(path: Path, copies: Path, write: bool = False) -> Memory:
    """What the portal of a file remembers. Raises as :func:`remembered` does."""
    known = not (copies / HIDDEN).exists() and any(one.manifest.empreintes is not None for one in copies_in(copies))
    return remembered(path.with_suffix(".cle"), copies, known, write)
