"""Figures in sentences, their comparison, on course or not; the thematic diagnosis. Every number worked out by hand."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from cas import reviewed
from ctg.common import phrases
from ctg.figures import series
from ctg.figures.diagnosis import gaps
from ctg.figures.pages import chart, legend, spark
from ctg.figures.series import comparison, course, course_sentence, expected, headline
from ctg.loading import load
from ctg.model.figure import Diagnostic, Indicateur
from ctg.pages.renderer import Renderer, record_page
from dits import words_of
from territoires import SMALL

WRITTEN = Path(__file__).with_name("chiffres.txt")
"""What a sheet says of a figure, and what is told of it: its trend, itself, its title, its course, what is drawn."""


@pytest.mark.parametrize(
    ("value", "unite", "text"),
    [
        ("20", "places", "20 places"),
        ("1", "communes", "1 commune"),
        ("0", "accueils de loisirs", "0 accueil de loisirs"),
        ("1.9", "places pour 100 enfants", "1,9 place pour 100 enfants"),
        ("2.19", "personnes par ménage", "2,19 personnes par ménage"),
        ("1", "enfants accueillis", "1 enfant accueilli"),
        ("1", "mois", "1 mois"),
        ("1", "%", "1 %"),
        ("18403290", "euros", "18\u202f403\u202f290 euros"),
    ],
)
def test_numbers_with_their_unit(value, unite, text):
    assert phrases.counted(Decimal(value), unite) == text


def said(written: str) -> list[str]:
    record = Indicateur.model_validate({"nom": "P", "unite": "places", "producteur": "V"} | yaml.load(written, yaml.BaseLoader))
    bars, on = comparison(record), course(record)
    way = [f"{year} : {wanted:.1f}" for year in range(2021, 2028) if (wanted := expected(record, year))]
    return [
        series.trend(record), series.figure(record), headline(record), course_sentence(record),
        f"{'tenu' if on.kept else 'manqué'}, il faut {on.needed:.1f} ; {', '.join(way)}" if on else "",
        *(f"barre {one.name} {one.measure.annee} : {one.share}, ici {one.here and one.here.valeur}" for one in bars),
        f"courbe : {' '.join(legend(record))}" if chart(record) else "", "vignette" if spark(record) else "",
    ]  # fmt: skip


def test_a_figure_is_told_as_it_was_reviewed(request):
    reviewed(WRITTEN, said, request)


TODAY = dt.date(2026, 11, 25)
TERRITOIRE = (SMALL / "data/territoire.yml").read_text("utf-8")
FILES = {
    # Valbourg (46.5, 2.5) and Saint-Clair-sur-Lède (46.5, 2.7) are 15.3 km apart.
    "data/structures/oursons.yml": "nom: Les Oursons\ntype: multi-accueil\ncommune: Valbourg\n",
    "data/structures/etoiles.yml": "nom: Les Étoiles\ntype: multi-accueil\ncommune: Valbourg\n",
    "data/structures/cache.yml": "nom: Caché\ntype: mam\ncommune: Valbourg\netat_fiche: brouillon\n",
    "data/diagnostics/petits.yml": "titre: L'accueil des petits\nrubrique: petite-enfance\nmanques: [Rien le samedi.]\n",
}


def test_gaps_say_whether_the_offer_is_known_in_full(project):
    """Saint-Clair is 15.3 km from the nurseries; its draft is of another commune."""
    sure = "couverture: {recenses: [{offre: accueil-des-tout-petits, source: PMI, date: 2026-03}]}\n"
    for more, complete in ({}, False), ({"data/territoire.yml": TERRITOIRE + sure}, True):
        renderer = Renderer(load(project(FILES | more), on=TODAY), TODAY)
        ((offre, known, communes),) = gaps(renderer, renderer.catalogue.vocabulary.need("petite-enfance"))
        assert (offre, known) == ("Faire garder mon enfant", complete)
        assert [c.nom for c in communes] == ["Saint-Clair-sur-Lède"]
        told = words_of(record_page(renderer, renderer.catalogue.get(Diagnostic, "petits")).body).partition("Ce qui manque")[2]
        assert f"Saint-Clair-sur-Lède (1 sur 2 ; {'il n' if complete else 'il y a peut-être quelque chose'}" in told
