"""The form in a browser, with and without JavaScript: what a coordinator does on a Monday morning."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cas import each
from chromium import until
from formulaire import essai_form  # noqa: F401  (fixture)

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
    page.locator(".ed-barre").get_by_role("button", name="Enregistrer", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["avec", "sans"])
def test_a_closing_time_is_corrected(open_form, scripts):
    page, root = open_form("", scripts)
    page.get_by_role("link", name="Fiches", exact=True).click()
    page.get_by_label("Que cherchez-vous ?").fill("01.99.00.11.02")  # its telephone, in another writing
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Les Écureuils", exact=True).click()
    before = text_of(root)
    hours = page.get_by_label("Quels jours, quelles heures ?")
    expect(hours).to_have_value("lundi et mardi 8h-18h ; jeudi et vendredi 8h-18h")
    hours.fill("lundi 8h-18h30 ; mardi, jeudi et vendredi 8h-18h")
    page.get_by_role("button", name="Tout est juste").click()
    expect(page.get_by_role("status")).to_contain_text("Enregistré.")
    changed = set(text_of(root).splitlines()) ^ set(before.splitlines())
    assert {"  lundi: 8h-18h", "  lundi: 8h-18h30"} <= changed
    assert any("titre: Vérification du" in line for line in changed)
    assert (page.errors, page.elsewhere) == ([], [])


def test_a_closure_is_added_by_the_keyboard_without_a_script(open_form):
    page, root = open_form(ECUREUILS, scripts=False)
    page.get_by_label("Fermé quand ?").press_sequentially("du 24 décembre 2026 au 3 janvier 2027")
    page.locator(":focus").press("Tab")
    page.locator(":focus").press("Enter")  # the default button saves
    expect(page.get_by_role("status")).to_contain_text("Enregistré.")
    assert "fermetures:\n  - {du: 2026-12-24, au: 2027-01-03}\n" in text_of(root)


def test_a_mistake_is_shown_under_its_box_and_its_link_leads_there(open_form):
    page, root = open_form(ECUREUILS, scripts=False)
    before = text_of(root)
    box = page.get_by_label("Quels jours, quelles heures ?")
    box.fill("lundi 8h-18h ; mardi 8h-25h")
    save(page)
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("« mardi 8h-25h » ne se comprend pas.")
    expect(page).to_have_title("Erreur : Les Écureuils – Formulaire")
    alert.get_by_role("link", name="Quels jours, quelles heures ?").click()
    expect(box).to_be_focused()
    expect(box).to_have_value("lundi 8h-18h ; mardi 8h-25h")
    expect(box).to_have_accessible_description(re.compile("mardi 8h-25h"))
    assert text_of(root) == before


def test_leaving_what_is_not_saved_asks_and_coming_back_finds_it(open_form):
    page, root = open_form(ECUREUILS)
    before, address = text_of(root), page.url
    page.get_by_label("À quel numéro appeler ?").fill("01 99 00 11 03")
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="Fiches", exact=True).click(no_wait_after=True)
    assert asked.value.type == "beforeunload"
    until(page, (root / "brouillons/structures.ecureuils.json").exists)
    other = page.context.new_page()
    other.goto(address)
    expect(other.get_by_label("À quel numéro appeler ?")).to_have_value("01 99 00 11 03")
    assert text_of(root) == before


def test_two_saves_by_a_double_click_are_one(open_form):
    page, root = open_form(ECUREUILS, scripts=False)
    page.get_by_label("Qui vous l’a dit ?").fill("la directrice")
    page.locator(".ed-barre").get_by_role("button", name="Enregistrer", exact=True).dblclick()
    expect(page.get_by_role("status")).to_contain_text("Enregistré.")
    assert text_of(root).count("La directrice, le ") == 1


def test_a_place_is_asked_in_writing_and_its_answer_settled_by_one_press(open_form, tmp_path):
    page, root = open_form(f"demander/seul/?fiche={ECUREUILS.rstrip('/')}", scripts=False)
    text = page.get_by_label("Texte", exact=True).input_value()
    assert "Répondez OK si tout est juste, ou dites ce qui change" in text.replace("\u202f", " ")
    expect(page.get_by_role("link", name="Ouvrir dans ma messagerie")).to_have_attribute("href", re.compile("^mailto:ecureuils@"))
    page.get_by_role("button", name="C’est envoyé : le noter").click()
    expect(page.get_by_role("heading", name="Réponses attendues (1)")).to_be_visible()
    mail = tmp_path / "reponse.eml"
    body = "OK pour tout, sauf le téléphone : 01 99 00 11 77.\r\n\r\nOdile"
    mail.write_bytes(f"From: Odile <ecureuils@example.org>\r\nSubject: Re: est-ce juste ?\r\n\r\n{body}".encode())
    page.get_by_label("Ou déposez-le ici").set_input_files(mail)
    page.get_by_role("button", name="Lire la réponse").click()
    expect(page.get_by_role("group", name="Texte de la réponse")).to_contain_text("Odile")
    expect(page.get_by_label("À quel numéro appeler ?")).to_have_value("01 99 00 11 77")
    before = text_of(root)
    page.get_by_role("button", name="Enregistrer ce qui est coché").press("Enter")  # by the keyboard alone
    expect(page.get_by_text("Tout est décidé.")).to_be_visible()
    added = set(text_of(root).splitlines()) - set(before.splitlines())
    assert "telephone: 01 99 00 11 77" in added
    assert any("Les Écureuils, réponse du" in line for line in added)
    assert (page.errors, page.elsewhere) == ([], [])


def test_the_message_is_copied(open_form):
    page, _ = open_form(f"demander/seul/?fiche={ECUREUILS.rstrip('/')}")
    page.get_by_role("button", name="Copier le texte").click()
    expect(page.get_by_role("button", name="Copié")).to_be_visible()


PATHS = (
    "", "fiches/", "fiches/?mots=rue", "nouvelle/", "nouvelle/structures/", "ensemble/?type=multi-accueil", "fichier/territoire/",
    f"{ECUREUILS}fin/", ECUREUILS, "actions/taxi-du-val/", "structures/guichet-familles/",
    "tableur/structures/", "registres/", "bilans/", "publier/", "numero/0199001102/",
    "demander/", "demander/seul/?fiche=structures/ecureuils", "demander/seul/?fiche=actions/taxi-du-val", "partager/",
)  # fmt: skip
"""Every screen."""


@each("path", PATHS)
def test_every_screen_fits_on_a_telephone_and_on_a_tablet(open_form, path):
    page, _ = open_form(path, width=320, height=640)
    if path == "demander/":  # empty, then with an answer to decide of
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.get_by_label("Collez le message entier").fill("Tout est juste, sauf https://exemple.fr/" + "a" * 80)
        page.get_by_role("button", name="Lire la réponse").click()
        page.get_by_label("La fiche").select_option(label="Les Écureuils")
        page.get_by_role("button", name="Continuer").click()
    for width in (320, 768):
        page.set_viewport_size({"width": width, "height": 640})
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = !one.open })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
