"""What leaves of a record: all that may and nothing else, in lists and in tables, in the shape that is described, for any text;
each published file is told."""

import csv
import datetime as dt
import io
import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cas import each
from ctg.common.escaping import as_json, from_csv
from ctg.loading import load
from ctg.model import KINDS
from ctg.model.action import Action
from ctg.model.commune import Commune, Mairie, Parcours
from ctg.model.meeting import Rencontre
from ctg.model.structure import Structure
from ctg.model.territory import PARIS, today
from ctg.open_data import api_lists
from ctg.open_data.api_lists import FORMER
from ctg.open_data.index import abouts, sort
from ctg.open_data.tables import files
from ctg.open_data.values import computed, model_of, record_values, typed, written
from ctg.pages.renderer import Renderer
from ctg.pages.site_files import Asset, Page
from ctg.publish.build import OPEN_DATA
from territoires import ESSAI, ROOT, SMALL, catalogue_of, made_site
from textes import every_nasty, line, lines, texts

TODAY = dt.date(2026, 11, 25)
TO_A_DRAFT = "actions/micro-creche-roche"
"""The record of the invented territory that names one that is not published."""


def as_people_type(value):
    """A JSON value as people type it."""
    if isinstance(value, dict):
        return {name: as_people_type(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_people_type(inner) for inner in value]
    return ("oui" if value else "non") if isinstance(value, bool) else value


def read_back(kind, value):
    """The record that its published values make: each has the name and the form of its field, and nothing else is there."""
    own = {
        name: as_people_type(inner)
        for name, inner in value.items()
        if name not in {"id", "genre", "calcule", *FORMER.get(kind.folder, ())}
    }
    model_of(kind).model_validate(value["calcule"])
    assert value["genre"] == kind.kind
    return kind.model_validate(own)


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_nothing_is_lost_on_the_way_to_json(root):
    """The model reads the JSON again and finds the same record, but for what must stay here."""
    catalogue = catalogue_of(root)
    seen = 0
    for kind in KINDS:
        for record in catalogue.all(kind):
            again = kind.model_validate(as_people_type(typed(catalogue, record)))
            lost = {name for name in kind.model_fields if getattr(again, name) != getattr(record, name)}
            assert lost == ({"structures"} if record.key == TO_A_DRAFT else set()), record.key
            seen += 1
    assert seen > 100


DRAFTS = {
    "data/axes/a.yml": "numero: A\ntitre: Axe\n",
    "data/structures/projet.yml": "nom: Projet\ntype: multi-accueil\ncommune: Valbourg\netat_fiche: brouillon\n",
    "data/actions/a1.yml": "titre: Un\naxe: a\nporteurs: [Ville]\netat_fiche: brouillon\n",
    "data/actions/a2.yml": "titre: Deux\naxe: a\nporteurs: [Ville]\nstructures: [projet, les-lutins]\n",
    "data/rencontres/r.yml": "titre: R\ndate: 2026-03\ncadre: ville\n"
    "suites:\n  - {texte: Un, action: a1}\n  - {texte: Deux, action: a2}\n",
    "data/cadres/ville.yml": "titre: Contrat de ville\nnature: contrat-de-ville\netat_fiche: brouillon\n",
    "data/cadres/ctg.yml": "titre: CTG\nnature: ctg\n"
    "designations:\n  - {point: offre, action: a1}\n  - {point: couts, action: a2}\n"
    "soutiens:\n  - {annee: 2026, structure: projet, nature: psu}\n  - {annee: 2026, nature: psu}\n",
}


@pytest.mark.parametrize("leave", [typed, written])
def test_a_link_to_a_draft_stays_here_in_lists_and_in_groups(project, leave):
    catalogue = load(project(DRAFTS))
    assert leave(catalogue, catalogue.get(Action, "a2"))["structures"] == ["les-lutins"]
    meeting = catalogue.get(Rencontre, "r")
    assert leave(catalogue, meeting)["suites"] == [{"texte": "Un"}, {"texte": "Deux", "action": "a2"}]
    assert computed(Renderer(catalogue, TODAY), meeting)["cadre_titre"] == "autre démarche", "it is not of the convention"
    ctg = leave(catalogue, catalogue.convention)
    assert ctg["designations"] == [{"point": "couts", "action": "a2"}], "a group that says nothing more"
    assert [one.get("structure") for one in ctg["soutiens"]] == [None], "one that would say something else"


def made(render: Renderer) -> dict[str, bytes]:
    return {file.path: file.content for file in api_lists.files(render)}


@pytest.mark.parametrize("root", [ROOT, ESSAI, SMALL], ids=["reel", "essai", "petit"])
def test_lists_have_every_record_as_described_and_none_is_empty(root):
    render = Renderer(catalogue_of(root), TODAY)
    files = made(render)
    for kind in KINDS:
        wanted = [record.id for record in render.catalogue.all(kind)]
        content = files.pop(f"api/v1/{kind.folder}.json", b'{"nombre": 0, "fiches": []}')
        found = json.loads(content)
        assert found["nombre"] == len(wanted)
        assert [value["id"] for value in found["fiches"]] == wanted
        assert all(read_back(kind, value) for value in found["fiches"])
        assert b'"fiches":[]' not in content
    assert files.keys() == {f"api/v1/{name}.json" for name in ("index", "territoire", "vocabulaire")}


@pytest.fixture(scope="module", params=[ROOT, ESSAI], ids=["reel", "essai"])
def site(request):
    return made_site(request.param)


def test_every_file_of_open_data_is_told_once_and_what_serves_the_pages_is_not(site):
    render = Renderer(site.catalogue, today(PARIS))
    made = [file for module in OPEN_DATA for file in module.files(render) if isinstance(file, Asset)]
    assert len(made) > 20
    told = Counter(file.path for one in sort(made, abouts(OPEN_DATA)) for file in one.files)
    assert told == Counter(file.path for file in made), "one About names each"
    pages = [file for module in OPEN_DATA for file in module.files(render) if isinstance(file, Page)]
    offered = {file.path for one in sort(pages, abouts(OPEN_DATA)) for file in one.files}
    assert offered == {file.path for file in pages if not file.path.startswith("contribuer/")}, "name the page in an About"


def parsed(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))


def test_numbers_are_numbers_for_any_program_and_texts_keep_their_zeros(project):
    # West of Greenwich, a longitude is below zero; French writes a comma and spaces.
    west = (SMALL / "data/communes.geojson").read_text("utf-8").replace("[2.", "[-2.")
    communes = (
        '- {nom: Valbourg, code_insee: "01001", codes_postaux: ["01200"], population: "1 200,0", '
        "centre: {lat: 46.5, lon: -2.5}}\n"
    )
    files_ = {"data/communes.yml": communes, "data/communes.geojson": west.replace("99001", "01001")}
    (content,) = (f.content for f in files(Renderer(load(project(files_)), TODAY)) if f.path == "donnees/communes.csv")
    titles, row = parsed(content)
    row = dict(zip(titles, row, strict=True))
    assert (row["centre.lon"], row["population"], row["code_insee"]) == ("-2.5", "1200", "01001")
    assert (row["calcule.longitude"], row["calcule.position_approximative"]) == ("-2.5", "oui")
    assert '"-2.5"' in content.decode("utf-8-sig"), "a number is no formula: no apostrophe"


UNHEARD = {
    Commune: {"verifie_le": dt.date(2020, 1, 1), "mairie": Mairie(
        telephone="3939", courriel="a@exemple.fr", site_web="https://exemple.fr/", horaires={"mercredi": "oui"})},
    Parcours: {"verifie_le": TODAY},
}  # fmt: skip
"""What no record of the invented territory says: fields that make the values which they all lack."""


@each("kind", KINDS)
def test_what_is_described_as_worked_out_is_written_for_some_record(kind):
    render = Renderer(catalogue_of(ESSAI), TODAY)
    first, *others = render.catalogue.all(kind)
    records = (first, *others, first.model_copy(update=UNHEARD.get(kind, {})))
    values = [record_values(render, record) for record in records]
    assert all(read_back(kind, value) for value in values)
    written = set().union(*(value["calcule"] for value in values))
    missing = model_of(kind).model_fields.keys() - written
    assert not missing, f"un exemple de tests/territoire_essai/data/{kind.folder}/ les donnerait (« mise_a_jour » : verifie_le)"
    assert written == model_of(kind).model_fields.keys()


RENDER = Renderer(catalogue_of(SMALL), TODAY)


@settings(max_examples=30, deadline=None)
@every_nasty(lambda text: (line(text), text, [line(text)], [(line(text), "x")]))
@given(lines, texts, st.lists(lines, max_size=3), st.lists(st.tuples(lines, lines), max_size=2))
def test_any_text_stays_a_text_in_a_list_and_in_a_cell_that_computes_nothing(name, text, words, sources):
    told = [{"titre": title, "appuie": fact} for title, fact in sources]
    own = {"nom": name, "type": "multi-accueil", "commune": "Valbourg", "description": text, "mots": words, "sources": told}
    structure = Structure.model_validate(own).read_from("essai", "data/structures/essai.yml", own)
    catalogue = RENDER.catalogue
    render = replace(RENDER, catalogue=replace(catalogue, records=catalogue.records | {Structure: (structure,)}))
    content = as_json(record_values(render, structure))
    value = json.loads(content)
    assert (value["nom"], value["description"], value.get("mots", [])) == (name.strip(), text.strip(), [w.strip() for w in words])
    assert content.count(b"\n") == 1, "one line: a text cannot begin another"
    assert read_back(Structure, value).description == structure.description
    titles, cells = parsed(next(file.content for file in files(render) if file.path == "donnees/structures.csv"))
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r", "\n", "＝")) or cell.startswith("-")]
    row = {title: from_csv(cell) for title, cell in zip(titles, cells, strict=True) if cell}
    assert (tidy(row.get("nom", "")), tidy(row.get("description", ""))) == (tidy(name), tidy(text))


def tidy(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()
