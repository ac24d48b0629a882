"""Where the actions of a framework stand, axis by axis: one stacked bar each, what it says in a sentence, and its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from ctg.common.phrases import capital, date_fr
from ctg.common.problems import plural
from ctg.model.action import Action, Etat
from ctg.model.framework import Axe, Cadre
from ctg.pages import charts
from ctg.pages.files import Asset
from ctg.pages.renderer import Renderer
from ctg.plan.words import of_framework

LOOKS: dict[str, tuple[str, tuple[Etat | None, ...]]] = {
    "barres__faites": ("réalisée", (Etat.REALISEE,)),
    "barres__avancent": ("en cours", (Etat.EN_COURS,)),
    "barres__a-venir": ("à venir", (Etat.EN_PROJET, Etat.NON_ENGAGEE, Etat.EN_PREPARATION)),
    "barres__a-l-arret": ("à l’arrêt", (Etat.SUSPENDUE, Etat.ABANDONNEE, Etat.INACHEVEE)),
    "barres__sans-nouvelle": ("sans nouvelle", (None,)),
}
"""Look of a part → (its word, the states that it gathers), in the order of the bar."""


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
        return AxisRow("", "", {look: sum(row.counts[look] for row in self.rows) for look in LOOKS})

    @property
    def verdict(self) -> str:
        """« 17 actions sur 25 sont faites ou avancent, 3 sont à l’arrêt, 1 est sans nouvelle »."""
        total, every = self.whole.counts, self.whole.total
        good = total["barres__faites"] + total["barres__avancent"]
        stopped, silent = total["barres__a-l-arret"], total["barres__sans-nouvelle"]
        if silent == every:
            return f"Nous ne savons pas où {'en est l’action' if every == 1 else f'en sont les {every} actions'}"
        first = f"Aucune action sur {every} n’est faite ni en cours" if every > 1 else "L’action n’est ni faite ni en cours"
        if good:
            first = f"{plural(good, 'action')} sur {every} {'sont faites ou avancent' if good > 1 else 'est faite ou avance'}"
        rest = [(stopped, "à l’arrêt"), (silent, "sans nouvelle")]
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


def progress_of_axes(axes: Iterable[tuple[Axe, Sequence[Action]]], day: dt.date) -> AxesProgress | None:
    """Where the actions of these axes stand; None when there is none."""
    rows = [
        AxisRow(
            f"{axe.numero}. {axe.titre}",
            f"{axe.key}/",
            {look: sum(action.etat in states for action in own) for look, (_, states) in LOOKS.items()},
        )
        for axe, own in axes
        if own
    ]
    return AxesProgress(rows, date_fr(day)) if rows else None


def progress_of(render: Renderer, cadre: Cadre) -> AxesProgress | None:
    """Where the actions of a framework stand today; None when it has none."""
    return progress_of_axes(zip(*of_framework(render.catalogue, cadre), strict=True), render.today)


def progress_picture(render: Renderer, found: AxesProgress, path: str, cadre: Cadre) -> Asset:
    """The chart as a file of its own."""
    note = f"Source : les fiches du site, au {found.when}. {capital(cadre.title)}."
    return Asset(path, partial(charts.picture, found.chart, found.verdict, note, render.colours))
