"""The catalogue of mistakes: one file a mistake, with the sheet and the exact French message.

A case reads ``# what it is``, then ``>>> path`` and the file's text (any number of times), then ``<<<``
and the report that the coordinator gets. After a path, `` (absent)`` takes the file away, and `` (windows-1252)`` writes it
in that encoding. ``pytest --reecrire`` writes the reports again.
"""

from pathlib import Path

import pytest

from ctg.checking.folders import FOLDERS
from ctg.common.problems import DataError, report
from ctg.loading import load

LISTED = ", ".join(FOLDERS)
"""Written {dossiers}: a kind that is added tomorrow changes no case."""
CASES = sorted(Path(__file__).with_name("problemes").glob("*.txt"))


def parse(text: str) -> tuple[dict[str, bytes | None], str]:
    """(files, expected report) of a case."""
    body, expected = text.split("\n<<<\n", 1)
    files = {}
    for part in body.split("\n>>> ")[1:]:
        name, _, content = part.partition("\n")
        name, _, how = name.partition(" (") if name.endswith(("(absent)", "(windows-1252)")) else (name, "", "")
        text = f"{content}\n" if content else ""
        files[name] = None if how == "absent)" else text.encode(how.rstrip(")") or "utf-8")
    return files, expected.replace("{dossiers}", LISTED)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_coordinator_reads_where_what_and_how_to_mend(path, unread, request):
    text = path.read_text("utf-8")
    files, expected = parse(text)
    try:
        told = report(load(unread(files)).warnings) + "\n"
    except DataError as error:
        told = f"{error}\n"
    if request.config.getoption("reecrire"):
        path.write_text(text.split("\n<<<\n", 1)[0] + "\n<<<\n" + told.replace(LISTED, "{dossiers}"), "utf-8")
    else:
        assert told == expected


def test_the_small_territory_itself_is_sound(unread):
    assert load(unread()).warnings == ()


def test_the_catalogue_holds_every_kind_of_mistake():
    assert len(CASES) >= 60
    told = [parse(path.read_text("utf-8"))[1] for path in CASES]
    assert all("ligne" in text for text in told), "each case shows a mistake"
    assert len(set(told)) == len(told), "no two cases tell the same"
