"""Territories of a portal side by side: conventions, indicators that count the same thing, coverage of the whole."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from decimal import Decimal

import lxml.html
import pytest

from ctg.analysis.hours.calendars import Calendar
from ctg.analysis.project.needs import childcare
from ctg.analysis.project.needs.coverage import State, coverage
from ctg.kinds import Action, Axe, Commune, Indicateur
from ctg.kinds.fields.base import PartialDate
from ctg.portal.comparison.conventions import conventions
from ctg.portal.comparison.coverage import Seen, coverage_of_all
from ctg.portal.comparison.indicators import indicators, meaning_of
from ctg.portal.frame import PortalRenderer
from ctg.portal.pages import conventions as conventions_page
from ctg.portal.pages import coverage as coverage_page
from ctg.portal.pages import figures as figures_page
from lieux_hostiles import TODAY, essai
from portail_essai import side_of, with_values

OTHER = "999000027"


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    return side_of(tmp_path_factory.mktemp("copies"))


# --- what a territory is, once made again from what it published ----------------------------------


def test_what_is_worked_out_of_a_copy_is_what_its_own_site_says(own):
    catalogue, site = own.catalogue, essai()
    assert catalogue.convention.fin == site.convention.fin
    for kind in (Axe, Action):
        assert [one.id for one in catalogue.of_the_convention(kind)] == [one.id for one in site.of_the_convention(kind)]
    ours, theirs = coverage(site, Calendar.of(site), TODAY), coverage(catalogue, None, TODAY)
    for commune in site.all(Commune):
        for offre in ours.offres:
            near = theirs.near(catalogue.commune(commune.nom), offre)
            assert near.count == ours.near(commune, offre).count, (commune.nom, offre)
    assert childcare.whole(catalogue).value == childcare.whole(site).value
    assert own.page("ctg/couverture/") == "https://s999000019.exemple.fr/ctg/couverture/"


def test_what_leads_nowhere_is_left_out_and_stops_nothing(tmp_path):
    one = side_of(
        tmp_path,
        structures=lambda records: [record | {"commune": "Nulle-Part"} for record in records],
        services=lambda records: [record | {"themes": ["inconnu"]} for record in records],
        territoire=lambda values: values | {"couverture": {"distance_km": "loin"}},
    )
    assert one.catalogue.places == ()
    (line,) = coverage_of_all([one], TODAY).lines
    assert {*line.found.values()} == {Seen.UNKNOWN}, "its censuses cannot be read: nothing is said to lack"


# --- conventions ----------------------------------------------------------------------------------


def test_conventions_come_by_the_date_of_their_end_and_those_of_the_year_are_counted(tmp_path):
    ends = {"2026-12-31": "A", None: "B", "2031": "C", "2027-11": "D", "2020-12-31": "E", "vers 2027-03": "F", "2027-12": "G"}
    sides = [
        side_of(tmp_path, f"9990001{rank:02}", name, cadres=with_values("ctg", debut="2016", fin=fin))
        for rank, (fin, name) in enumerate(ends.items())
    ]
    found = conventions(sides, TODAY)
    assert "".join(line.side.member.name for line in found.lines) == "EAFDGCB"
    assert [line.side.member.name for line in found.soon] == ["A"], "November 2027 may be its last day, after the year"
    assert [line.side.member.name for line in found.perhaps] == ["F"]
    assert [line.side.member.name for line in found.over] == ["E"]
    assert [line.side.member.name for line in found.endless] == ["B"]
    assert found.until == dt.date(2027, 11, 25)


def test_a_convention_tells_its_states_its_money_and_its_posts_as_its_own_site_does(own):
    (line,) = conventions([own], TODAY).lines
    assert (line.cadre.id, line.next and line.next.id) == ("ctg", "ctg-2029")
    assert sum(line.states.values()) == len(line.actions) == len(essai().of_the_convention(Action))
    assert line.staff.count
    assert line.priced <= line.decided


def test_money_is_what_actions_say_planned_apart_from_spent(tmp_path):
    parts = [
        {"annee": 2025, "financeur": "CAF", "prevu": 100, "realise": 90},
        {"annee": 2026, "financeur": "CAF", "prevu": 20},
        {"annee": 2025, "financeur": "CAF"},
    ]

    def with_money(records):
        bare = [{name: value for name, value in record.items() if name != "moyens"} for record in records]
        first = next(
            one for one in bare if one["axe"] == "accueillir" and [*one.get("etats", ()), {}][-1].get("etat") != "en-projet"
        )
        first["moyens"] = {"financiers": parts}
        return bare

    (line,) = conventions([side_of(tmp_path, actions=with_money)], TODAY).lines
    assert (line.money.prevu.total, line.money.prevu.partial, line.money.realise.total) == (120, True, 90)
    assert (line.priced, line.staff.count, line.staffed) == (1, 0, False)


def test_a_territory_without_convention_has_no_line(tmp_path):
    found = conventions([side_of(tmp_path, cadres=lambda _records: [], axes=lambda _records: [])], TODAY)
    assert (found.lines, len(found.without)) == ((), 1)


# --- indicators -----------------------------------------------------------------------------------


def compared(tmp_path, **values: object):
    """The comparison of one indicator of two territories; None when it is not one."""
    kept = "demandes-en-attente"
    only = lambda records: [record for record in records if record["id"] == kept]  # noqa: E731
    first = side_of(tmp_path, indicateurs=only)
    second = side_of(tmp_path, OTHER, "Pays de Valbourg", indicateurs=lambda records: with_values(kept, **values)(only(records)))
    return indicators([first, second])


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
    found = compared(tmp_path, **values)
    assert found.comparable == ()
    assert [one.name for one in found.namesakes] == ["Familles qui attendent une place en crèche"]
    assert (found.undefined, found.alone) == ((1, 1) if values == {"definition": None} else (0, 2))


def test_the_same_words_are_the_same_definition_whatever_the_name_and_the_accents(tmp_path):
    definition = "FAMILLES inscrites depuis plus d’un mois et sans reponse au 1er octobre"
    found = compared(tmp_path, definition=definition, nom="En attente d'une place", unite="Familles")
    (group,) = found.comparable
    assert group.names == ("En attente d'une place", "Familles qui attendent une place en crèche")
    assert [one.side.member.name for one in group.readings] == ["Pays de Valbourg", "Val d'Aubrelune"]
    assert (group.year, found.namesakes) == (2026, ())


def test_the_last_year_that_all_have_is_compared_and_what_is_newer_is_told(tmp_path):
    values = [{"annee": year, "valeur": value, "statut": "confirme"} for year, value in ((2023, 5), (2025, 8))]
    (group,) = compared(tmp_path, valeurs=values).comparable
    assert (group.year, group.years) == (2025, (2025,))
    assert [(one.value.valeur, one.newer and one.newer.annee) for one in group.readings] == [(8, None), (47, 2026)]
    (group,) = compared(tmp_path, valeurs=values[:0]).comparable
    assert [one.value and one.value.annee for one in group.readings] == [None, 2026], "unknown is said, not left out"
    (group,) = compared(tmp_path, valeurs=[values[0] | {"annee": 2019}]).comparable
    assert (group.year, group.years) == (None, (2019, 2026))


def test_a_site_that_says_the_same_thing_twice_is_compared_once(tmp_path):
    twice = lambda records: [*records, records[0] | {"id": "encore"}]  # noqa: E731
    sides = [side_of(tmp_path, indicateurs=twice), side_of(tmp_path, OTHER, "Pays de Valbourg", indicateurs=twice)]
    assert all(len(group.readings) == 2 for group in indicators(sides).comparable)
    assert indicators([]).comparable == indicators(sides[:1]).comparable == ()


def test_no_site_renames_a_figure_for_all_and_one_that_nobody_values_is_not_compared(tmp_path):
    liar = lambda records: [one | {"nom": "Achetez !"} for one in records]  # noqa: E731
    empty = lambda records: [one | {"valeurs": []} for one in records]  # noqa: E731
    sides = [side_of(tmp_path, siren, name) for siren, name in ((OTHER, "Pays de Valbourg"), ("999000035", "Pays du Nord"))]
    found = indicators([side_of(tmp_path, "999000043", "Aaa", indicateurs=liar), *sides])
    assert {group.names[0] for group in found.comparable} == {group.names[0] for group in indicators(sides).comparable}
    sides = [side_of(tmp_path, siren, siren, indicateurs=empty) for siren in (OTHER, "999000035")]
    nothing = indicators(sides)
    assert (nothing.comparable, nothing.alone) == ((), 0)
    assert "aucun n’en dit la valeur" in figures_page.left(nothing)[0]


def test_every_indicator_that_says_what_it_counts_has_a_meaning():
    assert all(bool(meaning_of(one)) == bool(one.definition) for one in essai().all(Indicateur))


# --- coverage -------------------------------------------------------------------------------------


def shifted(degrees: float):
    """The communes, moved north."""

    def change(records):
        for record in records:
            for point in filter(
                None, (record.get("centre"), record.get("position"), (record.get("mairie") or {}).get("position"))
            ):
                point["lat"] += degrees
        return records

    return change


def test_what_lacks_may_be_near_in_another_territory(tmp_path, own):
    bare = {"structures": lambda _records: [], "services": lambda _records: []}
    near, far = (
        side_of(tmp_path, OTHER, "Sans rien", **bare, communes=shifted(degrees)) for degrees in (0.0, 5.0)
    )  # the same census: all that there is of two offers is known
    seen = {one.member.name: line for line in coverage_of_all([own, near], TODAY).lines for one in [line.side]}
    alone = coverage_of_all([own, far], TODAY).lines
    childs = "accueil-des-tout-petits"
    assert seen["Sans rien"].count(childs, Seen.BEYOND) == seen["Val d'Aubrelune"].count(childs, Seen.HERE)
    whole = coverage_of_all([own, near], TODAY)
    assert (len(whole.communes), whole.lacking(childs)) == (12, seen["Val d'Aubrelune"].count(childs, Seen.LACKING))
    lost = next(line for line in alone if line.side.member.name == "Sans rien")
    assert lost.count(childs, Seen.LACKING) == len(lost.communes) == 12
    assert lost.count("soutien-aux-parents", Seen.UNKNOWN) == 12, "not known in full: never said to lack"
    assert (lost.known_rate, lost.rate.value) == (True, 0), "its census says that there is none"
    counted = {"distance_km": 8, "enfants_moins_de_3_ans": "enfants-moins-de-3-ans"}
    unsure = side_of(tmp_path, OTHER, "Sans rien", **bare, territoire=lambda values: values | {"couverture": counted})
    (line,) = coverage_of_all([unsure], TODAY).lines
    assert not line.known_rate
    assert {*line.found.values()} == {Seen.UNKNOWN}


def test_a_territory_alone_is_counted_as_on_its_own_site(own):
    (line,) = coverage_of_all([own], TODAY).lines
    site = essai()
    counted = coverage(site, None, TODAY)
    told = {State.KNOWN: Seen.HERE, State.LACKING: Seen.LACKING, State.UNKNOWN: Seen.UNKNOWN, State.TO_CHECK: None}
    for commune in site.all(Commune):
        for offre in counted.offres:
            expected = told[counted.state(commune, offre)]
            assert expected is None or line.found[commune.code_insee, offre] is expected
    assert line.rate.value == childcare.whole(site).value
    assert isinstance(line.rate.value, Decimal)
    assert {*line.censuses} == {"accueil-des-tout-petits", "loisirs"}
    assert line.censuses["loisirs"].date == PartialDate(2026, 5)


# --- pages ----------------------------------------------------------------------------------------


def page(sides, module) -> tuple[lxml.html.HtmlElement, list[list[str]]]:
    """The page and the rows of its table."""
    made, table = module.files(PortalRenderer(essai(), TODAY), sides)
    text = made.body.replace("\u00a0", " ").replace("\u202f", " ")
    return lxml.html.fromstring(text), list(csv.reader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))


def test_a_convention_is_told_with_its_unknowns_and_each_fact_leads_to_its_own_site(tmp_path):
    changes = {"cadres": with_values("ctg", fin="2027-06-30", signature=None), "actions": lambda _records: []}
    found, (header, *rows) = page([side_of(tmp_path, **changes)], conventions_page)
    text = re.sub(r"\s+", " ", found.text_content())
    assert "1 convention se termine dans l’année, d’ici au 25 novembre 2027." in text
    for told in ("Dans l’année", "Signature inconnue", "Aucune connue", "Inconnu", "Site publié le 25 novembre 2026"):
        assert told in text
    links = found.xpath("//a[@rel='external']/@href")
    assert links == ["https://s999000019.exemple.fr/cadres/ctg/"]
    assert [dict(zip(header, row, strict=True))["fin"] for row in rows] == ["2027-06-30"]


def test_the_three_pages_and_their_tables_tell_of_every_territory(own, tmp_path):
    sides = [own, side_of(tmp_path, OTHER, "Pays de Valbourg")]
    for module in (conventions_page, figures_page, coverage_page):
        found, (header, *rows) = page(sides, module)
        names = {name for table in found.iter("table") for name in table.xpath(".//tbody//th//a[1]/text()")}
        assert names >= {"Val d’Aubrelune", "Pays de Valbourg"}
        assert {dict(zip(header, row, strict=True))["siren"] for row in rows} == {"999000019", OTHER}
        assert all(table.xpath("caption") and table.xpath(".//th[@scope='col']") for table in found.iter("table"))


def test_nothing_to_compare_is_said(tmp_path):
    bare = {name: lambda _records: [] for name in ("cadres", "axes", "indicateurs", "communes", "structures", "services")}
    told = [page([side_of(tmp_path, **bare)], module) for module in (conventions_page, figures_page, coverage_page)]
    texts = [re.sub(r"\s+", " ", found.text_content()) for found, _ in told]
    assert "Aucun site ne publie de convention." in texts[0]
    assert "Ce site ne publie aucune convention : Val d’Aubrelune." in texts[0]
    assert "rien n’est comparé" in texts[1]
    assert "Aucun site ne décrit de commune." in texts[2]


def test_numbers_that_no_one_can_believe_stop_nothing(tmp_path):
    values = [{"annee": 2026, "valeur": 1e300, "statut": "confirme"}]
    parts = {"financiers": [{"annee": 2026, "financeur": "CAF", "prevu": 999_999_999_999}]}
    changes = {
        "indicateurs": lambda records: [record | {"valeurs": values} for record in records],
        "actions": lambda records: [record | {"moyens": parts} for record in records],
        "cadres": lambda records: [record | {"fin": "9999-12-31"} for record in records],
        "communes": lambda records: [record | {"centre": {"lat": 90, "lon": 180}} for record in records],
    }
    for module in (conventions_page, figures_page, coverage_page):
        page([side_of(tmp_path, **changes)], module)
