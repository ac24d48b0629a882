"""What would say where a place that hides is, whatever the kind of record and the field: what names it, or is its own, is looked
for in all that any site publishes, as one would hear it. That is told to the editor; nothing of it is shown, nor kept."""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from ctg import api

PLACES = ("structures", "services")
NAMES = ("nom", "autres_noms", "anciens_noms", "id", "anciens_identifiants")
OWN = ("telephone", "siret", "courriel", "site_web")
HIDES = "adresse_confidentielle"
MOST_FORMS, MOST_OF_RECORD = 100, 100_000  # of a place; the signs that are heard of a record: one that has more is refused
REMOVED = "rien n'en est montré ; demandez à ce site de l'ôter"
SHARED = "ce peut être un lieu confidentiel (nom, numéro, adresse en ligne, rue, point, commune), il n'est pas compté"
SAYS = f"dit peut-être où est un lieu confidentiel de ce site, ou son numéro : {REMOVED}"
OF_ANOTHER = f"dit peut-être où est un lieu que cache un autre site, ou son numéro : {REMOVED}"
BY_ANOTHER = "un autre site dit peut-être où est un lieu que celui-ci cache : rien n'en est montré ; prévenez les deux"
OPEN = f"une adresse confidentielle, et ce qui dirait où elle est : {REMOVED}"
MISTYPED = "semble cacher une adresse sans le champ « adresse_confidentielle » : caché, pas compté ; que ce site écrive ce champ"


def of_place(said: Mapping[str, Any]) -> tuple[str, str]:
    """What names a place or is its own; the same with those of its texts that say where something is, or by what number."""
    own = {name: said.get(name) for name in (*NAMES, *OWN, *api.WHERE)} | {"calcule": _point_of(said)}
    texts = api.heard({name: one for name, one in said.items() if name not in own}, MOST_OF_RECORD).split(" | ")
    named = api.heard(own, MOST_OF_RECORD)
    return named, named + " | ".join(("", *filter(api.REACHED.search, texts), ""))


def _point_of(said: Mapping[str, Any]) -> list[Any]:
    told = said.get("calcule")
    return [told.get("latitude"), told.get("longitude")] if isinstance(told, Mapping) else []


def own_forms(said: Mapping[str, Any], names: Iterable[str]) -> Iterator[api.SoughtForm]:
    """What is sought of a place: its names, in any order, and its marks; its number, its street, its point."""
    yield from api.sought_as((), said.get("telephone"))
    yield from islice(api.sought_as([said.get(name) for name in names]), MOST_FORMS // 2)  # room is left for what follows
    mark = {name: tuple(api.heard(said.get(name), MOST_FORMS).split(" | ")[1].split()) for name in (*OWN, "adresse")}
    own = (mark["siret"], mark["courriel"], mark["site_web"] and ("|", *mark["site_web"], "|")) if names else ()
    yield from filter(None, own)
    yield from [mark["adresse"]] if len(mark["adresse"]) > 1 and mark["adresse"][0].isdecimal() else []
    for y, x in re.findall(r"@(-?\d+)_(-?\d+)", api.heard([said.get("position"), *_point_of(said)])):
        yield from ((f"@{int(y) + down}_{int(x) + side}",) for down in (-1, 0, 1) for side in (-1, 0, 1))


class Heard(NamedTuple):
    """A record; ``own``: what names it, of a place; ``line``: with all that it says; ``odd``: it hides, by no field of ours."""

    folder: str
    rank: int
    said: Mapping[str, Any]
    own: str
    line: str
    odd: bool


class Watch:
    """What is heard of a site: its records, and what names its places that hide."""

    def __init__(self) -> None:
        self.forms, self.heard, self._hidden = set[api.SoughtForm](), list[Heard](), set[str]()
        self.abroad = list[tuple[str, str, str]]()  # by its SIREN, what another site is told, and of what
        self.twins, self._kept = set[str](), b""  # the identifiers of the places that may be one that hides

    def take(self, folder: str, rank: int, said: dict[str, Any]) -> dict[str, Any]:
        """A record as it is published, a place after the one that it is of; the same, that hides if it seems to."""
        raw = said  # where it is, of what may hide by no field of ours, is sought like that of any other
        if odd := api.hides(said) and not api.hides({HIDES: said.get(HIDES)}):
            said = {name: one for name, one in said.items() if name not in {*api.WHERE, "calcule"}} | {HIDES: True}
            self.twins.add(str(said.get("id")))
        hidden = folder == "structures" and api.hides(said)
        self._hidden |= {str(said.get("id"))} if hidden else set()
        if hidden or self._of_hidden(said):
            self.forms.update(islice(own_forms(raw, NAMES if hidden else ()), MOST_FORMS))
        own, line = of_place(raw) if folder in PLACES else ("", api.heard(raw, MOST_OF_RECORD))
        self.heard.append(Heard(folder, rank, said, own, line, odd))
        return said

    def _of_hidden(self, said: Mapping[str, Any]) -> bool:
        return bool({str(said.get("id")), str(said.get("structure"))} & self._hidden)

    def told(self, timely: Callable[[list[Heard]], Iterator[Heard]]) -> Iterator[tuple[Heard, str]]:
        """The records that say of a place that hides where it is, or by what number it is reached, and what to say of each; a
        place that may be it is a twin: what is counted near a point says where it is."""
        hidden = [one.said for one in self.heard if one.folder == "structures" and self._of_hidden(one.said)]
        near, homes = ({tuple(map(str, map(one.get, names))) for one in hidden} for names in (("commune", "type"), ("commune",)))
        others = [one for one in self.heard if not (one.folder in PLACES and self._of_hidden(one.said))]
        for _ in range(2):  # then what is at the street, the point or the number of those
            sought = api.Sought((form, "") for form in self.forms)
            same = {one.rank: one for one in timely(others) if one.folder == "structures" and sought.spotted(one.own)}
            self.forms.update(form for one in same.values() for form in own_forms(one.said, ()))
        for one in timely(self.heard):
            commune = (str(one.said.get("commune")),)
            yield from [(one, MISTYPED)] if one.odd else ()
            if one.folder in PLACES and self._of_hidden(one.said):
                yield from [(one, OPEN)] if api.PLACED.search(one.line) else ()
            elif (one.folder in PLACES and sought.spotted(one.own)) or (
                one.folder == "structures"
                and ((*commune, str(one.said.get("type"))) in near or (commune in homes and not any(map(one.said.get, OWN))))
            ):
                self.twins.add(str(one.said.get("id")))
                yield one, SHARED
            elif api.REACHED.search(one.line) and sought.spotted(one.line):
                yield one, SAYS

    def close(self) -> None:
        """Keep in little room what the places that hide of the others are looked for in."""
        kept = (one for one in self.heard if api.PLACED.search(one.line) or not self._of_hidden(one.said))
        lines = (f"{one.folder} n° {one.rank}\t{one.line}" for one in kept if api.REACHED.search(one.line))
        self._kept, self.heard = zlib.compress("\n".join(lines).encode(), 1), []

    def others(self, sought: api.Sought) -> Iterator[tuple[str, str]]:
        """« services n° 3 » and whose place that hides it may say, its own too."""
        for line in zlib.decompress(self._kept).decode().split("\n") if self._kept else ():
            name, _, said = line.partition("\t")
            yield from ((name, whose) for whose in sorted(sought.spotted(said)))
