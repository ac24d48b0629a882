"""What a member may try with its lists: what is left out of them makes nothing counted, and what is apart is told."""

import datetime as dt
import json
import re

from ctg_portail.copies import ChiffreDit, Dit, copy_of, waits
from portails import BIRTHS, COMMUNES, INDEX, PLACES, SIREN, Change, Files, again, births, record, some


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

    def left(name: str) -> Change:
        return lambda files: files[f"api/v1/{name}.json"]["publication"].update(publie_le="2020-01-01")

    assert "services.json, absente de son index : ce que dit" in accepted.reads(unlisted("services"))
    for name in ("structures", "actions"):
        for change in (spoilt(name), unlisted(name), left(name), cut(name)):
            told = accepted.reads(change)
            assert "À relire" in told
            for one in (copy_of(accepted.folder / "copies", SIREN).dernier, accepted.shown):
                if name == "structures":
                    assert (one.offres, one.distance_km) == ({}, 8)
                else:
                    assert (one.convention.actions, one.convention.argent, one.retards) == (None, {}, None)
    old = before.model_copy(update={"ecartees": ("services",)}).model_dump(mode="json")
    assert "droits" not in Dit.model_validate(old).offres, "of a copy of before, once accepted"
    assert re.search(r"actions\.json, \d+ fiches, alors qu'elle en annonce un autre nombre : ce que dit cette liste", told)
    told = accepted.reads(lambda files: [left(name)(files) for name in ("actions", "indicateurs")])
    assert ("indicateurs.json, publiée avant index.json : ce que dit cette liste" in told, "2020" in told) == (True, False)
    assert BIRTHS not in accepted.shown.chiffres
    for name in ("cadres", "axes", "actions", "indicateurs", "rencontres", "instances"):
        assert f"{name}.json, absente de son index : ce que dit cette liste est inconnu" in accepted.reads(unlisted(name))


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
    assert len(member.said.communes) == len(last.communes) == 1


def test_what_its_site_does_not_publish_refuses_nothing_a_draft_nor_a_commune_that_left(accepted):
    """Nobody counts what is of a draft, its own site neither; a commune of before is named by what is of its years."""

    def drafted(files: Files) -> None:  # an axis, and the framework of another one
        files["api/v1/actions.json"]["fiches"][-1]["communes"] = ["Partie"]
        record(files, "indicateurs", "naissances")["valeurs"].append({"annee": 2019, "valeur": 3, "commune": "Partie"})
        axes = files["api/v1/axes.json"]["fiches"]
        axes.remove(record(files, "axes", "accueillir"))
        del record(files, "axes", "apres-accueillir")["cadre"]
        services = files["api/v1/services.json"]["fiches"]
        services.append(services[-1] | {"id": "sans-lieu", "structure": "zorglub"})
        files[PLACES]["fiches"][0]["contact_relais"] = "zorglub"

    before, told = accepted.shown.convention, accepted.reads(drafted, "--tout")
    assert "axes.json, d'une fiche que son site ne publie pas (axe, cadre, lieu, instance), ni compté ni montré : n° " in told
    assert all(re.search(rf"{name}\.json, d'une fiche que .* : n° \d+", told) for name in ("actions", "services"))
    assert re.search(r"structures\.json, un lien vers une fiche que son site ne publie pas : n° 1\b", told)
    now = copy_of(accepted.folder / "copies", SIREN).dernier
    assert (now.convention.axes, 0 < now.convention.actions < before.actions, now.ecartees) == (before.axes - 1, True, ())
    assert now.chiffres[BIRTHS].annee == 2025


def test_a_figure_that_is_apart_is_told_field_by_field_and_not_as_one_that_is_absent(accepted):
    def changed(files: Files) -> None:
        record(files, "indicateurs", "naissances").update(unite="bébés \u202e", definition="Autre chose")
        figures = files["api/v1/indicateurs.json"]["fiches"]
        (places,) = (one for one in figures if one["nom"] == "Places en crèche")
        figures.remove(next(one for one in figures if one["nom"] == "Ludothèques"))
        places["definition"] = places["definition"].rstrip(".")

    told = accepted.reads(changed, "--tout")
    assert "compté autrement que dans portail.yml : convenez avec ce site d'une définition : " in told
    assert re.search(r"Naissances \(« definition », « unite »\), .*Places en crèche \(« definition »\)", told)
    assert "de portail.yml, absent de ce site : Ludothèques." in told


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
        changed = accepted.shown.since(before).items()
        added = [path for path, (was, now) in changed if now and not path.endswith(" inconnue") and not (was and now < was)]
        assert added == []
    with_one = before.model_copy(update={"comite": "2026-12-08"})
    other, day = with_one.model_copy(update={"comite": "2027-01"}), dt.date(2026, 12, 8)
    pairs = ((with_one, before), (before, with_one), (other, with_one))
    assert [waits(*both, day) for both in pairs] == [True, True, False]
    assert not waits(before, with_one, day + dt.timedelta(1)), "a committee that is over"
    few_ones = [before.model_copy(update={"chiffres": {"x": ChiffreDit(valeur=one, annee=2025)}}) for one in (9, 0, -9)]
    assert [waits(one, few_ones[0], day) for one in few_ones] == [False, False, True], "a change of sign"


def test_a_value_that_does_not_say_of_what_it_is_is_of_nothing(accepted):
    """Of a commune, it would pass for the whole territory's: a field that nobody knows, or empty; of an unknown commune."""

    def with_value(**more: object) -> Change:
        said = {"annee": 2026, "valeur": 229, "statut": "a_confirmer"} | more
        return lambda files: record(files, "indicateurs", "naissances")["valeurs"].append(said)

    births_of = record(some(), "indicateurs", "naissances")
    for odd in ({"genre": "action"}, {"etat_fiche": "brouillon"}, {"definition": births_of["definition"] + "\u200b"}):
        accepted.reads(lambda files, odd=odd: files["api/v1/indicateurs.json"]["fiches"].append(births_of | {"id": "x"} | odd))
        assert BIRTHS not in accepted.shown.chiffres, "of two that count the same, one refused: neither is believed"
    for more in ({"commune": None}, {"Commune": "Aubrelune"}, {"quartier": "Nord"}):
        assert "indicateurs.json, « valeurs » a un champ vide, inconnu, ou" in accepted.reads(with_value(**more)), more
        assert BIRTHS not in accepted.shown.chiffres
    accepted.reads()
    told = accepted.reads(with_value(commune="Zorglub"))
    assert "indicateurs.json, une valeur d'une commune qu'il ne décrit pas, rien n'en est repris : n° " in told
    assert accepted.shown.chiffres[BIRTHS].valeur == 228


def test_lists_without_a_record_and_no_euro_are_unknown_and_so_are_conventions_of_one_day(accepted):
    def money(files: Files, euros: int) -> None:
        for one in files["api/v1/actions.json"]["fiches"]:
            one["moyens"] = {"financiers": [{"annee": 2026, "financeur": "F", "prevu": euros}]}

    def twice(files: Files) -> None:
        ctg = record(files, "cadres", "ctg")
        files["api/v1/cadres.json"]["fiches"].append(ctg | {"id": "autre", "debut": "2025-01-01", "fin": "2030-12-31"})

    told = accepted.reads(lambda files: [files[path].update(fiches=[]) for path in (PLACES, "api/v1/services.json")])
    assert ("structures.json, vide : ce que dit" in told, accepted.shown.offres) == (True, {})
    assert "une somme que personne ne croit, dite inconnue : prévus" in accepted.reads(lambda files: money(files, 0))
    assert "prevu" not in copy_of(accepted.folder / "copies", SIREN).dernier.convention.argent
    assert "moins de zéro, ou d'un, dit inconnu" in accepted.reads(births(0.4))
    assert "cadres.json, plusieurs conventions en cours le même jour : ce que dit cette liste" in accepted.reads(twice)
    assert (accepted.shown.convention, accepted.shown.retards) == (None, None)
