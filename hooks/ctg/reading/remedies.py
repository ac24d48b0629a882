"""From a sheet to a checked model: every mistake in French, on its line, with the line to write instead.

Each guess at what was meant is put in the place of the value and read again by the record itself: what is shown is always
accepted. It says all that the value said: what it leaves out is shown with the field that keeps it, else the guess is not
offered."""

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ctg.common.phrases import DAYS
from ctg.common.problems import SUGGESTED, Location, Problem, fold, from_pydantic, location_of, nearest, shown, suggest
from ctg.model import Record, kinds_with
from ctg.model.fields import former_fields
from ctg.model.references import SILENT
from ctg.reading.describe import Type, field_at, field_examples, inner_model, model_at
from ctg.reading.guesses import Form, of_group, of_list, of_number, of_text, of_the_field, of_word, several
from ctg.reading.sheet import Sheet, read_list
from ctg.reading.slips import bulleted
from ctg.reading.spoken.days import UNKNOWN
from ctg.reading.spoken.weeks import restricted, week
from ctg.reading.spoken.words import EVERYDAY_NAMES, meant
from ctg.reading.yaml_text import field_lines, flow, scalar

LONGEST = 500
"""Characters of what may be another form of a value."""
YEAR = "2026"  # any year, for what is unknown in a form
TEXTS = ("texte", "titre", "note", "comment", "nom")
"""The fields of a group that hold a text, where a text alone may go."""
KEPT_IN = ("faits_a_savoir", "description", "note", "notes_internes")
"""Where what a value leaves out may be kept."""
MIGRATE = "Lancez « ctg migrer » : il dit la même chose dans la forme d'aujourd'hui."


def message_and_remedy(
    model: type[BaseModel], sheet: Sheet, where: Location, error: ErrorDetails, context: Mapping[str, Any], guessed: bool = True
) -> tuple[str, str]:
    """(message, remedy), in French, for one error of pydantic on a sheet. ``where``: its place as the file has it; ``context``:
    what references may name; ``guessed``: likely forms of the value are tried. Without one that the record takes, the remedy
    is that of the error itself."""
    within = model_at(model, where[:-1])
    if error["type"] == "extra_forbidden":
        return _unknown(model, sheet, where, error.get("input"))
    if error["type"] == "missing":
        return _missing(sheet, where, within, error)
    message, remedy = from_pydantic(error, field_examples(within))
    if error["type"] == "string_type" and isinstance(error["input"], dict):
        message = "Un deux-points coupe ce texte en deux."
    elif error["type"] == "model_type" and where:
        name = next((step for step in reversed(where) if isinstance(step, str)), "")
        message = f"« {name} » se dit en plusieurs champs : {_fields_of(model_at(model, where))}."
    offered = _offered(model, sheet, where, error, context) if guessed else None
    if offered is None and error["type"] == "model_type" and where:
        remedy = line_to_write(where, _blank(model_at(model, where)), sheet)
        if isinstance(error["input"], str):
            remedy += _kept(model, sheet, where, error["input"]) or ""
    return message, offered or remedy


def _offered(
    model: type[BaseModel], sheet: Sheet, where: Location, error: ErrorDetails, context: Mapping[str, Any]
) -> str | None:
    """The first guess that the record takes, and that says all that the value said."""
    if several := _several(model, sheet, where, error.get("input"), context):
        return several
    for form in _forms(model, where, error):
        kept = _kept(model, sheet, where, form.rest)
        if kept is not None and of_the_field(form.unit, model, where) and _taken(form.value, model, sheet, where, context):
            return line_to_write(where, form.value, sheet) + kept
    value = error.get("input")
    if not isinstance(value, str) or len(value) > LONGEST:
        return None
    if error["type"] == "tuple_type":
        return line_to_write(where, next(of_list(value)).value, sheet)  # its items will be told in their turn
    for form in of_group(value, model_at(model, where[:-1]).model_fields) if len(where) > 1 else ():  # « de: entre 3 et 6 ans »
        above = _joined(sheet, where, form.value)
        if above and not form.unit and _taken(above, model, sheet, where[:-1], context):
            return line_to_write(where[:-1], above, sheet)
    return None


def _several(model: type[BaseModel], sheet: Sheet, where: Location, value: object, context: Mapping[str, Any]) -> str | None:
    """The items to write where one holds several names."""
    names = several(value, context, lambda form: _taken(form, model, sheet, where, context)) if where else []
    if not names or not isinstance(where[-1], int):
        return None
    if sheet.problem(where, "").excerpt.startswith("-"):
        return f"Écrivez {' puis '.join(f'« - {scalar(name)} »' for name in names)}."
    group: Any = sheet.values
    for step in where[:-1]:
        group = group[step]
    return line_to_write(where[:-1], [*group[: where[-1]], *names, *group[where[-1] + 1 :]], sheet)


def line_to_write(where: Location, value: Any, sheet: Sheet) -> str:
    """« Écrivez « telephone: 01 99 00 00 00 ». »: the field with ``value``, or the item as its list has it."""
    text = scalar(value) if isinstance(value, str) else flow(value)
    text = text.replace(f'"{UNKNOWN}"', UNKNOWN)
    if isinstance(where[-1], str):
        text = f"{where[-1]}: {text}"
    elif sheet.problem(where, "").excerpt.startswith("-"):
        text = f"- {text}"
    rest = " Remplacez « … » par ce que vous savez." if UNKNOWN in text else ""
    return f"Écrivez « {text} ».{rest}"


# --- names ---------------------------------------------------------------------------------------


def meant_field(name: str, fields: Mapping[str, Any]) -> str | None:
    """The field of ``fields`` that a name of everyday life, or a slip, stands for; None when none is near."""
    called = EVERYDAY_NAMES.get(fold(name))
    return called if called in fields else nearest(name, fields, 0.75)


def _unknown(model: type[BaseModel], sheet: Sheet, where: Location, value: object) -> tuple[str, str]:
    """A name that is none of the fields here: one under another name, one of a group, or several days at once."""
    within, name = model_at(model, where[:-1]), str(where[-1])
    fields, message = field_examples(within), f"Le champ « {shown(name)} » n'existe pas ici."
    if name in former_fields(within):
        return f"Le champ « {name} » n'existe plus.", MIGRATE
    if isinstance(value, str) and "lundi" in fields and (days := week(value, name)):
        lines = " puis ".join(f"« {day}: {hours if isinstance(hours, str) else flow(hours)} »" for day, hours in days.items())
        return message, f"Écrivez {'une ligne par jour : ' if len(days) > 1 else ''}{lines}."
    near = meant_field(name, fields)
    if near and (*sheet.base, *where[:-1], near) in sheet.lines and isinstance(value, str):
        line = sheet.line((*where[:-1], near))
        kept = (_kept(model, sheet, (*where[:-1], near), value) or "").strip() or "Gardez une seule valeur."
        return f"{message} « {near} » est déjà écrit (ligne {line}).", kept
    groups = [one for one in fields if name in field_examples(inner_model(within, one))]
    if len(groups) == 1 and not near:
        written_there = f"{name}: {value}" if isinstance(value, str) else f"{name}: …"
        remedy = f"Sous « {groups[0]}: », écrivez « {written_there} », avec 2 espaces devant."
        return f"« {name} » va sous « {groups[0]} ».", remedy
    return message, f"Vouliez-vous écrire « {near} » ?" if near else suggest(name, fields, "Champs possibles")


def _missing(sheet: Sheet, where: Location, within: type[BaseModel], error: ErrorDetails) -> tuple[str, str]:
    """A field that is not there; or whose line is, with nothing after it, or only what YAML takes for a comment."""
    message, remedy = from_pydantic(error, {})
    example = field_examples(within).get(str(where[-1]))
    if (*sheet.base, *where) not in sheet.lines:
        return message, f"Ajoutez une ligne « {where[-1]}: … », par exemple « {where[-1]}: {example} »." if example else remedy
    hidden = re.search(r":\s+(#\S.*)$", sheet.problem(where, "").excerpt)
    if hidden:
        return "Ce qui suit un « # » n'est pas lu : ce champ est vide.", line_to_write(where, hidden[1], sheet)
    return (
        f"Le champ « {where[-1]} » est obligatoire et il est vide.",
        f"Remplissez-le, par exemple « {where[-1]}: {example or '…'} ».",
    )


def _fields_of(model: type[BaseModel]) -> str:
    """The fields of a group, those that it needs first, as many as one reads."""
    fields = sorted(model.model_fields, key=lambda name: not model.model_fields[name].is_required())
    return ", ".join(fields[:SUGGESTED]) + (", etc" if len(fields) > SUGGESTED else "")


# --- values --------------------------------------------------------------------------------------


def _forms(model: type[BaseModel], where: Location, error: ErrorDetails) -> Iterator[Form]:
    value, kind, field = error.get("input"), error["type"], field_at(model, where)
    if isinstance(value, str) and len(value) <= LONGEST:
        holds = field.type if field else None
        groups = [*of_group(value, model_at(model, where).model_fields)] if holds is Type.GROUP else []
        if kind == "tuple_type":
            yield from of_list(value)
            if holds is Type.GROUP:
                yield from (form._replace(value=[form.value]) for form in (*groups, *_alone(model_at(model, where), value)))
        yield from groups
        yield from _alone(model_at(model, where), value) if kind == "model_type" else ()
        yield from of_word(value) if kind in {"literal_error", "enum"} else ()
        yield from of_text(value, holds)
        yield from of_number(value) if kind in {"int_parsing", "float_parsing", "french"} and "://" not in value else ()
        yield from of_list(value)
        if where and where[-1] in DAYS and restricted(value):
            yield Form("oui", value)  # open, at hours that only a note can say
    elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        if not _takes_lists(model_at(model, where[:-1]), where):
            yield from _alone(model_at(model, where), ", ".join(value)) if kind == "model_type" else ()
            yield Form(", ".join(value))
            yield Form(value[0], ", ".join(value[1:]))
    elif kind == "model_type" and isinstance(value, list) and all(isinstance(item, dict) for item in value):
        pairs = [pair for item in value for pair in item.items()]
        if len(dict(pairs)) == len(pairs):
            yield Form(dict(pairs))
    elif kind == "string_type" and isinstance(value, dict) and len(value) == 1:
        yield from (Form(f"{name} : {inner}") for name, inner in value.items() if isinstance(inner, str))


def _takes_lists(group: type[BaseModel], where: Location) -> bool:
    field = group.model_fields.get(str(where[-1])) if where else None
    return field is None or "tuple" in str(field.annotation)


def _blank(group: type[BaseModel]) -> dict[str, str]:
    """The fields of a group to fill: those that it needs, else its first ones."""
    needed = [name for name, field in group.model_fields.items() if field.is_required()]
    return dict.fromkeys(needed or list(group.model_fields)[:2], UNKNOWN)


def _alone(inner: type[BaseModel], text: str) -> Iterator[Form]:
    """A text as one field of its group; those that must come with it are to be filled."""
    fields = inner.model_fields
    needed = {name: UNKNOWN for name, field in fields.items() if field.is_required()}
    first = ("url",) if re.match(r"https?://", text) else ()
    for name in dict.fromkeys((*first, *needed, *TEXTS, *fields)):
        if name in fields:
            yield Form({name: text, **{one: UNKNOWN for one in needed if one != name}})


def _taken(value: Any, model: type[BaseModel], sheet: Sheet, where: Location, context: Mapping[str, Any]) -> bool:
    """Whether the record has nothing more to say of this place once the value is there."""
    values = copy.deepcopy(sheet.values)
    group: Any = values
    try:
        for step in where[:-1]:
            group = group[step]
        if group[where[-1]] == value:
            return False
        group[where[-1]] = _filled(value)
    except (KeyError, IndexError, TypeError):
        return False
    try:
        model.model_validate(values, context={**context, SILENT: True})
    except ValidationError as failure:
        return not any(_at(error["loc"], where) for error in failure.errors(include_url=False))
    return True


def _filled(value: Any) -> Any:
    """A form with a year instead of what is unknown."""
    if isinstance(value, dict):
        return {name: _filled(inner) for name, inner in value.items()}
    return value.replace(UNKNOWN, YEAR) if isinstance(value, str) and value.startswith(UNKNOWN) else value


def _joined(sheet: Sheet, where: Location, form: dict[str, str]) -> dict[str, str]:
    """The group above with the fields of a form in it; empty when the file says otherwise of one of them."""
    group: Any = sheet.values
    for step in where[:-1]:
        group = group[step]
    others = {name: value for name, value in group.items() if name != where[-1]} if isinstance(group, dict) else {}
    return {**form, **others} if all(others.get(name, value) == value for name, value in form.items()) else {}


def _at(place: Location, where: Location) -> bool:
    """Whether an error of pydantic, which adds steps of its own, stands at a place of the file or below."""
    steps = iter(place)
    return all(any(step == wanted for step in steps) for wanted in where)


def _kept(model: type[BaseModel], sheet: Sheet, where: Location, rest: str) -> str | None:
    """Where to keep what a value leaves out, under the name of its field; None when nothing can keep it."""
    if not rest:
        return ""
    field = model_at(model, where[:-1]).model_fields.get(str(where[-1]))
    said = f"{(field and field.title) or where[-1]} : {rest}"
    groups = [where[:depth] for depth in range(len(where) - 1, 0, -1) if "note" in model_at(model, where[:depth]).model_fields]
    for group in groups[:1]:
        if (*sheet.base, *group, "note") in sheet.lines:
            return f" Ajoutez « {said} » à la note de « {group[0]} »."
        return f" Gardez « {said} », sous « {group[-1]} » : « note: {scalar(said)} »."
    for name in KEPT_IN:
        if name == "faits_a_savoir" and name in model.model_fields:
            there = name in sheet.values
            line = f"- {scalar(said)}" if there else f"{name}: {flow([said])}"
            return f" Gardez « {shown(rest)} » ailleurs, par exemple « {line} »{f' dans « {name} »' if there else ''}."
        if name in model.model_fields and name not in sheet.values:
            return f" Gardez « {shown(rest)} » ailleurs, par exemple « {name}: {scalar(said)} »."
    return None


M = TypeVar("M", bound=BaseModel)
MOST_GUESSED = 20
"""Mistakes of one sheet for which likely forms are tried on it: trying them for each of thousands would take minutes."""

MOST_TOLD = 200
"""Mistakes of one sheet that are told: more than anyone mends before checking again."""
FIRST_THESE = "Corrigez d'abord celles qui sont montrées. Si ce fichier n'est pas une fiche, sortez-le de data/."


def validated(model: type[M], sheet: Sheet, context: Mapping[str, Any]) -> tuple[M | None, list[Problem]]:
    """The model that a sheet describes, or None; and everything that is wrong with it.

    ``context``: the names that references may cite, by target (``communes``, ``structures``…). At most
    :data:`MOST_TOLD` mistakes are told.
    """
    try:
        part = model.model_validate(sheet.values, context=context)
        return (part.read_from(sheet.id, sheet.file, sheet.values) if isinstance(part, Record) else part), []
    except ValidationError as failure:
        count, errors = failure.error_count(), failure.errors(include_url=False)[:MOST_TOLD]
    if meant := _understood(model, sheet, errors):
        return validated(model, meant, context)
    if lost := _of_another_kind(model, sheet):
        return None, [lost]
    problems = [
        _bulleted(sheet, where, error)
        or sheet.problem(where, *message_and_remedy(model, sheet, where, error, context, guessed=rank < MOST_GUESSED))
        for rank, (where, error) in enumerate(_once(model, sheet, errors))
    ]
    if count > MOST_TOLD:
        problems.append(sheet.problem((), f"Il y a {count - MOST_TOLD} erreurs de plus dans cette fiche.", FIRST_THESE))
    return None, problems


def _understood(model: type[M], sheet: Sheet, errors: Iterable[ErrorDetails]) -> Sheet | None:
    """The sheet with what it says in the words of people read as its fields have it, where they mean one thing and nothing
    more; None when nothing of it is. Its text and its lines are as they were written.
    """
    values, found = copy.deepcopy(sheet.values), False
    for error in errors:
        where = _written(error["loc"], sheet)
        if not isinstance(text := error.get("input"), str) or not where or len(text) > LONGEST:
            continue
        group: Any = values
        for step in where[:-1]:
            group = group[step]
        field = field_at(model, where)
        one = meant(field.type, text) if field and not field.many and group.get(where[-1]) == text else None
        if one and not one.rest and not one.told and one.value != text:
            group[where[-1]], found = one.value, True
    return replace(sheet, values=values) if found else None


def _bulleted(sheet: Sheet, where: Location, error: ErrorDetails) -> Problem | None:
    """The problem of a list typed with the signs of a word processor, on its first item."""
    slip = bulleted(sheet.text, sheet.line(where) - 1) if error["type"] == "tuple_type" else None
    return Problem(sheet.file, slip.line, "", sheet.text[slip.line - 1].strip()[:160], *slip[1:]) if slip else None


def load_list(model: type[M], path: Path, root: Path) -> tuple[tuple[M, ...], list[Problem]]:
    """The items of a file that is a list, in order, and what is wrong with it. No file is no item, and no problem."""
    if not path.exists() and not path.is_symlink():
        return (), []
    sheets, problems = read_list(path, root)
    checked = [validated(model, sheet, {}) for sheet in sheets]
    return tuple(item for item, _ in checked if item), [*problems, *(problem for _, wrong in checked for problem in wrong)]


def list_text(head: str, items: Iterable[BaseModel]) -> str:
    """The text of such a file that the tool keeps: a comment that says so, then the items in order."""
    return head + "".join("\n- " + "\n".join(_item(one))[2:] + "\n" for one in items)


def _item(item: BaseModel) -> Iterator[str]:
    for name, value in item.model_dump(mode="json", exclude_none=True).items():
        yield from field_lines(name, value, 2)


def _once(model: type[BaseModel], sheet: Sheet, errors: list[ErrorDetails]) -> Iterator[tuple[Location, ErrorDetails]]:
    """Each mistake with its place, without those that only follow from another."""
    refused = {error["loc"][:end] for error in errors for end in range(1, len(error["loc"]))}
    misnamed = {
        (*error["loc"][:-1], meant_field(str(error["loc"][-1]), model_at(model, error["loc"][:-1]).model_fields))
        for error in errors
        if error["type"] == "extra_forbidden"
    }
    for error in errors:
        if error["type"] == "too_short" and error["loc"] in refused:
            continue  # the list is only « empty » because its items were refused
        if error["type"] == "missing" and error["loc"] in misnamed:
            continue  # it is there, under another name
        named = error.get("ctx", {}).get("field")
        yield _written((*error["loc"], *location_of(named)) if named else error["loc"], sheet), error


def _written(location: Location, sheet: Sheet) -> Location:
    """The location as the file has it: pydantic adds steps of its own, such as ``function-after``."""
    kept: Location = ()
    location = tuple(step for step in location if step != "[key]")  # a wrong name: the name itself is the place
    for step in location:
        if (*sheet.base, *kept, step) in sheet.lines or isinstance(step, int) or step == location[-1]:
            kept = (*kept, step)
    return kept


def _of_another_kind(model: type[BaseModel], sheet: Sheet) -> Problem | None:
    """A record in the wrong folder: another kind has all its fields, and lacks none."""
    if not issubclass(model, Record) or set(sheet.values) <= set(model.model_fields):
        return None
    kinds = kinds_with(set(sheet.values))
    if len(kinds) != 1:
        return None
    place, name = f"data/{kinds[0].folder}/", sheet.file.rpartition("/")[2]
    message = f"Cette fiche n'est pas dans le bon dossier : elle a les champs de data/{kinds[0].folder}/."
    return sheet.problem((), message, f"Déplacez-la : {place}{name}.")
