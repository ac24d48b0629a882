"""The team's feed: in the preview, and nowhere in the published site."""

from __future__ import annotations

import datetime as dt

import feedparser

from ctg.build import site_of
from ctg.loading import load
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.project.reports.team import FEED, files
from territoires import ESSAI

DAY = dt.date(2026, 11, 25)


def test_the_preview_has_it_and_the_published_site_does_not():
    shown = {file.path for file in site_of(load(ESSAI, drafts=True, on=DAY), ESSAI, drafts=True).files}
    published = {file.path for file in site_of(load(ESSAI, on=DAY), ESSAI).files}
    assert FEED in shown
    assert not {path for path in published if path.startswith("equipe/") or "alertes" in path}


def test_an_entry_says_what_raised_it_and_what_would_close_it():
    [feed] = files(Renderer(load(ESSAI, on=DAY), DAY))
    read = feedparser.parse(feed.content)
    assert not read.bozo
    assert len({entry.id for entry in read.entries}) == len(read.entries)
    [one] = [entry for entry in read.entries if "places-assistantes-maternelles" in entry.id]
    assert one.title == "Places chez les assistantes maternelles – Chiffres en dehors de leur trajectoire"
    assert "il en faudrait au moins 388" in one.content[0].value
    assert "Pour y mettre fin" in one.content[0].value


def test_without_an_alert_the_feed_is_empty(project):
    catalogue = load(project(), on=DAY)
    [feed] = files(Renderer(catalogue, DAY))
    assert feedparser.parse(feed.content).entries == []
