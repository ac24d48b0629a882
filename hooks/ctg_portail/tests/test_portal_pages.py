"""Territories of a portal side by side: conventions, follow-up, indicators that count the same thing, coverage."""

import csv
import io
import re
from dataclasses import replace

import lxml.html
import pytest

from ctg.model.action import Action
from ctg.model.framework import Axe
from ctg.pages.site_files import Asset, Page
from ctg.plan.money import parts_of, sums_of
from ctg.territory.coverage import State, coverage
from ctg.upkeep.alerts import alerts
from ctg_portail.portail import site_of
from lieux_hostiles import TODAY, essai
from portails import NORTH, SIREN, alone, few, gathered, north, numbered, published, with_values
from secours import check_strip, pages_of_danger


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


def test_what_is_kept_of_a_site_is_what_its_own_site_says(tmp_path):
    said, site = alone(tmp_path).said, essai()
    actions = site.of_the_convention(Action)
    assert (said.convention.fin, said.convention.axes) == ("2028-12-31", len(site.of_the_convention(Axe)))
    assert (said.convention.actions, sum(said.convention.etats.values())) == (len(actions), len(actions))
    planned = sums_of(parts_of([one for one in actions if not one.is_proposed])).prevu
    assert said.convention.argent["prevu"].euros == pytest.approx(float(planned.total), rel=0.001)
    groups = {group.id: len(group.alerts) for group in alerts(site, TODAY)}
    assert (said.retards, said.hors_trajectoire, said.comite) == (groups["retard"], groups["trajectoire"], "2026-12-08")
    ours = coverage(replace(site, pending=()))  # a draft is not published
    for id, one in said.offres.items():
        states = [ours.state(commune, id) for commune in ours.communes]
        counts = [states.count(state) for state in (State.KNOWN, State.LACKING, State.UNKNOWN)]
        assert [one.connue, one.absente, one.inconnue] == counts
    assert said.ecartees == ()


# --- conventions ---------------------------------------------------------------------------------


def test_conventions_come_by_year_of_end(tmp_path):
    ends = ("2026-12-31", None, "2028", "2027-11", "2020-12-31", "vers 2027-03", "2027-12")
    longer = [{"date": "2026-01", "objet": "Prolonger d'un an", "fin": "2027-12"}]
    dates = [{"fin": fin} if fin != "2027-12" else {"fin": "2026-12", "avenants": longer} for fin in ends]
    changes = [{"cadres": with_values("ctg", debut="2016", signature="2015-12", **one)} for one in dates]
    found = several(tmp_path, "cadres", changes)
    page, rows = pages(found)["conventions"]
    ends_of = [line for line in map(text_of, page.xpath("//li")) if re.match(r"(\d{4}|Fin inconnue) : ", line)]
    assert ends_of == ["2020 : E.", "2026 : A.", "2027 : F, D et G.", "2028 : C.", "Fin inconnue : B."]
    of = {name: [row["valeur"] for row in rows if (row["territoire"], row["colonne"]) == (name, "Période")] for name in "AEFC"}
    assert ["dans l’année" in of["A"], "terminée" in of["E"], "fin estimée" in of["F"], len(of["C"])] == [True, True, True, 2]


def test_unknown_is_said_and_never_zero(tmp_path):
    found = pages(
        several(tmp_path, "cadres", [{"cadres": with_values("ctg", fin=None, signature=None)}, {"cadres": lambda _: []}])
    )
    texts = {name: text_of(page) for name, (page, _) in found.items()}
    told = ("Fin inconnue", "Signature inconnue", "Actions : aucun nombre connu", "Inconnu", "Convention inconnue : B.")
    assert [said for said in told if said not in texts["conventions"]] == []
    assert "Date inconnue" in texts["suivi"]
    assert "Rien n’est encore comparé ici" in texts["chiffres"]
    assert "Couverture inconnue : A et B." in texts["couverture"]
    cells = [row["valeur"] for _, rows in found.values() for row in rows]
    assert not [cell for cell in cells if re.match(r"0\b", cell) or not cell]


# --- indicators ----------------------------------------------------------------------------------


KEPT, NAME = "demandes-en-attente", "Familles qui attendent une place en crèche"


def compared(folder, **values: object):
    """What is kept of an indicator of two territories; the second one has these values."""
    only = lambda records: [record for record in records if record["id"] == KEPT]  # noqa: E731
    changed = lambda records: with_values(KEPT, **values)(only(records))  # noqa: E731
    found = several(folder, "indicateurs", [{"indicateurs": only}, {"indicateurs": changed}])
    return [one.said.chiffres.get(NAME) for one in found.members]


@pytest.mark.parametrize(
    ("values", "same"),
    [
        ({"definition": "Familles inscrites depuis plus de deux mois et sans réponse, au 1er octobre."}, False),
        ({"definition": None}, False),
        ({"unite": "enfants"}, False),
        ({"echelle": "ville-centre"}, False),
        ({"calcul": "Une estimation."}, False),
        ({"unite": "familles\u2009%"}, False),
        ({"unite": "familles *"}, False),
        ({"definition": "FAMILLES  inscrites depuis plus d’un mois et sans re\u0301ponse, au 1er octobre.", "nom": "!"}, True),
    ],
)
def test_what_counts_the_same_thing_alone_is_compared(tmp_path, values, same):
    first, second = compared(tmp_path, **values)
    assert (first.valeur, bool(second)) == (31, same)


def test_each_says_its_own_last_value_and_year(tmp_path):
    values = [{"annee": year, "valeur": value, "statut": "confirme"} for year, value in ((2022, 5), (2025, 8))]
    assert [(one.valeur, one.annee) for one in compared(tmp_path / "a", valeurs=values)] == [(31, 2026), (8, 2025)]
    assert compared(tmp_path / "b", valeurs=[])[1] is None
    values = [{"annee": 2025, "valeur": 1e300, "statut": "confirme"}]
    assert compared(tmp_path / "c", valeurs=values)[1] is None
    values = [{"annee": 2025, "valeur": 1_990_011, "statut": "confirme"}]
    assert compared(tmp_path / "d", valeurs=values)[1].valeur == 1_990_000, "four figures tell no telephone"


def test_a_site_that_says_the_same_thing_twice_says_nothing(tmp_path, capsys):
    twice = {"indicateurs": lambda records: [*records, records[0] | {"id": "encore", "valeurs": []}]}
    found = several(tmp_path, "indicateurs", [twice, {}])
    assert [len(one.said.chiffres) for one in found.members] == [17, 18]
    assert "compté deux fois, dit inconnu" in capsys.readouterr().out


# --- coverage ------------------------------------------------------------------------------------


def test_what_is_not_known_in_full_is_never_said_to_lack(tmp_path):
    unsure = {"territoire": lambda values: values | {"couverture": {"distance_km": 8}}}
    refused = {"structures": lambda records: [*records, records[0] | {"id": "x y"}]}
    census = {"offre": "loisirs", "source": "x", "date": "2027"}
    far = {"territoire": lambda values: values | {"couverture": {"distance_km": 8, "recenses": [census]}}}
    sites = ((few("communes", "structures", "services", **one)) for one in ({}, unsure, refused, far))
    found = [gathered(tmp_path / str(rank), {"ici": one}) for rank, one in enumerate(sites)]
    leisure = [whole.members[0].said.offres.get("loisirs") for whole in found]
    assert [one and (one.absente, one.inconnue) for one in leisure] == [(4, 0), (0, 4), None, (0, 4)]


# --- pages ---------------------------------------------------------------------------------------


def test_the_four_pages_and_their_tables_tell_of_every_territory_and_lead_to_its_site(tmp_path):
    found = pages(gathered(tmp_path, {"ici": published(), "nord": north()}))
    for name, (page, rows) in found.items():
        tables = list(page.iter("table"))
        assert all(table.xpath("caption") and table.xpath(".//th[@scope='col']") for table in tables), name
        assert {row["siren"] for row in rows} == {SIREN, NORTH}, name
        hosts = {link.get("href").split("/")[2] for link in page.xpath("//a[@rel='external']")}
        assert hosts == {"familles.exemple.fr", f"{NORTH}.fr"}, name


# --- danger --------------------------------------------------------------------------------------


def test_the_numbers_of_danger_are_on_its_first_page_and_the_way_to_leave_beside_them(portal_site):
    numbers = [urgence.numero for urgence in essai().urgences]
    given, without = pages_of_danger(portal_site / "site", numbers)
    assert ({"urgence/", "urgence/uk/"} <= given, without) == (True, set())
    check_strip(portal_site / "site/index.html", [urgence.numero for urgence in essai().strip])
