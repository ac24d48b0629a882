"""Checks of conventions and plans: each axis in one framework, numbers used once, money within the framework's years,
an answer to opinions, a successor to a convention that is over; what an action or a framework says twice: states, milestones,
dates and money that cannot all be true, money told twice."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from ctg.checking.record_rules import EITHER, alike
from ctg.checking.rules import Checked, first_day
from ctg.common.phrases import date_fr, number
from ctg.common.problems import Problem, fold, shown, suggest
from ctg.model.action import Action, Calendrier, Decision, Etat, EtatPlaces
from ctg.model.framework import Axe, Cadre
from ctg.model.meeting import EtatSuite, Rencontre
from ctg.plan.money_rules import before, last_state, money_of

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
        elif (times := next((other for other in same if other.nombre == 10 * line.nombre > 10), None)) is not None:
            told = f"{line.nombre} places, et dix fois plus « {times.etat.label} »."
            for which in (line, times):
                yield one.warning(f"places_accueil.{lines.index(which)}.nombre", told, "Comptez les chiffres.")
        elif fewer and line.etat != EtatPlaces.FERMEES:
            told = f"{line.commune}, {line.annee} : {line.etat.counting(line.nombre)}, mais {fewer.etat.counting(fewer.nombre)}."
            yield one.error(f"{where}.nombre", told, "Un état ne compte pas plus de places que celui d'avant : corrigez-en un.")
        if rank and one.record.is_proposed:
            told = f"Cette action n'est qu'en projet, et ces places sont dites « {line.etat} »."
            yield one.error(f"{where}.etat", told, "Corrigez l’état de ces places, ou celui de l’action.")


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


TEAM = 30
"""Full times of one post that names several persons."""
LONGEST = 7
"""Years of a convention: they are of four or five."""
OVER = {Etat.REALISEE, Etat.ABANDONNEE}
NOT_BEGUN = {Etat.EN_PROJET, Etat.NON_ENGAGEE}
UNDONE = {*NOT_BEGUN, Etat.ABANDONNEE, Etat.SUSPENDUE}
UNLIKE = {state: {Decision.ACHEVEE} for state in (*NOT_BEGUN, Etat.EN_PREPARATION, Etat.SUSPENDUE)}
UNLIKE |= {Etat.ABANDONNEE: {Decision.RECONDUITE, Decision.ACHEVEE}, Etat.REALISEE: {Decision.ARRETEE}}
"""What nobody decides of an action in such a state."""


def milestones(one: Checked[Action]) -> Iterator[Problem]:
    """No milestone is left of what is over."""
    calendar, state = one.record.calendrier or Calendrier(), last_state(one.record)
    for i, step in enumerate(calendar.etapes):
        where, day = f"calendrier.etapes.{i}", first_day(step.date)
        if step.fait is False and state and state.date and state.etat in OVER:
            told = f"L'action est {state.etat.label} depuis le {date_fr(state.day)}, et cette étape n'est pas faite."
            tell = one.error if day <= state.day else one.warning
            for there in (f"{where}.fait", f"etats.{one.record.etats.index(state)}.etat"):
                yield tell(there, told, "Écrivez fait: oui, supprimez l'étape, ou corrigez l'état.")


RANK = {Etat.EN_PROJET: 0, Etat.NON_ENGAGEE: 0, Etat.EN_PREPARATION: 1, Etat.EN_COURS: 2, Etat.REALISEE: 3}


def states_go_forward(one: Checked[Action]) -> Iterator[Problem]:
    """Nothing is undone once it began, nor goes on once it is done; what was suspended may start again anywhere."""
    action = one.record
    for past, state in pairwise(action.history):
        if RANK.get(state.etat, 9) < RANK.get(past.etat, 0):
            told = f"L'action serait {state.etat.label} après avoir été {past.etat.label}."
            yield one.warning(f"etats.{action.etats.index(state)}.etat", told, "Corrigez l'un des états, ou sa date.")
    last = last_state(action)
    steps = action.calendrier.etapes if action.calendrier else ()
    over = [step for step in steps if last and last.date and first_day(step.date) < last.date]
    if last and last.etat == Etat.EN_COURS and over and len(over) == len(steps) and all(step.fait is False for step in over):
        told = "L'action est en cours, et aucune de ses étapes n'est faite."
        yield one.warning(f"etats.{action.etats.index(last)}.etat", told, "Corrigez l'état, ou les étapes.")


def states_in_their_time(one: Checked[Action]) -> Iterator[Problem]:
    """Nothing is paid, nor told, of what never began or was given up; a post is of a few full times."""
    action = one.record
    for i, post in enumerate(action.moyens.postes if action.moyens else ()):
        if post.etp and post.etp > (TEAM if re.match(r"[^\s,]+s\b|équipe|poste", post.fonction) else 2):
            told = f"{number(post.etp)} temps pleins pour « {post.fonction} » : est-ce un pourcentage ?"
            yield one.warning(f"moyens.postes.{i}.etp", told, "Un mi-temps s'écrit 0,5 ; corrigez le nombre, ou la fonction.")
    last = last_state(action)
    for i, report in enumerate(action.bilans):
        if report.annee in [other.annee for other in action.bilans[:i]]:
            yield one.warning(f"bilans.{i}.annee", "Cette année a déjà son bilan.", "Corrigez l'année, ou réunissez les deux.")
    if last and action.suite and action.suite.decision in UNLIKE.get(last.etat, ()):
        told = f"L'action est {last.etat.label}, et sa suite la dit {action.suite.decision.label}."
        for where in ("suite.decision", f"etats.{action.etats.index(last)}.etat"):
            yield one.warning(where, told, "Corrigez l'état, ou la décision.")
    if last and last.etat in NOT_BEGUN and (paid := next((part for part in money_of(action) if part.realise), None)):
        told = f"L'action est {last.etat.label}, et de l'argent a été payé en {paid.annee}."
        yield one.error(f"etats.{action.etats.index(last)}.etat", told, "Corrigez l'état, ou retirez « realise ».")


# --- frameworks --------------------------------------------------------------------------------------


def framework_in_order(one: Checked[Cadre]) -> Iterator[Problem]:
    """A framework lasts as such ones do, and is signed when its sources say."""
    cadre = one.record
    if cadre.is_ctg and cadre.debut and cadre.fin and (years := cadre.fin.year - cadre.debut.year + 1) > LONGEST:
        yield one.warning("fin", f"La convention durerait {years} ans.", "Corrigez l'année de la fin, ou du début.")


def one_after_the_other(checked: list[Checked[Cadre]]) -> Iterator[Problem]:
    """A framework begins once the one before is over; a warning when two conventions share years. Told on both."""
    dated = [one for one in checked if one.record.published and one.record.debut and one.record.fin]
    for first, second in combinations(sorted(dated, key=lambda one: one.record.begins), 2):
        follows, both = second.record.succede_a == first.record.id, first.record.is_ctg and second.record.is_ctg
        if (follows or both) and not before(first.record.fin, second.record.debut):
            for one, field, other in ((second, "debut", first.record), (first, "fin", second.record)):
                told = f"« {other.title} » a des années en commun avec ce cadre."
                yield (one.error if follows else one.warning)(field, told, EITHER)


def answers_and_states(one: Checked[Rencontre]) -> Iterator[Problem]:
    """Warn of a request that is said done, where the action that answers it alone never began, or stopped."""
    for i, suite in enumerate(one.record.suites):
        action = one.world.get(Action, suite.action)
        state = last_state(action) if action else None
        alone = [other for other in one.record.suites if other.action == suite.action]
        undone = suite.etat == EtatSuite.REALISEE and state and state.etat in UNDONE
        refused = suite.etat == EtatSuite.NON_RETENUE and state and state.etat in (Etat.EN_COURS, Etat.REALISEE)
        of_it = not refused or (action and _topic(suite.texte) & _topic(action.titre))
        if suite.etat and action and state and len(alone) == 1 and (undone or refused) and of_it:
            told = f"« {action.titre} » est {state.etat.label}, et cette suite est {suite.etat.label}."
            yield one.warning(f"suites.{i}.etat", told, "Corrigez l'un des deux états.")


def _topic(text: str) -> set[str]:
    return {word for word in fold(text).split() if len(word) > 4}


def due_with_its_step(one: Checked[Rencontre]) -> Iterator[Problem]:
    """Warn of what is due at another time than the step of the action that it names."""
    for i, suite in enumerate(one.record.suites):
        action = one.world.get(Action, suite.action)
        for step in action.calendrier.etapes if action and action.calendrier and suite.echeance else ():
            same = len(_topic(step.titre) & _topic(suite.texte)) > 1 and not step.fait
            if action and same and (before(step.date, suite.echeance) or before(suite.echeance, step.date)):
                told = f"« {shown(step.titre)} » est de {date_fr(step.date)} dans {action.file}."
                yield one.warning(f"suites.{i}.echeance", told, EITHER)


def decision_carried_out(one: Checked[Rencontre]) -> Iterator[Problem]:
    """A decision that is done says when, and by what one knows it."""
    for i, suite in enumerate(one.record.suites):
        if suite.etat == EtatSuite.REALISEE and not one.record.asks_inhabitants and not (suite.etat_le and suite.source):
            told = "Cette décision est réalisée, sans que l'on sache quand, ou d'après qui."
            yield one.warning(f"suites.{i}.etat", told, "Ajoutez « etat_le » et « source ».")
