"""What a member may try with its own numbers, dates and lists: nothing is shown that the editor of the portal did not see, nor
anything near it; what waits is told value by value, and costs the others nothing."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import time
from collections.abc import Callable
from typing import Any

import pytest

import portails
from banc.questions import ask
from ctg.commands import main
from ctg.model import Structure
from ctg_portail import gather
from ctg_portail.copies import ChiffreDit, Dit, copy_of, waits
from ctg_portail.reading import READ
from dits import plain
from portails import COMMUNES, INDEX, NORTH, PLACES, SIREN, Files, accept, again, few, numbered, portal, texts_of, write

BIRTHS = "Naissances"  # 228
Change = Callable[[Files], object]


def some() -> Files:
    """What a site publishes: a fourth of its places and actions, all that the portal compares of the rest."""
    fourth = dict.fromkeys(("structures", "services", "actions"), lambda records: records[::4])
    return few("communes", "cadres", "axes", "indicateurs", **fourth)


def record(files: Files, list: str, id: str) -> dict[str, Any]:
    return next(one for one in files[f"api/v1/{list}.json"]["fiches"] if one["id"] == id)


class Site:
    """A portal of one site, in a folder."""

    def __init__(self, folder, capsys) -> None:
        self.folder, self.capsys, self.file = folder, capsys, folder / "portail.yml"

    def reads(self, change: Change = len, *options: str) -> str:
        """What the editor is told once it publishes the same but for a change."""
        files = some()
        change(files)
        write(self.folder / "ici", files)
        self.capsys.readouterr()
        return self.told("rassembler", *options)

    def told(self, command: str, *options: str) -> str:
        """What a command tells the editor."""
        assert main([command, str(self.file), *options]) == 0
        return plain(self.capsys.readouterr().out)

    def accepts(self, told: str) -> str:
        """The editor writes what he is told. Returns the code."""
        (code,) = re.findall(r"à écrire sous son adresse : « accepte: ([0-9a-f]{10}) »", told)
        text = re.sub(r"\n    accepte: .*", "", self.file.read_text("utf-8"))
        self.file.write_text(text.replace("adresse: ici\n", f'adresse: ici\n    accepte: "{code}"\n'), "utf-8")
        return code

    @property
    def shown(self) -> Dit | None:
        return again(self.folder).members[0].said

    @property
    def written(self) -> str:
        """All that the portal writes, numbers without their spaces."""
        copies = "".join(one.read_text("utf-8") for one in (self.folder / "copies").iterdir())
        return re.sub(r"(?<=\d)[\s\u202f\u00a0](?=\d)", "", copies + "".join(texts_of(again(self.folder)).values()))


@pytest.fixture
def site(tmp_path, capsys) -> Site:
    portal(tmp_path, {"ici": some()})
    return Site(tmp_path, capsys)


@pytest.fixture(scope="module")
def once_accepted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("accepte")
    assert all(main(["rassembler", str(accept(portal(folder, {"ici": some()})))]) == 0 for _ in range(2))
    return folder


@pytest.fixture
def accepted(once_accepted, tmp_path, capsys) -> Site:
    shutil.copytree(once_accepted, tmp_path, dirs_exist_ok=True)
    return Site(tmp_path, capsys)


def births(value: object, year: int = 2025) -> Change:
    def change(files: Files) -> None:
        values = [{"annee": year, "valeur": value, "statut": "a_confirmer"}]
        record(files, "indicateurs", "naissances").update(valeurs=values)

    return change


def test_nothing_is_shown_before_an_accord_and_no_number_is_whole_after_it(site):
    """The first reading believes nothing: neither a telephone, nor a point, were they accepted by mistake."""
    told = site.reads(births(33199001126))
    assert "un nombre ou une année que personne ne croit, dit inconnu : Naissances" in told
    assert "moins de zéro, dit inconnu : Naissances" in site.reads(births(-9))
    assert "à savoir : Naissances, une valeur dont nos règles doutent" in site.reads(births(228.5)), "as of data/"
    assert site.shown is None
    here = lambda files: files["api/v1/territoire.json"]["territoire"]["couverture"].update(distance_km=46.492581234)  # noqa: E731
    site.accepts(site.reads(here))
    assert (site.shown.distance_km, "46.49" in site.written) == (46, False)
    for number in (199001126, 46.50453, 1990011):
        site.accepts(site.reads(births(number)))
        assert (bool(site.shown), str(number) in site.written) == (True, False)
    assert site.shown.chiffres[BIRTHS].valeur == 1_990_000


def test_what_is_near_passes_and_is_told_what_is_far_waits_and_the_former_stays(accepted):
    """Compared with what was accepted, not with the day before: a number that grows each day stops at three times."""
    assert "changé depuis ce qui vous a été dit : chiffres Naissances 228 → 229" in accepted.reads(births(229))
    for value, shown, asked in (
        (650, 650, False),
        (300, 300, False),
        (650, 650, False),
        (700, 650, True),
        (2000, 650, True),
        (0, 650, True),
    ):
        told = accepted.reads(births(value))
        assert (accepted.shown.chiffres[BIRTHS].valeur, "À relire" in told) == (shown, asked), value
    assert "chiffres : Naissances 650 → 0" in told, "from what is shown"
    for value in (True, "vingt", -0.5, 1e300, 1e-320, {"x": 1}, None):
        accepted.reads(births(value))
        kept = accepted.shown.chiffres.get(BIRTHS)
        assert kept is None or kept.valeur == 650, value
    accepted.reads(births(230, 2027))
    assert accepted.shown.chiffres[BIRTHS].annee == 2025, "a year to come"


def test_a_date_of_the_convention_waits_and_one_that_is_refused_hides_the_next_one(accepted):
    def ends(day: object) -> Change:
        return lambda files: record(files, "cadres", "ctg").update(fin=day)

    for day in ("2028-12-30", "vers 2028-12", "2028-11"):
        assert f"fin 2028-12-31 → {day}" in accepted.reads(ends(day))
        assert accepted.shown.convention.fin == "2028-12-31"
    only = lambda files: files["api/v1/cadres.json"].update(fiches=[record(files, "cadres", "ctg") | {"fin": "2037"}])  # noqa: E731
    told = accepted.reads(only)
    assert "« fin » d'une année que personne ne croit, dite inconnue : 2037" in told
    assert "fin 2028-12-31 → rien" in told

    def replaced(files: Files) -> None:
        ctg = record(files, "cadres", "ctg")
        ctg["fin"] = "2020-01-01"  # before its signature
        files["api/v1/cadres.json"]["fiches"].append(
            ctg | {"id": "autre", "debut": "2025", "fin": "2036", "signature": "2024-12"}
        )

    assert re.search(r"cadres\.json, .* refusent.* : ce que dit cette liste est inconnu : n° ", accepted.reads(replaced))
    assert accepted.shown.convention.fin == "2028-12-31"


def test_an_accord_is_of_what_was_seen_whatever_came_since_and_no_former_one_serves_again(site):
    first = site.reads()
    for rank in range(6):
        other = site.reads(births(1000 * 4**rank))
    assert site.shown is None
    seen = site.accepts(other)
    assert site.shown.chiffres[BIRTHS].valeur == 1000 * 4**5
    assert "À relire" not in site.told("rassembler", "--hors-ligne")
    site.reads(births(7))
    assert site.shown.chiffres[BIRTHS].valeur == 1000 * 4**5
    late = site.reads(births(7))
    site.accepts(late)
    assert "À relire" not in site.reads(births(7))
    assert site.shown.chiffres[BIRTHS].valeur == 7
    site.reads(births(1000 * 4**5))
    assert site.shown.chiffres[BIRTHS].valeur == 7, "what was accepted before waits again"
    site.file.write_text(site.file.read_text("utf-8").replace("accepte: ", "accepte: 0"), "utf-8")
    assert site.shown.chiffres[BIRTHS].valeur == 7, "a code of nothing changes nothing"
    site.file.write_text(re.sub("accepte: .*", "", site.file.read_text("utf-8")), "utf-8")
    assert site.shown is None
    assert len(copy_of(site.folder / "copies", SIREN).vus) <= 2
    assert re.search("accepte: ([0-9a-f]+)", first)[1] != seen


def test_no_word_of_a_member_is_told_were_it_a_definition_that_several_share(tmp_path, capsys):
    """Whatever it says, and however: what nobody is told again needs no list of what must not be."""

    def files(siren: str) -> Files:
        found = few("communes", "indicateurs")
        places, figures = found[COMMUNES]["fiches"], found["api/v1/indicateurs.json"]["fiches"]
        places.append(places[0] | {"id": "x", "code_insee": "99199", "nom": "Zorglub"})
        words = dict.fromkeys(("nom", "definition", "calcul", "unite"), "Zorglub")
        figures.append(record(found, "indicateurs", "naissances") | {"id": "zorglub"} | words)
        return numbered(found, siren, siren)

    file = portal(tmp_path, {siren: files(siren) for siren in (SIREN, NORTH)})
    text = re.sub(r"(?m)^chiffres: .*\n", "", re.sub(', "99199": "[^"]*"', "", file.read_text("utf-8")))
    file.write_text(text, "utf-8")
    assert main(["rassembler", str(file), "--tout"]) == 0
    told = plain(capsys.readouterr().out)
    last = len(files(SIREN)["api/v1/indicateurs.json"]["fiches"])
    assert (f"n° {last} de " in told, told.count('"99199": ""'), "orglub" in told) == (True, 2, False)


def test_a_word_of_no_list_and_a_date_of_nobody_are_told_and_cost_only_themselves(accepted):
    def spoilt(files: Files) -> None:
        census = files["api/v1/territoire.json"]["territoire"]["couverture"]["recenses"]
        census += [census[0] | {"offre": "loisir"}, census[0] | {"date": "1999-12"}]

    told = accepted.reads(spoilt)
    assert re.search(r"territoire.json, « recenses », ce n'est pas une de nos offres \(.*loisirs.*\), .* : n° \d+\.", told)
    assert "d'une date à venir, ou d'avant 2000, rien n'en est repris" in told
    assert "refusé" not in told


def test_a_member_says_nothing_of_what_makes_it_counted(accepted):
    """Its places refused or gone, an offer is never said to lack for that; its actions, no amount is what is left of them."""
    before = accepted.shown

    def spoilt(name: str) -> Change:
        return lambda files: files[f"api/v1/{name}.json"]["fiches"][0].update(genre="zorglub")

    def unlisted(name: str) -> Change:
        path = f"/api/v1/{name}.json"
        return lambda files: files[INDEX].update(adresses=[one for one in files[INDEX]["adresses"] if one["chemin"] != path])

    def cut(name: str) -> Change:
        path = f"api/v1/{name}.json"
        return lambda files: files.update({path: json.dumps(files[path] | {"fiches": files[path]["fiches"][1:]}).encode()})

    assert (before.offres["loisirs"].absente, before.ecartees) == (9, ())
    assert "services.json, absente de son index, ou sans fiche : ce que dit" in accepted.reads(unlisted("services"))
    for name in ("structures", "actions"):
        for change in (spoilt(name), unlisted(name), cut(name)):
            told = accepted.reads(change)
            assert ("À relire" in told, accepted.shown) == (True, before)
            last = copy_of(accepted.folder / "copies", SIREN).dernier
            if name == "structures":
                assert (last.offres, last.distance_km) == ({}, 8)
            else:
                assert (last.convention.actions, last.convention.argent, last.retards) == (None, {}, None)
    old = before.model_copy(update={"ecartees": ("services",)}).model_dump(mode="json")
    assert "droits" not in Dit.model_validate(old).offres, "of a copy of before, once accepted"
    assert re.search(r"actions\.json, \d+ fiches, alors qu'elle en annonce \d+ : ce que dit cette liste est inconnu", told)


def test_a_commune_that_it_does_not_describe_is_not_known_nor_left_out_and_no_link_leads_to_it(accepted):
    def one_alone(files: Files) -> None:
        first, places = files[COMMUNES]["fiches"][0]["nom"], files[PLACES]["fiches"]
        places[:] = [one for one in places if one.get("commune", first) == first]
        del files[COMMUNES]["fiches"][1:]

    told = accepted.reads(one_alone)
    last = copy_of(accepted.folder / "copies", SIREN).dernier
    assert {one.connue + one.absente + one.inconnue for one in last.offres.values()} == {12}
    (member,) = again(accepted.folder).members
    assert "À relire" in told
    assert [code for code in member.site.communes if not member.page_of(code).endswith("/communes/")] == [*last.communes]
    assert len(member.said.communes) > len(last.communes) == 1


def test_what_its_site_does_not_publish_refuses_nothing_a_draft_nor_a_commune_that_left(accepted):
    """Nobody counts what is of a draft, its own site neither; a commune of before is named by what is of its years."""

    def drafted(files: Files) -> None:  # an axis, and the framework of another one
        files["api/v1/actions.json"]["fiches"][-1]["communes"] = ["Partie"]
        record(files, "indicateurs", "naissances")["valeurs"].append({"annee": 2019, "valeur": 3, "commune": "Partie"})
        axes = files["api/v1/axes.json"]["fiches"]
        axes.remove(record(files, "axes", "accueillir"))
        del record(files, "axes", "apres-accueillir")["cadre"]

    before, told = accepted.shown.convention, accepted.reads(drafted, "--tout")
    assert "axes.json, d'un axe ou d'un cadre que son site ne publie pas, ni compté ni montré : n° " in told
    assert re.search(r"actions\.json, d'un axe ou d'un cadre .* : n° \d+", told)
    now = copy_of(accepted.folder / "copies", SIREN).dernier
    assert (now.convention.axes, 0 < now.convention.actions < before.actions, now.ecartees) == (before.axes - 1, True, ())
    assert now.chiffres[BIRTHS].annee == 2025


def test_no_value_of_a_place_is_told_nor_a_street_nor_a_number_of_any_record_whatever_the_field(site):
    """Of one that is confidential, or may be, most of all: it would be in a log. Each field, each form, in all the lists."""
    secret, seen = "Porte bleue, 77 impasse du Zorglub, 01 99 00 11 26", r"bleue|orglub|11.?26|11-26"

    def spoilt(files: Files) -> None:
        for kind in READ.values():
            records = files[f"api/v1/{kind.folder}.json"]["fiches"]
            first = portails.published()[f"api/v1/{kind.folder}.json"]["fiches"][0] | {"structure": "hirondelles"}
            first = portails.place(portails.published(), "hirondelles") if kind is Structure else first
            for rank, name in enumerate(kind.model_fields):
                for form in (secret, [secret], {secret: secret}, {secret: [1] * 1001}, {"lien": secret, "quand": secret}):
                    records.append(first | {"id": f"x{rank}-{len(records)}", name: form})
            records += [first | {"id": id} for id in ("77-impasse-du-zorglub", "n-01-99-00-11-26", secret, [secret])]

    told = site.reads(spoilt, "--tout")
    assert len(told) > 10_000, "all are told"
    assert re.findall(rf".{{0,80}}(?:{seen}).{{0,40}}", told + site.written) == []
    assert re.search(r"structures.json, nos règles refusent « telephone » : .+ : n° \d+", told), "the field, and whose it is"


def test_a_place_that_hides_and_says_where_it_is_is_told_as_the_checks_of_data_do(site):
    shelter = portails.place(portails.published(), "hirondelles") | {"complement_adresse": "Porte bleue"}
    told = site.reads(lambda files: files[PLACES]["fiches"].append(shelter))
    assert re.search("structures.json, une adresse confidentielle, et ce qui dirait où elle est : n° [0-9]+", told)


def test_no_text_is_so_long_that_it_drowns_the_others(tmp_path, capsys):
    """In any field, of one site or shared by several, with --tout as well."""
    for size in (450, 90_000, 2_000_000):

        def files(siren: str, size: int = size) -> Files:
            found = numbered(few("communes", "indicateurs", "structures"), siren, siren)
            for rank, name in enumerate(("definition", "calcul", "unite", "echelle", "nom", "id")):
                found["api/v1/indicateurs.json"]["fiches"][rank][name] = "Mot " * (size // 4)
            found[PLACES]["fiches"][0] |= {"telephone": "9" * size, "x" * size: 1}
            return found

        file = portal(tmp_path, {siren: files(siren) for siren in (SIREN, NORTH)})
        assert main(["rassembler", str(file), "--tout"]) == 0
        assert len(capsys.readouterr().out) < 20_000, size


def test_no_flood_of_messages_hides_another_site(accepted):
    def flood(files: Files) -> None:
        places = files[PLACES]["fiches"]
        places += [places[0] | {"id": f"\u202eTout va bien.{'x' * 300}{rank}"} for rank in range(2500)]
        figures = files["api/v1/indicateurs.json"]["fiches"]
        figures += [{"id": f"i{rank}", "genre": "indicateur"} for rank in range(300)]

    told = accepted.reads(flood)
    assert (len(told.splitlines()) < 30, "\u202e" in told, "et 2497 de plus (--tout)" in told) == (True, False, True)


def test_texts_that_only_cost_time_are_not_read_nor_lines_compared_two_by_two(site):
    """Ten minutes of one processor, before their sentences were put aside: nothing shown comes from them."""

    def heavy(files: Files) -> None:
        places = files[PLACES]["fiches"]
        said = "ouvert du lundi au vendredi de 9h à 12h sauf le 1er mardi, de 3 mois à 6 ans, 12 € par jour. " * 60
        for one in files["api/v1/actions.json"]["fiches"]:
            money = [{"annee": 2024 + rank % 3, "financeur": f"F{rank}", "prevu": 1000 + rank} for rank in range(900)]
            one.setdefault("moyens", {}).update(financiers=money)
        places += [places[0] | {"id": f"gros-{rank}", "nom": f"Lieu {rank}", "description": said} for rank in range(300)]

    start = time.process_time()
    assert "À relire" in site.reads(heavy)
    assert time.process_time() - start < 8
    assert accept(site.file)
    assert site.shown.offres


def test_the_list_of_the_accord_is_exactly_what_is_then_shown(site):
    """All of it the first time, whatever a field is; whatever came before or since, a code is of the values told with it."""
    told = site.reads(births(200))
    asked = copy_of(site.folder / "copies", SIREN).dernier
    names = {path.split()[-1] for path in asked.facts}
    assert {"publie_le", "annee", "recense", "a_confirmer", "distance_km", "communes"} <= names
    assert all(re.search(rf"\b{name}\b", told) for name in names - {"valeur"})
    other = site.reads(births(600, 2009))
    assert "Naissances 600" in other
    assert "annee 2009" in site.reads(births(600, 2009))
    first = site.accepts(site.reads(births(200)))
    assert (site.shown, "À relire" in site.told("rassembler", "--hors-ligne")) == (asked, False)
    assert "→ 600" in (other := site.reads(births(600, 2009))), "an older year waits"
    assert (site.shown, site.accepts(other) != first) == (asked, True)
    assert (site.shown.chiffres[BIRTHS].valeur, site.shown.chiffres[BIRTHS].annee) == (600, 2009)


def test_what_comes_goes_or_makes_an_offer_lack_waits_and_so_does_a_doubt_or_a_committee(accepted):
    before, births_of = accepted.shown, lambda files: record(files, "indicateurs", "naissances")
    territory = lambda files: files["api/v1/territoire.json"]["territoire"]["couverture"]  # noqa: E731
    for change in (
        lambda files: territory(files).update(recenses=[]),
        lambda files: territory(files).update(distance_km=3),
        lambda files: territory(files)["recenses"][0].update(date="2006-12"),
        lambda files: files["api/v1/indicateurs.json"].update(fiches=[]),
        lambda files: files["api/v1/cadres.json"].update(fiches=[]),
        lambda files: births_of(files)["valeurs"][-1].update(statut="confirme"),
    ):
        assert "À relire" in accepted.reads(change)
        assert accepted.shown == before
    with_one = before.model_copy(update={"comite": "2026-12-08"})
    other, day = with_one.model_copy(update={"comite": "2027-01"}), dt.date(2026, 12, 8)
    pairs = ((with_one, before), (before, with_one), (other, with_one))
    assert [waits(*both, day) for both in pairs] == [True, True, False]
    assert not waits(before, with_one, day + dt.timedelta(1)), "a committee that is over"
    few_ones = [before.model_copy(update={"chiffres": {"x": ChiffreDit(valeur=one, annee=2025)}}) for one in (9, 0, -9)]
    assert [waits(one, few_ones[0], day) for one in few_ones] == [False, False, True], "a change of sign"


def test_a_code_goes_with_what_it_was_of(accepted):
    """A site that is spoiled for a day: nothing of that day can be accepted once it is honest again, or is otherwise."""
    for later in (len, births(3)):
        waiting = accepted.reads(births(22_800))
        assert "accepte: " in accepted.reads(births(22_900))
        code = accepted.accepts(waiting)
        for told in (accepted.reads(later), accepted.reads(later), accepted.told("portail")):
            assert f"« accepte: {code} » n'est d'aucune lecture, ou ce site ne dit plus cela : l'accord d'avant" in told
        assert ("À relire" in told, "→ 22" in told, accepted.shown.chiffres[BIRTHS].valeur) == (later is not len, False, 228)


def test_what_was_told_is_what_counts_not_what_was_read(accepted, monkeypatch):
    """A reading that is stopped, then taken up again: what it changed is told then, once."""
    with monkeypatch.context() as stopped:
        stopped.setattr(gather, "conclude", lambda *_: None)
        other = lambda places: places.append(places[0] | {"id": "x", "nom": "X", "code_insee": "99199"})  # noqa: E731
        accepted.reads(lambda files: (births(600)(files), other(files[COMMUNES]["fiches"])))
    told = accepted.told("rassembler", "--reprendre") + accepted.told("rassembler", "--reprendre")
    assert (told.count("Naissances 228 → 600"), told.count('"99199": ""')) == (1, 1)
    accepted.reads(lambda files: (births(600)(files), files["api/v1/axes.json"]["fiches"][0].update(genre="zorglub")))
    told = accepted.told("rassembler", "--reprendre")
    assert ("montré, changé" in told, "inconnu, fiche refusée ou liste absente : axes" in told) == (False, True)


def test_a_publication_older_than_what_is_shown_waits(accepted):
    def day(day: str, value: int) -> Change:
        return lambda files: (births(value)(files), files[INDEX]["publication"].update(publie_le=day))

    accepted.accepts(accepted.reads(day("2026-03-01", 228)))
    assert "À relire" not in accepted.reads(day("2026-11-20", 500))
    told = accepted.reads(day("2026-03-02", 228))
    assert ("publie_le : 2026-11-20 → 2026-03-02" in told, "Naissances 500 → 228" in told) == (True, True)
    assert accepted.shown.chiffres[BIRTHS].valeur == 500


def test_a_figure_that_counts_something_else_and_an_accord_withdrawn_show_nothing_of_before(accepted):
    """Neither on a page nor to a question, were the site down."""
    asked = lambda: [row["places"] for row in ask("places", accepted.folder)]  # noqa: E731
    text = accepted.file.read_text("utf-8")
    assert asked() == [101]
    accepted.file.write_text(text.replace('"unite": "places"', '"unite": "places pour mille enfants"'), "utf-8")
    assert "Places en crèche 101 → rien" in accepted.told("portail")
    assert ("Places en crèche" in accepted.shown.chiffres, BIRTHS in accepted.shown.chiffres, asked()) == (False, True, [])
    accepted.file.write_text(text, "utf-8")
    assert "Places en crèche" not in accepted.shown.chiffres
    assert "À relire" in accepted.reads()
    shutil.rmtree(accepted.folder / "ici")
    accepted.file.write_text(re.sub("accepte: .*", "", text), "utf-8")
    accepted.told("rassembler")
    assert (accepted.shown, '"dit"' in (accepted.folder / "copies/montre.json").read_text("utf-8")) == (None, False)
    assert copy_of(accepted.folder / "copies", SIREN).montre is None


def test_a_figure_that_is_apart_is_told_field_by_field_and_not_as_one_that_is_absent(accepted):
    def changed(files: Files) -> None:
        record(files, "indicateurs", "naissances").update(unite="bébés \u202e", definition="Autre chose")
        figures = files["api/v1/indicateurs.json"]["fiches"]
        (places,) = (one for one in figures if one["nom"] == "Places en crèche")
        figures.remove(next(one for one in figures if one["nom"] == "Ludothèques"))
        places["definition"] = places["definition"].rstrip(".")

    told = accepted.reads(changed, "--tout")
    assert "compté autrement que dans portail.yml : copiez-y ce que dit ce site, ou voyez avec lui : " in told
    assert re.search(r"Naissances \(« definition », « unite »\), .*Places en crèche \(« definition »\)", told)
    assert "de portail.yml, absent de ce site : Ludothèques." in told


def test_a_copy_that_is_changed_by_hand_shows_nothing(accepted):
    place = accepted.folder / f"copies/{SIREN}.json"
    place.write_text(place.read_text("utf-8").replace('"valeur":228', '"valeur":777777'), "utf-8")
    assert "a été changée à la main : tout est à relire" in accepted.told("rassembler")
    assert (accepted.shown, "777777" in accepted.written) == (None, False)


def test_before_an_accord_not_even_a_date_of_a_member_is_shown(site):
    site.reads(
        lambda files: files[INDEX].update(version="9.9", publication=files[INDEX]["publication"] | {"publie_le": "2006-12-03"})
    )
    pages = plain("".join(texts_of(again(site.folder)).values()))
    assert [one for one in ("2006", "autre version", "communes/aubrelune/") if one in pages] == []
