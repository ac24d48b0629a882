"""Asking in writing: one message an address, short, noted once it is sent; its answer, read, ticked, written by a person."""

import datetime as dt
import subprocess

import pytest

from ctg.common.problems import Problem
from ctg.loading import load
from ctg.model.commune import Commune
from ctg_formulaire.asking import requests
from ctg_formulaire.asking.requests import WORDS, load_campaign, to_write, words
from ctg_formulaire.screens import answers as answers_screen
from ctg_formulaire.workshop import TrialVerdict, Workshop
from formulaire import Answered, Surfer, plain
from inventes import invent
from territoires import ESSAI, ROOT

PLACE, FILE = "structures/ecureuils", "data/structures/ecureuils.yml"
LIST, ALONE = "/demander/", f"/demander/seul/?fiche={PLACE}"


@pytest.fixture(autouse=True)
def on_a_day(monkeypatch):
    monkeypatch.setenv("CTG_AUJOURDHUI", "2026-12-03")


def asked(surfer: Surfer, once: str = "x", fiche: str = PLACE, **more: list[str]) -> Answered:
    """A message about a record is said to be sent."""
    return surfer.press("/demander/seul/", _fois=[once], fiche=[fiche], **more)


def given(surfer: Surfer, text: str, once: str = "une-fois", fiche: str = PLACE) -> str:
    """Pastes an answer beside a record; the address of its page."""
    surfer.upload("/reponses/", "fichiers", ("", b""), texte=text, _envoi=once, **({"fiche": fiche} if fiche else {}))
    return surfer.followed[-1]


def press(surfer: Surfer, address: str, gesture: str = "prendre", **changes: list[str]):
    """Presses a button of an answer's page as it is ticked."""
    return surfer.post(address, surfer.get(address).answers | {"_geste": [gesture]} | changes)


# --- the messages --------------------------------------------------------------------------------


@pytest.mark.parametrize("root", [ESSAI, ROOT], ids=["essai", "reel"])
def test_a_message_is_short_and_asks_five_questions_at_most(root, monkeypatch):
    catalogue = load(root)
    made = to_write(catalogue, [])
    assert made
    for one in made:
        text = one.text
        assert words(text) <= WORDS, text
        assert all(1 <= len(asked.questions) <= 5 for asked in one.records)
        assert "OK" in text or "à chaque question" in text
        assert plain(text).count("avant le") == 1
        number = catalogue.territoire.numero_info or catalogue.territoire.editeur.telephone
        assert number is None or number[-2:] in text.splitlines()[-1]
    mails = [(one.mail.casefold(), one.leads) for one in made]
    assert len(set(mails)) == len(mails), "one message an address"
    monkeypatch.setattr(requests, "WORDS", 1)
    assert {len(one.records) for one in to_write(catalogue, [])} == {1}, "a place of which much is said is asked about alone"


def test_what_may_not_leave_is_not_asked(surfer):
    secret = "notes_internes: Le code est 1234.\nadresse_confidentielle: oui\n"
    (surfer.root / FILE).write_text(surfer.text() + secret, "utf-8")
    text = surfer.get(ALONE).plain
    assert ("1234" in text, "Cachette" in text) == (False, False)


def test_a_message_is_noted_once_then_awaited_then_worth_a_call(surfer, monkeypatch):
    asked(surfer)
    page = asked(surfer)  # its button is pressed twice
    (made,) = load_campaign(surfer.root)[0]
    assert (made.a, made.le.isoformat(), [one.fiche for one in made.fiches]) == ("Les Écureuils", "2026-12-03", [PLACE])
    assert "Réponses attendues (1)" in page.plain
    assert "appelez" not in page.plain
    monkeypatch.setenv("CTG_AUJOURDHUI", "2026-12-20")
    assert "appelez" in surfer.get(LIST).plain
    surfer.press("/annuler/")
    assert load_campaign(surfer.root)[0] == ()
    forged = asked(surfer, "y", _jeton=["hier"])
    assert (forged.status[:3], load_campaign(surfer.root)[0]) == ("422", ())


# --- the answers ---------------------------------------------------------------------------------


def test_an_answer_is_ticked_and_written_by_one_press_with_its_day_and_source_then_undone(surfer):
    asked(surfer)
    before = surfer.data
    address = given(surfer, "OK pour tout sauf le téléphone : c'est le 01 99 00 11 77.\nOdile")
    page = surfer.get(address)
    assert "c'est le 01 99 00 11 77.\nOdile" in page.plain, "the whole text is in view"
    assert surfer.data == before, "nothing is written alone"
    assert page.answers["juste"] == [f"{PLACE}:{name}" for name in ("horaires", "adresse", "ages")], (
        "what nothing else is said of"
    )
    page = press(surfer, address)
    assert "Tout est décidé" in page.plain
    for line in ("telephone: 01 99 00 11 77", "verifie_le: 2026-12-03", "Les Écureuils, réponse du 3 décembre 2026",
                 'appuie: "numéro, horaires, adresse, âges"'):  # fmt: skip
        assert line in surfer.text()
    assert "reponse: 2026-12-03" in surfer.text("data/campagnes.yml")
    assert "Textes des réponses décidées (1)" in surfer.get(LIST).plain
    written, saves = surfer.data, len(surfer.desk.workshop.saves)
    press(surfer, address, fiche=[PLACE], juste=[f"{PLACE}:horaires"])  # again
    assert (surfer.data, len(surfer.desk.workshop.saves)) == (written, saves)
    surfer.press("/annuler/")
    assert surfer.data == before


def test_a_partial_answer_is_noted_and_the_doubt_stays(surfer):
    (surfer.root / FILE).write_text(surfer.text().replace("verifie_le: 2026-09-14", "etat_fiche: a_verifier"), "utf-8")
    address = given(surfer, "Les horaires sont bons. Pour l'adresse je ne sais pas.")
    page = surfer.get(address)
    assert "À lire : ce qui n'est pas compris" in page.plain
    page = press(surfer, address, juste=[f"{PLACE}:horaires"])
    assert "le doute reste" in page.plain
    assert ("verifie_le" in surfer.text(), "etat_fiche: a_verifier" in surfer.text()) == (False, True)
    assert "appuie: horaires" in surfer.text()


@pytest.mark.parametrize(
    ("text", "button", "written"),
    [
        ("Rien à redire, enfin je vérifie.", "juste", "verifie_le: 2026-12-03"),
        ("Ah non, le numéro c'est plutôt 01 99 00 11 77", "propose", "telephone: 01 99 00 11 77"),
    ],
)
def test_what_is_read_but_not_ticked_is_settled_by_one_press_of_who_reads_it(surfer, text, button, written):
    address, before = given(surfer, text), surfer.data
    page = surfer.get(address)
    assert not {"juste", "nouveau"} & page.answers.keys()
    assert f'value="{button}"' in page.html
    assert surfer.data == before
    press(surfer, address, button)
    assert written in surfer.text()
    assert ("verifie_le: 2026-12-03" in surfer.text()) == (button == "juste")


def test_what_is_ticked_what_is_proposed_and_a_note_of_the_rest_are_taken_by_one_press(surfer):
    address = given(surfer, "Le numéro : 01 99 00 11 77\nHoraires bons, ceux de la porte.\nOn déménage un jour, on verra.")
    assert "La réponse semble le dire" in surfer.get(address).plain
    press(surfer, address, "propose", note=[PLACE])
    for line in (
        "telephone: 01 99 00 11 77",
        'appuie: "numéro, horaires"',
        "Réponse du 3 décembre 2026 : ceux de la porte.",
    ):
        assert line in surfer.text()


def test_a_draft_and_a_place_from_outside_may_answer_too(surfer):
    for name in ("mesanges", "pmi-grandval"):
        file = f"data/structures/{name}.yml"
        (surfer.root / file).write_bytes((ESSAI / file).read_bytes())
        press(surfer, given(surfer, "Le numéro : 01 99 00 11 77", fiche=f"structures/{name}"))
        assert "telephone: 01 99 00 11 77" in surfer.text(file)


def test_an_answer_about_another_text_lifts_no_doubt(surfer):
    asked(surfer)
    (surfer.root / FILE).write_text(surfer.text().replace("99 00 11 02", "99 00 11 03"), "utf-8")
    address = given(surfer, "Tout est juste.")
    page = surfer.get(address)
    assert "La fiche a changé depuis la demande" in page.plain
    assert "juste" not in page.answers
    press(surfer, address, juste=[f"{PLACE}:{name}" for name in ("telephone", "horaires", "adresse", "ages")])
    assert "verifie_le: 2026-09-14" in surfer.text()


def test_one_answer_about_several_places_is_written_together(surfer):
    keys = [PLACE, "structures/cerf-volant"]
    surfer.post("/reponses/", {})
    titles = [load(surfer.root).get(type(one), one.id).title for one in load(surfer.root).places if one.key in keys]
    address = given(surfer, f"{titles[0]} : ok\n{titles[1]} : tout est juste", fiche="")
    assert surfer.get(address).answers["cible"] == [""]
    press(surfer, address, "choisir", cible=keys, le=["2 décembre 2026"])
    saves = len(surfer.desk.workshop.saves)
    page = press(surfer, address)
    assert "Tout est décidé" in page.plain
    assert len(surfer.desk.workshop.saves) == saves + 1
    assert all("verifie_le: 2026-12-02" in surfer.text(f"data/{key}.yml") for key in keys)


def test_a_reply_that_says_nothing_leaves_the_place_awaited(surfer):
    asked(surfer)
    before = surfer.data
    press(surfer, given(surfer, "Je suis absente jusqu'au 13 décembre. En cas d'urgence, appelez le 01 99 00 55 55."), "rien")
    assert surfer.data == before
    assert "Réponses attendues (1)" in surfer.get(LIST).plain


def test_what_the_page_does_not_offer_is_changed_in_the_sheet_with_the_text_in_view(surfer):
    address = given(surfer, "Le repas est fourni maintenant <b>!</b>")
    start = f"/{PLACE}/?reponse={address.split('/')[2]}"
    page = surfer.get(start)
    assert "fourni maintenant &lt;b&gt;!&lt;/b&gt;" in page.html
    assert page.answers["dit.qui"] == ["Les Écureuils"]
    surfer.post(f"/{PLACE}/", page.answers | {"repas": ["Le repas est fourni."], "_geste": ["verifier"]})
    assert surfer.followed[-1] == address
    assert "Les Écureuils, réponse du 3 décembre 2026" in surfer.text()
    assert "Tout est décidé" in press(surfer, address, "regle").plain


def test_an_answer_finds_what_it_is_about(surfer):
    asked(surfer)
    for text in (f"OK\n> https://familles.exemple.fr/{PLACE}/", "Pour Les Écureuils tout est juste."):
        assert "Les Écureuils" in plain(surfer.get(given(surfer, text, text, "")).html.partition("ed-sous-titre")[2][:80])
    mail = "From: Odile <ecureuils@example.org>\r\nDate: Wed, 02 Dec 2026 10:00:00 +0100\r\n\r\nOK"
    surfer.upload("/reponses/", "fichiers", ("r.eml", mail.encode()), _envoi="z")
    assert "Les Écureuils" in plain(surfer.get(surfer.followed[-1]).html.partition("ed-sous-titre")[2][:80])
    for text, known in (("OK", False), ("Tout est juste pour nos Écureuils.", True), ("Pas un seul dé ici.", False)):
        page = surfer.get(given(surfer, text, text, "")).plain
        assert ("De quoi parle-t-elle ?" not in page, "Réponse du" in page) == (known, True), text


def test_no_name_nor_address_of_a_person_is_in_what_is_published_or_sent(surfer):
    mail = "From: Zzdurand <zzdurand@exemple.fr>\r\nDate: Wed, 02 Dec 2026 10:00:00 +0100\r\n\r\nTout est juste.\r\nZzdurand"
    surfer.upload("/reponses/", "fichiers", ("Ré.eml", mail.encode()), _envoi="x", fiche=PLACE)
    address = surfer.followed[-1]
    assert "zzdurand@exemple.fr" in surfer.get(address).html, "the person who reads sees who wrote"
    press(surfer, address)
    assert "verifie_le: 2026-12-02" in surfer.text()
    assert [name for name, content in surfer.data.items() if b"zzdurand" in content.lower()] == []
    subprocess.run(["git", "init", "--quiet", str(surfer.root)], check=True)
    subprocess.run(["git", "-C", str(surfer.root), "add", "--all"], check=True)
    kept = subprocess.run(["git", "-C", str(surfer.root), "grep", "--cached", "-il", "zzdurand"], capture_output=True, text=True)
    assert kept.stdout == "", "no history takes the kept text"


def test_a_hostile_text_is_shown_as_the_text_that_it_is(surfer):
    address = given(surfer, "<script>alert(1)</script></pre><img src=x onerror=alert(1)>{{ 7*7 }}\x1b[2J\u202e")
    for page in (surfer.get(address), surfer.get(f"/{PLACE}/?reponse={address.split('/')[2]}")):
        assert page.status == "200 OK"
        assert ("<script>alert" in page.html, "<img src" in page.html, "\x1b" in page.html, "\u202e" in page.html) == (False,) * 4
        assert "49" not in page.html.partition("<pre")[2].partition("</pre>")[0]


def test_what_cannot_be_read_or_written_is_told_and_nothing_is_kept(surfer, monkeypatch):
    for files, text, told in (
        (("", b""), "", "Aucune réponse n'est donnée."),
        (("x.eml", b"Subject: a\r\n\r\n"), "", "x.eml : Ce message n'a pas de texte."),
        (("", b""), "a" * 100_001, "Ce texte est trop long"),
    ):
        page = surfer.upload("/reponses/", "fichiers", files, texte=text, _envoi="x")
        assert (page.status[:3], told in page.plain) == ("422", True)
    assert not (surfer.root / "confirmations/reponses").exists()
    assert surfer.get("/reponses/0000000000000000/").status.startswith("404")
    address, before = given(surfer, "Tout est juste."), surfer.data
    assert press(surfer, address, _jeton=["hier"]).status.startswith("422")
    assert "Rien n'est coché" in press(surfer, address, juste=[]).plain
    wrong = Problem(FILE, 1, "", "", "Cette fiche serait fausse.", "Corrigez-la.")
    monkeypatch.setattr(surfer.desk.workshop, "verdict", lambda *_, **__: TrialVerdict((wrong,)))
    assert "Cette fiche serait fausse." in press(surfer, address).plain
    assert surfer.data == before


def test_what_another_program_notes_meanwhile_is_not_written_over(surfer, monkeypatch):
    asked(surfer)
    address, saves = given(surfer, "Tout est juste."), len(surfer.desk.workshop.saves)
    answers = surfer.get(address).answers
    file = surfer.root / "data/campagnes.yml"

    def meanwhile(root):
        found = load_campaign(root)
        file.write_text(file.read_text("utf-8") + "# quelqu'un d'autre\n", "utf-8")
        return found

    monkeypatch.setattr(answers_screen, "load_campaign", meanwhile)
    page = surfer.post(address, answers | {"_geste": ["prendre"]})
    assert len(surfer.desk.workshop.saves) == saves
    assert "a changé entre-temps (data/campagnes.yml)" in page.plain


LED = (
    "en cours depuis mars 2026",
    "deuxième ligne, septembre 2027",
    "le minibus est en panne",
    "120 trajets",
    "12 000 € de la CAF",
)
HEADS = ("état", "prochaine étape", "ce qui bloque", "chiffre de l'année", "argent prévu")


@pytest.mark.parametrize("form", ["{n}. {said}", "{head} : {said}"])
def test_who_leads_an_action_is_asked_five_facts_and_her_answer_is_dated_and_sourced(surfer, form):
    key = "actions/taxi-du-val"
    page = surfer.get(f"/demander/seul/?fiche={key}").plain
    for question in ("Où en est-elle", "la prochaine étape", "ce qui bloque", "chiffre de l'année", "argent prévu"):
        assert question.lower() in page.lower()
    lines = (form.format(n=n, head=head, said=said) for n, (head, said) in enumerate(zip(HEADS, LED, strict=True), 1))
    address = given(surfer, "\n".join(lines), fiche=key)
    press(surfer, address)
    written = surfer.text(f"data/{key}.yml")
    for line in ("{date: 2026-12-03, etat: en-cours, note: En cours depuis mars 2026., source: ", "réponse du 3 décembre",
                 "{date: 2027-09, titre: Deuxième ligne}", "texte: Le minibus est en panne., date: 2026-12-03",
                 "{annee: 2026, texte: 120 trajets.}",
                 "{annee: 2026, financeur: CAF, prevu: 12000}"):  # fmt: skip
        assert line in written
    press(surfer, given(surfer, "1. en cours\n2. troisième ligne, mai 2028\n3. RAS\n4. 130 trajets", "deux", key))
    assert surfer.text(f"data/{key}.yml").count("texte: Le minibus") == 1, "what blocks nothing is no difficulty"
    assert "RAS" not in surfer.text(f"data/{key}.yml")


# --- far away ------------------------------------------------------------------------------------


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
