"""``ctg voisins``: the places of the neighbouring sites that are near our communes, kept in ``data/voisins.json``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from ctg.analysis.distance import distance_km
from ctg.catalogue import Catalogue
from ctg.commands.argparse_fr import Subparsers
from ctg.commands.reseau import allow_local
from ctg.commands.sortie import write_inside
from ctg.gathering.doors import Unsound, of_address
from ctg.gathering.reading import Publication, read_site
from ctg.ground.clock import today
from ctg.ground.network import Client, Pace, Unreachable
from ctg.ground.phrases import date_fr
from ctg.kinds import Commune, Structure
from ctg.kinds.territory.territoire import SiteVoisin
from ctg.loading import load
from ctg.spreadsheet.report import visible
from ctg.stores.neighbours import FILE, MOST_PLACES, LieuVoisin, PagesVoisines, as_json

KM = 20
SPACING = 0.2
NONE = """Aucun site voisin n'est nommé.
    → Dans data/territoire.yml : « voisins: [{nom: Le Pays de Valbourg, adresse: "https://familles.exemple.fr/"}] »."""


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "voisins",
        help="lit, sur les sites voisins, les lieux proches de vos communes (demande internet)",
        description=f"Lit les données ouvertes des sites nommés par « voisins », dans data/territoire.yml, et garde dans {FILE} "
        "les lieux proches de vos communes. La page d'une commune dit « sur le site de… » quand l'un d'eux est le plus proche.",
    )
    parser.add_argument(
        "--km", type=float, default=KM, metavar="N", help=f"à moins de N km du centre d'une commune (par défaut : {KM})"
    )
    allow_local(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when there is something of one neighbour at least, were it from another day; 1 otherwise."""
    root = options.projet.resolve()
    catalogue = load(root)
    if not catalogue.territoire.voisins:
        print(NONE, file=sys.stderr)
        return 1
    visit = _Visit(catalogue, Client(Pace(SPACING), options.autoriser_local), options.km)
    found: list[PagesVoisines] = []
    for one in catalogue.territoire.voisins:
        found += [site] if (site := visit.read(one, found)) else []
    if found:
        write_inside(root, FILE, as_json(found, catalogue.territoire.siren))
    return int(not found)


@dataclass(frozen=True)
class _Visit:
    catalogue: Catalogue
    client: Client
    km: float

    def read(self, one: SiteVoisin, already: Iterable[PagesVoisines]) -> PagesVoisines | None:
        """What a neighbour's site says today, else what it said the last time; what came is printed. ``already``: the sites
        that were read before it."""
        kept = next((site for site in self.catalogue.neighbours if site.adresse == one.adresse), None)
        try:
            found = read_site(of_address(self.client, one.adresse.rstrip("/") + "/"), (Structure,))
            self._refuse_another(one, found, kept, already)
        except (Unreachable, Unsound) as error:
            rest = f" Ses lieux lus le {date_fr(kept.lu_le)} restent." if kept else ""
            print(f"{one.nom} : {visible(str(error))}.{rest}")
            return kept
        places = sorted(self._near(found.records.get(Structure, ())), key=lambda place: place.id)[:MOST_PLACES]
        print(f"{one.nom} : {len(places)} lieu{'x' if len(places) > 1 else ''} à moins de {self.km:g} km.")
        return PagesVoisines(
            adresse=one.adresse,
            siren=found.siren,
            lu_le=today(self.catalogue.clock),
            licence=found.licence,
            source=visible(found.source),
            lieux=tuple(places),
        )

    def _refuse_another(
        self, one: SiteVoisin, found: Publication, kept: PagesVoisines | None, already: Iterable[PagesVoisines]
    ) -> None:
        """The SIREN of the first reading stays; nobody takes ours, nor that of another neighbour that the territory still names
        (one may have changed its address). Raises :class:`Unsound`."""
        if kept and kept.siren != found.siren:
            raise Unsound(f"ce site dit le SIREN {found.siren}, et non {kept.siren}, qui est le sien")
        named = {voisin.adresse for voisin in self.catalogue.territoire.voisins} - {one.adresse}
        others = {site.siren for site in (*self.catalogue.neighbours, *already) if site.adresse in named}
        if found.siren in {*others, self.catalogue.territoire.siren}:
            raise Unsound(f"ce site dit le SIREN {found.siren}, qui est celui d'un autre")

    def _near(self, records: Iterable[dict[str, Any]]) -> Iterator[LieuVoisin]:
        """The places that are theirs, at a known point, near one of our communes."""
        centres = [commune.centre for commune in self.catalogue.all(Commune)]
        for record in records:
            worked_out = record["calcule"]
            if record.get("hors_territoire") or record.get("adresse_confidentielle") or "latitude" not in worked_out:
                continue
            try:
                place = LieuVoisin.model_validate(
                    {
                        "id": record["id"],
                        "nom": visible(record["nom"]),
                        "type": record["type"],
                        "commune": visible(record["commune"]),
                        "position": {"lat": worked_out["latitude"], "lon": worked_out.get("longitude")},
                        "prouve_le": worked_out.get("mise_a_jour"),
                    }
                )
            except ValidationError:
                continue
            if min(distance_km(place.position, centre) for centre in centres) <= self.km:
                yield place
