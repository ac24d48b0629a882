"""What a member hides or takes back is out of its copy at once, is known again elsewhere however it is written, and what changes
too much waits for an accord that is of that change alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from ctg.commands import main
from dits import plain
from portails import COMMUNES, INDEX, PLACES, Files, numbered, portal, published, write

OTHER, THIRD = "999000027", "999000035"
PATHS = "api/v1/parcours.json"
Change = Callable[[Files], object]


def place(files: Files, id: str = "sauterelle") -> dict[str, Any]:
    return next(one for one in files[PLACES]["fiches"] if one["id"] == id)


def without(values: dict[str, Any], *names: str) -> None:
    for name in names:
        values.pop(name, None)


def remove(files: Files, id: str = "sauterelle") -> None:
    files[PLACES]["fiches"] = [one for one in files[PLACES]["fiches"] if one["id"] != id]


def hide(files: Files, id: str = "sauterelle", **values: Any) -> dict[str, Any]:
    """A place is hidden, as our own tool publishes it."""
    one = place(files, id)
    without(one, "adresse", "code_postal", "position")
    without(one["calcule"], "latitude", "longitude")
    one |= {"adresse_confidentielle": True} | values
    return one


WITHDRAWN: dict[str, Callable[[Files, str], object]] = {
    "sauterelle": hide,
    "caf": lambda files, id: place(files, id).update(adresse_confidentielle=True),
    "ccas": lambda files, id: hide(files, id, themes=["inconnu"], telephone="demander"),
    "pmi": lambda files, id: hide(files, id, adresse_confidentielle="oui"),
    "bulle": lambda files, id: place(files, id).update({"\u200badresse_confidentielle ": 1}),
    "cabane": lambda files, id: files[PLACES]["fiches"].append(place(files, id) | {"adresse_confidentielle": True}),
    "boussole": lambda files, id: place(files, id).update(etat_fiche="brouillon"),
    "sonnette": lambda files, id: place(files, id).update(etat_fiche=["archivee"]),
    "toupie": lambda files, id: place(files, id).update(reutilisation="non"),
    "parenthese": remove,
    "lucioles": lambda files, id: without(place(files, id), "adresse", "code_postal"),
}
"""Hidden; with its street; with a bad value; in words; by a key that is spelt otherwise; in one of two sheets; a draft; in a
state of tomorrow; not to be used again; closed; without its address."""


def withdraw(files: Files) -> None:
    for id, change in WITHDRAWN.items():
        change(files, id)


def raw(path: str, change: Callable[[str], str], encoding: str = "utf-8") -> Change:
    return lambda files: files.update({path: change(json.dumps(files[path], ensure_ascii=False)).encode(encoding, "ignore")})


REFUSED: dict[str, Change] = {
    "another file": lambda files: files.update({PATHS: b"{"}),
    "another file is missing": lambda files: files[INDEX]["adresses"].append({"chemin": "/api/v1/zones"}),
    "a record says a name twice": raw(PLACES, lambda text: text.replace('"id": "pmi"', '"id": "caf", "id": "pmi"')),
    "a control character": raw(PLACES, lambda text: text.replace("Sauterelle", "Sauterelle\\u0007")),
    "not a number": raw(PLACES, lambda text: text.replace('"nombre": ', '"nombre": NaN, "de": ')),
    "an odd count": lambda files: files[PLACES].update(nombre="36"),
    "an encoding": raw(PLACES, lambda text: text.replace("€", ""), "cp1252"),
    "another encoding": raw(PLACES, lambda text: text, "utf-16"),
    "its licence": lambda files: files[PLACES]["publication"].update(licence="privée"),
    "older": lambda files: files[INDEX]["publication"].update(publie_le="2026-11-01"),
    "to come": lambda files: files[INDEX]["publication"].update(publie_le="2099-01-01"),
    "another name": lambda files: files[INDEX]["territoire"].update(nom_complet="Autre"),
    "other communes": lambda files: [one.update(code_insee=f"98{one['code_insee'][2:]}") for one in files[COMMUNES]["fiches"]],
}


@pytest.fixture
def site(tmp_path, capsys) -> Callable[..., tuple[str, str]]:
    """``site(change, …)`` → the copies of one site once it publishes so, and what is told; first as it is, without a change."""
    file = portal(tmp_path, {"ici": published()})

    def read(*changes: Change) -> tuple[str, str]:
        files = published()
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


@pytest.mark.parametrize("refused", REFUSED)
def test_what_is_withdrawn_is_out_of_the_copy_whatever_the_rest_is_refused_for(site, refused):
    """And said; the others stay, and all comes back when the site is sound again."""
    before = located(site()[0])
    copies, told = site(withdraw, REFUSED[refused])
    assert before.keys() >= WITHDRAWN.keys()
    assert before.keys() - located(copies).keys() == WITHDRAWN.keys(), told
    assert re.search(r"retiré aussitôt de la copie, il ne le publie plus ainsi : .*et \d+ de plus", told)
    assert "la copie du 25 novembre 2026 reste" in told
    _, told = site()
    assert "il ne dit plus confidentiels : structures/bulle" in told, "what was hidden once opens with an accord"
    accept(site, told)
    assert located(site()[0]) == before


def located(copies: str) -> dict[str, dict[str, Any]]:
    """The places of a copy that say where they are, by identifier."""
    start = re.search(r'\{"fiches": \[\{"id": "[a-z-]+", "genre": "structure"', copies).start()
    lists = json.JSONDecoder().raw_decode(copies[start:])[0]
    return {
        one["id"]: one for one in lists["fiches"] if {"adresse", "position"} & one.keys() or "latitude" in one.get("calcule", {})
    }


def test_nothing_is_withdrawn_by_who_is_not_known_nor_by_what_cannot_be_read(site):
    """A list that is no list, or that of another number, is no proof that a place is gone."""
    before, _ = site()
    for change in (
        lambda files: files.update({PLACES: b"<html>"}),
        lambda files: files[PLACES].update(fiches={}),
        lambda files: (files.update(numbered(files, OTHER, "Autre")), remove(files)),
        lambda files: files.update({INDEX: b"", PLACES: json.dumps({"fiches": []}).encode()}),
    ):
        assert site(change)[0] == before


def test_of_a_hidden_place_nothing_is_kept_that_says_where_it_is(site):
    """In no field of its own, nor of what is tied to it, were it planted in every text and of every type."""
    said = "12 rue du Puits"

    def planted(files: Files) -> None:
        one = hide(files, "sauterelle", nom=said, telephone="+33199001234", publication={"x": said}, autres_noms=[said])
        one |= {"anciens_noms": [said], "publics": said, "mots": [said], "faits_a_savoir": [said], "siret": "99900001977777"}
        one |= {"tarif": {"texte": said}, "inscription": {"comment": said, "dates": [said]}, "zone": said, "repas": said}
        one["calcule"] |= {"precision": said, "repond": said, "prudence": said, "sans_opening_hours": said}
        files["api/v1/services.json"]["fiches"][0] |= {
            "structure": "sauterelle",
            "nom": said,
            "conditions": said,
            "adresse": said,
        }
        files["api/v1/actions.json"]["fiches"][0] |= {"structures": ["sauterelle"], "titre": said, "description": said}

    copies, told = site(planted)
    assert not [one for one in ("Puits", "199001234", "99900001977777") if one in copies]
    assert re.search(r"structures.json, non gardé.*sauterelle", told)
    assert re.search(r"devenu confidentiel, effacé de la copie : .*structures/sauterelle", told)
    assert '"id": "sauterelle", "genre": "structure"' in copies, "known, and counted"


HIDDEN = {"nom": "Maison Zorglub", "telephone": "+33199001234", "courriel": "zorglub@exemple.fr"}
TWINS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "its name": ({}, {"nom": "MAISON ZORGLUB"}),
    "its name, in another commune": ({}, {"nom": "Maison Zorglub", "commune": "Vœuilly", "calcule": "99002"}),
    "a name of before": ({"anciens_noms": ["Foyer Gamma"]}, {"nom": "Foyer Gamma"}),
    "its name, of before elsewhere": ({}, {"nom": "Tout neuf", "anciens_noms": ["Maison Zorglub"]}),
    "dialled": ({}, {"telephone": "01 99 00 12 34"}),
    "with its country": ({}, {"telephone": "00 33 (0)1.99.00.12.34"}),
    "in a sentence": ({}, {"description": "Appelez le 01-99-00-12-34, ou le 01 99 00 99 99."}),
    "in figures of elsewhere": ({}, {"description": "٠١٩٩٠٠١٢٣٤"}),
    "who answers": ({}, {"calcule": {"telephone": "0033199001234"}}),
    "a number that is a number": ({"telephone": 33199001234}, {"telephone": "+33199001234"}),
    "its mail": ({}, {"courriel": "ZORGLUB@exemple.fr"}),
    "its street": ({"adresse": "5, allée du Chateau"}, {"adresse": "5 allée du Château"}),
    "its point": ({"position": {"lat": 46.46185, "lon": 2.5799}}, {"position": {"lat": 46.46185, "lon": 2.5799}}),
    "hidden with a bad value": ({"type": "inconnu", "id": "../x"}, {"nom": "Maison Zorglub"}),
    "hidden and too long": ({"description": "x" * 200_000}, {"nom": "Maison Zorglub"}),
}


def test_a_twin_is_told_however_it_is_written(tmp_path, capsys):
    """A hidden sheet here, an open one there, for each way to be known again; then a chain of names through a third site."""
    sites = {"ici": published(), "autre": numbered(published(), OTHER, "Autre"), "tiers": numbered(published(), THIRD, "Tiers")}
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
        assert re.search(r"structures/ouvert \(Autre, \d+\) : à relire, proche de structures/\S+ \(.*dit confidentiel", said), (
            name
        )
    link = {"id": "lien", "nom": "Beta", "anciens_noms": ["Maison Zorglub", "Alpha"]}
    said = told("chaine", ici=hidden, tiers=link, autre=opened | {"autres_noms": ["ALPHA"]})
    assert "structures/ouvert (Autre, 999000027) : à relire, proche de structures/cache" in said


def accept(site, told: str) -> str:
    """Write under the site the accord that the command gives; returns it."""
    code = re.search(r"« accepte: ([0-9a-f]{10}) »", told)[1]
    lines = re.sub(r"\n    accepte: .*", "", site.file.read_text("utf-8"))
    site.file.write_text(lines.replace("adresse: ici\n", f"adresse: ici\n    accepte: {code}\n"), "utf-8")
    return code


def renamed(name: str) -> Change:
    return lambda files: files[INDEX]["territoire"].update(nom_complet=name)


def more(count: int, nom: str) -> Change:
    def flood(files: Files) -> None:
        files[PLACES]["fiches"] += [place(files) | {"id": f"plus-{rank}", "nom": nom} for rank in range(count)]
        files[PLACES]["nombre"] = len(files[PLACES]["fiches"])

    return flood


def test_an_accord_is_of_the_change_that_was_refused_and_of_no_other(site):
    _, told = site(more(200, "Sûr"))
    code = accept(site, told)
    for other in (more(201, "Sûr"), more(200, "Autre chose"), renamed("Autre")):
        before, told = site(other)
        assert f"à la place de « {code} », qui est d'un autre changement" in told
        assert "Autre chose" not in before
    assert '"Sûr"' in site(more(200, "Sûr"))[0]
    assert "accepte:" not in site(more(200, "Sûr"))[1], "the same again asks for nothing"
    code = accept(site, site()[1])
    site()
    assert f"à la place de « {code} »" in site(more(200, "Sûr"))[1], "nor does it serve twice"


def test_a_list_that_melts_or_swells_slowly_is_compared_with_what_was_accepted(site):
    for count in (36, 19, 10):
        _, told = site(lambda files, count=count: files[PLACES].update(fiches=files[PLACES]["fiches"][:count], nombre=count))
        assert ("plus là depuis la copie du" in told, "refusé" in told) == (count != 36, False)
    for count in (6, 3):
        _, told = site(lambda files, count=count: files[PLACES].update(fiches=files[PLACES]["fiches"][:count], nombre=count))
        assert f"il passe de 36 à {count} fiches de « structures », dont {count} d'avant" in told


def test_what_is_kept_otherwise_than_it_is_said_is_told(site):
    def typed(files: Files) -> None:
        financed = next(one for one in files["api/v1/actions.json"]["fiches"] if one.get("moyens", {}).get("financiers"))
        financed["moyens"]["financiers"][0]["prevu"] = "12 000"
        place(files, "pmi")["telephone"] = "01 99 00 11 11"
        place(files, "caf")["hors_territoire"] = "non"

    told = site(typed)[1]
    for expected in (
        r"actions.json.*écrit autrement.*\(prevu\)",
        r"structures.json.*écrit autrement.*caf \(hors.*pmi \(telephone",
    ):
        assert re.search(expected, told), told
