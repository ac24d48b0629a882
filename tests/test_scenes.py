"""Small territories, and what is told of them: one file a scene, read and accepted by a person.

A scene reads ``# what it shows``, then ``>>> path`` and the file's text (any number of times, as in ``problemes``; no text: there
is no such file), then views: ``<<< what [argument]`` and what is seen there. ``jour 2027-02-01`` is the day of the views that
follow; ``page ctg/`` is all that a page says, ``page ctg/ | Les postes`` the part of it under that heading; the others are in
:class:`View`. The scenes of an extension stand beside its tests. ``pytest --reecrire tests/test_scenes.py`` writes what is seen:
read the difference.
"""

import csv
import json
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import pytest
from lxml import html

from ctg.commands import main
from ctg.common.phrases import date_fr
from ctg.common.problems import DataError
from ctg.loading import load
from ctg.pages.site_files import Page
from ctg.publish.build import Site, site_of
from ctg.upkeep.alerts import alerts, review
from ctg.upkeep.calls import calls_to_make, summary, to_ask
from territoires import ROOT
from test_pages_attendues import pieces, told

SCENES = sorted(path for folder in ("tests", "hooks/ctg_*/tests") for path in ROOT.glob(f"{folder}/scenes/*.txt"))
TITLES = ("h1", "h2", "h3", "h4", "summary")
FRAME = {"WebPage", "BreadcrumbList"}
"""What the page itself is, and where: not its subject."""
NOTHING = "(rien à cette adresse)"
LEFT_OUT = re.compile(r"((?:mailto|sms):[^?\s]*)\?\S+|(?<=PDF, )\d+( Ko)")
"""What a link would write, which the page says too; the weight of a document, which another version of Typst changes."""


class View:
    """A project as it is on a day: each way to look at it gives lines."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]):
        self.root, self.capsys = root, capsys

    @cached_property
    def site(self) -> Site:
        return site_of(load(self.root), self.root)

    def content(self, path: str) -> bytes:
        found = next((file for file in self.site.files if file.path == path), None)
        return (self.site.document(found) if isinstance(found, Page) else found).content if found else b""

    def page(self, asked: str) -> Iterable[str]:
        path, _, heading = (part.strip() for part in asked.partition("|"))
        content = self.content(path)
        if not content or not heading:
            return told(content).splitlines() if content else [NOTHING]
        (whole,) = html.fromstring(content).iter("main")
        title = next(one for one in whole.iter(*TITLES) if " ".join(one.text_content().split()).startswith(heading))
        around = title if title.tag == "summary" else next(title.iterancestors("summary", "section", "article", "main"))
        own = [around.getparent() if around.tag == "summary" else around]
        if around.tag == "main":  # nothing holds that part: it ends with the next title as high
            after = list(title.itersiblings())
            ends = (rank for rank, one in enumerate(after) if one.tag in TITLES and one.tag <= title.tag)
            own = [title, *after[: next(ends, len(after))]]
        return (" ".join(line.split()) for line in "\n".join("".join(pieces(one)) for one in own).split("\n") if line.strip())

    def adresses(self, start: str) -> Iterable[str]:
        """What stands at the addresses that begin so."""
        return sorted(file.path for file in self.site.files if file.path.startswith(start))

    def moteurs(self, path: str) -> Iterable[str]:
        """What a page tells search engines of its subject."""
        found = html.fromstring(self.content(path) or b"<p>").xpath("//script[@type='application/ld+json']/text()")
        nodes = (node for one in found for node in json.loads(one)["@graph"] if node["@type"] not in FRAME)
        return (json.dumps(node, ensure_ascii=False, indent=1) for node in nodes)

    def fichier(self, path: str) -> Iterable[str]:
        """A file that is no page; lines that its format folds are whole."""
        text = self.content(path).decode("utf-8-sig").replace("\r\n ", "").replace("\r\n", "\n")
        return [json.dumps(json.loads(text), ensure_ascii=False, indent=1) if path.endswith("json") else text or NOTHING]

    def tableau(self, asked: str) -> Iterable[str]:
        """Some columns of a table: « structures identifiant telephone »."""
        name, *columns = asked.split()
        rows = csv.DictReader(self.content(f"donnees/{name}.csv").decode("utf-8-sig").splitlines(), delimiter=";")
        return (" ; ".join(row.get(column, "") for column in columns) for row in rows)

    def alertes(self, _: str) -> Iterable[str]:
        catalogue = load(self.root)
        for group in alerts(catalogue, catalogue.day):
            for one in group.alerts:
                weight = "important" if one.important else "à surveiller"
                when = date_fr(one.date) if one.date else "sans date"
                yield f"{group.id} : {one.record.key}, {weight}. {one.reason} → {one.closes} ({one.who}, {when})"

    def appels(self, _: str) -> Iterable[str]:
        """Whom to ring, in order, of what; then what is asked of each record, and how much it serves."""
        catalogue = load(self.root, drafts=True)
        calls = calls_to_make(catalogue, catalogue.day)
        yield summary(calls)
        for call in calls:
            about = ", ".join(one.record.key for one in call.subjects)
            yield f"{call.name}, {call.number or call.look or 'sans numéro'} : {about} ({call.extent}) {' '.join(call.questions)}"
        for one in to_ask(catalogue, catalogue.day):
            yield f"{one.record.key}, {one.reach}, {one.gain:.1f} : {' ; '.join(one.missing)}"

    def revue(self, title: str) -> Iterable[str]:
        """A section of what is to be read again."""
        catalogue = load(self.root, drafts=True)
        found = (one for section in review(catalogue, catalogue.day) if section.title == title for one in section.findings)
        return (f"{one.key} : {one.reason} {one.date or ''} {one.remedy}" for one in found)

    def verifier(self, _: str) -> Iterable[str]:
        try:
            found = load(self.root).warnings
        except DataError as error:
            found = error.problems
        return (f"{one.file}, ligne {one.line} : {one.message}" for one in found)

    def ctg(self, words: str) -> Iterable[str]:
        """What a command answers, and its code."""
        code = main(["--projet", str(self.root), *words.split()])
        return ["".join(self.capsys.readouterr()).replace(str(self.root), "…"), f"({code})"]

    def projet(self, path: str) -> Iterable[str]:
        """A file of the project, as commands left it."""
        return [(self.root / path).read_text("utf-8") if (self.root / path).exists() else NOTHING]


def parse(text: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """(files, [(view, what is seen there)]) of a scene."""
    sheets, *views = text.split("\n<<< ")
    files = (part.partition("\n") for part in sheets.split("\n>>> ")[1:])
    seen = (one.partition("\n") for one in views)
    return {name: f"{content}\n" for name, _, content in files}, [(asked, lines.strip("\n")) for asked, _, lines in seen]


@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.stem)
def test_what_is_told_was_read_and_accepted(path, project, capsys, monkeypatch, request):
    text = path.read_text("utf-8")
    files, views = parse(text)
    view, found = View(root := project(files), capsys), []
    for name in (name for name, content in files.items() if not content.strip()):
        (root / name).unlink()
    for asked, _ in views:
        what, _, argument = asked.partition(" ")
        if what == "jour":
            monkeypatch.setenv("CTG_AUJOURDHUI", argument)
        view = View(root, capsys) if what in {"jour", "ctg"} else view
        seen = "" if what == "jour" else "\n".join(filter(None, getattr(view, what)(argument)))
        plain = LEFT_OUT.sub(r"\1\2", seen.replace("\u00a0", " ").replace("\u202f", " ")).split("\n")
        found.append((asked, "\n".join(line.rstrip() for line in plain).strip("\n")))
    if request.config.getoption("reecrire"):
        path.write_text(
            "\n<<< ".join([text.split("\n<<< ")[0], *(f"{asked}\n{seen}".rstrip() for asked, seen in found)]) + "\n", "utf-8"
        )
    assert found == views or request.config.getoption("reecrire")
