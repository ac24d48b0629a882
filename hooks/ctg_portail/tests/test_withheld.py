"""What a member hides or takes back is out of its copy at once, is known again elsewhere however it is written, and what changes
too much waits for an accord that is of that change alone."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from ctg.commands import main
from ctg_portail.reading import KEPT
from ctg_portail.withheld import SECRET
from dits import plain
from portails import COMMUNES, INDEX, PLACES, Files, few, numbered, place, portal, printed, published, write

OTHER, THIRD = "999000027", "999000035"
Change = Callable[[Files], object]


def hide(files: Files, id: str = "sauterelle", **values: Any) -> dict[str, Any]:
    """A place is hidden, as our own tool publishes it."""
    one = place(files, id)
    for values_of, names in ((one, ("adresse", "code_postal", "position")), (one["calcule"], ("latitude", "longitude"))):
        for name in names:
            values_of.pop(name, None)
    one |= {"adresse_confidentielle": True} | values
    return one


@pytest.fixture
def site(request, tmp_path, capsys) -> Callable[..., tuple[str, str]]:
    """``site(change, …)`` → the copies of one site once it publishes so, and what is told; first as it is, without a change. Its
    lists are those of its places, or as a test says."""
    lists = getattr(request, "param", "communes structures").split()
    file = portal(tmp_path, {"ici": few(*lists)})

    def read(*changes: Change) -> tuple[str, str]:
        files = few(*lists)
        for change in changes:
            change(files)
        write(tmp_path / "ici", files)
        capsys.readouterr()
        main(["rassembler", str(file)])
        copies = "".join(one.read_text("utf-8") for one in sorted((tmp_path / "copies").rglob("*.*")) if one.is_file())
        return plain(copies), plain(capsys.readouterr().out)

    read()
    read.file = file  # type: ignore[attr-defined]
    return read


def test_no_copy_says_where_a_place_is_nor_its_number(site):
    """Hidden or not, in no field of its own, nor of what is tied to it, were it planted in every text and worked out anew."""
    said = "12 rue du Puits"

    def planted(files: Files) -> None:
        files |= published()
        hide(files, "sauterelle", nom=said, telephone="+33199001234", siret="99900001977777")
        for path, content in files.items():
            for one in content.get("fiches", ()) if path != COMMUNES else ():
                one |= {
                    name: said for name in ("nom", "titre", "description", "adresse", "presentation", "limites") if name in one
                }
                one |= {"publication": {"x": said}, "telephone": "+33199001234"} | ({"unite": "x"} if "unite" in one else {})
                one["calcule"] |= {"url": f"https://x.example/{said}", "adresse": said, "latitude": 46.71234}
        files[INDEX]["publication"]["source"] = said
        files["api/v1/territoire.json"]["territoire"] |= {"accroche": said, "titre_site": said}
        files["api/v1/territoire.json"]["territoire"]["couverture"]["recenses"][0]["source"] = said

    copies, told = site(planted)
    assert "dit confidentiel, et retenu : structures/sauterelle" in told
    assert [one for one in (said, "Puits", "199001234", "99900001977777", "46.71234", "x.example") if one in copies] == []
    assert f'"id": "{printed(site.file.parent)("sauterelle")}", "genre": "structure"' in copies, "known, and counted"


def words_in(value: object) -> set[str]:
    if isinstance(value, dict | list):
        return {found for one in (value.values() if isinstance(value, dict) else value) for found in words_in(one)}
    return {value} if isinstance(value, str) else set()


def test_no_copy_has_a_word_of_a_member(site):
    """Whatever its field: what is not one of our words, a date, an hour, an INSEE code, is a print."""
    files = published()
    site(lambda tried: tried.update(files))
    theirs = {one for path, content in files.items() for one in words_in(content.get("fiches")) if "vocabulaire" not in path}
    ours = {*published()[PLACES]["fiches"][0], "structure", "service", "commune", "action"}
    copies = [json.loads(one.read_text("utf-8")) for one in (site.file.parent / "copies").rglob("api/v1/*.json")]
    kept = {one for content in copies for one in words_in(content)} & theirs - ours
    assert {one for one in kept if not re.fullmatch(r"(vers )?[\d:. -]+|[a-z]+([_ -][a-z]+)*", one)} == set()


HIDDEN = {"nom": "La Maison Zorglub", "telephone": "+33199001234", "courriel": "zorglub@exemple.fr"}
TWINS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "its name": ({}, {"nom": "MAISON ZORGLUB"}),
    "its name, in another commune": ({}, {"nom": "Maison Zorglub", "commune": "Vœuilly", "calcule": "99002"}),
    "a name of before": ({"anciens_noms": ["Foyer Gamma"]}, {"nom": "Foyer Gamma"}),
    "its name, of before elsewhere": ({}, {"nom": "Tout neuf", "anciens_noms": ["Maison Zorglub"]}),
    "signs that are not seen": ({}, {"nom": "Mai\u00adson\u034f Zor\u180eglub\u200d"}),
    "signs that look the same": ({}, {"nom": "Maıs0n Z\u043erglub !"}),
    "without its article": ({}, {"nom": "Maison Zorglub"}),
    "another name": ({}, {"autres_noms": ["maison-zorglub"]}),
    "dialled": ({}, {"telephone": "01 99 00 12 34"}),
    "with its country": ({}, {"telephone": "00 33 (0)1.99.00.12.34"}),
    "in a sentence": ({}, {"description": "Appelez le 01-99-00-12-34, ou le 01 99 00 99 99."}),
    "between commas": ({}, {"description": "01,99,00,12,34"}),
    "in a link": ({}, {"description": "tel:%2001%2099%2000%2012%2034"}),
    "with letters": ({}, {"description": "O1 99 OO 12 34"}),
    "after other figures": ({}, {"description": "Code 45, 12 01 99 00 12 34"}),
    "in figures of elsewhere": ({}, {"description": "٠١٩٩٠٠١٢٣٤"}),
    "who answers": ({}, {"calcule": {"telephone": "0033199001234"}}),
    "a number that is a number": ({"telephone": 33199001234}, {"telephone": "+33199001234"}),
    "its mail": ({}, {"courriel": "ZORGLUB@exemple.fr"}),
    "its street": ({"adresse": "5, allée du Chateau"}, {"adresse": "5 allée du Château"}),
    "its street in a text": ({"adresse": "5 allée du Château"}, {"description": "Sonnez au cinq, allée du Château, à droite."}),
    "its number in letters": ({}, {"description": "zéro un, quatre-vingt-dix-neuf, zéro zéro, douze, trente-quatre"}),
    "its point": ({"position": {"lat": 46.46185, "lon": 2.5799}}, {"position": {"lat": 46.46185, "lon": 2.5799}}),
    "hidden with a bad value": ({"type": "inconnu", "id": "../x"}, {"nom": "Maison Zorglub"}),
    "hidden and too long": ({"description": "x" * 200_000}, {"nom": "Maison Zorglub"}),
}


def test_a_twin_is_told_however_it_is_written(tmp_path, capsys):
    """A hidden sheet here, an open one there, for each way to be known again; then a chain of names through a third site."""
    ours, autre, tiers = (few("communes", "structures") for _ in range(3))
    sites = {"ici": ours, "autre": numbered(autre, OTHER, "Autre"), "tiers": numbered(tiers, THIRD, "Tiers")}
    model = place(sites["ici"])
    computed = {name: model["calcule"][name] for name in ("url", "rubrique", "code_insee", "type_libelle")}
    base = {name: model[name] for name in ("genre", "type", "commune", "adresse_confidentielle")} | {"calcule": computed}

    def told(folder: str, **places: dict[str, Any]) -> str:
        for name, values in places.items():
            more = values.get("calcule", {})
            more = {"code_insee": more} if isinstance(more, str) else more
            sites[name][PLACES]["fiches"] = [base | values | {"calcule": computed | more}]
        main(["rassembler", str(portal(tmp_path / folder, {name: sites[name] for name in places}))])
        return plain(capsys.readouterr().out)

    hidden = HIDDEN | {"id": "cache", "adresse_confidentielle": True}
    opened = {"id": "ouvert", "nom": "Sans rapport"}
    for rank, (name, (mine, twin)) in enumerate(TWINS.items()):
        said = told(str(rank), ici=hidden | mine, autre=opened | twin)
        assert re.search(r"Autre, \d+ : à relire, proches de ce que .* confidentiel : structures/ouvert \(de struc", said), name
    same = {"siret": "99900001900017", "calcule": {"opening_hours": "Mo 08:30-12:00,13:30-17:30; PH unknown"}}
    twin = same | {"siret": "99900001900025", "verifie_le": "2026-11-24, 2026-11-25", "lat": 46.5045301}
    assert "à relire" not in told("heures", ici=hidden | same, autre=opened | twin), "no telephone, no street"
    link = {"id": "lien", "nom": "Beta", "anciens_noms": ["Maison Zorglub", "Alpha"]}
    said = told("chaine", ici=hidden, tiers=link, autre=opened | {"autres_noms": ["ALPHA"]})
    assert "structures/ouvert (de structures/cache)" in said
    link = {"id": "lien", "nom": "Beta", "telephone": "+33199001234", "adresse": "7 rue de la Lune"}
    said = told("rues", ici=hidden, tiers=link, autre=opened | {"adresse": "7, rue Lune", "telephone": "+33199005678"})
    assert "structures/ouvert (de structures/cache)" in said, "at the street of one that has its number"


def accept(site, told: str) -> str:
    """Write under the site the accord that the command gives; returns it."""
    code = re.search(r"« accepte: ([0-9a-f]{10}) »", told)[1]
    lines = re.sub(r"\n    accepte: .*", "", site.file.read_text("utf-8"))
    site.file.write_text(lines.replace("adresse: ici\n", f"adresse: ici\n    accepte: {code}\n"), "utf-8")
    return code


def more(count: int, type: str) -> Change:
    def flood(files: Files) -> None:
        like = place(files) | {"type": type, "description": "Un lieu."}
        files[PLACES]["fiches"] += [like | {"id": f"plus-{rank}"} for rank in range(count)]
        files[PLACES]["nombre"] = len(files[PLACES]["fiches"])

    return flood


def test_an_accord_is_of_the_change_that_was_refused_and_of_no_other(site):
    _, told = site(more(90, "ccas"))
    code, added = accept(site, told), printed(site.file.parent)("plus-0")
    for other in (more(91, "ccas"), more(90, "pmi"), lambda files: files[INDEX]["territoire"].update(nom_complet="Autre")):
        before, told = site(other)
        assert f"à la place de « {code} », qui est d'un autre changement" in told
        assert f'"id": "{added}"' not in before
    assert f'"id": "{added}"' in site(more(90, "ccas"))[0]
    assert "accepte:" not in site(more(90, "ccas"))[1], "the same again asks for nothing"
    code = accept(site, site()[1])
    site()
    assert f"à la place de « {code} »" in site(more(90, "ccas"))[1], "nor does it serve twice"


def test_no_decoy_hides_the_twin_of_a_hidden_place(site):
    def decoys(files: Files) -> None:
        for one in [one for one in files[PLACES]["fiches"] if one.get("nom")]:
            files[PLACES]["fiches"].append(
                {name: one[name] for name in ("genre", "type", "commune", "nom")} | {"id": f"faux-{one['id']}", SECRET: True}
            )

    told = site(decoys)[1].splitlines()
    (close,) = [line for line in told if "à relire, proches de ce que" in line]
    assert (told[0], close.count("(de structures/faux-")) == (close, 20), "it comes first, and says how many more"
    assert re.search(r"et \d+ de plus", close)
    kept = (site.file.parent / "copies/rapport.txt").read_text("utf-8").splitlines()[0]
    assert kept.count("(de structures/") >= 35, "the file has all of them"


@pytest.mark.parametrize("field", ["\u0430dresse_confidentielle", "adresse-confidentielle", "adresseConfidentielle"])
def test_a_place_is_hidden_however_its_field_is_spelt(site, field):
    assert (
        "dit confidentiel, et retenu : structures/sauterelle"
        in site(lambda files: hide(files, **{field: hide(files).pop(SECRET)}).pop(SECRET))[1]
    )


def test_what_was_hidden_in_a_publication_that_was_refused_is_shown_again_with_an_accord_only(site):
    """Whatever it was refused for, or were it not; each accord is spent once, and its twin under another identifier is told."""

    def later(files: Files) -> None:
        files[INDEX]["publication"]["publie_le"] = "2099-12-31"

    codes = set()
    for spoil in (later, lambda files: files["api/v1/services.json"].pop("fiches"), len):
        assert ("refusé : " in site(hide, spoil)[1]) is (spoil is not len)
        _, told = site()
        assert "il ne dit plus confidentiels : structures/sauterelle" in told
        codes.add(accept(site, told))
        assert "accepte:" not in site()[1]
    assert len(codes) == 3
    site(hide, later)
    told = site(lambda files: place(files).update(id="autre"))[1]
    assert "structures/autre (de structures/" in told


def records(files: Files, name: str, *ids: str) -> list[dict[str, Any]]:
    return [one for one in files[f"api/v1/{name}.json"]["fiches"] if not ids or one["id"] in ids]


def money(times: int = 1, years: int = 0, funder: str = "CAF") -> Change:
    def change(files: Files) -> None:
        for one in (line for action in records(files, "actions") for line in action.get("moyens", {}).get("financiers", ())):
            amounts = {name: one[name] * times for name in ("prevu", "engage", "realise") if name in one}
            one.update(amounts, annee=one["annee"] + years, financeur=funder)

    return change


def births(times: int, **values: Any) -> Change:
    def change(files: Files) -> None:
        (one,) = records(files, "indicateurs", "naissances")
        one["valeurs"] = [value | {"valeur": value["valeur"] * times} for value in one["valeurs"]]
        one.update(values)

    return change


def done(files: Files) -> None:
    for one in records(files, "actions"):
        one["etats"] = [*one.get("etats", ()), {"date": "2026-11-24", "etat": "realisee"}]


def moved(files: Files) -> None:
    for one in records(files, "communes"):
        one["centre"]["lat"] += 0.3


def near(files: Files) -> None:
    files["api/v1/territoire.json"]["territoire"]["couverture"]["distance_km"] = 1


def endless(files: Files) -> None:
    records(files, "cadres", "ctg")[0]["fin"] = "20261-01-01"


CHANGES: tuple[tuple[Change, bool, str], ...] = (
    (money(300, funder="Autre"), True, r"argent de toutes les actions, loin de .*prevu 2024 : 489 200 → 146 800 000"),
    (
        money(years=1),
        True,
        r"(?s)« moyens » changé .*petite-lune \(prevu 2024 : 180 000 → rien.*argent de toutes les actions, loin",
    ),
    (births(9), False, r"« valeurs » changé .*naissances \(valeur 2019 : 262 → 2 358 ; .*… et 4 de plus \(--tout\)"),
    (births(81), True, r"nombres, loin de .*naissances valeur 2019 : 262 → 21 222"),
    (births(0), True, r"nombres, loin de .*naissances valeur 2019 : 262 → 0"),
    (births(-1), True, r"nombres, loin de .*naissances valeur 2019 : 262 → -262"),
    (births(50, id="autre"), True, r"nombres, loin de .*autre valeur 2019 : 262 → 13 100"),
    (births(8, id="autre"), False, r"(?s)autre identifiant .*: naissances → autre.*autre \(valeur 2019 : 2 358 → 2 096"),
    (births(1, valeurs=[]), False, r"naissances \(valeur 2019 : 2 096 → rien"),
    (births(1, valeurs=[{"annee": 2018, "valeur": 2500}]), False, "valeur 2018 : rien → 2 500"),
    (births(1, valeurs=[{"annee": 2017, "valeur": 24000}]), True, "naissances valeur 2017 : 262 → 24 000"),
    (
        births(1, definition="Autre."),
        False,
        r"(?s)ou pas de même, pas comparés : .*« definition » changé .*naissances \( ?changé",
    ),
    (endless, False, r"(?s)« fin » .* dite inconnue : ctg\..*« fin » changé .*ctg \(2028-12-31 → rien\)"),
    (done, True, r"états de toutes les actions, loin de .*etat realisee : 4 → "),
    (moved, False, r"(?s)« centre » changé .*99001 \(lat : 46,5 → 46,8\).*« loisirs » changé .*\(connu → rien\)"),
    (near, False, r"(?s)« distance_km » changé .*couverture \(8 → 1\).*« droits » changé .*\(connu → inconnu\)"),
)
"""What a site publishes, whether it waits for an accord, what is told: what changed since the copy, and what is far from what was
accepted, were it nine times the copy each day, of another funder, or of the same figure under another identifier."""


@pytest.mark.parametrize("site", ["communes cadres axes actions indicateurs structures"], indirect=True)
def test_every_change_is_told_and_what_is_far_from_what_was_accepted_waits(site):
    for rank, (change, waits, expected) in enumerate(CHANGES):
        told = site(change)[1]
        assert ("accepte: " in told, bool(re.search(expected, told))) == (waits, True), (rank, told)


@pytest.mark.parametrize("site", [" ".join(KEPT)], indirect=True)
def test_what_waits_is_told_at_each_reading_until_it_is_settled(site, capsys):
    told = site(births(81))[1]
    refusal = re.search(r"refusé : .*nombres, loin .* voulu \(7 changements\), .*»", told)[0]
    kept = (site.file.parent / "copies/rapport.txt").read_text("utf-8")
    assert ("de plus (--tout)" in told, "de plus" in kept, kept.count("valeur 20")) == (True, False, 14), "all is in it"
    for command in (["rassembler", str(site.file), "--hors-ligne"], ["portail", str(site.file)]):
        main(command)
        told = re.sub("[a-p]{16}", "", plain(capsys.readouterr().out))
        assert (refusal in told, "dit confidentiel" in told) == (True, True)
    shutil.move(site.file.parent / "ici", site.file.parent / "ailleurs")
    main(["rassembler", str(site.file)])
    told = plain(capsys.readouterr().out)
    assert ("refusé : " in told, "pas lu" in told or "manque" in told) == (True, True)
    assert ("refusé" in site()[1], "dit confidentiel avant, et retenu : structures/hirondelles" in site()[1]) == (False, True)


@pytest.mark.parametrize("site", ["communes structures indicateurs"], indirect=True)
def test_a_list_that_melts_slowly_is_compared_with_what_was_accepted(site):
    for count in (20, 11, 7, 3):
        told = site(
            lambda files, count=count: files["api/v1/indicateurs.json"].update(fiches=records(files, "indicateurs")[:count])
        )[1]
        assert ("plus là depuis la copie du" in told, "accepte: " in told) == (count != 20, count == 3), told
    assert f"il passe de 20 à {count} fiches de « indicateurs », dont {count} d'avant" in told


@pytest.mark.parametrize("site", ["structures actions"], indirect=True)
def test_what_is_kept_otherwise_than_it_is_said_is_told(site):
    def typed(files: Files) -> None:
        financed = next(one for one in files["api/v1/actions.json"]["fiches"] if one.get("moyens", {}).get("financiers"))
        financed["moyens"]["financiers"][0]["prevu"] = "12 000"
        place(files, "caf")["hors_territoire"] = "non"

    told = site(typed)[1]
    for expected in (r"actions.json.*écrit autrement.*\(moyens\)", r"structures.json.*écrit autrement.*caf \(hors"):
        assert re.search(expected, told), told
