"""The cards for a telephone's contacts, read by vobject."""

from __future__ import annotations

import datetime as dt

import pytest
import vobject

from ctg.kinds import KINDS
from ctg.loading import load
from ctg.outputs.base.addresses import Postal, postal
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.open_data.everyday import vcards
from territoires import ESSAI, ROOT, SMALL

TODAY = dt.date(2026, 11, 25)
SITE = (SMALL / "data/territoire.yml").read_text("utf-8") + "adresse_site: https://exemple.fr/familles/\n"
PLACE = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\n"
FULL = PLACE + (
    "adresse: 3 rue Haute\ncomplement_adresse: bâtiment B\ntelephone: 04 65 71 00 01\ncourriel: lutins@exemple.fr\n"
    "site_web: https://www.exemple.fr/a;b?c=d\nposition: {lat: 46.51, lon: 2.52}\nverifie_le: 2026-11-03\ngestionnaire: Ville\n"
    "horaires: {lundi: 7h30-18h30, dates: [{quand: 2026-12-05, heures: 9h-11h}]}\n"
)


@pytest.fixture
def cards(project):
    """``cards({name: text})`` → address of each card → the card as vobject reads it."""

    def make(files: dict[str, str], drafts: bool = False) -> dict[str, object]:
        files = {"structures/les-lutins": PLACE} | files  # the small territory's own
        catalogue = load(project({f"data/{name}.yml": text for name, text in files.items()}), drafts)
        found = {file.path: file.content.decode() for file in vcards.files(Renderer(catalogue, TODAY))}
        return {path: vobject.readOne(text) for path, text in found.items()}

    return make


def test_a_full_card(cards):
    card = cards({"territoire": SITE, "structures/les-lutins": FULL})["structures/les-lutins.vcf"]
    assert card.validate(raiseException=True)
    assert (card.version.value, card.fn.value, card.org.value) == ("3.0", "Les Lutins", ["Les Lutins"])
    assert (card.tel.value, card.email.value, card.geo.value) == ("+33465710001", "lutins@exemple.fr", "46.51;2.52")
    address = card.adr.value
    assert (address.street, address.extended, address.code, address.city) == ("3 rue Haute", "bâtiment B", "99100", "Valbourg")
    assert [url.value for url in card.url_list] == [
        "https://www.exemple.fr/a;b?c=d", "https://exemple.fr/familles/structures/les-lutins/",
    ]  # fmt: skip
    assert card.note.value.split("\n") == [
        "Horaires :", "Lundi : 7 h 30 à 18 h 30", "Du mardi au dimanche : fermé", "Gestionnaire : Ville.",
        "Vérifié le 3 novembre 2026.", "Source : Familles du Petit Pays, Licence Ouverte 2.0.",
    ]  # fmt: skip
    assert (card.rev.value, card.source.value) == (
        "2026-11-03T00:00:00Z", "https://exemple.fr/familles/structures/les-lutins.vcf",
    )  # fmt: skip


def test_of_a_confidential_place_its_name_and_telephone_only(cards):
    secret = (
        PLACE + "adresse_confidentielle: oui\ntelephone: 04 65 71 00 01\ncourriel: a@exemple.fr\nsite_web: https://exemple.fr\n"
    )
    found = cards(
        {
            "territoire": SITE,
            "structures/les-lutins": secret,
            "services/nuit": "nom: Nuit\nthemes: [logement]\nstructure: les-lutins\n",
            "structures/muet": PLACE + "adresse_confidentielle: oui\ncourriel: a@exemple.fr\n",
        }
    )
    for path in ("structures/les-lutins.vcf", "services/nuit.vcf"):
        assert set(found[path].contents) == {"version", "prodid", "uid", "n", "fn", "org", "x-abshowas", "tel", "note"}
        assert "sécurité" in found[path].note.value
    assert "structures/muet.vcf" not in found


def test_a_service_without_contact_gives_its_structure_s(cards):
    found = cards(
        {
            "structures/les-lutins": FULL,
            "services/a": "nom: A\nthemes: [enfance]\nstructure: les-lutins\n",
            "services/b": "nom: B\nthemes: [enfance]\nstructure: les-lutins\ntelephone: '3919'\n",
            "services/c": "nom: C\nthemes: [enfance]\n",
        }
    )
    a, b = found["services/a.vcf"], found["services/b.vcf"]
    assert (a.fn.value, a.tel.value, a.adr.value.street) == ("A", "+33465710001", "3 rue Haute")
    assert (b.tel.value, hasattr(b, "email")) == ("3919", False)
    assert "services/c.vcf" not in found


def test_partners_town_halls_and_who_has_no_card(cards):
    communes = """
- nom: Valbourg
  code_insee: "99001"
  codes_postaux: ["99100"]
  centre: {lat: 46.5, lon: 2.5}
  mairie: {adresse: 1 place, localite: 99105 Valbourg Cedex, telephone: 04 65 71 00 09}
- {nom: Saint-Clair-sur-Lède, code_insee: "99002", codes_postaux: ["99200"], centre: {lat: 46.5, lon: 2.7}}
"""
    caf = "nom: CAF\nnature: caf\nrole: Elle finance.\nadresse: 1 place de la Mairie, 99100 Valbourg\n"
    found = cards({"communes": communes, "partenaires/caf": caf, "partenaires/rien": "nom: Rien\n"})
    assert set(found) == {"communes/valbourg.vcf", "partenaires/caf.vcf"}
    hall, caf = found["communes/valbourg.vcf"], found["partenaires/caf.vcf"]
    assert (hall.fn.value, hall.adr.value.code, hall.adr.value.city) == ("Mairie de Valbourg", "99105", "Valbourg Cedex")
    assert not hasattr(hall, "geo"), "the centre of the commune is not the town hall"
    assert (caf.adr.value.street, caf.adr.value.code, caf.adr.value.city) == ("1 place de la Mairie", "99100", "Valbourg")
    assert caf.note.value == "Elle finance.\nSource : Familles du Petit Pays, Licence Ouverte 2.0."


def test_a_draft_has_no_card(cards):
    assert cards({"structures/les-lutins": FULL + "etat_fiche: brouillon\n"}, drafts=True) == {}


@pytest.mark.parametrize("root", [ESSAI, ROOT], ids=["invented", "real"])
def test_whole_territories_are_valid_and_repeatable(root):
    catalogue = load(root)
    files = list(vcards.files(Renderer(catalogue, TODAY)))
    again = vcards.files(Renderer(load(root), TODAY))
    assert [(file.path, file.content) for file in files] == [(file.path, file.content) for file in again]
    assert len(files) > 50
    known = {record.key for kind in KINDS for record in catalogue.all(kind)}
    for file in files:
        card = vobject.readOne(file.content.decode())
        assert card.validate(raiseException=True)
        assert file.path.removesuffix(".vcf") in known
        assert {"tel", "email", "url", "adr"} & set(card.contents), file.path


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1 place de la Mairie, porte B, 99100 Valbourg", Postal("1 place de la Mairie, porte B", "", "99100", "Valbourg")),
        ("99100 Valbourg", Postal("", "", "99100", "Valbourg")),
        ("zone des Prés", Postal("zone des Prés")),
    ],
)
def test_a_partner_s_address_is_split_at_its_postcode(project, written, expected):
    catalogue = load(project({"data/partenaires/a.yml": f"nom: A\nadresse: {written}\n"}))
    (partner,) = next(records for kind, records in catalogue.records.items() if kind.kind == "partenaire")
    assert postal(catalogue, partner) == expected
