"""« Donner son avis »: what is proposed, how to say what one thinks of it, what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ctg.common.phrases import date_fr
from ctg.model.action import Action
from ctg.model.framework import Avis, Axe, Cadre, MomentAvis
from ctg.model.meeting import Rencontre
from ctg.pages.addresses import absolute
from ctg.pages.files import PROJECT, SiteFile, section_page
from ctg.pages.pdf import Printed, make_pdf
from ctg.pages.renderer import Renderer
from ctg.people.bodies import DECIDING, gathered
from ctg.people.meetings import calls
from ctg.plan.partners import partners
from ctg.plan.words import label, of_framework

OPINIONS = section_page(
    "Donner son avis",
    "ctg/donner-son-avis/",
    75,
    "Ce qui vous est demandé sur un plan, et ce que vos avis sont devenus.",
    filled=lambda catalogue, _today: bool(calls(catalogue)),
)
CHOICES = ("Utile", "À changer", "Pas utile")
"""What one may tick beside an action on the sheet."""


def deciding_page(render: Renderer) -> Iterable[SiteFile]:
    """« Décider ensemble »: what is to decide and was decided, who decides, what inhabitants said, who takes part."""
    if DECIDING.filled(render.catalogue, render.today):
        yield render.page(
            "projet/decider.html",
            DECIDING.path,
            DECIDING.name,
            trail=(PROJECT,),
            later=lambda: gathered(render) | partners(render),
            description="Qui pilote la convention, ce qui a été décidé, ce que les habitants ont dit, et qui participe.",
        )


def files(render: Renderer) -> Iterable[SiteFile]:
    """The page of the latest call for opinions, and its sheet to print while it is open."""
    catalogue = render.catalogue
    found = calls(catalogue)
    if not found:
        return
    (cadre, avis), *others = found
    moment = avis.on(render.today)
    axes = [(axe, actions) for axe, actions in zip(*of_framework(catalogue, cadre), strict=True) if actions]
    sheet = opinion_sheet(render, cadre, avis, axes)
    useful = moment is not MomentAvis.CLOS
    if useful:
        yield sheet.file
    yield render.page(
        "projet/avis.html",
        OPINIONS.path,
        OPINIONS.name,
        trail=(PROJECT, DECIDING.link),
        script="copier.js" if useful else "",
        cadre=cadre,
        avis=avis,
        moment=moment,
        standing=standing(cadre),
        axes=axes,
        sheet=sheet if useful else None,
        subject=f"Mon avis : {cadre.titre}",
        letter=letter(cadre),
        summary=catalogue.get(Rencontre, avis.synthese),
        others=[call.cadre for call in others],
        description=f"{cadre.titre} : le projet, comment dire ce que vous en pensez, et ce que votre avis est devenu.",
    )


def standing(cadre: Cadre) -> str:
    """What is known of the plan while opinions are asked: its signature, nothing more."""
    return "" if cadre.signature else "Ce plan n’est pas encore signé."


def letter(cadre: Cadre) -> str:
    """A message in plain text to complete; it asks for no name."""
    return "\n".join(
        [
            "Bonjour,",
            "",
            f"Voici mon avis sur ce projet : {cadre.title}.",
            "",
            "Ce qui est utile : …",
            "Ce qu’il faut changer : …",
            "Ce qui manque : …",
            "",
            "Ma commune (si vous le voulez) : …",
        ]
    )


def opinion_sheet(render: Renderer, cadre: Cadre, avis: Avis, axes: Sequence[tuple[Axe, tuple[Action, ...]]]) -> Printed:
    """The sheet to print, to fill and to hand in."""
    territoire = render.catalogue.territoire
    values = {
        "titre": "Votre avis sur le projet",
        "territoire": territoire.nom_complet,
        "convention": cadre.title,
        "situation": standing(cadre),
        "presentation": avis.presentation or "",
        "fin": date_fr(avis.fin),
        "depot": avis.depot or "",
        "courriel": avis.courriel or "",
        "choix": list(CHOICES),
        "axes": [
            {"titre": f"Axe {axe.numero}. {axe.titre}", "actions": [f"{label(one)}. {one.titre}" for one in actions]}
            for axe, actions in axes
        ],
        "adresse": absolute(territoire, OPINIONS.path),
    }
    return Printed(f"{OPINIONS.path}feuille-{cadre.id}.pdf", lambda: make_pdf("avis.typ", values, render.today, render.colours))
