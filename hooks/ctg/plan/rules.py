"""Checks of conventions and plans: each axis in one framework, numbers used once, money within the framework's years,
a successor to a convention that is over; what an action or a framework says twice: states, milestones,
dates and money that cannot all be true, money told twice or of a size that cannot be."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from ctg.checking.record_rules import alike
from ctg.checking.rules import Checked, Date, first_day, last_day, only
from ctg.checking.said_rules import EITHER
from ctg.common.phrases import date_fr, number
from ctg.common.problems import Problem, Problems, fold, grouped, repeated, shown, suggest
from ctg.model import Action, Axe, Cadre, EtatSuite, Rencontre, Soutien, Structure
from ctg.model.action import AMOUNTS, Decision, Etat, EtatPlaces, Financement


def axis_of_one_framework(one: Checked[Axe]) -> Problems:
    """When there are several conventions, an axis must name its own."""
    known = one.world.conventions
    if len(known) > 1 and not one.record.cadre:
        told = "Plusieurs conventions sont publiées, et cet axe ne dit pas de laquelle il est."
        yield one.error("cadre", told, f"Ajoutez « cadre: {known[0]} », ou le nom d'une autre convention.")


def says_what_becomes(one: Checked[Action]) -> Problems:
    """Each action of a convention that is over must say what becomes of it."""
    record, cadre = one.record, one.world.framework_of(one.record)
    over = cadre and cadre.id in one.world.conventions and cadre.end and cadre.end.latest < one.world.today
    if over and record.published and not record.suite:
        told = "Sa convention est finie, et rien ne dit ce que devient cette action."
        yield one.warning("titre", told, "Ajoutez « suite: {decision: reconduite, vers: […]} », ou une autre décision.")


def decided_when_it_begins(one: Checked[Action]) -> Problems:
    """Once its plan has begun, an action must be decided, or leave the plan."""
    record, cadre = one.record, one.world.framework_of(one.record)
    if cadre and record.is_proposed and record.published and dt.date.min < cadre.begins <= one.world.today:
        told = f"« {cadre.titre} » a commencé, et cette action n'est encore qu'en projet."
        yield one.warning("titre", told, "Donnez-lui un autre état, ou supprimez sa fiche si elle n'est pas retenue.")


def aid_by_its_name(one: Checked[Action]) -> Problems:
    """Warn of a scheme spelt almost like a known one: its amounts would be added up apart."""
    words = one.world.vocabulary
    known = {fold(name): name for aid in (words.dispositifs.values() if words else ()) for name in aid.names}
    for i, part in enumerate(one.record.payments):
        written = fold(part.dispositif or "")
        near = None if not written or written in known else next((known[name] for name in known if alike(written, name)), None)
        if near:
            told = f"« {shown(part.dispositif)} » ressemble à « {near} », un dispositif connu."
            yield one.warning(f"moyens.financiers.{i}.dispositif", told, f"Si c'est le même, écrivez « {near} ».")


def places_go_forward(one: Checked[Action]) -> Problems:
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
            yield one.error(f"{where}.etat", told, "Corrigez l’état de ces places, ou celui de l’action.")


def numbers_said_once(checked: list[Checked[Action]]) -> Problems:
    """A number designates one action of a framework."""
    for one, told in _numbered_twice(checked):
        yield one.error("numero", told, "Donnez à chacun le sien.")


def axes_numbered_once(checked: list[Checked[Axe]]) -> Problems:
    """Warn of two axes of a framework with one number."""
    for one, told in _numbered_twice(checked):
        yield one.warning("numero", told, "Donnez à chacun le sien.")


def _numbered_twice(checked: Iterable[Checked]) -> Iterator[tuple[Checked, str]]:
    numbered = (one for one in checked if one.record.numero)
    for one, first in repeated(numbered, lambda one: (one.world.framework_of(one.record), fold(one.record.numero))):
        yield one, f"« {one.record.numero} » est déjà le numéro de {first.record.file}, dans le même cadre."


def levels_numbered_once(one: Checked[Axe]) -> Problems:
    """In an axis, a number is that of one orientation or of one objective: ``dans`` names it. Real plans start again at
    « A » or « 1 » in each axis, so two axes may use the same."""
    for (where, level), _ in repeated(one.record.levels, lambda pair: fold(pair[1].numero)):
        told = f"« {shown(level.numero)} » est déjà le numéro d'une orientation ou d'un objectif de cet axe."
        yield one.error(f"{where}.numero", told, "Donnez à chacun le sien.")


def in_its_axis(one: Checked[Action]) -> Problems:
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


def parts_in_one_axis(checked: list[Checked[Action]]) -> Problems:
    """A part of an action must be in the axis of that action; « 1.7 » is among the other « 1.… »."""
    axes = {one.record.id: one.record.axe for one in checked}
    groups = {one.record.id: re.sub(r"\W?\d+$", "", one.record.numero or "") for one in checked}
    within = {axe: [groups[id] for id, its in axes.items() if its == axe] for axe in axes.values()}
    for one in checked:
        group, own = groups[one.record.id], within[one.record.axe]
        alone = group and own.count(group) == 1 and len(own) > 2
        of_others = [axe for axe, its in within.items() if alone and its.count(group) > 1]
        if of_others:
            told = f"« {one.record.numero} » est numérotée comme les actions de l'axe « {of_others[0]} »."
            yield from one.each(("axe", "numero"), told, EITHER)
        axe = axes.get(one.record.sous_action_de or "")
        if axe and axe != one.record.axe:
            told = f"Cette sous-action n'est pas dans l'axe de l'action dont elle est une partie (« {axe} »)."
            yield one.error("axe", told, f"Écrivez « axe: {axe} », ou changez « sous_action_de ».")


def convention_over(checked: list[Checked[Cadre]]) -> Problems:
    """Warn when the last convention is over and nothing follows it: the site still shows it."""
    for one in checked:
        fin = one.record.end
        if one.world.conventions[-1:] == (one.record.id,) and fin and fin.latest < one.world.today:
            told = f"La convention est finie depuis le {date_fr(fin.latest)}, et aucune autre ne la suit."
            yield one.warning("fin", told, f"Créez la suivante (« ctg nouveau cadre »), avec « succede_a: {one.record.id} ».")


TEAM = 30
"""Full times of one post that names several persons."""
NOT_BEGUN = {Etat.EN_PROJET, Etat.NON_ENGAGEE}
UNLIKE = {state: {Decision.ACHEVEE} for state in (*NOT_BEGUN, Etat.EN_PREPARATION, Etat.SUSPENDUE)}
UNLIKE |= {Etat.ABANDONNEE: {Decision.RECONDUITE, Decision.ACHEVEE}, Etat.REALISEE: {Decision.ARRETEE},
           Etat.EN_COURS: {Decision.ARRETEE}}  # fmt: skip
"""What nobody decides of an action in such a state."""


def milestones(one: Checked[Action]) -> Problems:
    """No milestone is left of what is done."""
    state = one.record.last_state
    for i, step in enumerate(one.record.calendrier.etapes if one.record.calendrier else ()):
        where, day = f"calendrier.etapes.{i}", first_day(step.date)
        if step.fait is False and state and state.date and state.etat == Etat.REALISEE:
            told = f"L'action est {state.etat.label} depuis le {date_fr(state.day)}, et cette étape n'est pas faite."
            tell = one.error if day <= state.day else one.warning
            for there in (f"{where}.fait", f"etats.{one.record.etats.index(state)}.etat"):
                yield tell(there, told, "Écrivez fait: oui, supprimez l'étape, ou corrigez l'état.")


RANK = {Etat.EN_PROJET: 0, Etat.NON_ENGAGEE: 0, Etat.EN_PREPARATION: 1, Etat.EN_COURS: 2, Etat.REALISEE: 3}


def states_go_forward(one: Checked[Action]) -> Problems:
    """Nothing is undone once it began, nor goes on once it is done; what was suspended may start again anywhere."""
    action = one.record
    for past, state in pairwise(action.history):
        if RANK.get(state.etat, 9) < RANK.get(past.etat, 0):
            told = f"L'action serait {state.etat.label} après avoir été {past.etat.label}."
            yield one.warning(f"etats.{action.etats.index(state)}.etat", told, "Corrigez l'un des états, ou sa date.")
    last = action.last_state
    steps = action.calendrier.etapes if action.calendrier else ()
    over = [step for step in steps if last and last.date and first_day(step.date) < last.date]
    if last and last.etat == Etat.EN_COURS and over and len(over) == len(steps) and all(step.fait is False for step in over):
        told = "L'action est en cours, et aucune de ses étapes n'est faite."
        yield one.warning(f"etats.{action.etats.index(last)}.etat", told, "Corrigez l'état, ou les étapes.")


def states_in_their_time(one: Checked[Action]) -> Problems:
    """Nothing is paid, nor told, of what never began or was given up; a post is of a few full times."""
    action = one.record
    for i, post in enumerate(action.posts):
        if post.etp and post.etp > (TEAM if re.match(r"[^\s,]+s\b|équipe|poste", post.fonction) else 2):
            told = f"{number(post.etp)} temps pleins pour « {post.fonction} » : est-ce un pourcentage ?"
            yield one.warning(f"moyens.postes.{i}.etp", told, "Un mi-temps s'écrit 0,5 ; corrigez le nombre, ou la fonction.")
        if post.etp and post.temps and (whole := sum(part.etp for part in post.temps)) != post.etp:
            told = f"{number(post.etp)} temps plein, et ses thèmes en font {number(whole)}."
            yield one.warning(f"moyens.postes.{i}.etp", told, "Corrigez l'un des deux.")
    last = action.last_state
    for (i, _), _ in repeated(enumerate(action.bilans), lambda pair: pair[1].annee):
        yield one.warning(f"bilans.{i}.annee", "Cette année a déjà son bilan.", "Corrigez l'année, ou réunissez les deux.")
    if last and action.suite and action.suite.decision in UNLIKE.get(last.etat, ()):
        told = f"L'action est {last.etat.label}, et sa suite la dit {action.suite.decision.label}."
        yield from one.each(("suite.decision", f"etats.{action.etats.index(last)}.etat"), told, EITHER)
    if last and last.etat in NOT_BEGUN and (paid := next((part for part in action.payments if part.realise), None)):
        told = f"L'action est {last.etat.label}, et de l'argent a été payé en {paid.annee}."
        yield one.error(f"etats.{action.etats.index(last)}.etat", told, "Corrigez l'état, ou retirez « realise ».")


# --- frameworks --------------------------------------------------------------------------------------


def one_after_the_other(checked: list[Checked[Cadre]]) -> Problems:
    """A framework begins once the one before is over; a warning when two conventions share years. Told on both."""
    dated = [one for one in checked if one.record.published and one.record.debut and one.record.fin]
    for first, second in combinations(sorted(dated, key=lambda one: one.record.begins), 2):
        follows, both = second.record.succede_a == first.record.id, first.record.is_ctg and second.record.is_ctg
        if (follows or both) and not before(first.record.end, second.record.debut):
            for one, field, other in ((second, "debut", first.record), (first, "fin", second.record)):
                told = f"« {other.title} » a des années en commun avec ce cadre."
                yield (one.error if follows else one.warning)(field, told, EITHER)


def decision_carried_out(one: Checked[Rencontre]) -> Problems:
    """A decision that is done says when, and by what one knows it."""
    for i, suite in enumerate(one.record.suites):
        if suite.etat == EtatSuite.REALISEE and not one.record.asks_inhabitants and not (suite.etat_le and suite.source):
            told = "Cette décision est réalisée, sans que l'on sache quand, ou d'après qui."
            yield one.warning(f"suites.{i}.etat", told, "Ajoutez « etat_le » et « source ».")


# --- money and posts ----------------------------------------------------------------------------------

OFTEN = 8
"""So many times another amount of the same funder: a nought too many, or one lost."""
BARELY = 50
"""Spent so many times less than planned, what was planned has barely begun, or figures were lost."""
HUGE = 50
"""So many times all the other amounts of an action."""
ALONE = 20
"""Euros that alone pay nothing."""
SMALL = 50
"""So many times less than the others, an amount may be in thousands; alone, so few euros with cents."""
THOUSANDS = "Écrivez-le en euros : 18000 pour 18 000 €."
PER_PLACE, PLACES = 40_000, 25
"""Euros of a year beyond which what a CAF gives for a place is doubted; the places that are supposed where none is counted."""
LIKE = 8
"""Amounts that many times one another are of one size."""


def _aid(part: Financement) -> tuple[object, ...]:
    """What makes two lines of money the same aid."""
    return part.annee, fold(part.financeur), fold(part.dispositif or ""), part.nature


def lines_once(one: Checked[Action]) -> Problems:
    """A line of money is written once; another amount of the same aid, planned or paid, is one too many."""
    known = ((i, part) for i, part in enumerate(one.record.payments) if not part.unknown)
    for (i, part), (first, other) in repeated(known, lambda pair: _aid(pair[1])):
        amounts = {(line.prevu, line.engage, line.realise) for line in (part, other)}
        again, twice = len(amounts) == 1, any(getattr(part, one) and getattr(other, one) for one in AMOUNTS)
        line = one.sheet.line(("moyens", "financiers", first))
        told = f"Cette ligne figure déjà ligne {line}." if again else f"La même aide a un autre montant, ligne {line}."
        remedy = "Supprimez l'une des deux. Si ce sont deux aides, dites « dispositif » ou « nature »."
        if again or twice:
            yield (one.error if again else one.warning)(f"moyens.financiers.{i}", told, remedy)


def paid_as_planned(one: Checked[Action | Cadre]) -> Problems:
    """Warn of what is paid, and was promised or planned many times more, or less, or with the same figures."""
    for at, (_, found) in one.groups.items():
        paid, engaged = found.get("realise"), found.get("engage")
        planned = found.get("prevu") if engaged is None else engaged
        moved = paid != planned and sorted(str(paid)) == sorted(str(planned))
        far = planned is not None and not (planned < paid * BARELY and paid < planned * OFTEN) if paid else False
        over = engaged and (found.get("annee") or one.world.today.year) < one.world.today.year
        beyond = engaged and paid and (paid * 4 > engaged * 5 or (over and paid * OFTEN <= engaged))
        if paid and (planned or engaged == 0) and (moved or far or beyond):
            told = f"{number(paid)} € payés pour {number(planned or 0)} € prévus : l'un des deux est-il juste ?"
            yield one.warning((*at, "realise"), told, "Comptez les zéros.")


def amounts_of_a_size(one: Checked[Action]) -> Problems:
    """Warn of an amount many times that of another year, of what was planned, or of all the others; or of one in thousands."""
    lines = sorted((part for part in one.record.payments if _amount(part)), key=_amount)
    known, alike = [*map(_amount, lines)], grouped(lines, lambda part: _aid(part)[1:])
    first = {aid: min(part.annee for part in own) for aid, own in alike.items()}
    ends = {aid: [*map(_amount, (*own[:2], *own[2:][-2:]))] for aid, own in alike.items()}
    for i, part in enumerate(one.record.payments):
        where, amount, aid = f"moyens.financiers.{i}", _amount(part), _aid(part)[1:]
        every, same = _less([*known[:2], *known[2:][-2:]], amount), _less(ends.get(aid, []), amount)
        if _in_thousands(amount, every, known):
            yield one.warning(where, f"{number(amount)} € est bien peu : le montant est-il en milliers d'euros ?", THOUSANDS)
        elif amount and every and amount > HUGE * every[-1]:
            told = f"{number(amount)} € : bien plus que tous les autres montants de l'action."
            yield one.warning(where, told, "Comptez les zéros, et regardez la virgule.")
        elif amount and same and (amount >= OFTEN * same[-1] or (amount * OFTEN <= same[0] and first[aid] < part.annee)):
            told = f"{number(amount)} € : {OFTEN} fois plus, ou moins, que les autres montants du même financeur."
            yield one.warning(where, told, "Comptez les zéros.")


def _less(ends: list[Decimal], amount: Decimal) -> list[Decimal]:
    """The two least and the two greatest of some amounts, in order, once one of these is taken off."""
    at = ends.index(amount) if amount in ends else len(ends)
    return ends[:at] + ends[at + 1 :]


def _in_thousands(amount: Decimal, others: list[Decimal], known: list[Decimal]) -> bool:
    """Whether a small amount, a thousand times, is of the size of others, far larger; alone, whether it has cents."""
    if not others:
        return 0 < amount < SMALL and (amount < ALONE or bool(amount % 1))
    return 1 < amount < 1000 and amount * SMALL < others[0] and any(1 / LIKE < amount * 1000 / one < LIKE for one in known)


def _amount(part: Financement | Soutien) -> Decimal:
    return part.prevu or part.realise or Decimal()


def money_once(checked: list[Checked[Action]]) -> Problems:
    """An action and its parts do not bear the same money: it would be counted twice. Told on both lines."""
    by_id = {one.record.id: one for one in checked}
    parts = (one for one in checked if one.record.sous_action_de in by_id)
    for id, below in grouped(parts, lambda one: one.record.sous_action_de or "").items():
        above = by_id[id]
        lines_of = grouped(((one, *line) for one in below for line in enumerate(one.record.payments)), lambda line: _aid(line[2]))
        for i, part in enumerate(above.record.payments):
            same = lines_of.get(_aid(part), [])
            lines = [line for _, _, line in same]
            if not any(_again(getattr(part, one), [getattr(line, one) for line in lines]) for one in AMOUNTS):
                continue
            yield _twice(above, i, below[0].record if len(same) != 1 else same[0][0].record)
            yield from (_twice(one, j, above.record) for one, j, _ in same)


def _again(amount: Decimal | None, below: list[Decimal | None]) -> bool:
    """Whether an amount of an action is one of those of its parts, or their sum."""
    known = [other for other in below if other]
    return bool(amount) and amount in (*known, sum(known))


def _twice(one: Checked[Action], rank: int, other: Action) -> Problem:
    told = f"Ce montant est aussi dans {other.file} : il serait compté deux fois."
    remedy = "Gardez-le dans l'action ou dans sa sous-action. Si ce sont deux aides, dites « dispositif » ou « nature »."
    return one.error(f"moyens.financiers.{rank}", told, remedy)


def posts_once(checked: list[Checked[Action]]) -> Problems:
    """Warn, on both lines, of one post in two actions that is more than a full time, or of which no part is told."""
    told_of = ((one, i, post) for one in checked for i, post in enumerate(one.record.posts))
    for posts in grouped(told_of, lambda post: (fold(post[2].fonction), fold(post[2].employeur or ""))).values():
        for a, b in combinations(posts, 2):
            if (a[0] is not b[0] and not (before(a[2].a, b[2].de) or before(b[2].a, a[2].de)) and (a[2] == b[2]
                    or not (a[2].etp and b[2].etp) or a[2].etp + b[2].etp > 1)):  # fmt: skip
                for (one, i, _), other in ((a, b), (b, a)):
                    told = f"Ce poste est aussi dans {other[0].record.file} : est-ce la même personne, comptée deux fois ?"
                    remedy = "Dites la part de chacune (« etp: 0.5 »), ou nommez autrement le second poste."
                    yield one.warning(f"moyens.postes.{i}", told, remedy)


def before(one: Date | None, other: Date | None) -> bool:
    """Whether one date is wholly before another; False when either is unknown."""
    return one is not None and other is not None and last_day(one) < first_day(other)


def support_once(one: Checked[Cadre]) -> Problems:
    """What the CAF pays has one line for an equipment, a year, a nature, none in an action, and is of a size
    that can be; what a CAF asks has one line a year."""
    lines, keys = one.record.soutiens, list[tuple[str, tuple[object, ...]]]()
    keys += [(f"soutiens.{i}", (line.annee, line.structure, line.nature)) for i, line in enumerate(lines)]
    keys += [(f"retours.{i}", (line.annee, fold(line.caf), line.nature)) for i, line in enumerate(one.record.retours)]
    for (where, _), _ in repeated(keys, lambda pair: pair[1]):
        yield one.error(where, "Cette ligne est déjà écrite au-dessus.", "Supprimez l'une des deux, ou corrigez-la.")
    paid = [(action, part) for action in only(one.world.records, Action) for part in action.payments if _amount(part)]
    for i, line in enumerate(lines):
        place = one.world.get(Structure, line.structure)
        most = PER_PLACE * (place.places.total if place and place.places and place.places.total else PLACES)
        if max(line.prevu or 0, line.engage or 0, line.realise or 0) > most:
            yield one.warning(f"soutiens.{i}", f"C'est plus de {number(Decimal(most))} €.", "Comptez les zéros.")
        for action, part in paid:
            if (part.annee, _amount(part)) == (line.annee, _amount(line)) and line.structure in action.structures:
                told = f"Ce montant est aussi dans {action.file}."
                yield one.warning(f"soutiens.{i}", told, "Gardez-le à un seul endroit, si c'est le même argent.")
