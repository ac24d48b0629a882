"""Each number once; the message that one sends of a place, as links carry it, and no more than may leave. Whom to call: see
``scenes/qui-repond.txt``."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from ctg.hours.opening import Calendar
from ctg.loading import load
from ctg.model.structure import Service, Structure
from ctg.places.contacts import shared_numbers
from ctg.places.place_pages import sending, sending_booklets
from ctg.publish.build import site_of
from territoires import ESSAI, ROOT, catalogue_of


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


TODAY = dt.date(2026, 11, 25)
PLACE = (
    "nom: Les Lutins & Cie\ntype: multi-accueil\ncommune: Valbourg\nadresse: 3 rue Haute\ntelephone: 04 65 71 00 01\n"
    "horaires: {lundi: 8h30-12h, mardi: 8h30-12h}\nfermetures: [{du: 2026-12-24, au: 2026-12-31}]\nverifie_le: 2026-11-03\n"
)


def test_links_carry_the_very_text_whatever_its_characters(project):
    catalogue = load(project({"data/structures/lutins.yml": PLACE}))
    sent = sending(catalogue, catalogue.get(Structure, "lutins"), Calendar.of(catalogue), TODAY)
    plain = sent.text.replace("\u00a0", " ").replace("\u202f", " ").replace("\n", "\r\n")
    for link, scheme in ((sent.sms, "sms"), (sent.mail, "mailto")):
        assert link.isascii()
        assert " " not in link
        assert urlsplit(link).scheme == scheme
        assert parse_qs(urlsplit(link).query)["body"] == [plain]
    assert parse_qs(urlsplit(sent.mail).query)["subject"] == ["Les Lutins & Cie"]


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_of_a_secret_place_a_message_says_how_to_call_and_never_where(root):
    catalogue = catalogue_of(root)
    calendar = Calendar.of(catalogue)
    places = [*catalogue.all(Structure), *catalogue.all(Service)]
    for place in places:
        sent = sending(catalogue, place, calendar, TODAY)
        assert sent.secret == bool(catalogue.urgences_of(place))
        if place.key in catalogue.confidential:
            assert not any(line.startswith(("Adresse", "Horaires")) for line in sent.lines)
    assert any(place.key in catalogue.confidential for place in places)


def test_booklets_are_sent_with_what_they_are_their_weight_and_their_link():
    sent = sending_booklets(catalogue_of(ESSAI).territoire, "Aubrelune", "x/", [("Livret", "PDF, 183 Ko", "livrets/x.pdf")])
    assert sent.lines[1] == "Livret (PDF, 183 Ko) : https://familles.exemple.fr/livrets/x.pdf"
