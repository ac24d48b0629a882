"""The published files, gathered by subject, for those who describe them: catalogues, and search engines (schema.org)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ctg.ground.problems import fold
from ctg.outputs.base.formats.schema_org import AddressOf, Node, node, publisher
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset
from ctg.outputs.open_data.about import About
from ctg.outputs.words.licence import LICENCE_URL


@dataclass(frozen=True)
class Dataset:
    """The same data in one or several files, each alone of its shape."""

    title: str
    description: str
    date: dt.date
    files: tuple[tuple[About, Asset], ...]

    @property
    def id(self) -> str:
        """« carte-des-communes »: stays while the title does."""
        return "-".join(fold(self.title).split())


def in_schema_org(render: Renderer, datasets: Iterable[Dataset], page: str, link: AddressOf) -> tuple[Node, ...]:
    """For search engines, on the page that shows them."""
    territoire = render.catalogue.territoire
    who = publisher(territoire, link)
    sets = [
        node(
            "Dataset",
            f"{link(page)}#donnees-{one.id}",
            name=f"{one.title} – {territoire.titre_site}",
            description=f"{one.description} {territoire.nom_complet}.",
            license=LICENCE_URL,
            creator=who,
            dateModified=one.date.isoformat(),
            inLanguage="fr",
            isAccessibleForFree=True,
            distribution=[
                node("DataDownload", contentUrl=link(file.path), encodingFormat=about.media_type) for about, file in one.files
            ],
        )
        for one in datasets
    ]
    name = f"{territoire.titre_site} : données ouvertes"
    return (node("DataCatalog", f"{link(page)}#catalogue", name=name, license=LICENCE_URL, publisher=who, dataset=sets),)
