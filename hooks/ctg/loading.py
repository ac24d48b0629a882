"""From the files of ``data/`` to a catalogue: every file read, every mistake reported at once.

:func:`load` is the only way in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import shapely
from pydantic import BaseModel, ValidationError
from shapely.geometry import shape

from ctg.catalogue import Catalogue
from ctg.checks import check_all
from ctg.checks.accessibility import FILE as ACCESSIBILITY
from ctg.checks.accessibility import check_accessibility, whose
from ctg.checks.base import World
from ctg.checks.confidential import host, keep
from ctg.checks.folders import check_folders
from ctg.checks.places import BORDER
from ctg.checks.prose import check_prose
from ctg.checks.territory import convention_dates, easy_vocabulary, legal_notices
from ctg.checks.urgences import check_urgences, completed, number
from ctg.checks.words import named_persons
from ctg.clock import today
from ctg.contours import FILE as CONTOURS
from ctg.contours import load_contours
from ctg.journal import load_journal
from ctg.kinds import KINDS, Action, Commune, Record, Rencontre, Structure
from ctg.kinds.accessibilite import Accessibilite
from ctg.kinds.commune import commune_id
from ctg.kinds.fields import Position
from ctg.kinds.identifiers import is_identifier, rule
from ctg.kinds.rgaa import FILE as RGAA
from ctg.kinds.rgaa import Critere
from ctg.kinds.territoire import Territoire
from ctg.kinds.urgences import DEFAULT as URGENCES
from ctg.kinds.urgences import Urgence
from ctg.kinds.vocabulary import DEFAULT, Vocabulary
from ctg.positions import FILE as POSITIONS
from ctg.positions import load_positions, questions, still_true
from ctg.problems import ERROR, DataError, Problem, from_pydantic, nearest
from ctg.source import Location, Sheet, read_list, read_sheet, record_files


def load(root: Path, drafts: bool = False, on: dt.date | None = None) -> Catalogue:
    """Read, check and link ``data/`` of the project at ``root``.

    ``drafts`` also keeps the records marked ``brouillon``; ``on`` is the day to check dates against (today).
    Raises :class:`DataError` with every error and warning when at least one error was found; the
    warnings alone are kept in the catalogue.
    """
    reader = _Reader(root)
    catalogue = reader.read(drafts, on or today())
    if any(problem.level == ERROR for problem in reader.problems) or catalogue is None:
        raise DataError(reader.problems)
    return catalogue


@cache
def read_criteria() -> tuple[Critere, ...]:
    """The criteria of the RGAA, from the tool's own file."""
    sheets, problems = read_list(RGAA, RGAA.parent)
    assert sheets, problems
    return tuple(Critere.model_validate(sheet.values) for sheet in sheets)


class _Reader:
    """One reading of ``data/``, from files to a catalogue; ``problems`` fills up on the way."""

    def __init__(self, root: Path):
        self.root, self.data = root, root / "data"
        self.problems: list[Problem] = []
        self.context: dict = {}
        self.checked: list[tuple[Record, Sheet]] = []

    def read(self, drafts: bool, today: dt.date) -> Catalogue | None:
        self.problems += check_folders(self.root)
        urgences = self._urgences(today)
        vocabulary = self._vocabulary()
        contours, problems = load_contours(self.root)
        self.problems += problems
        sheets = {kind: self._sheets(kind) for kind in KINDS}
        self._names(vocabulary, contours, sheets)
        criteres = read_criteria()
        self.context["criteres"] = {critere.numero for critere in criteres}
        territoire = self._single("territoire.yml", Territoire)
        accessibilite = self._accessibilite(territoire, criteres, today)
        records = {kind: self._records(kind, sheets[kind]) for kind in KINDS}
        if vocabulary is None or territoire is None or contours is None or accessibilite is None:
            return None
        self._outlines(contours, records[Commune])
        found, problems = load_positions(self.root / POSITIONS, self.root, territoire.siren)
        journal, unread = load_journal(self.root, territoire.nom, territoire.siren)
        self.problems += [*problems, *unread, *check_prose(self.root)]
        world = self._world(contours, records, today)
        self.problems += check_all(self.checked, world)
        if any(problem.level == ERROR for problem in self.problems):
            return None
        # The only door: what may not leave a record is nowhere in the catalogue, whoever reads it.
        shown = {
            kind: tuple(record.only(keep(record, world.confidential)) for record in found if drafts or record.published)
            for kind, found in records.items()
        }
        hidden = frozenset(record.key for kept in shown.values() for record in kept if host(record, world.confidential))
        positions = still_true(found, questions(shown[Structure], shown[Commune]))
        told = tuple(sorted(self.problems))
        return Catalogue(
            territoire, vocabulary, contours, shown, told, positions, accessibilite, criteres, journal, hidden, urgences
        )

    # --- files -----------------------------------------------------------------------------------

    def _sheets(self, kind: type[Record]) -> list[Sheet]:
        if kind is Commune:
            sheets, problems = read_list(self.data / "communes.yml", self.root)
            self.problems += problems
            return self._communes(sheets)
        sheets, ids = [], {}
        for path in record_files(self.data / kind.folder):
            sheet, problems = read_sheet(path, self.root)
            self.problems += problems
            shown, meant = path.relative_to(self.root).as_posix(), commune_id(path.stem)
            if path.stem in ids:
                told = f"Cette fiche a la même adresse que {ids[path.stem]}.", "Renommez l'un des deux fichiers."
                self.problems.append(Problem(shown, 1, "", "", *told))
            elif not is_identifier(path.stem):
                told = (
                    f"Le nom du fichier sert d'adresse : {rule(path.stem)}.",
                    f"Renommez-le « {meant if is_identifier(meant) else 'nom'}.yml ».",
                )
                self.problems.append(Problem(shown, 1, "", "", *told))
            elif sheet:
                sheets.append(sheet)
            ids[path.stem] = shown
        return sheets

    def _communes(self, sheets: list[Sheet]) -> list[Sheet]:
        """Communes take their identifier from their name; a name or a code given twice is refused."""
        named, seen = [], {}
        for sheet in sheets:
            nom = str(sheet.values.get("nom") or "")
            for name in ("nom", "code_insee"):
                value = str(sheet.values.get(name) or "")
                key = (name, commune_id(value))
                if value and key in seen:
                    self.problems.append(
                        sheet.problem(
                            (name,), f"« {value} » figure déjà ligne {seen[key]}.", "Supprimez l'une des deux communes."
                        )
                    )
                seen.setdefault(key, sheet.line((name,)))
            named.append(Sheet(sheet.file, commune_id(nom), sheet.values, sheet.text, sheet.lines, sheet.base))
        return named

    def _single(self, name: str, model: type[BaseModel]) -> BaseModel | None:
        sheet, problems = read_sheet(self.data / name, self.root)
        self.problems += problems
        checked = self._validate(model, sheet) if sheet else None
        if isinstance(checked, Territoire):
            self.problems += convention_dates(checked.convention, sheet)
            self.problems += legal_notices(checked, sheet)
            self.problems += named_persons(checked, sheet)
        return checked

    def _accessibilite(self, territoire: Territoire | None, criteres: Iterable[Critere], today: dt.date) -> Accessibilite | None:
        """What the territory says of its accessibility; nothing is known without its own file."""
        path = self.root / ACCESSIBILITY
        if not path.exists():
            return Accessibilite()
        sheet, problems = read_sheet(path, self.root)
        self.problems += problems
        checked = self._validate(Accessibilite, sheet) if sheet else None
        if checked and sheet:
            self.problems += check_accessibility(checked, sheet, (critere.numero for critere in criteres), today)
            if territoire and (refused := list(whose(checked, sheet, territoire))):
                self.problems += refused
                return Accessibilite()
        return checked

    def _urgences(self, today: dt.date) -> tuple[Urgence, ...]:
        """The tool's emergency numbers, completed and corrected by the territory's own file if there is one."""
        base, problems = read_list(URGENCES, URGENCES.parent)
        assert base, problems  # the tool's own file
        path = self.data / "urgences.yml"
        own, problems = read_list(path, self.root) if path.exists() else ([], [])
        sheets = completed(base, own)
        found = [(urgence, sheet) for sheet in sheets if (urgence := self._validate(Urgence, sheet))]
        ours = [(urgence, sheet) for urgence, sheet in found if sheet not in base]
        self.problems += [*problems, *check_urgences(own, ours, today)]
        self.context["urgences"] = {*(urgence.numero for urgence, _ in found), *map(number, sheets)}
        return tuple(urgence for urgence, _ in found)

    def _vocabulary(self) -> Vocabulary | None:
        """The tool's vocabulary, completed by the territory's own file if there is one."""
        base, problems = read_sheet(DEFAULT, DEFAULT.parent)
        assert base, problems  # the tool's own file
        merged, sheet = {section: dict(terms) for section, terms in base.values.items()}, base
        own = self.data / "vocabulaire.yml"
        if own.exists():
            sheet, problems = read_sheet(own, self.root)
            self.problems += problems
            for section, terms in (sheet.values if sheet else {}).items():
                known = merged.get(section)
                if not isinstance(known, dict) or not isinstance(terms, dict):
                    self.problems.append(
                        sheet.problem(
                            (section,),
                            f"« {section} » n'est pas une partie du vocabulaire.",
                            "Parties possibles : rubriques, themes, types.",
                        )
                    )
                    continue
                for id, term in terms.items():
                    known[id] = {**known.get(id, {}), **term} if isinstance(term, dict) else term
        if sheet is None:
            return None
        vocabulary = self._validate(Vocabulary, Sheet(sheet.file, "", merged, sheet.text, sheet.lines))
        if vocabulary:
            self._place_of_terms(vocabulary, sheet)
        if vocabulary and sheet is not base:
            self.problems += [*easy_vocabulary(vocabulary, sheet), *named_persons(vocabulary, sheet)]
        return vocabulary

    def _place_of_terms(self, vocabulary: Vocabulary, sheet: Sheet) -> None:
        """A theme belongs to a known rubrique, a type to a known theme."""
        for section, field, terms, names in (
            ("themes", "rubrique", vocabulary.themes, vocabulary.rubriques),
            ("types", "theme", vocabulary.types, vocabulary.themes),
        ):
            for id, term in terms.items():
                if (named := getattr(term, field)) not in names:
                    self.problems.append(
                        sheet.problem(
                            (section, id, field),
                            f"« {named} » n'est pas dans le vocabulaire.",
                            f"Vouliez-vous écrire « {nearest(named, names) or next(iter(names))} » ?",
                        )
                    )

    # --- checks ----------------------------------------------------------------------------------

    def _names(self, vocabulary: Vocabulary | None, contours: dict | None, sheets: dict[type[Record], list[Sheet]]) -> None:
        """What references may name, known before any record is checked; see ``kinds.references.Reference``."""
        self.context = {kind.folder: {sheet.id for sheet in found} for kind, found in sheets.items()}
        self.context["communes"] = {str(sheet.values.get("nom")) for sheet in sheets[Commune]}
        if vocabulary:
            self.context |= {
                "themes": set(vocabulary.themes),
                "types": set(vocabulary.types),
                "rubriques": set(vocabulary.rubriques),
                "besoins": {*vocabulary.rubriques, *vocabulary.themes},
            }
        if contours:
            area = shapely.union_all([shape(feature["geometry"]) for feature in contours["features"]]).buffer(BORDER)
            shapely.prepare(area)

            def covers(position: Position) -> bool:
                return area.covers(shapely.Point(position.lon, position.lat))

            self.context["covers"] = covers

    def _records(self, kind: type[Record], sheets: Iterable[Sheet]) -> list[Record]:
        records = []
        for sheet in sheets:
            if record := self._validate(kind, sheet):
                record._id, record._file, record._written = sheet.id, sheet.file, sheet.values
                self.checked.append((record, sheet))
                records.append(record)
        return sorted(records, key=_order)

    def _validate(self, model: type[BaseModel], sheet: Sheet):
        try:
            return model.model_validate(sheet.values, context=self.context)
        except ValidationError as failure:
            errors = failure.errors(include_url=False)
            refused = {error["loc"][:-1] for error in errors}
            for error in errors:
                if error["type"] == "too_short" and error["loc"] in refused:
                    continue  # the list is only « empty » because its items were refused
                named = error.get("ctx", {}).get("field")
                location = _written((*error["loc"], named) if named else error["loc"], sheet)
                message, remedy = from_pydantic(error, _fields_at(model, error["loc"][:-1]))
                self.problems.append(sheet.problem(location, message, remedy))
        return None

    def _world(self, contours: dict, records: dict[type[Record], list[Record]], today: dt.date) -> World:
        names = {commune.code_insee: commune.nom for commune in records[Commune]}
        outlines = {names.get(f["properties"]["code_insee"], ""): shape(f["geometry"]) for f in contours["features"]}
        postcodes = {commune.nom: commune.codes_postaux for commune in records[Commune]}
        drafts = frozenset(record.key for found in records.values() for record in found if not record.published)
        confidential = {one.id: one for one in records[Structure] if one.adresse_confidentielle}
        return World(today, outlines, postcodes, drafts, confidential)

    def _outlines(self, contours: dict, communes: Iterable[Commune]) -> None:
        drawn = {feature["properties"]["code_insee"] for feature in contours["features"]}
        for commune in communes:
            if commune.code_insee not in drawn:
                self.problems.append(
                    Problem(
                        CONTOURS,
                        1,
                        "",
                        "",
                        f"La commune {commune.nom} ({commune.code_insee}) n'a pas de contour.",
                        "Ajoutez son contour, ou corrigez son code INSEE dans communes.yml.",
                    )
                )


def _order(record: Record) -> tuple:
    """Axes and actions by number (A2 before A10), meetings by date, the rest by name without accents."""
    if isinstance(record, Rencontre):
        return (record.date.first.isoformat(), commune_id(record.title), record.id)
    number = getattr(record, "numero", None) or (record.id if isinstance(record, Action) else "")
    padded = "".join(part.zfill(4) if part.isdigit() else part.lower() for part in _runs(number))
    return (padded, commune_id(record.title), record.id)


def _runs(text: str) -> Iterator[str]:
    """``A10`` → ``A``, ``10``."""
    run = ""
    for char in text:
        if run and run[-1].isdigit() != char.isdigit():
            yield run
            run = ""
        run += char
    if run:
        yield run


def _written(location: Location, sheet: Sheet) -> Location:
    """The location as the file has it: pydantic adds steps of its own, such as ``function-after``."""
    kept: Location = ()
    location = tuple(step for step in location if step != "[key]")  # a wrong name: the name itself is the place
    for step in location:
        if (*sheet.base, *kept, step) in sheet.lines or isinstance(step, int) or step == location[-1]:
            kept = (*kept, step)
    return kept


def _fields_at(model: type[BaseModel], location: Location) -> dict[str, str]:
    """The names accepted where a location points, each with an example of its value (or nothing)."""
    for step in location:
        field = model.model_fields.get(str(step)) if isinstance(step, str) else None
        if field is not None and (inner := _model_in(field.annotation)):
            model = inner
    return {name: str(field.examples[0]) if field.examples else "" for name, field in model.model_fields.items()}


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model inside ``Model``, ``Model | None``, ``tuple[Model, ...]`` or ``dict[str, Model]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for arg in getattr(annotation, "__args__", ()) if (m := _model_in(arg))), None)
