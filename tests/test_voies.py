"""One fact, three ways in: its file, the form, a spreadsheet. The same words say what is wrong; each takes what is right."""

from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest

from ctg.commands import main
from ctg.common.problems import DataError, fold
from ctg.loading import load
from formulaire import Surfer
from tableaux import edit_xlsx
from territoires import hamlet


class Fact(NamedTuple):
    """A structure, its box, the title of its column, what is false and what is right as one types them, words of what is told."""

    id: str
    box: str
    column: str
    false: str
    right: str
    told: str


FACTS = [
    Fact("petite-lune", "places.total", "Places : Nombre de places", "120", "12", "120 places : trop pour « micro-crèche »"),
    Fact("mission-locale", "ages.de", "Âges accueillis : Âge minimum", "1 an", "16 ans", "pas ceux de « mission locale »"),
    Fact("bulle", "telephone", "Téléphone", "05 61 25 11 36", "04 65 71 11 36", "Ce numéro commence par 05"),
    Fact("ressourcerie", "code_postal", "Code postal", "99160", "99150", "n'est pas le code postal de Petit-Ormeau"),
    Fact("pmi", "verifie_le", "Vérifié le", "2027-09-01", "2026-09-01", "Cette date est dans l'avenir"),
    Fact("toupie", "verifie_le", "Vérifié le", "2026-06-31", "2026-06-30", "n'existe pas : juin a 30 jours"),
    Fact("trois-renards", "siret", "SIRET", "999000019", "99900001900017", "a 9 chiffres ; il en faut 14"),
]


@pytest.fixture
def essai(tmp_path) -> Path:
    return hamlet(tmp_path / "essai", *(fact.id for fact in FACTS))


def said(root: Path) -> str:
    try:
        found = load(root).warnings
    except DataError as error:
        found = error.problems
    return fold(" ".join(f"{one.message} {one.remedy}" for one in found))


def test_the_form_says_it_in_the_words_of_the_file_and_takes_what_is_right(essai):
    surfer = Surfer(essai)
    for fact in FACTS:
        page = f"/structures/{fact.id}/"
        answer = surfer.send(page, **{fact.box: fact.false})
        assert fold(fact.told) in " ".join(fold(line) for line in unescape(answer.html).split("\n")), fact
        answers = answer.answers | {fact.box: [fact.right], "_geste": ["enregistrer"]}
        mended = surfer.post(page, answers)
        assert fold(fact.told) not in " ".join(fold(line) for line in unescape(mended.html).split("\n")), fact
    assert [fact for fact in FACTS if fold(fact.told) in said(essai)] == []


def test_a_spreadsheet_says_it_likewise(essai, tmp_path, capsys):
    path = tmp_path / "structures.xlsx"
    for right in (False, True):
        main(["--projet", str(essai), "exporter", str(path), "--interne"])
        for fact in FACTS:
            edit_xlsx(path, fact.id, fact.column, fact.right if right else fact.false)
        capsys.readouterr()
        code = main(["--projet", str(essai), "importer", str(path), "--appliquer"])
        out = fold(" ".join(capsys.readouterr()))
        assert [fact for fact in FACTS if (fold(fact.told) in out) is right] == [], out
        assert code == 0 or not right
    assert [fact for fact in FACTS if fold(fact.told) in said(essai)] == []
