"""What is written and sent overseas bears the day of over there."""

from __future__ import annotations

import datetime as dt

from ctg.commands import main
from ctg.loading import load
from ctg.model.commune import Commune
from ctg_formulaire.demander_confirmation import FOLDER
from ctg_formulaire.following import load_campaign
from ctg_formulaire.workshop import Workshop
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
    assert main(["--projet", str(root), "demander-confirmation"]) == 0
    mail = next(root.glob(f"{FOLDER}/2026-12-01/*.eml")).read_text("utf-8")
    assert "Date: Tue, 01 Dec 2026 12:00:00 +0400" in mail
    assert load_campaign(root)[0][0].le == there
    assert Workshop(root).state().day == there
    assert main(["--projet", str(root), "confirmer", "abc"]) == 0
    assert f"verifie_le: {there}" in (root / "data/structures/abc.yml").read_text("utf-8")
    (root / "data/territoire.yml").write_text("faux", "utf-8")
    assert Workshop(root).state().day == there, "even while nothing can be read"
