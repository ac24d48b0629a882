"""What leaves of a record whose address is confidential, once its texts are read; and the names of persons."""

import pytest

from ctg.checking.confidential import placeless
from ctg.common.problems import DataError
from ctg.loading import load
from ctg.model import KINDS
from ctg.model.commune import Commune
from ctg.model.fields import Line, Part, champ
from ctg.model.record import left_out, without
from ctg.model.structure import Service, Structure
from ctg.reading.describe import fields_of, names_in
from plantes import example, fields, fitting, hang, planted, sheet
from relus import read_again

REFUGE = "nom: Le Refuge\ntype: hebergement\ncommune: Valbourg\ncourriel: refuge@exemple.fr\nadresse_confidentielle: oui\n"
OTHERS = {"data/structures/refuge.yml": REFUGE, "data/services/ecoute.yml": "nom: Écoute\nthemes: [sante]\n"}
ACTION = {"data/axes/a.yml": "numero: A\ntitre: Axe\n"}
HIDING = [(Structure, {"adresse_confidentielle": "oui"}), (Service, {"structure": "refuge"})]


def problems_of(root):
    try:
        return load(root, drafts=True).warnings
    except DataError as error:
        return error.problems


# --- what leaves ---------------------------------------------------------------------------------


@pytest.mark.parametrize("drafts", [False, True])
@pytest.mark.parametrize(("kind", "more"), HIDING)
def test_of_every_field_only_what_is_declared_safe_is_in_the_catalogue(project, kind, more, drafts):
    """Values of any sort, as typed and as written; the preview shows no more than the site."""
    root = project(OTHERS)
    names, expected = names_in(root), {}
    for number, field in enumerate(fields(fields_of(kind))):
        if kind is Structure and field.path[0] in {"adresse", "position"}:
            continue  # the model itself refuses it
        value = fitting(field, "mot") or example(field, names)
        value = value[0] if field.many and isinstance(value, list) else value
        values = {"nom": f"Fiche {number}"} | planted(kind, field.path, value, names)
        (root / f"data/{kind.folder}/fiche-{number}.yml").write_text(text := sheet(values | more), "utf-8")
        hang(root, text)
        expected[f"fiche-{number}"] = field.path
    read_again(root)
    catalogue = load(root, drafts)
    safe = {field.path for field in fields(fields_of(kind), placeless)}
    drafts_of_it = {id for id, path in expected.items() if path == ("etat_fiche",)} if not drafts else set()
    for id, path in expected.items():
        if (record := catalogue.get(kind, id)) is None:
            assert id in drafts_of_it
            continue
        assert holds(record.as_written, path) == (path in safe), path
        assert holds(record.model_dump(exclude_unset=True), path) == (path in safe), path
        assert record.key in catalogue.confidential


def holds(values, path) -> bool:
    """Whether nested dicts and lists have something at a path."""
    if not path:
        return True
    if isinstance(values, list | tuple):
        return any(holds(item, path) for item in values)
    return isinstance(values, dict) and path[0] in values and holds(values[path[0]], path[1:])


HELD = {
    "adresse", "complement_adresse", "code_postal", "arrets", "horaires.dates.lieu", "notes_internes",
    "photo", "position", "siret", "lien_monenfant", "accessibilite_lieu", "transport"
}  # fmt: skip


@pytest.mark.parametrize("kind", [Structure, Service])
def test_all_leaves_but_what_may_say_where_it_is(kind):
    """Families still read its hours, its prices, whom to call."""
    safe = {field.path[:n] for field in fields(fields_of(kind), placeless) for n in range(1, len(field.path) + 1)}
    stays = {field.path for field in fields(fields_of(kind)) if field.path not in safe}
    assert {".".join(next(path[:n] for n in range(1, len(path) + 1) if path[:n] not in safe)) for path in stays} == {
        name for name in HELD if name.partition(".")[0] in kind.model_fields
    }, "d'une adresse secrète, publie-t-on ce champ ? Oui : sans_lieu=True, dans son champ(…) ; non : son nom dans HELD, ici"


@pytest.mark.parametrize("kind", [Structure, Service])
def test_what_leaves_is_whole(kind):
    """A compulsory field inside what leaves is declared too: the group would lack it."""
    for field in fields(fields_of(kind)):
        groups = [field.path[:n] for n in range(1, len(field.path))]
        safe = {f.path[:n] for f in fields(fields_of(kind), placeless) for n in range(1, len(f.path) + 1)}
        if field.required and all(group in safe for group in groups):
            assert field.path in safe, field.path


class Tomorrow(Structure):
    """A structure with two fields more, in itself and in a part of it, about which nobody thought."""

    class Door(Part):
        code: Line | None = champ("Code")
        couleur: Line | None = champ("Couleur", sans_lieu=True)

    digicode: Line | None = champ("Digicode")
    porte: Door | None = champ("Porte", sans_lieu=True)
    portes: tuple[Door, ...] = champ("Portes", default=(), sans_lieu=True)


def unsafe(_at, traits) -> bool:
    return traits is not None and not placeless(traits)


def test_a_field_of_tomorrow_stays_until_someone_declares_it():
    door = {"code": "A", "couleur": "B"}
    given = {"nom": "R", "type": "mam", "commune": "V", "digicode": "C", "porte": door, "portes": [door], "ages": {"de": "3 ans"}}
    whole = Tomorrow.model_validate(given)
    left, written = without(whole, given, unsafe)
    assert left.digicode is None
    assert [one.model_dump(exclude_unset=True) for one in (left.porte, *left.portes)] == [{"couleur": "B"}] * 2
    assert left.ages is whole.ages
    same = {name: given[name] for name in ("nom", "type", "commune", "ages")}
    assert written == same | {"porte": {"couleur": "B"}, "portes": [{"couleur": "B"}]}
    assert set(left_out(whole, placeless)) == {("digicode",), ("porte", "code"), ("portes", "code")}
    assert without(whole, given, lambda _at, _traits: False)[0] is whole, "most records are not copied"


def test_a_form_that_nobody_can_cut_is_left_out():
    door = Tomorrow.Door(code="A", couleur="B")
    assert without(door, "A et B", unsafe)[1] is None


# --- persons -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not Commune])
def test_a_person_is_refused_in_every_text_but_those_of_streets_and_titles(project, kind):
    root = project(OTHERS | ACTION)
    for other in KINDS:
        if other is not Commune and not list((root / "data" / other.folder).glob("*.yml")):
            write(root, other, "essai", planted(other, ("notes_internes",), "x", names_in(root)))
    names, expected = names_in(root), set()
    for number, field in enumerate(fields(fields_of(kind))):
        if fitting(field, "Madame Durand") != "Madame Durand":
            continue
        try:
            values = planted(kind, field.path, "Madame Durand", names)
        except AssertionError:
            continue  # an identifier
        title = {"nom" if "nom" in values else "titre": f"Fiche {number}"}
        write(root, kind, f"fiche-{number}", title | {"sources": [{"titre": "S"}]} | values)
        if not (field.traits.personne or field.traits.interne):
            expected.add(f"data/{kind.folder}/fiche-{number}.yml")
    assert {p.file for p in problems_of(root) if "semble nommer une personne" in p.message} == expected
    assert expected


def write(root, kind, id, values) -> None:
    (root / "data" / kind.folder).mkdir(exist_ok=True)
    (root / "data" / kind.folder / f"{id}.yml").write_text(sheet(values), "utf-8")


def test_a_person_is_refused_in_the_fields_of_a_town_hall(project):
    communes = (project() / "data/communes.yml").read_text("utf-8")
    communes = communes.replace(
        "- nom: Valbourg", "- nom: Valbourg\n  mairie: {adresse: Rue du Docteur Roux, localite: Mme Durand}"
    )
    (told,) = problems_of(project({"data/communes.yml": communes}))
    assert (told.line, told.field) == (2, "mairie.localite")


def test_a_person_is_refused_in_what_the_territory_says_of_itself(project):
    kept = (project() / "data/territoire.yml").read_text("utf-8").replace("  ville: Valbourg\n", "")
    written = "  directeur_publication: présidence"
    text = kept.replace(written, f"{written}\n  ville: Mme Durand")
    told = [p for p in problems_of(project({"data/territoire.yml": text})) if "semble nommer une personne" in p.message]
    assert [p.field for p in told] == ["editeur.ville"]


def test_only_streets_buildings_and_titles_may_bear_the_name_of_a_person():
    bearing = {field.path[-1] for kind in KINDS for field in fields(fields_of(kind)) if field.traits.personne}
    assert bearing == {"adresse", "complement_adresse", "lieu", "titre"}
