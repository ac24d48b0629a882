"""The conventions and the plans together: whose each axis is, numbers said once, money in its years, what follows a convention
that is over."""

from __future__ import annotations

from collections.abc import Iterator

from ctg.checks.base import Checked
from ctg.checks.links import alike
from ctg.kinds import Action, Axe, Cadre
from ctg.phrases import date_fr
from ctg.problems import Problem, fold, shown


def axis_of_one_framework(one: Checked[Axe]) -> Iterator[Problem]:
    """With several conventions, an axis says which is its own: nothing else can tell."""
    known = one.world.conventions
    if len(known) > 1 and not one.record.cadre:
        told = "Plusieurs conventions sont publiées, et cet axe ne dit pas de laquelle il est."
        yield one.error("titre", told, f"Ajoutez « cadre: {known[0]} », ou le nom d'une autre fiche de data/cadres/.")


def told_what_becomes(one: Checked[Action]) -> Iterator[Problem]:
    """Of a convention that is over, each action says what it becomes."""
    world, record = one.world, one.record
    if world.framework_of(record) in world.over and record.published and not record.suite:
        told = "Sa convention est finie, et rien ne dit ce que devient cette action."
        yield one.warning("titre", told, "Ajoutez « suite: {decision: reconduite, vers: […]} », ou une autre décision.")


def amounts_in_its_years(one: Checked[Action]) -> Iterator[Problem]:
    """Money of a year before or after those of the framework: the year is mistaken, or the action is another framework's."""
    moyens, cadre = one.record.moyens, one.world.cadres.get(one.world.framework_of(one.record))
    for i, part in enumerate(moyens.financiers if moyens and cadre else ()):
        told = cadre and _beyond(part.annee, cadre)
        if told:
            remedy = "Corrigez l'année, ou mettez ce montant dans une action du cadre de cette année-là."
            yield one.warning(f"moyens.financiers.{i}.annee", told, remedy)


def _beyond(year: int, cadre: Cadre) -> str:
    """How a year is out of a framework, in a sentence; empty when it is not."""
    side = cadre.outside(year)
    if side == "avant" and cadre.debut:
        return f"{year} est avant le début de « {cadre.titre} » ({date_fr(cadre.debut)})."
    if side and cadre.fin:
        return f"{year} est après la fin de « {cadre.titre} » ({date_fr(cadre.fin)})."
    return ""


def aid_by_its_name(one: Checked[Action]) -> Iterator[Problem]:
    """An aid written almost like one that is known: their amounts would be added up apart."""
    known = {fold(name): name for name in one.world.dispositifs}
    moyens = one.record.moyens
    for i, part in enumerate(moyens.financiers if moyens else ()):
        written = fold(part.dispositif or "")
        near = None if not written or written in known else next((known[name] for name in known if alike(written, name)), None)
        if near:
            told = f"« {shown(part.dispositif)} » ressemble à « {near} », un dispositif connu."
            yield one.warning(f"moyens.financiers.{i}.dispositif", told, f"Écrivez « {near} ».")


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
