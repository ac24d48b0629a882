"""The conventions and the plans together: whose each axis is, numbers said once, and what follows a convention that is over."""

from __future__ import annotations

from collections.abc import Iterator

from ctg.checks.base import Checked
from ctg.kinds import Action, Axe, Cadre
from ctg.phrases import date_fr
from ctg.problems import Problem, fold


def axis_of_one_framework(one: Checked[Axe]) -> Iterator[Problem]:
    """With several conventions, an axis says which is its own: nothing else can tell."""
    known = one.world.conventions
    if len(known) > 1 and not one.record.cadre:
        told = "Plusieurs conventions sont publiées, et cet axe ne dit pas de laquelle il est."
        yield one.error("titre", told, f"Ajoutez « cadre: {known[0]} », ou le nom d'une autre fiche de data/cadres/.")


def told_what_becomes(one: Checked[Action]) -> Iterator[Problem]:
    """Of a convention that is over, each action says what it becomes."""
    world, record = one.world, one.record
    cadre = world.frameworks.get(record.axe) or (world.conventions[0] if len(world.conventions) == 1 else "")
    if cadre in world.over and record.published and not record.suite:
        told = "Sa convention est finie, et rien ne dit ce que devient cette action."
        yield one.warning("titre", told, "Ajoutez « suite: {decision: reconduite, vers: […]} », ou une autre décision.")


def numbers_said_once(checked: list[Checked[Action]]) -> Iterator[Problem]:
    """In a framework, a number is that of one action."""
    seen: dict[tuple[str, str], Action] = {}
    for one in checked:
        record = one.record
        if record.numero:
            first = seen.setdefault((one.world.frameworks.get(record.axe, ""), fold(record.numero)), record)
            if first is not record:
                told = f"« {record.numero} » est déjà le numéro de {first.file}, dans le même cadre."
                yield one.error("numero", told, "Donnez à chacun le sien.")


def convention_over(checked: list[Checked[Cadre]]) -> Iterator[Problem]:
    """The last convention is over and nothing follows it: the site still shows it."""
    for one in checked:
        fin = one.record.fin
        if one.world.conventions[-1:] == (one.record.id,) and fin and fin.latest < one.world.today:
            told = f"La convention est finie depuis le {date_fr(fin.latest)}, et aucune autre ne la suit."
            yield one.warning("fin", told, f"Créez la suivante (« ctg nouveau cadre »), avec « succede_a: {one.record.id} ».")
