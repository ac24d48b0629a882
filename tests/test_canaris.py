"""Nothing private is published: a word planted in each field that must not leave is in no published byte.

The fields are found by walking the models: tomorrow's are planted too. Words are also planted in public fields, and in one
file of each format, to prove that the search sees.
"""

import re
from pathlib import Path

from ctg.checking.confidential import placeless
from ctg.model import KINDS
from ctg.model.action import Action
from ctg.model.commune import Commune
from ctg.model.framework import Axe, Cadre
from ctg.model.meeting import Rencontre
from ctg.model.record import Record
from ctg.model.structure import Service, Structure
from ctg.reading.describe import fields_of
from octets import found
from plantes import fields, fitting, hang, planted, sheet
from relus import read_again
from territoires import build
from test_relectures import Garden

CANARY = re.compile(rb"zz(?:canari|temoin)\d{4}")
REFUGE = "nom: Le Grand Refuge\ntype: hebergement\ncommune: Valbourg\ntelephone: 01 99 00 11 27\nadresse_confidentielle: oui\n"
CONFIDENTIAL = (
    ("lieu", Structure, {"adresse_confidentielle": "oui"}),
    ("service", Service, {"structure": "zz-refuge"}),
    ("service d'un brouillon", Service, {"structure": "zz-refuge-brouillon"}),
)
"""What makes a place confidential: its own word, or the structure that offers it."""
FORBIDDEN = ("adresse",)
"""The model itself refuses it in a confidential structure (``tests/problemes/adresse-confidentielle.txt``)."""
PUBLIC = (
    (Structure, ("description",), {"telephone": "01 99 00 11 28", "fermetures": [{"du": "2027-01-04"}]}),
    (Service, ("description",), {}),
    (Rencontre, ("public",), {"date": "2027-02-01", "ouverte_a_tous": "oui"}),
    (Action, ("difficultes", "texte"), {"etats": [{"etat": "suspendue"}]}),
)
FORMATS = {".html", ".json", ".geojson", ".csv", ".xlsx", ".xml", ".ics", ".pdf", ".js"}


class Nursery:
    """The very small territory, with one record a planted word, so that no two fields contradict each other."""

    def __init__(self, root: Path):
        garden = Garden(root)
        self.root, self.names = garden.root, garden.names
        with (self.root / "data/territoire.yml").open("a", encoding="utf-8") as file:
            file.write("adresse_site: https://familles.exemple.fr/\n")
        self.planted: dict[str, str] = {}
        """Word → where it is."""

    def plant(self, kind: type[Record], path: tuple[str, ...], label: str, more: dict, name: str = "zzcanari") -> None:
        """A record with a new word at ``path``. A draft, and a public record, have it in their names too."""
        field = next(field for field in fields(fields_of(kind)) if field.path == path)
        word = f"{name}{len(self.planted):04}"
        if value := fitting(field, word):
            self.planted[word] = f"{label} : {kind.kind}, {'.'.join(path)}"
            id = f"fiche-{word[-4:] if label in HOLDS else word}"
            values = {"sources": [{"titre": "Essai"}]} | planted(kind, path, value, self.names)
            if path == ("dans",):  # it names a level of its axis: one that has this number, a draft too
                values["axe"] = f"axe-{word}"
                level = {"orientations": [{"numero": word, "titre": word}]}
                self.write(Axe, f"axe-{word}", sheet({"numero": word, "titre": word, "cadre": "ctg"} | level | more))
            self.write(kind, id, sheet(values | {"nom" if "nom" in values else "titre": id} | more))

    def write(self, kind: type[Record], id: str, text: str) -> None:
        path = self.root / "data" / kind.folder / f"{id}.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        hang(self.root, text)


NOTES = "notes internes"
HOLDS = {NOTES, *(label for label, _, _ in CONFIDENTIAL)}
"""Labels of the records that are published, but for their word."""


def sow(nursery: Nursery) -> None:
    """Every canary, and the witnesses."""
    nursery.write(Structure, "zz-refuge", REFUGE)
    nursery.write(Structure, "zz-refuge-brouillon", REFUGE.replace("Grand", "Petit") + "etat_fiche: brouillon\n")
    for label, kind, more in CONFIDENTIAL:
        leaving = {field.path for field in fields(fields_of(kind), placeless)}
        for field in fields(fields_of(kind)):
            if field.path not in leaving and (kind, field.path) != (Structure, FORBIDDEN):
                nursery.plant(kind, field.path, label, more)
    for kind in KINDS:
        if kind is not Commune:  # a list in one file, whose records are no drafts
            own: dict = {"cadre": "ctg"} if kind is Axe else {}  # there are two conventions: an axis says whose it is
            nursery.plant(kind, ("notes_internes",), NOTES, {"nature": "autre"} if kind is Cadre else own)
            for field in fields(fields_of(kind)):
                nursery.plant(kind, field.path, "brouillon", {"etat_fiche": "brouillon"} | own)
    communes = nursery.root / "data" / "communes.yml"
    nursery.planted["zzcanari9999"] = "notes internes : commune"
    communes.write_text(communes.read_text("utf-8").replace("- nom: Valbourg", "- notes_internes: zzcanari9999\n  nom: Valbourg"))
    for kind, path, more in PUBLIC:
        nursery.plant(kind, path, "public", more, "zztemoin")


def test_nothing_private_is_in_any_published_byte(tmp_path):
    nursery = Nursery(tmp_path / "projet")
    sow(nursery)
    read_again(nursery.root)  # what waits to be read would hide what its fields let out
    wiring = nursery.root / "mkdocs.yml"
    wiring.write_text(wiring.read_text("utf-8") + "extra: {livrets: true}\n", "utf-8")
    site = build(nursery.root, tmp_path / "site")
    seen = found(site, CANARY)
    held = [path for kind in (Structure, Service) for path in (site / kind.folder).glob("fiche-0*/index.html")]
    assert len(held) > 20, "confidential records that are not published prove nothing"
    private = {word for word in nursery.planted if word.startswith("zzcanari")}
    assert len(private) > 200
    assert {nursery.planted[word]: sorted(seen[word])[:5] for word in private & seen.keys()} == {}
    files = {name for word in nursery.planted.keys() - private for name in seen[word]}
    assert {Path(name).suffix for name in files if not name.startswith("nom : ")} >= FORMATS
    assert "sitemap.xml" in files
    assert any(name.startswith("nom : ") for name in files)
