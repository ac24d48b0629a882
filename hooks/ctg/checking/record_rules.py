"""Rules that compare records: with each other (names, links, circles, duplicates), with the date of the day and their own."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ctg.checking.rules import Checked, first_day, last_day
from ctg.common.phrases import at_name, date_fr, joined
from ctg.common.problems import Location, Problem, as_identifier, fold, identifier_fault, is_identifier, location_of, shown
from ctg.model import Action, Mesure, Partenaire, Record, Rencontre, Repere, Rupture, Structure
from ctg.model.fields import Part, PartialDate, traits_of
from ctg.model.framework import Jalon
from ctg.model.periods import ENDLESS
from ctg.model.references import Source, links, mentions, references
from ctg.model.territory import Territoire
from ctg.reading.sheet import read_sheet

AHEAD, BEHIND = 20, 60
"""Years from today: further, a figure of the year was changed."""
HISTORY = (Source, Mesure, Repere, Rupture, Jalon)
"""What may be of long ago: a law, a census."""


def proof_of_doubtful(one: Checked[Record]) -> Iterator[Problem]:
    """A record that says it is to be verified must date its last proof (``derniere_preuve``)."""
    if one.record.doubtful and not one.record.derniere_preuve:
        told = "Une fiche « a_verifier » doit dire de quand datent ses faits."
        yield one.error("etat_fiche", told, "Ajoutez « derniere_preuve: 2024 ».")


def dates_of_their_time(one: Checked[Part]) -> Iterator[Problem]:
    """What has been seen, measured, voted or done (``passe``) is not after today; no date is of another century."""
    today = one.world.today
    for where, model, name, value in one.leaves:
        date = value if isinstance(value, dt.date | PartialDate) else year_of(name, value)
        if not date or date == ENDLESS:
            continue
        if traits_of(model)[name].passe and first_day(date) > today:
            told = f"L'année {value} n'est pas encore venue." if isinstance(value, int) else "Cette date est dans l'avenir."
            yield one.error(where, told, "Corrigez la date, ou supprimez ce qui n'a pas encore eu lieu.")
        elif first_day(date).year > today.year + AHEAD:
            yield one.warning(where, f"Cette date est loin : dans plus de {AHEAD} ans.", "Corrigez l'année.")
        elif last_day(date).year < today.year - BEHIND and not (issubclass(model, HISTORY) and _of_long_ago(one, where)):
            yield one.warning(where, f"Cette date est ancienne : plus de {BEHIND} ans.", "Corrigez l'année.")


def _of_long_ago(one: Checked[Part], where: Location) -> bool:
    """Whether a source is a law, or what keeps its value; what is no source, always."""
    title = one.groups[where[:-1]].values.get("titre")
    return not title or bool(re.search(r"\b(?:loi|décret|code|arrêté|statuts|archives|recens|acte)", title, re.IGNORECASE))


def year_of(name: str, value: object) -> PartialDate | None:
    years = isinstance(value, int) and not isinstance(value, bool) and name in {"annee", "publie_en", "population_annee"}
    return PartialDate(value) if years and isinstance(value, int) and 1 <= value <= 9999 else None


def nothing_said_before_the_meeting(one: Checked[Rencontre]) -> Iterator[Problem]:
    """A meeting to come has no result yet."""
    meeting, told = one.record, "Cette rencontre n'a pas encore eu lieu : elle n'a pas de résultat."
    said = {"participation": meeting.participation, "resultats": meeting.resultats, "suites": meeting.follow_ups}
    for name in (name for name in said if said[name] and meeting.date.first > one.world.today):
        yield one.error(name, told, "Corrigez « date », ou supprimez la ligne.")


# Two names this alike, in one commune, are probably one place.
ALIKE = 0.88
FORMER = {"conseil general": "departement", "conseil departemental": "departement", "conseil regional": "region"}
"""What people still call assemblies, folded."""


def links_that_show(one: Checked[Record | Territoire]) -> Iterator[Problem]:
    """A link to itself is a slip; a link to a draft will not show."""
    record = one.record
    own, published = (record.key, record.published) if isinstance(record, Record) else ("", True)
    for field, folder, id in references(record):
        if f"{folder}/{id}" == own:
            yield one.error(field, "Cette fiche renvoie à elle-même.", "Choisissez une autre fiche, ou supprimez la ligne.")
        elif f"{folder}/{id}" in one.world.drafts and published:
            given = "nommez une autre fiche : sans cette ligne, c'est de la convention"
            remedy = f"Publiez-le, ou {given if field == 'cadre' else 'supprimez la ligne'}."
            yield one.warning(field, f"« {id} » est un brouillon : ce lien ne se verra pas.", remedy)


def circles(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """Structures that answer for each other, partners that depend on each other: nobody would answer in the end."""
    chains: dict[tuple[str, str], dict[str, tuple[Checked[Record], str]]] = defaultdict(dict)
    for one in checked:
        for field, folder, id in references(one.record):
            if folder == one.record.folder and field in type(one.record).model_fields:  # one of its own kind, and only one
                chains[folder, field][one.record.id] = one, id
    for (_, field), named in chains.items():
        told: set[str] = set()
        for id in named:
            path = [id]
            while (following := named[path[-1]][1]) in named and following not in path:
                path.append(following)
            if following in path and (circle := path[path.index(following) :]) and len(circle) > 1 and not told & {*circle}:
                told |= {*circle}
                seen = f"Ces fiches renvoient l'une à l'autre : {' → '.join([*circle, following])}."
                yield from (named[member][0].error(field, seen, "Retirez l'un des renvois.") for member in circle)


def addresses(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """A record's file names its address: one that can be read aloud, and that no other has."""
    seen: dict[str, str] = {}
    for one in checked:
        record = one.record
        if seen.setdefault(record.key, record.file) != record.file:
            told = f"Cette fiche a la même adresse que {seen[record.key]}."
            yield Problem(record.file, 1, "", "", told, "Renommez l'un des deux fichiers.")
        elif not is_identifier(record.id):
            meant = as_identifier(record.id)
            remedy = f"Renommez-le « {meant if is_identifier(meant) else 'nom'}.yml »."
            yield Problem(record.file, 1, "", "", f"Le nom du fichier sert d'adresse : {identifier_fault(record.id)}.", remedy)


def former_identifiers(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """A former address leads to one record only, and not to where a record stands."""
    standing = {one.record.key: one.record for one in checked}
    claimed: dict[str, Record] = {}
    for one in checked:
        for i, id in enumerate(one.record.anciens_identifiants):
            field, key = f"anciens_identifiants.{i}", f"{one.record.folder}/{id}"
            if key in standing:
                whose = "de cette fiche" if key == one.record.key else f"d'une autre fiche ({standing[key].file})"
                yield one.error(field, f"« {id} » est l'identifiant actuel {whose}.", "Retirez-le de cette liste.")
            elif key in claimed:
                whose = "ici" if claimed[key] is one.record else f"dans {claimed[key].file}"
                yield one.error(field, f"« {id} » est déjà un ancien identifiant {whose}.", "Gardez-le une seule fois.")
            claimed.setdefault(key, one.record)


def probable_duplicates(checked: list[Checked[Structure]]) -> Iterator[Problem]:
    """Places of one commune whose names are nearly the same, or that answer to one number under near names."""
    seen: dict[tuple[str, str], list[tuple[str, Checked[Structure]]]] = {}
    for one in checked:
        others = seen.setdefault((one.record.commune, one.record.type), [])
        name = fold(one.record.nom)
        for folded, other in others:
            if alike(name, folded):
                yield one.warning("nom", f"Cette fiche ressemble à « {other.record.nom} », {at_name(other.record.commune)}.",
                                  "Si c'est le même lieu, gardez une seule fiche.")  # fmt: skip
                break  # of a thousand that are alike, each is told once
        others.append((name, one))


def nearly_a_partner(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """An institution written almost like a partner's name: the link between the two pages would be lost."""
    known = {fold(name): name for one in checked if isinstance(one.record, Partenaire) for name in one.record.names}
    told: set[str] = set()
    for one in checked:
        for field, name in mentions(one.record):
            folded = fold(name)
            if folded in known or folded in told:
                continue
            told.add(folded)
            today = next((folded.replace(before, now) for before, now in FORMER.items() if before in folded), folded)
            near = known.get(today) or next((known[other] for other in known if alike(folded, other)), None)
            if near:
                yield one.warning(field, f"« {shown(name)} » ressemble à « {near} », qui a une fiche de partenaire.",
                        f"Si c'est le même, écrivez « {near} ».")  # fmt: skip


@lru_cache(maxsize=100_000)  # a preview compares the same names at each change
def alike(a: str, b: str) -> bool:
    """Whether two names have nearly the same letters in the same order. The number of letters, then the letters in any order,
    spare the comparison of names that cannot: a large territory has tens of thousands of pairs."""
    enough = ALIKE * (len(a) + len(b)) / 2
    if min(len(a), len(b)) < enough or (_letters(a) & _letters(b)).total() < enough:
        return False
    return SequenceMatcher(None, a, b).ratio() >= ALIKE


@lru_cache(maxsize=10_000)  # each name is compared with many
def _letters(name: str) -> Counter[str]:
    return Counter(name)


# --- dates that must agree ---------------------------------------------------------------------------

Date = dt.date | PartialDate
YEAR, MONTH = 366, 31
EITHER = "Corrigez l'une des deux dates."
RELATIONS = Path(__file__).with_name("relations.yml")
"""What two dates of a record, or of what it names, must be to each other: one table, ``relations.yml``, each said once.

``fin >= date``: the first is not wholly before the second, by their paths. ``*`` is each item of a list, the same on both
sides, and ``*[etat=realisee]`` those of which it is true (``*[realise]``: that have it); ``@`` enters the record that is named
(``cadre@`` of an action is the framework of its axis); ``|`` gives other dates, of which one is enough where the first is
known; ``today`` is the day. ``+1 an``, ``+6 mois`` give that much leave; ``!`` makes an error. What is only « vers »
contradicts nothing."""


BEYOND = re.compile(r"convention (?:suivante|d'après)|dans la (?:suivante|prochaine)|au-delà|avant la (?:signature|convention)")
"""What says, on purpose, that something is out of the years of its framework."""


class Relation(NamedTuple):
    """One line of the table."""

    at: str
    after: bool
    to: str
    slack: int
    """Days."""
    error: bool


class DatedField(NamedTuple):
    """A date: where it is, in which record, and under which titles."""

    root: Any
    where: Location
    titles: tuple[str, ...]
    date: Date

    @property
    def label(self) -> str:
        """« étapes, date » (mars 2026)."""
        named = f"« {', '.join(self.titles[-2:]).lower()} »" if self.titles else "aujourd'hui"
        return f"{named} ({date_fr(self.date)})"


class Contradiction(NamedTuple):
    """Two dates that contradict each other."""

    relation: Relation
    one: DatedField
    other: DatedField


@cache
def _relations(kind: type[Part]) -> tuple[Relation, ...]:
    table, _ = read_sheet(RELATIONS, RELATIONS.parent)
    written = (line for base in kind.__mro__ for line in (table.values if table else {}).get(base.__name__, ()))
    lines = re.findall(r"(\S+) ([<>])= (\S+)(?: \+(\d) (ans?|mois))?( !)?", "\n".join(written))
    return tuple(Relation(at, how == ">", to, int(count or 0) * (MONTH if unit == "mois" else YEAR), bool(error))
            for at, how, to, count, unit, error in lines)  # fmt: skip


def dates_agree(one: Checked[Part]) -> Iterator[Problem]:
    """What :data:`RELATIONS` says of a record and finds otherwise: told on both lines, or once on that of a date that several
    others contradict."""
    clashes = [found for relation in _relations(type(one.record)) for found in _clashes(one, relation)]
    against: dict[Location, list[Contradiction]] = defaultdict(list)
    for clash in clashes:
        against[clash.other.where if clash.other.root is one.record else ()].append(clash)
    for where, these in against.items():
        tell = one.error if any(clash.relation.error for clash in these) else one.warning
        lines = sorted({one.sheet.line(clash.one.where) for clash in these})
        for clash in these if len(these) == 1 or not where else ():
            say, naming = one.error if clash.relation.error else one.warning, clash.relation.to.partition("@")
            yield say(clash.one.where, _told(clash), _remedy(clash))
            if naming[1] and one.sheet.line(location_of(naming[0])) not in (one.sheet.line(clash.one.where), one.sheet.line(())):
                yield say(naming[0], f"{_told(clash)[:-1]}, ligne {one.sheet.line(clash.one.where)}.", EITHER)
        if where and len(these) > 1:
            told = f"{these[0].other.label} ne va pas avec les lignes {joined(map(str, lines))}."
            yield tell(where, told, "Corrigez cette date, ou les autres.")
        elif where and lines != [one.sheet.line(where)]:
            yield tell(where, f"{_told(these[0])[:-1]}, ligne {lines[0]}.", EITHER)


def _told(clash: Contradiction) -> str:
    """« calendrier, fin » (2024) est avant « calendrier, début » (2025)."""
    relation, other = clash.relation, clash.other
    if other.root is None and not (relation.after or relation.slack):
        return f"{clash.one.label} n'est pas encore venu."
    long = f"de {relation.slack // YEAR} ans" if relation.slack > YEAR else "d’un an" if relation.slack == YEAR else "de six mois"
    years = f"plus {long} " if relation.slack else ""
    whose = f" de « {other.root.title} »" if "@" in relation.to and isinstance(other.root, Record) else ""
    return f"{clash.one.label} est {years}{'avant' if relation.after else 'après'} {other.label}{whose}."


def _remedy(clash: Contradiction) -> str:
    if clash.relation.to.startswith("cadre@"):
        return "Corrigez l'année, ou choisissez un axe du cadre de cette année-là."
    if clash.one.root is clash.other.root and clash.one.where[:-1] == clash.other.where[:-1]:
        return "Échangez les deux dates, ou corrigez l'une d'elles."
    return "Corrigez la date, ou ce qui est dit fait." if clash.other.root is None else EITHER


def _clashes(one: Checked[Part], relation: Relation) -> Iterator[Contradiction]:
    if relation.to.startswith("cadre@") and any(BEYOND.search(text) for _, _, text in one.texts):
        return
    for found in _found(one.record, relation.at.split("."), (), (), one, one.record):
        groups = [list(_at(one, path, found.where)) for path in relation.to.split("|")]
        others = [other for group in groups for other in group]
        known = groups[0] and not any(map(_vague, (found, *groups[0])))
        against = known and all(_against(relation, found.date, other) for other in others)
        if against and (relation.error or not _told_in_words(one, found.date)):
            yield Contradiction(relation, found, others[0])


def _told_in_words(one: Checked[Part], date: Date) -> bool:
    """Whether a record that has a text says itself, on purpose, the day that seems wrong."""
    exact = date_fr(date) if isinstance(date, dt.date) or date.day else ""
    return bool(exact) and any(exact in text.replace("\u00a0", " ") for where, _, text in one.texts if "sources" not in where)


def _vague(found: DatedField) -> bool:
    return isinstance(found.date, PartialDate) and found.date.approx


def _against(relation: Relation, value: Date, found: DatedField) -> bool:
    slack, other = dt.timedelta(relation.slack + YEAR * _vague(found)), found.date
    return last_day(value) < first_day(other) - slack if relation.after else last_day(other) + slack < first_day(value)


def _at(one: Checked[Part], path: str, near: Location) -> Iterator[DatedField]:
    """The dates at a path, of the same items of lists as a place."""
    if path == "today":
        yield DatedField(None, (), (), one.world.today)
        return
    ranks = [str(step) for step in near if isinstance(step, int)]
    shared = path.split("*")[0] == ".".join(map(str, near)).split(f".{ranks[0]}.")[0] + "." if ranks else False
    steps = (path.replace("*", ranks[0], 1) if shared else path).split(".")
    yield from _found(one.record, steps, (), (), one, one.record)


def _found(
    part: Any, steps: list[str], at: Location, titles: tuple[str, ...], one: Checked[Part], root: Any
) -> Iterator[DatedField]:
    """Each date that a path leads to."""
    head, *rest = steps
    name, *named = head.split("@")
    if isinstance(part, tuple):
        rank, _, only = name.rstrip("]").partition("[")
        for i, item in enumerate(part):
            if rank in ("*", str(i)) and _is(item, only):
                yield from _found(item, rest, (*at, i), titles, one, root)
        return
    if named:
        if record := _named(part, name, one):
            yield from _found(record, ["@".join(named), *rest], (), (), one, record)
        return
    value, field = getattr(part, name, None), type(part).model_fields.get(name)
    titles = (*titles, field.title if field and field.title else "fin")
    if rest and value is not None:
        yield from _found(value, rest, (*at, name), titles, one, root)
    elif isinstance(value, dt.date | PartialDate) or type(value) is int:
        yield DatedField(root, (*at, name), titles, PartialDate(value) if isinstance(value, int) else value)


def _is(item: Any, only: str) -> bool:
    """Whether an item is of those that a path keeps: ``etat=realisee``, ``realise``, ``!source``."""
    name, _, wanted = only.partition("=")
    value = getattr(item, name.lstrip("!"), None) if name else True
    return wanted in str(value).lower() if wanted else bool(value) is not name.startswith("!")


def _named(part: Any, name: str, one: Checked[Part]) -> Record | None:
    """The record that a field names."""
    if name == "cadre" and isinstance(part, Action):
        return one.world.framework_of(part)
    folder = next((mark.target for where, mark, _ in links(part) if where == name), "")
    return one.world.by_key.get(f"{folder}/{getattr(part, name, None)}")
