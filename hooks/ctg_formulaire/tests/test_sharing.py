"""« Ce qui a changé », saved, then sent: without a terminal, and nothing is ever lost."""

import re
import shutil
import subprocess
from pathlib import Path
from threading import Thread

import pytest

from ctg import api
from ctg_formulaire.hosting import sending as git_module
from ctg_formulaire.hosting.reconciling import put_together, waiting_in
from ctg_formulaire.hosting.sending import changes, proposed, save, send, to_send
from ctg_formulaire.opened import in_french
from ctg_formulaire.workshop import NotWritten
from formulaire import Surfer
from territoires import SMALL

LUTINS = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\ntelephone: 01 99 00 11 22\nderniere_preuve: 2026-09\n"
FILE = "data/structures/les-lutins.yml"
OURSONS = "nom: Les Oursons\ntype: mam\ncommune: Valbourg\n"


def git(root: Path, *words: str) -> str:
    who = ("-c", "user.name=Coordination", "-c", "user.email=familles@exemple.fr")
    done = subprocess.run(["git", "-C", str(root), *who, *words], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def shared(tmp_path) -> Path:
    """A project that was saved and sent once; its remote is the folder « depot.git » beside."""
    root = tmp_path / "projet"
    shutil.copytree(SMALL, root)
    (root / FILE).parent.mkdir(exist_ok=True)
    (root / FILE).write_text(LUTINS, "utf-8")
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "depot.git")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "config", "user.name", "Coordination")
    git(root, "config", "user.email", "familles@exemple.fr")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "-m", "Début")
    git(root, "remote", "add", "origin", str(tmp_path / "depot.git"))
    git(root, "push", "--quiet", "--set-upstream", "origin", "main")
    return root


def correct(root: Path, old: str = "11 22", new: str = "11 23") -> None:
    path = root / FILE
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def elsewhere(root: Path, old: str, new: str) -> None:
    """Someone else corrects the same sheet, and publishes."""
    other = root.parent / "ailleurs"
    git(root.parent, "clone", "--quiet", str(root.parent / "depot.git"), str(other))
    correct(other, old, new)
    git(other, "commit", "--quiet", "-am", "Ailleurs")
    git(other, "push", "--quiet")


def test_a_heavy_document_a_link_or_a_huge_sheet_stops_nothing(shared):
    (shared / "docs").mkdir(exist_ok=True)
    (shared / "docs/plan.pdf").write_bytes(b"%PDF" + bytes(1_100_000))
    (shared / "docs/lien.pdf").symlink_to("plan.pdf")
    (shared / FILE).write_bytes(b"#" * 1_100_000)
    assert [(one.file, one.what) for one in changes(shared)] == [
        (FILE, "modifiée"), ("docs/lien.pdf", "nouvelle"), ("docs/plan.pdf", "nouvelle"),
    ]  # fmt: skip
    assert changes(shared)[0].title == "Les Lutins"


def test_what_changed_is_told_in_words(shared):
    assert changes(shared) == []
    correct(shared)
    (shared / "data/structures/oursons.yml").write_text(OURSONS, "utf-8")
    first, second = changes(shared)
    assert (first.title, first.what) == ("Les Lutins", "modifiée")
    assert first.lines == ("Téléphone : 01 99 00 11 22 → 01 99 00 11 23",)
    assert (second.title, second.what) == ("Les Oursons", "nouvelle")
    correct(shared, "commune: Valbourg", "commune: Valbourg\nverifie_le: 2026-09-14\netat_fiche: a_verifier")
    assert changes(shared)[0].lines[1:] == (
        "État de la fiche : (vide) → publiée avec un avertissement",
        "Vérifié le : (vide) → 14 septembre 2026",
    )
    correct(shared, "nom: Les Lutins", "nom: Les Lutins bleus")
    assert changes(shared)[0].lines[0] == "Nom : Les Lutins → Les Lutins bleus", "every column is compared, from the first"
    correct(shared, " bleus", "")
    correct(shared, "\nverifie_le: 2026-09-14\netat_fiche: a_verifier", "")
    assert (second.draft, "que le site ne montre pas" in Surfer(shared).get("/partager/").html) == (False, False)
    draft = shared / "data/structures/oursons.yml"
    draft.write_text(OURSONS + "etat_fiche: brouillon\n", "utf-8")
    assert (changes(shared)[1].draft, "que le site ne montre pas" in Surfer(shared).get("/partager/").html) == (True, True)
    assert proposed([first, second]) == "Les Lutins (téléphone) et Les Oursons (nouvelle)"
    (shared / FILE).unlink()
    (shared / "data/imports.json").write_text("{}", "utf-8")  # a list was imported: the site shows nothing of it
    (shared / "data/campagnes.yml").write_text("- le: 2026-09-14\n", "utf-8")
    assert [(one.title, one.what) for one in changes(shared)] == [
        ("Le suivi des confirmations", "à jour"),
        ("Les Lutins", "supprimée"),
        ("Les Oursons", "nouvelle"),
    ]


@pytest.mark.parametrize("kind", api.KIND_OF.values(), ids=lambda kind: kind.__name__)
def test_a_value_of_any_field_is_told_without_the_signs_of_a_file(kind):
    fields = {one.path: one for one in api.all_fields(api.fields_of(kind))}
    for one in fields.values():
        example = api.parse(f"x: {one.example or '~'}").get("x")
        if one.type is api.Type.LINE:
            continue  # as it was typed
        told = in_french(example, one)
        assert not re.search(r"[{}\[\]]|\d{4}-\d\d|\b\d\d-\d\d\b", told), (one.path, told)
    closed = [{"du": "2027-08-02", "au": "08-20", "motif": "congés"}, "jours feries"]
    assert in_french(closed, next(iter(f for f in api.fields_of(api.Structure) if f.key == "fermetures"))) == (
        "du 2 août 2027, au 20 août, motif : congés ; jours fériés"
    )


def test_it_is_saved_as_one_commit_then_sent(shared):
    correct(shared)
    (shared / "note.txt").write_text("à moi", "utf-8")
    (shared / "docs").mkdir(exist_ok=True)  # git knows nothing of an empty folder
    save(shared, "Les  Lutins\n(téléphone)")
    assert changes(shared) == []
    assert git(shared, "log", "-1", "--format=%s", "--stat").split("\n")[0] == "Les Lutins (téléphone)"
    assert git(shared, "status", "--porcelain") == "?? note.txt\n"  # what the form did not write is not its to save
    assert to_send(shared) == 1
    send(shared)
    assert to_send(shared) == 0
    assert git(shared.parent / "depot.git", "log", "-1", "--format=%s", "main") == "Les Lutins (téléphone)\n"


def test_a_repository_never_receives_where_a_hidden_place_is(shared):
    (shared / "data/services").mkdir(exist_ok=True)
    beside = shared / "data/services/ecoute.yml"
    beside.write_text("nom: Écoute\nthemes: [parentalite]\nstructure: les-lutins\nadresse: 3 rue Basse\n", "utf-8")
    correct(shared, "type: multi", "adresse_confidentielle: Oui\nadresse: 2 rue Haute\ntype: multi")
    with pytest.raises(NotWritten, match=r"Les Lutins|Écoute"):
        save(shared, "Un refuge")
    correct(shared, "adresse: 2 rue Haute\n", "")
    with pytest.raises(NotWritten, match=r"« Écoute » dit où est un lieu à l'adresse confidentielle \(adresse\)"):
        save(shared, "Un refuge")
    beside.write_text(
        'nom: Écoute\nstructure: les-lutins\ndemarches: {etapes: ["2 cours", "Sonnez au 3, pl. de la Halle."]}\n', "utf-8"
    )
    with pytest.raises(NotWritten, match=r"demarches : « 3, pl\. de la Halle"):
        save(shared, "Un refuge")
    beside.write_text("nom: Écoute\nstructure: [les-lutins]\nadresse: 3 rue Basse\n", "utf-8")
    with pytest.raises(NotWritten, match="« Écoute »"):  # a list, which a check refuses
        save(shared, "Un refuge")
    beside.unlink()
    save(shared, "Un refuge")
    assert "rue" not in git(shared, "log", "-p", "-1")


def test_neighbouring_lines_that_two_people_changed_are_put_together_field_by_field(shared):
    elsewhere(shared, "derniere_preuve: 2026-09", "derniere_preuve: 2026-10")
    correct(shared)
    save(shared, "Téléphone")
    send(shared)
    assert (shared / FILE).read_text("utf-8") == LUTINS.replace("11 22", "11 23").replace("2026-09", "2026-10")
    assert (to_send(shared), list(waiting_in(shared))) == (0, [])


def test_what_others_sent_is_received_when_there_is_nothing_to_send(shared):
    surfer, button = Surfer(shared), "Recevoir ce que d’autres ont envoyé"
    assert button in surfer.get("/partager/").html
    assert "Personne d’autre n’a rien envoyé" in surfer.press("/partager/", "envoyer").html
    elsewhere(shared, "11 22", "11 99")
    told = surfer.press("/partager/", "envoyer").html
    assert ("Reçu, de quelqu’un d’autre\xa0: Ailleurs." in told, "Envoyé" in told, button in told) == (True, False, True)
    assert "11 99" in (shared / FILE).read_text("utf-8")


def test_a_field_that_both_changed_waits_the_other_sheets_are_sent_and_one_chooses_in_the_form(shared):
    (shared / "data/structures/oursons.yml").write_text(OURSONS, "utf-8")
    elsewhere(shared, "11 22", "11 99")
    correct(shared)
    save(shared, "Téléphone, Oursons")
    surfer = Surfer(shared)
    surfer.send("/partager/", "envoyer")
    assert git(shared.parent / "depot.git", "show", "main:data/structures/oursons.yml") == OURSONS
    (late,) = waiting_in(shared)
    assert "Choisissez une réponse" in surfer.press("/partager/", f"reunir:{late.name}").html
    surfer.press("/partager/", f"reunir:{late.name}", **{"choix:telephone": ["mien"]})
    assert "11 23" in (shared / FILE).read_text("utf-8")
    assert "brouillons" not in git(shared, "status", "--porcelain", "--untracked-files=all")


def test_a_sheet_deleted_here_and_changed_there_is_taken_whole(shared):
    elsewhere(shared, "11 22", "11 99")
    (shared / FILE).unlink()
    save(shared, "Supprimée")
    send(shared)
    assert "11 99" in (shared / FILE).read_text("utf-8")
    (late,) = waiting_in(shared)
    surfer = Surfer(shared)
    surfer.press("/partager/", f"reunir:{late.name}", **{"choix:": ["autre"]})
    assert "11 99" in (shared / FILE).read_text("utf-8")
    assert list(waiting_in(shared)) == []


@pytest.mark.parametrize(
    ("mine", "theirs", "changes", "both"),
    [
        ({"a": "2"}, {"a": "1", "b": "x"}, {("a",): "2"}, []),
        ({"a": "2"}, {"a": "3"}, {}, [("a",)]),
        ({}, {"a": "1", "b": "x"}, {("a",): None}, []),
        ({"a": "1", "g": {"x": "2", "y": "1"}}, {"a": "1", "g": {"x": "1", "y": "2"}}, {("g", "x"): "2"}, []),
        ({"a": "1", "s": ["1", "2"]}, {"a": "1", "s": ["1", "3"]}, {("s", 2): "2"}, []),
    ],
)
def test_what_two_people_did_is_put_together(mine, theirs, changes, both):
    before = {"a": "1", **({"g": {"x": "1", "y": "1"}} if "g" in mine else {}), **({"s": ["1"]} if "s" in mine else {})}
    found = put_together(before, mine, theirs)
    assert (found.changes, [one.path for one in found.both]) == (changes, both)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("remote", "remove", "origin"), "Dites d'abord où l'envoyer"),
        (("remote", "set-url", "origin", "https://depot.invalid/projet.git"), "Pas de connexion|ne répond pas"),
        (("checkout", "--quiet", "--detach"), "ancienne version"),
    ],
)
def test_what_cannot_be_sent_is_told_with_the_next_step(shared, words, told):
    correct(shared)
    save(shared, "Téléphone")
    git(shared, *words)
    with pytest.raises(NotWritten, match=told):
        send(shared)
    assert git(shared, "log", "-1", "--format=%s") == "Téléphone\n"


def test_git_that_does_not_know_who_saves_is_told_by_the_form(shared, monkeypatch):
    git(shared, "config", "--unset", "user.name")
    git(shared, "config", "--unset", "user.email")
    git(shared, "config", "user.useConfigOnly", "true")
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    correct(shared)
    with pytest.raises(NotWritten, match="On ne sait pas qui enregistre"):
        save(shared, "Téléphone")
    surfer = Surfer(shared)
    page = surfer.get("/partager/")
    for wrong in ({}, {"qui": ["Familles"]}, {"qui": ["Familles"], "courriel": ["a@b\nc"]}, {"courriel": ["a@exemple.fr"]}):
        told = surfer.post("/partager/", page.answers | wrong | {"_geste": ["enregistrer"]})
        assert "Dites qui enregistre" in told.html
        assert told.answers["qui"] == wrong.get("qui", [""])
    who = {"qui": ["Familles du Val"], "courriel": ["familles@exemple.fr"]}
    done = surfer.post("/partager/", page.answers | who | {"_geste": ["enregistrer"]})
    assert "Cette étape est enregistrée." in done.html
    assert git(shared, "log", "-1", "--format=%an <%ae>") == "Familles du Val <familles@exemple.fr>\n"
    correct(shared, "11 23", "11 24")
    assert "qui" not in surfer.get("/partager/").answers


def test_without_git_or_history_the_next_step_is_told(tmp_path, shared, monkeypatch):
    shutil.copytree(SMALL, tmp_path / "nu")
    with pytest.raises(NotWritten, match="encore jamais été publié"):
        changes(tmp_path / "nu")
    monkeypatch.setattr(git_module, "PATIENCE", 0)
    with pytest.raises(NotWritten, match="Pas de réponse"):
        changes(shared)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NotWritten, match="programme git, qui n'est pas installé"):
        git_module.git(shared, "status")


def sent_from_the_form(shared: Path, number: str = "01 99 00 11 24") -> Surfer:
    surfer = Surfer(shared)
    surfer.send("/structures/les-lutins/", telephone=number)
    surfer.post("/partager/", surfer.get("/partager/").answers | {"_geste": ["publier"]})
    return surfer


def undo(surfer: Surfer):
    return surfer.press("/partager/", "defaire")


def test_what_was_changed_since_the_sending_stays_or_waits_for_a_choice(shared):
    surfer = sent_from_the_form(shared)
    correct(shared, "2026-09", "2026-10")  # another field: it stays
    undo(surfer)
    assert (shared / FILE).read_text("utf-8") == LUTINS.replace("2026-09", "2026-10")
    surfer = sent_from_the_form(shared, "01 99 00 11 26")
    correct(shared, "11 26", "11 25")  # the same one
    page = undo(surfer)
    assert "Avant l’envoi\xa0: 01 99 00 11 24" in page.html
    assert "Aujourd’hui\xa0: 01 99 00 11 25" in page.html
    assert "11 25" in (shared / FILE).read_text("utf-8"), "nothing is written over"
    (late,) = waiting_in(shared)
    surfer.press("/partager/", f"reunir:{late.name}", **{"choix:telephone": ["mien"]})
    assert "11 24" in (shared / FILE).read_text("utf-8")


def test_a_new_sheet_that_was_sent_goes_and_what_was_never_sent_from_here_cannot_be_undone(shared):
    assert "ne peut plus être annulé" in undo(Surfer(shared)).html
    (shared / "data/structures/oursons.yml").write_text(OURSONS, "utf-8")
    (shared / "data/adresses.txt").write_text("# 219900012\n", "utf-8")
    surfer = sent_from_the_form(shared)
    undo(surfer)
    assert not (shared / "data/structures/oursons.yml").exists()
    assert (shared / "data/adresses.txt").exists(), "what was published stays so"
    surfer.press("/annuler/")
    assert (shared / "data/structures/oursons.yml").read_text("utf-8") == OURSONS


def test_other_pages_answer_while_git_waits_for_the_network(shared, monkeypatch):
    surfer, git_itself, waited = Surfer(shared), git_module.run, []
    correct(shared)

    def slow(root, *words, **more):
        if words[0] in {"fetch", "push"}:
            other = Thread(target=surfer.get, args=("/nouvelle/",), daemon=True)
            other.start()
            other.join(300)
            assert not other.is_alive(), f"it waits for « git {words[0]} »"
            waited.append(words[0])
        return git_itself(root, *words, **more)

    page = surfer.get("/partager/")
    monkeypatch.setattr(git_module, "run", slow)
    done = surfer.post("/partager/", page.answers | {"_geste": ["publier"]})
    assert ("Envoyé" in done.html, waited) == (True, ["fetch", "push"])


def test_a_form_that_is_not_ours_or_a_site_that_would_not_build_sends_nothing(shared):
    surfer = Surfer(shared)
    correct(shared)
    page = surfer.get("/partager/")
    forged = surfer.post("/partager/", page.answers | {"_geste": ["publier"], "_jeton": ["autre"]})
    assert (forged.status[:3], "relancé" in forged.html) == ("422", True)
    correct(shared, "commune: Valbourg", "commune: Nulle-Part")
    refused = surfer.post("/partager/", page.answers | {"_geste": ["publier"]})
    assert "ne se construirait pas" in refused.html
    assert to_send(shared) == 0
    assert len(changes(shared)) == 1
