"""The day on which a page changed: what the data says, never the clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from ctg.loading import load
from ctg.pages.renderer import last_changes
from ctg.reading.journal import Entree, Journal

SHEET = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\ntelephone: 01 99 00 00 01\n"


def found(project, more: str, *entries: Entree) -> dict[str, dt.date]:
    catalogue = load(project({"data/structures/les-lutins.yml": SHEET + more}), on=dt.date(2026, 11, 25))
    journal = (
        Journal(territoire="x", depuis="2026-01-01", racine="tag:exemple.fr,2026-01-01", entrees=entries) if entries else None
    )
    return last_changes(replace(catalogue, journal=journal))


def entry(date: str) -> Entree:
    where = {"fiche": "structures/les-lutins", "nom": "Les Lutins", "communes": ["valbourg"], "themes": ["enfance"]}
    return Entree(date=date, **where, faits={"telephone": "a changé de téléphone"})


def test_nothing_is_known_of_a_page_that_says_nothing(project):
    assert found(project, "sources: [{titre: Livret, date: 2025-03-01}]\n") == {}


def test_reading_a_record_again_does_not_change_its_page(project):
    more = "verifie_le: 2026-09-01\nrelu_le: 2026-10-02\n"
    assert found(project, more) == {"structures/les-lutins/": dt.date(2026, 9, 1)}


def test_a_change_shows_on_the_pages_that_tell_it(project):
    days = found(project, "verifie_le: 2026-09-01\n", entry("2026-11-03"), entry("2026-08-01"))
    shown = ("structures/les-lutins/", "communes/valbourg/", "trouver/themes/enfance/", "nouveautes/", "")
    assert days == dict.fromkeys(shown, dt.date(2026, 11, 3))
    older = found(project, "verifie_le: 2026-09-01\n", entry("2026-08-01"))
    assert older["structures/les-lutins/"] == dt.date(2026, 9, 1)
