"""The site of a portal: territories side by side, families led to their sites, and nothing that one may do to another."""

import csv
import dataclasses
import json
import re
import shutil
from functools import partial
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import pytest
from filelock import FileLock
from lxml import html as lxml_html

from ctg.commands import main
from ctg.model.structure import Service, Structure
from ctg.pages.site_files import Page
from ctg_portail import members as memory
from ctg_portail.members import Together
from ctg_portail.portail import site_of
from ctg_portail.portal_file import MEANING
from dits import plain
from langue import mistakes, pieces
from lieux_hostiles import essai
from portails import (
    COMMUNES,
    EVIL,
    HEAD,
    INDEX,
    NORTH,
    OLD,
    SIREN,
    accept,
    again,
    every,
    evil,
    few,
    gathered,
    north,
    numbered,
    pair,
    portal,
    published,
    texts_of,
    with_values,
    write,
)  # fmt: skip
from territoires import tree


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> Together:
    return pair(tmp_path_factory.mktemp("deux"), "communes")


def told(capsys) -> str:
    captured = capsys.readouterr()
    return plain(captured.out + captured.err)


def test_a_site_of_which_nothing_can_be_worked_out_stops_no_other(tmp_path, capsys, monkeypatch):
    first, last = ({"cadres": with_values("ctg", fin=day)} for day in ("0001-01-01", "9999-12-31"))
    file = portal(tmp_path, {"ici": few("cadres", **first), "nord": numbered(few("cadres", **last), NORTH, "Pays du Nord")})
    assert main(["rassembler", str(file)]) == main(["portail", str(accept(file))]) == 0
    assert [one.said.convention for one in again(tmp_path).members] == [None, None]
    assert told(capsys).count("cadres.json, ") == 2


# --- whose a commune is --------------------------------------------------------------------------


def test_a_commune_is_of_the_site_that_the_portal_says_whatever_another_one_says(tmp_path, capsys):
    file = portal(tmp_path, {"ici": few("communes"), "mal": evil("communes")})
    text = file.read_text("utf-8")
    sites = re.split(r"(?m)^(?=  - adresse)", text)
    file.write_text("".join((sites[0], sites[2], sites[1])), "utf-8")  # first in the list, and first read
    assert main(["rassembler", str(file)]) == 0
    said, when = told(capsys), "dans ce qu'il publie le 25 novembre 2026"
    claim = rf"communes.json, portail.yml les donne à .* \({SIREN}\), et il les demande {when} : rien n'en est "
    assert re.search(rf"{claim}repris ; .* : 99005 Château-Mirabelle, .*et 8 de plus", said)
    assert re.search(rf"(?s)\({SIREN}\) : publié .*un autre site demande des .* rien ne change ; .* \({EVIL}\), {when}\), ", said)
    whole = again(tmp_path)
    assert {one.site.siren for one in whole.members} == {SIREN, EVIL}
    assert {code[:3] for code, own in whole.communes if own.site.siren == EVIL} == {"992"}


def test_no_name_is_shown_that_the_portal_does_not_write_and_the_lines_to_write_are_given(tmp_path, capsys):
    """What lacks is told by its rank, never in the words of a member: once named, all is shown, and nothing is proposed."""
    file = portal(tmp_path, {"ici": few("communes", "indicateurs"), "nord": north("communes", "indicateurs")})
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.strip().startswith(("communes:", "chiffres:"))]
    file.write_text("\n".join((*lines, "")), "utf-8")
    assert main(["rassembler", str(file)]) == 0
    assert re.search(r"communes\.json, d'aucun site de portail\.yml : .*, pas ceux de ce fichier : n° 1, n° 2", told(capsys))
    whole = again(tmp_path)
    assert (whole.communes, "Cœur-de-Vive" in "".join(texts_of(whole).values())) == ((), False)
    assert main(["rassembler", str(file), "--tout"]) == 0
    lines, text = told(capsys), file.read_text("utf-8")
    assert "99001" not in lines
    for name, files in (("ici", published()), ("nord", north())):
        codes = {one["code_insee"]: one["nom"] for one in files[COMMUNES]["fiches"]}
        text = text.replace(f"  - adresse: {name}\n", f"  - adresse: {name}\n    communes: {json.dumps(codes)}\n")
    figures = published()["api/v1/indicateurs.json"]["fiches"]
    ranks = re.findall(r"n° (\d+) de ", re.search(r"à écrire sous « chiffres » : (.*)\.\n", lines)[1])
    figures = [{name: one[name] for name in MEANING if name in one} for one in figures]
    chosen = [{"nom": f"Chiffre {rank}"} | figures[int(rank) - 1] for rank in ranks]
    file.write_text(f"chiffres: {json.dumps(chosen)}\n{text}", "utf-8")
    assert main(["rassembler", str(file)]) == 0
    assert "à écrire" not in re.sub("À relire.*", "", told(capsys))
    accept(file)
    whole = again(tmp_path)
    assert (len(whole.communes), {len(one.said.chiffres) for one in whole.members}) == (24, {18})


def test_a_memory_that_was_changed_is_no_memory_and_a_former_one_is_read(tmp_path):
    none = SimpleNamespace(addresses=(), portal=SimpleNamespace(owners={}, sites=()))
    for content in ('{"../x/": "x"}', '["communes/99001/", 3]', "[]", "7", "\x00"):
        (tmp_path / memory.ADDRESSES).write_text(content, "utf-8")
        assert memory.gone(tmp_path, none) == []
    (tmp_path / memory.ADDRESSES).write_text('{"communes/99001/": "Aubrelune"}', "utf-8")  # as version 2.2 wrote it
    assert [one.adresse for one in memory.gone(tmp_path, none)] == ["communes/99001/"]


def test_communes_of_one_name_are_told_apart(two):
    titles = {one.title for one in site_of(two).files if isinstance(one, Page)}
    assert {"Aubrelune (99001)", "Aubrelune (99101)"} <= titles


# --- a hostile territory -------------------------------------------------------------------------


def test_nothing_that_one_says_changes_what_is_shown_of_another(tmp_path):
    """It claims communes, hides a place, floods, is refused, falls silent: each row and page of the others stays as it was."""

    def of_others(whole: Together) -> dict[str, object]:
        texts = texts_of(whole)
        rows = [row for path in texts if path.endswith(".csv") for row in texts[path].splitlines() if EVIL not in row]
        others = {path: text for path, text in texts.items() if re.match(f"communes/99[01]|territoires/({SIREN}|{NORTH})", path)}
        return others | {"rows": sorted(rows)}

    lists = ("communes", "structures", "services", "cadres", "axes", "actions")
    flooded = evil(*lists)
    for path in ("api/v1/actions.json", "api/v1/structures.json"):
        records = flooded[path]["fiches"]
        records += [records[0] | {"id": f"x{rank}", "nom": "=cmd()"} for rank in range(100)]
    before = of_others(gathered(tmp_path, {"ici": few(*lists), "nord": north(*lists), "mal": evil(*lists)}))
    for change in (partial(write, tmp_path / "mal", flooded), partial(shutil.rmtree, tmp_path / "mal")):
        change()
        assert main(["rassembler", str(tmp_path / "portail.yml")]) == 0
        accept(tmp_path / "portail.yml")
        assert before == of_others(again(tmp_path))


MARKERS = ("zorglub", "12 montée des Oliviers", "arnaque dot com", "VI XII XXX", "+33199001126")


def test_no_word_of_a_member_is_in_a_copy_nor_on_a_page(tmp_path):
    """Planted in every text, identifiers too, but a word of a vocabulary or a date; what is copied is what is shown."""
    files = published()
    communes = {one["nom"] for one in files[COMMUNES]["fiches"]}
    count = 0

    def plant(name: str, value: object) -> object:
        nonlocal count
        if name == "id" or value in communes:
            return f"{value}-{MARKERS[0]}"
        free = isinstance(value, str) and (" " in value or name in {"nom", "titre", "fonction"})
        if not free or value[0].isdigit() or value.startswith(("vers ", "jours ")):
            return value
        count += 1
        return f"{MARKERS[count % len(MARKERS)]} {value}"

    file = portal(tmp_path, {"ici": files, "nord": north()})
    kinds = [path for path in files if path not in (INDEX, "api/v1/vocabulaire.json")]
    write(tmp_path / "ici", files | {path: every(files[path], plant) for path in kinds})
    assert main(["rassembler", str(file)]) == 0
    assert count > 1000
    accept(file)
    whole = again(tmp_path)
    assert next(one for one in whole.members if one.site.siren == SIREN).said
    texts = texts_of(whole) | {one.name: one.read_text("utf-8") for one in (tmp_path / "copies").iterdir()}
    assert [(path, one) for path, text in texts.items() for one in MARKERS if one.casefold() in plain(text).casefold()] == []


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
    assert memory.gone(tmp_path, two) == []
    one = gathered(tmp_path / "seul", {"ici": few("communes")})
    for _ in range(2):  # and the next build remembers it still
        gone = {page.adresse: page.raison for page in memory.gone(tmp_path, one)}
        assert gone[f"territoires/{NORTH}/"] == f"Le territoire {NORTH} n’est plus dans ce portail."
        assert "communes/99101/" in gone
        unread = dataclasses.replace(one, portal=two.portal)
        assert {page.raison.partition(" est dans ce portail")[2] for page in memory.gone(tmp_path, unread)} == {
            ", mais le site du territoire n’a pas pu être lu."
        }
        memory.note(tmp_path, one.addresses)
    site = site_of(one, memory.gone(tmp_path, one))
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
        assert main(["portail", str(file)]) == 1
        assert told(capsys).count("Une autre lecture des sites est en cours") == 2


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
    assert "Des listes de son site manquent, ou n'ont pu être reprises en entier" in text_of(portal_site, f"territoires/{EVIL}")
    assert "n'a pas pu être lu : rien n'en est montré. Territoire 999000050" in text_of(portal_site, "")


def test_a_site_that_no_longer_answers_keeps_its_pages_and_they_say_so(tmp_path, monkeypatch):
    pair(tmp_path, "communes")
    shutil.rmtree(tmp_path / "nord")
    monkeypatch.setenv("CTG_AUJOURDHUI", "2026-11-27")
    assert main(["rassembler", file := str(tmp_path / "portail.yml")]) == main(["portail", file]) == 0
    said = text_of(tmp_path, f"territoires/{NORTH}")
    assert "n'a pas pu être lu le 27 novembre 2026 : voici sa copie du 25 novembre 2026" in said


def test_its_french_has_no_mistake_that_a_machine_sees(portal_site):
    """Of the pages of its own: those on emergencies are those of any site, in other languages too."""
    pages = [page for page in portal_site.glob("site/**/*.html") if "urgence" not in page.parts]
    said = {piece.text for page in pages for piece in pieces(page)}
    assert {mistake for text in said for mistake in mistakes(text)} == set()
