"""Checks of conventions and plans: each axis in one framework, numbers used once, money within the framework's years,
an answer to opinions, a successor to a convention that is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ctg.checking.record_rules import alike
from ctg.checking.rules import Checked, only
from ctg.common.phrases import date_fr
from ctg.common.problems import Problem, fold, shown, suggest
from ctg.model.action import Action, EtatPlaces
from ctg.model.framework import Axe, Cadre

ANSWER = dt.timedelta(days=90)
"""How long after a call for opinions its synthesis is awaited."""


def axis_of_one_framework(one: Checked[Axe]) -> Iterator[Problem]:
    """When there are several conventions, an axis must name its own."""
    known = one.world.conventions
    if len(known) > 1 and not one.record.cadre:
        told = "Plusieurs conventions sont publiées, et cet axe ne dit pas de laquelle il est."
        yield one.error("titre", told, f"Ajoutez « cadre: {known[0]} », ou le nom d'une autre fiche de data/cadres/.")


def says_what_becomes(one: Checked[Action]) -> Iterator[Problem]:
    """Each action of a convention that is over must say what becomes of it."""
    world, record = one.world, one.record
    cadre = world.framework_of(record)
    if cadre and cadre.id in world.over and record.published and not record.suite:
        told = "Sa convention est finie, et rien ne dit ce que devient cette action."
        yield one.warning("titre", told, "Ajoutez « suite: {decision: reconduite, vers: […]} », ou une autre décision.")


def decided_when_it_begins(one: Checked[Action]) -> Iterator[Problem]:
    """Once its plan has begun, an action must be decided, or leave the plan."""
    world, record = one.world, one.record
    cadre = world.framework_of(record)
    if cadre and record.is_proposed and record.published and dt.date.min < cadre.begins <= world.today:
        told = f"« {cadre.titre} » a commencé, et cette action n'est encore qu'en projet."
        yield one.warning("titre", told, "Donnez-lui un autre état, ou supprimez sa fiche si elle n'est pas retenue.")


def opinions_answered(one: Checked[Cadre]) -> Iterator[Problem]:
    """Once a call for opinions is over, the framework must say what came of it."""
    avis, today = one.record.avis, one.world.today
    if avis and not avis.synthese and avis.fin + ANSWER < today:
        told = f"L'appel à avis est clos depuis le {date_fr(avis.fin)}, et rien ne dit ce qui a été dit."
        yield one.warning("avis.fin", told, "Créez la rencontre qui le dit (« ctg nouveau rencontre »), puis « synthese ».")


def aid_by_its_name(one: Checked[Action]) -> Iterator[Problem]:
    """Warn of a scheme spelt almost like a known one: its amounts would be added up apart."""
    known = {fold(name): name for name in one.world.dispositifs}
    moyens = one.record.moyens
    for i, part in enumerate(moyens.financiers if moyens else ()):
        written = fold(part.dispositif or "")
        near = None if not written or written in known else next((known[name] for name in known if alike(written, name)), None)
        if near:
            told = f"« {shown(part.dispositif)} » ressemble à « {near} », un dispositif connu."
            yield one.warning(f"moyens.financiers.{i}.dispositif", told, f"Si c'est le même, écrivez « {near} ».")


def places_go_forward(one: Checked[Action]) -> Iterator[Problem]:
    """What is open was funded, decided, wanted: a state never counts more places than one before. An idea has decided none."""
    lines, order = one.record.places_accueil, list(EtatPlaces)
    for i, line in enumerate(lines):
        where, rank = f"places_accueil.{i}", order.index(line.etat)
        same = [other for other in lines if (other.annee, other.commune) == (line.annee, line.commune)]
        fewer = next((other for other in same if order.index(other.etat) < rank and other.nombre < line.nombre), None)
        if next(other for other in same if other.etat == line.etat) is not line:
            told = f"{line.commune}, {line.annee} : les places « {line.etat} » sont dites deux fois."
            yield one.error(f"{where}.etat", told, "Gardez une seule ligne, avec leur total.")
        elif fewer and line.etat != EtatPlaces.FERMEES:
            told = f"{line.commune}, {line.annee} : {line.etat.counting(line.nombre)}, mais {fewer.etat.counting(fewer.nombre)}."
            yield one.error(f"{where}.nombre", told, "Un état ne compte pas plus de places que celui d'avant : corrigez-en un.")
        if rank and one.record.is_proposed:
            told = f"Cette action n'est qu'en projet, et ces places sont dites « {line.etat} »."
            yield one.error(f"{where}.etat", told, "Écrivez « voulues », ou donnez un autre état à l'action.")


def numbers_said_once(checked: list[Checked[Action]]) -> Iterator[Problem]:
    """A number designates one action of a framework."""
    seen: dict[tuple[Cadre | None, str], Action] = {}
    for one in checked:
        record = one.record
        if record.numero:
            first = seen.setdefault((one.world.framework_of(record), fold(record.numero)), record)
            if first is not record:
                told = f"« {record.numero} » est déjà le numéro de {first.file}, dans le même cadre."
                yield one.error("numero", told, "Donnez à chacun le sien.")


def number_of_its_axis(one: Checked[Action]) -> Iterator[Problem]:
    """Warn of « 2.4 » in the axis 1, where the same framework has an axis 2."""
    record, axe, head = one.record, one.world.get(Axe, one.record.axe), (one.record.numero or "").partition(".")[0]
    axes = only(one.world.records, Axe)
    others = {other.numero for other in axes if axe and other is not axe and other.cadre == axe.cadre}
    if axe and head and "." in (record.numero or "") and head != axe.numero and head in others:
        told = f"« {record.numero} » est un numéro de l'axe {head}, et l'action est dans l'axe {axe.numero}."
        yield one.warning("axe", told, "Corrigez l'axe, ou le numéro.")


def levels_numbered_once(one: Checked[Axe]) -> Iterator[Problem]:
    """In an axis, a number is that of one orientation or of one objective: ``dans`` names it. Real plans start again at
    « A » or « 1 » in each axis, so two axes may use the same."""
    seen: set[str] = set()
    for where, level in one.record.levels:
        number = fold(level.numero)
        if number in seen:
            told = f"« {shown(level.numero)} » est déjà le numéro d'une orientation ou d'un objectif de cet axe."
            yield one.error(f"{where}.numero", told, "Donnez à chacun le sien.")
        seen.add(number)


def in_its_axis(one: Checked[Action]) -> Iterator[Problem]:
    """``dans`` must be the number of an orientation or objective of the action's axis; a part of an action has none."""
    record, axe = one.record, one.world.get(Axe, one.record.axe)
    if record.dans and record.sous_action_de:
        told = "Une sous-action est là où est l'action dont elle est une partie : ce « dans » ne sert pas."
        yield one.warning("dans", told, "Supprimez « dans ».")
    elif record.dans and axe:
        numbers = [level.numero for _, level in axe.levels]
        if fold(record.dans) not in map(fold, numbers):
            told = f"« {shown(record.dans)} » n'est le numéro d'aucune orientation ni d'aucun objectif de l'axe {axe.numero}."
            yield one.error("dans", told, suggest(record.dans, numbers) or f"Déclarez-le dans {axe.file}.")


def parts_in_one_axis(checked: list[Checked[Action]]) -> Iterator[Problem]:
    """A part of an action must be in the axis of that action."""
    axes = {one.record.id: one.record.axe for one in checked}
    for one in checked:
        axe = axes.get(one.record.sous_action_de or "")
        if axe and axe != one.record.axe:
            told = f"Cette sous-action n'est pas dans l'axe de l'action dont elle est une partie (« {axe} »)."
            yield one.error("axe", told, f"Écrivez « axe: {axe} », ou changez « sous_action_de ».")


def convention_over(checked: list[Checked[Cadre]]) -> Iterator[Problem]:
    """Warn when the last convention is over and nothing follows it: the site still shows it."""
    for one in checked:
        fin = one.record.end
        if one.world.conventions[-1:] == (one.record.id,) and fin and fin.latest < one.world.today:
            told = f"La convention est finie depuis le {date_fr(fin.latest)}, et aucune autre ne la suit."
            yield one.warning("fin", told, f"Créez la suivante (« ctg nouveau cadre »), avec « succede_a: {one.record.id} ».")
