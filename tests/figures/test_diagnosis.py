"""The thematic diagnosis: counts worked out by hand, what is unknown said, frameworks labelled, text never markup."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from ctg.figures.diagnosis import gaps
from ctg.loading import load
from ctg.model.figure import Diagnostic
from ctg.pages.record_page import record_page
from ctg.pages.renderer import Renderer
from dits import words_of
from territoires import SMALL

TODAY = dt.date(2026, 11, 25)
TERRITOIRE = (SMALL / "data/territoire.yml").read_text("utf-8")
FILES = {
    # Valbourg (46.5, 2.5) and Saint-Clair-sur-Lède (46.5, 2.7) are 15.3 km apart.
    "data/structures/oursons.yml": "nom: Les Oursons\ntype: multi-accueil\ncommune: Valbourg\n",
    "data/structures/etoiles.yml": "nom: Les Étoiles\ntype: multi-accueil\ncommune: Valbourg\n",
    "data/structures/cache.yml": "nom: Caché\ntype: mam\ncommune: Valbourg\netat_fiche: brouillon\n",
    "data/diagnostics/petits.yml": "titre: L'accueil des petits\nrubrique: petite-enfance\nmanques: [Rien le samedi.]\n",
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


def section(body: str, title: str) -> str:
    """The text of a section by its title."""
    said = words_of(next(part for part in re.split("<h2>", body) if words_of(part).startswith(title)))
    return said.replace(" ,", ",").replace(" .", ".")


# --- counts --------------------------------------------------------------------------------------


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
