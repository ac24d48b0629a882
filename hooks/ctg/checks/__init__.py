"""Rules that a field's type cannot see: dates against today, a place against its commune, records against each other.

Each rule is a function from a :class:`Checked` record to the problems found; :data:`RULES` is the list, and :data:`BETWEEN`
that of the rules about all records together. An error stops the build; a warning is published all the same, and someone
should look at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ctg.checks import confidential, dates, figures, links, places, words
from ctg.checks.base import Checked, World
from ctg.extensions import extended
from ctg.kinds import Record
from ctg.problems import Problem
from ctg.source import Sheet

_BUILT_IN: tuple[Callable[[Checked], Iterator[Problem]], ...] = (
    dates.proof_of_doubtful, dates.no_date_to_come, dates.milestones, dates.realised_after_it_began,
    dates.nothing_said_before_the_meeting, places.point_in_its_commune, places.postcode_of_its_commune, places.places_add_up,
    words.prices, words.no_private_person, words.can_be_reached, places.empty_hours, places.public_holidays_said_twice,
    words.easy_summary, links.links, figures.figures, confidential.gives_no_address_away,
    confidential.told_what_is_not_published,
)  # fmt: skip
RULES = extended("rules", _BUILT_IN)
BETWEEN: tuple[Callable[[list[Checked]], Iterator[Problem]], ...] = (
    links.probable_duplicates, links.circles, links.former_identifiers, links.nearly_a_partner,
)  # fmt: skip


def check_all(records: Iterable[tuple[Record, Sheet]], world: World) -> Iterator[Problem]:
    """Every problem of every record, then those between records."""
    checked = [Checked(record, sheet, world) for record, sheet in records]
    for one in checked:
        for rule in RULES:
            yield from rule(one)
    for rule in BETWEEN:
        yield from rule(checked)
