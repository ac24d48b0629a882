"""The words of people: what is understood says all that was typed; what may mean two things, or nothing, is refused."""

import datetime as dt
from pathlib import Path

import pytest

from cas import each
from ctg.common.phrases import DAYS
from ctg.loading import load
from ctg.model.structure import Structure
from ctg.reading.describe import Type
from ctg.reading.spoken.dates import ages, closures
from ctg.reading.spoken.days import date
from ctg.reading.spoken.weeks import opening, week
from ctg.reading.spoken.where import address, commune_of
from ctg.reading.spoken.words import Meant, amount, count, mail, meant, phone, site

TODAY = dt.date(2026, 11, 30)
COMMUNES = ("Bagnols-sur-Cèze", "Goudargues", "Pont-Saint-Esprit", "Tavel", "Tresques")


def _told(found):
    return f"{found.value} + {found.rest}" if found and found.rest else found.value if found else "-"


def _closures(text, today=None):
    found = closures(text, today=today)
    why = " ; ".join(dict.fromkeys(one["motif"] for one in found if "motif" in one))
    return " ; ".join(" ".join(one[end] for end in ("du", "au") if end in one) for one in found) + f" + {why}" * bool(why) or "-"


def _ages(text):
    if not (found := ages(text)):
        return "-"
    return f"{found[0].get('de', '')} - {found[0].get('a', '')}".strip() + f" + {found[1]}" * bool(found[1])


def _hours(text):
    """« 12345 8h-12h+14h-18h ; note: … »: 1 is Monday."""
    if (found := opening(text)) is None:
        return "-"
    said = {}
    for day in filter(found.get, DAYS):
        said.setdefault("+".join(found[day]) if isinstance(found[day], list) else found[day], []).append(DAYS.index(day) + 1)
    parts = [f"{''.join(map(str, days))} {hours}" for hours, days in said.items()]
    parts += [f"note: {found.get('note')}"] * ("note" in found) + ["vacances"] * ("semaines" in found)
    parts += [f"fériés {found.get('jours_feries')}"] * ("jours_feries" in found)
    return " ; ".join(parts)


READ = {
    "date": lambda text: _told(date(text, TODAY)),
    "periode": _closures,
    "a_venir": lambda text: _closures(text, TODAY),
    "horaires": _hours,
    "ages": _ages,
    "places": lambda text: _told(count(text)),
    "montant": lambda text: _told(amount(text)),
    "telephone": lambda text: _told(phone(text)),
    "courriel": lambda text: _told(mail(text)),
    "site": lambda text: _told(site(text)),
    "adresse": lambda text: " | ".join(address(text, COMMUNES) or "-"),
}


def _forms():
    for part in (Path(__file__).parent / "formes.txt").read_text().split("\n## ")[1:]:
        kind, *lines = part.splitlines()
        yield from ((kind, *line.rsplit(" => ", 1)) for line in lines if line)


@each(("kind", "text", "said"), list(_forms()))
def test_what_people_type(kind, text, said):
    assert " ".join(READ[kind](text.replace("\\n", "\n").replace("\\t", "\t")).split()) == said


def test_a_field_already_as_it_is_has_nothing_to_be_told():
    assert meant(Type.PHONE, "01 99 00 00 01", TODAY) is None
    assert meant(Type.EMAIL, "x@hotmail.f", TODAY) == Meant("x@hotmail.fr", "", "« hotmail.f » lu « hotmail.fr »")
    for kind, text, value in ((Type.AGE, "2 ans et demi", "30 mois"), (Type.DAY, "8 à 12h puis 14h/18h", ["8h-12h", "14h-18h"]),
                              (Type.YES_NO, "✓", "oui"), (Type.POSTCODE, "99 100", "99100"),
                              (Type.BOUND, "1er août", "08-01")):  # fmt: skip
        assert meant(kind, text, TODAY) == Meant(value)
    assert meant(Type.DAY, "9h") is meant(Type.AGE, "3") is None


def test_what_stands_apart():
    assert week("9h-17h", "lundi et jeudi") == {"lundi": "9h-17h", "jeudi": "9h-17h"}
    assert week("le lundi") == week("lundi et mardi 9h-12h, mardi 14h-16h") == {}
    communes = ("Valbourg", "Saint-Clair-sur-Lède", "Saint-Clair-le-Haut")
    assert address("3, AV. HAUTE 99200 ST CLAIR S/ LEDE", communes).commune == "Saint-Clair-sur-Lède"
    short = ("VALBOURG (99)", "St Clair", "Ailleurs", "Sint Clair le Ht")
    assert [commune_of(said, communes) for said in short] == ["Valbourg", "", "", "Saint-Clair-le-Haut"]


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


@pytest.mark.parametrize("line", ["places: {total: une trentaine, annee: 2025}", "verifie_le: vers le 3 mars 2026"])
def test_a_file_says_only_what_is_sure(project, line):
    sheet = f"nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\n{line}\n"
    with pytest.raises(Exception, match="data/structures/les-lutins"):
        load(project({"data/structures/les-lutins.yml": sheet}))
