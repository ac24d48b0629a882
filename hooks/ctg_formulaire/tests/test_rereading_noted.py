"""A text that names a confidential place: the command and the form show it, say what looks like an address, and note that it was
read."""

import io

from ctg.commands import main
from ctg.loading import load, rereadings_in
from ctg_formulaire.rereading import whereabouts
from formulaire import Surfer
from territoires import small

SHELTER = (
    "nom: La Clairière\nanciens_noms: [Foyer Montjoie]\ntype: hebergement\ncommune: Valbourg\ntelephone: 01 99 00 11 27\n"
    "adresse_confidentielle: oui\ndescription: Un toit pour la nuit.\nfaits_a_savoir: [Appelez avant., Une cour fermée.]\n"
)
FILES = {"data/structures/clairiere-du-val.yml": SHELTER}
KEY = "structures/clairiere-du-val"


def answered(monkeypatch, root, answer: str, *ids: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    return main(["--projet", str(root), "relire", *ids])


def test_the_command_shows_the_texts_and_notes_a_reading_only_on_yes(unread, monkeypatch, capsys):
    hidden = SHELTER.replace("Un toit pour la nuit.", "Dans l'im\u200dpasse, au 8 rue du La\u200bvoir.")
    root = unread({f"data/{KEY}.yml": hidden})
    assert answered(monkeypatch, root, "", KEY) == 1
    assert answered(monkeypatch, root, "non\n", KEY) == 1
    assert not (root / "data/relectures.yml").exists()
    said = capsys.readouterr().out
    assert "im⟨200D⟩passe" in said
    assert "Ceci ressemble à une adresse : « 8 rue du Lavoir. »." in said
    assert answered(monkeypatch, root, "oui\n", KEY) == 0
    assert "Lavoir" not in (root / "data/relectures.yml").read_text("utf-8")
    assert load(root).warnings == ()
    assert answered(monkeypatch, root, "", KEY) == 0
    assert "tout est relu" in capsys.readouterr().out
    assert answered(monkeypatch, root, "", "structures/les-lutins") == 2


def test_the_form_shows_the_texts_and_a_button_notes_what_was_shown(tmp_path):
    surfer = Surfer(small(tmp_path, FILES))
    page = surfer.get(f"/{KEY}/")
    assert "À relire avant de publier" in page.html
    shown = page.answers["_relu"]
    path = surfer.root / f"data/{KEY}.yml"
    path.write_text(SHELTER.replace("Un toit pour la nuit.", "Derrière le lavoir."), "utf-8")
    answers = {"_jeton": page.answers["_jeton"], "_fin": ["1"], "_geste": ["relire"], "_relu": shown}
    surfer.post(f"/{KEY}/", answers)
    (left,) = (one for one in rereadings_in(surfer.root) if one.key == KEY)
    assert [one.label for one in left.waiting] == ["description"]
    surfer.post(f"/{KEY}/", answers | {"_jeton": ["autre"], "_relu": [one.digest for one in left.waiting]})
    assert [one.key for one in rereadings_in(surfer.root) if one.waiting] == [KEY]


LIKE_A_PLACE = """\
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
PLAIN_WORDS = """\
Un logement pour la nuit.
Appelez le 115.
Ouvert depuis 1998, pour 12 femmes et leurs enfants.
Une aide pour vos démarches."""


def test_what_looks_like_a_place_is_shown_and_plain_words_are_not():
    assert [text for text in LIKE_A_PLACE.splitlines() if not whereabouts(text)] == []
    assert [text for text in PLAIN_WORDS.splitlines() if whereabouts(text)] == []
