"""No fault for axe-core in the form: its lists, a long form, its mistakes; both palettes, both widths."""

import pytest
from playwright.sync_api import Page, expect

from axe import Place, examine
from formulaire import essai_form  # noqa: F401  (fixture)

SAMPLED = ((1280, "light"), (320, "dark"))


def as_it_is(_page: Page) -> None:
    """The page as it opens, what is folded shown."""


UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = true })"


def wrong(page: Page) -> None:
    page.evaluate(UNFOLD)
    page.get_by_label("Mardi, ouverture 1").first.fill("8h à 18h")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()


def with_rows(page: Page, names: tuple[str, ...] = ("fermetures", "arrets")) -> None:
    for name in names:
        page.evaluate(UNFOLD)
        page.locator(f"button[value='ajouter:{name}']").click()
        expect(page.locator(f"#champ-{name.replace('.', '-')}-0")).to_be_visible()


def with_rows_of_an_action(page: Page) -> None:
    with_rows(page, ("calendrier.etapes", "moyens.financiers", "etats", "bilans", "difficultes"))


def with_a_table(page: Page) -> None:
    rows = "Identifiant;Nom;Téléphone\necureuils;;01 99 00 11 03\ncerf-volant;;01\n;La Cabane;\n"
    page.get_by_label("Le tableau").set_input_files({"name": "x.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    page.get_by_role("button", name="Voir ce qui changerait").click()
    expect(page.get_by_role("heading", name="Lignes refusées")).to_be_visible()


def with_an_answer(page: Page) -> None:
    page.get_by_label("Collez le message entier").fill("Tout est juste, sauf le numéro : 01 99 00 11 77.\nEt le portail ?\n" * 30)
    page.get_by_role("button", name="Lire la réponse").click()
    page.get_by_label("La fiche").select_option(label="Les Écureuils")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("button", name="Enregistrer ce qui est coché")).to_be_visible()


def with_an_answer_in_view(page: Page) -> None:
    with_an_answer(page)
    page.get_by_role("link", name="Changer autre chose : Les Écureuils").click()
    expect(page.get_by_role("button", name="Enregistrer, le reste est juste")).to_be_visible()


def with_its_page(page: Page) -> None:
    page.get_by_role("button", name="Aperçu", exact=True).click()
    expect(page.get_by_role("heading", name="La page, telle qu’elle serait")).to_be_visible()


SCREENS = (
    ("", as_it_is),
    ("fiches/?genre=structures", as_it_is),
    ("nouvelle/?genre=structures&nom=Les Ecureuil", as_it_is),
    ("structures/guichet-familles/", wrong),
    ("structures/guichet-familles/", with_rows),
    ("actions/taxi-du-val/", with_rows_of_an_action),
    ("axes/relier/fin/", as_it_is),
    ("tableur/structures/", with_a_table),
    ("demander/", with_an_answer),
    ("demander/", with_an_answer_in_view),
    ("demander/seul/?fiche=structures/ecureuils", as_it_is),
    ("structures/ecureuils/", with_its_page),
)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]} {screen[1].__name__}")
def test_the_form_has_no_fault(visit, essai_form, screen, whole):  # noqa: F811
    """On a screen in light, the next one on a phone in dark, and so on: what they are made of stands on most of them."""
    path, gesture = screen
    page = visit(height=900)
    page.goto(essai_form[0] + path)
    gesture(page)
    page.evaluate(UNFOLD)
    for width, palette in SAMPLED if whole else SAMPLED[SCREENS.index(screen) % 2 :][:1]:
        page.set_viewport_size({"width": width, "height": 900})
        found = [one for one in examine(page, Place(path, gesture.__name__, palette, width)) if one.verdict == "faute"]
        assert found == [], "\n".join(map(str, found))
