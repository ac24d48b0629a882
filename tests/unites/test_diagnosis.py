"""The thematic diagnosis: counts worked out by hand, what is unknown said, frameworks labelled, text never markup."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

from ctg.analysis.project.diagnosis import Seats, age_groups, far_from_all, offers, places_of, whole
from ctg.kinds import Diagnostic
from ctg.loading import load
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.project.diagnosis import cards, figures, files, gaps
from ctg.outputs.records import record_page
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
    "data/rencontres/autre.yml": (
        "titre: Forum du projet\ndate: 2026-05\ntype: forum\ncadre: projet-de-territoire\nthemes: [petite-enfance]\n"
        "resultats: [La crèche ferme trop tôt.]\n"
    ),
    "data/rencontres/muette.yml": "titre: Réunion muette\ndate: 2026-01\nthemes: [petite-enfance]\n",
    "data/axes/a.yml": "numero: A\ntitre: Accueillir\n",
    "data/actions/a1.yml": "titre: Agrandir\naxe: a\nporteur: Ville\nthemes: [petite-enfance]\netat: en-cours\n",
    "data/actions/a2.yml": "titre: Rouler\naxe: a\nporteur: Ville\nthemes: [mobilite]\n",
    "data/diagnostics/petits.yml": (
        "titre: L'accueil des petits\nrubrique: petite-enfance\npresentation: Une étude de 2023.\n"
        "constats: [Les places manquent.]\nbesoins: [Des horaires élargis., Un relais proche.]\nmanques: [Rien le samedi.]\n"
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
    return renderer.catalogue.vocabulary.rubriques[id]


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
    assert (found.told, found.total) == (2, 3)


@pytest.mark.parametrize(
    ("id", "groups"),
    [
        ("petite-enfance", ("0-3-ans", "3-6-ans")),
        ("enfance-jeunesse", ("3-6-ans", "6-11-ans", "11-18-ans", "18-25-ans")),
        ("logement", ()),
    ],
)
def test_the_age_groups_of_a_rubrique_come_from_its_types(render, id, groups):
    renderer = render()
    assert age_groups(renderer.catalogue.vocabulary, rubrique(renderer, id)) == groups


def test_communes_far_from_all(render):
    """The stop of the relais is in Saint-Clair, the centre too; the nursery of Valbourg is 15.3 km away."""
    renderer = render()
    catalogue = renderer.catalogue
    creches = [place for place in catalogue.places if getattr(place, "type", "") == "multi-accueil"]
    assert [c.nom for c in far_from_all(catalogue, creches)] == ["Saint-Clair-sur-Lède"]
    assert [c.nom for c in far_from_all(catalogue, places_of(catalogue, rubrique(renderer)))] == []
    assert len(list(far_from_all(catalogue, ()))) == 2
    near = render({"data/territoire.yml": TERRITOIRE + "couverture: {distance_km: 16}\n"}).catalogue
    assert list(far_from_all(near, creches)) == []


def test_gaps_start_with_the_rubrique_and_go_on_with_ages(render):
    renderer = render()
    assert [what for what, _ in gaps(renderer, rubrique(renderer))] == [
        "Un lieu ou un service de ce thème",
        "Avant 3 ans",
        "De 3 à 6 ans",
    ]
    (_, communes), *rest = gaps(renderer, rubrique(renderer, "vie-locale"))
    assert [c.nom for c in communes] == ["Valbourg"]  # the centre is in Saint-Clair
    assert rest == []


# --- the page ------------------------------------------------------------------------------------


def test_the_page_says_what_is_counted_and_what_is_not_known(render):
    body = page(render())
    figures, offer = section(body, "Les chiffres"), section(body, "Ce qui existe")
    assert "1 250 places" in figures
    assert "Agglomération, 2024. Source : Rapport annuel." in figures
    assert "Connus commune par commune : Naissances." in figures
    assert "Pas encore connus : Attente (qui mesure : Relais)" in figures
    assert "Bus" not in figures
    assert "Multi-accueils (crèches) 3 Valbourg 32 (2018 à 2024) 2 fiches sur 3" in offer
    assert "Relais petite enfance 1 Saint-Clair-sur-Lède et Valbourg – Non renseigné" in offer
    assert "Services et aides 1 tout le territoire ou à distance – Non renseigné" in offer
    assert "Ensemble 5 2 communes sur 2 32 (2018 à 2024) 2 fiches sur 4" in offer
    assert "2 fiches sur 4 disent leurs places ; ce total est un minimum." in offer


def test_the_page_tells_words_gaps_and_actions(render):
    body = page(render())
    assert "Des horaires élargis. Un relais proche." in section(body, "Ce dont les familles ont besoin")
    gaps = section(body, "Ce qui manque")
    assert "Rien le samedi." in gaps
    assert "rien à moins de 10 km" in gaps
    assert "Un lieu ou un service de ce thème Aucune" in gaps
    actions = section(body, "Les actions qui répondent")
    assert "Agrandir en cours" in actions
    assert "Rouler" not in actions
    assert 'href="../../trouver/petite-enfance/"' in body
    assert 'href="../../ctg/couverture/"' in body


def test_what_people_said_newest_first_and_other_frameworks_labelled(render):
    said = section(page(render()), "Ce que les gens ont dit")
    forum, atelier = said.index("Forum du projet"), said.index("Atelier des parents")
    assert forum < atelier
    assert "Hors CTG : projet de territoire" in said[forum:atelier]
    assert "Hors CTG" not in said[atelier:]
    assert "2 demandes : 1 réalisée, 1 dont la suite n'est pas renseignée." in said[atelier:]
    assert "Réunion muette" not in said


def test_without_anything_known_the_page_still_stands(render):
    body = page(render({"data/diagnostics/vide.yml": "titre: Se loger ici\nrubrique: logement\n"}), "vide")
    assert "Aucun indicateur suivi pour ce thème." in plain(body)
    assert "Aucune fiche de ce site pour ce thème." in plain(body)
    assert "Saint-Clair-sur-Lède et Valbourg (2 sur 2)" in section(body, "Ce qui manque")
    assert "Aucune action ne dit répondre à ce thème." in plain(body)
    assert "Places d'accueil" not in plain(body)


HOSTILE = "<script>alert(1)</script> {{ 7*7 }} & \"x\" 'y'"


def test_hostile_text_stays_text(render):
    quoted = '"' + HOSTILE.replace('"', '\\"') + '"'
    body = page(
        render(
            {
                "data/diagnostics/petits.yml": (
                    f"titre: {quoted}\nrubrique: petite-enfance\npresentation: {quoted}\nconstats: [{quoted}]\n"
                    f"besoins: [{quoted}]\nmanques: [{quoted}]\ndocuments: [{{titre: {quoted}, url: 'https://exemple.fr/a'}}]\n"
                ),
                "data/rencontres/ctg.yml": (
                    f"titre: {quoted}\ndate: 2026-03\nthemes: [petite-enfance]\nparticipation: {quoted}\nresultats: [{quoted}]\n"
                ),
            }
        )
    )
    assert "<script" not in body
    assert body.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 8
    assert "49" not in body


# --- the list ------------------------------------------------------------------------------------


def test_every_rubrique_has_its_card_written_or_not(render):
    found = list(cards(render({"data/diagnostics/bebes.yml": "titre: Bébés\nrubrique: petite-enfance\n"})))
    assert [(card.rubrique.id, card.record and card.record.id) for card in found] == [
        ("petite-enfance", "bebes"),
        ("petite-enfance", "petits"),
        ("enfance-jeunesse", None),
        ("parentalite", None),
        ("droits", None),
        ("logement", None),
        ("vie-locale", None),
    ]


def test_the_list_counts(render):
    (listed,) = files(render())
    petits, enfance, *_ = (plain(card) for card in listed.body.split('<li class="axe-carte">')[1:])
    assert "2 chiffres connus sur 3 5 lieux et services dans 2 communes 32 places (2 fiches sur 4)" in petits
    assert "Ce dont les familles ont besoin : Des horaires élargis. Un relais proche." in petits
    assert "Ce diagnostic n'est pas encore écrit." in enfance
    assert "Aucun chiffre suivi 0 lieu ou service" in enfance
    assert "pastille--petite-enfance" in listed.body
