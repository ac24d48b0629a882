"""Which files of ``data/`` the whole house reads, and by which door files are opened."""

from __future__ import annotations

import ast
import re

from ctg import api
from ctg.checking import pictures as picture_checks
from ctg.checking.folders import FILES, check_folders
from ctg.commands import construire
from ctg.common import files as common_files
from ctg.model import LONE_FILES, vocabulary
from ctg.pages import drawing, files, pdf, pictures, templates
from ctg.places import copies, danger
from ctg.publish import links, write
from ctg.site import about, search
from ctg.territory import map
from ctg_demarrage import ground_files
from ctg_demarrage.upgrade_page import screen
from ctg_formulaire.hosting import copying, publishing
from ctg_normes import shared
from ctg_registres import completer
from ctg_reseau import liens
from maison.test_architecture import MODULES, name_of, names_of, nodes
from territoires import ESSAI, ROOT


def test_every_file_that_the_tool_reads_in_data_is_known():
    texts = {node.value for path in MODULES for node in nodes(path) if isinstance(node, ast.Constant)}
    read = {text.removeprefix("data/") for text in texts if re.fullmatch(r"data/[\w-]+\.\w+", str(text))}
    read |= {one.name for one in LONE_FILES}  # each read by its model: see LoneFile
    assert read == set(FILES), "donnez sa ligne à chacun dans FILES (checking/folders.py), ou retirez celui que rien ne lit"
    for root in (ROOT, ESSAI):
        assert list(check_folders(root)) == []


READERS = names_of((common_files, links, files, copies, search, write, copying, publishing))
"""Who may open files by themselves: the door, and what reads the site that was just built."""
OWN = names_of((api, drawing, templates, map, pdf, danger, about, shared, picture_checks, pictures, vocabulary))
"""Who reads files of the tool itself or of the system, or that are in memory."""


def test_files_are_opened_at_one_door():
    openers = set()
    for path in MODULES:
        for node in nodes(path):
            called = node.func if isinstance(node, ast.Call) else None
            name = getattr(called, "attr", None) or getattr(called, "id", None)
            if name in {"read_text", "read_bytes", "open", "rglob", "copyfile"}:
                owner = ast.unparse(called).rpartition(".")[0]
                if owner not in {"os", "tarfile", "archive", "webbrowser", "self._client", "own"}:  # no file of a project
                    openers.add(name_of(path))
    openers.remove("ctg_demarrage/modeles/ouvrir.py")  # it runs alone, before the tool is installed
    # Were booklets published; what a large file is; a copy of the project; a register, of any length;
    # the names alone of the sheets.
    assert openers - READERS - OWN == names_of([construire, ground_files, screen, completer, liens])
