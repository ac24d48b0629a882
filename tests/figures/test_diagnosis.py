"""The thematic diagnosis: counts worked out by hand, what is unknown said, frameworks labelled, text never markup."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

from ctg.figures.diagnosis import Seats, cards, diagnoses_page, figures, gaps, offers, offres_of, places_of, whole
from ctg.loading import load
from ctg.model.action import Action
from ctg.model.figure import Diagnostic
from ctg.model.framework import Cadre
from ctg.pages.record_page import record_page
from ctg.pages.renderer import Renderer
from territoires import SMALL

TODAY = dt.date(2026, 11, 25)
TERRITOIRE = (SMALL / "data/territoire.yml").read_text("utf-8")
FILES = {
    # Valbourg (46.5, 2.5) and Saint-Clair-sur-Lède (46.5, 2.7) are 15.3 km apart.
    "data/structures/les-lutins.yml": (
        "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\nplaces: {total: 20, annee: 2024}\n"
    ),
    "data/structures/oursons.yml": (
        "nom: Les Oursons\ntype: multi-accueil\ncommune: Valbourg\nplaces: {total: 12, annee: 2018}\n"
    ),
    "data/structures/etoiles.yml": "nom: Les Étoiles\ntype: multi-accueil\ncommune: Valbourg\n",
    "data/structures/relais.yml": (
        "nom: Relais\ntype: relais-petite-enfance\ncommune: Valbourg\nadresse: 1 rue Haute\n"
        "arrets: [{commune: Saint-Clair-sur-Lède, quand: le lundi}]\n"
    ),
    "data/structures/centre.yml": (
        "nom: Centre\ntype: centre-social\ncommune: Saint-Clair-sur-Lède\nplaces: {total: 99, annee: 2020}\n"
    ),
    "data/structures/cache.yml": (
        "nom: Caché\ntype: mam\ncommune: Valbourg\nplaces: {total: 50, annee: 2026}\netat_fiche: brouillon\n"
    ),
    "data/services/prime.yml": "nom: Prime\nthemes: [sante, petite-enfance]\n",
    "data/indicateurs/places.yml": (
        "nom: Places\nunite: places\nproducteur: Ville\nthemes: [petite-enfance]\nechelle: agglomération\n"
        "valeurs: [{annee: 2020, valeur: 30}, {annee: 2024, valeur: 1250, source: Rapport annuel}]\nsources: [{titre: Bilan}]\n"
    ),
    "data/indicateurs/naissances.yml": (
        "nom: Naissances\nunite: naissances\nproducteur: INSEE\nthemes: [petite-enfance]\n"
        "valeurs: [{annee: 2024, valeur: 3, commune: Valbourg, source: INSEE}]\n"
    ),
    "data/indicateurs/attente.yml": "nom: Attente\nunite: demandes\nproducteur: Relais\nthemes: [petite-enfance]\n",
    "data/indicateurs/bus.yml": "nom: Bus\nunite: bus\nproducteur: Région\nthemes: [mobilite]\n",
    "data/rencontres/ctg.yml": (
        "titre: Atelier des parents\ndate: 2026-03-12\ntype: atelier\nthemes: [petite-enfance]\n"
        "resultats: [Il manque des places.]\nsuites: [{texte: Un relais le samedi, etat: realisee}, {texte: Un lit}]\n"
    ),
    "data/cadres/ville.yml": "titre: Contrat de ville\nnature: contrat-de-ville\n",
    "data/rencontres/autre.yml": (
        "titre: Forum du projet\ndate: 2026-05\ntype: forum\ncadre: ville\nthemes: [petite-enfance]\n"
        "resultats: [La crèche ferme trop tôt.]\n"
    ),
    "data/rencontres/muette.yml": "titre: Réunion muette\ndate: 2026-01\nthemes: [petite-enfance]\n",
    "data/axes/a.yml": "numero: A\ntitre: Accueillir\n",
    "data/actions/a1.yml": "titre: Agrandir\naxe: a\nporteurs: [Ville]\nthemes: [petite-enfance]\netats:\n  - etat: en-cours\n",
    "data/actions/a2.yml": "titre: Rouler\naxe: a\nporteurs: [Ville]\nthemes: [mobilite]\n",
    "data/diagnostics/petits.yml": (
        "titre: L'accueil des petits\nrubrique: petite-enfance\npresentation: Une étude de 2023.\n"
        "constats: [{texte: Les places manquent.}]\nbesoins: [Des horaires élargis., Un relais proche.]\n"
        "manques: [Rien le samedi.]\n"
        "documents: [{titre: Étude, url: 'https://www.exemple.fr/etude.pdf'}]\n"
    ),
}


@pytest.fixture
def render(project):
    """``render({file: text})`` → the renderer of the small territory above, with those files over it."""

    def make(more: dict[str, str] | None = None) -> Renderer:
        return Renderer(load(project(FILES | (more or {})), on=TODAY), TODAY)

    return make


def rubrique(renderer: Renderer, id: str = "petite-enfance"):
    return renderer.catalogue.vocabulary.need(id)


def page(renderer: Renderer, id: str = "petits") -> str:
    record = renderer.catalogue.get(Diagnostic, id)
    return record_page(renderer, record).body


def plain(body: str) -> str:
    text = html.unescape(re.sub("<[^>]+>", " ", body)).replace("’", "'")
    return " ".join(re.sub("[\u00a0\u202f]", " ", text).split()).replace(" ,", ",").replace(" .", ".")


def section(body: str, title: str) -> str:
    """The text of a section by its title."""
    return plain(next(part for part in re.split("<h2>", body) if plain(part).startswith(title)))


# --- counts --------------------------------------------------------------------------------------


def test_the_offer_by_type_and_where_it_is(render):
    catalogue = (renderer := render()).catalogue
    found = [
        (line.type and line.type.id, len(line.places), [c.nom for c in line.communes], line.everywhere)
        for line in offers(catalogue, places_of(catalogue, rubrique(renderer)))
    ]
    assert found == [
        ("multi-accueil", 3, ["Valbourg"], 0),  # the draft is not counted
        ("relais-petite-enfance", 1, ["Saint-Clair-sur-Lède", "Valbourg"], 0),  # its address and its stop
        (None, 1, [], 1),  # the aid, for the whole territory, whose second theme is of the rubrique
    ]


def test_places_are_added_up_and_those_who_do_not_say_are_counted(render):
    catalogue = (renderer := render()).catalogue
    places = places_of(catalogue, rubrique(renderer))
    assert offers(catalogue, places)[0].seats == Seats(32, 2, 3, (2018, 2024))
    assert offers(catalogue, places)[1].seats == Seats(0, 0, 1, ())
    assert whole(catalogue, places).seats == Seats(32, 2, 4, (2018, 2024))  # the service is asked nothing
    assert whole(catalogue, ()).seats == Seats(0, 0, 0, ())


def test_the_figures_by_what_is_known(render):
    found = figures(renderer := render(), rubrique(renderer))
    assert [[one.id for one in some] for some in (found.known, found.by_commune, found.unknown)] == [
        ["places"],
        ["naissances"],
        ["attente"],
    ]
    assert (found.counted, found.total) == (2, 3)


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("petite-enfance", ["accueil-des-tout-petits"]),
        ("enfance-jeunesse", ["loisirs"]),
        ("logement", []),
    ],
)
def test_the_offers_of_a_need_come_from_its_types_and_its_themes(render, id, expected):
    renderer = render()
    assert [offre.id for offre in offres_of(renderer.catalogue.vocabulary, rubrique(renderer, id))] == expected


def test_gaps_say_whether_the_offer_is_known_in_full(render):
    """Saint-Clair is 15.3 km from the nurseries; its draft is of another commune."""
    sure = "couverture: {recenses: [{offre: accueil-des-tout-petits, source: PMI, date: 2026-03}]}\n"
    for more, complete in ({}, False), ({"data/territoire.yml": TERRITOIRE + sure}, True):
        renderer = render(more)
        (gap,) = gaps(renderer, rubrique(renderer))
        assert (gap.offre, gap.complete) == ("Faire garder mon enfant", complete)
        assert [c.nom for c in gap.communes] == ["Saint-Clair-sur-Lède"]
        said = "il n'y a rien" if complete else "il y a peut-être quelque chose"
        assert f"Saint-Clair-sur-Lède (1 sur 2 ; {said}" in section(page(renderer), "Ce qui manque")


def test_what_a_figure_counts_and_what_the_site_shows_are_put_side_by_side(render):
    head = "nom: Crèches\nunite: crèches\nproducteur: Ville\nthemes: [petite-enfance]\ncompte: multi-accueil\n"
    body = page(render({"data/indicateurs/creches.yml": head + "valeurs: [{annee: 2023, valeur: 13}]\nsources: [{titre: B}]\n"}))
    assert "Ce site en montre 3 : les autres n'ont pas encore de fiche." in section(body, "Les chiffres")
    assert "Crèches (multi-accueils) 3 sur 13 (2023) Valbourg" in section(body, "Ce qui existe")
    less = page(render({"data/indicateurs/creches.yml": head + "valeurs: [{annee: 2023, valeur: 2}]\nsources: [{titre: B}]\n"}))
    assert "Ce site en montre 3 : il en connaît d'autres" in section(less, "Les chiffres")
    assert "sur 2 (2023)" not in section(less, "Ce qui existe")


# --- the page ------------------------------------------------------------------------------------


# --- from one diagnosis to the next ----------------------------------------------------------------

FOLLOWED = {
    "data/diagnostics/petits.yml": (
        "titre: L'accueil des petits\nrubrique: petite-enfance\ndate: 2023-09\ncadre: ctg\n"
        "constats: [{texte: Les places manquent., indicateurs: [places]},"
        " {texte: Un relais manquait.}]\n"
        "priorites: [{texte: Ouvrir des places., actions: [a1]}, {texte: Un accueil le samedi.}]\n"
    ),
    "data/diagnostics/petits-2018.yml": (
        "titre: Le portrait de 2018\nrubrique: petite-enfance\ndate: 2018-06\nconstats: [{texte: Les places manquent.}]\n"
    ),
}


def test_each_priority_has_its_actions_or_is_told_uncovered(render):
    found = section(page(renderer := render(FOLLOWED)), "Les priorités")
    assert "Ouvrir des places. Action A1 : Agrandir en cours" in found
    assert "Un accueil le samedi. Aucune action n'y répond encore." in found
    action = record_page(renderer, renderer.catalogue.get(Action, "a1")).body
    assert "Ouvrir des places. Priorité 1, L'accueil des petits" in section(action, "À quoi elle répond").replace(" ,", ",")


def test_the_one_of_before_leads_to_the_next_and_leaves_the_list(render):
    renderer = render(FOLLOWED)
    assert "Un diagnostic plus récent a suivi : L'accueil des petits (septembre 2023)" in plain(page(renderer, "petits-2018"))
    assert [card.record.id for card in cards(renderer) if card.record] == ["petits"]
    (listed,) = diagnoses_page(renderer)
    assert "Les diagnostics d'avant Le portrait de 2018 (juin 2018)" in plain(listed.body)
    cadre = renderer.catalogue.get(Cadre, "ctg")
    assert "L'accueil des petits (septembre 2023)" in plain(record_page(renderer, cadre).body)


# --- the list ------------------------------------------------------------------------------------
