"""What a member may try with its numbers and its dates: nothing is shown that the editor of the portal did not see, nor anything
near it; what waits is told value by value."""

import datetime as dt
import json
import re
import shutil

from banc.questions import ask
from ctg.commands import main
from ctg_portail import gather
from ctg_portail.copies import ChiffreDit, copy_of, lowered, waits
from ctg_portail.portal_file import code_of
from portails import BIRTHS, COMMUNES, INDEX, SIREN, TERRITORY, Change, Files, births, record, some


def test_nothing_is_shown_before_an_accord_and_no_number_is_whole_after_it(site):
    """The first reading believes nothing: neither a telephone, nor a point, were they accepted by mistake."""
    told = site.reads(births(33199001126))
    assert "un nombre ou une année que personne ne croit, dit inconnu : Naissances" in told
    assert "moins de zéro, ou d'un, dit inconnu : Naissances" in site.reads(births(-9))
    for odd in (228.5, 611_223_344):
        assert "à savoir : Naissances, une valeur dont nos règles doutent" in site.reads(births(odd)), (
            "as of data/, or a telephone"
        )
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
    for value in (True, "vingt", -0.5, 1e300, {"x": 1}, None, 1e-320):
        accepted.reads(births(value))
        kept = accepted.shown.chiffres.get(BIRTHS)
        assert kept is None or kept.valeur == 650, value
    accepted.reads(births(230, 2027))
    assert BIRTHS not in accepted.shown.chiffres, "a year to come: no longer said, no longer shown"
    accepted.reads(births(650))
    assert accepted.shown.chiffres[BIRTHS].valeur == 650, "as was accepted, or near"
    named = accepted.shown.model_copy(update={"chiffres": {"connue": accepted.shown.chiffres[BIRTHS]}})
    assert lowered(named, named, dt.date(2026, 11, 25)) == named, "the name of a figure may be that of a count"


def test_a_date_of_the_convention_waits_and_one_that_is_refused_hides_the_next_one(accepted):
    def ends(day: object) -> Change:
        return lambda files: record(files, "cadres", "ctg").update(fin=day)

    for day in ("2028-12-30", "vers 2028-12", "2028-11"):
        assert f"fin 2028-12-31 → {day}" in accepted.reads(ends(day))
        assert accepted.shown.convention.fin == "2028-12-31"
    only = lambda files: files["api/v1/cadres.json"].update(fiches=[record(files, "cadres", "ctg") | {"fin": "2037"}])  # noqa: E731
    told = accepted.reads(only)
    assert ("« fin » d'une année que personne ne croit, dite inconnue." in told, "2037" in told) == (True, False)
    assert "fin 2028-12-31 → rien" in told

    def replaced(files: Files) -> None:
        ctg = record(files, "cadres", "ctg")
        ctg["fin"] = "2020-01-01"  # before its signature
        files["api/v1/cadres.json"]["fiches"].append(
            ctg | {"id": "autre", "debut": "2025", "fin": "2036", "signature": "2024-12"}
        )

    assert re.search(r"cadres\.json, .* refusent.* : ce que dit cette liste est inconnu : n° ", accepted.reads(replaced))
    assert accepted.shown.convention is None


def test_a_place_that_hides_no_longer_counts_were_the_rest_of_its_list_to_wait_or_be_refused(accepted):
    """What takes away is applied at once, and told; what adds waits, and the former does not come back."""

    def hides(files: Files, **more: object) -> None:
        births(22_800)(files)
        place = record(files, "structures", "cerf-volant")
        place.update(adresse_confidentielle=True, **more)
        for name in ("calcule", "adresse", "position"):
            del place[name]

    before = accepted.shown.offres["loisirs"]
    for more in ({}, {"genre": "zorglub"}):
        told = accepted.reads(lambda files, more=more: hides(files, **more))
        now = accepted.shown.offres.get("loisirs")
        assert ("À relire" in told, "loisirs connue" in told, accepted.shown.chiffres[BIRTHS].valeur) == (True, True, 228)
        assert now is None if more else (now.connue < before.connue, now.absente, now.recense) == (True, 0, None)
    accepted.reads(births(22_800))
    assert accepted.shown.offres == {}
    accepted.reads()
    assert accepted.shown.offres["loisirs"] == before, "as was accepted"


def test_actions_that_are_withdrawn_no_longer_count_nor_a_convention_that_is_over(accepted):
    """As places do: at once, and told, were the rest to wait for an accord; those that come wait."""

    def less(change: Change) -> Change:
        return lambda files: (births(22_800)(files), change(files))

    before, path = accepted.shown.convention, "api/v1/actions.json"
    told = accepted.reads(less(lambda files: files[path]["fiches"].pop()))
    now = accepted.shown.convention
    assert (now.actions, sum(now.etats.values()), "convention actions" in told) == (before.actions - 1, before.actions - 1, True)
    assert now.argent["prevu"].euros <= before.argent["prevu"].euros
    more = lambda files: files[path]["fiches"].append({"id": "x", "titre": "X", "genre": "action", "axe": "accueillir"})  # noqa: E731
    assert ("À relire" in accepted.reads(less(more)), accepted.shown.convention.actions) == (True, now.actions)
    accepted.reads(less(lambda files: record(files, "cadres", "ctg").update(fin="2026-06-30")))
    assert (accepted.shown.convention, accepted.shown.retards) == (None, None)


def test_an_accord_is_of_what_was_seen_whatever_came_since_and_no_former_one_serves_again(site):
    first = site.reads()
    for rank in range(6):
        other = site.reads(births(1000 * 4**rank))
    assert site.shown is None
    seen = site.accepts(other)
    assert site.shown.chiffres[BIRTHS].valeur == 1000 * 4**5
    assert not re.search("À relire|d'aucune lecture", site.told("rassembler", "--hors-ligne"))
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
    assert (told.count("Naissances 228 → 600"), told.count("d'aucun site de portail.yml")) == (1, 1)
    accepted.reads(lambda files: (births(600)(files), files["api/v1/axes.json"]["fiches"][0].update(genre="zorglub")))
    told = accepted.told("rassembler", "--reprendre")
    assert ("montré, changé" in told, "inconnu, fiche refusée ou liste absente : axes" in told) == (False, True)


def test_a_publication_older_than_what_is_shown_waits(accepted):
    def day(day: str, value: int) -> Change:
        return lambda files: (births(value)(files), [one["publication"].update(publie_le=day) for one in files.values()])

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


def test_who_a_site_says_it_is_waits_for_an_accord_and_none_of_its_words_is_told(accepted):
    """An address on another domain, another name, another publisher: the links stay, and its editor is told which changed."""
    for name, value in (
        ("adresse_site", "https://zorglub.example/"),
        ("nom_complet", "Zorglub"),
        ("editeur", {"nom": "Zorglub"}),
    ):
        told = accepted.reads(lambda files, name=name, value=value: files[TERRITORY]["territoire"].update({name: value}))
        holds = (
            rf"identite : portail.yml donne à .* \({SIREN}\) 12 communes \(99001 Aubrelune, .*\) ; qui parle pour lui dans ce "
        )
        assert re.search(
            rf"{holds}.* 2026 se nomme autrement \(« {name} »\) que dans ce que vous aviez accepté, publié le ", told
        )
        assert ("À relire" in told, "orglub" in told + accepted.written) == (True, False)
    gone = accepted.reads(lambda files: files[TERRITORY]["territoire"].pop("adresse_site"))
    assert "se nomme autrement (« adresse_site »)" in gone


def test_all_that_a_copy_keeps_is_compared_and_what_is_not_said_to_pass_waits(accepted):
    """Whatever field comes: words wait, less the day of a committee; a rate is no count, were it of less than ten."""
    before, day = accepted.shown, dt.date(2026, 11, 25)
    other = {"identite": {"editeur": "0" * 10}, "ecartees": ("axes",), "communes": before.communes[1:], "distance_km": 9}
    assert [name for name in other if not waits(before.model_copy(update={name: other[name]}), before, day)] == []
    rates = [before.model_copy(update={"chiffres": {"x": ChiffreDit(valeur=one, annee=2025)}}) for one in (0.5, 1.5, 4.5, 9)]
    assert [waits(one, rates[0], day) for one in rates] == [False, False, True, True]


def test_what_is_changed_by_hand_or_put_back_in_the_copies_is_told_and_not_shown(accepted):
    copies = accepted.folder / "copies"
    place = copies / f"{SIREN}.json"
    former = place.read_text("utf-8")
    accepted.told("portail")
    accepted.reads(births(229))
    now = place.read_text("utf-8")
    place.write_text(former, "utf-8")
    assert "est une copie d'avant, remise à sa place : tout est à relire" in accepted.told("rassembler")
    assert accepted.shown is None
    for name, text in (("montre.json", "[]"), ("adresses.json", '["communes/99099/", "territoires/199001126/"]')):
        (copies / name).write_text(text, "utf-8")
        assert f"{name} n'est plus ce que nous avions écrit : rien n'en est repris" in accepted.told("portail")
        assert "99099" not in accepted.written
    (register := accepted.folder / ".copies.json").write_bytes(b"\xff\xfe")
    assert main(["rassembler", str(accepted.file)]) == 1
    assert "aucun site n'y est pour rien" in accepted.capsys.readouterr().err
    register.unlink()
    place.write_text(now, "utf-8")
    place.write_text(place.read_text("utf-8").replace('"valeur":228', '"valeur":777777'), "utf-8")
    assert "a été changée à la main, ou .copies.json changé ou effacé : tout est à relire" in accepted.told("rassembler")
    assert (accepted.shown, "777777" in accepted.written) == (None, False)


def test_an_accord_is_of_an_address_and_no_digest_says_what_it_is_of(accepted):
    """Another host that says the same is another site; a telephone is guessed from its digest by who tries them all."""
    accepted.reads()
    copy = copy_of(accepted.folder / "copies", SIREN)
    assert copy.dernier.identite["nom_complet"] != code_of(json.dumps(some()[TERRITORY]["territoire"]["nom_complet"]))
    (accepted.folder / "ici").rename(accepted.folder / "ailleurs")
    accepted.file.write_text(accepted.file.read_text("utf-8").replace("adresse: ici\n", "adresse: ailleurs\n"), "utf-8")
    assert "l'accord était pour une autre adresse : rien n'en est montré" in accepted.told("rassembler")
    assert accepted.shown is None


def test_a_date_is_of_one_form_and_not_to_come(accepted):
    def published(day: str) -> Change:
        return lambda files: files[INDEX]["publication"].update(publie_le=day)

    for odd in ("٢٠٢٨-12-31", "2028-12-３1", "20281231", "2028-W52-7", " 2028-12-31"):
        told = accepted.reads(lambda files, odd=odd: record(files, "cadres", "ctg").update(fin=odd))
        assert "cadres.json, " in told, odd
        assert accepted.shown.convention is None, odd
        assert "n'a pas la forme prévue" in accepted.reads(published(odd.replace("2028", "2026"))), odd
    told = accepted.reads(published("2026-11-26"))
    assert ("publié demain, dit d'aujourd'hui" in told, accepted.shown.publie_le.day) == (True, 25)
    assert "qui est à venir" in accepted.reads(published("2026-11-27"))
