"""What is kept of the registers' answers, which anyone may have written."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from cas import each, reviewed
from ctg.model.periods import JOURS
from ctg_demarrage.communes import Called, FoundCommune, RegisterError, called, read_communes, simplified, together
from ctg_demarrage.registers import Halls, bodies, halls_of, read_services
from territoires import ROOT

REGISTRES = ROOT / "tests" / "registres"
COMMUNES = (REGISTRES / "communes.json").read_bytes()
MAIRIES = json.loads((REGISTRES / "mairies.json").read_text("utf-8"))


def one(**changes) -> bytes:
    """The first commune of the saved answer, with these fields; ``...`` takes one away."""
    values = {name: value for name, value in (json.loads(COMMUNES)[0] | changes).items() if value is not ...}
    return json.dumps([values]).encode()


def halls(services: list[dict]) -> Halls:
    return halls_of(services, together([read_communes(COMMUNES)]), "200999002")


def mairie(**changes) -> Halls:
    return halls([MAIRIES[0] | changes])


# --- communes ------------------------------------------------------------------------------------


def test_a_list_and_one_commune_are_read_alike():
    listed = read_communes(COMMUNES)
    assert read_communes(json.dumps(json.loads(COMMUNES)[1]).encode()) == listed[1:2]
    assert [found.nom for found in listed] == ["Ombreval", "Saint-Fiacre-des-Eaux", "L'Aulnaie"]
    assert (listed[0].population, listed[0].codes_postaux, listed[0].departement) == (4210, ("23990", "23991"), "Creuse")


def test_neighbours_keep_a_common_border():
    made = simplified(read_communes(COMMUNES))
    corners = [{tuple(point) for point in made[code]["coordinates"][0]} for code in ("23901", "23902")]
    assert len(corners[0] & corners[1]) == 2


@each(
    ("body", "words"),
    [
        (b"<html>Portail captif</html>", "c'est une page web"),
        (b" ", "ce fichier est vide"),
        (b"[" * 100_000, "elle n'a pas la forme attendue"),
        (b"[]", "aucune commune"),
        (b"[1, null]", "pas de nom"),
        (one(nom="\x1b[31m\u202e"), "pas de nom"),
        (one(code="../../etc"), "pas de code INSEE"),
        (one(codesPostaux=["23"]), "pas de code postal"),
        (one(contour={"type": "Polygon", "coordinates": [[[1e400, 2], [3, 4], [5, 6]]]}), "pas de contour"),
        (one(contour={"type": "Point", "coordinates": [2, 46]}), "pas de contour"),
        (one(contour={"type": "Polygon", "coordinates": [[[-170, -80], [170, -80], [170, 80], [-170, -80]]]}), "contour")
    ]
)  # fmt: skip
def test_an_answer_that_lacks_something_is_refused(body, words):
    with pytest.raises(RegisterError, match=words) as refusal:
        read_communes(body)
    assert "→" in str(refusal.value)
    assert str(refusal.value).isprintable() or "\n" in str(refusal.value)


def test_what_is_not_needed_is_left_out_when_it_is_odd():
    (found,) = read_communes(one(population="beaucoup", centre={"coordinates": [9, 9]}, departement=3, epci=[], siren=5))
    assert (found.population, found.departement, found.epci, found.siren) == (None, "", None, "")
    assert found.outline.covers(found.outline.representative_point())
    assert abs(found.centre[0] - 46.2) < 0.03, "inside, when the answer's is not"


def test_outlines_that_cross_themselves_or_each_other_still_make_a_map():
    items = json.loads(COMMUNES)
    items[0]["contour"]["coordinates"] = [[[1.97, 46.17], [2.03, 46.23], [2.03, 46.17], [1.97, 46.23], [1.97, 46.17]]]
    items[1]["contour"]["coordinates"] = [[[2.0, 46.17], [2.09, 46.17], [2.09, 46.23], [2.0, 46.23], [2.0, 46.17]]]
    made = simplified(read_communes(json.dumps(items).encode()))
    assert all(shape(geometry).is_valid for geometry in made.values())


def test_two_communes_of_one_name_are_told():
    items = json.loads(COMMUNES)
    items[1]["nom"] = "OMBREVAL"
    with pytest.raises(RegisterError, match="Deux communes s'appellent"):
        together([read_communes(json.dumps(items).encode())])


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["nom", "code", "contour", "coordinates"]), inner)
    ),
    max_leaves=12,
)


@given(
    ANYTHING, st.sampled_from(["nom", "code", "codesPostaux", "population", "centre", "contour", "departement", "epci", "siren"])
)
def test_no_answer_ends_in_anything_but_communes_or_a_sentence(value, field):
    try:
        found = read_communes(one(**{field: value}))
    except RegisterError:
        return
    assert all(isinstance(commune, FoundCommune) and commune.nom.isprintable() for commune in found)
    simplified(found)


# --- town halls ----------------------------------------------------------------------------------


def test_a_town_hall_is_read_and_its_former_commune_left_aside():
    found = halls(MAIRIES)
    assert found.by_code["23901"] == {
        "adresse": "2 place du Marché",
        "localite": "23990 Ombreval",
        "telephone": "01 99 00 23 01",
        "courriel": "mairie@ombreval.example.org",
        "site_web": "https://www.ombreval.example.org",
        "horaires": {jour: ["8h30-12h", "13h30-17h"] for jour in JOURS[:5]} | {"samedi": "9h-12h"},
        "position": {"lat": "46.201", "lon": "2.001"},
    }
    assert "horaires" not in found.by_code["23902"]
    assert "position" not in found.by_code["23902"], "it falls elsewhere"
    assert found.publisher["telephone"] == "01 99 00 23 00"
    assert found.remarks == [
        "Saint-Fiacre-des-Eaux : horaires laissés de côté, ils ont une précision (« Sauf le premier mardi du mois. »).",
        "L'Aulnaie : l'annuaire ne donne pas sa mairie.",
    ]


def slot(**changes) -> str:
    day = {
        "nom_jour_debut": "Lundi",
        "nom_jour_fin": "Mardi",
        "valeur_heure_debut_1": "09:00:00",
        "valeur_heure_fin_1": "12:00:00",
    }
    return json.dumps([day | changes])


@pytest.mark.parametrize(
    "hours",
    [
        slot(nom_jour_debut="Jeudi"),
        slot(nom_jour_fin=None),
        slot(valeur_heure_debut_1="25:00:00"),
        slot(valeur_heure_fin_1=""),
        slot(valeur_heure_debut_2="11:00:00", valeur_heure_fin_2="14:00:00"),
        slot(commentaire="sur rendez-vous"),
    ],
)
def test_hours_that_are_not_sure_are_left_out_and_told(hours):
    found = mairie(plage_ouverture=hours)
    assert "horaires" not in found.by_code["23901"]
    assert any(remark.startswith("Ombreval : horaires laissés de côté") for remark in found.remarks)


def test_a_hall_of_another_name_is_the_one_when_it_is_alone():
    other = MAIRIES[0] | {"nom": "Hôtel de ville"}
    annexe = MAIRIES[0] | {"nom": "Mairie annexe - Ombreval"}
    assert "23901" in halls([other, annexe]).by_code
    assert "23901" not in halls([other, other | {"nom": "Maison commune"}]).by_code


@each(
    ("field", "value"),
    [
        ("telephone", "[{"), ("adresse_courriel", "a@\x00b.fr"), ("site_internet", '[{"valeur": "javascript:alert(1)"}]'),
        ("adresse", '[{"type_adresse": "Adresse", "numero_voie": "\\u202e\\u0000", "latitude": "nan", "longitude": "inf"}]'),
        ("adresse", {"latitude": 1}), ("plage_ouverture", '[["Lundi"]]'), ("date_modification", "99/99/2026")
    ]
)  # fmt: skip
def test_a_hostile_fact_is_left_out_and_the_others_stay(field, value):
    found = mairie(**{field: value}).by_code["23901"]
    mine = {"adresse_courriel": "courriel", "site_internet": "site_web", "plage_ouverture": "horaires"}.get(field, field)
    assert mine not in found or field == "date_modification"
    assert len(found) >= 4


@pytest.mark.parametrize(
    ("body", "words"),
    [(b'{"error_code": "ODSQLError"}', "pas une liste"), (b'{"total_count": 300, "results": [{}]}', "que 1 services sur 300")],
)
def test_an_answer_of_the_directory_that_is_not_whole_is_refused(body, words):
    with pytest.raises(RegisterError, match=words):
        read_services(body)


# --- words ---------------------------------------------------------------------------------------


def test_a_territory_is_called_as_people_call_it(request):
    reviewed(Path(__file__).with_name("noms.txt"), lambda name: vars(called(name.strip())).values(), request)
    assert called("Le Pin", alone=True) == Called("Commune du Pin", "Le Pin", "du Pin"), "a commune alone, by its status"
    whole = "Communauté d'agglomération du Pin"
    assert called("CA du Pin", towns=["Valbourg", "Le Pin"]) == Called(whole, whole, f"de la {whole}"), "it is not its town"


def test_each_intercommunality_that_the_tool_carries_is_called_as_people_do():
    """1,255 names as the register writes them: after « Familles », no link twice, no sign of a register."""
    wrong = re.compile(r"\b(?:de|du|des|d['’]) ?(?:le|les|de|du|des|d['’]) |\(|\bcoeur\b|^d['’][^aeiouyhéèêâîœæ]", re.IGNORECASE)
    assert len(bodies()) > 1200
    assert all(re.fullmatch(r"\d{9}", siren) for siren in bodies())
    found = {nom: called(nom) for nom in bodies().values()}
    assert [nom for nom, one in found.items() if wrong.search(one.of) or wrong.search(one.official)] == []
