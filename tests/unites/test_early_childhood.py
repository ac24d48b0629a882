"""The service public de la petite enfance: thresholds, transfers, what is not known, and the plan's content."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from ctg.analysis.project.early_childhood import bands, duties, transfers
from ctg.analysis.project.early_childhood_law import MISSIONS, OFFICIAL, RULES
from ctg.catalogue import Catalogue
from ctg.kinds import Commune
from ctg.kinds.action import SPPE
from ctg.loading import load
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.project.early_childhood import columns, files, relays_of
from ctg.outputs.project.early_childhood_plan import points
from ctg.outputs.records import record_page
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
    (found,) = (duty for duty in duties(catalogue) if duty.commune.nom == nom)
    return {
        **{mission: duty.obligatoire for mission, duty in found.missions.items()},
        "schema": found.schema.obligatoire,
        "relais": found.relais.obligatoire,
    }


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
    assert {duty.exercee_par for found in duties(catalogue) for duty in found.missions.values()} == {("intercommunalite",)}


def test_a_partial_transfer_counts_only_the_communes_that_made_it(territory):
    catalogue = territory({A: 11_000, B: 400}, lines("intercommunalite", B))
    (big, small) = sorted(duties(catalogue), key=lambda found: found.commune.nom != A)
    assert answers(catalogue, A) == ALONE[10_001]
    assert answers(catalogue, B) == ALONE[3_500]  # 400 inhabitants transferred: below every threshold
    assert {duty.exercee_par for duty in big.missions.values()} == {("communes",)}
    assert {duty.exercee_par for duty in small.missions.values()} == {("intercommunalite",)}


def test_duties_may_go_to_different_hands_and_the_relay_follows_whoever_owes_it(territory):
    catalogue = territory(
        {A: 9_000, B: 2_000},
        "  competences:\n" + line("informer", "intercommunalite") + line("planifier", "communes") + line("qualite", "communes"),
    )
    assert answers(catalogue, B) == six("oui", "oui", "non", "non", "non", "oui")  # 11,000 together for informing only
    (found,) = (duty for duty in duties(catalogue) if duty.commune.nom == B)
    assert found.relais.exercee_par == ("intercommunalite",)
    assert found.missions["recenser"].exercee_par == ("inconnu",)
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


def test_communes_by_size_and_a_missing_population_is_not_a_small_one(territory):
    catalogue = territory({A: 10_001, B: None})
    assert {name: [c.nom for c in found] for name, found in bands(catalogue.all(Commune)).items()} == {
        "grandes": [A],
        "moyennes": [],
        "petites": [],
        "inconnues": [B],
    }
    middle = bands(territory({A: 10_000, B: 3_500}).all(Commune))
    assert ([c.nom for c in middle["moyennes"]], [c.nom for c in middle["petites"]]) == ([A], [B])


@pytest.mark.parametrize("id", RULES)
def test_every_rule_says_its_article_what_was_read_and_when(id):
    rule = RULES[id]
    assert re.match(r"articles? [LD]\. 214-", rule.reference)
    assert rule.lu.url.startswith("https://")
    assert all((rule.texte, rule.lu.titre, rule.lu.date))
    assert dt.date(2026, 1, 1) <= rule.verifie_le <= TODAY


def test_the_four_duties_have_a_sentence_and_a_rule():
    assert set(MISSIONS) == set(SPPE)
    assert {rule for _, rule in MISSIONS.values()} <= set(RULES)
    assert OFFICIAL.startswith("https://www.legifrance.gouv.fr/")


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


ACTION = "numero: {n}\ntitre: {n}\naxe: a\nporteur: Ville\n"
PLAN = {
    "data/axes/a.yml": "numero: A\ntitre: Accueillir\n",
    "data/actions/a1.yml": ACTION.format(n="A1") + "sppe: [planifier]\nobjectif: Dix places.\nstructures: [les-lutins]\n",
    "data/actions/a2.yml": ACTION.format(n="A2") + "sppe: [qualite]\ncalendrier: {debut: 2026}\n",
    "data/actions/a3.yml": ACTION.format(n="A3")
    + "objectif: Autre chose.\ncalendrier: {debut: 2026}\nstructures: [les-lutins]\n",
    "data/indicateurs/vide.yml": "nom: Vide\nunite: places\nproducteur: Ville\nthemes: [petite-enfance]\n"
    "cible: {annee: 2028, valeur: 3}\n",
}


def shown(catalogue: Catalogue) -> dict[str, list[str]]:
    """{end of the article's reference: what is present}."""
    return {point.reference.split(", I, ")[-1]: [proof.texte for proof in point.present] for point in points(catalogue)}


def test_the_plan_s_content_is_present_only_when_a_record_says_something(territory):
    found = shown(territory({}, files=PLAN))
    assert found["1°"] == ["1 structure pour les tout-petits"]
    assert found["2°"] == []
    assert found["4°, a"] == ["1 action avec un objectif"]  # neither A3, which serves no duty, nor a target without any value
    assert found["4°, b"] == []
    assert found["4°, d"] == ["1 action pour soutenir la qualité"]
    assert found["4°, e"] == ["1 action pour une structure précise"]
    assert found["4°, g"] == ["1 action avec un calendrier"]
    assert found["L. 214-2, II"] == []
    assert len(found) == 13


@pytest.mark.parametrize("theme", ["handicap", "sante", "acces-aux-droits", "emploi-insertion"])
def test_the_difficulties_are_those_that_the_law_names(territory, theme):
    """Art. L. 214-2: conditions of life or work, health, disability, low income."""
    files = {name: f"{text}themes: [{theme}]\n" if "/actions/" in name else text for name, text in PLAN.items()}
    assert any("sur ces difficultés" in text for texts in shown(territory({}, files=files)).values() for text in texts)
    assert not any("sur ces difficultés" in text for texts in shown(territory({}, files=PLAN)).values() for text in texts)


def test_what_is_not_of_the_convention_is_not_held_against_the_plan_s_content(territory):
    """The list answers « may the convention stand for the plan? »."""
    found = shown(
        territory(
            {},
            files={name: f"{text}cadre: offre\n" if "/axes/" in name else text for name, text in PLAN.items()}
            | {"data/cadres/offre.yml": "titre: Offre d'emploi\nnature: missions\n"},
        )
    )
    assert (found["4°, a"], found["4°, d"], found["4°, e"], found["4°, g"]) == ([], [], [], [])


def page(catalogue: Catalogue) -> str:
    (made,) = files(Renderer(catalogue, TODAY))
    return " ".join(made.body.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_the_page_says_both_cases_when_nothing_is_known_and_promises_nothing(territory):
    text = page(territory({A: 10_001, B: 400}))
    assert "Nous ne le savons pas." in text
    assert "La loi compte alors tous leurs habitants : 10 401." in text
    assert "<strong>1 commune</strong> dépasse 10 000 habitants" in text
    assert "<strong>1 commune</strong> ne dépasse pas 3 500 habitants" in text
    assert "Cela dépend" in text
    assert "Pas encore" in text


def test_the_page_names_who_answers_when_a_transfer_is_known(territory):
    text = page(territory({A: 9_000, B: None}, lines("intercommunalite", missions=["informer"])))
    assert "Communauté de communes du Petit Pays, pour toutes les communes (au moins 9 000 habitants)" in text
    assert "Nous ne le savons pas. Aucune source" not in text
    assert '<td class="nombre">Inconnu</td>' in text


def test_a_cell_says_who_answers_only_where_communes_differ(territory):
    catalogue = territory(
        {A: 4_000, B: 300}, "  competences:\n" + line("planifier", "intercommunalite", B) + line("qualite", "communes")
    )
    found = dict(columns(duties(catalogue)))
    assert (found["Recenser"], found["Soutenir la qualité"]) == (("inconnu",), ("communes",))
    assert found["Planifier"] is found["Schéma pluriannuel"] is None
    text = page(catalogue)
    assert 'Soutenir la qualité <span class="devoir__qui">commune</span></th>' in text
    assert 'Non <span class="devoir__qui">intercommunalité</span></td>' in text  # 300 inhabitants transferred


def test_a_commune_s_page_links_to_its_line(territory):
    catalogue = territory({A: 4_000, B: 300})
    render = Renderer(catalogue, TODAY)
    made = record_page(render, catalogue.commune(A)).body
    assert f'href="../../ctg/petite-enfance/#commune-{catalogue.commune(A).id}"' in made
    assert "la loi y demande ceci\u00a0: recenser" in made
    assert f'id="commune-{catalogue.commune(A).id}"' in page(catalogue)


def test_hostile_text_stays_text(territory):
    text = page(
        territory(
            {A: 1}, '  note: "<script>alert(1)</script>"\n  schema_pluriannuel: {titre: "<b>x</b>", url: https://exemple.fr}\n'
        )
    )
    assert "<script>" not in text
    assert "<b>x" not in text
