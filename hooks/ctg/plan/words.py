"""What pages say of actions and axes: which framework they belong to, how many there are, where they stand;
and a plan as a tree: an axis, its orientations, their objectives, the actions, the parts of an action; each level optional.

They are the convention's of the day, unless their axis names another framework (``cadre``): then no sentence gives them to the
convention, nor to those who signed it. Only stated states are counted."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from ctg.common.phrases import capital, date_fr, joined
from ctg.common.problems import fold, grouped, plural
from ctg.model import Action, Axe, Cadre
from ctg.model.action import ETATS, Etat, Sppe
from ctg.model.framework import ObjectifOperationnel, Orientation
from ctg.pages import Asset, Renderer, TemplateWords, charts
from ctg.plan.timeline import Step, lateness, steps, why_late_or_stopped
from ctg.reading.catalogue import Catalogue


def counts(actions: Sequence[Action]) -> dict[Etat | None, int]:
    """State → number of actions in it, in the order of ``ETATS``, without empty states; None: not stated."""
    found = Counter(action.etat for action in actions)
    return {etat: found[etat] for etat in ETATS if found[etat]}


def progress(actions: Sequence[Action], day: dt.date) -> str:
    """« 3 actions : 2 en cours, 1 en retard. », in the words of the chart. Unknown states are counted, never guessed.

    Never a percentage: actions do not weigh the same, and an unknown state is not a nought.
    """
    if not actions:
        return "Aucune action renseignée."
    total = plural(len(actions), "action")
    if not any(action.etat for action in actions):
        return f"{total} dont l’avancement n’est pas renseigné."
    return f"{total} : {AxisRow('', '', looks(actions, day)).sentence}."


PROJECT = "du projet des familles (CTG)"
LATE = "en-retard"
"""The choice of its filter that keeps what is late."""


def template_words(catalogue: Catalogue, today: dt.date) -> TemplateWords:
    """Where actions come from and where they stand, for templates."""
    return TemplateWords(
        {},
        {
            "ETATS": ETATS,
            "SPPE": Sppe.labels(),
            "avancement": partial(progress_by_framework, catalogue, today),
            "retard_de": lambda action: lateness(action, today),
            "raison_de": lambda action: why_late_or_stopped(action, action.difficulty),
            "numero_de": numbered,
            "numero_et_cadre_de": partial(numbered_apart, catalogue),
            "origine_de": partial(origin, catalogue),
            "par_cadre": partial(by_framework, catalogue),
            "suite_de": partial(next_step, today),
        },
    )


def next_step(today: dt.date, action: Action) -> Step | None:
    """What an action that goes on does next; a step that is late is told as such elsewhere."""
    ahead = (one for one in steps(action, today) if one.state == "a-venir" and action.etat != Etat.SUSPENDUE)
    return next(ahead, None)


def label(action: Action) -> str:
    """« 1.2 », as in the document that it comes from; its title, where it has no number."""
    return action.numero or f"« {action.titre} »"


def entitled(action: Action, between: str = " ") -> str:
    """« 1.2 Une soirée par mois »; its title alone, where it has no number."""
    return f"{action.numero}{between}{action.titre}" if action.numero else action.titre


def numbered(action: Action) -> str:
    """« Action 1.2 »; « Action », where it has no number."""
    return f"Action {action.numero}" if action.numero else "Action"


def numbered_apart(catalogue: Catalogue, action: Action) -> str:
    """« Action 1.2 (2029-2033) » of another convention: two conventions may use the same numbers."""
    cadre = catalogue.cadre_of(action)
    other = cadre if cadre and cadre.is_ctg and cadre is not catalogue.convention else None
    return f"{numbered(action)} ({other.years})" if other and other.years else numbered(action)


def framework_name(catalogue: Catalogue, record: Axe | Action) -> str:
    """The name of the framework of an axis or action; "" when it is the convention of the day."""
    cadre = catalogue.cadre_of(record)
    return "" if cadre is catalogue.convention else cadre.title if cadre else "origine non renseignée"


def axis_heading(catalogue: Catalogue, axe: Axe) -> str:
    """The line above an axis's name: « Axe A de la convention territoriale globale (CTG) », « Axe A »."""
    cadre = catalogue.cadre_of(axe)
    if cadre is catalogue.convention:
        return f"Axe {axe.numero} de la convention territoriale globale (CTG)"
    return f"Axe {axe.numero} : {cadre.title}" if cadre and cadre.is_ctg else f"Axe {axe.numero}"


def origin(catalogue: Catalogue, records: Iterable[Axe | Action]) -> str:
    """The sentence that names the framework of these axes or actions; "" when all are the convention's.

    « Axes A et B : missions de la coopération (offre d'emploi, 2025). Rien ne dit que la convention contient ces axes ni
    leurs actions. »
    """
    found: dict[str, dict[str, str]] = {}
    cadres: dict[str, Cadre | None] = {}
    for record in records:
        if name := framework_name(catalogue, record):
            cadres[name], axe = catalogue.cadre_of(record), catalogue.get(Axe, record.axe_id)
            found.setdefault(name, {}).update({axe.id: axe.numero} if axe else {})
    return " ".join(_origin_sentence(name, cadres[name], list(axes.values())) for name, axes in found.items())


def by_framework(catalogue: Catalogue, actions: Iterable[Action]) -> list[tuple[str, list[Action]]]:
    """(origin sentence, actions) by framework, the convention's first (""): two conventions may use the same numbers."""
    found = grouped(actions, partial(framework_name, catalogue), [""])
    return [(origin(catalogue, own), own) for own in found.values()]


def _origin_sentence(name: str, cadre: Cadre | None, numbers: list[str]) -> str:
    if not numbers:
        return f"Autres actions : {name}."
    many = len(numbers) > 1
    said = f"{'Axes' if many else 'Axe'} {joined(numbers)} : {name}."
    if cadre and cadre.is_ctg:
        return said
    whose = "ces axes ni leurs actions" if many else "cet axe ni ses actions"
    return f"{said} Rien ne dit que la convention contient {whose}."


def progress_by_framework(catalogue: Catalogue, day: dt.date, actions: Sequence[Action]) -> str:
    """Where these actions stand, those of each framework apart: « 2 actions : 1 en cours, 1 réalisée. »

    When all come from one other framework nothing names it: :func:`origin` stands beside.
    """
    apart = grouped(actions, partial(framework_name, catalogue), [""])
    if len(apart) < 2:
        return progress(actions, day)
    return " ".join(f"{capital(cadre)} : {progress(own, day)}" if cadre else progress(own, day) for cadre, own in apart.items())


def size_sentence(catalogue: Catalogue, axes: Sequence[Axe], actions: Sequence[Action]) -> str:
    """« La convention compte 4 axes et 17 actions. », then the same for each other framework; what is known first."""
    of_axes, of_actions = (Counter(framework_name(catalogue, one) for one in records) for records in (axes, actions))
    told = {
        cadre: f"{plural(of_axes[cadre], 'axe')} et {plural(of_actions[cadre], 'action')}" for cadre in {**of_axes, **of_actions}
    }
    own = told.pop("", None)
    first = f"La convention compte {own}." if own else "De la convention elle-même, nous ne connaissons ni axe ni action."
    others = (f"{capital(cadre)} : {words}." for cadre, words in told.items())
    return " ".join([first, *others] if own else [*others, first])


Level = Orientation | ObjectifOperationnel


@dataclass(frozen=True)
class Branch:
    """A level of a plan, or an action, with what stands under it, in the order of the plan."""

    level: Axe | Level | None
    """None for an action."""
    action: Action | None
    """None for a level."""
    under: "tuple[Branch, ...]"

    @property
    def actions(self) -> tuple[Action, ...]:
        """Every action in it, itself included, in the order of the plan."""
        own = (self.action,) if self.action else ()
        return (*own, *(action for branch in self.under for action in branch.actions))

    @property
    def deep(self) -> bool:
        """Whether an axis has more than its actions: a level between, or parts of an action."""
        return any(branch.under or branch.level for branch in self.under)

    def walk(self, depth: int = 0) -> "Iterator[tuple[int, Branch]]":
        """(depth, branch) of itself, then of all that is under it."""
        yield depth, self
        for branch in self.under:
            yield from branch.walk(depth + 1)


def tree(catalogue: Catalogue, axe: Axe) -> Branch:
    """The tree of an axis: what hangs right under a level comes before the levels below.

    A part of an action that is not published stands under the axis.
    """
    own = catalogue.referenced_by(axe, Action)
    whole_of = {one.id: catalogue.get(Action, one.sous_action_de) for one in own}
    parts = grouped(own, lambda one: parent.id if (parent := whole_of[one.id]) else "")
    placed = grouped(parts.get("", ()), lambda one: fold(one.dans or ""))

    def whole(action: Action) -> Branch:
        return Branch(None, action, tuple(map(whole, parts.get(action.id, ()))))

    def level(one: Level, objectives: tuple[ObjectifOperationnel, ...] = ()) -> Branch:
        return Branch(one, None, (*map(whole, placed.get(fold(one.numero), ())), *map(level, objectives)))

    orientations = (level(one, one.objectifs) for one in axe.orientations)
    return Branch(axe, None, (*map(whole, placed.get("", ())), *orientations))


def levels_of(catalogue: Catalogue, action: Action) -> tuple[Level, ...]:
    """The orientation and the objective above an action, or above the action that it is a part of; empty when there are none."""
    axe, top = catalogue.get(Axe, action.axe), action
    while parent := catalogue.get(Action, top.sous_action_de):
        top = parent
    if not axe or not top.dans:
        return ()
    number = fold(top.dans)
    for orientation in axe.orientations:
        if fold(orientation.numero) == number:
            return (orientation,)
        for one in orientation.objectifs:
            if fold(one.numero) == number:
                return orientation, one
    return ()


def trees(catalogue: Catalogue, cadre: Cadre) -> tuple[Branch, ...]:
    """The trees of the axes of a framework; none when it has nothing between its axes and its actions."""
    found = tuple(tree(catalogue, axe) for axe in catalogue.all(Axe) if catalogue.cadre_of(axe) is cadre)
    return found if any(one.deep for one in found) else ()


def of_framework(catalogue: Catalogue, cadre: Cadre) -> tuple[list[Axe], list[tuple[Action, ...]]]:
    """The axes of a framework, and the actions of each."""
    axes = [axe for axe in catalogue.all(Axe) if catalogue.cadre_of(axe) is cadre]
    return axes, [catalogue.referenced_by(axe, Action) for axe in axes]


# --- axis by axis, drawn: one stacked bar each, what it says in a sentence, and its table ---

LOOKS: dict[str, tuple[str, tuple[Etat | None, ...]]] = {
    "barres__faites": ("réalisée", (Etat.REALISEE,)),
    "barres__avancent": ("en cours", (Etat.EN_COURS,)),
    "barres__en-retard": ("en retard", ()),
    "barres__a-venir": ("à venir", (Etat.EN_PROJET, Etat.NON_ENGAGEE, Etat.EN_PREPARATION)),
    "barres__a-l-arret": ("à l’arrêt", (Etat.SUSPENDUE, Etat.ABANDONNEE, Etat.INACHEVEE)),
    "barres__sans-nouvelle": ("sans état connu", (None,)),
}
"""Look of a part → (its word, the states that it gathers unless the action is late), in the order of the bar."""


class AxisRow(NamedTuple):
    """An axis: its title, the address of its page, and look → how many actions."""

    title: str
    path: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def sentence(self) -> str:
        """« 2 réalisées, 5 en cours, 1 à l’arrêt »."""
        return ", ".join(f"{count} {told(look, count)}" for look, count in self.counts.items() if count)

    @property
    def parts(self) -> list[charts.BarPart]:
        """The parts of its bar."""
        return [charts.BarPart(count, look, hatched=look == "barres__a-l-arret") for look, count in self.counts.items() if count]


@dataclass(frozen=True)
class AxesProgress:
    """Where the actions of each axis stand, of those that have some; ``when``: the day, in words."""

    rows: Sequence[AxisRow]
    when: str

    @property
    def whole(self) -> AxisRow:
        """All the axes together."""
        return AxisRow("", "", {look: sum(row.counts.get(look, 0) for row in self.rows) for look in LOOKS})

    @property
    def verdict(self) -> str:
        """« 17 actions sur 25 sont faites ou avancent, 2 sont en retard, 2 sont à venir, 3 sont à l’arrêt, 1 est sans état
        connu »: its numbers add up to all of them."""
        total, every = self.whole.counts, self.whole.total
        good = total["barres__faites"] + total["barres__avancent"]
        silent = total["barres__sans-nouvelle"]
        if silent == every:
            return f"Nous ne savons pas où {'en est l’action' if every == 1 else f'en sont les {every} actions'}"
        first = f"Aucune action sur {every} n’est faite ni en cours" if every > 1 else "L’action n’est ni faite ni en cours"
        if good:
            first = f"{plural(good, 'action')} sur {every} {'sont faites ou avancent' if good > 1 else 'est faite ou avance'}"
        rest = [(total[look], LOOKS[look][0]) for look in LOOKS if look not in ("barres__faites", "barres__avancent")]
        return ", ".join([first, *(f"{count} {'sont' if count > 1 else 'est'} {words}" for count, words in rest if count)])

    @property
    def bars(self) -> list[tuple[AxisRow, Markup]]:
        """Each axis and its bar."""
        most = max(row.total for row in self.rows)
        return [(row, charts.stacked_bar(row.parts, most)) for row in self.rows]

    @property
    def signs(self) -> list[tuple[Markup, str]]:
        """(look, « 4 réalisées ») of each part."""
        return [(charts.swatch(part), words) for part, words in self._legend()]

    @property
    def heads(self) -> list[tuple[str, str]]:
        """(look, word) of the columns of the table."""
        return [(look, word) for look, (word, _) in LOOKS.items() if self.whole.counts[look]]

    @property
    def chart(self) -> Markup:
        """All the bars in one drawing, for paper and for slides."""
        rows = [(row.title, row.parts) for row in self.rows]
        text = " ".join(f"{row.title} : {row.sentence}." for row in self.rows)
        return charts.stacked(rows, self._legend(), id="avancement", title=self.verdict, text=text)

    def _legend(self) -> list[tuple[charts.BarPart, str]]:
        return [(part, f"{part.count} {told(part.kind, part.count)}") for part in self.whole.parts]


def told(look: str, count: int) -> str:
    """The word of a look: only « réalisée » takes a plural."""
    word = LOOKS[look][0]
    return f"{word}s" if count > 1 and look == "barres__faites" else word


def looks(actions: Sequence[Action], day: dt.date) -> dict[str, int]:
    """Look → how many of these actions have it on a day, in the order of the bar."""
    of_state = {state: look for look, (_, states) in LOOKS.items() for state in states}
    found = Counter("barres__en-retard" if lateness(action, day) else of_state[action.etat] for action in actions)
    return {look: found[look] for look in LOOKS}


def progress_of_axes(axes: Iterable[tuple[Axe, Sequence[Action]]], day: dt.date) -> AxesProgress | None:
    """Where the actions of these axes stand; None when there is none."""
    rows = [AxisRow(f"{axe.numero}. {axe.titre}", f"{axe.key}/", looks(own, day)) for axe, own in axes if own]
    return AxesProgress(rows, date_fr(day)) if rows else None


def progress_of(render: Renderer, cadre: Cadre) -> AxesProgress | None:
    """Where the actions of a framework stand today; None when it has none."""
    return progress_of_axes(zip(*of_framework(render.catalogue, cadre), strict=True), render.today)


def progress_picture(render: Renderer, found: AxesProgress, path: str, cadre: Cadre) -> Asset:
    """The chart as a file of its own."""
    note = f"Source : les fiches du site, au {found.when}. {capital(cadre.title)}."
    return charts.file_of(path, found.chart, found.verdict, note, render.colours)
