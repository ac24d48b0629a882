"""The records, found by anything that they say: a name, a street, a telephone in any writing, a note that is never published;
what else of the project says it, such as an answer that was kept; « Annuler »; and a change on several places at once: they are
chosen, what would change is shown, all is written together, or nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, partial
from typing import Any, NamedTuple

from ctg import api
from ctg_formulaire.desk import Desk, FormRequest, FormResponse, links_to
from ctg_formulaire.first_page import as_said, closure_of, understood
from ctg_formulaire.opened import DOCUMENTS, ChangedColumn, OpenedRecord, differences, documents_in, held, named
from ctg_formulaire.questions import CLOSED, HOURS
from ctg_formulaire.typed import THERE, Answers, answers_of, with_row
from ctg_formulaire.wording import fields_of, labels_of, spoken_kind, without_lines
from ctg_formulaire.workshop import Files, Note, NotWritten, ProjectState, Workshop, stamps

MOST = 30
"""Sheets that a search shows: beyond, one says more."""
DIGITS = 6
"""As many digits make a telephone, or the beginning of one."""
NUMBER = re.compile(r"[+\d][\d .()/\u00a0\u202f-]*")
COMMENT = re.compile(r"(?:^|\s)#(.*)", re.MULTILINE)
ELSEWHERE = ("data", "docs", "confirmations", "brouillons")
"""What people write, or what is kept of them, is in these folders."""
SHAPES = ".geojson"
"""The end of the files that hold lines of maps: long, and about nobody."""


class SaidText(NamedTuple):
    """A text of a sheet, and where it stands."""

    path: api.FieldPath
    text: str

    @property
    def box(self) -> str:
        """What leads to its box in its form."""
        return "#" + "-".join(map(str, ("champ", *self.path))) if self.path else ""


def texts(values: Any, path: api.FieldPath = ()) -> Iterator[SaidText]:
    """Every text of a record, in the order of its file."""
    if isinstance(values, Mapping):
        for name, inner in values.items():
            yield from texts(inner, (*path, str(name)))
    elif isinstance(values, list | tuple):
        for rank, inner in enumerate(values):
            yield from texts(inner, (*path, rank))
    elif values is not None:
        yield SaidText(path, str(values))


def telephone_of(text: str) -> str:
    """The digits of a telephone, as one dials it here; "" for another text."""
    if not NUMBER.fullmatch(text.strip()):
        return ""
    digits = api.dialled(text).lstrip("+")
    return digits if len(digits) >= DIGITS else ""


class Searched(NamedTuple):
    """What one looks for: folded words, or a telephone."""

    words: tuple[str, ...]
    telephone: str

    @classmethod
    def of(cls, typed: str) -> "Searched":
        """What was typed."""
        return cls(tuple(api.fold(typed).split()), telephone_of(typed))

    def found(self, title: str, values: Any, asked: Iterable[SaidText] = ()) -> SaidText | None:
        """The text of a record that answers, its title first, what is ``asked`` of it last; an empty one when several do
        together; None when none does."""
        every = [SaidText((), title), *texts(values), *asked]
        if self.telephone:
            numbers = ((one, telephone_of(number)) for one in every for number in NUMBER.findall(one.text))
            return next((one for one, number in numbers if self.telephone in number), None)
        folded = [(one, api.fold(one.text)) for one in every]
        whole = next((one for one, text in folded if all(word in text for word in self.words)), None)
        together = all(any(word in text for _, text in folded) for word in self.words)
        return whole or (SaidText((), "") if together else None)


class RecordLine(NamedTuple):
    """A record that was found, and why."""

    key: str
    title: str
    kind: str
    why: str = ""
    box: str = ""


def undo(request: FormRequest, desk: Desk) -> FormResponse:
    """Undoes the last save; the first page says it, or why not."""

    def undone() -> FormResponse:
        desk.told.append(f"Annulé. {desk.workshop.undo().title}.")
        return desk.led()

    return desk.tried(request, undone, desk.excused)


def records(request: FormRequest, desk: Desk) -> FormResponse:
    """The records of a kind, or those that say what is looked for; the other files of ``data/``."""
    wanted = {name: request.args.get(name, "").strip() for name in ("genre", "mots")}
    folder, state = wanted["genre"], desk.workshop.state()
    kind = api.KIND_OF.get(folder)
    links = links_to(desk.screens, folder) if folder in api.ONE_FILE_EACH else []
    searched = Searched.of(wanted["mots"])
    found = list(lines(desk.workshop, state, folder, searched)) if kind or wanted["mots"] else []
    return desk.page(
        "formulaire/fiches.html",
        spoken_kind(kind, many=True).capitalize() if kind else "Fiches",
        "fiches",
        kinds=kinds(state),
        asked=wanted,
        lines=found[:MOST] if wanted["mots"] else found,
        more=len(found) - MOST if wanted["mots"] else 0,
        number=searched.telephone,
        elsewhere=[*elsewhere(desk.workshop, searched)][:MOST] if wanted["mots"] and not folder else [],
        searched=bool(kind or wanted["mots"]),
        links=links,
        files=[(id, title) for id, title, _ in documents_in(desk.workshop.root)],
        new=folder if folder in api.ONE_FILE_EACH else "",
    )


def kinds(state: ProjectState, new: bool = False) -> list[tuple[str, str, int]]:
    """(folder, name, how many) of each kind; ``new``: those of which one can be made, in the singular."""
    return [
        (folder, spoken_kind(kind, many=not new), len(state.names.get(folder, state.names["communes"])))
        for folder, kind in api.KIND_OF.items()
        if not new or folder in api.ONE_FILE_EACH
    ]


def lines(workshop: Workshop, state: ProjectState, folder: str, searched: Searched) -> Iterator[RecordLine]:
    """The records that answer as their files have them, by kind then by title, and the other files."""
    known, inside = {record.key: record for record in state.records}, cache(partial(held, root=workshop.root))
    for key, written in api.written_records(workshop.root)[0].items():
        of, _, id = key.partition("/")
        if folder and of != folder:
            continue
        record, kind = known.get(key), api.KIND_OF[of]
        values = inside(written.path)
        values = values[written.position] if written.position is not None and isinstance(values, list) else values
        title = record.title if record else named(values, state.names.get(of, {}).get(id, id))
        if found := searched.found(title, values):
            yield RecordLine(key, title, spoken_kind(kind), _why(record, found, labels_of(kind)), found.box)
    for id, title, values in () if folder else documents_in(workshop.root):
        kind = DOCUMENTS[f"{id.partition('.')[0]}.yml"]
        asked = (SaidText(one.path, text) for one in api.all_fields(fields_of(kind)) for text in (one.label, one.help))
        if found := searched.found(title, values, asked):
            yield RecordLine(f"fichier/{id}", title, "fichier", _why(None, found, labels_of(kind)), found.box)


def elsewhere(workshop: Workshop, searched: Searched) -> Iterator[RecordLine]:
    """What else says it: pages, answers, what is not saved yet, what the tool keeps; of sheets, comments, which are no values.
    Those that cannot be read are looked at line by line."""
    root = workshop.root
    written = api.written_records(root)[0].items()
    sheets = {one.path: key * (one.position is None) for key, one in written if held(one.path, root) is not None}
    for path in (root / name for folder in ELSEWHERE for name, *_ in stamps(root / folder) if not name.endswith(SHAPES)):
        with suppress(OSError, UnicodeDecodeError):  # a folder, a picture
            text, file = api.read_plain(path, root).decode("utf-8"), path.relative_to(root).as_posix()
            if found := searched.found(file, COMMENT.findall(text) if path in sheets else text.splitlines()):
                key = f"reponses/{path.stem}" if path.suffix == ".json" and "reponses" in path.parts else sheets.get(path, "")
                yield RecordLine(key, file, api.FILES.get(path.name, ""), found.text.strip()[:80])


def _why(record: api.Record | None, found: SaidText, labels: Mapping[str, str]) -> str:
    """« brouillon · Téléphone : 01 99 … »: its state, and what answers."""
    path = ".".join(step for step in found.path if isinstance(step, str))
    text = " ".join(found.text.split())
    label, shown = labels.get(path, path), f"{text[:80]}{'…' if len(text) > 80 else ''}"
    shown = (f"{label} : {shown}" if text != label else label) if found.path and text else ""
    state = "" if record is None else "brouillon" if not record.published else "à vérifier" if record.doubtful else ""
    return " · ".join(part for part in (state, shown) if part)


# --- several places at once ----------------------------------------------------------------------


TITLE = "Plusieurs lieux à la fois"
FILTERS = ("type", "gestionnaire", "commune", "mots", "comme")
BOXES = ("fermeture", "heures", "saison", "saison_heures", "telephone", "gestionnaire_nouveau")
NOTHING_TO_DO = Note("Rien n’est à changer.", "Remplissez au moins une case.")
NOBODY = Note("Aucun lieu n’est choisi.", "Cochez-en au moins un.")


class ChangedSheet(NamedTuple):
    """One sheet that would change: where it is, what it is called, what changes in it."""

    key: str
    title: str
    columns: list[ChangedColumn]


def together(request: FormRequest, desk: Desk) -> FormResponse:
    """The places and the boxes; what would change; then it is written."""
    return desk.tried(request, partial(_asked, request, desk), partial(_page, request, desk))


def _asked(request: FormRequest, desk: Desk) -> FormResponse:
    """Raises :class:`NotWritten`, :class:`EditError`."""
    if not (keys := request.answers.get("fiche", [])):
        raise NotWritten(NOBODY)
    files, changed = changes(desk, keys, {name: request.said(name).strip() for name in BOXES})
    if request.said("_geste") != "ecrire":
        if wrong := desk.workshop.verdict(files).wrong:
            raise NotWritten(*wrong)
        return _page(request, desk, changed=changed)
    desk.change(f"{api.plural(len(changed), 'fiche')} changée{'s' if len(changed) > 1 else ''} ensemble", files)
    return desk.led()


# --- what changes --------------------------------------------------------------------------------


def changes(desk: Desk, keys: list[str], said: Mapping[str, str]) -> tuple[Files, list[ChangedSheet]]:
    """The files once changed, and what changes in each. Raises :class:`NotWritten`, :class:`EditError`."""
    wrong = list(_misread(said)) if any(said.values()) else [NOTHING_TO_DO]
    if wrong:
        raise NotWritten(*wrong)
    written, state = api.written_records(desk.workshop.root)[0], desk.workshop.state()
    files: dict[str, bytes | None] = {}
    changed: list[ChangedSheet] = []
    for key in dict.fromkeys(key for key in keys if key in written):
        opened = OpenedRecord.read(desk.workshop.root, written[key])
        meant = understood(opened.kind.folder, opened.values, _filled(opened, said, desk), state.day)
        reading, values = opened.reading(meant.answers, state.names)
        if faults := [*meant.faults.values(), *reading.faults.values()]:
            labels = labels_of(opened.kind)
            raise NotWritten(*(Note(f"{opened.title} : {one.message}", without_lines(one.remedy, labels)) for one in faults))
        after = opened.after(reading, values)
        if after != opened.before:
            files[opened.file] = after
            changed.append(ChangedSheet(key, opened.title, differences(opened.kind, opened.values, values)))
    if not files:
        raise NotWritten("Ces lieux le disent déjà : rien ne changerait.")
    return files, changed


def _misread(said: Mapping[str, str]) -> Iterator[Note]:
    """What is not understood in the boxes: none of it is kept as a remark, for twelve places at once."""
    for name, read, example in (
        ("fermeture", closure_of, "du 2 au 20 août 2027"), ("heures", api.read_week, "lundi à vendredi, 7h30 à 18h30"),
        ("saison", closure_of, "du 1er juillet au 31 août"), ("saison_heures", api.read_week, "lundi à vendredi, 9h à 17h"),
    ):  # fmt: skip
        if said[name] and not read(said[name]):
            yield Note(f"« {api.shown(said[name])} » ne se comprend pas.", f"Écrivez par exemple : {example}.")
    if bool(said["saison"]) != bool(said["saison_heures"]):
        yield Note("Une saison a des jours et des heures.", "Remplissez les deux cases.")


def _filled(opened: OpenedRecord, said: Mapping[str, str], desk: Desk) -> Answers:
    """The form of a record once the boxes of all are in it."""
    answers = answers_of(opened.fields, opened.values) | as_said(opened.kind.folder, opened.values, desk.workshop.state().day)
    known = api.read_closures("\n".join(answers[CLOSED])) if said["fermeture"] else []
    if said["fermeture"] and closure_of(said["fermeture"]) not in known:
        answers[CLOSED] = ["\n".join(filter(None, [*answers[CLOSED], said["fermeture"]]))]
    boxes = {"heures": HOURS, "telephone": "telephone", "gestionnaire_nouveau": "gestionnaire"}
    answers |= {box: [said[name]] for name, box in boxes.items() if said[name]}
    if said["saison"] and (period := closure_of(said["saison"])):
        answers, row = with_row(answers | {"horaires": [THERE]}, "horaires.semaines")
        answers |= {f"{row}.{name}": [text] for name, text in period.items() if name in {"du", "au"}}
        week = api.read_week(said["saison_heures"])
        answers |= {f"{row}.{day}": value if isinstance(value, list) else [value] for day, value in week.items()}
    return answers


# --- a number, wherever it is --------------------------------------------------------------------


def renumber(request: FormRequest, desk: Desk, number: str) -> FormResponse:
    """A number that several sheets give is changed in all of them: shown, then written together."""
    new, bearing = request.said("nouveau").strip(), list(_bearing(desk, telephone_of(number)))

    def changed() -> FormResponse:
        if not new or not bearing:
            raise NotWritten("Quel est le nouveau numéro ?")
        files: dict[str, bytes | None] = {}
        for name, _, paths in bearing:
            before = (desk.workshop.on_disk(name) or b"").decode("utf-8")
            files[name] = api.edit(before, dict.fromkeys(paths, new)).encode()
        desk.change(f"{number} devient {new} : {api.plural(len(files), 'fiche')}", files)
        return desk.led(f"fiches/?mots={new}")

    def shown(notes: tuple[Note, ...]) -> FormResponse:
        title = f"Changer le {number}"
        return desk.page("formulaire/numero.html", title, "fiches", notes=notes, number=number, found=bearing, new=new)

    return desk.tried(request, changed, shown)


def _bearing(desk: Desk, number: str) -> Iterator[tuple[str, str, list[api.FieldPath]]]:
    """(file, title, where) of all that gives a number, in fields of their own."""
    if not number:
        return
    root, files = desk.workshop.root, {"data/territoire.yml"}
    files |= {one.path.relative_to(root).as_posix() for one in api.written_records(root)[0].values()}
    for name in sorted(files):
        values = api.parse((desk.workshop.on_disk(name) or b"").decode("utf-8"))
        if paths := [one.path for one in texts(values) if telephone_of(one.text) == number]:
            yield name, named(values, name), paths


# --- shown ---------------------------------------------------------------------------------------


def _page(
    request: FormRequest, desk: Desk, notes: tuple[Note, ...] = (), changed: list[ChangedSheet] | None = None
) -> FormResponse:
    """The places that are looked for, ticked; the boxes; what would change."""
    state = desk.workshop.state()
    if not state.catalogue:
        desk.refuse(TITLE, "Une fiche a une erreur : corrigez-la d’abord.")
    said = {name: request.args.get(name, "") or request.said(f"_{name}") for name in FILTERS}
    every = {place.key: place for place in state.catalogue.places}
    model = every.get(said["comme"])
    if model and not any(said[name] for name in FILTERS[:4]):
        said["type"] = model.type_id or ""
    places = [place for place in every.values() if _wanted(state.catalogue, place, said) and place is not model]
    typed = {name: request.said(name) for name in BOXES}
    if model and not request.answers:
        typed["heures"] = as_said(model.folder, model.as_written, state.day)[HOURS][0]
    filtered = any(said.values()) or bool(request.answers)
    return desk.page(
        "formulaire/ensemble.html",
        f"Mêmes heures que « {model.title} »" if model else TITLE,
        "fiches",
        notes=notes,
        said=said,
        typed=typed,
        places=places if filtered else [],
        filtered=filtered,
        chosen=set(request.answers.get("fiche", ())) if request.answers else {place.key for place in places},
        changed=changed,
        types=_words((place.type_id for place in every.values()), state.names["types"]),
        managers=_words((place.gestionnaire for place in every.values()), {}),
        communes=_words((place.seat for place in every.values()), {}),
    )


def _words(ids: Iterable[str | None], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What one chooses from, and how it is said, in the order of the alphabet."""
    return sorted(((id, names.get(id, id)) for id in {*ids} if id), key=lambda pair: api.fold(pair[1]))


def _wanted(catalogue: api.Catalogue, place: api.Place, said: Mapping[str, str]) -> bool:
    commune = said["commune"]
    return (
        (not said["type"] or place.type_id == said["type"])
        and (not said["gestionnaire"] or place.gestionnaire == said["gestionnaire"])
        and (not commune or commune in {place.seat, *place.communes_named})
        and (not said["mots"] or Searched.of(said["mots"]).found(place.title, place.as_written) is not None)
    )
