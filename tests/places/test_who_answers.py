"""Each number once. Whom to call: see ``scenes/qui-repond.txt``."""

import pytest

from ctg.loading import load
from ctg.model.structure import Structure
from ctg.places.contacts import shared_numbers
from ctg.publish.build import site_of


def test_a_draft_shows_its_own_number(project):
    draft = "nom: A\ntype: multi-accueil\ncommune: Valbourg\netat_fiche: brouillon\ntelephone: 01 99 00 00 07\n"
    read = load(project({"data/structures/a.yml": draft}), drafts=True)
    own = read.get(Structure, "a")
    assert own is not None
    assert read.answering(own) is own


@pytest.mark.parametrize(("day", "since"), [("2026-03-31", False), ("2026-04-01", True)])
def test_what_is_known_of_today_is_not_said_unseen_since(project, monkeypatch, day, since):
    monkeypatch.setenv("CTG_AUJOURDHUI", day)
    known = "nom: A\ntype: pmi\ncommune: Valbourg\netat_fiche: a_verifier\nderniere_preuve: 2026-03\n"
    root = project({"data/structures/a.yml": known})
    site = site_of(load(root), root)
    page = next(one for one in site.files if one.path == "structures/a/")
    assert ("pas revu depuis" in site.document(page).content.decode()) == since


@pytest.fixture
def told(project):
    """``told({id: more lines}, "a b")`` → ([(who, for whom else)], those without a number), by identifier."""

    def read(more: dict[str, str], asked: str) -> tuple[list[tuple[str, list[str]]], list[str]]:
        files = {f"data/structures/{id}.yml": f"nom: {id}\ntype: pmi\ncommune: Valbourg\n{lines}" for id, lines in more.items()}
        catalogue = load(project(files))
        answers, silent = shared_numbers(catalogue, (catalogue.get(Structure, id) for id in asked.split()))
        return [(one.name, [other.id for other in one.others]) for one in answers], [place.id for place in silent]

    return read


A = "telephone: 04 65 71 00 01\n"
B = "telephone: 04 65 71 00 02\n"


@pytest.mark.parametrize(
    ("more", "asked", "found"),
    [
        ({"a": A, "b": B}, "b a", ([("b", []), ("a", [])], [])),  # in the order asked
        ({"a": A, "b": "contact_relais: a\n", "c": "contact_relais: a\n"}, "b a c", ([("a", ["b", "c"])], [])),
        ({"a": A, "b": "", "c": "contact_relais: b\n"}, "a b c", ([("a", [])], ["b", "c"])),
    ],
)
def test_a_number_is_given_once_with_those_for_whom_it_answers_and_who_has_none_apart(told, more, asked, found):
    assert told(more, asked) == found
