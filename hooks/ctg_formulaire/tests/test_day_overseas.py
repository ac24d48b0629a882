"""Far away, what is written and sent bears the day of over there; among 158 communes, one types."""

from __future__ import annotations

import datetime as dt

from ctg.loading import load
from ctg.model.commune import Commune
from ctg_formulaire.asking.requests import load_campaign
from ctg_formulaire.workshop import Workshop
from formulaire import Surfer
from inventes import invent


def test_overseas_the_day_is_that_of_the_territory(tmp_path, monkeypatch):
    """On the first of December at one in the morning over there, it is still November in Paris."""
    monkeypatch.delenv("CTG_AUJOURDHUI")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime(2026, 11, 30, 21, tzinfo=dt.UTC).timestamp())))
    root, there = invent(tmp_path / "la-bas", "reunion"), dt.date(2026, 12, 1)
    catalogue = load(root)
    (root / "data/structures").mkdir()
    (root / "data/structures/abc.yml").write_text(
        f"nom: Accueil\ntype: mairie\ncommune: {catalogue.all(Commune)[0].nom}\ncourriel: accueil@exemple.fr\n", "utf-8"
    )
    surfer, key = Surfer(root), "structures/abc"
    assert "avant le 15 décembre 2026" in surfer.get(f"/demander/seul/?fiche={key}").plain, "in fourteen days"
    surfer.post("/demander/seul/", {"_jeton": [surfer.desk.workshop.token], "fiche": [key], "_fois": ["x"]})
    assert load_campaign(root)[0][0].le == there
    assert Workshop(root).state().day == there
    (root / "data/territoire.yml").write_text("faux", "utf-8")
    assert Workshop(root).state().day == there, "even while nothing can be read"


def test_among_many_communes_one_types_their_names(tmp_path):
    surfer = Surfer(invent(tmp_path / "vaste", "vaste", places=1))
    page = surfer.get("/structures/lieu-0/").html
    assert (page.count('type="checkbox" name="communes_desservies"'), 'list="liste-communes"' in page) == (0, True)
    surfer.send("/structures/lieu-0/", communes_desservies=["Aigrecourt", "belbois", ""])
    assert "communes_desservies: [Aigrecourt, Belbois]" in (surfer.root / "data/structures/lieu-0.yml").read_text("utf-8")
