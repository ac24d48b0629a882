"""« Ce que l'on sait, ce que l'on ne sait pas, à qui le demander »: the actions of which little is known, each in a line.

And a letter, ready to be sent, that asks for what nobody has published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ctg.analysis.project.plan.timeline import years
from ctg.catalogue import Catalogue
from ctg.kinds import Action, Axe
from ctg.outputs.base.rendering import Renderer, leads_on
from ctg.outputs.base.section import PROJECT, section_page
from ctg.outputs.base.site import SiteFile
from ctg.outputs.words import plan

T = TypeVar("T")


def _filled(catalogue: Catalogue, _today: dt.date) -> bool:
    return bool(plan.sparse(catalogue)) or not plan.told(catalogue)


KNOWN = section_page(*plan.KNOWN, 5, "Et ce que l’on ne sait pas, et à qui le demander.", filled=_filled)
TITLE = "Ce que l’on sait, ce que l’on ne sait pas, à qui le demander"
PAPERS = (
    "le texte de la convention territoriale globale (CTG), ses annexes et ses avenants",
    "les délibérations qui l’ont approuvée",
    "le rapport du diagnostic qui l’a précédée",
)
"""What the letter asks for while the site has no document of the convention."""


@dataclass(frozen=True)
class AxisActions:
    """The actions of an axis, under the framework that it comes from; without an axis, those whose axis is not published."""

    cadre: str
    axe: Axe | None
    actions: tuple[Action, ...]


def files(render: Renderer) -> Iterable[SiteFile]:
    """The page; when enough is known of every action, its address leads to their list."""
    catalogue = render.catalogue
    if not KNOWN.filled(catalogue, render.today):
        yield leads_on(render, KNOWN.path, *plan.ACTIONS)
        return
    actions = plan.sparse(catalogue)
    convention = catalogue.convention
    yield render.page(
        "projet/connu.html",
        KNOWN.path,
        TITLE,
        trail=(PROJECT,),
        script="copier.js",
        actions=actions,
        size=plan.size(catalogue, catalogue.all(Axe), catalogue.all(Action)),
        groups=list(groups(catalogue, actions)),
        leaders=only({action.pilots for action in actions}) or (),
        named=only({action.partners for action in actions}) or (),
        blanks=blanks(actions),
        proofs=list(dict.fromkeys(source for action in actions for source in action.sources)),
        unreported=not years(catalogue, render.today),
        subject=f"Demande de documents : {convention.titre}",
        letter=letter(catalogue),
        description="Ce qui est connu de la convention et de ses actions, ce qui ne l’est pas, et une lettre pour le demander.",
    )


def groups(catalogue: Catalogue, actions: Sequence[Action]) -> Iterator[AxisActions]:
    """These actions by axis, in their order, the convention's first."""
    axes = sorted(catalogue.all(Axe), key=lambda axe: bool(plan.frame(catalogue, axe)))
    for axe in (*axes, None):
        own = tuple(action for action in actions if catalogue.get(Axe, action.axe) is axe)
        if own:
            yield AxisActions(plan.frame(catalogue, own[0]), axe, own)


def only(found: set[T]) -> T | None:
    """The value that all have; None when they differ, or when there is none."""
    return next(iter(found)) if len(found) == 1 else None


def blanks(actions: Sequence[Action]) -> list[str]:
    """What these actions do not tell, in the order of what readers expect: « l'avancement », « les publics (3 sur 4) »."""
    counted = ((one.words, sum(map(one.lacking, actions))) for one in Action.expected if one.words)
    total = len(actions)
    return [words if count == total else f"{words} ({count} sur {total})" for words, count in counted if count]


def letter(catalogue: Catalogue) -> str:
    """The letter, as a plain text: whoever sends it completes its end."""
    convention = catalogue.convention
    papers = [
        *(() if convention.documents else PAPERS),
        "les fiches de ses actions, avec leur avancement, leurs moyens et leurs bilans",
    ]
    return "\n".join(
        [
            "Madame, Monsieur,",
            "",
            f"Je vous écris au sujet de ce document : {convention.titre}.",
            "",
            "Voulez-vous m’envoyer, de préférence par courriel :",
            *(f"- {paper} ;" for paper in papers[:-1]),
            f"- {papers[-1]}.",
            "",
            "Ces documents se communiquent à toute personne qui les demande (code des relations entre le public et "
            "l’administration, article L. 311-1). Si vous ne les avez pas, dites-moi qui les a.",
            "",
            "Merci de votre réponse.",
            "",
            "Nom et prénom :",
            "Adresse :",
            "Date :",
        ]
    )
