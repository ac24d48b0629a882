"""Who answers, compared with all the others: one number for two bodies, one body with two numbers, a number or a domain that is
of elsewhere."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from ctg.checking.rules import Checked
from ctg.common.phrases import joined, phone
from ctg.common.problems import Location, Problem, fold
from ctg.common.telephones import FICTION, ZONE_OF, zone_of
from ctg.model.commune import Commune
from ctg.model.fields import Part
from ctg.model.meeting import Partenaire
from ctg.model.place import Place
from ctg.model.record import Record
from ctg.model.references import mentions
from ctg.model.structure import Structure
from ctg.model.territory import departement_of
from ctg.reading.spoken.words import PROVIDERS, one_slip

SHARE, FEW = 0.1, 3
"""A zone of telephones is of the territory when so many of its numbers are of it, where its department is unknown."""
SWITCHBOARD = 4
"""So many records that give one number: that of a head office, whoever they are."""
DEAR = re.compile(r"\+338(9|[12]\d)\d+")
"""Numbers whose call costs more than another (Arcep's plan of 2018); 080 is free."""
WAYS = {"telephone": "numéro", "courriel": "courriel", "site_web": "site"}


class Way(NamedTuple):
    """A way to reach a record, and where it is written."""

    one: Checked[Record]
    field: str
    value: str

    @property
    def where(self) -> Location:
        return next(where for where, _, value in self.one.texts if where[-1] == self.field and value == self.value)

    @property
    def domain(self) -> str:
        """Of a mail or of a site; empty for a number."""
        found = re.match(r"(?:https?://(?:www\.)?|[^@/]+@)([^/?#:@]+)", self.value)
        return found[1].lower() if found else ""


def _ways(checked: list[Checked[Record]]) -> list[Way]:
    desks = [(one, one.record.desk) for one in checked if one.record.desk]
    return [Way(one, name, value) for one, desk in desks for name in WAYS if (value := getattr(desk, name))]


def one_body_one_number(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """Warn, on both, of a way to reach two bodies that have nothing to do with each other, and of a body that two records say to
    be reached otherwise."""
    shared: dict[tuple[str, str], list[Way]] = defaultdict(list)
    own: dict[str, list[Way]] = defaultdict(list)
    for way in _ways(checked):
        shared[way.field, way.value.rstrip("/")].append(way)
        own[way.one.record.key].append(way)
    for (field, value), found in shared.items():
        strangers = [pair for pair in combinations(found, 2) if not _related(pair[0].one, pair[1].one)]
        told_of = set()
        for way, other in (turned for pair in strangers for turned in (pair, pair[::-1])) if len(found) < SWITCHBOARD else ():
            if way.one.record.key not in told_of:
                told_of.add(way.one.record.key)
                said = phone(value) if field == "telephone" else value
                told = f"{said} est aussi le {WAYS[field]} de « {other.one.record.title} »."
                yield way.one.warning(way.where, told, "Vérifiez lequel des deux y répond.")
    partners = [one for one in checked if isinstance(one.record, Partenaire)]
    for one, others_of in ((one, [other for other in checked if _answers_for(one.record, other.record)]) for one in partners):
        places = [other for other in others_of if isinstance(other.record, Place)]
        for other in places if len(places) == 1 and _street(one.record) == _street(places[0].record) else ():
            for way in own[one.record.key]:
                others = [two for two in own[other.record.key] if two.field == way.field]
                if others and all(two.value.rstrip("/") != way.value.rstrip("/") for two in others):
                    for this, that in ((way, others[0]), (others[0], way)):
                        said = phone(that.value) if way.field == "telephone" else that.value
                        told = f"{that.one.record.file} donne un autre {WAYS[way.field]} : {said}."
                        yield this.one.warning(this.where, told, "Gardez le bon aux deux endroits.")


def _related(one: Checked[Record], other: Checked[Record]) -> bool:
    """Whether two records may well be answered by the same person: nothing says the contrary."""
    if _street(one.record) == _street(other.record) != "":
        return True
    bodies = [[a.record, *filter(None, [a.world.get(Structure, getattr(a.record, "host_id", None))])] for a in (one, other)]
    if any(_answers_for(a, b) or _answers_for(b, a) for a in bodies[0] for b in bodies[1]):
        return True
    unknown = any(isinstance(a, Place) and not any(mentions(a)) for a in (bodies[0][-1], bodies[1][-1]))
    return unknown and not (_far(one.record) and _far(other.record) and _far(one.record) != _far(other.record))


def _far(one: Record) -> str:
    """The commune of a place that has an address."""
    return one.seat or "" if isinstance(one, Place) and one.adresse else ""


def _answers_for(one: Record, other: Record) -> bool:
    if isinstance(one, Partenaire):
        names = {fold(name) for name in one.names}
        return bool(names & {fold(name) for name in (*(name for _, name in mentions(other)), other.title)})
    if isinstance(one, Commune):
        return one.nom in other.communes_named or getattr(other, "commune", "") == one.nom or fold(one.nom) in fold(other.title)
    if isinstance(one, Place) and isinstance(other, Place):
        hosts = {other.host_id, other.contact_relais}
        return one.id in hosts or bool(one.host_id and one.host_id in hosts) or one.type_id == other.type_id is not None
    return False


def _street(one: Record) -> str:
    lines = one.postal_lines if isinstance(one, Partenaire | Commune) else None
    street = lines[0] if lines else getattr(one, "adresse", None)
    return fold(re.split(r",|\bporte\b", street)[0]) if street else ""


def numbers_of_here(checked: list[Checked[Part]]) -> Iterator[Problem]:
    """Warn of a number of another part of France, in the territory; a mobile or a special number is of nowhere. Where the
    department is unknown, a zone is of the territory when many of its numbers are of it."""
    zones = {ZONE_OF[found] for code in (checked[0].world.codes if checked else ()) if (found := departement_of(code)) in ZONE_OF}
    numbers = []
    for one in checked:
        if getattr(one.record, "id", "") in one.world.outside or (isinstance(one.record, Record) and not one.record.desk):
            continue
        for where, _, text in one.texts:
            if where[-1] in ("telephone", "numero_info") and "hebergeur" not in where and (zone := zone_of(text)):
                numbers += [] if zones and FICTION.fullmatch(text) else [(one, where, zone)]
            elif where[-1] == "telephone" and DEAR.fullmatch(text):
                yield one.warning(where, "L'appel de ce numéro coûte plus cher qu'un autre.", "Donnez un numéro ordinaire.")
    if not zones:
        count = Counter(zone for _, _, zone in numbers)
        zones = {zone for zone in count if count[zone] >= max(FEW, SHARE * len(numbers))}
    for one, where, zone in numbers if zones else ():
        if zone not in zones:
            told = f"Ce numéro commence par {zone} ; ici, ils commencent par {' ou '.join(sorted(zones))}."
            yield one.warning(where, told, "Vérifiez chaque chiffre.")


def domains(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """Warn of a mail whose domain is the site of another, where one's own site has another domain; and of a domain that is
    another's but for one letter."""
    ways = [way for way in _ways(checked) if way.domain]
    owners: dict[str, set[str]] = defaultdict(set)
    for way in ways:
        owners[way.domain if way.field == "site_web" else ""].add(way.one.record.title)
    used = Counter(".".join(way.domain.split(".")[-2:]) for way in ways)
    often = {*PROVIDERS, *(domain for domain in used if used[domain] > 2)}
    for way in ways:
        one, own = way.one, next((two.domain for two in ways if two.one is way.one and two.field == "site_web"), "")
        others = owners[way.domain] - {one.record.title} if way.field == "courriel" else set()
        tail = ".".join(way.domain.split(".")[-2:])
        near = [other for other in often if used[tail] == 1 and tail not in often and one_slip(tail, other)]
        if own and way.domain not in own and own not in way.domain and len(others) == 1:
            told = f"« {way.domain} » est le site de « {next(iter(others))} », et celui de cette fiche est « {own} »."
            yield one.warning(way.where, told, "Corrigez le courriel, ou le site.")
        elif near:
            yield one.warning(way.where, f"« {tail} » ressemble à {joined(f'« {n} »' for n in near)}.", "Vérifiez chaque lettre.")
