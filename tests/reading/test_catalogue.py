"""Records checked, linked and ordered."""

from __future__ import annotations

import dataclasses

import pytest
from pydantic import ValidationError

from ctg.common.problems import DataError
from ctg.loading import load
from ctg.model.action import Action
from ctg.model.figure import Indicateur
from ctg.model.framework import Axe
from ctg.model.structure import Service, Structure

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


def test_a_draft_is_checked_too(project):
    root = project({"data/structures/idee.yml": "nom: Idée\ntype: inconnu\ncommune: Valbourg\netat_fiche: brouillon\n"})
    with pytest.raises(DataError):
        load(root)


def test_actions_are_ordered_by_number_then_by_file_name(project):
    numbers = {"dix": "A10", "deux": "A2", "un": "A1", "bis": "A2bis", "petit": "b1"}
    files = {f"data/actions/{id}.yml": f"numero: {n}\ntitre: T\naxe: a\nporteurs: [V]\n" for id, n in numbers.items()}
    files["data/actions/a3.yml"] = "titre: T\naxe: a\nporteurs: [V]\n"
    files["data/axes/a.yml"] = "numero: A\ntitre: Axe\n"
    assert ids(load(project(files)).all(Action)) == ["un", "deux", "bis", "a3", "dix", "petit"]


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


def test_a_vocabulary_of_one_project_does_not_leak_into_the_next(project):
    root = project({"data/vocabulaire.yml": "types:\n  multi-accueil: {singulier: crèche}\n"})
    assert load(root).vocabulary.types["multi-accueil"].singulier == "crèche"
    (root / "data/vocabulaire.yml").unlink()
    assert load(root).vocabulary.types["multi-accueil"].singulier == "multi-accueil"


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


def test_links_back(catalogue):
    assert ids(catalogue.referenced_by(catalogue.get(Structure, "les-lutins"), Service)) == ["jeux"]
    assert ids(catalogue.referenced_by(catalogue.get(Axe, "a"), Action)) == ["une", "deux"]
    back = {
        (Structure, "bus"): ["une", "deux"],
        (Structure, "les-lutins"): [],
        (Service, "ecoute"): ["deux"],
        (Indicateur, "places"): ["une"],
    }
    for (kind, id), actions in back.items():
        assert ids(catalogue.referenced_by(catalogue.get(kind, id), Action)) == actions


@pytest.mark.parametrize("lon", ["2.804", "2.806"])
def test_the_border_has_a_tolerance_of_half_a_kilometre(project, lon):
    root = project({"data/structures/bord.yml": f"nom: Bord\ntype: autre\ncommune: {FAR}\nposition: {{lat: 46.5, lon: {lon}}}\n"})
    if lon == "2.804":
        assert load(root).get(Structure, "bord")
    else:
        with pytest.raises(DataError, match="en dehors du territoire"):
            load(root)


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
