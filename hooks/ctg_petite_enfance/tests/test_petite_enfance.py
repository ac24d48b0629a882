"""The service public de la petite enfance: thresholds, transfers, what is not known, the plan; places for a hundred children."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.model.action import SPPE
from ctg.model.commune import Commune
from ctg.model.framework import PointSchema
from ctg.model.record import Record
from ctg.pages.renderer import Renderer
from ctg.reading.catalogue import Catalogue
from ctg_petite_enfance import rate
from ctg_petite_enfance.page import duties, early_childhood_page, points
from territoires import SMALL

TODAY = dt.date(2026, 11, 25)
TERRITOIRE = (SMALL / "data/territoire.yml").read_text("utf-8")
A, B = "Valbourg", "Saint-Clair-sur-Lède"


@pytest.fixture
def territory(project):
    """``territory({commune: inhabitants}, "yaml of petite_enfance", {file: text})`` → its catalogue."""

    def make(counts: dict[str, int | None], sppe: str = "", files: dict[str, str] | None = None) -> Catalogue:
        communes = (SMALL / "data/communes.yml").read_text("utf-8")
        for nom, count in counts.items():
            if count is not None:
                communes = communes.replace(f"- nom: {nom}\n", f"- nom: {nom}\n  population: {count}\n  population_annee: 2023\n")
        more = f"petite_enfance:\n{sppe}" if sppe else ""
        return load(project({"data/communes.yml": communes, "data/territoire.yml": TERRITOIRE + more, **(files or {})}))

    return make


def line(mission: str, bearer: str, *communes: str) -> str:
    named = f", communes: [{', '.join(communes)}]" if communes else ""
    return f"    - {{mission: {mission}, exercee_par: {bearer}{named}}}\n"


def lines(bearer: str, *communes: str, missions=SPPE) -> str:
    return "  competences:\n" + "".join(line(mission, bearer, *communes) for mission in missions)


def answers(catalogue: Catalogue, nom: str) -> dict[str, str]:
    """{what: answer} in a commune."""
    return {what: duty.obligatoire for what, duty in duties(catalogue)[catalogue.commune(nom)].items()}


def six(recenser, informer, planifier, qualite, schema, relais) -> dict[str, str]:
    return dict(zip((*SPPE, "schema", "relais"), (recenser, informer, planifier, qualite, schema, relais), strict=True))


ALONE = {
    0: six("oui", "oui", "non", "non", "non", "non"),
    3_500: six("oui", "oui", "non", "non", "non", "non"),
    3_501: six("oui", "oui", "oui", "oui", "non", "non"),
    10_000: six("oui", "oui", "oui", "oui", "non", "non"),
    10_001: six("oui", "oui", "oui", "oui", "oui", "oui"),
    None: six("oui", "oui", "inconnu", "inconnu", "inconnu", "inconnu"),
}


@pytest.mark.parametrize("count", ALONE)
def test_a_commune_that_keeps_its_duties_answers_by_its_own_size_and_thresholds_are_strict(territory, count):
    catalogue = territory({A: count, B: 50_000}, lines("communes"))
    assert answers(catalogue, A) == ALONE[count]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (2_000, 1_500, ALONE[3_500]),  # 3,500 together
        (2_000, 1_501, ALONE[3_501]),
        (9_000, 1_000, ALONE[10_000]),
        (9_000, 1_001, ALONE[10_001]),
        (9_000, None, six("oui", "oui", "oui", "oui", "inconnu", "inconnu")),  # above 3,500 whatever the other counts
        (10_001, None, ALONE[10_001]),
        (None, None, ALONE[None]),
    ],
)
def test_a_full_transfer_adds_the_inhabitants_for_the_smallest_commune_too(territory, a, b, expected):
    catalogue = territory({A: a, B: b}, lines("intercommunalite"))
    assert answers(catalogue, A) == answers(catalogue, B) == expected
    assert {duty.exercee_par for found in duties(catalogue).values() for duty in found.values()} == {("intercommunalite",)}


def test_a_partial_transfer_counts_only_the_communes_that_made_it(territory):
    catalogue = territory({A: 11_000, B: 400}, lines("intercommunalite", B))
    big, small = (list(duties(catalogue)[catalogue.commune(nom)].values())[:4] for nom in (A, B))
    assert answers(catalogue, A) == ALONE[10_001]
    assert answers(catalogue, B) == ALONE[3_500]  # 400 inhabitants transferred: below every threshold
    assert {duty.exercee_par for duty in big} == {("communes",)}
    assert {duty.exercee_par for duty in small} == {("intercommunalite",)}


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (10_001, 100, ALONE[10_001]),  # a transfer only adds inhabitants: compulsory in any case
        (3_501, 100, six("oui", "oui", "oui", "oui", "non", "non")),  # 3,601 together: never a plan
        (3_501, 9_000, six("oui", "oui", "oui", "oui", "selon", "selon")),
        (400, 10_001, six("oui", "oui", "selon", "selon", "selon", "selon")),
        (400, 3_100, six("oui", "oui", "non", "non", "non", "non")),  # 3,500 together
        (400, None, six("oui", "oui", "selon", "selon", "selon", "selon")),
        (None, 400, ALONE[None]),
    ],
)
def test_when_transfers_are_unknown_only_what_cannot_change_is_said(territory, a, b, expected):
    for sppe in ("", lines("inconnu")):
        assert answers(territory({A: a, B: b}, sppe), A) == expected


def test_a_point_shows_what_the_convention_designates_on_it_drafts_aside(territory):
    own = (SMALL / "data/cadres/ctg.yml").read_text("utf-8")
    lines = (
        "  - {point: offre, indicateur: plein}\n  - {point: besoins, diagnostic: brouillon}\n"
        '  - {point: offre, document: {titre: Annexe, url: "https://www.exemple.fr/annexe.pdf"}}\n'
    )
    files = {
        "data/cadres/ctg.yml": f"{own}designations:\n{lines}",
        "data/indicateurs/plein.yml": "nom: Plein\nunite: places\nproducteur: Ville\n",
        "data/diagnostics/brouillon.yml": "titre: Besoins\nrubrique: petite-enfance\netat_fiche: brouillon\n",
    }
    catalogue = territory({}, files=files)
    found = points(catalogue, catalogue.convention)
    assert len(found) == 13 == len(PointSchema)
    assert [[one.title if isinstance(one, Record) else one.titre for one in point.things] for point in found if point.things] == [
        ["Plein", "Annexe"]
    ]
    assert "Désignés : 1 point sur 13." in page(catalogue)


def page(catalogue: Catalogue) -> str:
    made = next(iter(early_childhood_page(Renderer(catalogue, TODAY))))
    return " ".join(made.body.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_the_page_says_both_cases_when_nothing_is_known_and_promises_nothing(territory):
    assert "Population inconnue : 1 commune." in page(territory({A: 10_001, B: None}))
    text = page(territory({A: 10_001, B: 400}))
    assert "Nous ne le savons pas." in text
    assert "La loi compte alors tous leurs habitants : 10 401." in text
    assert "<strong>1 commune</strong> au-dessus de 10 000 habitants : " in text
    assert "<strong>1 commune</strong> au-dessus de 3 500 habitants : " in text
    assert "Cela dépend" in text
    assert "Ce qu'un schéma doit contenir" in text.replace("’", "'")
    assert "Rien n’est public, à notre connaissance : aucune place voulue" in text


def test_the_programme_says_each_place_once_where_it_stands_and_the_communes_of_which_nothing_is_known(territory):
    steps = [(2025, "ouvertes", 8), (2025, "voulues", 12), (2025, "decidees", 10), (2025, "fermees", 1), (2028, "voulues", 6)]
    told = "".join(f"  - {{annee: {y}, commune: {A}, etat: {how}, nombre: {n}, source: Vote}}\n" for y, how, n in steps)
    left = "etats: [{date: 2026-01-05, etat: abandonnee}]\n"
    action = "numero: A1\ntitre: A1\naxe: a\nporteurs: [Ville]\nplaces_accueil:\n"
    files = {"data/axes/a.yml": "numero: A\ntitre: Accueillir\n", "data/actions/a1.yml": action + told}
    value = "{annee: 2025, valeur: 1, source: CAF, commune: Valbourg}"
    figure = f"nom: Par commune\nunite: places\nproducteur: Ville\nvaleurs: [{value}]\n"
    files["data/indicateurs/par-commune.yml"] = figure
    files["data/actions/a2.yml"] = action.replace("A1", "A2") + told.splitlines()[-1] + f"\n{left}"
    text = page(territory({}, "  besoins: [par-commune]\n", files))
    assert "De 2025 à 2028, places d’accueil : 8 ouvertes, 2 décidées, 8 voulues et 1 fermée." in text
    assert "Attendues avant 2026, sans ouverture connue : 4." in text
    assert "<dd>12 voulues, dont 10 décidées, dont 8 ouvertes</dd>" in text
    assert f"<dt>{A}, 2028</dt> <dd>6 voulues</dd>" in text
    assert ": 1 en 2025." in text
    assert f'Rien n’est public, à notre connaissance, pour <a href="../../communes/saint-clair-sur-lede/">{B}</a>.' in text


def creche(nom: str, commune: str, more: str, type_: str = "micro-creche") -> str:
    return f"nom: {nom}\ntype: {type_}\ncommune: {commune}\n{more}\n"


CHILDREN = "nom: Enfants\nunite: enfants\nproducteur: Recensement\nsources: [{titre: Recensement, date: 2025}]\nvaleurs:\n"
NAMED = {"data/territoire.yml": TERRITOIRE + "couverture: {enfants_moins_de_3_ans: enfants}\n"}


def rates(root) -> tuple[Catalogue, dict[str, rate.Rate]]:
    catalogue = load(root)
    return catalogue, {one.nom: rate.childcare_rate(catalogue, one) for one in catalogue.all(Commune)}


def test_places_for_a_hundred_children(project):
    # Valbourg: 20 + 10 places for 48 children: 62.5. Saint-Clair: no structure, 0 place for 30 children. In all, 30 for 80: 37.5.
    values = (
        f"  - {{annee: 2020, valeur: 99, commune: {A}}}\n  - {{annee: 2023, valeur: 48, commune: {A}}}\n"
        f"  - {{annee: 2022, valeur: 30, commune: {B}}}\n  - {{annee: 2023, valeur: 80}}\n"
    )
    catalogue, found = rates(
        project(
            {
                **NAMED,
                "data/indicateurs/enfants.yml": CHILDREN + values,
                "data/structures/les-lutins.yml": creche("Les Lutins", A, "places: {total: 20, annee: 2026}"),
                "data/structures/nids.yml": creche("Les Nids", A, "places: {total: 10, annee: 2024}"),
                "data/structures/relais.yml": creche("Relais", A, "places: {total: 50, annee: 2026}", "relais-petite-enfance"),
            }
        )
    )
    here = found[A]
    assert (here.places, here.years, here.children.annee, float(here.value)) == (30, (2024, 2026), 2023, 62.5)
    assert not here.far_apart
    assert found[B].value == 0
    assert float(rate.childcare_rate(catalogue).value) == 37.5


@pytest.mark.parametrize(
    ("values", "places", "reason"),
    [
        (f"  - {{annee: 2022, valeur: 10, commune: {B}}}\n", "places: {total: 20, annee: 2026}", "pas de chiffre d’enfants"),
        (f"  - {{annee: 2022, valeur: 10, commune: {A}}}\n", "", "Les Lutins : places non renseignées"),
        (
            f"  - {{annee: 2022, valeur: 0, commune: {A}}}\n",
            "places: {total: 20, annee: 2026}",
            "aucun enfant de moins de 3 ans en 2022",
        ),
    ],
)
def test_what_is_missing_is_said_rather_than_guessed(project, values, places, reason):
    lutins = creche("Les Lutins", A, places)
    files = {**NAMED, "data/indicateurs/enfants.yml": CHILDREN + values, "data/structures/les-lutins.yml": lutins}
    _, found = rates(project(files))
    assert (found[A].value, found[A].reason) == (None, reason)
