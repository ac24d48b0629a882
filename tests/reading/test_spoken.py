"""The words of people: what is understood says all that was typed; what may mean two things, or nothing, is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from cas import each
from ctg.loading import load
from ctg.model.structure import Structure
from ctg.reading.describe import Type
from ctg.reading.spoken.dates import ages, closures
from ctg.reading.spoken.weeks import opening
from ctg.reading.spoken.words import Meant, address, commune_of, meant

TODAY = dt.date(2026, 11, 30)
WEEK = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")


def week(hours, *days):
    return dict.fromkeys(days or WEEK, hours)


@each(
    ("text", "said"),
    [
        ("lun-ven 7h45/18h15", week("7h45-18h15")),
        ("en semaine de 8 à 18 heures non stop", week("8h-18h")),
        ("LMJV 8h30-16h30", week("8h30-16h30", "lundi", "mardi", "jeudi", "vendredi")),
        ("9h30 - 11h45 mar/jeu", week("9h30-11h45", "mardi", "jeudi")),
        ("du mardi au jeudi 8h à midi & 14-17", week(["8h-12h", "14h-17h"], "mardi", "mercredi", "jeudi")),
        ("lundi au vendredi 8h-17h sauf mercredi 8h-12h", week("8h-17h") | {"mercredi": "8h-12h"}),
        ("lundi au vendredi 8h-17h (16h le vendredi)", week("8h-17h") | {"vendredi": "8h-16h"}),
        ("tous les jours sauf le mercredi et le week-end de 8h à 17h", week("8h-17h", "lundi", "mardi", "jeudi", "vendredi")),
        ("lundi au vendredi 9h 17h, fermé entre midi et deux", week(["9h-12h", "14h-17h"])),
        ("mardi 9h-12h, jeudi idem", week("9h-12h", "mardi", "jeudi")),
        ("lundi matin ; vendrdi toute la journée", {"lundi": "matin", "vendredi": "journee"}),
        ("mercredi 9h-12h sur RDV", {"mercredi": "9h-12h", "note": "sur rendez-vous"}),
        ("mardi 9h-12h et un samedi sur trois 10h-12h", {"mardi": "9h-12h", "note": "un samedi sur trois 10h-12h"}),
        ("samedi 10h-12h deux fois par mois", {"note": "samedi 10h-12h deux fois par mois"}),
        ("jeudi 9h-11h hors vacances scolaires", {"jeudi": "9h-11h", "semaines": [{"pendant": "vacances"}]}),
        ("le matin", {"note": "le matin"}),
        ("sept heures et demie - dix-huit heures trente le mardi", week("7h30-18h30", "mardi")),
        ("appeler pour connaître les horaires", {"note": "appeler pour connaître les horaires"}),
        ("mardi et jeudi", {"mardi": "oui", "jeudi": "oui"}),
    ],
)
def test_a_week(text, said):
    assert opening(text) == said


@pytest.mark.parametrize(
    "text",
    ["26h", "lundi 9h", "8h à 18h environ le lundi",
     "lundi 18h-9h", "8h-12h ou 13h-17h le lundi", "vers 8h le lundi", "lundi au vendredi 8h-18h en juillet",
     "lundi au vendredi 9h-12h, vendredi 14h-16h", "mercredi et vacances scolaires 8h-18h", "9h-12h", "01 99 00 00 00"],
)  # fmt: skip
def test_no_hour_is_guessed(text):
    assert opening(text) is None


@each(
    ("kind", "text", "value", "rest"),
    [
        (Type.DATE, "mar. 1er sept. 26", "2026-09-01", ""),
        (Type.DATE, "le 24/12", "2026-12-24", ""),
        (Type.DATE, "vendredi prochain", "2026-12-04", ""),
        (Type.DATE, "ce vendredi", "2026-12-04", ""),
        (Type.DATE, "à partir du 11/1/2027", "2027-01-11", ""),
        (Type.DATE, "24 décembre 2026 (veille de Noël)", "2026-12-24", "veille de Noël"),
        (Type.PHONE, "tél : 04.65.71.OO.12 (le matin)", "04 65 71 00 12", "le matin"),
        (Type.PHONE, "04 65 71 00 12 ou 06 39 98 00 12", "04 65 71 00 12", "06 39 98 00 12"),
        (Type.EMAIL, "mail : creche [at] exemple,fr.", "creche@exemple.fr", ""),
        (Type.EMAIL, "creche@ornage.fr", "creche@orange.fr", ""),
        (Type.URL, "notre site : WWW.Exemple,fr/Page", "https://www.exemple.fr/Page", ""),
        (Type.INTEGER, "trente-deux places", "32", ""),
        (Type.INTEGER, "environ 30", "30", "environ 30"),
        (Type.NUMBER, "12€50 / jour", "12.5", "12€50 / jour"),
        (Type.NUMBER, "1,2 M€", "1200000", ""),
        (Type.NUMBER, "80 centimes", "0.8", "80 centimes"),
        (Type.NUMBER, "gratuit", "0", "gratuit"),
        (Type.AGE, "2 ans et demi", "30 mois", ""),
        (Type.DAY, "de 8 à 12h puis 14h/18h", ["8h-12h", "14h-18h"], ""),
        (Type.YES_NO, "✓", "oui", ""),
        (Type.POSTCODE, "99 100", "99100", ""),
        (Type.BOUND, "1er août", "08-01", ""),
    ],
)
def test_a_field(kind, text, value, rest):
    assert meant(kind, text, TODAY)[:2] == (value, rest)


@each(
    ("kind", "text"),
    [(Type.DATE, "31/11/2026"), (Type.DATE, "lundi 1er septembre 2026"), (Type.DATE, "12/25/2026"), (Type.DATE, "15 octobre"),
     (Type.PHONE, "04 65 71 00 1"), (Type.PHONE, "04 65 71 00 123"), (Type.EMAIL, "www.exemple.fr"),
     (Type.EMAIL, "jean dupont@exemple.fr"),
     (Type.URL, "en construction"), (Type.INTEGER, "20 à 25"), (Type.INTEGER, "12+4"), (Type.INTEGER, "une trentaine"),
     (Type.NUMBER, "1.250 €"),
     (Type.NUMBER, "de 5 à 10 €"), (Type.NUMBER, "cinq cents euros"), (Type.DAY, "9h"), (Type.AGE, "3")],
)  # fmt: skip
def test_what_may_mean_two_things_or_none_is_not_understood(kind, text):
    assert meant(kind, text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Congés : du lundi 2 au vendredi 20 août 2027", [{"du": "2027-08-02", "au": "2027-08-20", "motif": "Congés"}]),
        ("24.12.26 → 03.01.27", [{"du": "2026-12-24", "au": "2027-01-03"}]),
        ("du 24 décembre au 3 janvier 2027", [{"du": "2026-12-24", "au": "2027-01-03"}]),
        ("tout le mois d'août 2027", [{"du": "2027-08-01", "au": "2027-08-31"}]),
        ("les 24 et 31 décembre 2026", [{"du": "2026-12-24"}, {"du": "2026-12-31"}]),
        ("3 semaines en août", []), ("du 20 au 2 août 2027", []), ("en août", []), ("jusqu'au 20 août 2027", []),
    ],
)  # fmt: skip
def test_closures(text, said):
    assert closures(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [("ados 11 - 17", {"de": "11 ans", "a": "17 ans"}), ("de 2 mois et demi à 4 ans", {"de": "2 mois et demi", "a": "4 ans"}),
     ("tous les âges", {}), ("moins de 4 ans", {"a": "4 ans"}), ("trois à douze ans (CM2)", {"de": "3 ans", "a": "12 ans"})],
)  # fmt: skip
def test_ages(text, said):
    assert ages(text)[0] == said


@pytest.mark.parametrize("text", ["3 - 12", "12 ans à 3 ans", "maternelle", "10 ans"])
def test_ages_that_are_none(text):
    assert ages(text) is None


def test_an_address_on_one_line():
    communes = ("Valbourg", "Saint-Clair-sur-Lède", "Saint-Clair-le-Haut")
    text = "17, AV. DE L'EGLISE BP 12 99200 ST CLAIR S/ LEDE CEDEX 2"
    assert address(text, communes) == ("17 avenue de l'Eglise, BP 12", "99200", "Saint-Clair-sur-Lède")
    assert address("99100 Valbourg, 3 rue Haute", communes) == ("3 rue Haute", "99100", "Valbourg")
    assert address("3 rue Haute", communes) is None
    assert [commune_of(said, communes) for said in ("VALBOURG (99)", "St Clair", "Ailleurs")] == ["Valbourg", "", ""]


def test_a_file_may_use_the_words_of_people_where_they_are_sure(project):
    sheet = """\
nom: Les Lutins
type: multi-accueil
commune: Valbourg
telephone: "tél : 01.99.00.00.01"
courriel: lutins (at) exemple.fr
site_web: www.exemple.fr/lutins
ages: {de: dès la naissance, a: "2,5 ans"}
places: {total: vingt, annee: 2025}
tarif: {gratuit: x}
verifie_le: 1er septembre 2026
derniere_preuve: mars 2026
horaires: {lundi: 9h à 12h et 14h/17h, mardi: 8.30-12.00, mercredi: toute la journée}
fermetures: [{du: 2 août 2027, au: 20/08/27}]
"""
    one = load(project({"data/structures/les-lutins.yml": sheet})).get(Structure, "les-lutins")
    assert (one.telephone, one.courriel, one.site_web) == ("+33199000001", "lutins@exemple.fr", "https://www.exemple.fr/lutins")
    assert (one.ages.a.texte, one.places.total, one.tarif.gratuit) == ("30 mois", 20, True)
    assert one.as_written["horaires"]["lundi"] == ["9h-12h", "14h-17h"]
    assert (one.verifie_le, one.fermetures[0].au) == (dt.date(2026, 9, 1), dt.date(2027, 8, 20))


def test_what_a_text_says_besides_is_never_lost():
    assert meant(Type.PHONE, "01 99 00 00 01", TODAY) is None, "as the field has it"
    assert meant(Type.EMAIL, "x@hotmail.f", TODAY) == Meant("x@hotmail.fr", "", "« hotmail.f » lu « hotmail.fr »")
