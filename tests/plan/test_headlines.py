"""A sentence that counts adds up: the parts that it names make the whole that it announces, on the pages of both territories."""

from __future__ import annotations

import html
import re

from cas import each
from ctg.pages.files import Page
from dits import WHOLE_FIRST, WHOLE_LAST, odd
from territoires import ESSAI, ROOT, made_site

OF_THE_PROJECT = ("axes/", "cadres/", "communes/", "ctg/", "evaluations/", "partenaires/", "rencontres/")


def test_what_does_not_add_up_is_found():
    assert odd("14 actions sur 25 sont faites ou avancent, 5 sont en retard, 3 sont à l’arrêt, 1 est sans état connu.")
    assert odd("3 actions : 1 en cours, 1 à l’arrêt.")
    assert not odd("Aucune action sur 3 n’est faite ni en cours, 3 sont à venir. 2 demandes : 1 réalisée, 1 prévue.")


@each("root", [ESSAI, ROOT])
def test_every_sentence_that_counts_adds_up(root):
    site, found, seen = made_site(root), {}, 0
    for file in site.files:
        if isinstance(file, Page) and file.path.startswith(OF_THE_PROJECT):
            text = " ".join(html.unescape(re.sub(r"<[^>]+>", " | ", site.document(file).content.decode())).split())
            seen += len(WHOLE_LAST.findall(text)) + len(WHOLE_FIRST.findall(text))
            found[file.path] = odd(text)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert seen > 20 or root is ROOT
