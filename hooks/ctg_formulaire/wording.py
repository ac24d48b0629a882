"""What a mistake is called in the form: the sheet and the box that people see, never a file nor its lines."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from ctg import api

NOT_HIDDEN = "Une page publiée ne se cache pas : « N’existe plus » dit à qui la suit ce qu’elle devient."


class Note(NamedTuple):
    """A message about a box: a mistake, or a warning."""

    message: str
    remedy: str = ""
    level: str = api.ERROR
    put: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(box, texts) of all that its button fills."""
    offer: str = ""
    """What its button says."""

    @property
    def sentence(self) -> str:
        """The message, then its remedy."""
        return f"{self.message} {self.remedy}".strip()

    @property
    def gesture(self) -> str:
        """What its button sends."""
        return f"mettre:{json.dumps(self.put)}"

    @property
    def wrong(self) -> bool:
        """Whether it forbids to save."""
        return self.level == api.ERROR


class NotWritten(Exception):
    """Nothing was written, or sent, and why, in French: each reason, with its remedy when it has one."""

    def __init__(self, *why: str | Note) -> None:
        self.notes = tuple(Note(one) if isinstance(one, str) else one for one in why)
        super().__init__(" ".join(one.sentence for one in self.notes))

    def of(self, name: str) -> "NotWritten":
        """The same, said of one thing among others."""
        return NotWritten(*(one._replace(message=f"{name} : {one.message}") for one in self.notes))


def fields_of(kind: type[api.Record]) -> tuple[api.Field, ...]:
    """The fields of a kind: compulsory ones, its own, those of all records."""
    return tuple(sorted(api.fields_of(kind), key=lambda one: (one.key in api.SHARED, not one.required)))


@lru_cache
def labels_of(kind: type[api.Record], at: tuple[str, ...] = ()) -> dict[str, str]:
    """What each field of a kind is called in its form, by its path and by its own key: that which is nearest to the box ``at``,
    then the least deep."""
    labels: dict[str, str] = {}

    def far(one: api.Field) -> tuple[int, int]:
        return -sum(one.path[:n] == at[:n] for n in range(1, len(at) + 1)), len(one.path)

    for one in sorted(api.all_fields(fields_of(kind)), key=far):
        for name in (".".join(one.path), one.key):
            labels.setdefault(name, one.label)
    return labels


def in_words(text: str, labels: Mapping[str, str]) -> str:
    """A sentence without the names of a file: « structures.2 » is « Structures, n° 2 »."""

    def named(found: re.Match[str]) -> str:
        steps = found[1].split(".")
        label = labels.get(".".join(step for step in steps if not step.isdigit()))
        ranks = ", ".join(f"n° {step}" for step in steps if step.isdigit())
        return f"« {', '.join(part for part in (label, ranks) if part)} »" if label else found[0]

    return re.sub(r"« ([a-z][a-z0-9_.]*) »", named, text)


def steps_of(name: str) -> tuple[str, ...]:
    """« sources.2.titre » → the field that it is, in whatever row."""
    return tuple(step for step in name.split(".") if not step.isdigit())


LINE = re.compile(r"« (?:- )?([a-z_]+): ([^»]+?) »")


def without_lines(sentence: str, labels: Mapping[str, str]) -> str:
    """A sentence without the lines of a file: « telephone: 0199001122 » is « 0199001122 » in « Téléphone », alone for a blank."""
    given = LINE.sub(
        lambda line: f"« {line[2].strip('[]')} » dans « {labels[line[1]]} »" if line[1] in labels else line[0], sentence
    )
    return re.sub(r"« [^»]*…[^»]* » dans ", "", given)


KINDS_SAID = {"structures": ("lieu", "lieux"), "cadres": ("convention ou plan", "conventions et plans")}
"""Folder of a kind → what she calls one, and several, where its key says otherwise."""


def spoken_kind(kind: type[api.Record], many: bool = False) -> str:
    """What people call a record of a kind, or several."""
    return KINDS_SAID.get(kind.folder, (kind.singular, getattr(kind, "plural", "")))[many]


FOLDER = "fichier"
"""Where are the forms of the files of ``data/`` that stand alone and that people write. What the tool keeps by itself (« Quoi de
neuf », the points of addresses, the follow-up of confirmations…) has none."""


def _sheet_of(model: type, singular: str) -> Any:
    """A kind of sheet whose only record is a file. Nobody looks for it: nothing is expected of it."""
    told = {"folder": FOLDER, "singular": singular, "expected": ()}
    hints = dict.fromkeys(told, ClassVar[Any])
    return type(f"{model.__name__}File", (model,), {"__annotations__": hints, "__module__": __name__, **told})


DOCUMENTS: dict[str, Any] = {
    "territoire.yml": _sheet_of(api.Territoire, "le territoire, sa marque, qui publie le site"),
    "vocabulaire.yml": _sheet_of(api.Vocabulary, "les mots du site"),
    "urgences.yml": _sheet_of(api.Urgence, "numéro d’urgence"),
    **{one.name: _sheet_of(one.model, one.singular) for one in api.LONE_FILES},
}
"""By name; « urgences.yml » is a list of them."""


def kind_of(file: str) -> Any:
    """What a file of ``data/`` holds; None for another file."""
    name = file.removeprefix("data/")
    return DOCUMENTS.get(name) or api.KIND_OF.get(name.partition("/")[0].removesuffix(".yml"))


def place_of(problem: api.Problem) -> str:
    """The sheet of a mistake, and its box: « Le territoire, « SIREN » »."""
    kind, name = kind_of(problem.file), problem.file.removeprefix("data/")
    labels = labels_of(kind) if kind else {}
    sheet = api.FILES.get(name) or (f"{api.capital(spoken_kind(kind))} « {Path(name).stem} »" if kind else problem.file)
    path = ".".join(steps_of(problem.field))
    return f"{sheet}, « {labels[path]} »" if path in labels else sheet


def note_of(problem: api.Problem) -> Note:
    """A mistake outside of the boxes that are shown: where it is, then what."""
    message, remedy = _plain(problem)
    return Note(f"{place_of(problem)} : {message}", remedy, problem.level)


def of_errors(problems: Iterable[api.Problem]) -> tuple[Note, ...]:
    """What forbids to write, outside of a record: each sentence once, with the sheets, or the addresses, that it is said of."""
    places: dict[tuple[str, str], list[str]] = {}
    for one in (problem for problem in problems if problem.level == api.ERROR):
        hidden = one.file == api.ADDRESSES_FILE
        told = (one.message, NOT_HIDDEN) if hidden else _plain(one)
        places.setdefault(told, []).append(one.excerpt if hidden else place_of(one))
    return tuple(Note(f"{', '.join(dict.fromkeys(where))} : {told}", remedy) for (told, remedy), where in places.items())


def _plain(problem: api.Problem) -> tuple[str, str]:
    """Message and remedy without what only a file has."""
    kind = kind_of(problem.file)
    labels = labels_of(kind, steps_of(problem.field)) if kind else {}
    message, remedy = (in_words(without_lines(text, labels), labels) for text in (problem.message, problem.remedy))
    return message, in_a_form(remedy)


def in_a_form(remedy: str) -> str:
    """A remedy without the words of a file."""
    if remedy.startswith("Ajoutez une ligne"):
        return "Remplissez-le."
    return re.sub(r"\[([^\[\]]+)\]", r"\1", remedy.replace("supprimez la ligne", "videz le champ"))
