"""The preview makes what is asked for, once, and never shows what was made before a change. ``publish``: see test_site."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from banc.etapes import steps
from ctg.pages.files import Asset
from ctg.publish import write
from ctg.publish.build import site_of
from ctg.publish.write import Preview, rounds, write_together
from ctg.publish.write import write as publish_write
from territoires import ESSAI, catalogue_of


def documents(made: list[str], **contents: str) -> list[Asset]:
    """Files that note in ``made`` that they were made."""

    def content(name: str) -> bytes:
        made.append(name)
        return contents[name].encode()

    return [Asset(f"{name}/index.html", lambda name=name: content(name)) for name in contents]


def test_the_bench_finds_the_steps_that_it_times():
    assert all(callable(getattr(module, name)) for module, name in steps().values())


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


def test_what_is_written_is_proved_whoever_wrote_it(tmp_path):
    files = [Asset(f"d/{n}.txt", str(n).encode() * n) for n in range(120)]
    (first, *_) = publish_write(tmp_path / "un", files)
    assert first.proof == files[0].fingerprint
    kept = write_together(tmp_path / "deux", files)
    assert [written.proof for written in kept] == [file.fingerprint for file in files]
    assert [(tmp_path / "deux" / file.path).read_bytes() for file in files] == [file.content for file in files]


def test_documents_are_never_made_in_the_process_that_is_copied_afterwards(tmp_path, monkeypatch):
    """Of a process where Typst has worked, a copy that needs it too waits for ever: a build with few booklets did not end."""
    monkeypatch.setattr(write, "cores", lambda: 2)
    for name in ("livret.pdf", "page.html"):
        write_together(tmp_path, [Asset(name, lambda: str(os.getpid()).encode())])
    makers = [int((tmp_path / name).read_bytes()) == os.getpid() for name in ("livret.pdf", "page.html")]
    assert makers == [False, True]


def test_a_file_that_cannot_be_written_is_told_by_whoever_asked(tmp_path):
    (tmp_path / "d").write_text("", "utf-8")  # a file where a folder is needed
    with pytest.raises(OSError, match="d"):
        write_together(tmp_path, [Asset(f"d/{n}.txt", b"") for n in range(120)])


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


def test_a_process_with_other_threads_does_not_copy_itself(tmp_path, monkeypatch):
    """A lock that one of them holds would be held for ever in the copy."""
    monkeypatch.setattr(write, "ProcessPoolExecutor", None)
    waiting = threading.Event()
    other = threading.Thread(target=waiting.wait)
    other.start()
    try:
        assert len(write_together(tmp_path, [Asset(f"{n}.txt", b"") for n in range(120)])) == 120
    finally:
        waiting.set()
        other.join()
