"""Who is asked what in writing: to whom, who was asked when, who answered; the message: at most 120
words, five questions a record, who asks, a telephone, a date.

What is to be asked is the list of the calls (:func:`ctg.upkeep.calls.to_ask`); here it is put together by who can be written to.
What was asked is kept in ``data/campagnes.yml``: names of institutions, keys of records and days; no address, no telephone, no
name of a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import Field

from ctg import api
from ctg_formulaire.asking.facts import WORDS, AskedRecord, asked, line_of

FILE = "data/campagnes.yml"
HEAD = "# Tenu par le formulaire (« Demander ») : qui a été interrogé, qui a répondu.\n"
AGAIN = dt.timedelta(days=30)
"""A request without an answer is not made again before that."""
RECALL = dt.timedelta(days=14)
"""A message without an answer is worth a call after that; it is the day by which one asks for it."""
LONGEST_LINK = 1_900
"""Characters of a ``mailto:`` that every mail program opens."""
RecordKey = Annotated[api.Line, Field(pattern=r"^[a-z]+/[a-z0-9-]+$")]
Digest = Annotated[api.Line, Field(pattern=r"^[0-9a-f]{12}$")]


class FicheDemandee(api.Part):
    """One record of a request."""

    fiche: RecordKey = api.requis("Fiche", "", "structures/les-lutins")
    version: Digest = api.requis("Version", "Ce que la fiche disait alors, en résumé.", "3f9a1c2b7d4e")
    reponse: api.FullDate | None = api.champ("Réponse", "Le jour de la réponse reçue.", "2026-12-03")


class Demande(api.Part):
    """One message: to an institution, about one record or more."""

    former = ("par", "code", "question")

    le: api.FullDate = api.requis("Le", "Le jour de la demande.", "2026-11-27")
    a: api.Line = api.requis("À", "Une institution, jamais une personne.", "Les Lutins")
    fiches: tuple[FicheDemandee, ...] = api.requis("Fiches", min_length=1)


def load_campaign(root: Path) -> tuple[tuple[Demande, ...], list[api.Problem]]:
    """The requests made, in order, and what is wrong with their file. No file is no request, and no problem."""
    return api.load_list(Demande, root / FILE, root)


def as_yaml(demandes: Iterable[Demande]) -> str:
    """The file's text: the requests in order, a record a line."""
    return api.list_text(HEAD, demandes)


def answered(demandes: Iterable[Demande], keys: Collection[str], day: dt.date) -> tuple[Demande, ...]:
    """The requests once what was awaited about some records has come."""

    def noted(one: FicheDemandee) -> FicheDemandee:
        return one.model_copy(update={"reponse": day}) if one.fiche in keys and not one.reponse else one

    return tuple(one.model_copy(update={"fiches": tuple(map(noted, one.fiches))}) if one.le <= day else one for one in demandes)


@dataclass(frozen=True)
class RequestToWrite:
    """A message to write: to whom, about which records, as the catalogue has them. It is copied, or opened in a mail program:
    nothing is sent from here."""

    catalogue: api.Catalogue
    name: str
    mail: str
    records: tuple[AskedRecord, ...] = ()
    """Those of this message."""
    more: int = 0
    """How many others come in the next one."""

    @property
    def id(self) -> str:
        """Its name in an address."""
        return f"{api.as_identifier(self.mail)[:60]}{'-actions' if self.leads else ''}"

    @property
    def leads(self) -> bool:
        """Whether it goes to who leads actions, about hers only."""
        return not isinstance(self.records[0].record, api.Place)

    @property
    def extent(self) -> str:
        """« 3 lieux », « une action »."""
        one, many = ("une action", "actions") if self.leads else ("un lieu", "lieux")
        return f"{len(self.records)} {many}" if len(self.records) > 1 else one

    def noted(self) -> Demande:
        """What the file keeps of it, once it is sent."""
        records = tuple(FicheDemandee(fiche=one.record.key, version=one.version) for one in self.records)
        return Demande(le=self.catalogue.day, a=self.name[:300], fiches=records)

    def fitted(self) -> RequestToWrite:
        """The message cut to what is read: the others come in the next one."""
        made = self
        while len(made.records) > 1 and words(made.text) > WORDS:
            made = replace(made, records=made.records[:-1], more=made.more + 1)
        return made

    @property
    def subject(self) -> str:
        """« Familles du Val : est-ce juste pour Les Lutins ? »"""
        first = self.records[0].record.title
        others = f" et {api.plural(len(self.records) - 1, 'autre')}" if len(self.records) > 1 else ""
        return api.typography(f"{line_of(self.catalogue.territoire.titre_site)} : est-ce juste pour {first}{others} ?")

    @cached_property
    def text(self) -> str:
        """The whole message; who publishes the site asks, and gives a telephone."""
        own, one = self.catalogue.territoire, len(self.records) == 1
        site, number = line_of(own.titre_site), own.numero_info or own.editeur.telephone
        which = ("cette action" if one else "ces actions") if self.leads else ("ce lieu" if one else "ces lieux")
        known = any(fact.known for record in self.records for fact, _ in record.questions)
        opening = f"Le site « {site} » présente {which} {'que vous menez' if self.leads else 'aux familles'}."
        agree, tell = "Répondez OK si tout est juste, ou dites ce qui change", "Répondez en quelques mots à chaque question"
        blocks = ["Bonjour,", f"{opening}{' Est-ce juste ?' if known else ''}", *self._blocks()]
        blocks.append(f"{agree if known else tell}, avant le {api.date_fr(self.catalogue.day + RECALL)}.")
        blocks.append("\n".join([f"Merci. {line_of(own.editeur.nom)}", *([api.phone(number)] if number else [])]))
        return api.typography("\n\n".join(blocks)) + "\n"

    def _blocks(self) -> Iterator[str]:
        """A block a record: its name, its page, what is asked; those of which the same is asked are together."""
        together: dict[tuple[str, ...], list[str]] = {}
        for one in self.records:
            head = filter(None, (line_of(one.record.title), api.absolute(self.catalogue.territoire, f"{one.record.key}/")))
            together.setdefault(tuple(line for _, line in one.questions), []).append("\n".join(head))
        for lines, heads in together.items():
            every = ["Pour chaque nom :"] if len(heads) > 1 else []
            yield "\n".join([*heads, *every, *(f"{n}. {line}" for n, line in enumerate(lines, 1))])

    @property
    def link(self) -> str:
        """A ``mailto:``; without the text when it would be too long for some mail programs."""
        start = f"mailto:{quote(self.mail, safe='@')}?subject={quote(self.subject)}"
        whole = f"{start}&body={quote(self.text.replace(chr(10), chr(13) + chr(10)))}"
        return whole if len(whole) <= LONGEST_LINK else start


def words(text: str) -> int:
    """How many words a text has: a sign of punctuation is none."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def to_write(catalogue: api.Catalogue, demandes: Sequence[Demande]) -> list[RequestToWrite]:
    """A message for each address, the most useful first; nothing of what was asked less than a month ago. Places and actions
    apart: who leads an action is asked about hers only. ``catalogue``: as it is published."""
    day = catalogue.day
    waiting = {one.fiche for made in demandes for one in made.fiches if not one.reponse and made.le + AGAIN > day}
    found: dict[tuple[str, bool], RequestToWrite] = {}
    for one in sorted(api.to_ask(catalogue, day), key=lambda one: (-one.gain, one.record.key)):
        name, mail = recipient(catalogue, one.record)
        if mail and one.record.key not in waiting and (made := asked(catalogue, one.record, day)).facts:
            key = mail.casefold(), isinstance(one.record, api.Place)
            known = found.setdefault(key, RequestToWrite(catalogue, name, mail))
            found[key] = replace(known, records=(*known.records, made))
    return [one.fitted() for one in found.values()]


def about(catalogue: api.Catalogue, key: str) -> RequestToWrite | None:
    """The message about one record, due or not; without an address when nobody's is known. None for what is not asked about."""
    record = next((one for one in (*catalogue.places, *catalogue.all(api.Action)) if one.key == key), None)
    if record is None:
        return None
    return RequestToWrite(catalogue, *recipient(catalogue, record), (asked(catalogue, record, catalogue.day),))


def recipient(catalogue: api.Catalogue, record: api.Record) -> tuple[str, str]:
    """Who can confirm a record, and the address: for a place, itself, who offers it, who manages it, who answers for it, the town
    hall of its commune; for an action, who leads it. "" when no address is known."""
    every = list(_who(catalogue, record))
    found = next(((name, one.courriel) for name, one in every if one.courriel), None)
    return found or (every[0][0] if every else record.title, "")


def _who(catalogue: api.Catalogue, record: api.Record) -> Iterator[tuple[str, api.Reachable]]:
    if not isinstance(record, api.Place):
        yield from _institution(catalogue, next(iter(record.pilots), ""))
        return
    yield record.title, record
    if host := catalogue.host(record):
        yield host.title, host
    yield from _institution(catalogue, record.gestionnaire or "")
    if (relay := catalogue.get(api.Structure, record.contact_relais)) and relay.published:
        yield relay.title, relay
    commune = catalogue.commune_of(record)
    if commune and commune.mairie:
        yield api.capital(api.phrases_town_hall(commune.nom)), commune.mairie


def _institution(catalogue: api.Catalogue, name: str) -> Iterator[tuple[str, api.Reachable]]:
    """An institution, then those to which it belongs: one writes there to its name."""
    one = catalogue.partner(name)
    title = one.title if one else name
    while one and one.published:
        yield title, one
        one = catalogue.get(api.Partenaire, one.rattachement) if one.rattachement else None


@dataclass(frozen=True)
class Awaited:
    """A request whose answer did not come: what about, since when; ``late``: a call is worth more."""

    demande: Demande
    records: tuple[api.Record, ...]
    late: bool


def awaited(catalogue: api.Catalogue, demandes: Sequence[Demande]) -> list[Awaited]:
    """In the order of the requests, each record in its last one; what was confirmed otherwise since is over."""
    known = {one.key: one for one in (*catalogue.places, *catalogue.all(api.Action))}
    last = {record.fiche: one for one in demandes for record in one.fiches}
    found = []
    for one in demandes:
        left = (known.get(record.fiche) for record in one.fiches if not record.reponse and last[record.fiche] is one)
        records = tuple(
            record for record in left if record and (record.doubtful or not (record.verifie_le or dt.date.min) >= one.le)
        )
        if records:
            found.append(Awaited(one, records, one.le + RECALL <= catalogue.day))
    return found
