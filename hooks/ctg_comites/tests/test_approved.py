"""An approved report is published unchanged for ever; what a committee receives, and what comes back when nobody did it."""

import datetime as dt
import json
from pathlib import Path

import pytest

from ctg.commands import main
from ctg.common.problems import DataError
from ctg.loading import load
from ctg.model.meeting import Rencontre
from ctg.pages.renderer import Renderer
from ctg.pages.site_files import Page
from ctg_comites.committee_file import decision_file, file_as_pdf
from ctg_comites.year import print_of
from ctg_comites.year_pages import report_pages
from formulaire import Surfer
from octets import pdf_pages
from territoires import convention
from test_scenes import parse

BEFORE = {
    "data/axes/a.yml": "numero: A\ntitre: Accueillir\n",
    "data/axes/b.yml": "numero: B\ntitre: Soutenir\n",
    "data/actions/a1.yml": "titre: Un guide\naxe: a\nporteurs: [Mairie]\netats:\n  - {date: 2024-05-02, etat: en-cours}\n"
    "difficultes: [{date: 2024-06-01, texte: Pas de salle.}]\nbilans: [{annee: 2024, texte: Fait.}]\n",
    **convention("debut: 2024"),
}
AFTER = {
    "data/actions/a1.yml": "titre: Un autre titre\naxe: b\netats:\n  - {date: 2026-05-02, etat: abandonnee}\n",
    "data/axes/a.yml": "numero: Z\ntitre: Plus rien\n",
}


@pytest.fixture
def bilan(monkeypatch):
    """``bilan(root, le=…, par=…)`` presses the button of 2024 on 1 December 2026 → the page that answers."""

    def run(root: Path, annee: str = "2024", **said: str) -> str:
        monkeypatch.setenv("CTG_AUJOURDHUI", "2026-12-01")
        surfer = Surfer(root)
        given = {name: [text] for name, text in said.items()}
        return surfer.post("/bilans/", {"_jeton": [surfer.desk.workshop.token], "annee": [annee]} | given).html

    return run


APPROVE = {"le": "2025-03-12", "par": "comité de pilotage"}


def site(root: Path, year: int) -> dict[str, bytes]:
    """The report pages of a project in a year, by their addresses."""
    today = dt.date(year, 12, 1)
    made = report_pages(Renderer(load(root, on=today), today))
    return {one.path: one.body.encode() if isinstance(one, Page) else one.content for one in made}


def put(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).write_text(text, "utf-8")


def test_it_stays_to_the_byte_whatever_moves(bilan, project):
    root = project(BEFORE)
    assert "Projet" in site(root, 2026)["ctg/bilans/2024/"].decode()
    bilan(root, **APPROVE)
    kept = site(root, 2026)
    put(root, AFTER)
    (root / "data/axes/b.yml").write_text("numero: B\ntitre: Soutenir mieux\n", "utf-8")
    for year in (2026, 2029, 2036):
        later = site(root, year)
        for path in ("ctg/bilans/2024/", "ctg/bilans/2024/bilan-ctg-2024.pdf"):
            assert later[path] == kept[path], (year, path)
    page = kept["ctg/bilans/2024/"].decode()
    assert "Arrêté le 12 mars 2025 (comité de pilotage)." in page
    assert "Un guide" in page
    assert "Pas de salle." in page


def test_a_correction_is_a_dated_addition(bilan, project):
    root = project(BEFORE)
    bilan(root, **APPROVE)
    before = site(root, 2026)
    bilan(root, complement="La CAF a payé <12 000> €.")
    after = site(root, 2027)
    assert "Complément du 1" in after["ctg/bilans/2024/"].decode()
    assert "&lt;12" in after["ctg/bilans/2024/"].decode()
    pdf = "ctg/bilans/2024/bilan-ctg-2024.pdf"
    assert after[pdf] == before[pdf]


@pytest.mark.parametrize(
    ("year", "said", "told"),
    [
        ("2024", {}, "quand et par qui"),
        ("2024", {"complement": "Oubli."}, "quand et par qui"),
        ("2024", {"le": "31 février", "par": "comité"}, "pas un jour"),
        ("2024", {"le": "2024-11-30", "par": "comité"}, "après la fin de l'année"),
        ("2024", {"le": "2027-01-30", "par": "comité"}, "au plus tard aujourd'hui"),
        ("2026", {"le": "2026-11-30", "par": "comité"}, "n'est pas finie"),
    ],
)
def test_what_cannot_be_approved_is_refused_and_writes_nothing(bilan, project, year, said, told):
    root = project(BEFORE)
    page = bilan(root, year, **said).replace("’", "'")
    assert (told in page, (root / "data/bilans").exists()) == (True, False)


def poisoned(said: dict) -> None:
    """A link that a browser would run, under a print that fits."""
    said["rapport"]["sources"] = [{"titre": "x", "url": "javascript:alert(1)", "date": ""}]


def drawn(said: dict) -> None:
    """A map that would act, under a print that fits."""
    said["rapport"]["carte"] = {"dit": "", "dessin": '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'}


def rewritten(said: dict) -> None:
    said["rapport"]["essentiel"] = "Tout va bien."


@pytest.mark.parametrize("change", [poisoned, drawn, rewritten, lambda said: said.pop("arrete_le")])
def test_a_file_changed_afterwards_is_an_error(bilan, project, change):
    root = project(BEFORE)
    bilan(root, **APPROVE)
    path = root / "data/bilans/2024.json"
    said = json.loads(path.read_text("utf-8"))
    change(said)
    if change in (poisoned, drawn):
        said["empreintes"]["rapport"] = print_of(said["rapport"])
    path.write_text(json.dumps(said), "utf-8")
    with pytest.raises(DataError, match="changé après coup"):
        load(root)


@pytest.mark.parametrize("lost", ["2024.json", "2024.pdf"])
def test_one_of_its_files_lost_is_an_error(bilan, project, lost):
    root = project(BEFORE)
    bilan(root, **APPROVE)
    (root / "data/bilans" / lost).unlink()
    with pytest.raises(DataError, match="changé après coup"):
        load(root)


def test_the_command_writes_what_the_site_has_and_approves_it(project, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("CTG_AUJOURDHUI", "2026-12-01")
    root, folder = project(BEFORE), tmp_path / "bilans"

    def bilan(*arguments: str) -> tuple[int, str]:
        return main(["--projet", str(root), "document", "bilan", *arguments]), "".join(capsys.readouterr())

    assert bilan("2024", "--vers", str(folder))[0] == 0
    assert (folder / "bilan-ctg-2024.pdf").read_bytes() == site(root, 2026)["ctg/bilans/2024/bilan-ctg-2024.pdf"]
    approve = ("2024", "--arreter", "--le", "2025-03-12", "--par", "comité de pilotage")
    assert bilan(*approve) == (0, "Gardé : data/bilans/2024.json\nGardé : data/bilans/2024.pdf\n")
    code, said = bilan(*approve)
    assert (code, "ne change plus" in said) == (2, True)
    assert bilan("2024", "--complement", "La CAF a payé.") == (0, "Gardé : data/bilans/2024.json\n")


EVE = dt.date(2026, 11, 27)
FILES = parse((Path(__file__).parent / "scenes/comite-a-decider.txt").read_text("utf-8"))[0]
ORDER = (
    "Unbuslevendredi?Ledernierpartà18heures.", "Chaquevendredi18000€paran41demandes.", "Pascetteannéenonchiffrériend’écrit",
    "Choixretenu", "Décidélafoisd’avant•Unguide:Surpapier(CAF,pouroctobre2026):prévue", "Laconventionsetermine",
    "•Argentconnu:12000€prévus.", "1actionsur1", "Voyagesdusoir:", "Comitédejuin:",
    "déciderd’uneautreéchéance.(Comitédepilotage)",
    "Depuisle12juin2026(Comitédejuin).•1.1Bus:de«enpréparation»à«encours»(1erseptembre2026)",
)  # fmt: skip


def meeting(catalogue, id: str = "copil-2026-12") -> Rencontre:
    return catalogue.get(Rencontre, id)


def test_the_file_holds_in_two_pages_that_begin_with_what_to_decide_then_what_enlightens_it(project):
    catalogue = load(project(FILES), on=EVE)
    pages = list(pdf_pages(file_as_pdf(catalogue, meeting(catalogue), EVE)))
    assert len(pages) <= 2
    orders = ["".join(pages).index(words) for words in ORDER]
    assert orders == sorted(orders)


def test_the_file_of_a_meeting_is_taken_from_its_sheet(project, monkeypatch):
    monkeypatch.setenv("CTG_AUJOURDHUI", EVE.isoformat())
    surfer = Surfer(project(FILES | {"data/rencontres/atelier.yml": "titre: Un atelier\ndate: 2026-05-05\ntype: atelier\n"}))
    assert 'href="/comite/copil-2026-12/"' in surfer.get("/rencontres/copil-2026-12/").html
    assert "/comite/" not in surfer.get("/fiches/?genre=rencontres").html
    assert surfer.get("/comite/copil-2026-12/").content.startswith(b"%PDF")
    assert "la réunion d’une instance" in surfer.get("/comite/atelier/").html


def test_what_falls_due_between_two_committees_comes_back_done_or_not(project):
    older = (
        "titre: Comité de mars\ndate: 2026-03-05\ninstance: copil\nsuites:\n"
        "  - {texte: Un essai, etat: realisee, echeance: 2026-09}\n  - {texte: Trop tôt, etat: prevue, echeance: 2026-06-01}\n"
        "  - {texte: Trop tard, etat: prevue, echeance: 2027-03}\n  - {texte: Le budget est voté.}\n"
    )
    other = "titre: Un atelier\ndate: 2026-05-05\ntype: atelier\nsuites: [{texte: Un banc, etat: prevue, echeance: 2026-10}]\n"
    own = {"data/rencontres/copil-2026-03.yml": older, "data/rencontres/atelier.yml": other}
    catalogue = load(project(FILES | own), on=EVE)
    assert decision_file(catalogue, meeting(catalogue), EVE)["echeances"] == [
        "Comité de mars : Un essai (pour septembre 2026) : réalisée",
    ], "those of the last time are told by themselves"
    assert decision_file(catalogue, meeting(catalogue, "copil-2026-06"), EVE)["decide"] == [
        "Un essai (pour septembre 2026) : réalisée",
        "Trop tôt (pour le 1er juin 2026) : prévue",
        "Trop tard (pour mars 2027) : prévue",
        "Le budget est voté.",
    ]
