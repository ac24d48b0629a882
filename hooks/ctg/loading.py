"""From the files of ``data/`` to a catalogue: every file read, every mistake reported at once. :func:`load` is the only way in.

The rules that a field's type cannot see (dates against today, a place against its commune, records against each other) are
those of :data:`SUBJECTS`, each in the module of its subject; they look at parts that are right by themselves. :data:`FOLDERS`
look at the files of a project before anything is read. An error stops the build; a warning is published all the same, and
someone should look at it. What waits to be read again is said by :mod:`ctg.checking.rereading`."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import shapely

from ctg.checking import (
    claim_rules,
    claims,
    confidential,
    echo_rules,
    folders,
    prose,
    record_rules,
    relations,
    rereading,
    said_rules,
    text_rules,
    time_rules,
)  # fmt: skip
from ctg.checking.pictures import check_drawings, check_pictures
from ctg.checking.rules import Checked, Records, Rules, World, conventions, only, rules_of
from ctg.common.extensions import extended
from ctg.common.problems import ERROR, WARNING, DataError, Problem, Problems, as_identifier
from ctg.figures import rules as figure_rules
from ctg.model import KINDS, LONE_FILES, Action, Axe, Cadre, Commune, Indicateur, Part, Position, Record, Service, Structure
from ctg.model.framework import UNTOLD
from ctg.model.references import LEFT, references
from ctg.model.territory import Ground, Territoire, clock_of, departement_of, today
from ctg.model.vocabulary import Urgence, Vocabulary
from ctg.places import rules as place_rules
from ctg.plan import rules as plan_rules
from ctg.reading import kept
from ctg.reading.catalogue import Catalogue, Pending
from ctg.reading.perimeter import Perimeter, outside_since
from ctg.reading.remedies import validated
from ctg.reading.sheet import Sheet, read_list, read_sheet, record_files
from ctg.territory import rules as territory_rules
from ctg.territory.outlines import POSITIONS_FILE as POSITIONS
from ctg.territory.outlines import load_contours, load_ground, load_positions, points_still_asked, questions, with_towns

FOLDERS: tuple[Callable[[Path], Problems], ...] = (
    folders.check_folders, folders.unused_overrides, folders.unused_hooks, prose.check_prose,
    check_drawings,
)  # fmt: skip
SUBJECTS: tuple[Rules, ...] = tuple(map(rules_of, extended("rules", (
    text_rules, record_rules, relations, said_rules, claims, claim_rules, echo_rules, time_rules, confidential, place_rules,
    territory_rules, plan_rules, figure_rules,
))))  # fmt: skip


def check_files(root: Path) -> Problems:
    """Every problem of the folders and of the prose of the project at ``root``."""
    for rule in FOLDERS:
        yield from rule(root)


def check_all(parts: Iterable[tuple[Part, Sheet]], world: World) -> Problems:
    """Every problem of every record and of every file that stands alone, then those between them."""
    checked = []
    for part, sheet in parts:  # one by one: who gives them may stop between two
        checked.append(one := Checked(part, sheet, world))
        yield from _alone(one)
    for subject in SUBJECTS:
        for kind, rules in subject.between.items():
            of_kind = [one for one in checked if isinstance(one.record, kind)]
            for compare in rules:
                yield from compare(of_kind)


def _alone(one: Checked[Any]) -> Problems:
    """What the rules say that look at one part."""
    for kind in type(one.record).__mro__:
        for subject in SUBJECTS:
            for rule in subject.alone.get(kind, ()):
                yield from rule(one)


T = TypeVar("T")
P = TypeVar("P", bound=Part)
NO_CONVENTION = (
    "Aucune convention territoriale globale n'est publiée.",
    'Créez-la : « ctg nouveau cadre "Convention territoriale globale" », avec « nature: ctg ».',
)

DATA_FILES: tuple[Callable[[Path], tuple[object, list[Problem]]], ...] = extended("data_files", ())
"""What reads the other files of ``data/``."""
NONE_YET = Sheet("", "ctg", UNTOLD)
"""The convention of a territory that has told nothing of it yet: it has a name, and no page unless a record speaks of it."""


def load(root: Path, drafts: bool = False, on: dt.date | None = None, beside: bool = True) -> Catalogue:
    """Read, check and link ``data/`` of the project at ``root``.

    ``drafts`` also keeps the records marked ``brouillon``; ``on`` is the day to check dates against (today). Without what is
    ``beside`` them, only the records and what they name: no change of a record makes a mistake elsewhere.
    Raises :class:`DataError` with every error and warning when at least one error was found; the warnings alone are kept in
    the catalogue.
    """
    reader = _DataReader(root, beside)
    catalogue = reader.read(drafts, on)
    if catalogue is None:
        raise DataError(reader.problems)
    return catalogue


def problems_of(root: Path) -> tuple[Problem, ...]:
    """All that ``ctg verifier`` would say of the records of a project."""
    try:
        return load(root, drafts=True, beside=False).warnings
    except DataError as error:
        return error.problems


def rereadings_in(root: Path) -> tuple[kept.Rereading, ...]:
    """All that has to be read again in the project at ``root``, read or not, even while its records have mistakes."""
    reader = _DataReader(root)
    reader.read(drafts=True, on=None)
    return reader.unread.readings


def today_in(root: Path) -> dt.date:
    """Today where the territory of the project at ``root`` is, even while its records have mistakes."""
    return today(clock_of(_departement(read_list(root / "data" / "communes.yml", root)[0])))


class _DataReader:
    """One reading of ``data/``, from files to a catalogue; ``problems`` fills up on the way."""

    def __init__(self, root: Path, beside: bool = True):
        self.root, self.data, self.beside = root, root / "data", beside
        self.problems: list[Problem] = []
        self.names: dict[str, Any] = {}
        """What references may name; see ``kinds.fields.references.Reference``."""
        self.checked: list[tuple[Part, Sheet]] = []
        self.rereader, self.leaving, self.unread = rereading.Rereader(), rereading.Leaving(), kept.Unread()

    @property
    def wrong(self) -> bool:
        """Whether an error was told."""
        return any(problem.level == ERROR for problem in self.problems)

    def read(self, drafts: bool, on: dt.date | None) -> Catalogue | None:
        """The catalogue; None when an error forbids it. ``on``: the day to check dates against (today, there)."""
        words = self._told(kept.vocabulary_sheet(self.root))
        numbers = self._urgences(words)
        vocabulary = self._valid(Vocabulary, words)
        contours = self._told(load_contours(self.root))
        ground = self._told(load_ground(self.root, contours)) if self.beside else Ground()
        own = self._told(read_sheet(self.data / "territoire.yml", self.root))
        sheets = {kind: self._sheets(kind) for kind in KINDS}
        sheets[Cadre] += [] if any(record_files(self.data / Cadre.folder)) else [NONE_YET]
        self._name(vocabulary, contours, sheets)
        known, perimeter, contours = self._communes(sheets[Commune], contours, on)
        territoire = self._valid(Territoire, own)
        lone_files = self._lone_files(territoire)
        records = {kind: known if kind is Commune else self._records(kind, found) for kind, found in sheets.items()}
        world = World(territoire, contours, records, perimeter.day, vocabulary, whole=not self.wrong)
        self.problems += check_all(self.checked, world)
        pictures = self._told(check_pictures(self.root, self.checked, not self.wrong))
        self.problems[:0] = check_files(self.root) if self.beside else ()  # of two that say the same, the last one is told
        if vocabulary:
            self._read_again(records, world, vocabulary, drafts)
        self._tell_of_conventions(sheets[Cadre], any(conventions(records, drafts)))
        if territoire is None:
            return None
        found = self._told(load_positions(self.root / POSITIONS, self.root, territoire.siren))
        beside = {read.__name__: self._told(read(self.root)) for read in (DATA_FILES if self.beside else ())}
        if vocabulary is None or contours is None or self.wrong:
            return None
        shown, perimeter, outside, untold = self._published(records, drafts, perimeter, none_yet=NONE_YET in sheets[Cadre])
        shown[Action] = tuple(_ended(one, world) for one in only(shown, Action))
        positions = points_still_asked(found, questions(only(shown, Structure), only(shown, Commune)))
        urgences, lines = _answering(numbers, only(shown, Commune))
        return Catalogue(
            territoire, vocabulary, contours, shown, tuple(sorted(self.problems)), positions, lone_files,
            frozenset(one.key for one in self.unread.readings if one.own), outside, urgences, _pending(records, vocabulary),
            world.today, untold, self.unread, lines, pictures, with_towns(ground, only(shown, Commune)), perimeter, beside,
        )  # fmt: skip

    def _tell_of_conventions(self, sheets: list[Sheet], published: bool) -> None:
        """No convention to show."""
        missing = Problem("data/cadres/", 1, "", "", *NO_CONVENTION)
        self.problems += [replace(missing, level=WARNING)] if NONE_YET in sheets else []
        refused = any(problem.level == ERROR and "cadres/" in problem.file for problem in self.problems)
        self.problems += [] if refused or published else [missing]

    def _told(self, answer: tuple[T, list[Problem]]) -> T:
        """What was read; what is wrong with it goes with the other problems."""
        found, problems = answer
        self.problems += problems
        return found

    def _published(
        self, records: Records, drafts: bool, perimeter: Perimeter, none_yet: bool
    ) -> tuple[dict[type[Record], tuple[Record, ...]], Perimeter, tuple[Structure, ...], Cadre | None]:
        """What the site publishes, its communes through time, the structures outside of the territory, and the convention
        of which nothing is told.

        The only door: what may not leave a record is nowhere in the catalogue, whoever reads it.
        """
        left = self.leaving.records
        shown = {
            kind: tuple(one for record in of_kind if (drafts or record.published) and (one := left[record.key]))
            for kind, of_kind in records.items()
        }
        shown[Cadre], untold = _untold(shown, none_yet)
        perimeter = replace(perimeter, communes=tuple(only(shown, Commune)))
        shown[Commune] = perimeter.today()
        shown[Indicateur] = tuple(perimeter.told(one) for one in only(shown, Indicateur))
        places = tuple(outside_since(place, self.names.get(LEFT, {})) for place in only(shown, Structure))
        outside = tuple(place for place in places if place.beyond)
        shown[Structure] = tuple(place for place in places if not place.beyond)
        return shown, perimeter, outside, untold

    def _read_again(self, records: Records, world: World, words: Vocabulary, drafts: bool) -> None:
        """What may leave of each record and of each page, and what waits."""
        read = self._told(rereading.load_rereadings(self.root))
        noted = kept.published_addresses(self.root) if world.confidential else ()
        self.rereader = rereading.Rereader.of(world.confidential, only(records, Service), read, noted)
        self.leaving = rereading.leaving(records, self.checked, self.rereader, words, world.today, drafts)
        pages = rereading.documents_of(self.root, self.rereader) if self.beside else kept.Unread()
        self.problems += (*self.leaving.problems, *(rereading.waiting_document(one) for one in pages.readings if one.waiting))
        self.unread = pages.beside(self.leaving.readings, self.leaving.addresses)

    def _valid(self, model: type[P], sheet: Sheet | None) -> P | None:
        """The model that a sheet describes, for the rules to see unless it is the tool's own, which is always the same."""
        if not sheet or (own := kept.tools_parts().get((sheet.file, sheet.base))):
            return own if sheet else None
        return self._checked(sheet, validated(model, sheet, self.names))

    def _checked(self, sheet: Sheet, answer: tuple[P | None, list[Problem]]) -> P | None:
        found = self._told(answer)
        if found and sheet.file.startswith("data/"):
            self.checked.append((found, sheet))
        return found

    # --- files -----------------------------------------------------------------------------------

    def _sheets(self, kind: type[Record]) -> list[Sheet]:
        """The sheets of a kind; a commune takes its identifier from its name, other records from their file's."""
        if kind is Commune:
            sheets = self._told(read_list(self.data / "communes.yml", self.root))
            return [replace(sheet, id=as_identifier(str(sheet.values.get("nom") or ""))) for sheet in sheets]
        read = (self._told(read_sheet(path, self.root, kind.model_fields)) for path in record_files(self.data / kind.folder))
        return [sheet for sheet in read if sheet]

    def _urgences(self, words: Sheet | None) -> tuple[Urgence, ...]:
        """The numbers; they name dangers of the vocabulary, whose own terms name numbers: these names come first."""
        if words:
            self.names["dangers"] = set(words.values["dangers"])
            self.names["servis"] = {*words.values["types"], *words.values["themes"]}
        sheets = self._told(kept.urgence_sheets(self.root))
        found = tuple(urgence for sheet in sheets if (urgence := self._valid(Urgence, sheet)))
        self.names["urgences"] = {*(urgence.numero for urgence in found), *map(kept.dialled_number, sheets)}
        return found

    def _lone_files(self, territoire: Territoire | None) -> dict[type[Part], Part]:
        """What the files that stand alone say, by their model; nothing is known without proof of whose they are."""
        there = ((one.model, self.root / one.path) for one in LONE_FILES)
        found = {model: self._valid(model, self._told(read_sheet(path, self.root))) for model, path in there if path.exists()}
        return {model: part for model, part in found.items() if part and territoire and territoire.siren}

    def _records(self, kind: type[Record], sheets: Iterable[Sheet]) -> list[Record]:
        # of a former commune, no outline is asked
        anywhere = {name: found for name, found in self.names.items() if name != "covers"}
        names = ((sheet, anywhere if {"depuis", "jusqu_au"} & sheet.values.keys() else self.names) for sheet in sheets)
        records = (record for sheet, known in names if (record := self._checked(sheet, validated(kind, sheet, known))))
        return sorted(records, key=lambda record: (_natural(record.rank), as_identifier(record.title), record.id))

    # --- what they may name ----------------------------------------------------------------------

    def _name(self, vocabulary: Vocabulary | None, contours: dict | None, sheets: dict[type[Record], list[Sheet]]) -> None:
        """Fill ``names`` before any record is checked."""
        for kind, found in sheets.items():  # a sheet that cannot be read is told once, not wherever it is named
            files = () if kind is Commune else record_files(self.data / kind.folder)
            self.names[kind.folder] = {as_identifier(path.stem): () for path in files} | {
                sheet.id: _calls(sheet) for sheet in found
            }
        if sheets[Commune]:
            self.names["communes"] = {str(sheet.values.get("nom")): _calls(sheet) for sheet in sheets[Commune]}
        else:
            self.names.pop("communes")
        for one in LONE_FILES:
            self.names |= {target: set(names) for target, names in one.names().items()}
        if vocabulary:
            self.names |= {
                "themes": {id: (theme.titre, *theme.mots) for id, theme in vocabulary.themes.items()},
                "types": {id: (one.said, one.singulier, one.pluriel, *one.mots) for id, one in vocabulary.types.items()},
                "offres": set(vocabulary.offres),
                "besoins": {*vocabulary.rubriques, *vocabulary.themes},
            }
        if contours:
            # One that crosses itself could not be joined to the others.
            outlines = [shapely.make_valid(shapely.geometry.shape(feature["geometry"])) for feature in contours["features"]]
            self.names["covers"] = _Covers(shapely.union_all(outlines).buffer(place_rules.BORDER))

    def _communes(
        self, sheets: list[Sheet], contours: dict | None, on: dt.date | None
    ) -> tuple[list[Record], Perimeter, dict | None]:
        """The communes, those of the day apart, and the outlines of these; from here on, records name these only, and what is
        called as before is read as what it became."""
        known = self._records(Commune, sheets)
        perimeter = Perimeter(tuple(only({Commune: known}, Commune)), on or today(clock_of(_departement(sheets))))
        if Commune.folder in self.names:
            self.names |= perimeter.names(self.names[Commune.folder])
        return known, perimeter, perimeter.outlines(contours) if contours else contours


@dataclass(frozen=True)
class _Covers:
    """Whether a point is in the territory; equal when the territory is."""

    area: shapely.geometry.base.BaseGeometry

    def __post_init__(self) -> None:
        shapely.prepare(self.area)

    def __call__(self, position: Position) -> bool:
        return self.area.covers(shapely.Point(position.lon, position.lat))


def _ended(action: Action, world: World) -> Action:
    """An action whose framework is over stopped with it."""
    cadre = world.framework_of(action)
    end = cadre.end if cadre else None
    return action.ended_with(end.latest) if end and end.latest < world.today else action


def _calls(sheet: Sheet) -> tuple[str, ...]:
    """What people call a record: its title, its number, its other and former names."""
    said = (sheet.values.get(name) for name in ("nom", "titre", "numero", "autres_noms", "anciens_noms"))
    return tuple(call for one in said for call in (one if isinstance(one, list) else [one]) if isinstance(call, str))


def _departement(communes: Iterable[Sheet]) -> str:
    """The code of a department of the territory; all of them have one time zone."""
    found = (departement_of(str(sheet.values.get("code_insee") or "")) for sheet in communes)
    return next((code for code in found if code), "")


def _answering(numbers: Iterable[Urgence], communes: Iterable[Commune]) -> tuple[tuple[Urgence, ...], tuple[Urgence, ...]]:
    """The numbers that answer in the departments of these communes: those of a danger, then those that inform."""
    ours = {departement_of(one.code_insee) for one in communes}
    here = [one for one in numbers if not one.departements or ours & {*one.departements}]
    return tuple(one for one in here if one.danger), tuple(one for one in here if not one.danger)


def _untold(shown: Mapping[type[Record], Sequence[Record]], none_yet: bool) -> tuple[tuple[Record, ...], Cadre | None]:
    """The frameworks to publish, and the convention that nobody has told anything of, kept apart: it is no fact."""
    if not none_yet or shown[Axe] or any(told == "cadres" for of_kind in shown.values() for one in of_kind
                                         for _, told, _ in references(one)):  # fmt: skip
        return tuple(shown[Cadre]), None
    return (), next(iter(only(shown, Cadre)))


def _pending(records: Records, vocabulary: Vocabulary) -> tuple[Pending, ...]:
    """What the drafts of the territory may be for coverage; a confidential one says nothing, not even where."""
    drafts = [one for one in only(records, Structure) if not (one.published or one.beyond or one.adresse_confidentielle)]
    return tuple(Pending(offre, one.commune) for one in drafts if (offre := vocabulary.types[one.type].offre))


def _natural(text: str) -> str:
    """``A10`` → ``a0010``: sorted as text, A2 comes before A10."""
    return "".join(part.zfill(4) if part.isdigit() else part.lower() for part in re.findall(r"\d+|\D+", text))
