"""``ctg nouveau``: a file that is valid as created; every field of its kind has an example that is."""

import pytest

import fiches
from ctg.commands import main
from ctg.loading import load
from ctg.model.fields import traits_of
from ctg.model.structure import Structure
from ctg.reading.sheet import mended
from ctg_formulaire.nouveau import GENRES

OTHERS = {
    "data/axes/a.yml": "numero: A\ntitre: Accueillir\n",
    "data/services/jeux.yml": "nom: Jeux\nthemes: [enfance]\nstructure: les-lutins\n",
}


@pytest.fixture
def create(project, capsys):
    """``create("structure", "Nom", …)`` → (exit code, what was said, the project)."""
    root = project(OTHERS)

    def run(*arguments: str):
        code = main(["--projet", str(root), "nouveau", *arguments])
        said = capsys.readouterr()
        return code, said.out + said.err, root

    return run


ODD_TOGETHER = {"etat_fiche", "code_insee", "dans", "date", "numero", "axe", "tarif.gratuit"}
"""A draft is told to whoever counts; every example at once also gives a code of elsewhere to a place that is here, a place of its
own to a part of another action, a number of another axis to an action, a price to
what is free."""


@pytest.mark.parametrize("genre", GENRES)
def test_a_new_sheet_is_sound_with_every_example(project, genre):
    root = project()
    fiches.create_full(root, genre, "Les Hérissons")
    assert load(root).get(GENRES[genre], "les-herissons") is None, "nothing unfinished is published"
    catalogue = load(root, drafts=True)
    full = catalogue.get(GENRES[genre], "les-herissons")
    assert [warning for warning in catalogue.warnings if warning.field not in ODD_TOGETHER] == []
    leaving = (name for name, traits in traits_of(type(full)).items() if not traits.interne)
    empty = [name for name in leaving if getattr(full, name) in (None, ())]
    assert empty == [], "every field has an example"


def test_the_answers_are_written(create):
    _, said, root = create("structure", "La Toupie", "--commune", "Saint-Clair-sur-Lède", "--type", "ludotheque")
    assert said.startswith("data/structures/la-toupie.yml est créé")
    text = (root / "data/structures/la-toupie.yml").read_text("utf-8")
    assert text.endswith("nom: La Toupie\ntype: ludotheque\ncommune: Saint-Clair-sur-Lède\netat_fiche: brouillon\n")


HOSTILE = ["<script>alert(1)</script> & \"guillemets\" 'x' : # {{ y }}", "- tiret", "oui", "nom: autre # etat_fiche: publiee",
           "Abc \u202etxet\u202c fin", "ligne\nsuite", "a" * 300]  # fmt: skip


@pytest.mark.parametrize("nom", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_stays_a_name(create, nom):
    code, said, root = create("structure", "--commune", "Valbourg", "--", nom)
    assert code == 0, said
    new = [structure for structure in load(root, drafts=True).all(Structure) if structure.id != "les-lutins"]
    assert [(one.nom, one.etat_fiche) for one in new] == [(" ".join(mended(nom).split()), "brouillon")]
    assert all(len(path.name) < 100 for path in (root / "data/structures").iterdir())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["structure", "X", "--commune", "Valbour"], "Vouliez-vous écrire « Valbourg »"),
        (["structure", "X", "--commune", "Valbourg", "--type", "ludoteque"], "Vouliez-vous écrire « ludotheque »"),
        (["structure", "X"], "dans quelle commune"),
        (["service", "X", "--commune", "Valbourg"], "--commune ne convient pas ici"),
        (["action", "X", "--axe", "zz"], "ne correspond à aucun fichier de data/axes/"),
        (["service", "a\x07b"], "caractère illisible"),
        (["service", "Jeux"], "data/services/jeux.yml existe déjà"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(create, arguments, told):
    found, said, root = create(*arguments)
    assert (found, told in said) == (1, True), said
    written = {path.name for kind in GENRES.values() for path in (root / "data" / kind.folder).glob("*")}
    assert written == {"les-lutins.yml", "a.yml", "jeux.yml", "ctg.yml"}
    assert (root / "data/services/jeux.yml").read_text("utf-8") == OTHERS["data/services/jeux.yml"]


def test_an_action_needs_an_axis(project, capsys):
    root = project()
    assert main(["--projet", str(root), "nouveau", "action", "Informer"]) == 1
    assert "ctg nouveau axe" in capsys.readouterr().err
    assert not (root / "data/actions").exists()
