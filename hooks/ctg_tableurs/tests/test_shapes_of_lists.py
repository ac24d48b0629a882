"""Lists of other shapes: each place comes in with what the list says of it (type, commune, telephone, ages, places), and nothing
else."""

from itertools import count
from pathlib import Path

import pytest
import yaml

from cas import reviewed
from ctg.commands import main
from ctg.loading import load
from ctg.model.structure import Structure
from tableaux import write_xlsx
from territoires import small

LISTS = Path(__file__).with_name("listes.txt")
"""A list, cells parted by « | », then its places as they come in: type, commune, end of the telephone, ages, number of places.
Whoever changes what is understood writes them again (``pytest --reecrire``), and reads the difference."""

WEEKS = {
    "two halves of a day, and its days": ("Début matin|Fin matin|Début soir|Fin soir|Jours\n7h|8h30|16h|18h|lun mar",
        {"lundi": ["7h-8h30", "16h-18h"], "mercredi": ""}),
    "a half without its end": ("Début matin|Fin soir|Jours\n7h|18h|lun mar", {"lundi": ""}),
    "how long a day is, beside its days": ("Jours|Amplitude\nL M J V|8h-18h", {"lundi": "8h-18h", "mercredi": ""}),
    "how long, not when": ("Jours|Amplitude\nL M J V|10h", {"lundi": "oui"}),
    "the days of all, in the title": (
        "Accueils des lundis et mardis\nOuvre|Ferme|Mercredi\n7h30|18h|8h-17h", {"lundi": "7h30-18h", "mercredi": "8h-17h"},
    ),
    "one day, and hours of which no day is said": ("Ouvre|Ferme|Mercredi\n7h30|18h|8h-17h", {"mercredi": ""}),
    "the halves of a day": ("Lun matin|Lun après-midi|Mar matin\n9h-12h|14h-17h|fermé", {"lundi": ["9h-12h", "14h-17h"]}),
    "holidays apart": ("Période scolaire|Petites vacances\nmer 14h-18h|lun-ven 10h-18h", {"mercredi": "14h-18h", "lundi": ""}),
    "holidays only": ("Horaires|Petites vacances\n|lun-ven 10h-18h", {"lundi": ""}),
    "of the public": ("Accueil téléphonique|Accueil du public\nlun 9h-12h|mar 9h-12h", {"lundi": "", "mardi": "9h-12h"}),
    "in a remark": ("Remarques|\n12 places, ouvert du lundi au mardi 8h-18h|", {"mardi": "8h-18h", "mercredi": ""}),
    "in a remark, of something else": ("Remarques|\nréunion le lundi 8h-18h|", {"lundi": ""}),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), WEEKS.values(), ids=WEEKS.keys())
def test_the_hours_of_a_row(project, tmp_path, rows, expected):
    root = project()
    *above, titles, row = [line.split("|") for line in rows.split("\n")]
    liste = write_xlsx(
        tmp_path / "liste.xlsx", [*above, ["Nom", "Type", "Commune", *titles], ["Le Nid", "MAM", "Valbourg", *row]]
    )
    assert main(["--projet", str(root), "importer", str(liste), "--appliquer"]) == 0
    hours = yaml.safe_load((root / "data/structures/le-nid.yml").read_text("utf-8")).get("horaires", {})
    assert {day: hours.get(day, "") for day in expected} == expected


def test_lists_of_other_shapes_are_understood_as_it_was_reviewed(tmp_path, capsys, request):
    rank = count()

    def said(rows: str) -> list[str]:
        root = small(tmp_path / f"projet{next(rank)}")
        cells = [[int(one) if one.isdecimal() else one for one in row.split("|")] for row in rows.splitlines()]
        code = main(["--projet", str(root), "importer", str(write_xlsx(tmp_path / "liste.xlsx", cells)), "--appliquer"])
        assert code == 0, capsys.readouterr()
        found, ids = load(root, drafts=True), {path.stem for path in (root / "data/structures").iterdir()} - {"les-lutins"}
        return sorted(told(root, found.get(Structure, id)) for id in ids)

    reviewed(LISTS, said, request)


def told(root: Path, one: Structure) -> str:
    """A place that came in; nobody's name came with it."""
    ages = [bound.texte if bound else "-" for bound in ((one.ages.de, one.ages.a) if one.ages else (None, None))]
    assert (one.etat_fiche, one.sources[0].titre) == ("brouillon", "liste.xlsx")
    assert not {"EXEMPLE", "FICTIVE"} & {*(root / one.file).read_text("utf-8").replace(",", " ").split()}
    places = str(one.places.total if one.places else "-")
    return " ".join([one.id, one.type, one.commune, (one.telephone or "-")[-2:], *ages, places])
