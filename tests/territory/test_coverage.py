"""Coverage counted by hand on the small territory: two communes whose centres are 15.3 km apart, 10 km as the limit.

At latitude 46.5, 0.1 degree of longitude is 7.66 km: Valbourg's centre is at 2.5, Saint-Clair-sur-Lède's at 2.7.
"""

import pytest

from ctg.loading import load
from ctg.model.fields import Position
from ctg.model.structure import Structure
from ctg.places.contacts import spots
from ctg.reading.positions import distance_km
from ctg.territory.coverage import coverage
from territoires import SMALL

HERE, FAR = "Valbourg", "Saint-Clair-sur-Lède"


def structure(nom: str, commune: str, more: str = "", type_: str = "espace-jeunes") -> str:
    return f"nom: {nom}\ntype: {type_}\ncommune: {commune}\n{more}\n"


def territory(more: str) -> str:
    return (SMALL / "data" / "territoire.yml").read_text("utf-8") + more


CLUB = structure("Club", FAR, "position: {lat: 46.5, lon: 2.62}")
"""9.2 km from Valbourg, 6.1 km from the centre of its own commune."""
HIDDEN = {"data/structures/les-lutins.yml": structure("Les Lutins", HERE, "etat_fiche: brouillon", "soins")}
ONLY_CLUB = {"data/structures/club.yml": CLUB, **HIDDEN}


@pytest.fixture
def youth(project):
    """``youth({file: text})`` → what each commune of the small territory has for young people, with these records."""

    def make(files: dict[str, str]) -> dict[str, int]:
        found = coverage(load(project(files)))
        return {commune.nom: found.near(commune, "espaces-jeunes").count for commune in found.communes}

    return make


@pytest.mark.parametrize(("more", "count"), [(0.001, 1), (-0.001, 0)])
def test_the_limit_is_reached_or_not_to_the_metre(youth, more, count):
    km = distance_km(Position(lat=46.5, lon=2.5), Position(lat=46.5, lon=2.62))
    limit = territory(f"couverture: {{distance_km: {km + more:.6f}}}\n")
    assert youth({**ONLY_CLUB, "data/territoire.yml": limit})[HERE] == count


@pytest.mark.parametrize(
    ("more", "here", "far"),
    [
        (f"arrets: [{{commune: {FAR}, lieu: école}}]", 0, 1),  # a bus: its seat is not a place to go to
        (f"arrets: [{{commune: {FAR}}}]\nadresse: 1 rue Haute", 1, 1),  # an office that also goes elsewhere
        (f"communes_desservies: [{FAR}]", 0, 1),
        (f"communes_desservies: [{FAR}]\nadresse: 1 rue Haute", 1, 1),
        (f"arrets: [{{commune: {HERE}}}]\ncommunes_desservies: [{FAR}, {HERE}]", 1, 1),
        (f"arrets: [{{commune: {HERE}, lieu: école}}, {{commune: {HERE}, lieu: mairie}}]", 1, 0),  # two stops, one place
    ],
)
def test_what_moves_counts_where_it_stops(youth, more, here, far):
    assert youth({"data/structures/bus.yml": structure("Bus", HERE, more)}) == {HERE: here, FAR: far}


def test_a_confidential_address_counts_at_the_centre_of_its_commune(project):
    refuge = structure("Refuge", FAR, "adresse_confidentielle: oui")
    catalogue = load(project({"data/structures/refuge.yml": refuge}))
    assert [spot.point for spot in spots(catalogue, catalogue.get(Structure, "refuge"))] == [catalogue.commune(FAR).centre]
