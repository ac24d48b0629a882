"""What waits to be read again: who names a confidential place, what is published meanwhile, how a reading is noted."""

import pytest

from ctg.common.extensions import for_here
from ctg.common.problems import DataError
from ctg.loading import load
from ctg.model.meeting import Partenaire
from ctg.model.structure import Structure
from ctg.reading.sheet import mended
from relus import read_again

SHELTER = (
    "nom: La Clairière\nanciens_noms: [Foyer Montjoie]\ntype: hebergement\ncommune: Valbourg\ntelephone: 01 99 00 11 27\n"
    "adresse_confidentielle: oui\ndescription: Un toit pour la nuit.\nfaits_a_savoir: [Appelez avant., Une cour fermée.]\n"
)
FILES = {"data/structures/clairiere-du-val.yml": SHELTER}
KEY = "structures/clairiere-du-val"
PARTNER = "data/partenaires/association.yml"


def partner(text: str) -> dict[str, str]:
    return FILES | {PARTNER: f"nom: Association\nrole: Elle aide. {text}\n"}


@pytest.mark.parametrize(
    "text",
    [
        "LA CLAIRIERE", "la\u200b clai\u00adrière", "la clai\u200drière", "à la Clairière", "le foyer Mont\u2060joie",
        "fo\u034fyer montjoie", "« clairiere-du-val »", "structures/clairiere-du-val/", "0199001127", "+33 1-99.00 11/27",
        "00 33 (0)1 99 00 11 27", "ｌａ ｃｌａｉｒｉèｒｅ", "Foyer-Montjoie", "foyermontjoie@exemple.fr",
    ],
)  # fmt: skip
def test_another_record_that_names_it_is_not_published_before_it_was_read(unread, text):
    root = unread(partner(text))
    assert load(root).get(Partenaire, "association") is None
    read_again(root)
    assert load(root).get(Partenaire, "association").role.endswith(mended(text).strip())


@pytest.mark.parametrize("text", ["Une éclaircie.", "01 99 00 11 28", "foyer", "clairon", "19 900 112 places"])
def test_what_names_nobody_is_published(unread, text):
    assert load(unread(partner(text))).get(Partenaire, "association")


def test_a_place_keeps_its_closed_fields_under_the_name_of_its_type_while_its_texts_wait(unread):
    """Its address was published already."""
    other = (
        "nom: Les Ormes\ntype: multi-accueil\ncommune: Valbourg\ntelephone: 01 99 00 11 40\ncontact_relais: clairiere-du-val\n"
    )
    noted = {"data/adresses.txt": f"{KEY}/\nstructures/ormes/\n"}
    catalogue = load(unread(FILES | noted | {"data/structures/ormes.yml": other}))
    shelter, ormes = catalogue.get(Structure, "clairiere-du-val"), catalogue.get(Structure, "ormes")
    assert (shelter.nom, shelter.telephone, shelter.description, shelter.faits_a_savoir) == (
        "Logement ou hébergement", "+33199001127", None, ()
    )  # fmt: skip
    assert "description" not in shelter.as_written
    assert (ormes.nom, ormes.telephone) == ("Multi-accueil", "+33199001140")


def test_nothing_is_published_of_a_place_whose_address_was_never_read(unread):
    catalogue = load(unread(FILES))
    assert catalogue.get(Structure, "clairiere-du-val") is None
    (told,) = catalogue.warnings
    assert "Rien de cette fiche n'est publié" in told.message
    assert told.remedy == for_here(f"Relisez : « ctg relire {KEY} », ou en haut de sa fiche, dans le formulaire.")


def test_a_text_that_changes_waits_alone(unread):
    root = unread(FILES)
    read_again(root)
    assert load(root).warnings == ()
    path = root / "data/structures/clairiere-du-val.yml"
    path.write_text(SHELTER.replace("Une cour fermée.", "Derrière le lavoir."), "utf-8")
    catalogue = load(root)
    shelter = catalogue.get(Structure, "clairiere-du-val")
    assert (shelter.nom, shelter.faits_a_savoir) == ("La Clairière", ("Appelez avant.",))
    assert "« faits_a_savoir.2 »" in catalogue.warnings[0].message


@pytest.mark.parametrize(
    ("file", "more"),
    [
        ("data/territoire.yml", "sources: [{titre: Vu à la Clairière}]\n"),
        ("data/cadres/ctg.yml", "sources: [{titre: Vu à la Clairière}]\n"),
    ],
)
def test_what_the_site_cannot_do_without_stops_it_until_it_is_read(unread, file, more):
    root = unread(FILES)
    (root / file).write_text((root / file).read_text("utf-8") + more, "utf-8")
    with pytest.raises(DataError) as refused:
        load(root)
    assert [problem.file for problem in refused.value.problems if problem.level == "erreur"] == [file]
    read_again(root)
    assert load(root)


def test_a_reading_of_other_words_of_another_place_or_record_is_none(unread):
    """A digest is of a record, of the places that it names, and of its words."""
    root = unread(partner("À la Clairière."))
    read_again(root)
    text = (root / "data/relectures.yml").read_text("utf-8")
    (root / "data/relectures.yml").write_text(text.replace("partenaires/association", "partenaires/autre"), "utf-8")
    assert load(root).get(Partenaire, "association") is None
    read_again(root)
    (root / "data/structures/second.yml").write_text(SHELTER.replace("La Clairière", "Elle aide").replace("27", "29"), "utf-8")
    assert load(root).get(Partenaire, "association") is None
