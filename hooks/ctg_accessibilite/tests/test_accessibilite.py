"""What the site says of its own accessibility: never more than a dated, complete audit allows."""

import datetime as dt
import importlib.util
import json
import re
from pathlib import Path

import pytest

from ctg.common.problems import DataError
from ctg.loading import load
from ctg.pages.renderer import Renderer
from ctg.reading.catalogue import Catalogue
from ctg.site.frame import Frame
from ctg_accessibilite.declaration import conformity, files
from ctg_accessibilite.fields import Accessibilite, Tally, criteria
from dits import words_of
from territoires import ESSAI, ROOT, catalogue_of

TODAY = dt.date(2026, 11, 25)
FILE = "data/accessibilite.yml"
SIREN = 'siren: "219900012"'
"""The small territory's."""
NUMEROS = [critere.numero for critere in criteria()]


def record(conformes: int, non_conformes: int, declaration: str = "", audit: str | None = "2026-08-20", rest: str = "") -> str:
    """The file of a site where so many criteria are met, so many not, and the others not applicable."""
    lines = ["declaration:", "  etablie_le: 2026-09-01", *([f"  {declaration}"] if declaration else [])]
    lines += [f"  audit: {{date: {audit}, par: Atelier d'exemple}}"] if audit else []
    lines += [
        "schema_pluriannuel: {debut: 2026, fin: 2028}",
        "plans: [{annee: 2026, document: {titre: Plan 2026, url: https://exemple.fr/plan-2026.pdf}}]",
        "criteres:",
    ]
    for i, numero in enumerate(NUMEROS):
        etat = "conforme" if i < conformes else "non-conforme" if i < conformes + non_conformes else "non-applicable"
        note = ", note: Un défaut." if etat == "non-conforme" else ""
        lines.append(f'  "{numero}": {{etat: {etat}, par: personne, le: 2026-08-20{note}}}')
    return "\n".join([*lines, SIREN, rest])


def pages(catalogue: Catalogue, today: dt.date = TODAY) -> dict[str, str]:
    """Last part of the address → HTML of the page."""
    made = files(Renderer(catalogue, today))
    return {page.path.removeprefix("a-propos/accessibilite/").strip("/"): page.body for page in made}


# --- the criteria and the count ------------------------------------------------------------------


def test_the_criteria_are_all_there_in_order():
    topics: dict[str, list[str]] = {}
    for critere in criteria():
        topics.setdefault(critere.thematique, []).append(critere.numero)
    sizes = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]
    assert list(topics.values()) == [[f"{n}.{i}" for i in range(1, size + 1)] for n, size in enumerate(sizes, 1)]
    assert sum(sizes) == 106


@pytest.mark.parametrize(
    ("counts", "rate", "state"),
    [
        ((106, 0, 0, 0), 100, "totale"),
        ((105, 1, 0, 0), 99, "partielle"),  # 99.06 %: only 100 % says 100
        ((49, 50, 7, 0), 49, "non"),  # 49.49 %
        ((105, 0, 0, 1), None, "non"),
        ((0, 0, 106, 0), None, "non"),
    ],
)
def test_the_rate_counts_applicable_criteria_and_never_rounds_up(counts, rate, state):
    assert (Tally(*counts).rate, Tally(*counts).conformite) == (rate, state)


# --- what may be said ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "today", "said"),
    [
        (record(100, 0, audit=None), TODAY, ("non", None, "sans-audit")),
        (record(100, 0), TODAY, ("totale", 100, "criteres")),
        (record(30, 40), TODAY, ("non", 42, "criteres")),
        (record(100, 0).replace('"8.2": {etat: conforme', '"8.2": {etat: non-teste'), TODAY, ("non", None, "audit-incomplet")),
        (record(100, 0), dt.date(2029, 8, 20), ("totale", 100, "criteres")),
        (record(100, 0), dt.date(2029, 8, 21), ("non", None, "audit-perime")),
    ],
)
def test_a_state_needs_a_dated_complete_and_recent_audit(project, text, today, said):
    found = conformity(load(project({FILE: text} if text else {}), on=today))
    assert (found.etat, found.rate, found.raison) == said


@pytest.mark.parametrize(("day", "told"), [(3, False), (4, True)])
def test_the_warning_comes_sixty_days_before_three_years(project, day, told):
    """Established on 2 January 2024: due on 2 January 2027, and 60 days before is 3 November 2026."""
    lines = record(0, 0, audit=None).replace("2026-09-01", "2024-01-02")
    warnings = load(project({FILE: lines}), on=dt.date(2026, 11, day - 1)).warnings
    assert any("aura trois ans le 2027-01-02" in problem.message for problem in warnings) is told


# --- the pages -----------------------------------------------------------------------------------


def test_the_invented_territory_says_its_rate_and_its_faults():
    """68 met, 4 not, 34 not applicable: 68 / 72 = 94.4 %."""
    text = words_of(pages(catalogue_of(ESSAI))[""])
    assert "94 % des critères du RGAA sont respectés" in text
    assert "Critère 13.3, consultation (pages : Convention, Diagnostics) : Trois documents PDF" in text


@pytest.mark.parametrize("name", ["index.html", "404.html", "a-propos/aide/index.html"])
def test_the_compulsory_mention_is_on_every_page(name, essai_site):
    footer = (essai_site / name).read_text("utf-8").partition('<footer class="pied-site">')[2]
    assert re.search(r'<a href="(\S*accessibilite|\.\.)/">Accessibilité\u00a0: exemple inventé</a>', footer)


# --- whose it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize("siren", [None, "219900012", "999000019"])
def test_a_copied_audit_claims_nothing(project, siren):
    """The whole example, accessibility included, in a territory that has another SIREN, or none: refused, or not shown."""
    sheet = (project() / "data/territoire.yml").read_text("utf-8").replace(f"{SIREN}\n", f'siren: "{siren}"\n' if siren else "")
    root = project({FILE: (ESSAI / FILE).read_bytes(), "data/territoire.yml": sheet})
    if siren == "219900012":
        with pytest.raises(DataError, match="celle d'un autre territoire"):
            load(root, on=TODAY)
        return
    catalogue = load(root, on=TODAY)
    foot = dict(reversed(link) for link in Frame(Renderer(catalogue, TODAY)).foot)["a-propos/accessibilite/"]
    assert foot == ("Accessibilité : exemple inventé" if siren else "Accessibilité : non conforme")


# --- help ----------------------------------------------------------------------------------------


# --- what the tools write ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def consigner():
    spec = importlib.util.spec_from_file_location("consigner", ROOT / "tests" / "audit" / "consigner.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


HAND = """\
# Tenu à la main
declaration: {etablie_le: 2026-09-01}   # première
criteres:
  # les images
  "1.1": {etat: conforme, par: personne, le: 2026-08-20}
  "8.2": {etat: conforme, par: machine, le: 2026-08-20}   # validité
  "8.5": {etat: non-teste}
plans:
  - {annee: 2026, document: {titre: Plan 2026, url: https://exemple.fr/plan-2026.pdf}}
siren: "219900012"
"""


@pytest.fixture
def consign(consigner, project, tmp_path):
    def run(criteria: dict, text: str = HAND, **more) -> tuple[int, Path]:
        results = tmp_path / "resultats.json"
        found = {"date": "2026-11-24", "pages": ["/", "/trouver/"], "outils": {"b": "2", "a": "1.0"}, "criteres": criteria}
        results.write_text(json.dumps(found | more), "utf-8")
        root = project({FILE: text})
        return consigner.main(results, root), root

    return run


def test_only_the_lines_of_the_tools_change(consign):
    code, root = consign(
        {"8.2": {"conforme": True, "preuve": "0 erreur"}, "8.5": {"conforme": True}, "10.11": {"conforme": True}}
    )
    assert code == 0
    expected = HAND.replace(
        '"8.2": {etat: conforme, par: machine, le: 2026-08-20}',
        '"8.2": {etat: conforme, par: machine, le: 2026-11-24, note: 0 erreur}',
    )
    expected = expected.replace(
        '"8.5": {etat: non-teste}',
        '"8.5": {etat: conforme, par: machine, le: 2026-11-24}\n  "10.11": {etat: conforme, par: machine, le: 2026-11-24}',
    )
    expected = expected.replace("# première\n", "# première\ncontrole: {le: 2026-11-24, pages: 2, outils: [a 1.0, b 2]}\n")
    assert (root / FILE).read_text("utf-8") == expected
    assert load(root).said_in(Accessibilite).criteres["10.11"].par == "machine"


def test_what_is_no_longer_proved_goes_a_person_s_judgment_stays_and_a_contradiction_is_told(consign, capsys):
    code, root = consign({"8.5": {"conforme": True}})
    assert (code, list(load(root).said_in(Accessibilite).criteres)) == (0, ["1.1", "8.5"])
    code, root = consign({"1.1": {"conforme": False, "preuve": "3 images sans texte"}})
    told = capsys.readouterr().err
    assert (code, "Critère 1.1" in told, "3 images sans texte" in told) == (1, True, True)
    assert '"1.1": {etat: conforme, par: personne, le: 2026-08-20}' in (root / FILE).read_text("utf-8")


@pytest.mark.parametrize("proof", ['« a »: "b" # c', "{{ x }} [y]\n- z<script>alert(1)</script>", ""])
def test_a_fault_is_written_whatever_its_words_and_has_a_note(consign, proof):
    code, root = consign({"8.2": {"conforme": False, "preuve": proof}})
    assert code == 0
    catalogue = load(root)
    assert "<script>alert" not in pages(catalogue)[""]
    found = catalogue.said_in(Accessibilite).criteres["8.2"]
    assert found.etat == "non-conforme"
    assert found.note == (" ".join(proof.split()) or "Défaut trouvé par les programmes.")
