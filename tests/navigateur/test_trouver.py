"""The finder, « open now » and « Ma liste », as families use them."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from sondes import probe, visited

from banc.generer import generate
from chromium import ready, until
from ctg.hours.opening import Calendar, day
from ctg.model.commune import Commune
from ctg.model.opening_hours import OPEN
from ctg.model.structure import Structure
from ctg.publish.build import make_site
from ctg.reading.positions import distance_km
from serveur_local import Reply, file_of
from serveur_local import serve as local
from territoires import ESSAI, catalogue_of


@pytest.fixture(scope="module")
def many(essai_site, tmp_path_factory) -> Iterator[str]:
    """The address of a territory of 211 places, whose files are made as they are asked for; the rest is the invented one's."""
    site = make_site(generate(tmp_path_factory.mktemp("nombreux"), 234))
    made = {document.path.removesuffix("index.html"): document for document in site.documents()}

    def answer(_method: str, path: str) -> Reply:
        name = path.split("?")[0].lstrip("/")
        return Reply(200, made[name].content, {"Content-Type": "text/html"}) if name in made else file_of(essai_site, path)

    with local(answer) as server:
        yield f"{server.address}/"


def shown(page) -> list[str]:
    return page.locator("[data-groupes] [data-lieu]").evaluate_all(
        "all => all.filter(e => e.offsetParent).map(e => e.dataset.lieu)"
    )


def test_a_need_an_age_and_a_commune_give_the_nearest_first(visit, essai):
    page = visited(visit(), essai + "trouver/")
    page.get_by_label("Besoin").select_option("petite-enfance")
    page.get_by_label("Âge").select_option("18m")
    page.get_by_label("Commune", exact=True).select_option("aubrelune")
    expect(page.get_by_role("status").first).to_contain_text("du plus près au plus loin")
    expect(page.get_by_role("heading", level=1)).to_have_text("Faire garder mon enfant")
    far = [float(text.replace("à moins de", "").removeprefix("à").strip(" \u00a0km")) for text in kilometres(page)]
    assert far
    assert far == sorted(far)
    until(page, lambda: "t=petite-enfance" in page.url and "age=18m" in page.url)
    before = shown(page)
    page.reload()
    assert shown(page) == before
    visited(page, essai + "trouver/?q=coquelicot&commune=saint-coing-les-etangs")
    told = page.locator("[data-lieu='structures/coquelicot']")
    expect(told).to_contain_text("Saint-Coing-les-Étangs")
    expect(told).not_to_contain_text("km")  # it has no street
    assert not page.errors


def test_back_undoes_a_step_offered_and_focus_stays_near(visit, essai):
    page = visited(visit(), essai + "trouver/?t=petite-enfance&commune=trebiscuit&km=2&age=30a")
    page.locator(".aucun button", has_text="30").click()
    until(page, lambda: "age" not in page.url)
    expect(page.locator("#resultats")).to_be_focused()
    page.go_back()
    expect(page.get_by_label("Âge")).to_have_value("30a")


def kilometres(page) -> list[str]:
    """The distances that the lines without a doubt say, in their order."""
    lines = page.locator(".lieu__faits:not(:has(.lieu__doute)) span")
    return [text for text in lines.all_inner_texts() if text.endswith("km")]


def test_ten_lines_then_twenty_more_and_the_keyboard_goes_on(visit, many):
    page = visited(visit(), many + "trouver/?t=droits")
    lines = page.locator("[data-groupes] [data-lieu]:visible")
    expect(lines).to_have_count(10)
    first = shown(page)
    page.get_by_role("button", name="20 de plus").click()
    expect(lines).to_have_count(30)
    assert shown(page)[:10] == first
    expect(lines.nth(10).locator(".lieu__nom a")).to_be_focused()
    visited(page, many + "trouver/")
    assert page.locator("[data-lieu]").count() <= 80, "the first of each need are in the page, all are on the map"
    expect(page.get_by_role("status").first).to_have_text("211 lieux et services.")
    assert page.evaluate("marker_cluster_groupes.getLayers().length") > 140
    assert page.errors == []


def test_a_large_territory_without_script_has_complete_lists(visit, many):
    page = visited(visit(java_script_enabled=False), many + "trouver/")
    page.get_by_text("Par thème", exact=True).last.click()
    page.get_by_role("navigation", name="Toutes les fiches").get_by_role("link", name="Santé", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Santé")
    expect(page.locator("[data-lieu]").first).to_be_attached()


def test_on_a_phone_need_commune_and_age_are_in_sight_and_the_rest_one_touch_away(visit, essai):
    page = visited(visit(width=320, height=740), essai + "trouver/")
    for label in ("Besoin", "Commune", "Âge"):
        expect(page.get_by_label(label, exact=True)).to_be_in_viewport(ratio=1)
    page.get_by_text("Plus de filtres").click()
    see = page.locator("[data-voir]")
    page.locator("#f-jour").select_option("mercredi")
    for field in page.locator(".filtres__pli :is(input, select):visible:enabled").all():
        field.focus()
        expect(see).to_be_in_viewport(ratio=1)
        at, bar = field.bounding_box(), see.bounding_box()
        assert at["y"] + at["height"] <= bar["y"] or at["y"] >= bar["y"] + bar["height"], (
            "the bar covers no field that has the focus"
        )
    see.click()
    expect(page.locator("#resultats")).to_be_focused()
    expect(page.get_by_text("Plus de filtres (1)")).to_be_attached()
    expect(page.get_by_role("status").first).to_be_in_viewport()
    assert page.errors == []


def test_what_answers_a_need_too_and_stands_under_another_is_one_press_away(visit, essai):
    page = visited(visit(), essai + "trouver/?age=3a")
    fold = page.locator("details.pli", has=page.get_by_role("heading", name="Parents"))
    fold.locator("summary").click()
    more = fold.get_by_role("button", name="aussi aider")
    expected = sum(int(one.inner_text().split()[0]) for one in (fold.locator(".pli__compte"), more))
    more.click()
    expect(page.get_by_role("status").first).to_contain_text(f"{expected} lieux")
    expect(page.get_by_label("Besoin", exact=True)).to_have_value("parentalite")
    assert page.errors == []


def test_on_a_phone_the_map_comes_when_asked_for_and_the_list_comes_back(visit, essai):
    page, came = visit(width=360, height=740, has_touch=True), []
    page.on("request", lambda request: came.append(request.url) if "/carte/" in request.url else None)
    visited(page, essai + "trouver/petite-enfance/?commune=aubrelune")
    assert came == []
    expect(page.get_by_role("button", name="Carte", exact=True)).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Carte", exact=True).tap()
    expect(page.locator(".marqueur, .groupe-lieux").first).to_be_in_viewport()
    expect(page.locator("[data-groupes]")).to_be_hidden()
    page.get_by_role("button", name="Liste", exact=True).tap()
    expect(page.locator("[data-lieu]").first).to_be_in_viewport()
    assert page.errors == []


def test_the_page_of_a_need_is_the_finder_where_it_is_chosen(visit, essai):
    page = visited(visit(), essai + "trouver/petite-enfance/")
    expect(page.get_by_label("Besoin")).to_have_value("petite-enfance")
    page.get_by_label("Besoin").select_option("droits")
    expect(page.get_by_role("heading", level=1)).to_have_text("Papiers, droits, argent")
    assert page.title().startswith("Papiers, droits, argent")
    until(page, lambda: page.url.endswith("trouver/petite-enfance/?t=droits"))
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Papiers, droits, argent")
    page.get_by_label("Besoin").select_option("")
    until(page, lambda: page.url.endswith("?t="))
    expect(page.locator("details.pli > summary").nth(1)).to_be_visible()
    page.get_by_label("Besoin").select_option("petite-enfance")
    until(page, lambda: page.url.endswith("trouver/petite-enfance/"))
    assert page.errors == []


def test_the_commune_and_the_age_follow_from_page_to_page_until_taken_off(visit, essai):
    page = visited(visit(), essai + "trouver/?t=petite-enfance&age=2a&commune=aubrelune")
    page.get_by_role("link", name="Les Écureuils", exact=True).click()
    until(page, lambda: page.url.endswith("structures/ecureuils/?commune=aubrelune&age=2a"))
    page.get_by_role("navigation", name="Vous êtes ici").get_by_role("link", name="Trouver").click()
    expect(page.get_by_label("Commune", exact=True)).to_have_value("aubrelune")
    page.get_by_label("Commune", exact=True).select_option("")
    page.locator(".lieu__nom a:visible").first.click()
    assert page.url.endswith("/?age=2a")
    page.get_by_role("navigation", name="Navigation principale").get_by_role("link", name="Le projet des familles").click()
    assert page.url.endswith("/ctg/"), "where a commune filters something else"


def test_a_line_says_what_is_open_now_once_something_is_asked(visit, essai):
    page = visit(apart=True)
    page.clock.set_fixed_time("2026-11-25T10:00:00+01:00")
    visited(page, essai + "trouver/petite-enfance/?commune=aubrelune")
    expect(page.locator("[data-lieu='structures/trois-renards'] .lieu__faits")).to_contain_text("ouvert maintenant, jusqu’à")
    page.clock.set_fixed_time("2026-11-25T23:00:00+01:00")
    visited(page, essai + "trouver/petite-enfance/?commune=aubrelune")
    expect(page.locator("[data-lieu='structures/trois-renards'] .lieu__faits")).to_contain_text("fermé, ouvre demain")
    visited(page, essai + "trouver/petite-enfance/?commune=aubrelune&jour=mercredi")
    expect(page.locator("[data-lieu='structures/trois-renards'] .lieu__faits")).not_to_contain_text("maintenant")


def test_words_and_the_search_page_agree_and_keep_their_order(visit, essai):
    page = visited(visit(), essai + "recherche/?q=creche")
    found = page.locator(".resultat a[href*='structures/'], .resultat a[href*='services/']").evaluate_all(
        "all => all.map(link => link.getAttribute('href').slice(3, -1))"
    )
    page.goto(essai + "trouver/?q=creche")
    assert shown(page)[:5] == found[:5] != []


def test_what_the_site_lacks_is_said_with_the_town_hall_of_the_chosen_commune(visit, essai):
    page = visited(visit(), essai + "trouver/?q=piscine&commune=aubrelune")
    expect(page.locator("[data-ailleurs]")).to_contain_text("La mairie")
    expect(page.locator("[data-ailleurs] a[href^='tel:']")).to_be_visible()


def test_without_the_words_the_other_filters_still_serve(visit, essai):
    page = visit()
    page.route("**/chercher.json", lambda route: route.abort())
    page.goto(essai + "trouver/?q=creche&t=jeunesse")
    expect(page.locator("[data-ailleurs]")).to_contain_text("Les mots ne peuvent pas être cherchés")
    assert shown(page)


def test_no_result_says_what_to_leave_out_and_whom_to_call(visit, essai):
    page = visited(visit(), essai + "trouver/?q=ecureuils&t=petite-enfance&commune=trebiscuit&km=2")
    help_box = page.locator(".aucun")
    expect(help_box).to_contain_text("appelez la mairie de Trébiscuit")
    step = help_box.get_by_role("button").filter(has_text="2 km")
    expect(step).to_contain_text("il y en a 1")
    step.click()
    expect(page.locator("[data-lieu='structures/ecureuils']")).to_be_visible()


def test_words_that_find_nothing_are_quoted_once(visit, essai):
    page = visited(visit(), essai + "trouver/?q=zzyzx&commune=aubrelune")
    expect(page.locator(".aucun").get_by_role("button").first).to_contain_text("Sans «\u202fzzyzx\u202f», il y en a")
    page.goto(essai + "trouver/?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    expect(page.locator("#f-q")).to_have_value("<img src=x onerror=alert(1)>")
    assert page.dialogs == [], "hostile words are only words"


def test_an_address_edited_by_hand_falls_back_and_says_so(visit, essai):
    wrong = "?t=inconnu&jour=lundredi&acces=zz&age=9999a&km=-3&commune=%3Cscript%3Ealert(1)%3C/script%3E"
    page = visited(visit(), essai + "trouver/" + wrong)
    expect(page.get_by_role("status").first).to_contain_text("laissé de côté")
    expect(page.get_by_role("status").first).to_contain_text(re.compile(r"^\d\d lieux et services"))
    assert page.dialogs == []
    assert page.errors == []


def test_the_map_shows_exactly_the_filtered_places_in_their_order(visit, essai):
    page = visited(visit(), essai + "trouver/?t=petite-enfance&commune=aubrelune")
    for more in page.locator("[data-groupes] > .bouton:visible").all():
        more.click()
    listed = [key for key in shown(page) if key.startswith("structures/")]
    hidden = {s.key for s in catalogue_of(ESSAI).all(Structure) if s.adresse_confidentielle}
    wanted = sorted(set(listed) - hidden)
    drawn = "[...new Set(marker_cluster_groupes.getLayers().map((marker) => marker.feature.properties.lieu))].sort()"
    assert page.evaluate(drawn) == wanted
    tabs = probe(page, "ordre", listed=listed)
    assert tabs == sorted(tabs)


def test_distances_are_those_of_the_build(visit, essai):
    page = visited(visit(), essai + "trouver/")
    communes = catalogue_of(ESSAI).all(Commune)
    pairs = [(a.centre, b.centre) for a in communes for b in communes]
    ours = [distance_km(a, b) for a, b in pairs]
    theirs = probe(page, "distances", pairs=[[[a.lat, a.lon], [b.lat, b.lon]] for a, b in pairs])
    assert theirs == pytest.approx(ours, abs=1e-6)


def test_is_it_open_on_that_wednesday_of_the_holidays(visit, essai):
    """Zone B is on holiday on 24 February 2027: only what opens in the holidays answers for sure."""
    page = visited(visit(), essai + "trouver/?jour=2027-02-24&moment=matin")
    expect(page.get_by_role("status").first).to_contain_text("mercredi 24 février 2027")
    page.locator("details.pli").evaluate_all("all => all.forEach((one) => (one.open = true))")
    for more in page.locator("details.pli > .bouton:visible").all():
        more.click()
    sure = page.locator("[data-lieu]:has(.lieu__ouvert)").filter(has_not_text="heures à demander")
    calendar = Calendar.of(catalogue_of(ESSAI))
    date = dt.date(2027, 2, 24)
    assert calendar.is_school_holiday(date)
    expected = {
        place.key
        for place in catalogue_of(ESSAI).places
        if (found := day(place, calendar, date)).known
        and any(span.debut < 720 and span.moment != OPEN for span in found.openings)
    }
    assert set(sure.evaluate_all("all => all.map(e => e.dataset.lieu)")) == expected
    assert expected


def test_an_evening_without_a_day_is_that_of_any_ordinary_day(visit, essai):
    page = visited(visit(), essai + "trouver/petite-enfance/?commune=trebiscuit&age=9m&moment=soir")
    expect(page.locator("[data-lieu='structures/ecureuils']")).to_have_count(0)  # it closes at six
    expect(page.locator("[data-lieu='structures/nuage-bleu']")).to_contain_text("certains jours 7 h à 19 h")


CASES = [
    # (Paris time as UTC, what is said) with 9 h–12 h and 14 h–18 h on days coded 1, closed on days coded 0
    ("2026-11-25T08:30:00Z", "Ouvert maintenant, jusqu’à 12 h"),
    ("2026-11-25T11:30:00Z", "Fermé maintenant, ouvre à 14 h"),
    ("2026-11-25T22:59:00Z", "Fermé, ouvre demain à 9 h"),
    ("2026-11-25T23:00:00Z", "Fermé maintenant, ouvre à 9 h"),  # midnight in Paris: already the 26th
    ("2026-11-27T17:30:00Z", "Fermé, ouvre lundi à 9 h"),
    ("2027-03-28T07:30:00Z", "Fermé, ouvre demain à 9 h"),  # the day clocks go forward is a Sunday
    ("2027-10-31T00:30:00Z", "Fermé, ouvre demain à 9 h"),  # the hour that comes twice
]


def test_open_now_follows_paris_whatever_the_device_says(visit, essai):
    page = visited(visit(timezone_id="Pacific/Auckland"), essai + "trouver/")
    told, leap = probe(page, "ouvert", times=[now for now, _ in CASES])
    assert [(now, said.replace("\u00a0", " ")) for now, said in told] == CASES
    assert leap == ["2028-02-29", "2028-03-01", 2]


def test_a_list_is_kept_in_the_address_only_shared_and_shortened(visit, essai):
    page = visited(visit(), essai + "structures/ecureuils/")
    page.get_by_role("button", name="Garder Les Écureuils dans ma liste").click()
    until(page, lambda: page.url.endswith("?l=structures/ecureuils"))
    page.get_by_role("navigation", name="Vous êtes ici").get_by_role("link", name="Trouver").click()
    expect(page.get_by_role("link", name="Ma liste 1")).to_be_visible()
    page.goto(essai + "services/taxi-du-val/?l=structures/ecureuils")
    page.locator("[data-garder='services/taxi-du-val']").click()
    page.get_by_role("link", name="Ma liste 2").click()
    expect(page.get_by_role("heading", level=2, name="Les Écureuils")).to_be_visible()
    expect(page.locator(".garde")).to_have_count(2)
    expect(page.locator(".garde svg :is(path, circle)").first).to_be_visible()  # its drawing came with it
    expect(page.get_by_label("Adresse de votre liste")).to_have_value(page.url)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.locator(".garde").first.get_by_role("button").click()
    expect(page.locator(".garde")).to_have_count(1)
    until(page, lambda: page.url.endswith("?l=services/taxi-du-val"))
    assert not page.errors


def test_a_list_edited_by_hand_is_harmless(visit, essai):
    page = visit()
    page.goto(essai + "ma-liste/?l=structures/disparue,../../etc,%3Cscript%3E,structures/ecureuils")
    expect(page.locator(".garde")).to_have_count(1)
    expect(page.get_by_role("status")).to_contain_text("Une fiche n’existe plus")


@pytest.mark.gard
def test_what_moves_is_never_open_at_its_seat(visit, reel):
    page = visited(visit(), reel + "trouver/?q=agglo+mobile&jour=mercredi&commune=bagnols-sur-ceze")
    bus = page.locator("[data-lieu='structures/agglo-mobile']")
    expect(bus).to_contain_text("Passe dans 42 communes : appelez pour le jour")
    expect(bus).not_to_contain_text("ouvert")
    expect(bus).to_contain_text("horaires à demander")
    page.goto(reel + "structures/agglo-mobile/")
    expect(page.locator(".ouvert-maintenant")).to_have_count(0)


def test_a_stop_of_known_hours_is_open_in_its_commune_that_day(visit, essai):
    page = visited(visit(), essai + "trouver/?q=bus+des+demarches&jour=lundi&commune=trebiscuit")
    bus = page.locator("[data-lieu='structures/bus-des-demarches']")
    expect(bus).to_contain_text("passe à Trébiscuit, 9\u00a0h\u00a030 à 12\u00a0h")
    visited(page, essai + "trouver/?q=bus+des+demarches&jour=lundi&commune=voeuilly")
    expect(bus).to_contain_text("passe à Trébiscuit")  # it stops there on Thursdays, elsewhere on Mondays
    expect(bus).to_contain_text("km")
    expect(page.locator(".marqueur[title*='Trébiscuit']")).to_have_count(1)
    expect(page.locator(".marqueur[title*='Vœuilly, place']")).to_have_count(0)
    visited(page, essai + "trouver/?q=bus+des+demarches&jour=lundi&commune=voeuilly&km=2")
    expect(bus).to_be_hidden()


def test_a_map_that_comes_last_shows_what_the_list_shows(visit, essai):
    """Its scripts are held back until the list has been filtered and has said so."""
    page, held = visit(), []
    page.route("**/vers-carte.js", lambda route: held.append(route))
    page.goto(essai + "trouver/?q=bus+des+demarches&jour=lundi&commune=voeuilly", wait_until="commit")
    page.wait_for_function("() => document.querySelector('.chercheur--actif') && !document.querySelector('.attend, [aria-busy]')")
    until(page, lambda: held)
    held[0].continue_()
    ready(page)
    expect(page.locator(".marqueur[title*='Trébiscuit']")).to_have_count(1)
    expect(page.locator(".marqueur[title*='Vœuilly, place']")).to_have_count(0)


@pytest.mark.gard
def test_a_day_is_answered_by_known_hours_then_by_the_kind_asked_for(visit, reel):
    page = visited(visit(), reel + "trouver/?jour=mercredi")
    expect(page.locator("[data-groupes]")).not_to_contain_text("horaires à demander")  # no kind was asked for
    centre = page.locator("[data-lieu='structures/accueil-de-loisirs-bagnols']")
    expect(centre).to_contain_text("ouvert (heures à demander)")
    expect(page.get_by_role("status").first).to_contain_text("choisissez un besoin ou un âge")
    visited(page, reel + "trouver/?jour=mercredi&moment=apres-midi&t=jeunesse")
    doubts = page.locator("[data-lieu]").evaluate_all("all => all.map(e => Boolean(e.querySelector('.lieu__doute')))")
    assert any(doubts)
    assert doubts == sorted(doubts), "those whose hours are known come first"
    expect(page.locator("[data-lieu='services/carte-jeune-region']")).to_be_hidden()
    visited(page, reel + "trouver/?jour=samedi&t=enfance")  # of Saturday, nothing is said: not « closed »
    expect(centre).to_contain_text("horaires à demander")


def test_a_day_known_without_its_hours_and_a_day_of_which_nothing_is_said(visit, essai):
    page = visited(visit(), essai + "trouver/?jour=lundi&commune=voeuilly")
    said = probe(page, "sans_heures")
    assert said == ["Aujourd’hui\u00a0: demandez", "Ouvert aujourd’hui (heures à demander)"]
    office = page.locator("[data-lieu='structures/herisson']")  # open on Mondays at its office; it comes here on Fridays
    expect(office).to_contain_text("km")


def test_search_and_finder_put_last_or_leave_out_what_is_closed_that_day_or_for_another_age(visit, essai):
    page = visit()
    page.clock.set_fixed_time("2026-11-25T10:00:00+01:00")
    for words, said in (("justice mardi", "fermé le mardi"), ("crèche 13 ans", "Les Écureuils")):
        visited(page, f"{essai}recherche/?q={words}")
        if "ans" in words:  # one folded line
            assert said not in "".join(page.locator(":not(details) > .resultats > li").all_inner_texts())
            expect(page.locator("details:has(.resultats) > summary")).to_have_text(re.compile("^Pour un autre âge"))
            continue
        lines = [said in text for text in page.locator(".resultats > li").all_inner_texts()]
        assert lines == sorted(lines), words
        assert lines[-1] > lines[0], words
        visited(page, f"{essai}trouver/?q={words}")
        assert not {"structures/point-justice", "structures/ecureuils"} & {*shown(page)}, words
    visited(page, f"{essai}recherche/?q=crèche dimanche")
    expect(page.locator(".resultats > li").first).to_contain_text("le dimanche : à demander")
