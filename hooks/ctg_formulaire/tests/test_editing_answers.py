"""Answers to requests for confirmation, in the form: read whole by a person, decided place by place, followed."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import zipfile
from email import message_from_bytes
from email.policy import default
from html import unescape

import pytest

from ctg.commands import main
from ctg.common.phrases import typography
from ctg.common.problems import Problem
from ctg.hours.changes import Turn
from ctg.loading import load
from ctg_formulaire.facts import asked as asked_of
from ctg_formulaire.following import Demande, FicheDemandee, Moyen, as_yaml, load_campaign, reasons
from ctg_formulaire.screens import answers as answers_screen
from ctg_formulaire.screens import asking as asking_screen
from ctg_formulaire.screens.asking import MESSAGES
from ctg_formulaire.workshop import NotWritten, TrialVerdict
from formulaire import Surfer
from territoires import hamlet

ADDRESS, ASKING = "/reponses/", "/demander/"
DAY = dt.date(2026, 11, 25)
PLACE = "structures/coquelicot"
FILE = "data/structures/coquelicot.yml"


@pytest.fixture
def surfer(tmp_path, monkeypatch) -> Surfer:
    """A week after the structure was asked; ``surfer.message`` is the text that it got."""
    hamlet(tmp_path)
    monkeypatch.setenv("CTG_AUJOURDHUI", "2026-11-25")
    assert main(["--projet", str(tmp_path), "demander-confirmation", "--pour", "coquelicot", "cerf-volant"]) == 0
    monkeypatch.setenv("CTG_AUJOURDHUI", "2026-12-03")
    return Surfer(tmp_path)


def message(surfer: Surfer, said: str = "Tout est juste, merci.") -> str:
    """An answer above the request that it quotes."""
    (path,) = (surfer.root / "confirmations").rglob("la-grande-tablee-*.txt")
    quoted = "\n".join(f"> {line}" for line in path.read_text("utf-8").split("\n"))
    return f"{said}\n\nLe 25 novembre, vous écriviez :\n{quoted}"


def plain(html: str) -> str:
    return html.replace("\u202f", " ").replace("\xa0", " ").replace("&#39;", "'").replace("’", "'")


def sheet(surfer: Surfer) -> str:
    return (surfer.root / FILE).read_text("utf-8")


def campaign(surfer: Surfer) -> str:
    return (surfer.root / "data/campagnes.yml").read_text("utf-8")


def given(surfer: Surfer, text: str, once: str = "une-fois") -> str:
    """Pastes an answer; the address of its page."""
    surfer.upload(ADDRESS, "fichiers", ("", b""), texte=text, _envoi=once)
    return surfer.followed[-1]


def press(surfer: Surfer, address: str, gesture: str, **texts: str):
    return surfer.post(
        address, {"_jeton": [surfer.desk.workshop.token], "_geste": [gesture], **{k: [v] for k, v in texts.items()}}
    )


def chosen(surfer: Surfer, text: str, about: str = "", once: str = "une-fois") -> str:
    """Pastes an answer and says what it is about: by default, what the page proposes; the address of its page."""
    address = given(surfer, text, once)
    page = surfer.get(address)
    press(surfer, address, "choisir", cible=about or page.answers["cible"][0], le=page.answers["le"][0])
    return address


def data(surfer: Surfer) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in (surfer.root / "data").rglob("*") if path.is_file()}


def test_a_pasted_answer_is_read_beside_the_facts_then_confirmed_with_its_day_and_source_then_undone(surfer):
    before, noted, everything = sheet(surfer), campaign(surfer), data(surfer)
    address = given(surfer, message(surfer, "Tout est juste.\nSauf que nous fermons à 17 h !\n"))
    page = surfer.get(address)
    assert "Sauf que nous fermons à 17 h !" in plain(page.html)
    assert "Le texte porte la référence de cette demande." in plain(page.html)
    press(surfer, address, "choisir", cible=page.answers["cible"][0], le="2026-12-02")
    page = surfer.get(address)
    assert "Sauf que nous fermons à 17 h !" in plain(page.html)  # whole, beside what was asked
    catalogue = load(surfer.root)
    place = next(one for one in catalogue.places if one.key == PLACE)
    for fact in asked_of(catalogue, place, DAY).facts:
        assert plain(typography(fact.text)) in plain(unescape(page.html)), fact
    assert data(surfer) == everything, "nothing is written alone"
    page = press(surfer, address, "juste", fiche=PLACE)
    assert "Tout est décidé : la réponse est reçue." in plain(page.html)
    assert "verifie_le: 2026-12-02" in sheet(surfer)
    assert "etat_fiche: publiee" in sheet(surfer)
    assert "Réponse de « La Grande Tablée » du 2 décembre 2026, date: 2026-12-02, appuie: toute la fiche" in sheet(surfer)
    assert "reponse: 2026-12-02" in campaign(surfer)
    assert "Ont répondu (1)" in plain(surfer.get(ADDRESS).html)
    assert "Sauf que nous fermons à 17 h !" in plain(surfer.get(address).html), "its text stays"
    surfer.post("/annuler/", {"_jeton": [surfer.desk.workshop.token]})
    assert (sheet(surfer), campaign(surfer)) == (before, noted)


def test_an_answer_that_is_not_decided_publishes_nothing_and_stays_after_a_restart(surfer):
    before = data(surfer)
    address = chosen(surfer, message(surfer, "Notre numéro a changé, je vous rappelle."))
    again = Surfer(surfer.root)
    assert "Notre numéro a changé" in plain(again.get(address).html)
    assert "À lire et à décider (1)" in plain(again.get(ADDRESS).html)
    assert data(surfer) == before


def test_a_request_for_several_places_is_received_with_the_last_of_them_only(surfer, monkeypatch):
    monkeypatch.setenv("CTG_AUJOURDHUI", "2026-12-03")
    keys = ("structures/ecureuils", "structures/cerf-volant")
    demande = Demande(le=DAY, a="Ville d'Aubrelune", par=Moyen.COURRIEL, code="abcdabcdabcd",
                      fiches=tuple(FicheDemandee(fiche=key, version=version(surfer, key)) for key in keys))  # fmt: skip
    (surfer.root / "data/campagnes.yml").write_text(as_yaml([demande]), "utf-8")
    address = chosen(surfer, "Tout va. Réf. abcd-abcd-abcd")
    press(surfer, address, "juste", fiche=keys[0])
    assert "verifie_le: 2026-12-03" in (surfer.root / "data" / f"{keys[0]}.yml").read_text("utf-8")
    assert "reponse" not in campaign(surfer)
    assert "À lire et à décider (1)" in plain(surfer.get(ADDRESS).html)
    page = press(surfer, address, "rien", fiche=keys[1])
    assert "Tout est décidé" in plain(page.html)
    assert campaign(surfer).count("reponse: 2026-12-03") == 2
    assert "2026-12-03" not in (surfer.root / "data" / f"{keys[1]}.yml").read_text("utf-8")


def version(surfer: Surfer, key: str) -> str:
    catalogue = load(surfer.root)
    return asked_of(catalogue, next(one for one in catalogue.places if one.key == key), DAY).version


def test_a_change_is_made_in_the_form_with_the_text_in_view_and_settles_the_place(surfer):
    address = chosen(surfer, message(surfer, "Notre nouveau numéro : 01 99 00 77 88 <b>!</b>"))
    start = f"/{PLACE}/?reponse={address.split('/')[2]}"
    page = surfer.get(start)
    assert "01 99 00 77 88 &lt;b&gt;!&lt;/b&gt;" in page.html
    wrong = surfer.post(f"/{PLACE}/", page.answers | {"telephone": ["12"], "_geste": ["reprendre"]})
    assert (wrong.status[:3], "01 99 00 77 88 &lt;b&gt;" in wrong.html) == ("422", True), "the text stays in view"
    sent = page.answers | {"telephone": ["01 99 00 77 88"], "_geste": ["reprendre"]}
    after = surfer.post(f"/{PLACE}/", sent)
    assert surfer.followed[-1] == address
    assert "Décidé : la fiche est changée." in plain(after.html)
    for line in (
        "telephone: 01 99 00 77 88",
        "verifie_le: 2026-12-03",
        "etat_fiche: publiee",
        "Réponse de « La Grande Tablée » du",
    ):
        assert line in sheet(surfer)
    assert "reponse: 2026-12-03" in campaign(surfer)
    written, saves = data(surfer), len(surfer.desk.workshop.saves)
    surfer.post(f"/{PLACE}/", sent)  # sent twice
    assert (data(surfer), len(surfer.desk.workshop.saves)) == (written, saves)


def test_saved_without_taking_the_answer_it_is_still_to_be_decided(surfer):
    address = chosen(surfer, message(surfer))
    surfer.send(f"/{PLACE}/", start=f"/{PLACE}/?reponse={address.split('/')[2]}", telephone="01 99 00 77 88")
    assert "telephone: 01 99 00 77 88" in sheet(surfer)
    assert "verifie_le" not in sheet(surfer)
    page = surfer.get(address)
    assert 'value="rien"' in page.html
    # What was asked is not what the record says now: « tout est juste » would be a false proof.
    assert "La fiche a changé depuis la demande" in plain(page.html)
    assert 'value="juste"' not in page.html
    refused = press(surfer, address, "juste", fiche=PLACE)
    assert refused.status.startswith("422")
    assert "verifie_le" not in sheet(surfer)


def test_a_gesture_made_twice_writes_once(surfer):
    first = given(surfer, message(surfer), "meme-page")
    assert given(surfer, message(surfer), "meme-page") == first
    assert len(surfer.desk.workshop.saves) == 1
    assert given(surfer, message(surfer), "autre-page") != first
    address = chosen(surfer, message(surfer), once="meme-page")
    press(surfer, address, "juste", fiche=PLACE)
    written, saves = data(surfer), len(surfer.desk.workshop.saves)
    for gesture in ("juste", "rien"):
        press(surfer, address, gesture, fiche=PLACE)
    assert (data(surfer), len(surfer.desk.workshop.saves)) == (written, saves)
    for gesture in ("choisir", "ecarter"):  # nor is what was decided put elsewhere, or lost
        assert press(surfer, address, gesture, cible=PLACE, le="2026-12-03").status.startswith("422")
    assert surfer.get(address).status == "200 OK"


def test_an_answer_without_a_reference_is_put_by_hand_to_a_place(surfer):
    address = given(surfer, "Bonjour, tout est bon pour nous.")
    page = surfer.get(address)
    assert page.answers["cible"] == [""]
    for about, day, told in (
        ("", "2026-12-03", "Dites d'abord de quoi parle cette réponse."),
        ("structures/inconnue", "2026-12-03", "Dites d'abord de quoi parle cette réponse."),
        ("structures/ecureuils", "2026-12-04", "Une réponse du 4 décembre 2026 n'est pas possible."),
        (PLACE, "2026-11-01", "Une réponse du 1er novembre 2026 n'est pas possible."),
        (PLACE, "hier", "Le jour de la réponse manque."),
    ):
        refused = press(surfer, address, "choisir", cible=about, le=day)
        assert (refused.status[:3], told in plain(refused.html)) == ("422", True), told
    shown = plain(press(surfer, address, "choisir", cible="structures/ecureuils", le="2026-12-01").html)
    assert ("Les Écureuils" in shown, "Image :" in shown) == (True, False), "its photograph is chosen by the site"
    press(surfer, address, "juste", fiche="structures/ecureuils")
    changed = (surfer.root / "data/structures/ecureuils.yml").read_text("utf-8")
    assert "verifie_le: 2026-12-01" in changed
    assert "Réponse de « Les Écureuils » du 1er décembre 2026" in changed
    assert "reponse" not in campaign(surfer)


def test_the_next_answer_of_the_same_institution_takes_the_place_of_its_source(surfer, monkeypatch):
    for day in ("2026-12-01", "2027-01-15"):
        monkeypatch.setenv("CTG_AUJOURDHUI", day)
        address = chosen(surfer, "Tout est bon.", "structures/ecureuils", once=day)
        press(surfer, address, "juste", fiche="structures/ecureuils")
    changed = (surfer.root / "data/structures/ecureuils.yml").read_text("utf-8")
    assert (changed.count("Réponse de « Les Écureuils »"), "du 15 janvier 2027" in changed) == (1, True)


def test_an_answer_to_a_single_question_confirms_no_record(surfer):
    surfer.post(ASKING, {"_jeton": [surfer.desk.workshop.token], "fiche": [PLACE], "question": ["Ouverts le 24 décembre ?"]})
    code = load_campaign(surfer.root)[0][-1].code
    address = chosen(surfer, "Non, fermés.", code)
    page = surfer.get(address)
    assert "Ouverts le 24 décembre ?" in plain(page.html)
    assert 'value="juste"' not in page.html
    assert press(surfer, address, "juste", fiche=PLACE).status.startswith("422")
    form = surfer.get(f"/{PLACE}/?reponse={address.split('/')[2]}")
    surfer.post(f"/{PLACE}/", form.answers | {"horaires.note": ["Fermé le 24 décembre."], "_geste": ["reprendre"]})
    assert "Fermé le 24 décembre." in sheet(surfer)
    assert 'appuie: "Ouverts le 24 décembre ?"' in sheet(surfer) or "appuie: Ouverts le 24 décembre ?" in sheet(surfer)
    assert ("verifie_le" in sheet(surfer), "a_verifier" in sheet(surfer)) == (False, True)
    assert "reponse: 2026-12-03" in campaign(surfer)


def test_a_record_that_is_gone_takes_nothing(surfer):
    address = chosen(surfer, message(surfer))
    (surfer.root / FILE).write_text(sheet(surfer).replace("a_verifier", "brouillon"), "utf-8")
    page = surfer.get(address)
    assert "Cette fiche n'existe plus, ou n'est plus publiée" in plain(page.html)
    assert ('value="juste"' in page.html, f'href="/{PLACE}/' in page.html) == (False, False)
    assert "Tout est décidé" in plain(press(surfer, address, "rien", fiche=PLACE).html)


def test_what_the_checks_refuse_is_told_and_still_to_be_decided(surfer, monkeypatch):
    address = chosen(surfer, message(surfer))
    before = data(surfer)
    problem = Problem(FILE, 1, "", "", "Cette fiche serait fausse.", "Corrigez-la.")
    monkeypatch.setattr(surfer.desk.workshop, "verdict", lambda *_, **__: TrialVerdict((problem,)))
    page = press(surfer, address, "juste", fiche=PLACE)
    assert (page.status[:3], "Cette fiche serait fausse." in plain(page.html)) == ("422", True)
    assert data(surfer) == before
    assert 'value="juste"' in surfer.get(address).html


def test_no_name_nor_address_of_a_person_is_in_what_is_published_or_sent(surfer):
    mail = (
        "From: Odile Zzdurand <odile.zzdurand@exemple.fr>\r\nDate: Wed, 02 Dec 2026 10:00:00 +0100\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{message(surfer, 'Tout va. Odile Zzdurand, 06 99 00 11 22')}"
    )
    surfer.upload(ADDRESS, "fichiers", ("Ré: demande.eml", mail.encode()), _envoi="une-fois")
    address = surfer.followed[-1]
    page = surfer.get(address)
    assert "odile.zzdurand@exemple.fr" in page.html, "the person who reads sees who wrote"
    press(surfer, address, "choisir", cible=page.answers["cible"][0], le=page.answers["le"][0])
    press(surfer, address, "juste", fiche=PLACE)
    assert "verifie_le: 2026-12-02" in sheet(surfer)
    assert [name for name, content in data(surfer).items() if b"zzdurand" in content.lower()] == []
    subprocess.run(["git", "init", "--quiet", str(surfer.root)], check=True)
    subprocess.run(["git", "-C", str(surfer.root), "add", "--all"], check=True)
    kept = subprocess.run(["git", "-C", str(surfer.root), "grep", "--cached", "-il", "zzdurand"], capture_output=True, text=True)
    assert kept.stdout == "", "no history takes the kept text"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "</pre><img src=x onerror=alert(1)>", "{{ 7*7 }}", "\x1b[2J\u202e", "é" * 99_000]
)
def test_a_hostile_text_is_shown_as_the_text_that_it_is(surfer, text):
    address = chosen(surfer, text, "structures/ecureuils")
    for page in (surfer.get(address), surfer.get(f"/structures/ecureuils/?reponse={address.split('/')[2]}")):
        assert page.status == "200 OK"
        assert ("<script>alert" in page.html, "<img src" in page.html, "\x1b" in page.html, "\u202e" in page.html) == (False,) * 4
        assert "49" not in page.html.partition("<pre")[2].partition("</pre>")[0]


def test_what_cannot_be_read_is_told_and_nothing_is_kept(surfer):
    for files, text, told in (
        (("", b""), "", "Aucune réponse n'est donnée."),
        (("x.eml", b"Subject: a\r\n\r\n"), "", "x.eml : Ce message n'a pas de texte."),
        (("", b""), "a" * 100_001, "Ce texte est trop long"),
    ):
        page = surfer.upload(ADDRESS, "fichiers", files, texte=text, _envoi="x")
        assert (page.status[:3], told in plain(page.html)) == ("422", True)
    assert not (surfer.root / "confirmations/reponses").exists()
    assert surfer.get(f"{ADDRESS}../../data/").status.startswith("404")
    assert surfer.get(f"{ADDRESS}0000000000000000/").status.startswith("404")


def test_who_is_awaited_and_whom_to_call(surfer, monkeypatch):
    early = surfer.get(ADDRESS).html
    assert ("Réponses attendues" in plain(early), "; <a" in early) == (True, False)
    monkeypatch.setenv("CTG_AUJOURDHUI", "2026-12-20")
    assert '; <a href="/">appelez</a>' in plain(surfer.get(ADDRESS).html)
    assert 'href="tel:+33' in surfer.get("/").html


def test_without_the_token_no_answer_is_kept_nor_decided(surfer):
    surfer.upload(ADDRESS, "fichiers", ("", b""), texte=message(surfer), _jeton="hier")
    assert not (surfer.root / "confirmations/reponses").exists()
    address, before = chosen(surfer, message(surfer)), data(surfer)
    assert press(surfer, address, "juste", fiche=PLACE, _jeton="hier").status.startswith("422")
    assert data(surfer) == before


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
    assert saved.headers["Content-Disposition"] == "attachment; filename=confirmations-2026-12-03.zip"
    with zipfile.ZipFile(io.BytesIO(saved.content)) as archive:
        names = [re.sub(r"-[0-9a-f]{4}\.", ".", name) for name in archive.namelist()]
        assert names == ["les-ecureuils.eml", *(f"sans-messagerie/les-ecureuils.{kind}" for kind in ("txt", "html", "pdf"))]
        mail = message_from_bytes(archive.read(archive.namelist()[0]), policy=default)
    assert (mail["To"], mail["From"], mail["X-Unsent"]) == ("ecureuils@example.org", "ctg@exemple.fr", "1")
    assert "structures/ecureuils" in (surfer.root / "data/campagnes.yml").read_text("utf-8").removeprefix(before)
    surfer.post("/annuler/", {"_jeton": [surfer.desk.workshop.token]})
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
    with zipfile.ZipFile(io.BytesIO(surfer.desk.kept[MESSAGES].content)) as archive:
        (text,) = (archive.read(name).decode() for name in archive.namelist() if name.endswith(".txt"))
    assert "été" in text.partition("Pourquoi maintenant")[2]


def test_one_question_is_asked_to_all_those_of_a_type(surfer):
    page = surfer.post(
        ASKING, {"_jeton": [surfer.desk.workshop.token], "type": ["multi-accueil"], "question": ["Ouverts le 24 décembre ?"]}
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

    monkeypatch.setattr(surfer.desk.workshop, "write", full)
    page = surfer.post(ASKING, {"_jeton": [surfer.desk.workshop.token], "fiche": ["structures/ecureuils"]})
    assert "Le disque est plein." in plain(page.html)
    assert MESSAGES not in surfer.desk.kept


@pytest.mark.parametrize("module", [asking_screen, answers_screen])
def test_what_another_program_notes_meanwhile_is_not_written_over(surfer, monkeypatch, module):
    """As ``ctg demander-confirmation`` would, just after the form has read the campaign."""
    file = surfer.root / "data/campagnes.yml"
    address = chosen(surfer, message(surfer))
    saves = len(surfer.desk.workshop.saves)

    def meanwhile(root):
        found = load_campaign(root)
        file.write_text(file.read_text("utf-8") + "# quelqu'un d'autre\n", "utf-8")
        return found

    monkeypatch.setattr(module, "load_campaign", meanwhile)
    if module is asking_screen:
        page = surfer.post(ASKING, {"_jeton": [surfer.desk.workshop.token], "fiche": ["structures/ecureuils"]})
    else:
        page = press(surfer, address, "juste", fiche=PLACE)
    assert len(surfer.desk.workshop.saves) == saves
    assert "campagnes.yml a changé entre-temps" in plain(page.html)
    assert MESSAGES not in surfer.desk.kept


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
    page = surfer.post(ASKING, {"_jeton": [surfer.desk.workshop.token], **given})
    assert page.status.startswith("422")
    assert told in plain(page.html)
    assert {value for name, value in page.form.sent if name == "fiche"} == set(given.get("fiche", ()))
    assert (surfer.root / "data/campagnes.yml").read_text("utf-8") == before
    assert surfer.get(f"{ASKING}confirmations-2026-12-03.zip").status.startswith("404")
