"""Names, the only words of a member that a portal shows; and that nothing else of it is on a page."""

from __future__ import annotations

import re
from typing import Any

from ctg.model import KINDS
from ctg_portail.reading import named
from dits import plain
from portails import COMMUNES, INDEX, SIREN, every, gathered, north, published, texts_of

TELLING = (
    "Le Refuge, 12 rue du Puits", "Crèche rue du Puits", "Place Mallet", "IMPASSE DES LILAS", "Lieu-dit Les Aulnes",
    "Halte zéro quatre soixante-six douze treize quatorze", "zéroquatresoixantesix", "z é r o q u a t r e s i x", "O6 3O 9O lI",
    "Appelez le 0466", "①②③④", "٠٦٣٩", "04 66 2026 2027", "46,50 N 2,50 E", "foyer.exemple.fr", "a arobase b", "//exemple",
    "a@exemple", "Foyer\u200bX", "Аubrelune", "<b>Foyer</b>", "{{ 7 }}", "=cmd()", "x" * 200, "   ",
)  # fmt: skip
PLAIN = (
    "Maison de la Place", "Un, deux, trois, soleil", "Convention territoriale globale (CTG) du Val d'Aubrelune, 2029-2033",
    "Comité de pilotage d'octobre 2026", "Espace jeunes 11-17 ans", "Places d'accueil pour 100 enfants de moins de 3 ans",
    "Familles qui attendent une place en crèche", "Mise en place du guichet", "Mettre en route le Bus des Démarches", "C.A.F.",
    "Où mettre trente places à l'ouest ?", "Cœur-de-Vive", "Taux d’emploi (%)", "L'Haÿ-les-Roses", "Six-Fours-les-Plages",
)  # fmt: skip


def test_a_name_is_shown_unless_it_may_lead_to_someone():
    assert [one for one in TELLING if named(one, "") != ""] == []
    assert [one for one in PLAIN if named(one, "") != one] == []


def test_a_place_whose_name_is_replaced_keeps_its_line_and_its_link(tmp_path):
    """« <type> à <commune> » where what its own page ends is told, and « Action » for an action: never their own words."""

    def shouting(records):
        return [one | {"titre" if "titre" in one else "nom": "La Rue des Enfants"} for one in records]

    names = ("actions", "cadres", "rencontres", "indicateurs", "structures")
    page = plain("".join(texts_of(gathered(tmp_path, {"ici": published(**dict.fromkeys(names, shouting))})).values()))
    assert "Rue des Enfants" not in page
    assert re.search(r"structures/agrandir|https://familles\.exemple\.fr/actions/[a-z-]+/\" rel=\"external\">Action \(", page)
    assert re.search(r"Convention de financement \(CAF\) : [\w -]+ à [\w -]+ : finit", page)
    assert re.search(r"https://familles\.exemple\.fr/cadres/ctg/\" rel=\"external\">Convention", page), page


CANARY = "zorglub, 12 rue du Canari"


def test_no_sentence_of_a_member_is_on_a_page_nor_in_a_file(tmp_path):
    """Planted in every text that is not a word of a vocabulary, an identifier, a date or the name of a commune."""
    files = published()
    communes = {one["nom"] for one in files[COMMUNES]["fiches"]}
    planted = 0

    def plant(_name: str, value: Any) -> Any:
        nonlocal planted
        free = isinstance(value, str) and " " in value and value not in communes
        if not free or value[0].isdigit() or value.startswith(("vers ", "jours ")):
            return value
        planted += 1
        return f"{value} {CANARY}"

    kinds = [path for path in files if path not in (INDEX, COMMUNES, "api/v1/vocabulaire.json")]
    found = gathered(tmp_path, {"ici": files | {path: every(files[path], plant) for path in kinds}, "nord": north()})
    hostile = next(one for one in found.members if one.siren == SIREN)
    assert planted > 1000
    assert sum(len(hostile.catalogue.all(kind)) for kind in KINDS) > 100, "kept, with what is planted"
    assert [path for path, text in texts_of(found).items() if "zorglub" in text.casefold() or "Canari" in text] == []
