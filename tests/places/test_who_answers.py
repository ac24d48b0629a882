"""Whom to call: the best known number first, each said for what it is, once; the message that one sends of a place, which says
the essential by itself and no more than may leave; « 13 crèches », and those that the site shows."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from ctg.hours.opening import Calendar
from ctg.loading import load
from ctg.model.structure import Service, Structure
from ctg.places.contacts import Via, buses_to, number_to_call, shared_numbers
from ctg.places.lists import share_shown
from ctg.places.sending import Sending, sending, sending_booklets
from territoires import ESSAI, ROOT, SMALL, catalogue_of

ONE, TWO, TOWN = "04 65 71 00 01", "04 65 71 00 02", "04 65 71 00 09"
COMMUNES = f"""- nom: Valbourg
  code_insee: "99001"
  codes_postaux: ["99100"]
  centre: {{lat: 46.5, lon: 2.5}}
  mairie: {{telephone: {TOWN}}}
"""
RUNS = "gestionnaire: Les Amis\n"


def test_a_draft_shows_its_own_number(project):
    draft = "nom: A\ntype: multi-accueil\ncommune: Valbourg\netat_fiche: brouillon\ntelephone: 01 99 00 00 07\n"
    read = load(project({"data/structures/a.yml": draft}), drafts=True)
    own = read.get(Structure, "a")
    assert own is not None
    assert read.answering(own) is own


@pytest.fixture
def answer(project):
    """``answer(lines, type, partner="…", relay="…")`` → who answers for a structure of that type."""

    def read(lines: str = "", type: str = "ludotheque", partner: str = "", relay: str = "") -> object:
        files = {
            "data/communes.yml": COMMUNES,
            "data/structures/lieu.yml": f"nom: Lieu\ntype: {type}\ncommune: Valbourg\n{lines}",
        }
        if partner:
            files["data/partenaires/amis.yml"] = f"nom: Les Amis\n{partner}"
        if relay:
            files["data/structures/relais.yml"] = f"nom: Relais\ntype: autre\ncommune: Valbourg\n{relay}"
        catalogue = load(project(files), on=dt.date(2026, 11, 30))
        return number_to_call(catalogue, catalogue.get(Structure, "lieu"))

    return read


def test_the_place_then_who_runs_it_then_who_it_names_then_a_national_line_then_the_town_hall(answer):
    relay = {"relay": f"telephone: {TWO}\n"}
    named = "contact_relais: relais\n"
    runs = {"partner": f"telephone: {ONE}\n"}
    ranked = [
        answer(f"telephone: {ONE}\n{RUNS}{named}", "caf", **relay),
        answer(RUNS + named, "caf", **runs, **relay),
        answer(RUNS + named, "caf", partner="nature: association\n", **relay),
        answer(RUNS, "caf", partner="nature: association\n"),
        answer(),
    ]
    assert [one.via for one in ranked] == [Via.OWN, Via.MANAGER, Via.NAMED, Via.NATIONAL, Via.TOWN_HALL]
    assert [one.sentence for one in ranked] == [
        "",
        "Numéro de : Les Amis.",
        "Numéro de : Relais.",
        "Caf, dans toute la France, numéro national.",
        "Mairie de Valbourg : on peut vous orienter.",
    ]


def test_a_switchboard_is_said_as_one_and_comes_after_a_national_line(answer):
    hall = {"partner": f"telephone: {TOWN}\n"}
    said = answer(RUNS, **hall)
    assert (said.via, said.sentence) == (Via.SWITCHBOARD, "C’est un standard (Les Amis) : demandez « Lieu ».")
    assert answer(RUNS, "caf", **hall).via is Via.NATIONAL
    relay = answer("contact_relais: relais\n", relay=f"telephone: {TOWN}\n")
    assert relay.sentence == "C’est un standard (mairie de Valbourg) : demandez « Relais »."


def test_who_runs_it_may_belong_to_who_has_the_number(answer, project):
    files = {
        "data/communes.yml": COMMUNES,
        "data/structures/lieu.yml": "nom: Lieu\ntype: ccas\ncommune: Valbourg\ngestionnaire: Le CCAS\n",
        "data/partenaires/ccas.yml": "nom: Le CCAS\nrattachement: ville\n",
        "data/partenaires/ville.yml": f"nom: Ville de Valbourg\ntelephone: {TOWN}\n",
    }
    catalogue = load(project(files), on=dt.date(2026, 11, 30))
    assert number_to_call(catalogue, catalogue.get(Structure, "lieu")).who == "Ville de Valbourg"


def test_repond_is_said_of_a_number_that_was_checked_only(answer):
    source = "sources: [{titre: Appel, date: 2026-10-01}]\n"
    relay = answer("contact_relais: relais\n", relay=f"telephone: {TWO}\nverifie_le: 2026-10-01\n{source}")
    assert relay.sentence == "Qui répond : Relais."


def test_in_danger_the_town_hall_is_no_answer(answer):
    assert answer("", "hebergement-urgence") is None
    shelter = answer("numero_relais: 115\n", "hebergement-urgence")
    assert shelter.sentence == "Sans abri ce soir, numéro national, jour et nuit, gratuit."


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


def test_a_bus_is_told_by_its_known_stop_in_the_commune_and_never_by_whom_it_serves(project):
    bus = "nom: Le {0}\nthemes: [{1}]\nzone: [Valbourg]\n{2}"
    stop = "arrets: [{commune: Valbourg, lieu: place du Four}]\n"
    files = {
        "data/structures/a.yml": "nom: Jeux\ntype: ludotheque\ncommune: Valbourg\nadresse: 1 rue du Lac\n",
        "data/structures/b.yml": "nom: Refuge\ntype: hebergement-urgence\ncommune: Valbourg\nadresse_confidentielle: oui\n",
        "data/services/bus.yml": bus.format("bus", "mobilite", stop),
        "data/services/autre.yml": bus.format("car sans arrêt", "mobilite", ""),
        "data/services/jeux.yml": bus.format("bus des jeux", "enfance, mobilite", stop),
    }
    catalogue = load(project(files))
    told = [[(one.nom, stop.lieu) for one, stop in buses_to(catalogue, catalogue.get(Structure, id))] for id in "ab"]
    assert told == [[("Le bus", "place du Four")], []]


SERVICE = "nom: Une place\nthemes: [petite-enfance]\n{}ensemble: {{type: multi-accueil, nombre: {}}}\n"
CRECHE = "nom: {}\ntype: multi-accueil\ncommune: Valbourg\n{}"


@pytest.fixture
def said(project):
    def read(files: dict[str, str]) -> str:
        catalogue = load(project(files))
        (service,) = catalogue.all(Service)
        return share_shown(catalogue, service)

    return read


MISSING_TWO = "Crèches (multi-accueils) : il y en a 3 en tout. Ce site en montre 1, il en manque 2."


def test_what_is_missing_is_said_and_nothing_when_all_are_there(said):
    service = "data/services/s.yml"  # the small territory has one crèche
    assert said({service: SERVICE.format("", 3)}) == MISSING_TWO
    assert said({service: SERVICE.format("", 1)}) == ""
    assert said({service: "nom: Une place\nthemes: [petite-enfance]\n"}) == ""


def test_only_those_of_the_same_institution_are_counted_by_any_of_its_names(said):
    files = {
        "data/services/s.yml": SERVICE.format("gestionnaire: Agglo\n", 3),
        "data/partenaires/agglo.yml": "nom: Agglomération du Pays\nautres_noms: [Agglo]\nrole: Elle gère.\n",
        "data/structures/a.yml": CRECHE.format("A", "gestionnaire: Agglomération du Pays\n"),
        "data/structures/b.yml": CRECHE.format("B", "gestionnaire: Une association\n"),
    }
    assert said(files) == MISSING_TWO


TODAY = dt.date(2026, 11, 25)
SITE = (SMALL / "data/territoire.yml").read_text("utf-8") + "adresse_site: https://exemple.fr/familles/\n"
PLACE = (
    "nom: Les Lutins & Cie\ntype: multi-accueil\ncommune: Valbourg\nadresse: 3 rue Haute\ntelephone: 04 65 71 00 01\n"
    "horaires: {lundi: 8h30-12h, mardi: 8h30-12h}\nfermetures: [{du: 2026-12-24, au: 2026-12-31}]\nverifie_le: 2026-11-03\n"
)


@pytest.fixture
def message(project):
    """``message(text, kind, **files)`` → what is sent of the record ``lutins`` of the very small territory."""

    def make(text: str, kind=Structure, **files: str) -> Sending:
        own = {f"data/{kind.folder}/lutins.yml": text} | files
        catalogue = load(project(own))
        return sending(catalogue, catalogue.get(kind, "lutins"), Calendar.of(catalogue), TODAY)

    return make


def test_a_message_is_enough_without_opening_its_link(message):
    sent = message(PLACE, **{"data/territoire.yml": SITE})
    assert sent.text.replace("\u00a0", " ").replace("\u202f", " ").split("\n") == [
        "Les Lutins & Cie",
        "Téléphone : 04 65 71 00 01",
        "Adresse : 3 rue Haute, 99100 Valbourg",
        "Horaires : lundi et mardi, 8 h 30 à 12 h.",
        "Fermé du 24 au 31 décembre.",
        "État au 25 novembre 2026.",
        "https://exemple.fr/familles/structures/lutins/",
    ]
    assert sent.addressed
    assert not sent.secret


def test_without_a_telephone_who_answers_instead_is_told(message):
    bare_one = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\n"
    relay = "nom: Relais\ntype: relais-petite-enfance\ncommune: Valbourg\ntelephone: 04 65 71 00 09\n"
    lines = message(bare_one + "contact_relais: relais\n", **{"data/structures/relais.yml": relay}).lines
    assert lines[1] == "Téléphone : 04\u00a065\u00a071\u00a000\u00a009 (Relais)"
    assert "Commune : 99100 Valbourg" in message(bare_one).lines, "a town is no address"
    service = "nom: Aide\nthemes: [logement]\nsite_web: https://exemple.fr/aide\nzone: [Valbourg]\n"
    lines = message(service, Service, **{"data/territoire.yml": SITE + "numero_info: 01 99 00 20 00\n"}).lines
    assert lines[1].startswith("Pour demander : 01\u00a099\u00a000\u00a020\u00a000 (")
    assert lines[2] == "Sur internet : https://exemple.fr/aide"


def test_what_nobody_confirmed_says_so_and_the_address_of_the_page_may_be_unknown(message):
    sent = message("nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\netat_fiche: a_verifier\nderniere_preuve: 2024\n")
    assert "appelez avant de vous déplacer" in sent.text.lower()
    assert not sent.addressed
    assert "http" not in sent.text


def test_links_carry_the_very_text_whatever_its_characters(message):
    sent = message(PLACE)
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
