"""Coverage counted by hand on the small territory: two communes whose centres are 15.3 km apart, 10 km as the limit.

At latitude 46.5, 0.1 degree of longitude is 7.66 km: Valbourg's centre is at 2.5, Saint-Clair-sur-Lède's at 2.7.
"""

from __future__ import annotations

import pytest

from ctg.loading import load
from ctg.model.fields import Position
from ctg.model.structure import Structure
from ctg.places.contacts import spots
from ctg.reading.positions import distance_km
from ctg.territory.coverage import Coverage, State, coverage
from territoires import SMALL

HERE, FAR = "Valbourg", "Saint-Clair-sur-Lède"
OFFERS = ("accueil-des-tout-petits", "loisirs", "espaces-jeunes", "soutien-aux-parents", "droits")


def structure(nom: str, commune: str, more: str = "", type_: str = "espace-jeunes") -> str:
    return f"nom: {nom}\ntype: {type_}\ncommune: {commune}\n{more}\n"


def territory(more: str) -> str:
    return (SMALL / "data" / "territoire.yml").read_text("utf-8") + more


def census(*offers: str) -> dict[str, str]:
    """A territory that knows these offers in full."""
    lines = "".join(f"    - {{offre: {offre}, source: Liste de la PMI, date: 2026-03}}\n" for offre in offers)
    return {"data/territoire.yml": territory(f"couverture:\n  recenses:\n{lines}")}


CLUB = structure("Club", FAR, "position: {lat: 46.5, lon: 2.62}")
"""9.2 km from Valbourg, 6.1 km from the centre of its own commune."""
HIDDEN = {"data/structures/les-lutins.yml": structure("Les Lutins", HERE, "etat_fiche: brouillon", "soins")}
ONLY_CLUB = {"data/structures/club.yml": CLUB, **HIDDEN}


@pytest.fixture
def cover(project):
    """``cover({file: text})`` → the coverage of the small territory with these records."""

    def make(files: dict[str, str]) -> Coverage:
        catalogue = load(project(files))
        return coverage(catalogue)

    return make


def table(found: Coverage) -> dict[str, tuple[int, ...]]:
    """The counts of each commune, by offer."""
    return {c.nom: tuple(found.near(c, offre).count for offre in found.offres) for c in found.communes}


def youth(found: Coverage) -> dict[str, int]:
    """What each commune has for young people."""
    return {nom: counts[2] for nom, counts in table(found).items()}


def states(found: Coverage, offre: str) -> dict[str, State]:
    return {c.nom: found.state(c, offre) for c in found.communes}


def nearest(found: Coverage, nom: str, offre: str) -> tuple[str, str, float] | None:
    commune = next(c for c in found.communes if c.nom == nom)
    near = found.near(commune, offre).nearest
    return near and (near.place.id, near.commune, round(near.km, 1))


def test_totals_by_commune_and_offer(cover):
    # Les Lutins is a multi-accueil. A place of care or of respite, and a service of the theme enfance, are no leisure.
    # Parler is of the theme parentalite, in the Club; Taxi is for the whole territory, Écoute on the telephone only.
    found = cover(
        {
            "data/structures/club.yml": CLUB,
            "data/structures/cmpp.yml": structure("CMPP", HERE, "ages: {de: 3 ans, a: 18 ans}", "soins"),
            "data/structures/repit.yml": structure("Répit", HERE, "ages: {de: 3 ans, a: 12 ans}", "repit"),
            "data/services/aide.yml": "nom: Aide\nthemes: [enfance]\nstructure: club\nages: {de: 6 ans, a: 18 ans}\n",
            "data/services/parler.yml": "nom: Parler\nthemes: [parentalite]\nstructure: club\n",
            "data/services/taxi.yml": "nom: Taxi\nthemes: [mobilite]\n",
            "data/services/ecoute.yml": "nom: Écoute\nthemes: [parentalite]\nstructure: club\nmodes: [telephone]\n",
        }
    )
    assert found.offres == OFFERS
    assert table(found) == {HERE: (1, 0, 1, 1, 0), FAR: (0, 0, 1, 1, 0)}
    assert [c.nom for c in found.blanks("accueil-des-tout-petits")] == [FAR]
    assert nearest(found, FAR, "accueil-des-tout-petits") == ("les-lutins", HERE, 15.3)
    assert nearest(found, HERE, "espaces-jeunes") == ("club", FAR, 9.2)
    assert [place.id for place in found.elsewhere] == ["ecoute"]
    assert len(found.places) == 3


@pytest.mark.parametrize(
    ("draft", "state"),
    [
        (structure("Ados", FAR, "etat_fiche: brouillon"), State.TO_CHECK),
        (structure("Ados", FAR, "etat_fiche: brouillon", "soins"), State.LACKING),
        (structure("Ados", FAR, "etat_fiche: brouillon\nadresse_confidentielle: oui"), State.LACKING),
    ],
)
def test_a_draft_that_may_be_the_offer_makes_doubtful_what_was_sure(cover, draft, state):
    found = cover(HIDDEN | census("espaces-jeunes") | {"data/structures/ados.yml": draft})
    assert states(found, "espaces-jeunes") == {FAR: state, HERE: State.LACKING}
    assert [place.id for place in found.places] == []


@pytest.mark.parametrize(("more", "count"), [(0.001, 1), (-0.001, 0)])
def test_the_limit_is_reached_or_not_to_the_metre(cover, more, count):
    km = distance_km(Position(lat=46.5, lon=2.5), Position(lat=46.5, lon=2.62))
    limit = territory(f"couverture: {{distance_km: {km + more:.6f}}}\n")
    assert youth(cover({**ONLY_CLUB, "data/territoire.yml": limit}))[HERE] == count


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
def test_what_moves_counts_where_it_stops(cover, more, here, far):
    assert youth(cover({"data/structures/bus.yml": structure("Bus", HERE, more)})) == {HERE: here, FAR: far}


def test_a_place_of_the_commune_counts_there_however_far_from_its_centre(cover):
    # 0.09 degree of latitude (10 km) and 0.09 of longitude (6.9 km) from Valbourg's centre: 12.2 km.
    found = cover({"data/structures/coin.yml": structure("Coin", HERE, "position: {lat: 46.41, lon: 2.41}")})
    assert youth(found) == {HERE: 1, FAR: 0}
    assert nearest(found, HERE, "espaces-jeunes") == ("coin", HERE, 12.2)


def test_a_service_with_a_zone_is_for_its_communes_only(cover):
    found = cover({"data/services/parler.yml": f"nom: Parler\nthemes: [parentalite]\nstructure: les-lutins\nzone: [{FAR}]\n"})
    assert {nom: counts[3] for nom, counts in table(found).items()} == {HERE: 0, FAR: 1}
    assert nearest(found, FAR, "soutien-aux-parents") == ("parler", FAR, 0.0)
    assert nearest(found, HERE, "soutien-aux-parents") is None


def test_a_confidential_address_counts_at_the_centre_of_its_commune(project):
    refuge = structure("Refuge", FAR, "adresse_confidentielle: oui")
    catalogue = load(project({"data/structures/refuge.yml": refuge}))
    assert [spot.point for spot in spots(catalogue, catalogue.get(Structure, "refuge"))] == [catalogue.commune(FAR).centre]
