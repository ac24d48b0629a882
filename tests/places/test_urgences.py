"""The emergency numbers: the tool's own, the territory's corrections, who needs which."""

import datetime as dt
import gzip
import re

import pytest

from ctg.loading import load
from ctg.model.structure import Service, Structure
from ctg.pages.renderer import Renderer, record_pages
from ctg.pages.site_files import Page
from ctg.places import contacts
from ctg.places import danger as places_danger
from ctg.places.danger import EMERGENCY
from facile import findings
from secours import check_strip, pages_of_danger
from territoires import ESSAI, ROOT, SMALL, catalogue_of

TODAY = dt.date(2026, 11, 26)
STRIP = ["15", "17", "114", "119", "3919", "3114"]
HOURLESS = ["+33800235236", "+33800059595", "+33800231313", "+33805382300", "116006"]
"""Those of which no official page has been read: neither hours nor price are told."""
NATIONAL = [
    "15", "17", "114", "18", "112", "119", "3919", "3114", "+33800235236", "+33800059595",
    "3977", "116000", "3018", "115", "+33800231313", "+33805382300", "116006",
]  # fmt: skip
LIGHT = 15_000
"""Bytes, compressed, of the page and all that it asks for: three seconds at 50 kbit/s."""


def pages(root):
    made = places_danger.files(Renderer(catalogue_of(root), TODAY))
    return {page.path: page.body for page in made if isinstance(page, Page)}


def test_the_numbers_of_the_country_come_with_the_tool(project):
    catalogue = load(project())
    numbers = catalogue.urgences
    assert [number.numero for number in numbers] == NATIONAL
    assert [number.href for number in numbers if number.sms] == ["sms:114"]
    assert [number.numero for number in catalogue.strip] == STRIP
    assert [number.numero for number in numbers if not number.quand] == HOURLESS
    for number in numbers:
        assert number.gratuit in ({True, None} if number.quand else {None})
        assert number.source.date or number.a_confirmer
        assert number.quand or number.a_confirmer
        assert list(findings(number.facile)) == []
    assert {number.danger for number in numbers} < set(catalogue.vocabulary.dangers)


@pytest.mark.parametrize(("one", "other", "centres"), [
    ("30141", "30003", ["+33561777447"]), ("35001", "14001", ["+33241482121"]), ("2A004", "2B033", ["+33491752525"]),
    ("97411", "97401", ["+33491752525"]), ("97302", "97801", ["+33140054848"]), ("98735", "98801", []),
    ("30003", "84001", ["+33491752525", "+33561777447"]),
])  # fmt: skip
def test_a_number_of_some_departments_shows_in_these_alone(project, one, other, centres):
    """The poison centre of each region, after the 15; none where the decree names none."""
    names = ("data/communes.yml", "data/communes.geojson")
    files = {name: (SMALL / name).read_text("utf-8").replace("99001", one).replace("99002", other) for name in names}
    catalogue = load(project(files))
    assert [number.numero for number in catalogue.urgences if number.departements] == centres
    told = next(danger for danger in places_danger.danger_data(catalogue)["dangers"] if danger["id"] == "poison")
    assert told["numeros"] == ["15", "18", "114", *centres]


def shown(catalogue):
    """The numbers in the order of the page: by danger, 15 before what one asks of a poison, 17 before whom to talk to."""
    own = {id: [number for number in catalogue.urgences if number.danger == id] for id in catalogue.vocabulary.dangers}
    first = {id: catalogue.numbers(one.urgences[:1]) for id, one in catalogue.vocabulary.dangers.items()}
    return [
        number for id in own if own[id] for number in dict.fromkeys((*(() if first[id][0] in own[id] else first[id]), *own[id]))
    ]


OWN = """\
- numero: 3018
  quand: tous les jours de 9 h à 20 h
  relu_le: 2026-11-20
  source: {titre: Page du 3018, date: 2026-11}
- numero: 04 65 71 00 00
  titre: Accueil de nuit
  danger: abri
  pour: Une place pour ce soir.
  quand: de 18 h à 8 h
  facile: Appelez pour dormir ce soir.
  relu_le: 2026-11-20
  source: {titre: Dépliant, date: 2026-10}
"""


def test_a_territory_corrects_and_completes_and_says_itself_where_it_comes_from(project):
    found = {number.numero: number for number in load(project({"data/urgences.yml": OWN})).urgences}
    assert list(found) == [*NATIONAL, "+33465710000"]
    assert (found["3018"].titre, found["3018"].quand) == ("Violences sur internet", "tous les jours de 9 h à 20 h")
    assert found["3018"].source.titre == "Page du 3018"
    body = pages(project({"data/urgences.yml": OWN}))["urgence/"]
    row = body.partition('href="tel:+33465710000"')[2].partition("</a>")[0]
    assert row
    assert "gratuit" not in row, "nobody says that the local number is free"


def test_type_then_themes_say_which_numbers(project):
    files = {
        "data/vocabulaire.yml": "types: {autre: {urgences: [04 65 71 00 00]}}\n",
        "data/urgences.yml": OWN,
        "data/structures/abri.yml": "nom: Abri\ntype: autre\ncommune: Valbourg\nthemes: [violences]\n",
        "data/structures/refuge.yml": "nom: Refuge\ntype: autre\ncommune: Valbourg\nadresse_confidentielle: oui\n",
        "data/services/toit.yml": "nom: Toit\nthemes: [logement]\nstructure: secret\n",
        "data/structures/secret.yml": "nom: Secret\ntype: centre-social\ncommune: Valbourg\nadresse_confidentielle: oui\n",
    }
    catalogue = load(project(files))

    def numbers(kind, id):
        return [number.numero for number in catalogue.urgences_of(catalogue.get(kind, id))]

    assert numbers(Structure, "abri") == ["+33465710000", "17", "114", "3919", "119", "115"]
    assert numbers(Structure, "refuge") == ["+33465710000"]
    assert numbers(Structure, "secret") == numbers(Service, "toit") == STRIP, "a secret address: those of the strip"
    assert numbers(Structure, "les-lutins") == []


def shelters():
    for root, site in ((ROOT, "real_site"), (ESSAI, "essai_site")):
        catalogue = catalogue_of(root)
        yield from ((site, catalogue, place) for place in catalogue.places if catalogue.urgences_of(place))


@pytest.mark.parametrize(("site", "catalogue", "place"), list(shelters()), ids=lambda one: getattr(one, "id", None) or "")
def test_shelters_and_records_about_violence_show_the_numbers_and_not_the_town_hall(request, site, catalogue, place):
    folder = request.getfixturevalue(site)
    body = (folder / place.key / "index.html").read_text("utf-8").split("<main", 1)[1]
    first = re.search(r"tel:|sms:", body)
    assert body.index(catalogue.urgences_of(place)[0].href) == first.start()
    for number in catalogue.urgences_of(place):
        assert f'href="{number.href}"' in body, number.numero
    for wrong in ("peut vous orienter", "À demander", "Dites :", "Mairie de", "mairie de"):
        assert wrong not in body, wrong
    assert (call := contacts.number_to_call(catalogue, place)) is None or not call.who.startswith("Mairie")


@pytest.mark.parametrize("path", [places_danger.PATH, places_danger.EASY, f"{places_danger.PATH}ar/"])
def test_the_page_comes_at_once_on_any_network(real_site, path):
    html = (real_site / path / "index.html").read_text("utf-8")
    asked = re.findall(r'<(?:link rel="(?:stylesheet|icon)"|script src)[^>]*?="((?:\.\./)+assets/[^"]+)"', html)
    assert len(asked) >= 4
    up = "../" * path.count("/")
    assert [name for name in asked if name.endswith(".js")] == [f"{up}assets/js/palette.js", f"{up}assets/js/quitter.js"]
    files = [(real_site / path / name).resolve() for name in asked]
    assert len(gzip.compress(html.encode())) + sum(len(gzip.compress(file.read_bytes())) for file in files) <= LIGHT


def test_every_word_of_the_national_numbers_stands_in_every_language_in_which_the_search_knows_words(project):
    catalogue = load(project())
    translated = places_danger.translations()
    assert {language.code: language.name for language in EMERGENCY} == {
        id: one.nom for id, one in catalogue.vocabulary.langues.items()
    }
    assert {"Centre antipoison", *places_danger.translatable_words(catalogue)} <= translated.keys()
    assert all(set(words) == {language.code for language in EMERGENCY} and all(words.values()) for words in translated.values())
    bodies = pages(project())
    for language in catalogue.vocabulary.langues:
        body = bodies[f"urgence/{language}/"]
        assert f'<div lang="{language}" dir="{"rtl" if language in {"ar", "prs"} else "ltr"}">' in body
        assert translated["Cette traduction n’a pas été relue."][language] in body
        assert "Cette traduction n’a pas été relue." in body
        assert re.findall(r'<a class="urgence" href="([^"]+)">', body) == [number.href for number in shown(catalogue)]
        assert f'<a href="{language}/" lang="{language}" hreflang="{language}"' in bodies["urgence/"]


def test_words_that_a_territory_changes_stay_in_french_until_they_are_translated(project):
    body = pages(project({"data/urgences.yml": OWN}))["urgence/en/"]
    assert '<span lang="fr" dir="ltr">tous les jours de 9 h à 20 h</span>'.replace(" h", "\u00a0h") in body
    assert '<span lang="fr" dir="ltr">Accueil de nuit</span>' in body


REFUGE = "nom: Les Saules\ntype: {}\ncommune: Valbourg\nadresse_confidentielle: oui\nnumero_relais: {}\n"


@pytest.mark.parametrize(("kind", "number", "href"), [
    ("hebergement-urgence", 115, "tel:115"), ("centre-social", 3919, "tel:3919"), ("hebergement-urgence", 114, "sms:114"),
])  # fmt: skip
def test_the_relay_may_be_a_number_of_listening(project, kind, number, href):
    render = Renderer(load(project({"data/structures/refuge.yml": REFUGE.format(kind, number)})), TODAY)
    place = render.catalogue.get(Structure, "refuge")
    whole = next(page.body for page in record_pages(render) if page.path == "structures/refuge/")
    assert whole.count(f'href="{href}"') == 1, "among those that stand first"
    assert 'Nous n’avons pas son numéro. Appelez <a href="#en-danger">' in whole
    assert "mairie" not in whole
    assert "À demander" not in whole
    assert render.catalogue.warnings == ()
    poster = contacts.number_to_call(render.catalogue, place)
    assert poster is None if number == 114 else poster.telephone == str(number)


@pytest.mark.parametrize(
    ("site", "wanted"),
    [
        ("real_site", {"parcours/j-ai-entre-11-et-25-ans/", "trouver/themes/violences/", "structures/riposte-hebergement/"}),
        ("essai_site", {"structures/hirondelles/"}),
    ],
)
def test_leave_quickly_stands_wherever_a_number_of_danger_is_given(request, site, wanted):
    given, without = pages_of_danger(request.getfixturevalue(site), NATIONAL)
    assert without == set()
    assert wanted | {"urgence/", "urgence/uk/"} <= given


@pytest.mark.parametrize("site", ["real_site", "essai_site"])
@pytest.mark.parametrize("path", ["", "recherche/", "trouver/", "404.html", "sur-ce-telephone/"])
def test_the_strip_stands_under_every_search_without_a_script(request, site, path):
    page = request.getfixturevalue(site) / (path if path.endswith("html") else f"{path}index.html")
    check_strip(page, STRIP)
