"""Rules that compare records with each other: names, links, circles, duplicates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from ctg.checking.rules import Checked, Rules
from ctg.common.identifiers import as_identifier, identifier_fault, is_identifier
from ctg.common.problems import Problem, fold, shown
from ctg.model.meeting import Partenaire
from ctg.model.record import Record
from ctg.model.references import mentions, references
from ctg.model.structure import Structure

# Two names this alike, in one commune, are probably one place.
ALIKE = 0.88


def links(one: Checked[Record]) -> Iterator[Problem]:
    """A link to itself is a slip; a link to a draft will not show."""
    record = one.record
    for field, folder, id in references(record):
        if f"{folder}/{id}" == record.key:
            yield one.error(field, "Cette fiche renvoie à elle-même.", "Choisissez une autre fiche, ou supprimez la ligne.")
        elif f"{folder}/{id}" in one.world.drafts and record.published:
            told, given = f"« {id} » est un brouillon : ce lien ne se verra pas.", "sans cette ligne, c'est de la convention"
            remedy = (
                f"Publiez-le, ou nommez une autre fiche : {given}." if field == "cadre" else "Publiez-le, ou supprimez la ligne."
            )
            yield one.warning(field, told, remedy)


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
                shown_as = " → ".join([*circle, following])
                for member in circle:
                    yield named[member][0].error(
                        field, f"Ces fiches renvoient l'une à l'autre : {shown_as}.", "Retirez l'un des renvois."
                    )


def addresses(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """A record's file names its address: one that can be read aloud, and that no other has."""
    seen: dict[str, str] = {}
    for one in checked:
        record = one.record
        if seen.setdefault(record.key, record.file) != record.file:
            told = f"Cette fiche a la même adresse que {seen[record.key]}.", "Renommez l'un des deux fichiers."
            yield Problem(record.file, 1, "", "", *told)
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
                yield one.warning("nom", f"Cette fiche ressemble à {other.record.file} (« {other.record.nom} »).",
                                  "Si c'est le même lieu, gardez une seule fiche.")  # fmt: skip
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
            near = next((known[other] for other in known if alike(folded, other)), None)
            if near:
                yield one.warning(
                    field,
                    f"« {shown(name)} » ressemble à « {near} », qui a une fiche de partenaire.",
                    f"Si c'est le même, écrivez « {near} ».",
                )


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


LINK_RULES = Rules(
    {Record: (links,)},
    {Record: (addresses, circles, former_identifiers, nearly_a_partner), Structure: (probable_duplicates,)},
)
