"""Answers to requests for confirmation, in the form: read, accepted fact by fact, followed."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from email import message_from_bytes
from email.policy import default

import pytest

from ctg.analysis.hours.school_turns import Turn
from ctg.commands import main
from ctg.confirmation.answers import parse_answer
from ctg.confirmation.requests import reasons
from ctg.editing.screens import answers_page, asking_page
from ctg.editing.screens.pages import HeldAnswers
from ctg.editing.workshop import NotWritten
from ctg.loading import load
from ctg.stores.campaign import load_campaign
from formulaire import Surfer
from territoires import ESSAI

ADDRESS, ASKING = "/reponses/", "/demander/"
FILE = "data/structures/coquelicot.yml"


@pytest.fixture
def surfer(tmp_path, monkeypatch) -> Surfer:
    """A week after the structure was asked; ``surfer.message`` is the text that it got."""
    shutil.copytree(ESSAI / "data", tmp_path / "data")
    monkeypatch.setenv("CTG_AUJOURDHUI", "2026-11-25")
    assert main(["--projet", str(tmp_path), "demander-confirmation", "--pour", "coquelicot", "cerf-volant"]) == 0
    monkeypatch.setenv("CTG_AUJOURDHUI", "2026-12-03")
    return Surfer(tmp_path)


def message(surfer: Surfer, **answers: str) -> str:
    """The message with these answers: ``message(surfer, téléphone="…")``."""
    (path,) = (surfer.root / "confirmations").rglob("la-grande-tablee-*.txt")
    text = path.read_text("utf-8").replace("Votre fonction :", "Votre fonction : accueil")
    if rest := answers.pop("rest", "oui"):
        text = re.sub(r"(Réponse 1 \([^)]*\)\s*:)", rf"\1 {rest}", text)
    for sentence, said in answers.items():
        rank = re.search(rf"^1\.(\d+) .*{sentence}", text, re.MULTILINE | re.IGNORECASE)[1]
        text = re.sub(rf"^(Réponse 1\.{rank}\s*:)", rf"\1 {said}", text, flags=re.MULTILINE)
    return text


def press(surfer: Surfer, gesture: str, **texts: list[str]):
    return surfer.post(ADDRESS, {"_jeton": [surfer.pages.workshop.token], "_geste": [gesture], **texts})


def plain(html: str) -> str:
    return html.replace("\u202f", " ").replace("\xa0", " ").replace("&#39;", "'").replace("’", "'")


def sheet(surfer: Surfer) -> str:
    return (surfer.root / FILE).read_text("utf-8")


def test_a_pasted_answer_is_shown_then_written_with_its_day_and_source_then_undone(surfer):
    before, campaign = sheet(surfer), (surfer.root / "data/campagnes.yml").read_text("utf-8")
    page = surfer.upload(ADDRESS, "fichiers", ("", b""), _geste="lire", texte=message(surfer, téléphone="01 99 00 77 88"))
    assert "01 99 00 77 88" in page.html
    assert "Tout est répondu" in plain(page.html)
    assert sheet(surfer) == before
    page = press(surfer, "ecrire", accepter=page.answers["accepter"])
    assert "Enregistré. Réponses reçues : 1 fiche." in plain(page.html)
    assert "telephone: 01 99 00 77 88" in sheet(surfer)
    assert "verifie_le: 2026-12-03" in sheet(surfer)
    assert "(accueil)" in sheet(surfer)
    assert "Ont répondu (1)" in plain(page.html)
    surfer.post("/annuler/", {"_jeton": [surfer.pages.workshop.token]})
    assert (sheet(surfer), (surfer.root / "data/campagnes.yml").read_text("utf-8")) == (before, campaign)


@pytest.mark.parametrize(("second", "refused"), [("01 99 00 77 99", True), ("01 99 00 77 88", False)])
def test_two_requests_about_one_record_answered_together_lose_nothing(surfer, second, refused):
    first = message(surfer, téléphone="01 99 00 77 88")
    shutil.rmtree(surfer.root / "confirmations")
    assert main(["--projet", str(surfer.root), "demander-confirmation", "--pour", "coquelicot"]) == 0
    for text in (first, message(surfer, téléphone=second)):
        parsed = parse_answer("x.txt", text)
        surfer.pages.hold(HeldAnswers((*(surfer.pages.heard.answers if surfer.pages.heard else ()), parsed)))
    page = surfer.get(ADDRESS)
    assert ("Une autre réponse parle de cette fiche" in plain(page.html)) == refused
    press(surfer, "ecrire", accepter=page.answers["accepter"])
    assert "telephone: 01 99 00 77 88" in sheet(surfer)
    campaign = (surfer.root / "data/campagnes.yml").read_text("utf-8")
    assert campaign.count("reponse: 2026-12-03") == (1 if refused else 2)


def test_a_fact_that_is_left_is_not_written_and_the_record_is_not_confirmed(surfer):
    surfer.upload(ADDRESS, "fichiers", ("r.txt", message(surfer, téléphone="01 99 00 77 88").encode()), _geste="lire")
    page = press(surfer, "ecrire", accepter=[])
    assert "01 99 00 77 88" not in sheet(surfer)
    assert "2026-12-03" not in sheet(surfer)
    assert "À faire à la main." in page.html
    assert "reponse: 2026-12-03" in (surfer.root / "data/campagnes.yml").read_text("utf-8")


def test_tampered_doubled_outdated_or_no_answer_is_told(surfer):
    text = message(surfer)
    code = re.search(r"Demande ([0-9a-f-]{14})", text)[1]
    for spoilt, told in (
        (text.replace(code, "0000-0000-0000"), "le code a été changé"),
        (re.sub(r"^1\.1 .*$", "1.1 Autre chose.", text, flags=re.MULTILINE), "a été changée"),
        (text.replace("Votre fonction : accueil", "Votre fonction :"), "La fonction n'est pas dite. Choisissez-la plus bas."),
        ("bonjour", "le code d'aucune demande"),
        ("", "Aucune réponse n'est donnée"),
    ):
        assert told in plain(surfer.upload(ADDRESS, "fichiers", ("", b""), _geste="lire", texte=spoilt).html)
        press(surfer, "oublier")
    both = ("a.txt", text.encode()), ("b.txt", text.encode())
    assert "déjà dans a.txt" in plain(surfer.upload(ADDRESS, "fichiers", *both, _geste="lire").html)
    press(surfer, "ecrire")
    again = surfer.upload(ADDRESS, "fichiers", both[0], _geste="lire")
    assert "a déjà été reçue" in plain(again.html)
    assert 'value="ecrire"' not in again.html


def test_what_the_checks_refuse_is_told_and_still_awaited(surfer):
    before, campaign = sheet(surfer), (surfer.root / "data/campagnes.yml").read_text("utf-8")
    page = surfer.upload(ADDRESS, "fichiers", ("", b""), _geste="lire", texte=message(surfer, **{"C’est à": "Nulle-Part"}))
    assert "Refusée, « Commune »" in plain(page.html)
    assert 'value="ecrire"' not in page.html
    assert "Rien à écrire." in press(surfer, "ecrire").html
    assert (sheet(surfer), (surfer.root / "data/campagnes.yml").read_text("utf-8")) == (before, campaign)


def test_an_answer_about_a_record_that_changed_since_is_outdated_and_asked_again_from_the_form(surfer):
    text = message(surfer)
    (surfer.root / FILE).write_text(sheet(surfer).replace("Un café", "Un bar"), "utf-8")
    page = surfer.upload(ADDRESS, "fichiers", ("", b""), _geste="lire", texte=text)
    assert "La fiche a changé depuis la demande" in plain(page.html)
    assert "Refaites la demande, par « Demander une confirmation »." in plain(page.html)
    assert 'value="ecrire"' not in page.html
    page = surfer.post(ASKING, {"_jeton": [surfer.pages.workshop.token], "fiche": ["structures/coquelicot"]})
    assert "Prêts : 1 message à envoyer</h2>" in plain(page.html)


def test_what_the_answer_does_not_say_is_chosen_and_a_mail_arrives_whole(surfer):
    text = message(surfer).replace("Votre fonction : accueil", "Votre fonction :")
    mail = f"Content-Type: text/plain; charset=utf-8\r\nDate: Wed, 02 Dec 2026 10:00:00 +0100\r\n\r\n{text}"
    surfer.upload(ADDRESS, "fichiers", ("Ré: demande.eml", mail.encode()), _geste="lire")
    page = press(surfer, "preciser", fonction=["direction"], le=[""])
    assert "Tout est répondu" in plain(page.html)
    press(surfer, "ecrire")
    assert "verifie_le: 2026-12-02" in sheet(surfer)
    assert "(direction)" in sheet(surfer)


def test_who_is_awaited_and_whom_to_call_by_number(surfer, monkeypatch):
    assert "Réponses attendues" in plain(surfer.get(ADDRESS).html)
    monkeypatch.setenv("CTG_AUJOURDHUI", "2026-12-20")
    page = surfer.get(ADDRESS)
    assert "À appeler (" in plain(page.html)
    assert 'href="tel:+33' in page.html


def test_without_the_token_no_answer_is_read_nor_written(surfer):
    surfer.upload(ADDRESS, "fichiers", ("", b""), _geste="lire", texte=message(surfer), _jeton="hier")
    assert surfer.pages.heard is None


# --- asked ---------------------------------------------------------------------------------------


def test_messages_are_prepared_saved_in_one_file_noted_and_undone(surfer):
    before = (surfer.root / "data/campagnes.yml").read_text("utf-8")
    page = surfer.get(ASKING)
    ticked = [value for name, value in page.form.sent if name == "fiche"]
    assert "structures/ecureuils" not in ticked  # confirmed not long ago: among the others
    assert page.html.count('name="fiche"') == len(load(surfer.root).places)
    assert "déjà demandé le 25 novembre 2026" in plain(page.html)
    page = surfer.post(ASKING, {**page.answers, "fiche": ["structures/ecureuils"], "de": ["ctg@exemple.fr"]})
    link = re.search(r'href="(/demander/confirmations-2026-12-03\.zip)" download', page.html)[1]
    saved = surfer.get(link)
    assert saved.headers["Content-Disposition"] == 'attachment; filename="confirmations-2026-12-03.zip"'
    with zipfile.ZipFile(io.BytesIO(saved.content)) as archive:
        names = [re.sub(r"-[0-9a-f]{4}\.", ".", name) for name in archive.namelist()]
        assert names == ["les-ecureuils.eml", *(f"sans-messagerie/les-ecureuils.{kind}" for kind in ("txt", "html", "pdf"))]
        mail = message_from_bytes(archive.read(archive.namelist()[0]), policy=default)
    assert (mail["To"], mail["From"], mail["X-Unsent"]) == ("ecureuils@example.org", "ctg@exemple.fr", "1")
    assert "structures/ecureuils" in (surfer.root / "data/campagnes.yml").read_text("utf-8").removeprefix(before)
    surfer.post("/annuler/", {"_jeton": [surfer.pages.workshop.token]})
    assert (surfer.root / "data/campagnes.yml").read_text("utf-8") == before


def test_those_whose_hours_change_with_a_season_are_asked_early(surfer):
    page = surfer.get(f"{ASKING}?avant=ete")
    catalogue = load(surfer.root)
    due = reasons(catalogue, catalogue.day, Turn.ETE)
    others = page.html.index("<summary>Les autres")
    assert due
    assert set(re.findall(r'name="fiche" value="([^"]+)"', page.html[:others])) == due.keys()
    assert f"À faire confirmer avant l'été ({len(due)})" in plain(page.html)
    page = surfer.post(ASKING, {**page.answers, "fiche": [next(iter(due))]})
    with zipfile.ZipFile(io.BytesIO(surfer.pages.messages.file.content)) as archive:
        (text,) = (archive.read(name).decode() for name in archive.namelist() if name.endswith(".txt"))
    assert "été" in text.partition("Pourquoi maintenant")[2]


def test_one_question_is_asked_to_all_those_of_a_type(surfer):
    page = surfer.post(
        ASKING, {"_jeton": [surfer.pages.workshop.token], "type": ["multi-accueil"], "question": ["Ouverts le 24 décembre ?"]}
    )
    assert "Prêts :" in plain(page.html)
    campaign = (surfer.root / "data/campagnes.yml").read_text("utf-8")
    asked = campaign.partition("question: Ouverts le 24 décembre ?")
    assert asked[1]
    of_type = sum(place.type_id == "multi-accueil" for place in load(surfer.root).places)
    assert campaign.count("question: ") <= of_type
    assert "structures/ecureuils" in asked[2]


def test_messages_that_cannot_be_noted_are_not_given(surfer, monkeypatch):
    def full(_save):
        raise NotWritten("Le disque est plein.")

    monkeypatch.setattr(surfer.pages.workshop, "write", full)
    page = surfer.post(ASKING, {"_jeton": [surfer.pages.workshop.token], "fiche": ["structures/ecureuils"]})
    assert "Le disque est plein." in plain(page.html)
    assert surfer.pages.messages is None


@pytest.mark.parametrize("module", [asking_page, answers_page])
def test_what_another_program_notes_meanwhile_is_not_written_over(surfer, monkeypatch, module):
    """As ``ctg recevoir`` would, just after the form has read the campaign."""
    file = surfer.root / "data/campagnes.yml"

    def meanwhile(root):
        found = load_campaign(root)
        file.write_text(file.read_text("utf-8") + "# quelqu'un d'autre\n", "utf-8")
        return found

    page = surfer.upload(ADDRESS, "fichiers", ("", b""), _geste="lire", texte=message(surfer, téléphone="01 99 00 77 88"))
    monkeypatch.setattr(module, "load_campaign", meanwhile)
    if module is asking_page:
        page = surfer.post(ASKING, {"_jeton": [surfer.pages.workshop.token], "fiche": ["structures/ecureuils"]})
    else:
        page = press(surfer, "ecrire", accepter=page.answers["accepter"])
    assert surfer.pages.workshop.saves == []
    assert "campagnes.yml a changé entre-temps" in plain(page.html)
    assert surfer.pages.messages is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "Aucune fiche n'est choisie."),
        ({"type": ["inconnu"]}, "Aucune fiche n'est choisie."),
        ({"fiche": ["structures/ecureuils"], "de": ["moi"]}, "« moi » n'est pas une adresse de courriel."),
        ({"fiche": ["structures/ecureuils"], "question": ["Oui"]}, "Une question a de 5 à 200 caractères."),
        ({"fiche": ["structures/ecureuils"], "_jeton": ["hier"]}, "Le formulaire a été relancé depuis."),
    ],
)
def test_what_cannot_be_asked_is_told_and_nothing_is_noted(surfer, given, told):
    before = (surfer.root / "data/campagnes.yml").read_text("utf-8")
    page = surfer.post(ASKING, {"_jeton": [surfer.pages.workshop.token], **given})
    assert page.status.startswith("422")
    assert told in plain(page.html)
    assert {value for name, value in page.form.sent if name == "fiche"} == set(given.get("fiche", ()))
    assert (surfer.root / "data/campagnes.yml").read_text("utf-8") == before
    assert surfer.get(f"{ASKING}confirmations-2026-12-03.zip").status.startswith("404")
