"""« Ce que disent les registres »: a file is read, each fact is taken, left or never heard of again; the command too."""

import io
import re
import shutil

import pytest
from extraits import as_json, bpe, directory, finess, france_services, inclusion, table

from ctg import api
from ctg.commands import main
from ctg_registres import completer
from ctg_registres.proposals import FILE, KEPT, load_decisions
from formulaire import Surfer
from territoires import ESSAI, hamlet

ADDRESS = "/registres/"
LUCIOLES = "data/structures/lucioles.yml"


@pytest.fixture
def surfer(tmp_path) -> Surfer:
    surfer = Surfer(hamlet(tmp_path / "projet"))
    for name in ("lucioles", "caravane", "tremplin", "france-services", "hirondelles", "sauterelle"):
        shutil.copy(ESSAI / f"data/structures/{name}.yml", surfer.root / f"data/structures/{name}.yml")
    for name, gone in (("lucioles", ("telephone", "adresse")), ("france-services", ("telephone", "horaires"))):
        path = surfer.root / f"data/structures/{name}.yml"
        path.write_text(api.edit(path.read_text("utf-8"), {(field,): None for field in gone}), "utf-8")
    return surfer


@pytest.fixture
def sent(surfer):
    """``sent("x-20261125.json", rows)``: the page once this register is read."""

    def send(content: bytes, name: str = "registre-20261125.json", **answers: str):
        return surfer.upload(ADDRESS, "registre", (name, content), _geste="lire", **answers)

    return send


def sites(*rows: dict) -> bytes:
    return as_json(list(rows), "pmej")


CAMSP = finess("CAMSP LES LUCIOLES", "190", "99001", {"telephone": "01 99 00 44 44", "adresse": "17 chemin des Lucioles"})
FS = france_services(
    "France services de Château-Mirabelle", "99005", {"telephone": "01 99 00 44 55", "horaires": {"lundi": "9h-12h"}}
)

FSS = table([FS], ",")


def decide(surfer: Surfer, gesture: str, *fields: str):
    """Presses a button, some facts ticked: « telephone », « adresse », or the register of a place."""
    names = re.findall(r'name="fait" value="([^"]+)"', surfer.get(ADDRESS).html)
    facts = [name for name in names if {*fields} & {*name.split()}]
    return surfer.press(ADDRESS, gesture, fait=facts)


def text(surfer: Surfer, file: str) -> str:
    return (surfer.root / file).read_text("utf-8")


def test_what_is_taken_is_written_with_its_source_stays_to_verify_and_can_be_undone(surfer, sent):
    before = text(surfer, LUCIOLES)
    page = sent(sites(CAMSP))
    assert "01 99 00 44 44" in page.plain
    assert text(surfer, LUCIOLES) == before, "nothing alone"
    page = decide(surfer, "prendre", "telephone", "adresse")
    assert "« Les Lucioles » : pris dans un registre" in page.plain
    now = api.load(surfer.root, drafts=True).get(api.Structure, "lucioles")
    assert (now.telephone, now.adresse) == ("+33199004444", "17 chemin des Lucioles")
    assert now.etat_fiche is api.EtatFiche.A_VERIFIER, "FINESS vouches for the street, not for the number"
    assert (now.sources[-1].titre[:6], str(now.sources[-1].appuie)) == ("FINESS", "adresse, téléphone")
    assert "Identifiant dans FINESS (Agence du numérique en santé) : " in text(surfer, LUCIOLES)
    surfer.press("/annuler/")
    assert text(surfer, LUCIOLES) == before


def test_what_its_authority_says_needs_no_confirmation(surfer, sent):
    sent(table([FS], ","), "liste-fs-20261125.csv")
    decide(surfer, "prendre", "telephone", "horaires")
    now = api.load(surfer.root, drafts=True).get(api.Structure, "france-services")
    assert (now.telephone, now.etat_fiche) == ("+33199004455", api.EtatFiche.PUBLIEE)
    assert now.as_written["horaires"] == {"lundi": "9h-12h"}


def test_what_is_left_comes_back_when_the_register_says_something_else_and_never_otherwise(surfer, sent):
    sent(sites(CAMSP))
    decide(surfer, "laisser", "telephone")
    page = decide(surfer, "jamais", "adresse").plain
    assert [word for word in ("44 44", "17 chemin") if word in page] == []
    kept = (surfer.root / FILE).read_text("utf-8")
    assert "99004444" not in kept.replace(" ", "")
    assert "Lucioles" not in kept, "a digest, neither the number nor the street"
    other = finess("CAMSP LES LUCIOLES", "190", "99001", {"telephone": "01 99 00 44 66", "adresse": "18 chemin des Lucioles"})
    page = sent(sites(other)).plain
    assert "01 99 00 44 66" in page
    assert "18 chemin" not in page
    (surfer.root / FILE).write_text(kept.replace("219900012", "219900020"), "utf-8")
    assert "18 chemin" in surfer.get(ADDRESS).html, "the choices of another territory are none"
    (surfer.root / FILE).write_text("[1", "utf-8")
    assert [one.level for one in load_decisions(surfer.root)[1]] == [api.WARNING]


def test_a_place_that_is_unknown_becomes_a_draft_once(surfer, sent):
    row = bpe("MICRO CRECHE LES BILLES", "D502", "99001", {"adresse": "3 rue du Jeu", "code_postal": "99100"})
    page = sent(table([row | {"TYPEQU": "D502"}]), "BPE25-20261125.csv")
    assert "Micro Creche les Billes" in page.html
    decide(surfer, "prendre", "bpe")
    (draft,) = [one for one in api.load(surfer.root, drafts=True).all(api.Structure) if one.id == "micro-creche-les-billes"]
    assert (draft.etat_fiche, draft.adresse) == (api.EtatFiche.BROUILLON, "3 rue du Jeu")
    assert draft.sources[0].titre.startswith("Base permanente")
    assert "Billes" not in surfer.get(ADDRESS).html, "it is found again by its identifier"


def test_a_place_whose_address_is_secret_gets_neither_street_nor_point(surfer, sent):
    facts = {"telephone": "01 99 00 44 77", "adresse": "3 rue Secrète", "siret": "99900001900017",
             "position": {"lat": 46.5, "lon": 2.5}}  # fmt: skip
    rows = [
        inclusion("Le Refuge des Hirondelles", "99001", facts),
        inclusion("CHRS Les Saules", "99001", facts | {"adresse": "4 rue Tue"}),
    ]
    page = sent(as_json(rows)).plain
    kept = (surfer.root / KEPT).read_text("utf-8")
    assert [word for word in ("Secrète", "rue Tue", "46.5", "99900001900017") if word in page + kept] == []
    assert "Les Saules" not in page, "nor is it a place to add"


def test_a_record_that_was_confirmed_since_is_right(surfer, sent):
    old = finess("CMPP LA SAUTERELLE", "189", "99005", {"telephone": "01 99 00 44 88"})
    old["ege"][0]["dateDerniereMaj"] = "2020-01-01"
    page = sent(sites(old)).html
    assert "n’ont rien de plus" in page


def test_a_register_that_cannot_be_read_is_told(surfer, sent):
    assert "n&#39;est d&#39;aucun registre connu" in sent(b"a;b\n").html.replace("’", "&#39;")
    undated = table([FS], ",")
    assert "de quand date ce fichier" in sent(undated, "sans-date.csv").html
    assert "01 99 00 44 55" in sent(undated, "sans-date.csv", date="2026-11-25").plain
    assert "Lucioles" in sent(sites(CAMSP), "sans-date.json").html, "each row has its own"


def test_the_command_says_it_and_writes_no_record(surfer, tmp_path, capsys):
    before = surfer.data
    register, sheet = tmp_path / "finess-structures-journalier-20261125.json", tmp_path / "propositions.csv"
    register.write_bytes(sites(CAMSP))
    told = ["--projet", str(surfer.root), "completer", str(register), "--tableau", str(sheet)]
    assert main(told) == 0
    said = capsys.readouterr().out
    assert "Téléphone : (vide) → 01 99 00 44 44 (FINESS" in said
    assert "à vérifier)" in said
    row = "structures/lucioles telephone;Téléphone;;01 99 00 44 44;FINESS[^;]*;2026-11-25;non"
    assert re.search(row, sheet.read_text("utf-8-sig").replace('"', ""))
    assert surfer.data == before
    register.write_bytes(b"\0")
    assert main(told[:4]) == 1
    assert "aucun registre connu" in capsys.readouterr().err


def test_what_is_asked_of_the_network_is_asked_by_department_and_read_as_a_file(surfer, monkeypatch):
    asked = []

    def answer(_client, address, _registre):
        asked.append(address)
        return io.BytesIO(as_json([directory("CCAS - Château-Mirabelle", "ccas", "99005", {})]) if "%2299%22" in address else FSS)

    monkeypatch.setattr(completer, "_answer", answer)
    page = surfer.press(ADDRESS, "demander").html
    assert [address.partition("?")[0].rpartition("/")[2] for address in asked] == ["json", "31576dff-fd61-4de9-819f-32c2f880b142"]
    assert ("CCAS - Château-Mirabelle" in page, "01 99 00 44 55" in page.replace("\xa0", " ")) == (True, True)
