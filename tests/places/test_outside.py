"""The page of a place, in words that families read; places outside of the territory, shown as such, never counted as ours."""

import re

import lxml.html
import pytest

from ctg.loading import load
from ctg.model.structure import Structure
from ctg.pages.renderer import Renderer
from ctg.places import finder
from ctg.places.lists import by_need, places_counted
from ctg.publish import build  # noqa: F401  # every subject has said what its pages are
from ctg.reading.positions import nearest_of_each_type
from ctg.territory.coverage import coverage
from ctg.territory.map import places_geojson
from facile import findings
from lieux_hostiles import TODAY
from territoires import ESSAI, ROOT, catalogue_of

PMI = "nom: PMI de {0}\ntype: pmi\ncommune: {0}\ntelephone: 04 65 71 00 00\n"
OUTSIDE = PMI.format("Grandval") + 'hors_territoire: oui\ncode_insee: "99301"\nposition: {lat: 46.5, lon: 2.39}\n'
FAR = PMI.format("Saint-Clair-sur-Lède") + "position: {lat: 46.5, lon: 2.75}\n"


@pytest.fixture
def catalogue(project):
    path = "numero: 1\ntitre: Bébé\nphrase: Un bébé.\netapes: [{titre: A, texte: Allez., structure: grandval}]\n"
    files = {"structures/grandval": OUTSIDE, "structures/loin": FAR, "parcours/bebe": path}
    return load(project({f"data/{name}.yml": text for name, text in files.items()}))


def test_it_is_the_nearest_and_never_of_a_commune_of_ours(catalogue):
    place, here = catalogue.get(Structure, "grandval"), catalogue.commune("Valbourg")
    assert place not in catalogue.all(Structure)
    assert place not in catalogue.places
    assert catalogue.commune_of(place) is None
    assert [(one.id, round(km)) for one, km in nearest_of_each_type(catalogue, here)] == [("grandval", 8)]
    assert not list(catalogue.to_drafts(catalogue.get(Structure, "grandval"))), "its commune is no missing record"


def test_lists_and_finder_show_it_apart_and_do_not_count_it(catalogue):
    render, everything = Renderer(catalogue, TODAY), (*catalogue.places, *catalogue.outside)
    assert places_counted(catalogue.places) == "2 lieux et services"
    assert places_counted(everything) == "2 lieux et services, et un lieu hors du territoire"
    assert "grandval" in [place.id for _, listed in by_need(catalogue, everything) for place in listed]
    assert "grandval" not in [place.id for place in coverage(catalogue).places]
    (entry,) = [one for one in finder.finder_data(render)["lieux"] if one["k"] == "structures/grandval"]
    assert entry["h"] is True
    assert entry["p"] == [46.5, 2.39]
    assert not {"c", "z"} & entry.keys()
    drawn = [one["properties"] for one in places_geojson(catalogue, TODAY)["features"]]
    assert [one["commune"] for one in drawn if one["lieu"] == "structures/grandval"] == ["Grandval, hors du territoire"]


@pytest.mark.parametrize(("site", "root"), [("real_site", ROOT), ("essai_site", ESSAI)])
def test_a_page_has_one_caution_and_each_number_once_and_a_secret_place_no_neighbour(request, site, root):
    folder, wrong = request.getfixturevalue(site), []
    for place in catalogue_of(root).places:
        main = lxml.html.fromstring((folder / place.key / "index.html").read_bytes()).find(".//main")
        seen = [link.get("href") for link in main.xpath(".//a[starts-with(@href, 'tel:')][not(ancestor::details)]")]
        cautions = main.xpath(".//*[@role='note'][not(ancestor::details)]")
        if len(seen) != len(set(seen)) or len(cautions) > 1 or len(main.xpath(".//p[@class='appeler']")) > 1:
            wrong.append(place.key)
        if place.confidential:
            assert not main.xpath(".//*[contains(@class, 'carte') or @data-lieu or @data-envoyer]"), place.key
    assert wrong == []


HARD = (
    f"Venez{' un' * 15} jour.", "Venez ; appelez.", "Donnez une attestation.", "Ne venez pas sans papier.", "Il y a deux places.",
    "Ouvert à 9h30.", "Prix & places.", "Appelez la PMI.",
)  # fmt: skip
"""A sentence for each thing that is not."""


def test_the_words_of_the_vocabulary_and_of_the_pages_are_easy():
    assert [len(list(findings(one))) for one in HARD] == [1] * len(HARD), "what judges them sees"
    vocabulary = catalogue_of(ESSAI).vocabulary
    for terms in (vocabulary.rubriques, vocabulary.themes, vocabulary.types):
        for id, term in terms.items():
            assert term.facile, id
            assert list(findings(term.facile)) == [], id
    for name in ("_place", "_lieux", "structure", "service", "urgence-facile", "_facile"):
        text = (ROOT / f"hooks/ctg/places/templates/{name}.html").read_text("utf-8")
        for sentence in re.findall(r"<p>([^<>{}]+)</p>", text):
            assert list(findings(sentence)) == [], sentence
