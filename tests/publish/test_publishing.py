"""The preview makes what is asked for, once, and never shows what was made before a change; a process ends with its parent."""

import os
import subprocess
import sys

from ctg.pages.site_files import Asset
from ctg.publish import write
from ctg.publish.build import site_of
from ctg.publish.process import end_with
from ctg.publish.write import Preview, rounds, write_together
from territoires import ESSAI, catalogue_of


def documents(made: list[str], **contents: str) -> list[Asset]:
    """Files that note in ``made`` that they were made."""

    def content(name: str) -> bytes:
        made.append(name)
        return contents[name].encode()

    return [Asset(f"{name}/index.html", lambda name=name: content(name)) for name in contents]


def test_a_page_is_made_when_it_is_asked_for_and_only_once(tmp_path):
    preview, made = Preview(tmp_path), []
    preview.show(documents(made, a="A", b="B"))
    assert made == []
    for address in ("a/", "a", "a/index.html", "nulle-part/"):
        with preview.prepared(address):
            pass
    assert made == ["a"]
    assert (tmp_path / "a/index.html").read_text() == "A"
    assert not (tmp_path / "b").exists()


def test_after_a_change_nothing_old_is_shown(tmp_path):
    preview = Preview(tmp_path)
    preview.show(documents([], a="A", b="B"))
    with preview.prepared("b/"):
        pass
    with preview.prepared("a/"):  # asked before the change, answered after it
        preview.show(documents([], a="A, changé", c="C"))
        assert (tmp_path / "a/index.html").read_text() == "A, changé"
    assert not (tmp_path / "b/index.html").exists()


def test_each_file_is_made_once_and_after_those_that_it_tells_of():
    site = site_of(catalogue_of(ESSAI), ESSAI)
    made = [[document.path for document in documents] for documents in rounds(site)]
    every = [path for documents in made for path in documents]
    assert sorted(every) == sorted(document.path for document in site.documents())
    assert len(set(every)) == len(every)
    assert made[-1][-1] == "donnees-ouvertes/index.html"  # it tells the weight of all the others


def test_documents_are_never_made_in_the_process_that_is_copied_afterwards(tmp_path, monkeypatch):
    """Of a process where Typst has worked, a copy that needs it too waits for ever: a build with few booklets did not end."""
    monkeypatch.setattr(write, "cores", lambda: 2)
    for name in ("livret.pdf", "page.html"):
        write_together(tmp_path, [Asset(name, lambda: str(os.getpid()).encode())])
    makers = [int((tmp_path / name).read_bytes()) == os.getpid() for name in ("livret.pdf", "page.html")]
    assert makers == [False, True]


def test_without_shared_memory_one_process_makes_all(tmp_path, monkeypatch):
    """A machine without /dev/shm, or where it may not be written, has no semaphore: no pool can be made."""

    def none(*_: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(write, "cores", lambda: 2)
    monkeypatch.setattr("multiprocessing.synchronize.SemLock.__init__", none)
    write_together(tmp_path, [Asset("livret.pdf", lambda: b"fait")])
    assert (tmp_path / "livret.pdf").read_bytes() == b"fait"


STOPPED = f"""
import os
from pathlib import Path
from {Asset.__module__} import Asset
from {write_together.__module__} import PublicationRefused, write_together
os.sched_getaffinity = lambda _: {{0, 1}}  # shared, even on a machine of one core
try:
    write_together(Path(), [Asset(f"{{n}}.txt", lambda: os._exit(9)) for n in range(120)])
except PublicationRefused as refused:
    print(refused)
"""


def test_a_process_that_the_system_stops_is_told_in_french(tmp_path):
    """From a process that has no other thread, as the command has: only then is the work shared."""
    done = subprocess.run([sys.executable, "-c", STOPPED], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "la mémoire manque" in done.stdout, done.stderr


STARTS = "import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1], str(os.getpid())])"
STAYS = f"import signal, sys; from {end_with.__module__} import end_with; end_with(int(sys.argv[1])); signal.pause()"


def test_a_process_ends_with_its_parent():
    """They write into the same pipe, which ends with the last of them."""
    subprocess.run([sys.executable, "-c", STARTS, STAYS], stdout=subprocess.PIPE, check=True, timeout=300)
