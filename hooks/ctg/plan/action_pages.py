"""The pages of actions and axes: the list and its filters, and each page. An action of which little is known is whole in it.

The script of the filters only compares values with choices (``overrides/assets/js/filtrer.js``)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ctg import pages
from ctg.common.phrases import capital, date_fr
from ctg.common.problems import fold, plural
from ctg.model import Action, Axe, Cadre, Commune, Indicateur, Rencontre, Service, Structure, Suite
from ctg.model.action import ETATS
from ctg.model.fields import age_range
from ctg.model.freshness import is_sparse
from ctg.pages import ACTIONS_PAGE, PROJECT, Facets, Renderer, SiteFiles, in_a_list, present, section_page, under
from ctg.places import locator
from ctg.plan import money
from ctg.plan import words as plan_words
from ctg.plan.money import parts_of, sums_of
from ctg.plan.timeline import Step, follow_ups, followed, lateness, run, since, steps
from ctg.plan.words import levels_of, progress_of, tree
from ctg.reading.catalogue import Catalogue

EVERY = "*"
"""The mark of an action without communes: it is for the whole territory, so it answers to every commune."""
UNSAID = "non-renseigne"
"""The value of a state that the record does not say."""

Options = tuple[tuple[str, str], ...]
"""(value, what people read) of each choice."""


@dataclass(frozen=True)
class Filter:
    """A select; ``name`` is also its parameter in the address, ``every`` the words of the choice that filters nothing."""

    name: str
    label: str
    every: str
    options: Options


def filter_values(catalogue: Catalogue, action: Action, today: dt.date) -> dict[str, tuple[str, ...]]:
    """Filter → the values that an action has in it: ``{"axe": ("a",), "commune": ("*",), …}``."""
    return {
        "axe": (action.axe,),
        "theme": action.themes,
        "commune": tuple(catalogue.commune(nom).id for nom in action.communes) or (EVERY,),
        "porteur": tuple(token(catalogue, nom) for nom in action.pilots),
        "partenaire": tuple(token(catalogue, nom) for nom in (*action.pilots, *action.partners)),
        "age": tuple(group for group, (_, first, last) in AGES.items() if reaches(action, first, last)),
        "etat": (action.etat or UNSAID, *([plan_words.LATE] if lateness(action, today) else [])),
    }


AGES = {
    "0-2": ("moins de 3 ans", 0, 36),
    "3-10": ("3 à 10 ans", 36, 132),
    "11-17": ("11 à 17 ans", 132, 216),
    "18-25": ("18 à 25 ans", 216, 312),
}
"""Group → (words, its first month, that which follows its last)."""


def reaches(action: Action, first: int, last: int) -> bool:
    """Whether an action says that it is for someone of these ages, in months."""
    ages = action.ages
    return bool(ages and (not ages.de or ages.de.mois < last) and (not ages.a or ages.a.mois >= first))


def token(catalogue: Catalogue, institution: str) -> str:
    """One value for all spellings of an institution: letters, digits and hyphens, never empty."""
    partner = catalogue.partner(institution)
    return partner.id if partner else fold(institution).replace(" ", "-") or "autre"


def filters(catalogue: Catalogue, actions: Sequence[Action], today: dt.date) -> tuple[Filter, ...]:
    """The filters that have at least two choices among these actions."""
    met = [filter_values(catalogue, action, today) for action in actions]
    named = [(*one.pilots, *one.partners) for one in actions]
    somewhere = any(action.communes for action in actions)  # then a commune that none names still has the territory's
    every: dict[str, tuple[str, str, Iterable[tuple[str, str]]]] = {
        "axe": ("Axe", "Tous", ((axe.id, axis_title(catalogue, axe)) for axe in catalogue.all(Axe))),
        "theme": ("Thème", "Tous", ((theme.id, theme.titre) for theme in catalogue.vocabulary.themes.values())),
        "commune": ("Commune", "Toutes", ((one.id, one.nom) for one in catalogue.all(Commune) if somewhere)),
        "age": ("Âge", "Tous", ((group, words) for group, (words, *_) in AGES.items())),
        "porteur": ("Porteur", "Tous", _institutions(catalogue, (nom for one in actions for nom in one.pilots))),
        "partenaire": ("Porteur ou partenaire", "Tous", _institutions(catalogue, (nom for own in named for nom in own))),
        "etat": ("État", "Tous", ((plan_words.LATE, "en retard"), *((etat or UNSAID, words) for etat, words in ETATS.items()))),
    }
    used = {name: {value for values in met for value in values[name]} for name in every}
    found = (
        Filter(name, label, no_choice, tuple(one for one in options if name == "commune" or one[0] in used[name]))
        for name, (label, no_choice, options) in every.items()
    )
    return tuple(one for one in found if len(one.options) > 1)


def axis_title(catalogue: Catalogue, axe: Axe) -> str:
    """« 1. Accueillir chaque tout-petit », and its framework when it is not the convention."""
    return ", ".join(filter(None, (f"{axe.numero}. {axe.titre}", plan_words.framework_name(catalogue, axe))))


def _institutions(catalogue: Catalogue, names: Iterable[str]) -> Options:
    """Each institution once, under its partner's name or else its first spelling, in alphabetical order."""
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (fold(name), name)):
        partner = catalogue.partner(name)
        found.setdefault(token(catalogue, name), partner.nom if partner else name)
    return tuple(sorted(found.items(), key=lambda option: (fold(option[1]), option)))


ACTIONS = section_page(
    *ACTIONS_PAGE, 10, "Qui fait quoi, et où cela en est.", filled=lambda catalogue, _today: bool(catalogue.all(Action))
)
in_a_list(Action, lambda action, _today: ACTIONS.path if is_sparse(action) else "")
DONE = {"en-cours", "realisee"}
"""The states in which what an action describes is done: in any other, it is an intention."""
T = TypeVar("T")


def files(render: Renderer) -> SiteFiles:
    """The list of the actions, grouped by axis: those of the convention, then the others."""
    catalogue = render.catalogue
    if not ACTIONS.filled(catalogue, render.today):
        return
    actions = catalogue.all(Action)
    offered, axes = filters(catalogue, actions, render.today), list(by_axis(catalogue, actions))
    sparse = [action for action in actions if is_sparse(action)]
    yield render.page(
        "projet/actions.html",
        ACTIONS.path,
        ACTIONS.name,
        axes=axes,
        own=sum(not other for _, _, other in axes) if catalogue.of_the_convention(Action) else -1,
        actions=actions,
        own_actions=catalogue.of_the_convention(Action),
        progress=progress_of(render, catalogue.convention),
        size=plan_words.size_sentence(catalogue, catalogue.all(Axe), actions),
        sparse=sparse,
        leaders=common_value({action.pilots for action in sparse}) or (),
        named=common_value({action.partners for action in sparse}) or (),
        blanks=missing_facts(sparse),
        proofs=list(dict.fromkeys(source for action in sparse for source in action.sources)),
        money=money.money_sentence(render),
        filters=offered,
        marks={action.id: filter_values(catalogue, action, render.today) for action in actions},
        some_stated=some_stated(actions),
        trail=(PROJECT,),
        script="filtrer.js" if offered else "",
        description="Toutes les actions, par axe, thème, commune, partenaire et état.",
    )


def common_value(found: set[T]) -> T | None:
    """The value that all have; None when they differ, or when there is none."""
    return next(iter(found)) if len(found) == 1 else None


def missing_facts(actions: Sequence[Action]) -> list[str]:
    """What these actions leave unsaid, in the order that readers expect: « l'avancement », « les publics (3 sur 4) »."""
    counted = ((one.words, sum(map(one.lacking, actions))) for one in Action.expected if one.words)
    total = len(actions)
    return [words if count == total else f"{words} ({count} sur {total})" for words, count in counted if count]


def by_axis(catalogue: Catalogue, actions: Sequence[Action]) -> Iterator[tuple[Axe, list[Action], str]]:
    """The axes with those of their actions that are among these, and their framework when it is not the convention, which
    comes first; an axis that has no action at all is shown too."""
    kept = {action.key for action in actions}
    for axe in sorted(catalogue.all(Axe), key=lambda axe: bool(plan_words.framework_name(catalogue, axe))):
        own = catalogue.referenced_by(axe, Action)
        among = [action for action in own if action.key in kept]
        if among or not own:
            yield axe, among, plan_words.framework_name(catalogue, axe)


def some_stated(actions: Sequence[Action]) -> bool:
    """Does one of these actions state where it stands? If none does, one sentence says so instead of a mark on each line."""
    return any(action.etat for action in actions)


def axe(render: Renderer, record: Axe) -> dict:
    """The values that the template of an axis's page needs, besides the record."""
    catalogue = render.catalogue
    actions = catalogue.referenced_by(record, Action)
    return {
        "actions": actions,
        "figures": list(dict.fromkeys(one for action in actions for one in catalogue.those(Indicateur, action.indicateurs))),
        "branch": tree(catalogue, record),
        "some_stated": some_stated(actions),
        "kicker": plan_words.axis_heading(catalogue, record),
    }


def action(render: Renderer, record: Action) -> dict:
    """The values that the template of an action's page needs, besides the record."""
    catalogue, levels = render.catalogue, levels_of(render.catalogue, record)
    beside = (record.sous_action_de, record.cadres, record.themes, record.sppe, record.documents, record.posts, levels)
    said = list(meetings_about(catalogue, record))
    parts = sorted(parts_of([record]), key=lambda part: part.annee)
    return {
        "axe": catalogue.get(Axe, record.axe),
        "levels": levels,
        "whole": catalogue.get(Action, record.sous_action_de),
        "parts_of_it": catalogue.referenced_by(record, Action, "sous_action_de"),
        "cadres": catalogue.those(Cadre, record.cadres),
        "publics": people(record),
        "other_facts": any(beside),  # what the first screen leaves for later
        "sparse": is_sparse(record),
        "plan": locator.of_communes(render, [catalogue.commune(nom) for nom in record.communes]),
        "structures": catalogue.those(Structure, record.structures),
        "services": catalogue.those(Service, record.services),
        "indicateurs": catalogue.those(Indicateur, record.indicateurs),
        "steps": (found := steps(record, render.today)),
        "far": how_far(found),
        "standing": standing(record, render.today),
        "under_way": record.etat in DONE,
        "after": follow_ups(catalogue, record),
        "before": followed(catalogue, record),
        "parts": parts,
        "funder": money.funder(catalogue),
        "money": money.table([sums_of([part]) for part in parts], sums_of(parts)),
        "paid": money.sums_sentence(sums_of(parts)),
        "asked": [pair for pair in said if pair[0].asks_inhabitants],
        "decided": [pair for pair in said if not pair[0].asks_inhabitants],
    }


def standing(record: Action, today: dt.date) -> str:
    """« Suspendue depuis le 14 avril 2026 : le bâtiment choisi est en zone inondable. » Empty without a state."""
    if not record.etat:
        return ""
    told = next((one for one in run(record) if one.note), None)
    begun, news = since(record), record.etat_le
    when = f" depuis le {date_fr(begun)}" if begun else f" ; dernière nouvelle le {date_fr(news)}" if news else ""
    late = lateness(record, today)
    other = f". Le {date_fr(told.day)}" if told and told.day != (begun or news) else ""
    why = f"{other} : {told.note[0].lower()}{told.note.rstrip('.')[1:]}" if told and told.note else ""
    return f"{capital(ETATS[record.etat])}{when}{why}.{f' En retard. {late}' if late else ''}"


def how_far(found: Sequence[Step]) -> str:
    """« Une étape sur trois est faite. La suite : premier été, juillet 2027. » Empty without a step."""
    if not found:
        return ""
    done = sum(step.state == "faite" for step in found)
    some = f"{plural(done, 'étape')} sur {len(found)} {'sont faites' if done > 1 else 'est faite'}"
    first = some if done else f"Aucune étape sur {len(found)} n’est faite, à notre connaissance"
    after = next((step for step in found if step.state in ("en-retard", "a-venir")), None)
    late = ", en retard" if after and after.state == "en-retard" else ""
    return f"{first}. La suite : {after.titre} ({date_fr(after.date)}{late})." if after else f"{first}."


def people(action: Action) -> str:
    """Whom an action is for, in words: « jeunes (de 11 ans à 17 ans) »."""
    ages = age_range(action.ages) if action.ages else ""
    return f"{action.publics} ({ages})" if action.publics and ages else action.publics or ages


def meetings_about(catalogue: Catalogue, action: Action) -> Iterator[tuple[Rencontre, Suite]]:
    """Meetings where the action was asked for or decided, the newest first, each with what became of it."""
    found = catalogue.referenced_by(action, Rencontre)
    meetings = sorted(found, key=lambda meeting: (meeting.date.first, meeting.id), reverse=True)
    return ((meeting, suite) for meeting in meetings for suite in meeting.suites if suite.action == action.id)


def _above(render: Renderer, record: Action) -> pages.Trail:
    above = render.catalogue.get(Axe, record.axe)
    return PROJECT, ACTIONS.link, *(((f"Axe {above.numero}", f"{above.key}/"),) if above else ())


present(
    Facets(
        kind=Axe,
        above=under(PROJECT, ACTIONS.link),
        plan=(pages.PlanHeading.PROJECT, "Les axes"),
        details=axe,
        summary=lambda _catalogue, record: record.enjeu,
    )
)
present(
    Facets(
        kind=Action,
        above=_above,
        plan=(pages.PlanHeading.PROJECT, "Les actions"),
        details=action,
        summary=lambda _catalogue, record: record.description,
    )
)
