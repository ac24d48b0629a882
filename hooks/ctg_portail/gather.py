"""``ctg rassembler``: the round of the sites of ``portail.yml``, several at once; what its editor is told, and asked to agree to.
A failure is told, and stops no other."""

import argparse
import datetime as dt
import json
import sys
import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from ctg import api
from ctg_portail.copies import WHERE, Copie, Dit, Fact, copy_of, read_again, read_known, register_of, where, write_known
from ctg_portail.fetching import MOST_SECONDS, Gravity, SiteRemark, TooSlow, Unsound, of_address, of_folder
from ctg_portail.hidden import BY_ANOTHER, OF_ANOTHER, Watch
from ctg_portail.portal_file import Meaning, Portail, SiteDuPortail, read_portal
from ctg_portail.reading import Publication, Remarks, read_site, said


class SiteReading(NamedTuple):
    """What came of a site. ``copy`` is None when there is nothing of it, not even an old copy."""

    site: SiteDuPortail
    copy: Copie | None
    fresh: bool
    told: Remarks
    figures: Mapping[Meaning, str] = {}
    remarks: Sequence[str] = ()
    watch: Watch | None = None


Sites = Mapping[str, SiteDuPortail]
Turns = deque[tuple[SiteDuPortail, bool]]
"""Of the sites of a host, those to be read; with its whole time, or a short one."""


@dataclass(frozen=True)
class Gathering:
    """How to read the sites of a portal. ``client`` is None without the network: then folders are not read either."""

    portal: Portail
    base: Path  # where the folders of the portal are told from
    copies: Path
    client: api.Client | None
    today: dt.date
    resume: bool = False  # whether what was read today is not read again
    stop: threading.Event = field(default_factory=threading.Event)  # set at the end: no exchange outlives a reading that stops
    seconds: float = MOST_SECONDS  # for all the files of a site
    spent: Counter[str] = field(default_factory=Counter)  # by SIREN, the milliseconds that a site took, ours too

    def readings(self, step: Callable[[], None] = lambda: None) -> list[SiteReading]:
        """Those of the sites, in order. The hosts stand in a line, :data:`AT_ONCE` are asked, each for one of its sites; then it
        goes back to the end of the line. A site that is not alone there has a short turn, then its whole time, after the short
        ones of all: none has less for what another takes, and who took it is told."""
        hosts, found = defaultdict[str, Turns](deque), dict[str, SiteReading]()
        for site in self.portal.sites:
            hosts[_host(site)].append((site, False))
        alone = {one for one, turns in hosts.items() if len(turns) == 1}
        line, under_way = deque(hosts.values()), dict[Future[Publication | None], tuple[Turns, SiteDuPortail, bool]]()
        register_of(self.copies)  # before the threads that ask for it
        with ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                while line or under_way:
                    while line and len(under_way) < AT_ONCE:
                        site, again = (turns := line.popleft()).popleft()
                        whole = again or _host(site) in alone
                        under_way[pool.submit(self._fetched, site, 1 if whole else SHARED)] = turns, site, whole
                    for fetched in wait(under_way, return_when=FIRST_COMPLETED).done:
                        turns, site, whole = under_way.pop(fetched)
                        if not whole and isinstance(fetched.exception(), TooSlow):
                            turns.append((site, True))
                        else:
                            found[site.siren] = self._told(site, fetched)
                            step()
                        line += [turns] if turns else []
            finally:
                self.stop.set()
        for siren, message, name in _of_others(found, {one.siren: one for one in self.portal.sites}):
            found[siren].told.setdefault(message, []).append(name)
        return [found[site.siren] for site in self.portal.sites]

    def _told(self, site: SiteDuPortail, fetched: Future[Publication | None]) -> SiteReading:
        """What came of it, and whether it made the others wait."""
        with _timed(self.spent, site):
            reading = self._reading(site, fetched)
        if (spent := self.spent[site.siren] / 1000) >= self.seconds / SHARED:
            words = f"lent : {spent:.0f} secondes pour lui, que d'autres ont attendues ; {REMEDY}"
            reading.told[SiteRemark(Gravity.LOST, words)] = []
        return reading

    def _fetched(self, site: SiteDuPortail, part: int) -> Publication | None:
        """What a site publishes; None when it is not asked: no network, or asked already today. Raises as :func:`read_site`."""
        if not self.client or (self.resume and (kept := self._former(site)[0]) and kept.lu_le == self.today and not kept.a_dire):
            return None
        folder = (self.base / site.adresse).resolve()
        door = of_address(self.client, site.adresse) if site.adresse == site.public else of_folder(folder)
        with _timed(self.spent, site):
            return read_site(door, site, self.seconds / part)

    def _former(self, site: SiteDuPortail) -> tuple[Copie | None, Remarks]:
        """Its copy; what to say of one that cannot be used."""
        try:
            return copy_of(self.copies, site.siren), {}
        except Unsound as error:
            remedy = "" if self.client else " ; supprimez-la, puis lancez « ctg rassembler »"
            return None, {SiteRemark(Gravity.TAKEN, f"copie inutilisable : {error}{remedy}"): []}

    def _reading(self, site: SiteDuPortail, fetched: Future[Publication | None]) -> SiteReading:
        former, told = self._former(site)
        moved = "l'accord était pour une autre adresse : rien n'en est montré avant une lecture et un nouvel accord"
        try:
            if found := fetched.result():
                now = said(found, self.portal, self.today, register_of(self.copies).cle)
                known = {one.meaning for one in self.portal.chiffres}  # what the others count is for its editor to read there
                figures = {one: found.numbered(key)[1] for key, one in found.figures.items() if one[0] and one not in known}
                if former and former.elsewhere(now.identite[WHERE]):
                    told[SiteRemark(Gravity.TAKEN, moved)] = []
                copy = read_again(former, self.portal, site, now, self.today).model_copy(update={"a_dire": bool(found.told)})
                copy.keep(self.copies)
                return SiteReading(site, copy, True, told | found.told, figures, found.remarks, found.watch)
            why = ""
        except api.Unreachable as error:
            remedy = f"relancez, et si cela dure, {REMEDY}"
            if isinstance(error, api.PrivateNetwork):
                remedy = f"relancez avec --autoriser-local {site.adresse.split('/')[2]}, si c'est le vôtre"
            why = f"pas lu : {error} ; {remedy}"
        except OSError as error:
            why = f"la copie ne peut pas être écrite : {api.reason(error)}"
        except Unsound as error:
            why = f"refusé : {error} ; {REMEDY}"
        except Exception as error:  # whatever one site does to us, the others are read
            why = f"une erreur que l'outil n'attendait pas ({type(error).__name__})"
            why = "ses dates ou ses nombres ne se calculent pas" if isinstance(error, ArithmeticError | ValueError) else why
            why = f"refusé : {why} ; {REMEDY}"
        here = where(site.adresse, register_of(self.copies).cle) if former else ""
        kept = f"la copie du {api.date_fr(former.lu_le)} reste" if former and (why or told) else ""
        elsewhere = moved if former and former.elsewhere(here) else ""
        told |= {SiteRemark(Gravity.TAKEN, one): [] for one in (why, kept, elsewhere) if one}
        return SiteReading(site, former and former.under(self.portal, site, self.today, here), False, told)


def _of_others(found: Mapping[str, SiteReading], sites: Sites) -> Iterator[tuple[str, SiteRemark, str]]:
    """To which site, what it is told of another, and of what: a commune that one asks, a place that hides of which one may say
    where it is. What is shown stays: else who says that a place hides would choose what another one counts."""
    read = {siren: one.watch for siren, one in found.items() if one.watch}
    sought = api.Sought((form, siren) for siren, one in read.items() for form in one.forms)
    for siren, one in read.items():
        yield from ((whom, SiteRemark(Gravity.TAKEN, words), name) for whom, words, name in one.abroad)
        for name, whose in one.others(sought):
            if whose != siren:
                yield siren, SiteRemark(Gravity.HIDDEN, f"{OF_ANOTHER} ({sites[whose].whole})"), name
                yield whose, SiteRemark(Gravity.HIDDEN, f"{BY_ANOTHER} ({sites[siren].whole})"), name


@contextmanager
def _timed(spent: Counter[str], site: SiteDuPortail) -> Iterator[None]:
    start = monotonic()
    try:
        yield
    finally:
        spent[site.siren] += round(1000 * (monotonic() - start))


def _host(site: SiteDuPortail) -> str:
    return api.host_of(site.adresse) or site.adresse


def _change(path: str, before: Fact | None, now: Fact | None) -> str:
    """« actions 12 → 13 »; « actions 12 » the first time."""
    old, new = (_words(path, one) for one in (before, now))
    return f"{path.removesuffix('valeur').strip()} {new if before is None else f'{old} → {new}'}".strip()


def _words(path: str, fact: Fact | None) -> str:
    if fact is None or fact is True:
        return "oui" if fact else "rien"
    return str(fact) if isinstance(fact, str) or path.endswith(" annee") else api.number(fact)


UNHEARD = "Attention : les lieux que ceux-ci cachent n'ont pas été cherchés chez les autres ; relancez sans --reprendre"
REMEDY = "prévenez qui le tient, ou corrigez sa ligne de portail.yml"


class Room(NamedTuple):
    """What is told of a territory at most: who floods hides nothing of the others."""

    names: int  # of a line
    lines: int
    signs: int
    more: str

    def few(self, texts: Iterable[str], most: int, signs: int) -> list[str]:
        """The first ones of these texts, so many and so long in all."""
        every = [*texts]
        return [one for one, length in zip(every, accumulate(map(len, every)), strict=True) if length <= signs][:most]

    def line(self, words: str, names: Sequence[str], signs: int) -> str:
        """« actions.json, identifiant refusé : a, b … et 12 de plus (--tout) »: as long as its reader bears, not its site."""
        kept = self.few(names, self.names, signs)
        more = [f"… et {len(names) - len(kept)} de plus{self.more}"] if names[len(kept) :] else []
        return f"{words} : {', '.join((*kept, *more))}" if names else words


SOME, EVERYTHING = Room(3, 20, 10_000, " (--tout)"), Room(sys.maxsize, 1000, 300_000, "")


def report(portal: Portail, readings: Sequence[SiteReading], today: dt.date, every: bool = False) -> Iterator[str]:
    """What came of each site and what it waits for, then how many are there. ``every``: name all the records."""
    room = EVERYTHING if every else SOME
    held = {code: one.site for one in readings if one.copy and one.copy.conte for code in one.copy.conte.communes}
    for one in readings:
        days = [("publié", one.copy.dernier.publie_le), ("lu", one.copy.lu_le)] if one.copy else []
        head = ", ".join(f"{done} le {api.date_fr(day)}" for done, day in days) or "rien"
        yield f"{one.site.whole} : {head}, {one.site.adresse}"
        told = sorted(one.told.items(), key=lambda each: each[0].level)
        lines = [room.line(which.words, names, room.signs // 3) for which, names in told]
        kept = room.few(lines, room.lines, room.signs)
        yield from (f"    Attention : {line}." for line in kept)
        if lines[len(kept) :]:
            yield f"    Attention : {len(lines) - len(kept)} autres lignes{room.more}."
        if one.copy:
            if lists := ", ".join(one.copy.dernier.ecartees):
                remedy = "prévenez qui tient ce site" if one.fresh else "une lecture entière dit pourquoi"
                yield f"    Attention : inconnu, fiche refusée ou liste absente : {lists} ; {remedy}."
            yield from (f"    Attention : {doubt}." for doubt in one.copy.doubts(today, portal.perime_apres))
            yield from _changed(one.copy)
            yield from _asked(portal, one.site, one.copy, held)
            if one.copy.asked:
                yield from (f"        à savoir : {name}, une valeur dont nos règles doutent" for name in one.remarks)
    unheard = [one.site.whole for one in readings if not one.watch]
    if unheard and len(unheard) < len(readings):
        yield f"{room.line(UNHEARD, unheard, room.signs)}."
    yield from _proposed(readings, room)
    shown, fresh = sum(bool(one.copy and one.copy.montre) for one in readings), sum(one.fresh for one in readings)
    yield (
        f"{portal.nom} : {api.plural(sum(bool(one.copy) for one in readings), 'territoire')} sur {len(readings)}, "
        f"dont {fresh} lu{'s' if fresh > 1 else ''} à l'instant ; {shown} dont les chiffres sont montrés."
    )


def _proposed(readings: Sequence[SiteReading], room: Room) -> Iterator[str]:
    """The figures that several sites count alike, and where the first of these says what they count."""
    where = defaultdict[Meaning, list[str]](list)
    for one in readings:
        for which, rank in one.figures.items():
            where[which].append(f"{rank} de {one.site.name}")
    if same := [first for first, *others in where.values() if others]:
        words = (
            f"Chiffres que plusieurs sites comptent de même ({FIGURES}) : convenez avec eux de ceux à écrire sous « chiffres »"
        )
        yield f"{room.line(words, same, room.signs)}."


def _changed(copy: Copie) -> Iterator[str]:
    """All that is no longer shown as it was told, never shortened: it will not be told again. The day when it was published, that
    most sites change each night, is told above."""
    told = copy.montre.since(copy.conte) if copy.montre and copy.conte else {}
    if joined := " ; ".join(_change(path, *both) for path, both in told.items() if path != "publie_le"):
        yield f"    Attention : montré, changé depuis ce qui vous a été dit : {joined}."


def _asked(portal: Portail, site: SiteDuPortail, copy: Copie, held: Sites) -> Iterator[str]:
    """What waits for an accord, value by value, and what to write. ``held``: by INSEE code, the site that had it shown."""
    if site.accepte and site.accepte != copy.accord:
        kept = f"l'accord d'avant, {copy.accord}, vaut encore" if copy.accord else "écrivez le code donné ici"
        yield f"    Attention : « accepte: {site.accepte} » n'est d'aucune lecture, ou ce site ne dit plus cela : {kept}."
    if not (code := copy.asked):
        return
    asked, agreed = copy.vus[code], copy.vus.get(copy.accord or "")
    told = asked.since(agreed) | (asked.since(copy.montre) if copy.montre else {})
    until = "d'ici là, ce que vous aviez accepté reste montré" if copy.montre else "d'ici là, rien n'en est montré"
    yield f"    À relire ({until}), puis à écrire sous son adresse : « accepte: {code} »"
    for subject in dict.fromkeys(path.partition(" ")[0] for path in told):
        own = {path.removeprefix(subject).strip(): both for path, both in told.items() if path.partition(" ")[0] == subject}
        if subject == "identite":
            yield f"        {subject} : {_who(site, own, asked, agreed)}"
        elif subject == "communes":
            yield f"        {subject} : {' ; '.join(_hands(portal, site, held, *own['']))}"
        else:
            yield f"        {subject} : {' ; '.join(_change(path, *both) for path, both in own.items())}"


def _who(site: SiteDuPortail, own: Iterable[str], asked: Dit, agreed: Dit | None) -> str:
    """Who speaks for which communes, who asks to, and when: in words of ours, whatever a member says it is."""
    names, codes = ", ".join(f"« {name} »" for name in own), [*site.communes]
    few = ", ".join(map(site.commune, codes[:3])) + ", …" * (len(codes) > 3)
    holds = f"portail.yml donne à {site.whole} {api.plural(len(codes), 'commune')}{f' ({few})' if codes else ''}"
    asks = f"{holds} ; qui parle pour lui dans ce qu'il publie le {api.date_fr(asked.publie_le)} se nomme"
    if not agreed:
        return f"{asks} pour la première fois ({names}) : est-ce lui ?"
    since = f"autrement ({names}) que dans ce que vous aviez accepté, publié le {api.date_fr(agreed.publie_le)}"
    return f"{asks} {since} : demandez-lui, par un autre moyen, si c'est lui"


def _hands(portal: Portail, site: SiteDuPortail, held: Sites, before: Fact | None, now: Fact | None) -> Iterator[str]:
    """« perd 99001 Aubrelune, que portail.yml donne à Pays du Nord (219900027) »: each commune that changes hands."""
    old, new = ({*str(one or "").split(", ")} - {""} for one in (before, now))
    for code in sorted(old ^ new):
        to, was = portal.owners.get(code), held.get(code, site)
        name = to.commune(code) if to else code
        given = "" if to is site else f", que portail.yml donne à {to.whole}" if to else ", d'aucun site de portail.yml"
        yield f"perd {name}{given}" if code in old else name + (f", qui était à {was.whole}" if was != site else "")


FIGURES = f"{api.API_LISTS_FOLDER}/indicateurs.json"
SHARED = 4  # the part of the time of a site that is a first turn
AT_ONCE = 20  # hosts asked at the same time, each for one file of one site
COPIES, SHOWN, ADDRESSES = "copies", "montre.json", "adresses.json"
BUSY = "Une autre lecture des sites est en cours, vers le même dossier."
SPACING = 0.2  # seconds between two files of one site


def gather(gathering: Gathering, every: bool = False) -> list[SiteReading]:
    """The readings, told to the editor, alone with these copies. Raises ``OSError``."""
    copies, progress = gathering.copies, api.Progress(len(gathering.portal.sites))
    with api.output_alone(copies.with_name(f".{copies.name}.verrou"), BUSY):
        readings = gathering.readings(progress.step)
        progress.end()
        print("\n".join(report(gathering.portal, readings, gathering.today, every)))
        conclude(copies, readings)
    return readings


def conclude(copies: Path, readings: Sequence[SiteReading]) -> None:
    """Keep what the editor was told, put what is shown in a file that may be queried, and say what is of no site."""
    ours = {ADDRESSES, SHOWN, *(f"{one.site.siren}.json" for one in readings)}
    for name in (SHOWN, ADDRESSES):
        if read_known(copies, name) is None:
            print(
                f"    Attention : {copies.name}/{name} n'est plus ce que nous avions écrit : rien n'en est repris, il est refait."
            )
    for one in sorted(copies.glob("*")):
        if one.name not in ours:
            print(f"    Attention : {copies.name}/{api.visible(one.name)} ne sert à aucun site de la liste : supprimez-le.")
    shown, tours = [], dict[str, int]()
    for site, copy, fresh, *_ in readings:
        if copy:
            known = {"conte": copy.montre, "a_dire": copy.a_dire and not fresh}
            tours[site.siren] = copy.model_copy(update=known).keep(copies)
        if copy and copy.montre:
            who = {"siren": site.siren, "nom": site.name, "adresse": site.public, "lu_le": str(copy.lu_le)}
            shown.append(who | {"dit": copy.montre.model_dump(mode="json", exclude_none=True)})
    write_known(copies, SHOWN, json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
    register_of(copies).keep(copies, tours=tours)


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "rassembler",
        help="réunit ce que publient plusieurs territoires (demande internet)",
        description="Lit chaque site, le vérifie, garde ce qui peut en être montré. Ce qui manque, change ou attend est dit.",
    )
    parser.set_defaults(sans_projet=True)
    parser.add_argument("portail", type=Path, metavar="PORTAIL", help="le fichier qui donne les sites : portail.yml")
    parser.add_argument("--copies", action=api.Output, folder=True, metavar="DOSSIER", help="où les garder, au lieu de copies/")
    parser.add_argument("--hors-ligne", action="store_true", help="ne lit aucun site : vérifie les copies et dit leur âge")
    parser.add_argument("--tout", action="store_true", help="dit le rang de toutes les fiches, et tout ce qui est à copier")
    parser.add_argument("--reprendre", action="store_true", help="ne relit pas les sites déjà lus aujourd'hui")
    api.allow_local(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when there is something of one site at least, were it an old copy; 1 when there is nothing at all."""
    path = options.portail.absolute()
    portal = read_portal(path)
    stop, today = threading.Event(), api.today(api.PARIS)
    client = None if options.hors_ligne else api.Client(api.Pace(SPACING), options.autoriser_local, stop)
    copies = (options.copies or path.parent / COPIES).absolute()
    readings = gather(Gathering(portal, path.parent, copies, client, today, options.reprendre, stop), options.tout)
    return int(not any(reading.copy for reading in readings))
