"""The form in a browser, with and without JavaScript: what a coordinator does on a Monday morning."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from formulaire import essai_form  # noqa: F401  (fixture)

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["avec", "sans"])
ECUREUILS = "structures/ecureuils/"


def text_of(root: Path, key: str = "structures/ecureuils") -> str:
    return (root / f"data/{key}.yml").read_text("utf-8")


@pytest.fixture
def open_form(visit, essai_form):  # noqa: F811
    """``open_form(path, scripts)`` → (the page, the folder of the project)."""
    address, root = essai_form

    def start(path: str, scripts: bool = True, **options) -> tuple[Page, Path]:
        page = visit(java_script_enabled=scripts, **options)
        page.goto(address + path)
        return page, root

    return start


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer", exact=True).click()


@SCRIPTS
def test_a_closing_time_is_corrected(open_form, scripts):
    page, root = open_form("", scripts)
    page.get_by_role("link", name="Fiches", exact=True).click()
    page.get_by_label("Nom").fill("ecureuil")
    page.get_by_role("button", name="Montrer").click()
    page.get_by_role("link", name="Les Écureuils", exact=True).click()
    before = text_of(root)
    page.get_by_label("Lundi, ouverture 1").first.fill("8h-18h30")
    page.get_by_role("button", name="Enregistrer, vérifié aujourd’hui").click()
    expect(page.get_by_role("status")).to_contain_text("Enregistré.")
    changed = set(text_of(root).splitlines()) ^ set(before.splitlines())
    assert {line for line in changed if "verifie_le" not in line} == {"  lundi: 8h-18h", "  lundi: 8h-18h30"}
    assert len(changed) == 4
    assert (page.errors, page.elsewhere) == ([], [])


@SCRIPTS
def test_a_closure_is_added_by_the_keyboard(open_form, scripts):
    page, root = open_form(ECUREUILS, scripts)
    page.get_by_text("Autres informations").click()
    page.get_by_role("button", name="+ Fermetures").press("Enter")
    expect(page.get_by_label("Du (obligatoire)")).to_be_focused()
    page.keyboard.type("2026-12-24")
    page.keyboard.press("Tab")
    page.keyboard.type("2027-01-03")
    page.keyboard.press("Enter")  # the default button saves
    expect(page.get_by_role("status")).to_contain_text("Enregistré.")
    assert "fermetures:\n  - {du: 2026-12-24, au: 2027-01-03}\n" in text_of(root)


@SCRIPTS
def test_a_mistake_is_shown_under_its_box_and_its_link_leads_there(open_form, scripts):
    page, root = open_form(ECUREUILS, scripts)
    before = text_of(root)
    box = page.get_by_label("Mardi, ouverture 1").first
    box.fill("8h à 18h")
    save(page)
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("n’est pas un horaire.")
    expect(page).to_have_title("Erreur : Les Écureuils – Formulaire")
    alert.get_by_role("link", name="Mardi").click()
    expect(box).to_be_focused()
    expect(box).to_have_value("8h à 18h")
    expect(box).to_have_accessible_description(re.compile("n’est pas un horaire"))
    assert text_of(root) == before


@SCRIPTS
def test_a_new_record_begins_as_a_draft(open_form, scripts):
    page, root = open_form("nouvelle/", scripts)
    page.get_by_label("Que voulez-vous ajouter ?").select_option(label="structure")
    page.get_by_label("Son nom, ou son titre").fill("La Cabane aux jeux")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_label("Nom du fichier")).to_have_value("la-cabane-aux-jeux")
    page.get_by_label("Type", exact=False).first.select_option(label="ludothèque")
    page.get_by_label("Commune (obligatoire)").fill("Aubrelune")
    save(page)
    expect(page.get_by_role("status")).to_contain_text("nouvelle fiche")
    expected = "nom: La Cabane aux jeux\ntype: ludotheque\ncommune: Aubrelune\netat_fiche: brouillon\n"
    assert text_of(root, "structures/la-cabane-aux-jeux") == expected


def test_a_row_that_is_refused_is_told_and_the_rest_is_written(open_form):
    page, root = open_form("fiches/?genre=structures", scripts=False)
    page.get_by_role("link", name="Exporter en tableur, ou importer un tableur").click()
    rows = "Identifiant;Téléphone\necureuils;01 99\ncerf-volant;01 99 00 11 04\n"
    page.get_by_label("Le tableau").set_input_files({"name": "x.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    page.get_by_role("button", name="Voir ce qui changerait").click()
    expect(page.get_by_text("Ligne 2")).to_be_visible()
    page.get_by_role("button", name="Écrire le reste, sauf les lignes refusées").click()
    expect(page.get_by_role("status").first).to_contain_text("1 fiche.")
    assert "telephone: 01 99 00 11 02" in text_of(root)
    assert "01 99 00 11 04" in text_of(root, "structures/cerf-volant")


@SCRIPTS
def test_an_answer_is_read_beside_the_record_and_decided_place_by_place(open_form, scripts):
    page, root = open_form("reponses/", scripts)
    page.get_by_label("Le texte du message, entier").fill("Bonjour,\nle lundi, nous fermons à 18 h 30.\nOdile")
    page.get_by_role("button", name="Lire la réponse").click()
    page.get_by_label("La demande, ou la fiche").select_option(label="Les Écureuils")
    page.get_by_role("button", name="Continuer").click()
    text = page.get_by_role("group", name="Texte de la réponse")
    expect(text).to_contain_text("nous fermons à 18 h 30.")
    before = text_of(root)
    page.get_by_role("link", name="Changer : Les Écureuils").click()
    expect(text).to_be_visible()
    page.get_by_label("Lundi, ouverture 1").first.fill("8h-18h30")
    page.get_by_role("button", name="Enregistrer : la réponse est reprise").click()
    expect(page.get_by_text("Tout est décidé : la réponse est reçue.")).to_be_visible()
    added = set(text_of(root).splitlines()) - set(before.splitlines())
    assert "  lundi: 8h-18h30" in added
    assert any("Réponse de « Les Écureuils »" in line for line in added)
    expect(text).to_contain_text("Odile")
    assert (page.errors, page.elsewhere) == ([], [])


@pytest.mark.parametrize(
    "path",
    [
        "",
        "fiches/",
        "nouvelle/",
        ECUREUILS,
        "structures/guichet-familles/",
        f"{ECUREUILS}renommer/",
        "tableur/structures/",
        "demander/",
    ],
)
def test_everything_fits_on_a_small_screen(open_form, path):
    page, _ = open_form(path, width=320, height=640)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
