"""What is news, in which words: two states of the data, and what families are told of the difference."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from cas import blocks
from ctg.loading import load
from ctg.pages.renderer import Renderer
from ctg.reading.journal import Journal
from ctg_nouveautes.journal import KEPT_DAYS, LONGEST, shortened, started, updated
from ctg_nouveautes.news import by_month, latest_news, news

DAY, LATER = dt.date(2026, 11, 25), dt.date(2026, 11, 26)
PLACE = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\n"
LUTINS, FILE = "structures/les-lutins", "data/structures/les-lutins.yml"
AXE = {
    "data/axes/d.yml": "numero: D\ntitre: Relier\n",
    "data/cadres/ville.yml": "titre: Contrat de ville\nnature: contrat-de-ville\n",
}
ACTION = "titre: Un guide\naxe: d\nporteurs: [CAF]\n"
FIGURE = "nom: Places\nunite: places\nproducteur: CAF\nsources: [{titre: Rapport}]\n"
MEETING = "titre: Forum\ntype: forum\nouverte_a_tous: oui\n"


@pytest.fixture
def told(project):
    """``told(before, after)`` → {key: facts} of the news of a day; files are {path: text}, None for one that is absent."""

    def run(before: dict, after: dict, day: dt.date = DAY) -> dict[str, list[str]]:
        journal = published(project, before, None, day)
        return facts(published(project, after, journal, day))

    return run


def published(project, files: dict[str, str | None], journal: Journal | None, day: dt.date) -> Journal:
    root: Path = project({path: text for path, text in files.items() if text is not None})
    for path, text in files.items():
        if text is None:
            (root / path).unlink()
    catalogue = load(root, on=day)
    return updated(journal, catalogue, day) if journal else started(catalogue, day)


def facts(journal: Journal) -> dict[str, list[str]]:
    """Without their no-break spaces, which the reader of a test would not see."""
    return {
        one.fiche: [words.replace("\u00a0", " ").replace("\u202f", " ") for words in one.faits.values()]
        for one in journal.entrees
    }


def place(text: str) -> dict:
    return {FILE: PLACE + text}


# --- what is news --------------------------------------------------------------------------------


CLOSED = "fermetures: [{du: 2026-12-24, au: 2027-01-03, motif: travaux}]\n"


WRITTEN = Path(__file__).with_name("changements.txt")
"""A record, the lines that a day takes from it (-), adds to it (+) or leaves, and what is told; nothing, of what readers do not
need. Whoever changes these words writes them again (``pytest --reecrire``), and reads the difference."""
BASES = {"structures": PLACE, "actions": ACTION, "indicateurs": FIGURE, "rencontres": MEETING}


def test_what_changes_is_told_as_it_was_reviewed(told, request):
    cases = []
    for written, _ in blocks(WRITTEN):
        path, *lines = written.splitlines()
        states = ("".join(f"{line[1:]}\n" for line in lines if line[0] in f" {sign}") for sign in "-+")
        before, after = (AXE | {f"data/{path}.yml": BASES[path.partition("/")[0]] + state} for state in states)
        found = told(before, after)
        assert found.keys() <= {path}
        cases.append((written, found.get(path, [])))
    if request.config.getoption("reecrire"):
        WRITTEN.write_text("\n".join(written + "".join(f"→ {line}\n" for line in lines) for written, lines in cases), "utf-8")
    assert cases == [*blocks(WRITTEN)]


def test_several_changes_are_told_in_an_order_of_use(told):
    after = CLOSED + "horaires: {lundi: 9h-12h}\ntelephone: 01 99 00 00 02\nadresse: 1 rue A\n"
    assert [words[:12] for words in told(place(""), place(after))[LUTINS]] == [
        "Adresse : 1 ",
        "Téléphone : ",
        "Nouveaux hor",
        "Fermeture du",
    ]


def test_new_name_new_commune_and_what_leaves(told):
    renamed = place("").copy() | {FILE: PLACE.replace("Les Lutins", "Les Elfes")}
    assert told(place(""), renamed) == {LUTINS: ["Nouveau nom (avant : Les Lutins)"]}
    moved = {FILE: PLACE.replace("Valbourg", "Saint-Clair-sur-Lède")}
    assert told(place(""), moved) == {LUTINS: ["Adresse : Saint-Clair-sur-Lède"]}
    assert told(place(""), {FILE: None}) == {LUTINS: ["Ne figure plus sur le site"]}
    draft = place("etat_fiche: brouillon\n")
    assert told(place(""), draft) == {LUTINS: ["Ne figure plus sur le site"]}
    assert told(draft, place("")) == {LUTINS: ["Nouveau sur le site"]}


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("services/aide", "nom: Aide\nthemes: [mobilite]\n", ""),
        (
            "rencontres/f",
            MEETING + "date: 2026-12-12\nheures: 18h-20h\ncommune: Valbourg\n",
            " : Rencontre ouverte à tous : samedi 12 décembre 2026, 18 h à 20 h, à Valbourg",
        ),
        ("rencontres/f", MEETING + "date: 2026-10-03\nresultats: [Un bus]\n", " : Compte rendu en ligne"),
    ],
)
def test_what_is_new_says_what_it_is(told, path, text, words):
    assert told(AXE, AXE | {f"data/{path}.yml": text}) == {path: [f"Nouveau sur le site{words}"]}


def test_the_town_hall_is_named(told, project):
    communes = (project() / "data/communes.yml").read_text("utf-8")
    hall = communes.replace(
        "centre: {lat: 46.5, lon: 2.5}\n", "centre: {lat: 46.5, lon: 2.5}\n  mairie: {telephone: 01 99 00 00 05}\n"
    )
    found = told({"data/communes.yml": communes}, {"data/communes.yml": hall})
    assert found == {"communes/valbourg": ["Téléphone de la mairie : 01 99 00 00 05"]}


# --- what is not ---------------------------------------------------------------------------------


def test_a_file_that_was_renamed_is_the_same_place(told):
    renamed = PLACE + "anciens_identifiants: [les-lutins]\ntelephone: 01 99 00 00 02\n"
    after = {FILE: None, "data/structures/lutins.yml": renamed}
    assert told(place("telephone: 01 99 00 00 01\n"), after) == {"structures/lutins": ["Téléphone : 01 99 00 00 02"]}


def test_old_news_go_when_new_ones_come_never_before(project):
    number = "telephone: 01 99 00 00 0{}\n".format
    journal = published(project, place(number(1)), None, DAY)
    journal = published(project, place(number(2)), journal, DAY)
    late = DAY + dt.timedelta(days=KEPT_DAYS + 1)
    assert published(project, place(number(2)), journal, late) == journal
    after = published(project, place(number(2) + "ages: {a: 3 ans}\n"), journal, late)
    assert facts(after) == {LUTINS: ["Âges accueillis : jusqu'à 3 ans"]}


def test_a_new_version_of_the_tool_is_no_news(project):
    before = published(project, place("telephone: 01 99 00 00 01\n"), None, DAY).model_copy(update={"version": 0})
    files = place("telephone: 01 99 00 00 02\n") | {"data/structures/neuf.yml": PLACE.replace("Les Lutins", "Neuf")}
    assert facts(published(project, files, before, DAY)) == {"structures/neuf": ["Nouveau sur le site"]}


# --- what must not be told -----------------------------------------------------------------------


HIDDEN = "adresse_confidentielle: oui\n"


@pytest.mark.parametrize(
    "told",
    [
        "adresse: 2 rue Secrète\n",
        "inscription: {dates: [derrière l'église]}\n",
        "telephone: 01 99 00 00 02\ncourriel: secret@exemple.fr\n",
    ],
)
def test_of_a_place_that_becomes_confidential_the_news_tell_nothing_any_more(project, told):
    """At once on the site, even before the command runs again; then in the file."""
    journal = published(project, place("adresse: 1 rue Secrète\n"), None, DAY)
    journal = published(project, place(told), journal, DAY)
    assert journal.entrees
    assert news(render(project, place(HIDDEN), journal)) == ()
    assert updated(journal, load(project(place(HIDDEN))), LATER).entrees == ()


def test_old_news_of_a_service_vanish_with_the_address_of_its_structure(project):
    def files(own: str, hosted: str) -> dict[str, str]:
        return place(own) | {"data/services/nuit.yml": f"nom: Nuit\nthemes: [logement]\nstructure: les-lutins\n{hosted}"}

    journal = published(project, files("", ""), None, DAY)
    journal = published(project, files("", "adresse: Porte Secrète\n"), journal, DAY)
    assert "Secrète" in str(journal.entrees)
    catalogue = load(project(files(HIDDEN, "")))
    assert "Secrète" not in str(updated(journal, catalogue, LATER).entrees)
    assert news(render(project, files(HIDDEN, ""), journal)) == ()


def test_a_draft_takes_its_old_news_along(project):
    journal = published(project, place("telephone: 01 99 00 00 01\n"), None, DAY)
    journal = published(project, place("telephone: 01 99 00 00 02\n"), journal, DAY)
    draft = place("telephone: 01 99 00 00 02\netat_fiche: brouillon\n")
    assert news(render(project, draft, journal)) == ()
    left = published(project, draft, journal, LATER)
    (one,) = news(render(project, draft, left))
    assert (one.title, one.path, one.facts) == ("Les Lutins", "", ("Ne figure plus sur le site",))


# --- for the page --------------------------------------------------------------------------------


def render(project, files: dict, journal: Journal, day: dt.date = DAY) -> Renderer:
    return Renderer(dataclasses.replace(load(project(files)), journal=journal), day)


def test_the_page_groups_by_month_and_day(project):
    journal = published(project, place("telephone: 01 99 00 00 01\n"), None, dt.date(2026, 10, 1))
    journal = published(project, place("telephone: 01 99 00 00 01\nages: {a: 3 ans}\n"), journal, dt.date(2026, 10, 31))
    after = place("telephone: 01 99 00 00 02\nages: {a: 3 ans}\n")
    journal = published(project, after, journal, dt.date(2026, 11, 1))
    made = render(project, after, journal)
    assert [(month, [day for day, _ in days]) for month, days in by_month(news(made))] == [
        ("Novembre 2026", ["dimanche 1er novembre"]),
        ("Octobre 2026", ["samedi 31 octobre"]),
    ]
    assert len({one.anchor for one in news(made)}) == 2
    assert latest_news(made)["latest"].facts == ("Téléphone : 01\u00a099\u00a000\u00a000\u00a002",)
    assert latest_news(render(project, after, journal, dt.date(2027, 3, 1))) is None


def test_facts_are_short():
    assert shortened("a\nb\tc  d") == "a b c d"
    assert shortened("01\u00a099") == "01\u00a099"
    assert shortened("mot " * 200) == "mot " * (LONGEST // 4 - 1) + "mot…"
    assert len(shortened("m" * 1000)) == LONGEST
