"""No word of a member is on a page nor in a file of a portal: names are those of ``portail.yml``."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ctg.commands import main
from ctg.model import KINDS
from dits import plain
from portails import COMMUNES, INDEX, SIREN, again, every, few, north, numbered, portal, published, texts_of, write

MARKERS = (
    "zorglub", "12 montée des Oliviers", "arnaque dot com", "Le Refuge des Hirondelles ouvre à Vœuilly", "VI XII XXX",
    ".... . .-..",
)  # fmt: skip


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A portal of which a member plants them in every text, but a word of a vocabulary, an identifier or a date."""
    folder = tmp_path_factory.mktemp("mots")
    files = published()
    communes = {one["nom"] for one in files[COMMUNES]["fiches"]}
    count = 0

    def plant(name: str, value: Any) -> Any:
        nonlocal count
        if value in communes:
            return f"{MARKERS[0]} {value}"
        free = isinstance(value, str) and (" " in value or name in {"nom", "titre", "unite", "fonction"})
        if not free or value[0].isdigit() or value.startswith(("vers ", "jours ")):
            return value
        count += 1
        return f"{MARKERS[count % len(MARKERS)]} {value} {MARKERS[count % len(MARKERS)]}"

    file = portal(folder, {"ici": files, "nord": north()})
    kinds = [path for path in files if path not in (INDEX, "api/v1/vocabulaire.json")]
    index = files[INDEX] | {"territoire": files[INDEX]["territoire"] | {"nom_complet": f"Pays {MARKERS[0]}"}}
    write(folder / "ici", files | {path: every(files[path], plant) for path in kinds} | {INDEX: index})
    main(["rassembler", str(file)])
    assert count > 1000
    return again(folder)


def test_no_word_of_a_member_is_on_a_page_nor_in_a_file(planted):
    hostile = next(one for one in planted.members if one.siren == SIREN)
    assert sum(len(hostile.catalogue.all(kind)) for kind in KINDS) > 100, "kept, with what is planted"
    texts = {path: plain(text).casefold() for path, text in texts_of(planted).items()}
    assert [(path, one) for path, text in texts.items() for one in MARKERS if one.casefold() in text] == []


def test_an_identifier_is_in_no_link_when_it_adds_a_word(tmp_path):
    def moved(records):
        return [one | {"id": f"{one['id']}-zorglub"} for one in records]

    kinds = dict.fromkeys(("rencontres", "instances"), moved)
    main(["rassembler", str(portal(tmp_path, {"ici": few("communes", "cadres", "axes", "actions", *kinds, **kinds)}))])
    text = "".join(texts_of(again(tmp_path)).values())
    assert "zorglub" not in text
    assert "https://familles.exemple.fr/ctg/actions/" in text
    assert "https://familles.exemple.fr/communes/aubrelune/" in text


def test_what_is_late_and_who_meets_are_told_in_the_words_of_the_portal(planted):
    page = plain(re.sub("<[^>]+>", "", texts_of(planted)["suivi/index.html"]))
    assert re.search(r"Action 3\.4 \(juin 2026\)", page)
    assert re.search(r"Comité, \d", page)


def test_no_number_of_a_member_can_be_a_telephone(tmp_path):
    """Neither a value, nor its version, nor the numbers of actions, nor a SIREN that the portal does not write."""

    def dialled(records):
        return [one | {"valeurs": [value | {"valeur": 33199001126} for value in one.get("valeurs", ())]} for one in records]

    def counted(records):
        return [one | {"numero": f"{39 + rank}.{19 + rank}"} for rank, one in enumerate(records)]

    files = published(indicateurs=dialled, actions=counted)
    files[INDEX]["version"] = "19.90.11"
    file = portal(tmp_path, {"ici": files, "nord": numbered(north(), "199001126", "Nord")})
    file.write_text(file.read_text("utf-8").replace('    siren: "199001126"\n', ""), "utf-8")
    main(["rassembler", str(file)])
    texts = "".join(re.sub(r"[\s\u202f\u00a0]", "", text) for text in texts_of(again(tmp_path)).values())
    assert [one for one in ("33199001126", "199001126", "19.90.11", "Action39", "Action4") if one in texts] == []
    assert "Action" in texts
