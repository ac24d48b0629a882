"""The list of actions and its filters, as a partner uses them. Expected counts come from the records themselves."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sondes import visited

from chromium import until
from ctg.model.action import Action
from ctg.model.commune import Commune
from ctg.model.framework import Axe
from ctg.plan.action_pages import by_axis
from territoires import ESSAI, catalogue_of

LIST = "ctg/actions/"


@pytest.fixture(scope="module")
def actions() -> tuple[Action, ...]:
    """Those of the list, as it has them: by axis, those of the convention first."""
    catalogue = catalogue_of(ESSAI)
    return tuple(action for _, own, _ in by_axis(catalogue, catalogue.all(Action)) for action in own)


def wanted(actions: tuple[Action, ...], keep: Callable[[Action], bool]) -> list[str]:
    return [action.titre.replace("'", "’") for action in actions if keep(action)]


def shown(page: Page) -> list[str]:
    """The titles that are there, those of the other plans too: their fold, when there is one left, is opened by hand."""
    fold = page.locator("details:not([open]) > summary", has_text="autres conventions et plans")
    if fold.is_visible():
        fold.click()
    return page.locator(".action:visible .action__titre").all_inner_texts()


def status(page: Page) -> str:
    return page.get_by_role("status").first.inner_text()


def test_state_and_theme_filter_the_list_announce_it_and_stay_in_the_address(visit, essai, actions):
    page = visited(visit(), essai + LIST)
    assert shown(page) == wanted(actions, lambda _: True)
    folded = page.locator("[data-filtrer-pli] [data-filtrable]").count()
    assert status(page).replace("’", "'") == f"{len(actions) - folded} actions, et {folded} d'autres conventions et plans."
    page.reload()  # the fold is closed again: a choice opens it, since what answers may be in it
    page.get_by_text("Filtrer", exact=True).click()
    page.get_by_label("État").select_option("en-projet")
    page.get_by_label("Thème").select_option("petite-enfance")
    both = wanted(actions, lambda a: a.etat == "en-projet" and "petite-enfance" in a.themes)
    assert 1 < len(both) < len(actions)
    assert page.locator(".action:visible .action__titre").all_inner_texts() == both
    assert status(page) == f"{len(both)} actions sur {len(actions)}, toutes conventions et plans réunis."
    until(page, lambda: {"etat=en-projet", "theme=petite-enfance"} == set(page.url.partition("?")[2].split("&")))
    counts = page.locator("[data-filtrer-groupe]:visible [data-filtrer-compte]").all_inner_texts()
    assert sum(map(int, counts)) == len(both)
    assert "0" not in counts  # a group left empty is gone, with its heading
    page.reload()
    expect(page.get_by_label("État")).to_have_value("en-projet")
    assert shown(page) == both
    page.get_by_role("button", name="Tout afficher").click()
    assert shown(page) == wanted(actions, lambda _: True)
    until(page, lambda: "?" not in page.url)
    assert page.errors == []


def test_an_action_for_the_whole_territory_matches_every_commune(visit, essai, actions):
    page = visited(visit(), essai + LIST)
    commune = next(c for c in catalogue_of(ESSAI).all(Commune) if any(c.nom in action.communes for action in actions))
    page.get_by_text("Filtrer", exact=True).click()
    page.get_by_label("Commune").select_option(commune.id)
    assert shown(page) == wanted(actions, lambda a: not a.communes or commune.nom in a.communes)
    page.goto(essai + LIST + "?etat=non-renseigne")
    assert shown(page) == wanted(actions, lambda a: a.etat is None)


def test_nothing_found_is_said_and_the_list_of_places_kept_survives(visit, essai):
    page = visited(visit(), essai + LIST + "?l=structures/trois-renards&axe=grandir&etat=abandonnee")
    assert shown(page) == []
    expect(page.get_by_text("Les actions des autres conventions et plans")).not_to_be_visible()
    assert "Rien ne correspond" in status(page)
    page.get_by_role("button", name="Tout afficher").click()
    expect(page).to_have_url(re.compile(r"\?l=structures(/|%2F)trois-renards$"))


def test_an_address_edited_by_hand_is_left_aside_and_said(visit, essai, actions):
    page = visit()
    page.goto(essai + LIST + "?etat=zz&commune=%3Cscript%3Ealert(1)%3C/script%3E&theme=*&axe=accueillir%20grandir")
    assert len(shown(page)) == len(actions)
    assert "laissé de côté" in status(page)
    assert (page.dialogs, page.errors) == ([], [])


def test_on_a_phone_the_filters_are_folded_until_one_is_on(visit, essai):
    page = visited(visit(width=320, height=640), essai + LIST)
    expect(page.get_by_label("État")).not_to_be_visible()
    page.get_by_text("Filtrer", exact=True).click()
    page.get_by_label("État").select_option("realisee")
    expect(page.locator(".tri summary")).to_have_text("Filtrer (1)")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.reload()
    expect(page.get_by_label("État")).to_have_value("realisee")
    expect(page.get_by_label("État")).to_be_visible()


def test_without_javascript_the_lists_by_axis_serve_and_the_form_is_not_there(visit, essai, actions):
    page = visited(visit(java_script_enabled=False), essai + LIST)
    expect(page.get_by_role("form", name="Filtrer les actions")).not_to_be_visible()
    assert shown(page) == wanted(actions, lambda _: True)
    axe = next(axe for axe in catalogue_of(ESSAI).all(Axe) if axe.numero == "2" and axe.cadre == "ctg")
    link = page.get_by_role("navigation", name="Aller à un axe").get_by_role("link", name=re.compile(re.escape(axe.titre)))
    link.click()
    expect(page).to_have_url(re.compile(f"#axe-{axe.id}$"))


def test_the_menu_of_the_project_is_one_line_on_a_phone_and_says_where_one_is(visit, essai):
    page = visited(visit(width=320, height=640, java_script_enabled=False), essai + "actions/caravane/")
    menu = page.get_by_role("navigation", name="Le projet des familles")
    assert menu.bounding_box()["height"] < 60
    current = menu.get_by_role("link", name="Actions")
    expect(current).to_have_attribute("aria-current", "true")
    assert current.bounding_box()["height"] >= 44
