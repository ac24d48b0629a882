"""The schemas accept every sheet that the check accepts, and see most mistakes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from ctg.common.escaping import as_json
from ctg.common.files import leftover
from ctg.common.problems import DataError
from ctg.loading import load
from ctg.model import KINDS, LONE_FILES
from ctg.model.commune import Commune
from ctg.model.record import Record
from ctg.model.territory import Territoire
from ctg.model.vocabulary import Urgence, Vocabulary
from ctg.open_data.values import model_of
from ctg.reading.describe import Type, all_fields, fields_of, names_in
from ctg.reading.new_sheet import Filling, new_sheet
from ctg_normes.editor_schemas import TYPED, schemas
from editeurs import mistakes, typed
from sans_extensions import not_read_here
from territoires import ESSAI, ROOT, SMALL, catalogue_of
from test_problemes import CASES, is_read_here, parse


def sheets(root: Path) -> list[str]:
    read = (path for path in sorted((root / "data").rglob("*.yml")) if not_read_here().isdisjoint((path.parent.name, path.name)))
    return [path.relative_to(root).as_posix() for path in read]


@pytest.mark.parametrize("root", [ROOT, ESSAI, SMALL], ids=["reel", "essai", "petit"])
def test_every_sheet_of_the_territories_is_accepted(root):
    assert len(sheets(root)) >= 3
    assert mistakes(root, sheets(root)) == []


def test_schemas_are_schemas():
    for schema in schemas(names_in(ESSAI)).values():
        Draft7Validator.check_schema(schema)


def test_what_the_check_accepts_is_not_underlined(project):
    """The warnings of the catalogue of mistakes: sheets that are odd, but valid."""
    found = []
    for case in filter(is_read_here, CASES):
        files, _ = parse(case.read_text("utf-8"))
        root = project(files)
        try:
            load(root)
        except DataError:
            pass
        else:
            found += mistakes(root, [name for name in files if name.endswith(".yml") and not leftover(Path(name).name)])
        for name in files:
            (root / name).unlink(missing_ok=True)
    assert found == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not Commune], ids=lambda kind: kind.kind)
def test_a_new_sheet_is_accepted_with_every_example(kind):
    names = names_in(ESSAI)
    validator = Draft7Validator(schemas(names)[kind.kind])
    fields = fields_of(kind)
    text = new_sheet(fields, Filling({}, {}, names))
    for version in (text, re.sub("^#", "", text, flags=re.MULTILINE)):
        assert [error.message for error in validator.iter_errors(typed(version))] == []


ACCEPTED = {
    "telephone": ["04 65 71 00 00", "0465710000", "+33 4 65 71 00 00", "+33465710000", "115", "39 19", "04.65.71.00.00"],
    "code_postal": ["99100", '"01200"', "01200"],
    "verifie_le": ["2026-09-01"],
    "derniere_preuve": ["2026", "2026-09", "2026-09-01", "vers 2026", '"2026"'],
    "adresse_confidentielle": ["oui", "Non", "OUI"],
    "siret": ["21990001200017", '"21990001200017"'],
    "nom": ["2026", "true", "3.5", "Les Lutins"],
    "ages": ["{de: 3 ans}", "{de: 10 semaines, a: 18 mois}", "{a: 1 An}"],
    "fermetures": ["[jours feries]", "[{du: 12-24, au: 01-03}, Jours fériés]"],
    "horaires": [
        "{lundi: matin}",
        "{dates: [{quand: Premier mardi du mois, heures: [14h-17h]}]}",
        "{lundi: 9h-12h}",
        "{lundi: [9h-12h, 14h30-18:00]}",
        "{lundi: ferme, mardi: Fermé}",
    ],
    "places": ["{total: 20, annee: 2026}", '{total: "20", annee: "2026"}'],
    "position": ["{lat: 46.5, lon: 2.5}", '{lat: "46.5", lon: "2.5"}'],
    "site_web": ["https://www.exemple.fr", "http://exemple.fr:8080/a?b=c#d"],
    "themes": ["[sante]", "[]", ""],
    "contact_relais": ["les-lutins", ""],
}
REFUSED = {
    "telephone": ["04 65 71 00", "appelez-nous", "[0465710000]", "true"],
    "code_postal": ["991", "Valbourg", "123456"],
    "verifie_le": ["01/09/2026", "2026", "2026-13-01"],
    "derniere_preuve": ["septembre 2026", "26"],
    "fermetures": ["[noël]", "[{au: 2026-12-24}]", "jours feries"],
    "adresse_confidentielle": ["true", "yes", "1"],
    "siret": ["12 345"],
    "nom": ["[a]", '""', "a" * 301, ""],
    "ages": ["{de: 3}", "3 ans", "{age: 3 ans}"],
    "horaires": [
        "{lundi: 9-12}",
        "{lundi: soir}",
        "{dates: [{quand: le mardi, heures: 9h-12h}]}",
        "{lundi: [ferme]}",
        "{lundy: 9h-12h}",
    ],
    "places": ["{total: 20}", "20", "{total: beaucoup, annee: 2026}"],
    "position": ["{lat: 46,5, lon: 2.5}", "{lat: 146.5, lon: 2.5}"],
    "site_web": ["www.exemple.fr", "javascript:alert(1)"],
    "themes": ["sante", "[santé]", "[~]"],
    "contact_relais": ["inconnu"],
}


def verdict(project, field: str, value: str) -> tuple[bool, bool]:
    """(accepted by the check, accepted by the schema), other fields being right."""
    lines = {"nom": "X", "type": "autre", "commune": "Valbourg"} | {field: value}
    text = "".join(f"{key}: {value}\n" for key, value in lines.items())
    root = project({"data/structures/x.yml": text})
    try:
        load(root)
        checked = True
    except DataError:
        checked = False
    return checked, mistakes(root, ["data/structures/x.yml"]) == []


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in ACCEPTED.items() for value in values])
def test_every_way_of_typing_is_accepted_by_both(project, field, value):
    assert verdict(project, field, value) == (True, True)


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in REFUSED.items() for value in values])
def test_slips_are_refused_by_both(project, field, value):
    assert verdict(project, field, value) == (False, False)


def test_digits_only_identifiers_may_be_typed_without_quotes(project):
    root = project({"data/axes/1.yml": "numero: 1\ntitre: A\n", "data/actions/x.yml": "titre: X\naxe: 1\nporteurs: [Ville]\n"})
    load(root)
    assert mistakes(root, ["data/actions/x.yml"]) == []


@pytest.mark.parametrize("name", ["vocabulaire", "urgences"])
def test_what_completes_the_tool_s_own_words_has_nothing_compulsory(name):
    made = schemas(names_in(ESSAI))
    assert b'"required"' in as_json(made["territoire"])
    assert b'"required"' not in as_json(made[name])


def test_every_field_that_names_something_has_words_to_choose_from():
    models = (*KINDS, Territoire, Vocabulary)
    targets = {field.target for model in models for field in all_fields(fields_of(model)) if field.type is Type.NAME}
    names = names_in(ESSAI)
    assert {target for target in targets if not names.get(target)} == {
        name for name in not_read_here() if not name.endswith(".yml")
    }


def test_a_record_has_the_name_of_its_page():
    """Read from the files without knowing the kinds: « nom » or « titre »."""
    names, catalogue = names_in(ESSAI), catalogue_of(ESSAI)
    for kind in KINDS:
        if kind is not Commune:
            assert names[kind.folder].items() >= {record.id: Record.title.fget(record) for record in catalogue.all(kind)}.items()


def test_every_type_is_described():
    assert set(TYPED) == set(Type) - {Type.CHOICE, Type.NAME, Type.GROUP, Type.TERMS}


def test_every_type_is_that_of_a_field():
    """Forgotten in ``description.TYPES``, a date or a telephone would be read as any line of text."""
    models = (*KINDS, *map(model_of, KINDS), Territoire, Vocabulary, Urgence, *(one.model for one in LONE_FILES))
    assert {field.type for model in models for field in all_fields(fields_of(model))} == set(Type) - {Type.OTHER}
