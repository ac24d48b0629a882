"""Territories of a portal side by side: conventions, follow-up, indicators that count the same thing, coverage."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import lxml.html
import pytest

from ctg.model.action import Action
from ctg.model.figure import Indicateur
from ctg.model.framework import Axe
from ctg.pages.files import Asset, Page
from ctg.territory.coverage import coverage
from ctg.upkeep.alerts import alerts
from ctg_portail.portail import site_of
from ctg_portail.portal_pages import by_end, ending_soon, figures, left_aside
from lieux_hostiles import TODAY, essai
from portails import NORTH, SIREN, alone, few, gathered, north, numbered, printed, published, told_of, with_values
from secours import check_strip, pages_of_danger


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    return alone(tmp_path_factory.mktemp("seul"))


def several(folder, lists, changes):
    """A portal of territories of these lists, that differ by these changes, under names A, B, C…"""
    names = "ABCDEFG"
    sites = {
        name: numbered(few(*lists.split(), **one), f"99900010{rank}", name)
        for rank, (name, one) in enumerate(zip(names, changes, strict=False))
    }
    return gathered(folder, sites)


def pages(portal) -> dict[str, tuple[lxml.html.HtmlElement, list[dict[str, str]]]]:
    """Path → the page, and the rows of its table."""
    files = {one.path: one for one in site_of(portal).files}
    found = {}
    for name in ("conventions", "suivi", "chiffres", "couverture"):
        page, table = files[f"{name}/"], files[f"{name}/{name}.csv"]
        assert isinstance(page, Page)
        assert isinstance(table, Asset)
        body = page.body.replace("\u00a0", " ").replace("\u202f", " ")
        rows = csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";")
        found[name] = lxml.html.fromstring(body), list(rows)
    return found


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.text_content())


# --- what is worked out of a copy ----------------------------------------------------------------


def test_what_is_worked_out_of_a_copy_is_what_its_own_site_says(own):
    catalogue, site, facts = own.catalogue, essai(), own
    print_of = printed(own.reading.copy.folder.parent.parent)
    assert catalogue.convention.fin == site.convention.fin
    for kind in (Axe, Action):
        assert [one.id for one in catalogue.of_the_convention(kind)] == [print_of(one.id) for one in site.of_the_convention(kind)]
    ours = coverage(replace(site, pending=()))  # a draft is not published
    told = {one.code_insee: {offre: ours.state(one, offre).value for offre in ours.offres} for one in ours.communes}
    assert facts.coverage == told

    late = {group.id: [print_of(alert.record.id) for alert in group.alerts] for group in alerts(site, TODAY)}
    for group in facts.alerts:
        assert [one.record.id for one in group.alerts] == late[group.id]
    assert [group.id for group in facts.alerts] == ["retard", "trajectoire"]
    assert facts.committee.id == print_of("comite-technique-2026-12")
    assert own.page("ctg/territoire/") == "https://familles.exemple.fr/ctg/territoire/"


# --- conventions ---------------------------------------------------------------------------------


def test_conventions_come_by_year_of_end_and_those_of_the_year_are_counted(tmp_path):
    ends = ("2026-12-31", None, "2028", "2027-11", "2020-12-31", "vers 2027-03", "2027-12")
    found = several(
        tmp_path, "cadres", [{"cadres": with_values("ctg", debut="2016", signature="2015-12", fin=fin)} for fin in ends]
    )
    told = [(one, one.convention) for one in found.members]
    assert ending_soon(told, TODAY) == "1 convention se termine dans l’année, d’ici au 25 novembre 2027."
    assert list(left_aside(told)) == [
        "E : déjà terminée, et aucune suivante n’a commencé.", "F : la fin n’est qu’estimée, et n’est pas comptée.",
    ]  # fmt: skip
    page, rows = pages(found)["conventions"]
    ends_of = [line for line in map(text_of, page.xpath("//li")) if re.match(r"(\d{4}|Fin inconnue) : ", line)]
    assert ends_of == [
        "2020 : E.", "2026 : A.", "2027 : F, D et G.", "2028 : C.", "Fin inconnue : B.",
    ]  # fmt: skip
    assert next(row["valeur"] for row in rows if row["territoire"] == "B" and row["colonne"] == "Période").endswith("2016")
    assert list(by_end([])) == []


def test_unknown_is_said_and_never_zero(tmp_path):
    found = pages(
        several(tmp_path, "cadres", [{"cadres": with_values("ctg", fin=None, signature=None)}, {"cadres": lambda _: []}])
    )
    texts = {name: text_of(page) for name, (page, _) in found.items()}
    told = ("Fin inconnue", "Signature inconnue", "Aucune connue", "Aucun connu", "Inconnu", "Aucune convention publiée : B.")
    assert [said for said in told if said not in texts["conventions"]] == []
    assert "Inconnu : aucune action publiée" in texts["suivi"]
    assert "Date inconnue : son site n’annonce aucun comité" in texts["suivi"]
    assert "rien n’est comparé" in texts["chiffres"]
    assert "Couverture de A : aucune commune n’est montrée ici." in texts["couverture"]
    cells = [row["valeur"] for _, rows in found.values() for row in rows]
    assert not [cell for cell in cells if re.match(r"0\b", cell) or not cell]


# --- indicators ----------------------------------------------------------------------------------


KEPT = "demandes-en-attente"


def several_of(folder, **values: object):
    """Two territories that publish one indicator; the second one with these values."""
    only = lambda records: [record for record in records if record["id"] == KEPT]  # noqa: E731
    changed = lambda records: with_values(KEPT, **values)(only(records))  # noqa: E731
    return several(folder, "indicateurs", [{"indicateurs": only}, {"indicateurs": changed}])


def compared(folder, **values: object):
    """The comparison of one indicator of two territories."""
    return figures(several_of(folder, **values))


@pytest.mark.parametrize(
    "values",
    [
        {"definition": "Familles inscrites depuis plus de deux mois et sans réponse, au 1er octobre."},
        {"definition": None},
        {"unite": "enfants"},
        {"echelle": "ville-centre"},
        {"calcul": "Une estimation."},
    ],
)
def test_what_does_not_count_the_same_thing_is_never_compared_and_is_told(tmp_path, values):
    assert compared(tmp_path, **values) == ([], 2)


def test_the_same_words_are_the_same_definition_under_the_name_of_the_portal_whatever_sites_call_it(tmp_path):
    definition = "FAMILLES inscrites depuis plus d’un mois et sans reponse au 1er octobre"
    found = several_of(tmp_path, definition=definition, nom="Achetez !")
    (group,), *_ = figures(found)
    assert ([one.name for one, _ in group.values], group.year) == (["A", "B"], 2026)
    page = text_of(pages(found)["chiffres"][0])
    assert ("Familles qui attendent une place en crèche" in page, "Achetez" in page) == (True, False)


def test_the_last_year_that_all_have_is_compared(tmp_path):
    values = [{"annee": year, "valeur": value, "statut": "confirme"} for year, value in ((2022, 5), (2025, 8))]
    (group,), *_ = compared(tmp_path / "a", valeurs=values)
    assert group.year == 2025
    assert [value.valeur for _, value in group.values] == [47, 8]
    (group,), *_ = compared(tmp_path / "b", valeurs=values[:0])
    assert [value and value.annee for _, value in group.values] == [2026, None], "unknown is said, not left out"
    (group,), *_ = compared(tmp_path / "c", valeurs=[values[0] | {"annee": 2019}])
    assert (group.year, [value.year for _, value in group.values]) == (None, [2026, 2019])
    silent = {"indicateurs": lambda records: with_values(KEPT, valeurs=[])([one for one in records if one["id"] == KEPT])}
    assert figures(several(tmp_path / "d", "indicateurs", [silent, silent]))[0] == [], "what nobody measured is not compared"


def test_a_site_that_says_the_same_thing_twice_is_compared_once(tmp_path):
    twice = {"indicateurs": lambda records: [*records, records[0] | {"id": "encore"}]}
    found = several(tmp_path, "indicateurs", [twice, twice])
    assert all(len(group.values) == 2 for group in figures(found)[0])


# --- coverage ------------------------------------------------------------------------------------


def test_what_is_not_known_in_full_is_never_said_to_lack(tmp_path):
    counted = {"distance_km": 8, "enfants_moins_de_3_ans": "enfants-moins-de-3-ans"}
    unsure = {"territoire": lambda values: values | {"couverture": counted}}
    read = (few("communes", "indicateurs", **changes) for changes in ({}, unsure))
    sure, not_sure = (gathered(tmp_path / str(rank), {"ici": files}).members[0] for rank, files in enumerate(read))

    def states(one, offre):
        return {states[offre] for states in one.coverage.values()}

    assert (states(sure, "loisirs"), states(sure, "soutien-aux-parents")) == ({"rien"}, {"inconnu"})
    assert states(not_sure, "loisirs") == {"inconnu"}


def test_a_way_of_counting_that_no_one_may_is_unknown_and_never_the_usual_one(tmp_path):
    far = {"territoire": lambda values: values | {"couverture": {"distance_km": 500}}}
    found = several(tmp_path, "communes structures", [far, {}])
    page = text_of(pages(found)["couverture"][0])
    assert "Couverture de A : inconnue." in page
    assert "A, à" not in page
    assert "refusée" in told_of(found.members[0])


# --- pages ---------------------------------------------------------------------------------------


def test_the_four_pages_and_their_tables_tell_of_every_territory_and_lead_to_its_site(tmp_path):
    found = pages(gathered(tmp_path, {"ici": published(), "nord": north()}))
    for name, (page, rows) in found.items():
        tables = list(page.iter("table"))
        assert all(table.xpath("caption") and table.xpath(".//th[@scope='col']") for table in tables), name
        assert {row["siren"] for row in rows} == {SIREN, NORTH}, name
        hosts = {link.get("href").split("/")[2] for link in page.xpath("//a[@rel='external']")}
        assert hosts == {"familles.exemple.fr", f"{NORTH}.fr"}, name


def test_numbers_that_no_one_can_believe_stop_nothing(tmp_path):
    values = [{"annee": 2026, "valeur": 1e300, "statut": "confirme"}]
    parts = {"financiers": [{"annee": 2026, "financeur": "CAF", "prevu": 999_999_999_999}]}
    changes = {
        "indicateurs": lambda records: [record | {"valeurs": values} for record in records],
        "actions": lambda records: [record | {"moyens": parts} for record in records],
        "cadres": lambda records: [record | {"fin": "9999-12-31"} for record in records],
        "communes": lambda records: [record | {"centre": {"lat": 90, "lon": 180}} for record in records],
    }
    found = several(tmp_path, "communes cadres axes actions indicateurs", [changes, {}])
    pages(found)
    assert "actions.json, laissées de côté, un nombre trop grand pour être cru" in told_of(found.members[0])
    below = {"indicateurs": with_values(KEPT, unite="points", valeurs=[{"annee": 2026, "valeur": -2.5, "statut": "confirme"}])}
    kept = {one.id: one for one in alone(tmp_path / "moins", **below).catalogue.all(Indicateur)}
    assert float(kept[printed(tmp_path / "moins")(KEPT)].valeurs[0].valeur) == -2.5, "less than nothing may be true"


def test_what_is_done_with_the_source_of_its_sheet_alone_is_read_again_from_its_copy(tmp_path):
    def unsourced(records: list) -> list:
        for one in (one for one in records if one["id"] == "petite-lune"):
            one["etats"][-1] = {"etat": "realisee", "date": one["etats"][-1]["date"]}
        return records

    said = len(published()["api/v1/actions.json"]["fiches"])
    assert len(alone(tmp_path, actions=unsourced).catalogue.all(Action)) == said


# --- danger --------------------------------------------------------------------------------------


def test_the_numbers_of_danger_are_on_its_first_page_and_the_way_to_leave_beside_them(portal_site):
    numbers = [urgence.numero for urgence in essai().urgences]
    given, without = pages_of_danger(portal_site / "site", numbers)
    assert ({"urgence/", "urgence/uk/"} <= given, without) == (True, set())
    check_strip(portal_site / "site/index.html", [urgence.numero for urgence in essai().strip])
