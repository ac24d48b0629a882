"""Of a confidential place, and of all that names one, no free text is in any published byte before somebody has read it again.

What is planted is what no list of patterns would see; the fields are found by walking the models, tomorrow's too. Three
builds: nobody has read anything; other texts were read, that have changed since; these very texts were read.
"""

import re
import shutil
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml

from ctg.checking.confidential import placeless, public
from ctg.model import KINDS
from ctg.model.commune import Commune
from ctg.model.framework import Axe, Cadre
from ctg.model.record import Record
from ctg.model.structure import Service, Structure
from ctg.reading.describe import Field, fields_of, names_in
from octets import found
from plantes import fields, fitting, hang, planted, sheet
from relus import read_again
from territoires import ESSAI, build, small, wire

CANARY = re.compile(rb"zzcanari\d{4}")
NAME, ID, FORMER = "Escale des Zinnias", "zz-escale", "Villa Pivoine"
SHELTER = {
    "nom": NAME, "anciens_noms": [FORMER], "type": "hebergement", "commune": "Valbourg", "telephone": "01 99 00 11 27",
    "adresse_confidentielle": "oui",
}  # fmt: skip
WAYS = ("derrière l'église {}", "avenu Foche {}", "a\u200bv\u200benue {}", "46,4926 2,4999 {}", "2e porte après le lavoir {}",
        "8FW4F2RX+8Q {}", "{} au bout du sentier")  # fmt: skip
"""How one tells where a place is, that patterns do not see."""
TRIGGERS = (NAME, NAME.upper(), "Escale\u200b  des Zinni\u00adas", FORMER, f"structures/{ID}/", "+33 (0)1.99.00.11.27",
            "01\u00a099-00/11 27")  # fmt: skip
"""How another record names it."""
OTHERS = tuple(kind for kind in KINDS if kind is not Cadre)
"""A convention that waits stops the build: see ``unites/test_rereading.py``."""


class Garden:
    """A copy of the very small territory, with one record a planted word; the words may be written as « témoins » first."""

    def __init__(self, root: Path):
        self.root = wire(small(root))
        shutil.copytree(ESSAI / "docs", root / "docs")
        for kind in OTHERS:  # what fields may name
            if kind is not Commune:
                values = planted(kind, ("notes_internes",), "Essai", names_in(root))
                (root / "data" / kind.folder).mkdir(exist_ok=True)
                (root / "data" / kind.folder / "ordinaire.yml").write_text(sheet(values), "utf-8")
        self.names = names_in(root)
        self.planted: dict[str, str] = {}
        """Word → where it is."""
        self.files: dict[str, str] = {}
        """File of the project → its text."""
        self.ways, self.triggers = cycle(WAYS), cycle(TRIGGERS)

    def word(self, label: str) -> str:
        word = f"zzcanari{len(self.planted):04}"
        self.planted[word] = label
        return word

    def told(self, field: Field, label: str) -> str | None:
        """A value with a new word, in one of the ways when the field takes a sentence."""
        word = self.word(label)
        value = fitting(field, word)
        if value is None:
            del self.planted[word]
        return next(self.ways).format(word) if value == word and not field.pattern else value

    def write(self, words: str = "zzcanari") -> None:
        for name, text in self.files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made := text.replace("zzcanari", words), "utf-8")
            hang(self.root, made)

    def record(self, kind: type[Record], field: Field, label: str, more: dict[str, Any]) -> None:
        """A record with a new word in a field. Its file's name says nothing."""
        if field.path == ("dans",):  # the number of a level of its axis: no sentence of its own
            return
        if not (value := self.told(field, f"{label} : {kind.kind}, {'.'.join(field.path)}")):
            return
        try:
            values = planted(kind, field.path, value, self.names)
        except AssertionError:  # an identifier: no sentence
            values = planted(kind, field.path, fitting(field, list(self.planted)[-1]), self.names)
        title = "nom" if "nom" in kind.model_fields else "titre"
        values = {"sources": []} | values | {title: values[title] if field.path == (title,) else f"Fiche {len(self.planted)}"}
        own = {"cadre": "ctg"} if kind is Axe else {}
        values["sources"] = [*values["sources"], *more.pop("sources", ())]
        self.files[f"data/{kind.folder}/zz-fiche-{len(self.planted)}.yml"] = sheet(values | own | more)

    def sow(self) -> None:
        """The shelter, what is offered there, all that names it."""
        self.files[f"data/structures/{ID}.yml"] = sheet(SHELTER)
        for kind, more in ((Structure, {"adresse_confidentielle": "oui"}), (Service, {"structure": ID})):
            for field in fields(fields_of(kind), placeless):
                self.record(kind, field, "confidentiel", dict(more))
        for kind in OTHERS:
            for field in fields(fields_of(kind), public) if kind is not Commune else ():
                self.record(kind, field, "qui le nomme", {"sources": [{"titre": f"Vu avec {next(self.triggers)}"}]})
        self._commune()
        self._pages()

    def _commune(self) -> None:
        """Communes are written in one list."""
        communes = yaml.safe_load((self.root / "data/communes.yml").read_text("utf-8"))
        values = communes[0]
        for field in fields(fields_of(Commune), public):
            if field.path[0] not in {"nom", "code_insee", "codes_postaux", "centre"} and (
                value := self.told(field, f"qui le nomme : commune, {'.'.join(field.path)}")
            ):
                try:
                    new = planted(Commune, field.path, value, self.names)
                except AssertionError:
                    new = planted(Commune, field.path, fitting(field, list(self.planted)[-1]), self.names)
                _merge(values, {field.path[0]: new[field.path[0]]})
        values["autres_noms"] = [*values.get("autres_noms", ()), f"Près de {NAME}"]
        self.files["data/communes.yml"] = yaml.safe_dump(communes, allow_unicode=True, sort_keys=False)

    def _pages(self) -> None:
        """A page, a picture that it shows, and one that no page shows."""
        picture = self.word("nom d'une image")
        self.files["docs/zz-page.md"] = (
            f"---\ntitle: {self.word('titre de page')}\ndescription: {self.word('description de page')}\n---\n"
            f"# {self.word('titre')}\n\nÀ l'**Escale** des Zinnias, {self.word('texte')}.\n\n"
            f"![{self.word('texte de remplacement')}]({picture}.svg)\n"
        )
        drawing = '<svg xmlns="http://www.w3.org/2000/svg"><title>{}</title><desc>{}</desc></svg>\n'
        self.files[f"docs/{picture}.svg"] = drawing.format(self.word("titre d'un SVG"), "Plan")
        self.files["docs/zz-seule.svg"] = drawing.format(f"{NAME} {self.word('SVG sans page')}", "Plan")
        self.files["docs/zz-liste.csv"] = f"lieu;numero\n{self.word('CSV')};0033199001127\n"


def _merge(values: dict, more: dict) -> None:
    for name, value in more.items():
        if isinstance(value, dict):
            _merge(values.setdefault(name, {}), value)
        elif isinstance(value, list):
            values[name] = [*values.get(name, ()), *value]
        elif "zzcanari" not in str(values.get(name)):  # a word planted before stays
            values[name] = value


def addresses(garden: Garden) -> Iterator[str]:
    """Those that the places and the page would have: they were published, so that what is closed stays."""
    for name in garden.files:
        folder, _, file = name.removeprefix("data/").partition("/")
        if folder in {"structures", "services"}:
            yield f"{folder}/{file.removesuffix('.yml')}/"
    yield "zz-page/"


def seen(garden: Garden, target: Path) -> dict[str, list[str]]:
    """What a build publishes: where each word was planted → the files that hold it."""
    site = build(garden.root, target)
    return {garden.planted[word]: sorted(names)[:5] for word, names in found(site, CANARY).items()}


def test_no_text_is_in_any_published_byte_before_it_was_read_as_it_is(tmp_path):
    garden = Garden(tmp_path / "projet")
    garden.sow()
    assert len(garden.planted) > 250
    garden.write()
    assert seen(garden, tmp_path / "jamais-relu") == {}

    noted = "".join(f"{address}\n" for address in addresses(garden))
    (garden.root / "data/adresses.txt").write_text(noted, "utf-8")
    garden.write("zzautres")
    read_again(garden.root)
    garden.write()
    changed = tmp_path / "change-depuis"
    assert seen(garden, changed) == {}
    (shelter,) = changed.glob(f"structures/{ID}/index.html")
    assert "01 99 00 11 27" in shelter.read_text("utf-8").replace("\u202f", " ").replace("\u00a0", " ")
    assert "en relecture" in (changed / "zz-page/index.html").read_text("utf-8")

    read_again(garden.root)
    published = seen(garden, tmp_path / "relu")
    assert {*garden.planted.values()} - published.keys() == set()
    assert {Path(name).suffix for names in published.values() for name in names} >= {".html", ".json", ".csv"}
