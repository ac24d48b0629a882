"""What every record has: a name, a state, sources and dates; and the copy of it that may leave ``data/``."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel, PrivateAttr

from ctg.common.problems import Location
from ctg.model.allure import Photo
from ctg.model.fields import Choice, FullDate, KnownDate, Line, Part, Reachable, Text, Traits, champ, liste, traits_of
from ctg.model.opening_hours import Horaires
from ctg.model.references import Identifier, Source, references

T = TypeVar("T")
Keep = Callable[[Traits], bool]
"""Whether a field of these traits may leave."""


@dataclass(frozen=True)
class Expected:
    """Something that the readers of a kind expect to find. Any one of ``fields`` answers; a dot enters a group.

    ``label`` and ``weight`` are for the coordinator (« manque : horaires »; the weights of a kind add up to 100), ``words``
    for readers (« Non renseigné : les horaires »); either may be left out. ``when``: of which records it is expected.
    """

    label: str
    weight: int
    fields: tuple[str, ...]
    words: str = ""
    when: Callable[[Any], bool] = lambda _record: True

    def lacking(self, record: "Record") -> bool:
        """True when the record does not say it and should. A population of 0 is an answer."""
        return self.when(record) and not any(_filled(_at(record, path)) for path in self.fields)


def _at(record: "Record", path: str) -> object:
    value: object = record
    for name in path.split("."):
        value = value if value is None else getattr(value, name)
    return value


def _filled(value: object) -> bool:
    return value is not None and value is not False and value != ()


SOURCES, CONFIRMED = "sources", "date de confirmation"


class EtatFiche(Choice):
    """Whether a record is published; the label says what happens to it."""

    PUBLIEE = "publiee", "publiée"
    A_VERIFIER = "a_verifier", "publiée avec un avertissement"
    BROUILLON = "brouillon", "non publiée"


class Own(Generic[T]):
    """What a record answers by a field that only some kinds have; ``nothing``: the answer of the others."""

    def __init__(self, field: str, nothing: T):
        self.field, self.nothing = field, nothing

    def __get__(self, record: "Record", _kind: "type[Record]") -> T:
        return record.__dict__.get(self.field, self.nothing)


class Record(Part):
    """A file of ``data/``: its name without ``.yml`` is its identifier and its address."""

    kind: ClassVar[str]
    """Singular, as in ``ctg nouveau <kind>``."""
    folder: ClassVar[str]
    """Folder of ``data/`` and of the site."""
    singular: ClassVar[str]
    plural: ClassVar[str]
    content: ClassVar[str]
    """What its table holds, for those who take the open data."""
    dataset: ClassVar[str] = "projet"
    """Which of ``GROUPS`` (``pages/addresses.py``) its open data are in."""
    expected: ClassVar[tuple[Expected, ...]]
    """What its readers look for; ``()`` when nothing in particular."""
    in_list: ClassVar[tuple[str, ...]] = ()
    """The fields of its own that the list of its kind shows whole; none for a kind whose records all have their page."""

    former: ClassVar[tuple[str, ...]] = ("autres_noms", "anciens_noms", "relu_le", "revoir_tous_les")
    _id: str = PrivateAttr("")
    _file: str = PrivateAttr("")
    _written: dict = PrivateAttr(default_factory=dict)

    anciens_identifiants: tuple[Identifier, ...] = liste(
        "Anciens identifiants",
        "La fin de ses adresses d'avant : elles mènent toujours à cette fiche.",
        "[petits-loups]",
        sans_lieu=True,
    )
    etat_fiche: EtatFiche = champ(
        "État de la fiche",
        "Un brouillon ne se voit pas sur le site ; une fiche à vérifier s'y voit, et le dit.",
        "a_verifier",
        default=EtatFiche.PUBLIEE,
        sans_lieu=True,
    )
    derniere_preuve: KnownDate | None = champ(
        "Dernière preuve", "Date de la source la plus récente qui montre que cela existe.", "2025-09", sans_lieu=True, passe=True
    )
    sources: tuple[Source, ...] = liste("Sources", "D'où viennent les faits ; montrées au pied de la page.", sans_lieu=True)
    verifie_le: FullDate | None = champ(
        "Vérifié le", "Dernière confirmation par un responsable.", "2026-09-01", sans_lieu=True, passe=True
    )
    notes_internes: Text | None = champ(
        "Notes internes", "Jamais publiées ni exportées.", "Horaires à redemander en septembre.", interne=True
    )

    def only(self, keep: Keep) -> Self:
        """The record with the fields that ``keep`` accepts, as values and as written; itself when that is all of them."""
        left, written = without(self, self.as_written, lambda _at, traits: traits is not None and not keep(traits))
        return self if left is self else left.read_from(self.id, self.file, written)

    def as_of(self, _day: dt.date) -> Self:
        """The record as it was on a day; itself, for the kinds that keep no history."""
        return self

    def read_from(self, id: str, file: str, written: dict) -> Self:
        """The record, with the file that it was read from; see :attr:`id`, :attr:`file` and :attr:`as_written`."""
        copy = self.model_copy()
        copy._id, copy._file, copy._written = id, file, written
        return copy

    @property
    def id(self) -> str:
        """The identifier: the file name without its extension."""
        return self.__pydantic_private__["_id"]  # type: ignore[index]  # « self._id », asked so often, takes ten times as long

    @property
    def file(self) -> str:
        """The file that the record was read from, relative to the project."""
        return self._file

    @property
    def as_written(self) -> dict:
        """The fields as the file has them: texts, lists and dicts, before any conversion."""
        return self._written

    @cached_property
    def length(self) -> int:
        """Characters of all that is written, and a little more: no text of the record is longer."""
        return len(str(self.as_written))

    @property
    def title(self) -> str:
        """The record's name as people say it."""
        return getattr(self, "nom", "") or getattr(self, "titre", "")

    @property
    def rank(self) -> str:
        """What is looked at before its title when records are put in order: a number, a date; "" for most kinds."""
        return ""

    @property
    def key(self) -> str:
        """Unique among all records: ``structures/les-lutins``."""
        return f"{self.folder}/{self.id}"

    @cached_property
    def lacking(self) -> tuple[Expected, ...]:
        """What readers expect and the record does not say."""
        return tuple(one for one in self.expected if one.lacking(self))

    @property
    def missing(self) -> list[str]:
        """The same in words, where there are: « les horaires »."""
        return [one.words for one in self.lacking if one.words]

    def says(self, *fields: str) -> bool:
        """Whether one of these fields is filled; a kind that does not have it says nothing."""
        return any(_filled(_at(self, name)) for name in fields if name in type(self).model_fields)

    def naming(self, target: str) -> tuple[str, ...]:
        """All that it names of a folder or of the vocabulary (« communes », « themes »), in the order of its fields."""
        return tuple(value for _, named, value in references(self) if named == target)

    # What some kinds have and others have not: nothing, unless the kind says it.

    last_read: ClassVar[Own[dt.date | None]] = Own("relu_le", None)
    """The day on which somebody read it again."""
    photograph: ClassVar[Own[Photo | None]] = Own("photo", None)
    """The picture of what its page is about."""

    @property
    def searched(self) -> tuple[str, ...]:
        """Words by which people look for it, beside its name."""
        return ()

    @property
    def desk(self) -> Reachable | None:
        """Who answers for it: itself, or the town hall of a commune."""
        return None

    @property
    def opening(self) -> Horaires | None:
        """The hours of a place, or those of a commune's town hall."""
        return None

    @property
    def pilots(self) -> tuple[str, ...]:
        """The institutions that answer for it, each once: who leads an action, who measures a figure."""
        return ()

    @property
    def postal_lines(self) -> tuple[str, str] | None:
        """(street, postcode and city), when its address is written so; that of a place is made of its fields."""
        return None

    @property
    def communes_named(self) -> tuple[str, ...]:
        """The communes that it is about, by name; none for the whole territory."""
        return self.naming("communes")

    @property
    def changed_on(self) -> tuple[dt.date | None, ...]:
        """The days on which its page changed: its confirmation. Reading it again changes nothing in it."""
        return (self.verifie_le,)

    @property
    def published(self) -> bool:
        """False for a draft, which only ``make servir`` shows."""
        return self.etat_fiche != EtatFiche.BROUILLON

    @cached_property
    def fits_in_a_line(self) -> bool:
        """Whether it says nothing but what its line in a list shows: a page of its own would say no more."""
        more = type(self).model_fields.keys() - Record.model_fields.keys() - {*self.in_list}
        return bool(self.in_list) and not any(_filled(getattr(self, name)) for name in more)

    @property
    def doubtful(self) -> bool:
        """True when nobody responsible has confirmed the facts."""
        return self.etat_fiche == EtatFiche.A_VERIFIER


class Nicknamed(Record):
    """What has other names in people's mouths."""

    autres_noms: tuple[Line, ...] = liste(
        "Autres noms", "Noms que les gens emploient ; trouvés par la recherche.", "[la halte]", sans_lieu=True
    )


class Renamed(Nicknamed):
    """What may have had another name."""

    anciens_noms: tuple[Line, ...] = liste(
        "Anciens noms", "Noms d'avant ; trouvés par la recherche.", "[Les Petits Loups]", sans_lieu=True
    )


class Reread(Record):
    """What somebody reads again now and then, which proves nothing of its facts."""

    relu_le: FullDate | None = champ("Relu le", "Dernière relecture de la fiche.", "2026-09-01", sans_lieu=True, passe=True)


SHARED = {*Renamed.model_fields, *Reread.model_fields}
"""What is of no kind in particular: told after the rest, wherever fields are."""


# --- what may leave ------------------------------------------------------------------------------


Goes = Callable[[Location, Traits | None], bool]
"""Whether what stands at a place goes; with the traits of its field, none for an item of a list."""
GONE = object()
"""What :func:`without` gives for a value of which nothing is left."""


def without(value: Any, written: Any, goes: Goes, at: Location = ()) -> tuple[Any, Any]:
    """A value and the same as its file has it, less what ``goes``, at every depth; the value itself when nothing does.

    What is left is built anew, so that nothing else can follow. A list loses the item; a group that loses a compulsory field, or
    all it had, goes too: (:data:`GONE`, None). The record itself stays, be its name among what is lost.
    """
    inside: dict[Any, tuple[Any, Traits | None]]
    if isinstance(value, BaseModel):
        given = ((name, traits) for name, traits in traits_of(type(value)).items() if name in value.model_fields_set)
        inside = {name: (getattr(value, name), traits) for name, traits in given}
    elif isinstance(value, tuple | dict):
        inside = {key: (item, None) for key, item in (value.items() if isinstance(value, dict) else enumerate(value))}
    else:
        return value, written
    texts = dict(enumerate(written)) if isinstance(written, list) else written if isinstance(written, dict) else {}
    left = {}
    for name, (inner, traits) in inside.items():
        if not goes(place := (*at, name), traits) and (pair := without(inner, texts.get(name), goes, place))[0] is not GONE:
            left[name] = pair
    if len(left) == len(inside) and all(left[name][0] is inner for name, (inner, _) in inside.items()):
        return value, written
    lost = (inside.keys() - left.keys()) & type(value).model_fields.keys() if isinstance(value, BaseModel) else ()
    if at and (not left or any(type(value).model_fields[name].is_required() for name in lost)):
        return GONE, None
    values = {name: inner for name, (inner, _) in left.items()}
    if isinstance(value, tuple):
        as_listed = isinstance(written, list) and len(written) == len(value)  # else nobody can tell what to keep
        return tuple(values.values()), [text for _, text in left.values()] if as_listed else None
    said = {name: left[name][1] for name in texts if name in left} if isinstance(written, dict) else None
    return type(value).model_construct(**values) if isinstance(value, BaseModel) else values, said


def left_out(part: BaseModel, keep: Keep) -> list[tuple[str, ...]]:
    """The names of the fields that someone filled and that :meth:`Record.only` leaves out, from the record down."""
    found: list[tuple[str, ...]] = []

    def goes(at: Location, traits: Traits | None) -> bool:
        if gone := traits is not None and not keep(traits):
            found.append(tuple(step for step in at if isinstance(step, str)))
        return gone

    without(part, None, goes)
    return found


@dataclass(frozen=True)
class LoneFile:
    """A file of ``data/`` that stands alone. Only a territory whose SIREN is known may have one: it says whose the file is."""

    name: str
    """« accessibilite.yml »."""
    title: str
    """As people call it, at the head of what is said of it."""
    singular: str
    model: type[Part]
    targets: Mapping[str, str] = field(default_factory=dict)
    """What only its fields may name → in words."""
    names: Callable[[], Mapping[str, dict[str, str]]] = dict
    """The same → {to type: to read}."""
    missing: tuple[str, str] | None = None
    """A warning where it is not there, and its remedy."""

    @property
    def kind(self) -> str:
        """Its name without its end: that of its schema."""
        return self.name.removesuffix(".yml")

    @property
    def path(self) -> str:
        """From the folder of a project."""
        return f"data/{self.name}"
