"""The territorial project: convention, axes and actions, figures, governance; and the communes' index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ctg.kinds import Axe, Commune, Indicateur, Instance, Structure
from ctg.outputs.records import PROJECT
from ctg.outputs.rendering import Renderer
from ctg.outputs.site import SiteFile


def files(render: Renderer) -> Iterable[SiteFile]:
    """The index pages of the CTG section and of the communes."""
    catalogue = render.catalogue
    convention = catalogue.territoire.convention
    yield render.page(
        "ctg.html",
        "ctg/",
        "Le projet des familles (CTG)",
        convention=convention,
        axes=catalogue.all(Axe),
        description=f"{convention.titre} : période, signataires, axes, ce qui est connu et ce qui ne l’est pas.",
    )
    axes = [(axe, catalogue.actions_of(axe)) for axe in catalogue.all(Axe)]
    yield render.page(
        "actions.html",
        "ctg/actions/",
        "Axes et actions",
        axes=axes,
        trail=(PROJECT,),
        description="Toutes les actions de la convention, par axe.",
    )
    yield render.page(
        "indicateurs.html",
        "ctg/indicateurs/",
        "Chiffres du territoire",
        trail=(PROJECT,),
        known=[i for i in catalogue.all(Indicateur) if i.valeurs],
        unknown=[i for i in catalogue.all(Indicateur) if not i.valeurs],
        description="Les chiffres utiles à la convention, avec leur année et leur source.",
    )
    yield render.page(
        "gouvernance.html",
        "ctg/gouvernance/",
        "Gouvernance",
        trail=(PROJECT,),
        instances=catalogue.all(Instance),
        description="Qui pilote la convention territoriale globale.",
    )
    counts = Counter(structure.commune for structure in catalogue.all(Structure))
    yield render.page(
        "communes.html",
        "communes/",
        "Les communes",
        has_map=True,
        counts=counts,
        description=f"Les {len(catalogue.all(Commune))} communes : mairie, lieux et services pour les familles.",
    )
