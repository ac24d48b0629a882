"""Rules that a field's type cannot see: dates against today, a place against its commune, records against each other.

All of them stand here. :data:`FOLDERS` look at the files of a project before anything is read; :data:`RULES` at one part that
is right by itself, whose type they name; :data:`BETWEEN` at all the parts of a type together. An error stops the build;
a warning is published all the same, and someone should look at it. What waits to be read again is told by :mod:`rereading`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ctg.checks import accessibility, confidential, dates, links, places, territory, words
from ctg.checks.base import Checked, World
from ctg.checks.files import folders, own, prose, svg
from ctg.checks.project import figures, frameworks
from ctg.ground.extensions import extended
from ctg.ground.problems import Problem
from ctg.kinds import Action, Axe, Cadre, Commune, Indicateur, Record, Rencontre, Service, Structure
from ctg.kinds.families.place import Place
from ctg.kinds.fields.base import Part
from ctg.kinds.fields.reach import Contact
from ctg.kinds.territory.accessibilite import Accessibilite
from ctg.kinds.territory.territoire import Territoire
from ctg.kinds.territory.urgences import Urgence
from ctg.kinds.territory.vocabulary import Vocabulary
from ctg.sheets.source import Sheet

FOLDERS: tuple[Callable[[Path], Iterator[Problem]], ...] = (
    folders.check_folders, own.what_is_not_worn, own.what_is_not_called, prose.check_prose,
    svg.check_drawings,
)  # fmt: skip
_OF_RECORDS: tuple[Callable[[Checked[Record]], Iterator[Problem]], ...] = (
    dates.proof_of_doubtful, dates.no_date_to_come, links.links, confidential.told_what_is_not_published,
    words.nothing_pasted,
)  # fmt: skip
RULES: dict[type[Part], tuple[Callable[[Checked[Any]], Iterator[Problem]], ...]] = {
    Part: (words.no_person,),
    Record: extended("rules", _OF_RECORDS),
    Contact: (words.no_private_contact,),
    Place: (
        places.empty_hours, places.public_holidays_said_twice, words.prices, words.can_be_reached, words.easy_summary,
        words.postcode_in_its_field,
    ),
    Structure: (
        places.draft_of_an_offer, places.structure_in_its_commune, places.outside_and_near, places.postcode_of_its_commune,
        dates.registration_dates,
    ),
    Service: (places.hosted_here,),
    Commune: (places.commune_with_outline, places.commune_around_its_points),
    Axe: (frameworks.axis_of_one_framework, frameworks.levels_numbered_once),
    Action: (
        dates.no_state_to_come, dates.milestones, dates.realised_after_it_began, frameworks.told_what_becomes,
        frameworks.amounts_in_its_years, frameworks.decided_when_it_begins, frameworks.in_its_axis, frameworks.aid_by_its_name,
    ),
    Cadre: (frameworks.opinions_answered,),
    Rencontre: (dates.nothing_said_before_the_meeting,),
    Indicateur: (figures.figures,),
    Territoire: (territory.censuses, territory.legal_notices, territory.former_version),
    Vocabulary: (territory.terms_in_their_place, territory.words_that_lead_nowhere, words.easy_vocabulary),
    Urgence: (dates.number_read_by_now, words.easy_number),
    Accessibilite: (
        accessibility.of_this_territory, accessibility.no_date_to_come, accessibility.dates_in_order, accessibility.claim,
        accessibility.complete_audit, accessibility.deadlines, accessibility.old_machine_results, accessibility.plans,
        accessibility.no_private_address,
    ),
}  # fmt: skip
BETWEEN: dict[type[Part], tuple[Callable[[list[Checked[Any]]], Iterator[Problem]], ...]] = {
    Record: (links.addresses, links.circles, links.former_identifiers, links.nearly_a_partner),
    Action: (frameworks.numbers_said_once, frameworks.parts_in_one_axis),
    Cadre: (frameworks.convention_over,),
    Structure: (links.probable_duplicates,),
    Commune: (places.communes_told_once,),
    Urgence: (territory.number_told_once,),
}


def check_files(root: Path) -> Iterator[Problem]:
    """Every problem of the folders and the pages of the project at ``root``."""
    for rule in FOLDERS:
        yield from rule(root)


def check_all(parts: Iterable[tuple[Part, Sheet]], world: World) -> Iterator[Problem]:
    """Every problem of every record and of every file that stands alone, then those between them."""
    checked = [Checked(part, sheet, world) for part, sheet in parts]
    for one in checked:
        yield from _alone(one)
    for kind, rules in BETWEEN.items():
        of_kind = [one for one in checked if isinstance(one.record, kind)]
        for compare in rules:
            yield from compare(of_kind)


def _alone(one: Checked[Any]) -> Iterator[Problem]:
    """What the rules say that look at one part."""
    for kind in type(one.record).__mro__:
        for rule in RULES.get(kind, ()):
            yield from rule(one)
