"""Communes that leave, join, merge, are divided or renamed, in the middle of a convention."""

import datetime as dt

from shapely.geometry import shape

from ctg.figures import series
from ctg.loading import load
from ctg.model.action import Action
from ctg.model.commune import Commune
from ctg.model.figure import Indicateur
from ctg.model.structure import Structure
from ctg.publish.build import make_site
from ctg.site.former import redirection
from territoires import SMALL

HERE, FAR = "Valbourg", "Saint-Clair-sur-Lède"
BEFORE, AFTER = dt.date(2026, 12, 31), dt.date(2028, 1, 1)
END, START = "  jusqu_au: 2026-12-31\n", "  depuis: 2027-01-01\n"
COMMUNES = (SMALL / "data/communes.yml").read_text("utf-8")
OUTLINES = (SMALL / "data/communes.geojson").read_text("utf-8")
WITHOUT_FAR = OUTLINES[: OUTLINES.index("},\n")] + "}\n]}"
NEW = '- nom: Val-de-Lède\n  code_insee: "99001"\n  codes_postaux: ["99100"]\n  centre: {lat: 46.5, lon: 2.5}\n' + START
PLACE = (
    f"nom: La Halte\ntype: multi-accueil\ncommune: {FAR}\nadresse: 2 rue Haute\ntelephone: 01 99 00 11 27\n"
    "sources: [{titre: Visite, date: 2026-09}]\n"
)
AXIS = "numero: '1'\ntitre: Relier\n"
ACTION = f"titre: Relier\nnumero: '9'\naxe: d\ncommunes: [{HERE}, {FAR}]\n"
FIGURE = (
    "nom: Places\nunite: places\nproducteur: Ville\nsources: [{titre: Bilan, date: 2026}]\nvaleurs:\n"
    "  - {annee: 2025, valeur: 40}\n  - {annee: 2026, valeur: 44}\n"
    f"  - {{annee: 2026, valeur: 30, commune: {HERE}}}\n  - {{annee: 2026, valeur: 14, commune: {FAR}}}\n"
)
LATER = FIGURE.replace("valeur: 44}\n", "valeur: 44}\n  - {annee: 2027, valeur: 31}\n")


def files(communes: str, outlines: str = OUTLINES, figure: str = LATER) -> dict[str, str]:
    return {
        "data/communes.yml": communes, "data/communes.geojson": outlines, "data/structures/halte.yml": PLACE,
        "data/actions/relier.yml": ACTION, "data/axes/d.yml": AXIS, "data/indicateurs/places.yml": figure,
    }  # fmt: skip


def changed(nom: str, lines: str) -> str:
    """The communes of the small territory, one of which has these lines more."""
    head, own = COMMUNES.split(f"- nom: {nom}\n")
    return f"{head}- nom: {nom}\n{lines}{own}"


def names(catalogue) -> list[str]:
    return [commune.nom for commune in catalogue.all(Commune)]


def told(catalogue) -> str:
    return series.trend(catalogue.get(Indicateur, "places"))


LEAVING = changed(FAR, END)
MERGING = COMMUNES.replace("  codes_postaux", END + "  devenue: [Val-de-Lède]\n  codes_postaux") + NEW


def test_a_commune_that_leaves(project):
    root = project(files(LEAVING, WITHOUT_FAR))
    catalogue = load(root, on=AFTER)
    assert names(catalogue) == [HERE]
    assert [one.id for one in catalogue.outside] == ["halte"], "what stands there is near, and counted no more"
    assert catalogue.get(Action, "relier").communes == (HERE, FAR), "what was decided for it still names it"
    assert any(FAR in one.message and "hors_territoire: oui" in one.remedy for one in catalogue.warnings)
    made = {file.path: file for file in make_site(root, catalogue=catalogue).files}
    assert f"communes/{catalogue.commune(FAR).id}/" not in made, "no page of today"


def test_a_series_says_of_which_communes_it_is_and_compares_none_across(project):
    record = load(project(files(LEAVING, WITHOUT_FAR)), on=AFTER).get(Indicateur, "places")
    assert [[value.annee for value in run] for run in series.runs(record)] == [[2025, 2026], [2027]]
    assert [one.raison for one in record.ruptures] == ["Périmètre de 2026 : 2 communes ; périmètre de 2027 : 1 commune."]
    assert [series.remark(value) for value in record.valeurs if value.whole] == [
        "Périmètre de 2025 : 2 communes.", "Périmètre de 2026 : 2 communes.", "Périmètre de 2027 : 1 commune.",
    ]  # fmt: skip
    assert not record.same_count(2026, 2027)


def test_communes_that_merge(project):
    assert names(load(project(files(MERGING, figure=FIGURE)), on=BEFORE)) == [FAR, HERE], "until that day, nothing changes"
    catalogue = load(project(files(MERGING)), on=AFTER)
    assert names(catalogue) == ["Val-de-Lède"]
    assert catalogue.get(Structure, "halte").commune == "Val-de-Lède"
    assert catalogue.get(Action, "relier").communes == ("Val-de-Lède",), "once"
    record = catalogue.get(Indicateur, "places")
    assert [value.commune for value in record.valeurs if value.commune] == [HERE, FAR], "a past figure keeps its commune"
    assert told(catalogue) == "De 40 places en 2025 à 31 en 2027, avec un sommet à 44 en 2026.", "the same ground compares"
    assert catalogue.all(Commune)[0].searched == (FAR, HERE), "people still look for them"


def test_the_page_and_the_data_of_a_merged_commune_lead_on(project):
    root = project(files(MERGING))
    made = {file.path: file for file in make_site(root, catalogue=load(root, on=AFTER)).files}
    assert '"../val-de-lede/"' in made["communes/saint-clair-sur-lede/index.html"].content.decode()
    assert "/communes/saint-clair-sur-lede/* /communes/val-de-lede/:splat 301" in made["_redirects"].content.decode()
    assert redirection("api/v1/communes/saint-clair-sur-lede.json") == "api/v1/communes.json"


def test_a_commune_that_is_divided(project):
    parts = "".join(
        NEW.replace("Val-de-Lède", nom).replace('"99001"', f'"{code}"') for nom, code in (("Lède", "99002"), ("Haute", "99003"))
    )
    outlines = OUTLINES.replace("99002", "99004")
    own = changed(FAR, END + "  devenue: [Lède, Haute]\n").replace("99002", "99004")
    root = project(files(own + parts.replace("lon: 2.5", "lon: 2.7"), outlines))
    catalogue = load(root, on=AFTER)
    assert names(catalogue) == ["Haute", "Lède", HERE]
    assert catalogue.get(Action, "relier").communes == (HERE, "Haute", "Lède"), "what is for it is for both"
    assert catalogue.get(Structure, "halte").commune == FAR, "nobody knows in which it stands"
    asked = [(one.file, one.remedy) for one in catalogue.warnings if "divisée" in one.message]
    assert asked == [("data/structures/halte.yml", "Dites où : « Lède » ou « Haute ».")]
    assert [one["properties"]["code_insee"] for one in catalogue.contours["features"]] == ["99001", "99004"], "drawn as it was"
    assert told(catalogue).startswith("De 40 places en 2025 à 31 en 2027"), "the same ground compares"
    made = {file.path: file for file in make_site(root, catalogue=catalogue).files}
    assert '"../#avant"' in made[f"communes/{catalogue.commune(FAR).id}/index.html"].content.decode()
    assert "La Halte" in made["structures/halte/"].body


def test_a_commune_that_changes_its_name(project):
    root = project(files(COMMUNES.replace(f"nom: {FAR}", f"nom: La Lède\n  anciens_noms: [{FAR}]")))
    catalogue = load(root, on=AFTER)
    assert catalogue.get(Structure, "halte").commune == "La Lède"
    assert {value.commune for value in catalogue.get(Indicateur, "places").valeurs} == {None, HERE, "La Lède"}


def test_a_merged_commune_gives_its_outline_to_the_new_one_and_keeps_its_places(project):
    there = PLACE.replace("adresse:", "position: {lat: 46.5, lon: 2.7}\nadresse:")
    catalogue = load(project(files(MERGING) | {"data/structures/halte.yml": there}), on=AFTER)
    (feature,) = catalogue.contours["features"]
    assert feature["properties"] == {"code_insee": "99001"}
    assert shape(feature["geometry"]).bounds == (2.4, 46.4, 2.8, 46.6)
    gone = load(project(files(LEAVING) | {"data/structures/halte.yml": there}), on=AFTER)
    assert [one["properties"]["code_insee"] for one in gone.contours["features"]] == ["99001"]
