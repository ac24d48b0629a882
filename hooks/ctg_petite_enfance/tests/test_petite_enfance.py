"""The service public de la petite enfance: thresholds, transfers, what is not known, and the plan's content."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.model.action import SPPE
from ctg.model.framework import PointSchema
from ctg.pages.renderer import Renderer
from ctg.reading.catalogue import Catalogue
from ctg_petite_enfance.page import duties, early_childhood_page, relays_of, transfers
from ctg_petite_enfance.points import SchemaPoint, points
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


def test_duties_may_go_to_different_hands_and_the_relay_follows_whoever_owes_it(territory):
    catalogue = territory(
        {A: 9_000, B: 2_000},
        "  competences:\n" + line("informer", "intercommunalite") + line("planifier", "communes") + line("qualite", "communes"),
    )
    assert answers(catalogue, B) == six("oui", "oui", "non", "non", "non", "oui")  # 11,000 together for informing only
    found = duties(catalogue)[catalogue.commune(B)]
    assert found["relais"].exercee_par == ("intercommunalite",)
    assert found["recenser"].exercee_par == ("inconnu",)
    assert {mission: t.habitants.total for mission, t in transfers(catalogue).items()} == dict.fromkeys(SPPE, 11_000)


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


RELAY = "nom: Le Hérisson\ntype: relais-petite-enfance\ncommune: Valbourg\n"


def test_a_relay_is_shown_where_it_is_and_where_it_says_it_comes(territory):
    for more, expected in (
        ("", []),
        (f"communes_desservies: [{B}]\n", ["Le Hérisson"]),
        (f"arrets: [{{commune: {B}}}]\n", ["Le Hérisson"]),
    ):
        catalogue = territory({}, files={"data/structures/herisson.yml": RELAY + more})
        assert [relay.nom for relay in relays_of(catalogue, catalogue.commune(A))] == ["Le Hérisson"]
        assert [relay.nom for relay in relays_of(catalogue, catalogue.commune(B))] == expected


ACTION = "numero: {n}\ntitre: {n}\naxe: a\nporteurs: [Ville]\n"
PLAN = {
    "data/axes/a.yml": "numero: A\ntitre: Accueillir\n",
    "data/actions/a1.yml": ACTION.format(n="A1") + "sppe: [planifier]\nobjectif: Dix places.\n"
    "moyens: {financiers: [{annee: 2025, financeur: CAF, prevu: 10}]}\n",
    "data/actions/a2.yml": ACTION.format(n="A2") + "sppe: [qualite]\ncalendrier: {debut: 2026}\n",
    "data/actions/a3.yml": ACTION.format(n="A3")
    + "objectif: Autre chose.\ncalendrier: {debut: 2026}\nstructures: [les-lutins]\n",
    "data/actions/a4.yml": ACTION.format(n="A4") + "themes: [handicap]\ncalendrier: {fin: 2027-06}\n"
    "bilans: [{annee: 2025, texte: Fait.}]\nmoyens: {postes: [{fonction: directrice}],"
    " financiers: [{annee: 2027, financeur: CAF, prevu: 900, nature: investissement}]}\n",
    "data/actions/a5.yml": ACTION.format(n="A5") + "moyens: {financiers: [{annee: 2028, financeur: CAF, prevu: 5}]}\n",
    "data/axes/b.yml": "numero: B\ntitre: Vivre\ncadre: ville\n",
    "data/cadres/ville.yml": "titre: Contrat de ville\nnature: contrat-de-ville\n",
    "data/actions/b1.yml": ACTION.format(n="B1").replace("axe: a", "axe: b") + "sppe: [qualite]\n",
    "data/indicateurs/plein.yml": "nom: Plein\nunite: places\nproducteur: Ville\ncible: {annee: 2028, valeur: 3}\n"
    "valeurs: [{annee: 2025, valeur: 1, source: CAF}]\n",
    "data/indicateurs/par-commune.yml": "nom: Par commune\nunite: places\nproducteur: Ville\n"
    "valeurs: [{annee: 2025, valeur: 1, source: CAF, commune: Valbourg}]\n",
    "data/diagnostics/besoins.yml": "titre: Besoins\nrubrique: petite-enfance\nbesoins: [Des places.]\n",
    "data/diagnostics/manques.yml": "titre: Manques\nrubrique: petite-enfance\nmanques: [Le soir.]\n",
    "data/rencontres/avant.yml": "titre: Avant\ndate: 2023-03\ntype: forum\nresultats: [Des places.]\n",
    "data/rencontres/apres.yml": "titre: Après\ndate: 2024-03\ntype: forum\n",
    "data/rencontres/a-venir.yml": "titre: À venir\ndate: 2026-12-12\ntype: forum\n",
    "data/rencontres/reunion.yml": "titre: Réunion\ndate: 2023-03-01\n",
    "data/indicateurs/vide.yml": "nom: Vide\nunite: places\nproducteur: Ville\nthemes: [petite-enfance]\n"
    "cible: {annee: 2028, valeur: 3}\n",
}


def designated(lines: str, begins: str = "debut: 2024\nfin: 2028\nsignature: 2023-12-15\n") -> dict[str, str]:
    """The convention with these designations, and what they may name."""
    own = (SMALL / "data/cadres/ctg.yml").read_text("utf-8")
    return PLAN | {"data/cadres/ctg.yml": f"{own}{begins}designations:\n{lines}"}


def point(key: str, named: str) -> str:
    """A line of the designations."""
    return f"  - {{point: {key}, {named}}}\n"


def point_of(catalogue: Catalogue, key: str) -> SchemaPoint:
    return next(point for point in points(catalogue, catalogue.convention, TODAY) if point.key == key)


def test_nothing_is_present_that_nobody_designates(territory):
    found = points(territory({}, files=PLAN), territory({}, files=PLAN).convention, TODAY)
    assert len(found) == 13 == len(PointSchema)
    assert not [point for point in found if point.present]
    assert {point.gaps for point in found} == {("Rien n’est désigné.",)}


@pytest.mark.parametrize(
    ("key", "suits", "fails", "why"),
    [
        ("offre", "indicateur: plein", "indicateur: vide", "cet indicateur n’a aucune valeur"),
        ("besoins", "diagnostic: besoins", "diagnostic: manques", "ce diagnostic ne dit aucun besoin"),
        ("besoins", "rencontre: avant", "rencontre: reunion", "cette rencontre ne dit pas ce qui a été dit"),
        ("zones", "diagnostic: manques", "diagnostic: besoins", "ce diagnostic ne dit aucun manque"),
        ("zones", "indicateur: par-commune", "indicateur: plein", "cet indicateur n’est pas connu par commune"),
        ("objectifs", "action: a1", "action: a2", "elle ne dit pas son objectif"),
        ("objectifs", "indicateur: vide", "indicateur: par-commune", "cet indicateur n’a pas de cible"),
        ("emplois", "action: a4", "action: a1", "elle ne dit pas ses postes"),
        ("difficultes", "action: a4", "action: a1", "aucun de ses thèmes n’est une de ces difficultés"),
        ("qualite", "action: a2", "action: a1", "elle ne dit pas soutenir la qualité"),
        ("investissements", "action: a4", "action: a1", "elle ne dit aucun investissement"),
        ("calendrier", "action: a4", "action: a2", "elle n’a aucune date à venir"),
        ("indicateurs", "indicateur: plein", "indicateur: vide", "il lui faut une valeur et une cible"),
        ("concertation", "rencontre: avant", "rencontre: apres", "elle a eu lieu après la signature (15 décembre 2023)"),
        ("concertation", "rencontre: avant", "rencontre: a-venir", "elle n’a pas encore eu lieu (12 décembre 2026)"),
        ("concertation", "rencontre: avant", "rencontre: reunion", "cette réunion n’interroge pas les habitants"),
        ("bilans", "action: a4", "action: a1", "elle n’a aucun bilan"),
        ("qualite", "action: a2", "action: b1", "cette action est d’un autre plan"),
        ("qualite", "action: a2", "rencontre: avant", "ce n’est pas ce que ce point demande"),
    ],
)
def test_a_point_is_present_only_when_what_is_designated_answers_it(territory, key, suits, fails, why):
    both = point_of(territory({}, files=designated(point(key, suits) + point(key, fails))), key)
    assert both.present
    assert [proof.gap for proof in both.proofs] == ["", why]
    alone = point_of(territory({}, files=designated(point(key, fails))), key)
    assert (alone.present, alone.gaps) == (False, ("Rien de ce qui est désigné ne répond à ce point.",))


def test_costs_are_those_of_every_year_to_come(territory):
    def costs(*named: str, **dates: str) -> SchemaPoint:
        lines = "".join(point("couts", f"action: {id}") for id in named)
        return point_of(territory({}, files=designated(lines, **dates)), "couts")

    past = costs("a1")
    assert (past.present, past.proofs[0].gap) == (False, "elle ne prévoit aucun coût après 2026")
    half = costs("a1", "a4")
    assert (half.present, half.gaps) == (False, ("Aucun coût prévu pour 2028.",))
    assert costs("a4", "a5").present
    assert costs("a4", begins="debut: 2023\nfin: 2027\n").present
    over = costs("a4", begins="debut: 2022\nfin: 2026\n")
    assert over.proofs[0].gap == "ce plan n’a plus d’année à venir"
    assert costs("a4", "a5", begins="debut: 2027\nfin: 2028\n").present, "a plan to come: all its years"


def test_a_document_is_believed_but_for_dates(territory):
    paper = 'document: {titre: Annexe, url: "https://www.exemple.fr/annexe.pdf"}'
    catalogue = territory({}, files=designated("".join(point(key, paper) for key in PointSchema)))
    missing = {point.key for point in points(catalogue, catalogue.convention, TODAY) if not point.present}
    assert missing == {"couts", "calendrier", "concertation"}


def test_a_transfer_shows_the_vote_of_each_commune(territory):
    votes = f"deliberations: [{{commune: {A}, date: 2024-11-18, numero: 2024-61}}]"
    told = "  competences:\n" + "".join(
        f"    - {{mission: {mission}, exercee_par: intercommunalite, {votes}}}\n" for mission in ("informer", "planifier")
    )
    text = page(territory({A: 9_000}, told))
    assert text.count("délibération du 18 novembre 2024, n° 2024-61") == 1
    assert "délibération par laquelle" in text
    assert "délibération par laquelle" not in page(territory({A: 9_000}, lines("intercommunalite")))


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
    action = ACTION.format(n="A1") + "places_accueil:\n"
    files = {"data/axes/a.yml": PLAN["data/axes/a.yml"], "data/actions/a1.yml": action + told}
    files["data/actions/a2.yml"] = action.replace("A1", "A2") + told.splitlines()[-1] + f"\n{left}"
    text = page(territory({}, "  besoins: [par-commune]\n", PLAN | files))
    assert "De 2025 à 2028, places d’accueil : 8 ouvertes, 2 décidées, 8 voulues et 1 fermée." in text
    assert "Attendues avant 2026, sans ouverture connue : 4." in text
    assert "<dd>12 voulues, dont 10 décidées, dont 8 ouvertes</dd>" in text
    assert f"<dt>{A}, 2028</dt> <dd>6 voulues</dd>" in text
    assert ": 1 en 2025." in text
    assert f'Rien n’est public, à notre connaissance, pour <a href="../../communes/saint-clair-sur-lede/">{B}</a>.' in text
