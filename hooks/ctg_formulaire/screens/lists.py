"""The records, found by anything that they say: a name, a street, a telephone in any writing; and « Annuler »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ctg import api
from ctg_formulaire.desk import Desk, FormRequest, FormResponse
from ctg_formulaire.opened import FOLDER, documents_in, labels_of, spoken_kind
from ctg_formulaire.workshop import ProjectState, Workshop

MOST = 30
"""Sheets that a search shows: beyond, one says more."""
DIGITS = 6
"""As many digits make a telephone, or the beginning of one."""


class SaidText(NamedTuple):
    """A text of a sheet, and where it stands."""

    path: api.FieldPath
    text: str


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
    if not re.fullmatch(r"[+\d][\d .()/\u00a0\u202f-]*", text.strip()):
        return ""
    digits = re.sub(r"\D", "", text)
    if text.strip().startswith("+33") or text.strip().startswith("0033"):
        digits = "0" + re.sub(r"^(00)?330?", "", digits)
    return digits if len(digits) >= DIGITS else ""


class Searched(NamedTuple):
    """What one looks for: folded words, or a telephone."""

    words: tuple[str, ...]
    telephone: str

    @classmethod
    def of(cls, typed: str) -> Searched:
        """What was typed."""
        return cls(tuple(api.fold(typed).split()), telephone_of(typed))

    def found(self, title: str, values: Any) -> SaidText | None:
        """The text of a record that answers, its title first; an empty one when several do together; None when none does."""
        every = [SaidText((), title), *texts(values)]
        if self.telephone:
            return next((one for one in every if self.telephone in telephone_of(one.text)), None)
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
    reached = [one for one in desk.screens if one.link and one.of in ("", folder)] if folder in api.ONE_FILE_EACH else []
    links = [(one.link, one.path.replace("<folder>", folder)) for one in reached]
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
    """The records that answer, by kind then by title, and the other files; without a catalogue, only names are known."""
    known = {record.key: record for record in state.records}
    for key in api.written_records(workshop.root)[0]:
        of, _, id = key.partition("/")
        if folder and of != folder:
            continue
        record, kind = known.get(key), api.KIND_OF[of]
        title = record.title if record else state.names.get(of, {}).get(id, id)
        found = searched.found(title, record.as_written if record else {})
        if found:
            yield RecordLine(key, title, spoken_kind(kind), _why(record, found, labels_of(kind)))
    for id, title, values in () if folder else documents_in(workshop.root):
        if found := searched.found(title, values):
            yield RecordLine(f"{FOLDER}/{id}", title, "fichier", found.text[:80] if found.path else "")


def _why(record: api.Record | None, found: SaidText, labels: Mapping[str, str]) -> str:
    """« brouillon · Téléphone : 01 99 … »: its state, and what answers."""
    if record is None:
        return ""
    path = ".".join(step for step in found.path if isinstance(step, str))
    text = " ".join(found.text.split())
    shown = f"{labels.get(path, path)} : {text[:80]}{'…' if len(text) > 80 else ''}" if found.path and text else ""
    state = "" if record.published and not record.doubtful else "brouillon" if not record.published else "à vérifier"
    return " · ".join(part for part in (state, shown) if part)


def key_of(problem: api.Problem) -> str:
    """The record that a problem is about; "" when its file is no record's."""
    _, _, key = problem.file.partition("data/")
    key = key.removesuffix(".yml").removesuffix(".yaml")
    return key if key.partition("/")[0] in api.ONE_FILE_EACH and "/" in key else ""
