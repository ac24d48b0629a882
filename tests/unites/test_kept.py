"""What one reading leaves to the next: a preview that has seen fifty edits shows what a fresh one would, byte for byte."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from banc.generer import generate
from ctg.build import make_site
from ctg.ground.kept import KeptAnswers, Readings
from ctg.ground.problems import DataError
from ctg.kinds import Structure
from ctg.kinds.fields.walking import links
from ctg.loading import load
from ctg.outputs.base.site import Asset
from modifications import Editor
from territoires import ESSAI

EDITS, SAMPLE = 50, 3


def outcome(root: Path, readings: Readings | None, chosen: Callable[[list[Asset]], Iterable[Asset]]) -> Any:
    """What a preview has to show: the records, the mistakes, and the digests of the chosen files; the mistakes alone when they
    forbid it."""
    try:
        site = make_site(root, drafts=True, readings=readings)
    except DataError as error:
        return error.problems
    bytes_of = {one.path: hashlib.sha256(one.content).hexdigest() for one in chosen([*site.documents()])}
    return site.catalogue.warnings, site.catalogue.records, site.catalogue.outside, len(site.files), bytes_of


def edited(root: Path, seed: int, edits: int, sample: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Edit a project so many times, a mistake being most often undone, and compare each time ``sample`` files of the site
    (0: all); returns how many times there was a site to see."""
    editor, readings, shown, refused = Editor(root, random.Random(seed)), Readings(), 0, False
    for number in range(edits):
        done = editor.undo() if refused and number % 4 else editor.edit()
        monkeypatch.setenv("CTG_AUJOURDHUI", editor.day.isoformat())

        def chosen(files: list[Asset], number: int = number) -> Iterable[Asset]:
            return random.Random(number).sample(files, sample or len(files))

        kept = outcome(root, readings, chosen)
        assert kept == outcome(root, None, chosen), f"graine {seed}, modification {number} : {done}"
        refused = not kept or not isinstance(kept[0], tuple)
        shown += not refused
    return shown


def test_fifty_edits_leave_what_a_fresh_reading_gives(tmp_path, monkeypatch):
    root = generate(tmp_path, 20)
    assert edited(root, 23, EDITS, SAMPLE, monkeypatch) > EDITS // 2, "trop de fautes pour qu'il y ait à comparer"


@pytest.mark.assaut
def test_every_byte_after_each_of_many_edits(tmp_path, monkeypatch):
    root = shutil.copytree(ESSAI, tmp_path / "projet")
    edited(root, random.randrange(10**6), int(os.environ.get("MODIFICATIONS", "50")), 0, monkeypatch)


def test_what_did_not_change_is_not_read_again(project):
    root, readings = project(), Readings()
    sheet = root / "data/structures/les-lutins.yml"
    (sheet.parent / "autre.yml").write_text(sheet.read_text("utf-8").replace("nom: ", "nom: Tout autre "), "utf-8")
    before = load(root, readings=readings)
    sheet.write_text(sheet.read_text("utf-8") + "notes_internes: à relire\n", "utf-8")
    after = load(root, readings=readings)
    assert after.get(Structure, "autre") is before.get(Structure, "autre")
    assert after.get(Structure, "les-lutins") is not before.get(Structure, "les-lutins")


def test_an_answer_is_about_these_very_things_beside_what_is_equal():
    answers, asked = KeptAnswers(), []
    one, twin = ["a"], ["a"]

    def about(thing: list[str]) -> int:
        return answers.about((thing,), lambda: asked.append(thing) or len(asked))

    answers.begin({"names": {1}})
    assert (about(one), about(one), about(twin)) == (1, 1, 2)
    answers.begin({"names": {1}})
    assert about(one) == 1
    answers.begin({"names": {1}})
    assert about(twin) == 3, "oublié : la lecture d'avant ne l'a pas demandé"
    answers.begin({"names": {2}})
    assert about(one) == 4
    answers.begin({"words": {"a": 1, "b": 2}})
    assert about(one) == 5
    answers.begin({"words": {"b": 2, "a": 1}})
    assert about(one) == 6, "oublié : une réponse peut énumérer les mots dans leur ordre"


def test_a_copy_with_other_fields_forgets_what_was_worked_out(project):
    place = load(project()).get(Structure, "les-lutins")
    assert [link.value for link in links(place) if link.field == "commune"] == [place.commune]
    moved = place.model_copy(update={"commune": "Ailleurs", "telephone": None})
    assert [link.value for link in links(moved) if link.field == "commune"] == ["Ailleurs"]
    assert "_links" not in place.model_copy().__dict__
