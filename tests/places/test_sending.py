"""« Envoyer »: the message says the essential by itself, and no more than may leave."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from ctg.hours.opening import Calendar
from ctg.loading import load
from ctg.model.structure import Service, Structure
from ctg.places.sending import Sending, sending
from territoires import ESSAI, ROOT, SMALL, catalogue_of

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
