"""Invented territories, as they are on their first day or with some places: one commune; 158 of them, over three departments and
two school zones; two overseas; a metropolis and its districts. Nothing of them is real, but the departments of their codes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

from territoires import wire

STARTS = ("Aigre", "Bel", "Char", "Dom", "Épi", "Fon", "Gran", "Haute", "Isse", "Mont", "Orme", "Pierre", "Val")
ENDS = ("bois", "bourg", "champ", "clair", "court", "fay", "gué", "lande", "mesnil", "nay", "rive", "roche", "sault")
STEP = 0.05
"""Degrees between two centres."""
POINT_FOUND = {
    "lat": 46.501235,
    "lon": 2.512346,
    "score": 0.965,
    "adresse": "3 rue des Lilas 99100 Valbourg",
    "reponse": "3 Rue des Lilas 99100 Valbourg",
    "type": "housenumber",
    "date": "2026-11-25",
}
"""What ``data/positions.json`` keeps of an address that was found."""


@dataclass(frozen=True)
class Invented:
    """What makes a territory differ from the others."""

    nom: str
    nom_complet: str
    siren: str
    departement: str
    communes: dict[str, int]
    """Code of a department → how many communes."""
    corner: tuple[float, float]
    """Latitude and longitude of the first centre."""
    telephone: str = "01 99 00 00 00"
    districts: int = 0
    """How many of its communes are those of its large town."""


INVENTED = {
    "seule": Invented("Aigrebois", "Commune d'Aigrebois", "219900020", "Creuse", {"23": 1}, (46.1, 2.0)),
    "vaste": Invented(
        "Trois Rives", "Communauté de communes des Trois Rives", "219900038", "Vosges", {"88": 60, "70": 58, "57": 40},
        (47.6, 6.0),
    ),
    "reunion": Invented(
        "Hauts Inventés", "Communauté d'agglomération des Hauts Inventés", "219900046", "La Réunion", {"974": 4}, (-21.2, 55.4),
        "0262 99 00 00",
    ),
    "mayotte": Invented("Baie Inventée", "Communauté d'agglomération de la Baie Inventée", "219900053", "Mayotte", {"976": 3},
                        (-12.8, 45.1)),
    "metropole": Invented("Aigrebourg", "Métropole d'Aigrebourg", "219900061", "Rhône", {"69": 30}, (45.7, 4.8), districts=9),
}  # fmt: skip
SORTS = ("multi-accueil", "ludotheque", "centre-social", "accueil-de-loisirs", "pmi")


def invent(folder: Path, name: str, places: int = 0) -> Path:
    """The project of an invented territory with so many places, wired to the tool of this repository; returns its folder."""
    one = INVENTED[name]
    communes = list(_communes(one))
    (folder / "data").mkdir(parents=True)
    for name, title in (("a-propos", "À propos"), ("contribuer", "Tenir ce site à jour")):
        (folder / "docs" / name).mkdir(parents=True)
        (folder / "docs" / name / "index.md").write_text(f"# {title}\n\nUn essai.\n", "utf-8")
    (folder / "data/territoire.yml").write_text(_territoire(one), "utf-8")
    (folder / "data/communes.yml").write_text("\n".join(sheet for sheet, _ in communes), "utf-8")
    outlines = {"type": "FeatureCollection", "features": [outline for _, outline in communes]}
    (folder / "data/communes.geojson").write_text(json.dumps(outlines), "utf-8")
    for rank in range(places):
        (folder / "data/structures").mkdir(exist_ok=True)
        nom = outlines["features"][rank % len(communes)]["properties"]["nom"]
        told = f"nom: Lieu {rank}\ntype: {SORTS[rank % len(SORTS)]}\ncommune: {nom}\ntelephone: {one.telephone}\n"
        proof = "verifie_le: 2026-11-20\nsources: [{titre: Essai, date: 2026-11}]\n"
        (folder / f"data/structures/lieu-{rank}.yml").write_text(told + proof, "utf-8")
    return wire(folder)


def _territoire(one: Invented) -> str:
    return f"""nom: {one.nom}
nom_complet: {one.nom_complet}
titre_site: Familles, {one.nom}
accroche: Crèches, loisirs, aides et démarches pour les familles.
exemple_recherche: crèche
departement: {one.departement}
siren: "{one.siren}"
editeur: {{nom: "{one.nom_complet}", telephone: {one.telephone}}}
"""


def _communes(one: Invented) -> Iterator[tuple[str, dict]]:
    """The sheet and the outline of each commune, in rows of fourteen squares."""
    names = (start + end for start, end in product(STARTS, ENDS))
    codes = (f"{code}{n}" for code, count in one.communes.items() for n in _last(code, count))
    for rank, (code, nom) in enumerate(zip(codes, islice(names, sum(one.communes.values())), strict=True)):
        if rank < one.districts:
            nom = f"{one.nom} {rank + 1}{'e' if rank else 'er'} arrondissement"
        lat, lon = one.corner[0] + STEP * (rank // 14), one.corner[1] + STEP * (rank % 14)
        half = STEP / 2
        ring = [[lon + x * half, lat + y * half] for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
        geometry = {"type": "Polygon", "coordinates": [[[round(x, 4), round(y, 4)] for x, y in ring]]}
        sheet = f'- nom: {nom}\n  code_insee: "{code}"\n  codes_postaux: ["{code[:3]}99"]\n'
        sheet += f"  centre: {{lat: {lat:.4f}, lon: {lon:.4f}}}\n"
        yield sheet, {"type": "Feature", "properties": {"code_insee": code, "nom": nom}, "geometry": geometry}


def _last(departement: str, count: int) -> range:
    """The last numbers of a department, which INSEE gives to no commune."""
    end = 10 ** (5 - len(departement))
    return range(end - count, end)
