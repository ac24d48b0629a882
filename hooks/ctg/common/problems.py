"""Problems: what is wrong with the data, in French, with its file, line, field and remedy.

Every sentence that the coordinator can read about a field passes through here: the checks of :mod:`ctg.model` raise
:func:`french`; pydantic's own error types are translated by :data:`SENTENCES`."""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from markdown.extensions.toc import slugify
from pydantic_core import ErrorDetails, PydanticCustomError

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
ERROR, WARNING = "erreur", "avertissement"
Location = tuple[str | int, ...]
"""Where a value stands in a record: the keys that lead to it, and positions in lists, counted from 0."""


REWORDED: list[Callable[[str], str]] = []
"""What is done to the remedy of every problem: one that names a command which is not there says what to do instead."""


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake. ``level`` is « erreur » (the build stops) or « avertissement » (published all the same)."""

    file: str
    line: int
    field: str
    excerpt: str
    message: str
    remedy: str = ""
    level: str = ERROR

    def __post_init__(self) -> None:
        for change in REWORDED:
            object.__setattr__(self, "remedy", change(self.remedy))

    def __str__(self) -> str:
        where = f"{self.file}, ligne {self.line}" + (f", champ « {self.field} »" if self.field else "")
        lines = [where, f"    {self.excerpt}" if self.excerpt else "", f"    {self.message}"]
        lines.append(f"    → {self.remedy}" if self.remedy else "")
        return "\n".join(line for line in lines if line)


Problems = Iterator[Problem]
"""What a rule gives."""


class Refusal(Exception):
    """What cannot be done, and why, in French: a sentence, and its remedy when there is one."""

    def __init__(self, message: str, remedy: str = ""):
        super().__init__(message, remedy)
        self.message, self.remedy = message, remedy

    def __str__(self) -> str:
        return f"{self.message}\n    → {self.remedy}" if self.remedy else self.message


class DataError(Exception):
    """The data cannot be published. ``problems``: all of them, each once, in the later wording when two readers find the same."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(sorted({(one.file, one.line, one.field, one.message): one for one in problems}.values()))
        super().__init__(report(self.problems))

    def __reduce__(self) -> "tuple[type[DataError], tuple[object, ...]]":
        """Told by a process that makes pages to the one that publishes them."""
        return DataError, (self.problems,)


FIRST = "adresse_site"
"""The field whose warning comes before all others: what it costs shows on every page."""
MANY = 4
"""From so many on, problems that say the same are told once."""
FOLDERS = {"docs", "overrides", "hooks"}
"""Where problems are found, besides ``data/``."""
ALIKE = 0.85
"""From which likeness, of 1, a word is another one misspelt."""
SUGGESTED = 5
"""Suggestions that one reads."""


def report(problems: Iterable[Problem]) -> str:
    """All problems as one text for the terminal: errors by file and line, then warnings, repeated ones grouped."""
    ordered = sorted(problems)
    errors = [problem for problem in ordered if problem.level == ERROR]
    warnings = sorted((one for one in ordered if one.level != ERROR), key=lambda one: one.field != FIRST)
    counts = [plural(len(found), word) for found, word in ((errors, ERROR), (warnings, WARNING)) if found]
    places = {problem.file if _alone(problem.file) else problem.file.partition("/")[0] for problem in ordered}
    folders = {place if _alone(place) else f"{place if place in FOLDERS else 'data'}/" for place in places}
    head = f"{' et '.join(counts)} dans {' et '.join(sorted(folders))}." if counts else "Aucune erreur dans data/."
    head += " Le site en ligne n'a pas changé." if errors else ""
    return "\n\n".join([head, *_grouped(errors, "Erreur", ""), *_grouped(warnings, "Avertissement", "Avertissement : ")])


def _alone(file: str) -> bool:
    """Whether a sheet is of no folder: that of a portal."""
    return "/" not in file and file.endswith(".yml")


def _grouped(problems: list[Problem], name: str, before: str) -> Iterator[str]:
    same = grouped(problems, lambda problem: (problem.message, problem.remedy))
    many = {key: found for key, found in same.items() if len(found) >= MANY}
    for problem in problems:
        if (key := (problem.message, problem.remedy)) not in many:
            yield f"{before}{problem}"
        elif found := many[key]:
            places = [f"    {one.file}, ligne {one.line}" for one in found]
            remedy = [f"    → {problem.remedy}"] if problem.remedy else []
            yield "\n".join([f"{name}, {len(found)} fois : {problem.message}", *places, *remedy])
            many[key] = []


def grouped(things: Iterable[T], key: Callable[[T], K], order: Iterable[K] = ()) -> dict[K, list[T]]:
    """Key → those that have it; first the keys of ``order``, then the others as they come. A key that nothing has is absent."""
    found: dict[K, list[T]] = {one: [] for one in order}
    for thing in things:
        found.setdefault(key(thing), []).append(thing)
    return {one: own for one, own in found.items() if own}


def repeated(things: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[tuple[T, T]]:
    """(thing, the first one that has its key) of each that is not the first."""
    first: dict[Hashable, T] = {}
    for thing in things:
        if (known := first.setdefault(key(thing), thing)) is not thing:
            yield thing, known


def new_since(after: Iterable[Problem], before: Iterable[Problem]) -> list[Problem]:
    """The problems of ``after`` that ``before`` does not have, wherever their line is now."""

    def told(problem: Problem) -> tuple[str, ...]:
        return problem.file, problem.field, problem.message, problem.level

    known, found = Counter(map(told, before)), []
    for problem in after:
        if known[told(problem)]:
            known[told(problem)] -= 1
        else:
            found.append(problem)
    return found


def plural(count: int, word: str) -> str:
    """``(2, "erreur")`` → ``2 erreurs``, ``(2, "lieu")`` → ``2 lieux``; zero and one are singular in French."""
    return f"{count} {word}{('x' if word.endswith('eu') else 's') if count > 1 else ''}"


def french(message: str, remedy: str = "", field: str = "") -> PydanticCustomError:
    """An error to raise from a validator, already in the coordinator's words.

    A validator of a whole record names the ``field`` whose line to show, as :func:`location_of` reads it.
    """
    return PydanticCustomError("french", "{message}", {"message": message, "remedy": remedy, "field": field})


def location_of(field: str | Location) -> Location:
    """``valeurs.2.annee`` → ("valeurs", 2, "annee"); positions are counted from 0 here."""
    if not isinstance(field, str):
        return field
    return tuple(int(part) if part.isdigit() else part for part in field.split(".") if part)


NAME = 400
"""Characters of a name; a longer text is not kept in memory to be compared again."""


def fold(text: str) -> str:
    """Lower case without accents or punctuation: « Saint-Clair-sur-Lède » → « saint clair sur lede »."""
    return _folded(text) if len(text) <= NAME else _folded.__wrapped__(text)


@lru_cache(maxsize=20_000)  # the same names are compared thousands of times, in each guess of what someone meant
def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.lower().split())


def nearest(value: str, choices: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The choice that was probably meant, accents and case aside; None when nothing is close."""
    by_fold = {fold(choice): choice for choice in choices}
    match = difflib.get_close_matches(fold(value)[:200], by_fold, n=1, cutoff=cutoff)
    return by_fold[match[0]] if match else None


def misspelt(value: str, choices: Iterable[str]) -> str | None:
    """The choice that differs from ``value`` by a letter or two in its words, with the same figures; None when in doubt.

    « crèche municipale » is not « creche-familiale », nor 3918 « 3919 ».
    """
    words, figures = fold(value[:200]).split(), re.findall(r"\d", value)
    matcher = difflib.SequenceMatcher(None, "", "".join(words))

    def likeness(choice: str) -> float:
        said = fold(choice).split()
        if re.findall(r"\d", choice) != figures:
            return 0
        pairs = zip(said, words, strict=True) if len(said) == len(words) else ()
        if any(difflib.SequenceMatcher(None, *pair).ratio() < 0.7 for pair in pairs):
            return 0
        matcher.set_seq1("".join(said))
        return matcher.ratio()

    best = max(sorted(choices, key=fold), key=likeness, default=None)
    return best if best is not None and likeness(best) >= ALIKE else None


def suggest(value: str, choices: Iterable[str], listed: str = "Valeurs possibles") -> str:
    """The remedy for a value outside a closed list: the one it misspells, else the list, or what is nearest in a long one."""
    # A number is there as it is dialled and as it is stored (« +33… »): people write the first.
    choices = sorted({choice for choice in choices if not choice.startswith("+")}, key=fold)
    if near := misspelt(value, choices):
        return f"Vouliez-vous écrire « {near} » ?"
    if len(choices) > SUGGESTED:
        listed, choices = f"{listed}, entre autres", ranked(value, choices)[:SUGGESTED]
    return f"{listed} : {', '.join(choices)}." if choices else ""


def ranked(value: str, choices: Iterable[str]) -> list[str]:
    """The choices, the nearest to ``value`` first; equally near ones keep their order."""
    matcher = difflib.SequenceMatcher(None, "", fold(value)[:200])  # what it learns of the second text serves for every choice

    def unlike(choice: str) -> float:
        matcher.set_seq1(fold(choice)[:200])
        return -matcher.ratio()

    return sorted(choices, key=unlike)


def from_pydantic(error: ErrorDetails, fields: Mapping[str, str]) -> tuple[str, str]:
    """(message, remedy) in French for one entry of ``ValidationError.errors()``.

    ``fields`` are the names that the record accepts, to suggest one for an unknown field, each with an example of its value.
    """
    kind, context, value = error["type"], error.get("ctx", {}), error.get("input")
    if kind == "french":
        return context["message"], context["remedy"]
    name = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "missing":
        return f"Le champ « {name} » est obligatoire et il manque.", f"Ajoutez une ligne « {name}: … »."
    if kind == "extra_forbidden":
        return f"Le champ « {name} » n'existe pas ici.", suggest(name, fields, "Champs possibles")
    if kind in {"literal_error", "enum"}:
        choices = [choice.strip("'") for choice in context["expected"].replace(" or ", ", ").split(", ")]
        return f"« {shown(value)} » n'est pas une valeur admise.", suggest(str(value), choices)
    if kind == "string_pattern_mismatch" and (wanted := re.fullmatch(r"\^\[0-9\]\{(\d+)\}\$", context["pattern"])):
        count, digits = sum(sign.isdecimal() for sign in str(value)), int(wanted[1])
        told = f"« {shown(value)} » a {plural(count, 'chiffre')} ; il en faut {digits}."
        if count == digits:
            told = f"« {shown(value)} » n'a pas que des chiffres."
        siren = " C'est le SIREN : le SIRET a cinq chiffres de plus." if (count, digits) == (9, 14) else ""
        return told + siren, f"Écrivez par exemple « {fields[name]} »." if fields.get(name) else "Comptez les chiffres."
    if kind == "string_pattern_mismatch" and fields.get(name):
        return f"« {shown(value)} » n'a pas la forme attendue.", f"Écrivez par exemple « {fields[name]} »."
    if kind == "int_parsing" and (several := one_number(value)):
        return f"« {shown(value)} » n'est pas un nombre entier.", several
    message, remedy = SENTENCES.get(kind, ("Cette valeur n'est pas comprise.", "Comparez avec une autre fiche."))
    return message.format(value=shown(value), **context), remedy.format(value=shown(value), **context)


def one_number(value: object) -> str:
    """The remedy for « 2025-2026 », « entre 5 000 et 6 000 € » where one number is wanted; "" when there are not two."""
    text = re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", str(value))
    found = re.fullmatch(r"\D{0,12}?(\d+)(?:\s*[-–/]\s*|\s(?:à|ou|et)\s)(\d+)\D{0,12}", text)
    return f"Écrivez un seul nombre : {found[1]} ou {found[2]}." if found else ""


def shown(value: object) -> str:
    """A value as quoted in a message: short, on one line."""
    text = " ".join((", ".join(map(str, value)) if isinstance(value, list) else str(value)).split())
    return text if len(text) <= 60 else text[:59] + "…"


SENTENCES = {
    "int_parsing": ("« {value} » n'est pas un nombre entier.", "Écrivez un nombre en chiffres, sans unité : 12."),
    "int_type": ("Il faut un nombre entier.", "Écrivez un nombre en chiffres, sans unité : 12."),
    "float_parsing": ("« {value} » n'est pas un nombre.", "Écrivez un nombre en chiffres : 44.16."),
    "float_type": ("Il faut un nombre.", "Écrivez un nombre en chiffres : 44.16."),
    "date_from_datetime_parsing": ("« {value} » n'est pas une date.", "Écrivez année-mois-jour : 2026-09-01."),
    "date_parsing": ("« {value} » n'est pas une date.", "Écrivez année-mois-jour : 2026-09-01."),
    "date_from_datetime_inexact": ("« {value} » n'est pas une date complète.", "Écrivez année-mois-jour : 2026-09-01."),
    "date_type": ("Il faut une date.", "Écrivez année-mois-jour : 2026-09-01."),
    "string_type": ("Il faut un texte, pas une liste.", "Écrivez le texte sur la même ligne que le champ."),
    "string_too_short": ("Ce champ est vide.", "Remplissez-le ou supprimez la ligne."),
    "string_too_long": ("Ce texte est trop long ({max_length} caractères au plus).", "Raccourcissez-le."),
    "tuple_type": ("Il faut une liste.", "Écrivez chaque élément sur sa ligne, après un tiret : « - texte »."),
    "dict_type": ("Il faut une ligne pour chacun.", "Écrivez « clé: valeur » sur chaque ligne, décalé de deux espaces."),
    "model_type": ("Il faut des champs sous cette ligne.", "Écrivez « champ: valeur », décalé de deux espaces."),
    "greater_than_equal": ("« {value} » est trop petit ({ge} au moins).", "Corrigez ce nombre."),
    "less_than_equal": ("« {value} » est trop grand ({le} au plus).", "Corrigez ce nombre."),
    "too_short": ("Cette liste est vide.", "Ajoutez au moins un élément, ou supprimez la ligne."),
}


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names, without those that differ from an earlier one by capitals or accents only."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(fold(name), name)
    return tuple(found.values())


LONGEST = 100
"""Characters: an address that long can no longer be read aloud; with what is added, no disk finds the name too long."""
_FORM = re.compile(r"[a-z0-9_]+(-[a-z0-9_]+)*")
_DEVICE = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
"""Windows keeps these names for itself: no file may be called so."""


def is_identifier(text: str) -> bool:
    """Whether a text can be the name of a file and a part of an address, on every system."""
    return len(text) <= LONGEST and bool(_FORM.fullmatch(text)) and not _DEVICE.fullmatch(text)


def identifier_fault(text: str) -> str:
    """What a text that is no identifier does not respect, in French."""
    if _DEVICE.fullmatch(text):
        return "Windows garde ce nom pour lui"
    return f"{LONGEST} caractères au plus" if len(text) > LONGEST else "lettres minuscules sans accent, chiffres et tirets"


def as_identifier(text: str) -> str:
    """The identifier that a text gives: « L'Ardoise » → ``l-ardoise``. Empty when nothing of it can be written so."""
    return slugify(text.replace("'", " ").replace("’", " ").replace("œ", "oe").replace("Œ", "oe"), "-").strip("-")
