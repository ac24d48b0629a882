"""The two sheets to print: what they say, what they keep to themselves, their QR code, drawn by Zint, read by ZXing."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg.kinds import Commune, Service, Structure
from ctg.loading import load
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.open_data.everyday import posters
from territoires import ESSAI, SMALL

TODAY = dt.date(2026, 11, 25)
SITE = (SMALL / "data/territoire.yml").read_text("utf-8") + "adresse_site: https://exemple.fr/familles/\n"
PLACE = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\n"


@pytest.fixture
def made(project):
    """``made({name: text}, drafts)`` → address → HTML."""

    def make(files: dict[str, str], drafts: bool = False) -> dict[str, str]:
        files = {"structures/les-lutins": PLACE} | files
        catalogue = load(project({f"data/{name}.yml": text for name, text in files.items()}), drafts)
        return {one.path: one.content.decode() for one in posters.files(Renderer(catalogue, TODAY))}

    return make


def words(html: str) -> str:
    """What is read, spaces made plain."""
    return " ".join(re.sub(r"<[^>]*>", " ", html.split("<main>")[1]).replace("\u202f", " ").replace("\u00a0", " ").split())


def modules(address: str, side: int = 1) -> list[bytes]:
    """The rows of the code as it is drawn, ``side`` pixels a module: 0 for a dark one, 255 for a white one."""
    svg = str(posters.qr(address, "Code"))
    width = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    rows = [bytearray(b"\xff" * width) for _ in range(width)]
    x = y = 0
    dark = svg.split('class="qrline"')[1].replace("M", "m")
    for right, down, long in re.findall(r"m(-?\d+) (\d+)(?:\.5)?h(\d+)", dark):
        x, y, long = x + int(right), y + int(down), int(long)
        rows[y][x : x + long] = bytes(long)
        x += long
    return [bytes(module for module in row for _ in range(side)) for row in rows for _ in range(side)]


def read_qr(address: str) -> list[str]:
    """What ZXing reads in the very modules that are drawn."""
    rows = modules(address, 4)
    return [found.text for found in zxingcpp.read_barcodes(memoryview(b"".join(rows)).cast("B", (len(rows), len(rows))))]


def test_two_sheets_for_every_place_service_and_commune():
    catalogue = load(ESSAI)
    found = {one.path for one in posters.files(Renderer(catalogue, TODAY))}
    kinds = (Structure, Service, Commune)
    assert found == {f"{record.key}/affiche/index.html" for kind in kinds for record in catalogue.all(kind)}


def test_the_poster_has_its_address_and_its_hours_where_they_hold(made):
    """All of the hours or none: half would mislead."""
    full = PLACE + "adresse: 3 rue Haute\nhoraires: {lundi: 7h30-18h30, note: Sonnez.}\n"
    long = PLACE + f"horaires: {{lundi: 7h30-18h30, note: {'Sonnez deux fois. ' * 20}}}\n"
    found = made({"structures/les-lutins": full, "structures/longs": long.replace("Les Lutins", "Longs")})
    poster, other = (words(found[f"structures/{id}/affiche/index.html"]).split("Publié le")[1] for id in ("les-lutins", "longs"))
    assert "3 rue Haute" in poster
    assert "Lundi 7 h 30 à 18 h 30" in poster
    assert "Sonnez." in poster
    assert "Lundi" not in other
    assert "feuille--pleine" not in found["structures/les-lutins/affiche/index.html"], "without a code, there is room to be large"


def test_a_sheet_says_what_a_counter_needs(made):
    full = PLACE + (
        "adresse: 3 rue Haute\ntelephone: 04 65 71 00 01\nages: {de: 10 semaines, a: 3 ans}\nverifie_le: 2026-11-03\n"
        "horaires: {lundi: 7h30-18h30, note: Sonnez.}\nfermetures: [jours feries]\n"
    )
    html = made({"territoire": SITE, "structures/les-lutins": full})["structures/les-lutins/affiche/index.html"]
    said = words(html)
    for piece in (
        "Multi-accueil à Valbourg", "De 10 semaines à 3 ans", "Lundi 7 h 30 à 18 h 30", "Du mardi au dimanche fermé",
        "Fermé les jours fériés. Sonnez.", "3 rue Haute 99100 Valbourg", "04 65 71 00 01", "Vérifié le 3 novembre 2026.",
        "exemple.fr/familles/structures/les-lutins",
    ):  # fmt: skip
        assert piece in said
    assert html.count("<svg ") == 2
    assert html.count('<svg role="img" aria-label="Code QR vers la page « Les Lutins »"') == 2
    assert "À vérifier" not in said


@pytest.mark.parametrize(("more", "defined"), [("", True), ("ages: {a: 3 ans}\n", False), ("publics: Les familles.\n", False)])
def test_what_sort_of_place_it_is_stands_for_whom_it_is_for_when_that_is_not_known(project, more, defined):
    catalogue = load(project({"data/structures/les-lutins.yml": PLACE + more}))
    place = catalogue.get(Structure, "les-lutins")
    assert (catalogue.definition_of(place) in posters.publics(catalogue, place)) is defined


def test_the_code_is_read_by_another_library_on_every_sheet():
    catalogue = load(ESSAI)
    for kind in (Structure, Service, Commune):
        for record in catalogue.all(kind):
            address = f"https://familles.exemple.fr/{record.key}/"
            assert read_qr(address) == [address]


@settings(max_examples=25, deadline=None)
@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=120))
def test_a_fixed_mask_is_read_whatever_the_address(id):
    address = f"https://www.familles-du-pays.exemple.fr/services/{id}/"
    assert read_qr(address) == [address]


def test_segno_draws_the_same_code_with_the_same_white_around():
    """Of an address that fills it: what is left of the others, it fills in a way of its own."""
    address = "https://familles.exemple.fr/structures/".ljust(61, "x") + "/"
    other = segno.make_qr(address, error="m", boost_error=False, mask=posters.MASK).matrix_iter(border=4)
    assert modules(address) == [bytes(0 if dark else 255 for dark in row) for row in other]


def test_without_an_address_there_is_no_code_and_it_is_said_off_paper(made):
    html = made({})["structures/les-lutins/affiche/index.html"]
    assert "<svg" not in html
    assert "Pas encore de code QR" in html.split("<main>")[0]
    assert "Cherchez « Les Lutins »" in words(html)


def test_of_a_confidential_place_no_address_not_even_on_its_services(made):
    found = made(
        {
            "territoire": SITE,
            "structures/les-lutins": PLACE + "adresse_confidentielle: oui\ntelephone: 04 65 71 00 01\n"
            "code_postal: '99107'\ncomplement_adresse: porte verte\n",
            "services/nuit": "nom: Nuit\nthemes: [logement]\nstructure: les-lutins\nadresse: Porte Cachée\n",
        }
    )
    for address in ("structures/les-lutins/affiche/index.html", "services/nuit/affiche/index.html"):
        said = words(found[address])
        assert "pour la sécurité des personnes accueillies" in said
        assert "04 65 71 00 01" in said
        assert not re.search("99107|porte verte|Cachée", found[address])


def test_doubt_is_said_on_both_sheets_and_drafts_have_none(made):
    found = made(
        {
            "structures/doute": PLACE + "etat_fiche: a_verifier\nderniere_preuve: 2024-08\n",
            "structures/brouillon": PLACE + "etat_fiche: brouillon\n",
        },
        drafts=True,
    )
    said = words(found["structures/doute/affiche/index.html"])
    assert said.count("À vérifier : personne n’a encore confirmé") == 2
    assert "D’après un document public d’août 2024." in said
    assert "structures/brouillon/affiche/index.html" not in found


def test_who_has_no_telephone_sends_to_the_one_who_answers(made):
    relay = PLACE + "contact_relais: accueil\n"
    found = made({"structures/les-lutins": relay, "structures/accueil": PLACE + "telephone: 04 65 71 00 09\n"})
    assert "04 65 71 00 09 Les Lutins" in words(found["structures/les-lutins/affiche/index.html"])


def test_the_sheet_of_a_commune_names_some_places_and_counts_the_others(made):
    assert "sur le site. Cherchez" not in words(made({})["communes/valbourg/affiche/index.html"])
    many = {f"structures/l{n}": PLACE.replace("Les Lutins", f"Lieu {n}") + "telephone: 04 65 71 00 09\n" for n in range(7)}
    said = words(made(many)["communes/valbourg/affiche/index.html"])
    assert "Quand ouvre la mairie" in said
    assert "Lieu 5 Crèche 04 65 71 00 09 Et 2 autres lieux sur le site." in said
    assert "Les Lutins" not in said, "those that answer come first"


def test_hours_that_do_not_fit_are_left_out_whole_and_it_is_said(made):
    seasons = ", ".join(
        f"{{nom: S{n}, du: 0{n}-01, au: 0{n}-20, lundi: 9h-1{n}h, mardi: 9h-12h, mercredi: 8h-12h, jeudi: 9h-12h}}"
        for n in range(1, 6)
    )
    html = made({"structures/les-lutins": PLACE + f"horaires: {{lundi: 9h-12h, saisons: [{seasons}]}}\n"})
    said = words(html["structures/les-lutins/affiche/index.html"])
    assert "La suite des horaires est sur le site." in said
    assert "S1" in said
    assert "S5" not in said
    assert len(re.findall(r"<tr>", html["structures/les-lutins/affiche/index.html"])) <= posters.ROWS


def test_hostile_text_stays_text(made):
    name = "'<script>alert(1)</script> \"x\" =HYPERLINK(1) \u202e😀'"
    html = made({"territoire": SITE, "structures/les-lutins": PLACE.replace("Les Lutins", name)})
    html = html["structures/les-lutins/affiche/index.html"]
    assert "<script" not in html
    assert "&lt;script&gt;" in html
