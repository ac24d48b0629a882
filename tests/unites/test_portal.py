"""The site of a portal: what several territories publish, whole, linked to its own sites, and harmless."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from filelock import FileLock
from lxml import html as lxml_html

from ctg.analysis.searches import served
from ctg.commands import main
from ctg.kinds import KINDS, Commune, Service, Structure
from ctg.outputs.base.site import Page
from ctg.outputs.open_data.public import published as published_records
from ctg.outputs.open_data.public import typed
from ctg.portal import addresses, members
from ctg.portal.duplicates import Doubt, Likeness
from ctg.portal.near import Surroundings
from ctg.portal.site import site_of
from ctg.portal.together import Together
from langue import mistakes, pieces
from lieux_hostiles import essai
from portails import EVIL, HEAD, LOW, NORTH, OLD, PLACES, PLANT, SAME, SIREN, gathered, north, numbered, pair, portal, published


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> Together:
    return pair(tmp_path_factory.mktemp("deux"))


def test_records_come_back_as_they_were(two):
    """Published, read, made again: not a field of any kind is lost."""
    first = two.members[0]
    catalogue = essai()
    for kind in KINDS:
        ours = {record.id: record for record in published_records(catalogue, kind)}
        assert {record.id for record in first.all(kind)} == ours.keys()
        for record in first.all(kind):
            assert typed(catalogue, record) == typed(catalogue, ours[record.id])
    assert first.remarks == ()


def test_every_place_is_there_under_its_own_name_with_a_link_to_its_site(two):
    catalogue = two.catalogue
    assert all(place.id.startswith((f"{SIREN}-", f"{NORTH}-")) for place in catalogue.known_places)
    assert {place.key for place in catalogue.known_places} == catalogue.owners.keys()
    place = catalogue.get(Structure, f"{NORTH}-pmi")
    assert place
    assert catalogue.owners[place.key].page == f"https://{NORTH}.fr/structures/pmi/"
    assert catalogue.owners[place.key].said == "sur le site « Familles, Pays du Nord »"
    hosted = next(one for one in catalogue.all(Service) if one.id.startswith(NORTH) and one.structure)
    assert catalogue.host(hosted).id.startswith(NORTH)


def test_communes_of_one_name_are_told_apart(two):
    names = [commune.nom for commune in two.catalogue.all(Commune)]
    assert len(names) == len(set(names)) == 24
    assert {name for name in names if "Aubrelune" in name and "(" in name} == {"Aubrelune (99001)", "Aubrelune (99101)"}
    assert two.catalogue.commune("Aubrelune (99101)").key == "communes/99101"


def test_a_place_that_two_sites_describe_is_shown_once_with_both(two):
    (one,) = two.duplicates
    assert one.why in {Likeness.SIRET, Likeness.NAME}
    assert [seen.member.siren for seen in one.sightings] == [SIREN, NORTH], (
        "its own territory, though the other says it is fresher"
    )
    assert two.catalogue.get(Structure, f"{NORTH}-les-renards-d-a-cote") is None
    said = two.catalogue.owners[f"structures/{SIREN}-{SAME}"].said
    assert "et le site « Familles, Pays du Nord »" in said
    assert LOW not in {commune.nom for commune in two.catalogue.all(Commune)}, "the first site that describes a commune names it"
    assert [member.siren for member in two.shared["99001"]] == [SIREN, NORTH]


def test_a_site_that_fails_the_day_it_was_read_is_told_and_one_that_is_twice_in_the_list_is_not_silent(tmp_path):
    sites = {"ici": published(), "nord": north(), "muet": None}
    gathered(tmp_path, sites)
    shutil.rmtree(tmp_path / "nord")
    twice = "".join(f"  - adresse: {name}\n" for name in ("ici", "muet"))
    found = gathered(tmp_path, sites | {"nord": None}, HEAD + twice)
    assert [found.unanswered(one) for one in found.members] == [False, True]
    assert [one.site.adresse for one in found.silent] == ["muet"]


def test_what_is_no_longer_in_the_list_keeps_its_address_and_says_so(two, tmp_path):
    addresses.note(tmp_path, two)
    assert addresses.gone(tmp_path, two) == []
    alone = gathered(tmp_path / "seul", {"ici": published()})
    for _ in range(2):  # and the next build remembers it still
        gone = {one.adresse: one.raison for one in addresses.gone(tmp_path, alone)}
        assert gone[f"territoires/{NORTH}/"] == "Pays du Nord n’est plus dans ce portail."
        assert "communes/99101/" in gone
        addresses.note(tmp_path, alone)
    retired = [one.path for one in site_of(alone, addresses.gone(tmp_path, alone)).files if isinstance(one, Page) and one.retired]
    assert {path.removesuffix("index.html") for path in retired} == set(gone)
    (tmp_path / addresses.FILE).write_text('{"../x/": "x"}', "utf-8")
    assert addresses.gone(tmp_path, alone) == []


def test_the_list_of_a_type_has_its_places_only(two):
    lists = {one.path: one.body.count('<li class="lieu') for one in site_of(two, []).files if isinstance(one, Page)}
    found = {path.split("/")[2]: count for path, count in lists.items() if path.startswith("trouver/types/")}
    assert found == Counter(place.type_id for place in two.catalogue.known_places if place.type_id)


def test_what_is_for_a_whole_territory_is_not_for_the_others(two):
    everywhere = [one for one in essai().all(Service) if not (one.zone or one.structure or one.arrets)]
    assert everywhere
    for one in everywhere:
        theirs = two.catalogue.get(Service, f"{NORTH}-{one.id}")
        assert {two.catalogue.commune(name).code_insee[:3] for name in theirs.zone if name != "Aubrelune (99001)"} == {"991"}


def test_nothing_comes_perhaps_everywhere(two):
    """« * » is the whole of one territory: here it would be hundreds of kilometres away."""
    assert any("*" in served(essai(), place) for place in essai().places)
    assert not any("*" in served(two.catalogue, place) for place in two.catalogue.places)


def test_what_is_near_comes_from_every_territory_the_nearest_first(two):
    around = Surroundings(two.catalogue)
    commune = two.catalogue.commune("Aubrelune (99001)")
    needs = around.needs(commune)
    owners = {line.place.id.split("-")[0] for need in needs for line in need.lines}
    assert owners == {SIREN, NORTH}
    for need in needs:
        km = [line.km or 0 for line in need.lines]
        assert km == sorted(km)
        assert max(km) <= 30


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"siret": "21990001200017", "commune": "Trébiscuit"}, Doubt.ELSEWHERE),
        ({"siret": "21990001200017", "nom": "Autre nom"}, Likeness.SIRET),
    ],
)
def test_a_siret_decides_with_its_commune(tmp_path, changes, why):
    here, there = published(), published()
    there["api/v1/index.json"]["territoire"]["siren"] = NORTH
    place = next(one for one in here[PLACES]["fiches"] if one["id"] == "pmi")
    here[PLACES]["fiches"] = [place | {"siret": "21990001200017"}]
    there[PLACES]["fiches"] = [place | changes]
    found = gathered(tmp_path, {"a": here, "b": there})
    assert [one.why for one in (*found.duplicates, *found.lookalikes)] == [why]
    assert len(found.catalogue.all(Structure)) == (2 if why is Doubt.ELSEWHERE else 1)


def test_an_address_that_one_site_keeps_secret_is_not_shown_because_another_tells_it(tmp_path, capsys):
    """Wherever the place is, and whoever proved it last: its page, its services, the list of what is seen twice."""
    here, there = published(), numbered(published(), NORTH, "Pays du Nord")
    secret = next(one for one in here[PLACES]["fiches"] if one.get("adresse_confidentielle"))
    told_place = {name: value for name, value in secret.items() if name != "adresse_confidentielle"}
    here[PLACES]["fiches"] = [told_place | {"adresse": "3 rue du Secret", "verifie_le": "2026-11-24"}]
    here["api/v1/services.json"]["fiches"][0] |= {"structure": secret["id"], "presentation": "Rue du Secret."}
    there[PLACES]["fiches"] = [secret]
    found = gathered(tmp_path, {"ici": here, "nord": there})
    (shown,) = found.catalogue.all(Structure)
    assert (shown.id, shown.confidential, found.duplicates) == (f"{NORTH}-{secret['id']}", True, ())
    assert found.catalogue.owners[shown.key].page == f"https://{NORTH}.fr/structures/{secret['id']}/"
    assert not [one for one in found.catalogue.all(Service) if one.structure and one.id.startswith(SIREN)]
    capsys.readouterr()
    assert main(["portail", str(tmp_path / "portail.yml")]) == 0
    assert "Pays du Nord dit confidentielle l'adresse" in told(capsys)
    written = [path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert not [
        content for content in written if b"ue du Secret" in content or b"familles.exemple.fr/structures/hirondelles" in content
    ]


def test_two_records_of_one_site_that_look_the_same_are_not_merged(tmp_path):
    here, there = published(), published()
    there["api/v1/index.json"]["territoire"]["siren"] = NORTH
    place = next(one for one in here[PLACES]["fiches"] if one["id"] == "pmi")
    here[PLACES]["fiches"], there[PLACES]["fiches"] = [place, place | {"id": "pmi-bis"}], [place]
    found = gathered(tmp_path, {"a": here, "b": there})
    assert [one.why for one in found.lookalikes] == [Doubt.SEVERAL]
    assert len(found.catalogue.all(Structure)) == 3


def test_no_territory_makes_the_portal_huge(tmp_path, monkeypatch):
    monkeypatch.setattr(members, "MOST", {Structure: 3})
    found = gathered(tmp_path, {"a": published()})
    assert len(found.members[0].all(Structure)) == 3
    assert "les 3 premières seulement sont gardées" in " ".join(found.members[0].remarks)


def test_what_our_models_refuse_is_left_out_and_told_and_what_is_newer_is_not(tmp_path):
    files = published()
    places = files[PLACES]["fiches"]
    places[0]["champ_de_demain"] = {"a": 1}
    places[1] |= {"adresse_confidentielle": True, "adresse": "3 place de la Mairie"}
    places[2]["type"] = "type-de-demain"
    found = gathered(tmp_path, {"a": files})
    ids = {place.id for place in found.members[0].all(Structure)}
    assert places[0]["id"] in ids
    assert places[1]["id"] not in ids
    assert f"que nous ne savons pas montrer : {places[1]['id']}" in " ".join(found.members[0].remarks)
    assert found.catalogue.get(Structure, f"{SIREN}-{places[2]['id']}").type == "autre"


def test_what_names_nothing_that_we_know_goes_alone_from_its_list(tmp_path):
    files = published()
    (taxi,) = [one for one in files["api/v1/services.json"]["fiches"] if one["id"] == "taxi-du-val"]
    taxi["zone"] = ["Ailleurs", "Vœuilly", "Plus-Loin", "Petit-Ormeau"]
    found = gathered(tmp_path, {"a": files}).catalogue.get(Service, f"{SIREN}-taxi-du-val")
    assert found.zone == ("Vœuilly", "Petit-Ormeau")


# --- the command ---------------------------------------------------------------------------------


def told(capsys) -> str:
    captured = capsys.readouterr()
    return (captured.out + captured.err).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("head", "sites", "said"),
    [
        ("nom: Essai\nsites:\n", {"a": published()}, "ne dit pas qui le publie"),
        (HEAD, {"a": None}, "Il n'y a encore la copie d'aucun site"),
    ],
)
def test_what_cannot_be_made_is_told(tmp_path, capsys, head, sites, said):
    file = portal(tmp_path, sites, head)
    main(["rassembler", str(file)])
    assert main(["portail", str(file)]) == 1
    assert said in told(capsys)
    assert not (tmp_path / "site").exists()


def test_a_folder_of_something_else_is_never_replaced(tmp_path, capsys):
    file = portal(tmp_path, {"a": published()})
    main(["rassembler", str(file)])
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/une.jpg").write_bytes(b"x")
    assert main(["portail", str(file), "--vers", str(tmp_path / "photos")]) == 1
    assert "contient autre chose qu'un portail" in told(capsys)
    assert (tmp_path / "photos/une.jpg").exists()


def test_two_builds_of_one_portal_do_not_mix(tmp_path, capsys):
    """The second would empty the folder where the first one writes: half a portal could be put in place."""
    file = portal(tmp_path, {"a": published()})
    main(["rassembler", str(file)])
    with FileLock(tmp_path / ".site.verrou"):
        assert main(["portail", str(file)]) == 1
    assert "Une autre construction est en cours" in told(capsys)
    assert not (tmp_path / "site").exists()
    with FileLock(tmp_path / ".copies.verrou"):
        assert main(["rassembler", str(file)]) == 1
        assert "Une autre lecture des sites est en cours" in told(capsys)
        assert main(["rassembler", str(file), "--hors-ligne"]) == 0


def test_a_portal_leaves_alone_the_folder_that_has_nearly_its_name(tmp_path, capsys):
    file = portal(tmp_path, {"a": published()})
    main(["rassembler", str(file)])
    (tmp_path / "public.nouveau").mkdir()
    assert main(["portail", str(file), "--vers", str(tmp_path / "public")]) == 0
    assert (tmp_path / "public.nouveau").is_dir()


# --- the built site ------------------------------------------------------------------------------


def test_same_copies_same_day_same_bytes(portal_site, tmp_path):
    """And a folder that was a portal is replaced whole."""
    shutil.copytree(portal_site, tmp_path / "portail")
    (tmp_path / "portail/site/de-trop.html").write_text("x", "utf-8")
    assert main(["portail", str(tmp_path / "portail/portail.yml")]) == 0

    def bytes_of(folder: Path) -> dict[str, bytes]:
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert bytes_of(tmp_path / "portail/site") == bytes_of(portal_site / "site")


def test_nothing_that_a_territory_says_becomes_markup(portal_site):
    """Planted in every name and sentence of a territory: shown as it is, run by nothing, linked to nowhere."""
    seen = 0
    for page in portal_site.rglob("site/**/*.html"):
        text = page.read_text("utf-8")
        seen += "{{ 7 * 7 }}" in text
        assert "49&#34;&#39;" not in text
        tree = lxml_html.fromstring(text)
        assert not [one for one in tree.iter("script") if not one.get("src") and one.get("type") != "application/ld+json"]
        assert not [one for one in tree.iter() if any(name.startswith("on") for name in one.attrib)]
        assert not tree.xpath("//img")
    assert seen > 10
    for file in (portal_site / "site/assets").glob("*.json"):
        json.loads(file.read_text("utf-8"))
    assert "</script" not in (portal_site / "site/assets/carte/territoire.js").read_text("utf-8")
    assert PLANT in json.loads((portal_site / "site/assets/chercher.json").read_text("utf-8"))["pages"][-1]["n"]


def test_a_link_to_a_place_is_made_from_its_own_site(portal_site):
    """Whatever its record says: the address that was pinned, and the identifier."""
    page = lxml_html.fromstring((portal_site / "site/communes/99001/index.html").read_text("utf-8"))
    links = [one.get("href") for one in page.iter("a") if one.get("rel") == "external" and "/structures/" in one.get("href")]
    assert links
    assert {re.match(r"https://(\w+[\w.]*)/", link)[1] for link in links} >= {f"{NORTH}.fr"}


def text_of(site: Path, path: str) -> str:
    found = lxml_html.fromstring((site / "site" / path / "index.html").read_text("utf-8"))
    return re.sub(r"\s+", " ", found.text_content()).replace("’", "'")


def test_what_is_known_of_each_territory_is_told(portal_site):
    assert "Son site est d'une autre version (1.9.0)" in text_of(portal_site, f"territoires/{OLD}")
    assert "SIREN" in text_of(portal_site, f"territoires/{EVIL}")
    home = text_of(portal_site, "")
    assert "n'a jamais pu être lu" in home
    assert "muet" in home
    assert "Trois Renards" in text_of(portal_site, "doublons")


def test_a_site_that_no_longer_answers_keeps_its_pages_and_they_say_so(portal_site, tmp_path, monkeypatch):
    shutil.copytree(portal_site, tmp_path / "portail")
    shutil.rmtree(tmp_path / "portail/nord")
    monkeypatch.setenv("CTG_AUJOURDHUI", "2026-11-27")
    file = str(tmp_path / "portail/portail.yml")
    assert main(["rassembler", file]) == 0
    assert main(["portail", file]) == 0
    said = text_of(tmp_path / "portail", f"territoires/{NORTH}")
    assert "n'a pas pu être lu le 27 novembre 2026 : voici sa copie du 25 novembre 2026" in said


def test_its_french_has_no_mistake_that_a_machine_sees(portal_site):
    """Of the pages of its own: those on emergencies are those of any site, in other languages too."""
    pages = [page for page in portal_site.glob("site/**/*.html") if "urgence" not in page.parts]
    said = {piece.text for page in pages for piece in pieces(page) if "<script>" not in piece.text}
    assert {mistake for text in said for mistake in mistakes(text)} == set()
