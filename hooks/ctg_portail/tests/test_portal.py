"""The site of a portal: territories side by side, families led to their sites, and nothing that one may do to another."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from lxml import html as lxml_html

from ctg.commands import main
from ctg.model import KINDS
from ctg.model.action import Action
from ctg.model.commune import Commune
from ctg.model.figure import Indicateur
from ctg.model.structure import Service, Structure
from ctg.open_data.values import typed
from ctg.pages.addresses import published as published_records
from ctg.pages.files import Page
from ctg_portail import members as memory
from ctg_portail import reading
from ctg_portail.members import Together
from ctg_portail.portail import site_of
from ctg_portail.portal_pages import figures
from dits import plain
from langue import mistakes, pieces
from lieux_hostiles import essai
from portails import (
    EVIL,
    HEAD,
    NORTH,
    OLD,
    PLACES,
    SIREN,
    THIEF,
    again,
    alone,
    evil,
    few,
    gathered,
    north,
    numbered,
    pair,
    portal,
    printed,
    published,
    texts_of,
    told_of,
    with_values,
)  # fmt: skip
from territoires import tree


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> Together:
    return pair(tmp_path_factory.mktemp("deux"))


def told(capsys) -> str:
    captured = capsys.readouterr()
    return plain(captured.out + captured.err)


# --- records -------------------------------------------------------------------------------------


def same(kept: Any, came: Any, print_of: Callable[[str], str]) -> bool:
    """Whether a value came back as it was, but for words and cents."""
    if isinstance(kept, dict):
        return kept.keys() == came.keys() and all(same(value, came[name], print_of) for name, value in kept.items())
    if isinstance(kept, list):
        return len(kept) == len(came) and all(same(*pair, print_of) for pair in zip(kept, came, strict=True))
    if isinstance(kept, str):
        return kept in (came, print_of(came))
    return kept == came or abs(kept - came) < 1


def test_records_come_back_as_they_were(two):
    """Of what is kept, not a field is lost; a print stands for each word."""
    first = two.members[0]
    print_of = printed(first.reading.copy.folder.parent.parent)
    catalogue = essai()
    for kind in (one for one in KINDS if one.folder in reading.KEPT):
        every = [record for record in published_records(catalogue, kind) if not getattr(record, "beyond", False)]
        ours = {print_of(record.id): record for record in every}
        assert {record.id for record in first.catalogue.all(kind)} == ours.keys()
        for record in first.catalogue.all(kind):
            kept, came = typed(first.catalogue, record), typed(catalogue, ours[record.id])
            names = {*reading.KEPT[kind.folder].split(), "etat_fiche"} & came.keys() - {"nom", "titre"}
            assert [name for name in names if not same(kept[name], came[name], print_of)] == []
    assert not first.manifest.ecartees


def test_what_models_and_rules_refuse_is_left_out_and_told_and_what_is_newer_is_not(tmp_path):
    files = published()
    places, actions = files[PLACES]["fiches"], files["api/v1/actions.json"]["fiches"]
    places[0]["champ_de_demain"] = {"a": 1}
    places[1] |= {"adresse_confidentielle": True, "adresse": "3 place de la Mairie"}
    actions[0]["etats"] = [{"etat": "realisee"}]
    actions[1]["etats"] = [{"date": "2031-01-02", "etat": "en-cours"}]
    member = gathered(tmp_path, {"a": files}).members[0]
    kept = {record.key for record in (*member.catalogue.all(Structure), *member.catalogue.all(Action))}
    print_of, said = printed(tmp_path), told_of(member)
    assert f"structures/{print_of(places[0]['id'])}" in kept
    assert not kept & {f"structures/{print_of(places[1]['id'])}", *(f"actions/{print_of(one['id'])}" for one in actions[:2])}
    assert all(print_of(one["id"]) in said for one in (places[1], *actions[:2]))
    assert print_of("Cette date est dans l'avenir") in said


def test_what_names_a_place_of_nowhere_is_left_out_and_never_becomes_of_the_whole_territory(tmp_path):
    def lost(records):
        (taxi,) = [one for one in records if one["id"] == "taxi-du-val"]
        return [*records, taxi | {"id": "nulle-part", "zone": ["Ailleurs"]}, taxi | {"id": "b", "zone": ["Ailleurs", "Vœuilly"]}]

    def elsewhere(records):
        one = next(one for one in records if one["id"] == "enfants-moins-de-3-ans")
        one["valeurs"] = [{"annee": 2021, "valeur": 7, "commune": "Ailleurs", "statut": "confirme"}]
        return records

    member = alone(tmp_path, services=lost, indicateurs=elsewhere)
    print_of, said = printed(tmp_path), told_of(member)
    lost_ones = {*map(print_of, ("nulle-part", "b", "enfants-moins-de-3-ans"))}
    assert not lost_ones & {one.id for kind in (Service, Indicateur) for one in member.catalogue.all(kind)}
    assert all(f"{one} ({print_of('rien ne la relie aux autres')})" in said for one in lost_ones)


def test_a_site_of_which_nothing_can_be_worked_out_stops_no_other(tmp_path, capsys, monkeypatch):
    def burst(*_: object) -> None:
        raise OverflowError

    first, last = ({"cadres": with_values("ctg", fin=day)} for day in ("0001-01-01", "9999-12-31"))
    file = portal(tmp_path, {"ici": few("cadres", **first), "nord": numbered(few("cadres", **last), NORTH, "Pays du Nord")})
    assert main(["rassembler", str(file)]) == main(["portail", str(file)]) == 0
    worked_out = "ctg_portail.members.convention_of"
    whole = again(tmp_path)
    monkeypatch.setattr(worked_out, burst)
    assert (len(again(tmp_path).members), len(again(tmp_path).silent)) == (0, 2)
    monkeypatch.undo()
    assert len(whole.members) == 2
    assert (tmp_path / "site/suivi/index.html").exists()


# --- whose a commune is --------------------------------------------------------------------------


def theirs(found: Together) -> dict[str, set[str]]:
    """SIREN → the INSEE codes that are of that territory."""
    return {one.siren: {commune.code_insee for commune, _ in one.communes} for one in found.members}


def test_a_commune_is_of_the_site_that_the_portal_says_whatever_another_one_says(tmp_path, capsys):
    file = portal(tmp_path, {"ici": published(), "mal": evil()})
    text = file.read_text("utf-8")
    sites = re.split(r"(?m)^(?=  - adresse)", text)
    file.write_text("".join((sites[0], sites[2], sites[1])), "utf-8")  # first in the list, and first read
    assert main(["rassembler", str(file)]) == 0
    assert re.search(r"communes.json, à un autre site, ici, rien n'en est repris : .*et 8 de plus", told(capsys))
    found = theirs(again(tmp_path))
    assert found[SIREN] == {commune.code_insee for commune in essai().all(Commune)}
    assert {code[:3] for code in found[EVIL]} == {"992"}


def test_no_name_is_shown_that_the_portal_does_not_write_and_the_lines_to_write_are_given(tmp_path, capsys):
    """The lines that are proposed are those that the portal's file wants: once copied, all is shown, and nothing is proposed."""
    file = portal(tmp_path, {"ici": few("communes", "indicateurs"), "nord": north("communes", "indicateurs")})
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.strip().startswith(("communes:", "chiffres:"))]
    file.write_text("\n".join((*lines, "")), "utf-8")
    assert main(["rassembler", str(file)]) == 0
    assert "à copier sous « communes », une fois relues : " in told(capsys)
    whole = again(tmp_path)
    assert (whole.communes, figures(whole)[0]) == ((), [])
    page = texts_of(whole)[f"territoires/{NORTH}/index.html"]
    assert ("Cœur-de-Vive" in page, "12 communes sans nom ici" in plain(page)) == (False, True)
    assert main(["rassembler", str(file), "--tout"]) == 0
    lines, text = told(capsys), file.read_text("utf-8")
    for name, found in zip(("ici", "nord"), re.findall(r"« communes », une fois relues : (.*)\.", lines), strict=True):
        text = text.replace(f"  - adresse: {name}\n", f"  - adresse: {name}\n    communes: {{{found}}}\n")
    figures_to_copy = re.search(r"« chiffres », une fois relus : (.*)\.", lines)[1]
    file.write_text(f"{text}chiffres: [{figures_to_copy}]\n", "utf-8")
    assert main(["rassembler", str(file)]) == 0
    assert "à copier" not in told(capsys)
    whole = again(tmp_path)
    assert (len(whole.communes), len(figures(whole)[0]) > 5) == (24, True)


def test_a_memory_that_was_changed_is_no_memory_and_a_former_one_is_read(tmp_path):
    for content in ('{"../x/": "x"}', '["communes/99001/", 3]', "[]", "7", "\x00"):
        (tmp_path / memory.FILE).write_text(content, "utf-8")
        assert memory.gone(tmp_path, ()) == []
    (tmp_path / memory.FILE).write_text('{"communes/99001/": "Aubrelune"}', "utf-8")  # as version 2.2 wrote it
    assert [one.adresse for one in memory.gone(tmp_path, ())] == ["communes/99001/"]


def test_communes_of_one_name_are_told_apart(two):
    titles = {one.title for one in site_of(two).files if isinstance(one, Page)}
    assert {"Aubrelune (99001)", "Aubrelune (99101)"} <= titles


# --- a hostile territory -------------------------------------------------------------------------


def flooded() -> dict[str, object]:
    """The hostile one with records more of two kinds than may be, the words of a spreadsheet in their names."""
    files = evil()
    for path, id in ((PLACES, "pmi"), ("api/v1/actions.json", "guichet")):
        records = files[path]["fiches"]
        model = next((one for one in records if one["id"] == id), records[0])
        files[path]["fiches"] = [*records, *(model | {"id": f"x{rank}", "nom": "=cmd()"} for rank in range(30))]
    return files


def test_nothing_foreign_appears_and_the_others_say_what_they_said(tmp_path, monkeypatch):
    """It claims communes, hides a place, floods: the pages of the first one are those of a portal without it, but for it."""
    monkeypatch.setitem(reading.MOST, Structure, 45)
    monkeypatch.setattr(reading, "MOST_OTHERS", 50)
    before = gathered(tmp_path / "avant", {"ici": published(), "nord": north()})
    after = gathered(tmp_path / "apres", {"ici": published(), "nord": north(), "mal": flooded()})
    for one in before.members:
        same = next(other for other in after.members if other.siren == one.siren)
        assert (same.name, [*same.reading.told]) == (one.name, [*one.reading.told])
    said = told_of(next(one for one in after.members if one.siren == EVIL))
    for expected in ("45 premières", "50 premières"):
        assert expected in said
    pages, own = texts_of(before), texts_of(after)
    for path, text in pages.items():
        if path.startswith(("communes/990", "communes/991", f"territoires/{SIREN}", f"territoires/{NORTH}")):
            assert own[path] == text
    assert not re.search(rf"{THIEF}|699999999", re.sub(r"[\u202f ]", "", "".join(own.values())))


def test_the_portal_publishes_no_place_of_a_member(portal_site):
    """Neither name nor telephone nor street nor point: of no page, no table, no file."""
    files = [one for one in (portal_site / "site").rglob("*") if one.is_file()]
    written = b"\n".join(one.read_bytes() for one in files).decode("utf-8", "replace")
    places = [*essai().all(Structure), *essai().all(Service)]
    streets = [one.adresse for one in essai().all(Structure) if one.adresse]
    phones = [one.telephone for one in places if one.telephone and len(one.telephone) > 6]
    points = [f"{one.position.lat}" for one in essai().all(Structure) if one.position]
    assert min(map(len, (streets, phones, points))) > 5
    assert [one for one in (*streets, *phones, *points, "structures/") if one in written.replace("/api/", "")] == []


def test_nothing_that_a_territory_plants_is_in_a_page_nor_a_table(portal_site):
    """Planted in every name and sentence: neither markup, nor a text, nor the formula of a spreadsheet."""
    files = [one for one in (portal_site / "site").rglob("*") if one.suffix in {".html", ".csv", ".json", ".xml"}]
    text = {one: one.read_text("utf-8-sig") for one in files}
    assert [one for one in text if re.search(r"7 \* 7|alert\(|voleur", text[one])] == []
    rows = chain(*(csv.reader(text[one].splitlines(), delimiter=";") for one in files if one.suffix == ".csv"))
    assert [cell for row in rows for cell in row if cell[:1] in {"=", "+", "@", "\t"}] == []
    assert f"territoires/{EVIL}/" in text[portal_site / "site/index.html"]


# --- addresses -----------------------------------------------------------------------------------


def test_what_is_no_longer_in_the_list_keeps_its_address_and_says_so(two, tmp_path):
    memory.note(tmp_path, two.addresses)
    assert memory.gone(tmp_path, two.addresses) == []
    one = gathered(tmp_path / "seul", {"ici": few("communes")})
    for _ in range(2):  # and the next build remembers it still
        gone = {page.adresse: page.raison for page in memory.gone(tmp_path, one.addresses)}
        assert gone[f"territoires/{NORTH}/"] == f"Le territoire {NORTH} n’est plus dans ce portail."
        assert "communes/99101/" in gone
        memory.note(tmp_path, one.addresses)
    site = site_of(one, memory.gone(tmp_path, one.addresses))
    retired = [page.path for page in site.files if isinstance(page, Page) and page.retired]
    assert {path.removesuffix("index.html") for path in retired} == set(gone)


def test_what_the_former_portal_published_leads_on(portal_site):
    former = ("trouver", "trouver/petite-enfance", "trouver/themes/parentalite", "trouver/types/multi-accueil", "recherche",
              "doublons")  # fmt: skip
    for address in former:
        page = lxml_html.parse(portal_site / "site" / address / "index.html").getroot()
        (target,) = [one.get("content").partition("url=")[2] for one in page.iter("meta") if one.get("http-equiv") == "refresh"]
        assert (portal_site / "site" / address / target / "index.html").resolve().is_file()
    for address in ("communes/99001", "communes", f"territoires/{SIREN}", "conventions", "chiffres", "couverture", "urgence"):
        assert (portal_site / "site" / address / "index.html").is_file()


# --- the command ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "sites", "said"),
    [
        ("nom: Essai\nsites:\n", {"a": few()}, "ne dit pas qui le publie"),
        (HEAD, {"a": None}, "Il n'y a encore la copie d'aucun site"),
    ],
)
def test_what_cannot_be_made_is_told(tmp_path, capsys, head, sites, said):
    file = portal(tmp_path, sites, head)
    main(["rassembler", str(file)])
    assert main(["portail", str(file)]) == 1
    assert said in told(capsys)
    assert not (tmp_path / "site").exists()


def test_a_folder_of_something_else_or_of_nearly_its_name_is_never_replaced(tmp_path, capsys):
    file = portal(tmp_path, {"a": few("communes")})
    main(["rassembler", str(file)])
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/une.jpg").write_bytes(b"x")
    assert main(["portail", str(file), "--vers", str(tmp_path / "photos")]) == 1
    assert "contient autre chose qu'un portail" in told(capsys)
    assert (tmp_path / "photos/une.jpg").exists()
    (tmp_path / "public.nouveau").mkdir()
    assert main(["portail", str(file), "--vers", str(tmp_path / "public")]) == 0
    assert (tmp_path / "public.nouveau").is_dir()


def test_two_builds_of_one_portal_do_not_mix(tmp_path, capsys):
    """The second would empty the folder where the first one writes: half a portal could be put in place."""
    file = portal(tmp_path, {"a": few("communes")})
    main(["rassembler", str(file)])
    with FileLock(tmp_path / ".site.verrou"):
        assert main(["portail", str(file)]) == 1
    assert "Une autre construction est en cours" in told(capsys)
    assert not (tmp_path / "site").exists()
    with FileLock(tmp_path / ".copies.verrou"):
        assert main(["rassembler", str(file)]) == 1
        assert "Une autre lecture des sites est en cours" in told(capsys)
        assert main(["rassembler", str(file), "--hors-ligne"]) == 0


# --- the built site ------------------------------------------------------------------------------


def test_same_copies_same_day_same_bytes(portal_site, tmp_path):
    """And a folder that was a portal is replaced whole."""
    shutil.copytree(portal_site, tmp_path / "portail")
    (tmp_path / "portail/site/de-trop.html").write_text("x", "utf-8")
    assert main(["portail", str(tmp_path / "portail/portail.yml")]) == 0
    assert tree(tmp_path / "portail/site") == tree(portal_site / "site")


def text_of(site: Path, path: str) -> str:
    found = lxml_html.fromstring((site / "site" / path / "index.html").read_text("utf-8"))
    return re.sub(r"\s+", " ", found.text_content()).replace("’", "'")


def test_a_commune_leads_to_the_site_of_its_territory(portal_site):
    """Whatever its record says: the address that was pinned, and the identifier."""
    page = lxml_html.fromstring((portal_site / "site/communes/99101/index.html").read_text("utf-8"))
    links = [one.get("href") for one in page.find(".//main").iter("a") if one.get("rel") == "external"]
    assert links == [f"https://{NORTH}.fr/communes/aubrelune/"]


def test_what_is_known_of_each_territory_is_told(portal_site):
    assert "Son site est d'une autre version que ce portail" in text_of(portal_site, f"territoires/{OLD}")
    assert "Des fiches de son site ont été laissées de côté" in text_of(portal_site, f"territoires/{EVIL}")
    home = text_of(portal_site, "")
    assert "n'a jamais pu être lu" in home
    assert "muet" in home


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
    said = {piece.text for page in pages for piece in pieces(page)}
    assert {mistake for text in said for mistake in mistakes(text)} == set()
