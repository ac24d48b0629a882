"""Records checked, linked and ordered; which place is the nearest."""

import dataclasses

import pytest
from pydantic import ValidationError

from ctg.loading import load
from ctg.model.commune import Commune
from ctg.model.fields import Position
from ctg.model.framework import Axe
from ctg.model.structure import Service, Structure
from ctg.reading.positions import distance_km, nearest_elsewhere, position_of

FAR = "Saint-Clair-sur-Lède"


def ids(records) -> list[str]:
    return [record.id for record in records]


@pytest.fixture
def catalogue(project):
    """Two structures (one moves), services, an axis with actions, an indicator."""
    return load(
        project(
            {
                "data/structures/bus.yml": f"nom: Bus\ntype: autre\ncommune: Valbourg\narrets: [{{commune: {FAR}}}]\n",
                "data/structures/navette.yml": f"nom: Navette\ntype: autre\ncommune: Valbourg\ncommunes_desservies: [{FAR}]\n",
                "data/services/ecoute.yml": f"nom: Écoute\nthemes: [sante, jeunesse]\nzone: [{FAR}]\n",
                "data/services/jeux.yml": "nom: Jeux\nthemes: [parentalite]\nstructure: les-lutins\n",
                "data/axes/a.yml": "numero: A\ntitre: Accueillir\n",
                "data/axes/b.yml": "numero: B\ntitre: Bâtir\n",
                "data/actions/une.yml": "numero: A1\ntitre: Une\naxe: a\nporteurs: [V]\nstructures: [bus]\n"
                "indicateurs: [places]\n",
                "data/actions/deux.yml": "numero: A2\ntitre: Deux\naxe: a\nporteurs: [V]\nservices: [ecoute]\n"
                "structures: [bus]\n",
                "data/actions/autre.yml": "numero: B1\ntitre: Autre\naxe: b\nporteurs: [V]\n",
                "data/indicateurs/places.yml": "nom: Places\nunite: places\nproducteur: Ville\n",
            }
        )
    )


def test_drafts_are_kept_only_on_demand_and_may_be_named_all_the_same(project):
    root = project(
        {
            "data/structures/idee.yml": "nom: Idée\ntype: autre\ncommune: Valbourg\netat_fiche: brouillon\n",
            "data/services/jeux.yml": "nom: Jeux\nthemes: [enfance]\nstructure: idee\n",
        }
    )
    public, local = load(root), load(root, drafts=True)
    assert ids(public.all(Structure)) == ["les-lutins"]
    assert public.get(Structure, "idee") is None
    assert public.commune_of(public.get(Service, "jeux")) is None
    assert ids(local.all(Structure)) == ["idee", "les-lutins"]
    assert local.commune_of(local.get(Service, "jeux")).nom == "Valbourg"


def test_axes_are_ordered_by_number_and_the_rest_by_name_without_accents(project):
    files = {f"data/axes/{id}.yml": f"numero: {n}\ntitre: T\n" for id, n in {"x": 10, "y": 9, "z": 1}.items()}
    files |= {
        f"data/structures/{id}.yml": f'nom: "{nom}"\ntype: autre\ncommune: Valbourg\n'
        for id, nom in {"z1": "Éclaircie", "z2": "Les Zèbres", "a1": "zoo", "a2": "Œuf"}.items()
    }
    catalogue = load(project(files))
    assert ids(catalogue.all(Axe)) == ["z", "y", "x"]
    assert ids(catalogue.all(Structure)) == ["z1", "les-lutins", "z2", "a2", "a1"]


def test_the_territory_s_vocabulary_adds_a_type_and_renames_another(project):
    root = project(
        {
            "data/vocabulaire.yml": "types:\n"
            "  ludobus: {singulier: ludobus, pluriel: ludobus, theme: mobilite, definition: Un bus plein de jeux.}\n"
            "  multi-accueil: {singulier: crèche}\n",
            "data/structures/toto.yml": "nom: Toto\ntype: ludobus\ncommune: Valbourg\nthemes: [enfance]\n",
        }
    )
    catalogue = load(root)
    bus, creche = catalogue.get(Structure, "toto"), catalogue.get(Structure, "les-lutins")
    assert (catalogue.type_of(bus).id, catalogue.type_of(bus).definition) == ("ludobus", "Un bus plein de jeux.")
    assert (ids(catalogue.themes_of(bus)), catalogue.rubrique_of(bus).id) == (["mobilite", "enfance"], "vie-locale")
    assert (catalogue.type_of(creche).singulier, catalogue.type_of(creche).theme) == ("crèche", "petite-enfance")


@pytest.mark.parametrize(
    ("kind", "id", "themes", "rubrique", "commune"),
    [
        (Structure, "les-lutins", ["petite-enfance"], "petite-enfance", "Valbourg"),
        (Service, "jeux", ["parentalite"], "parentalite", "Valbourg"),  # where its structure is
        (Service, "ecoute", ["sante", "jeunesse"], "parentalite", None),
    ],
)
def test_a_place_knows_its_themes_rubrique_and_commune(catalogue, kind, id, themes, rubrique, commune):
    place = catalogue.get(kind, id)
    found = catalogue.commune_of(place)
    assert ids(catalogue.themes_of(place)) == themes
    assert catalogue.rubrique_of(place).id == rubrique
    assert (found and found.nom) == commune


def test_what_comes_to_a_commune_by_a_stop_a_declaration_or_a_zone(catalogue):
    assert ids(catalogue.coming_to(catalogue.commune(FAR))) == ["bus", "navette", "ecoute"]
    assert catalogue.coming_to(catalogue.commune("Valbourg")) == ()


def test_nothing_read_can_be_changed_by_an_output(catalogue):
    with pytest.raises(dataclasses.FrozenInstanceError):
        catalogue.territoire = None
    for thing in (
        catalogue.territoire,
        catalogue.vocabulary,
        *(record for found in catalogue.records.values() for record in found),
    ):
        name = next(iter(type(thing).model_fields))
        with pytest.raises(ValidationError):
            setattr(thing, name, "autre")
    assert all(isinstance(found, tuple) for found in catalogue.records.values())
    lists = [
        (record.key, name)
        for found in catalogue.records.values()
        for record in found
        for name, value in record
        if isinstance(value, list | dict | set)
    ]
    assert lists == []


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ((48.8566, 2.3522), (45.7640, 4.8357), 391.5),  # from Paris to Lyon
        ((0, 0), (0, 1), 111.2),
        ((0, 0), (1, 0), 111.2),
        ((60, 0), (60, 1), 55.6),
        ((0, -180), (0, 180), 0),
        ((90, 0), (-90, 0), 20015),
    ],
)
def test_degrees_are_worth_what_they_are_worth(a, b, km):
    distance = distance_km(Position(lat=a[0], lon=a[1]), Position(lat=b[0], lon=b[1]))
    assert distance == pytest.approx(km, rel=0.001, abs=0.01)


def structure(nom: str, type_: str, commune: str, more: str = "") -> str:
    return f"nom: {nom}\ntype: {type_}\ncommune: {commune}\n{more}"


@pytest.fixture
def spread(project):
    far = "Saint-Clair-sur-Lède"
    return load(
        project(
            {
                "data/structures/loin.yml": structure("A loin", "laep", far, "position: {lat: 46.5, lon: 2.75}"),
                "data/structures/pres.yml": structure("Z près", "laep", far, "position: {lat: 46.5, lon: 2.62}"),
                "data/structures/refuge.yml": structure("Refuge", "autre", far, "adresse_confidentielle: oui"),
                "data/structures/creche-bis.yml": structure(
                    "Crèche bis", "multi-accueil", far, "position: {lat: 46.5, lon: 2.61}"
                ),
            }
        )
    )


def test_the_nearest_come_first_and_the_commune_itself_is_left_out(spread):
    valbourg = spread.commune("Valbourg")
    ranked = nearest_elsewhere(spread, valbourg, spread.all(Structure))
    assert [s.id for s, _ in ranked] == ["creche-bis", "pres", "refuge", "loin"]
    assert [round(km, 1) for _, km in ranked] == [8.4, 9.2, 15.3, 19.1]


def test_without_a_public_position_the_centre_of_the_commune_stands_and_says_so(spread):
    centres = {commune.nom: commune.centre for commune in spread.all(Commune)}
    expected = {
        "les-lutins": (centres["Valbourg"], True),
        "refuge": (centres["Saint-Clair-sur-Lède"], True),
        "pres": (Position(lat=46.5, lon=2.62), False),
    }
    for id, place in expected.items():
        assert position_of(spread, spread.get(Structure, id)) == place
