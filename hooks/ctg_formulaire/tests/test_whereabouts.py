"""What looks like the place of something, shown to whoever reads a text again."""

from __future__ import annotations

from ctg_formulaire.rereading import whereabouts

TOLD = """\
Sonnez au 8 bis, allée des Cerisiers
boulevard Voltaire
2 r. Pasteur
derrière le gymnase
en face de la boulangerie
48.8566, 2.3522
8FW4V75V+8Q
https://www.openstreetmap.org/#map=17/46.5/2.5
23000 Guéret
au troisième étage
a\u200bvenue Foch"""
SILENT = """\
Un logement pour la nuit.
Appelez le 115.
Ouvert depuis 1998, pour 12 femmes et leurs enfants.
Une aide pour vos démarches."""


def test_what_looks_like_a_place_is_shown_and_plain_words_are_not():
    assert [text for text in TOLD.splitlines() if not whereabouts(text)] == []
    assert [text for text in SILENT.splitlines() if whereabouts(text)] == []
