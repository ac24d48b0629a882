"""A sentence that counts adds up: the parts that it names make the whole that it announces, on the pages of both territories."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

from cas import each
from ctg.pages.files import Page
from ctg.plan.timeline import convention_years
from ctg_comites.year import yearly
from ctg_comites.year_words import axis_lines, where_actions_stand
from territoires import ESSAI, ROOT, catalogue_of, made_site

WHOLE_LAST = re.compile(r"(\d+|Aucune) actions? sur (\d+) (?:sont faites|est faite|n’est faite)([^.|]*)")
WHOLE_FIRST = re.compile(r"(\d+) (?:actions?|demandes?|ont une trajectoire)\s:((?:[^\d.:|]*\d+)+[^.:|]*)")
OF_THE_PROJECT = ("axes/", "cadres/", "communes/", "ctg/", "evaluations/", "partenaires/", "rencontres/")


def numbers(text: str) -> int:
    return sum(map(int, re.findall(r"\d+", text)))


def odd(text: str) -> list[str]:
    """The sentences whose parts do not add up, among those that count."""
    last = [one[0] for one in WHOLE_LAST.finditer(text) if numbers(one[1]) + numbers(one[3]) != int(one[2])]
    return last + [one[0] for one in WHOLE_FIRST.finditer(text) if numbers(one[2]) != int(one[1])]


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


@pytest.mark.parametrize("year", convention_years(catalogue_of(ESSAI), dt.date(2026, 11, 30)))
def test_each_action_of_a_year_is_told_once_under_a_title_that_its_state_fits(year):
    found = yearly(catalogue_of(ESSAI), year, dt.date(2026, 11, 30))
    for axis in found.axes:
        lines = axis_lines(axis)
        listed = [line for part in ("fait", "commence", "en_retard", "pas_fait") for line in lines[part]]
        assert len(listed) + len(re.findall(r"(?:^| ; )\d+\.\d+ ", lines["reste"])) == len(axis.actions)
        assert {line["etat"] for line in lines["fait"]} <= {"realisee", "en-cours"}
    assert odd(where_actions_stand(found)["verdict"]) == []
