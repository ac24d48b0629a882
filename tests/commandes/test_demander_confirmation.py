"""``ctg demander-confirmation`` and ``ctg recevoir``: from the message to the sheet, on the invented territory."""

from __future__ import annotations

import datetime as dt
import email
import re
import shutil
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pikepdf
import pytest

from ctg.checks.confidential import placeless
from ctg.commands import main
from ctg.confirmation.facts import asked
from ctg.confirmation.requests import due, recipient, requests
from ctg.ground.clock import PARIS, today
from ctg.help.description import describe
from ctg.kinds import Service, Structure
from ctg.loading import load
from ctg.stores.campaign import load_campaign
from octets import found
from plantes import fields
from territoires import ESSAI, ROOT
from test_canaris import CANARY, CONFIDENTIAL, FORBIDDEN, NOTES, REFUGE, Nursery

FOLDER = "confirmations/2026-11-25"
CAMPAIGN = "data/campagnes.yml"
COQUELICOT, CERF_VOLANT = "coquelicot", "cerf-volant"


class Office:
    """A copy of the invented territory, and who works there."""

    def __init__(self, root: Path, capsys, monkeypatch):
        self.root, self.capsys, self.monkeypatch = root, capsys, monkeypatch

    def run(self, *words: object, on: str = "2026-11-25") -> tuple[int, str, str]:
        self.monkeypatch.setenv("CTG_AUJOURDHUI", on)
        code = main(["--projet", str(self.root), *map(str, words)])
        return code, *self.capsys.readouterr()

    def ask(self, *words: object, on: str = "2026-11-25") -> str:
        code, out, err = self.run("demander-confirmation", *words, on=on)
        assert (code, err) == (0, ""), err
        return out

    def mail(self, start: str, folder: str = FOLDER) -> EmailMessage:
        """The draft whose file name starts so, opened by Python's ``email``."""
        (path,) = (self.root / folder).glob(f"{start}-????.eml")
        message = email.message_from_bytes(path.read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)
        return message

    def text(self, start: str, folder: str = FOLDER) -> str:
        return self.mail(start, folder).get_body(("plain",)).get_content().replace("\r\n", "\n")

    def receive(self, *texts: str | bytes, apply: bool = True, on: str = "2026-12-03", more=()) -> tuple[int, str, str]:
        paths = []
        for n, text in enumerate(texts):
            paths.append(self.root.parent / f"reponse-{n}.{'eml' if isinstance(text, bytes) else 'txt'}")
            paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.run("recevoir", *paths, *(["--appliquer"] if apply else []), *more, on=on)

    def sheet(self, id: str, folder: str = "structures") -> str:
        return (self.root / "data" / folder / f"{id}.yml").read_text("utf-8")

    def tree(self) -> dict[str, bytes]:
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}


@pytest.fixture
def office(tmp_path, capsys, monkeypatch):
    return Office(Path(shutil.copytree(ESSAI, tmp_path / "essai")), capsys, monkeypatch)


def answered(text: str, answers: dict[str, str], role: str = "direction") -> str:
    """The text of a message with its answers written in it."""
    text = re.sub(r"Votre fonction\s*:", f"Votre fonction : {role}", text)
    for number, said in answers.items():
        text, count = re.subn(rf"(?m)^(Réponse {re.escape(number)}(?: \(.*\))?\s*:)\s*$", lambda m: f"{m[1]} {said}", text)  # noqa: B023
        assert count == 1, number
    return text


def number_of(text: str, words: str) -> str:
    """The number of the fact whose sentence has these words."""
    flat = re.sub(r"\s+", " ", text)
    return re.findall(r"(\d+\.\d+) (?:(?!\d+\.\d+ ).)*?" + re.escape(words), flat)[-1]


def reply_to(message: EmailMessage, text: str, quote: str = "> ") -> bytes:
    """A mail that answers, as a mail program makes it."""
    reply = EmailMessage(policy=SMTP)
    reply["From"], reply["To"], reply["Subject"] = "accueil@exemple.fr", "equipe@exemple.fr", f"Re: {message['Subject']}"
    reply["Date"] = "Wed, 02 Dec 2026 09:30:00 +0100"
    quoted = "\n".join(quote + line for line in text.split("\n"))
    reply.set_content(f"Bonjour, voici.\n\nLe 25 novembre, vous écriviez :\n{quoted}\n-- \nL'accueil\n", charset="utf-8")
    return reply.as_bytes()


# --- what is asked -------------------------------------------------------------------------------


def test_each_record_due_is_asked_once_and_each_institution_has_one_message(office):
    out = office.ask()
    catalogue = load(office.root, on=today(PARIS))
    wanted = due(catalogue, today(PARIS))
    demandes, problems = load_campaign(office.root)
    assert problems == []
    assert sorted(one.fiche for demande in demandes for one in demande.fiches) == sorted(place.key for place in wanted)
    assert f"{len(wanted)} fiches à confirmer" in out
    mails = [email.message_from_bytes(path.read_bytes(), policy=default) for path in (office.root / FOLDER).glob("*.eml")]
    assert len({mail["To"] for mail in mails}) == len(mails) == len(demandes)
    assert {mail["X-Unsent"] for mail in mails} == {"1"}
    for mail in mails:
        assert mail["Date"].datetime.date() == today(PARIS)
        kinds = [part.get_content_type() for part in mail.walk()]
        assert kinds == ["multipart/mixed", "text/plain", "text/html", "application/pdf"]
        assert mail.defects == []


def test_the_message_says_the_facts_of_each_record_and_how_to_answer(office):
    office.ask("--de", "equipe@exemple.fr")
    mail, text = office.mail("mairie-d-aubrelune"), office.text("mairie-d-aubrelune")
    assert (mail["To"], mail["From"]) == ("mairie@aubrelune.exemple.fr", "equipe@exemple.fr")
    flat = re.sub(r"\s+", " ", text)
    for said in ("Le Cerf-Volant", "On appelle le 01 99 00 11 10.", "Jusqu’à 12 ans.", "Nous ne connaissons pas le prix."):
        assert said in flat
    assert max(map(len, text.split("\n"))) <= 72
    assert (office.root / FOLDER).glob("mairie-d-aubrelune-*.txt").__next__().read_text("utf-8") == text


def test_internal_notes_are_in_no_file(office):
    office.ask()
    everything = b"".join(path.read_bytes() for path in (office.root / FOLDER).iterdir() if path.suffix != ".eml")
    everything += "".join(office.text(path.stem[:-5]) for path in (office.root / FOLDER).glob("*.eml")).encode()
    assert b"NOTE-INTERNE" not in everything
    assert b"Rappeler la ville" not in everything


def test_a_confidential_address_is_in_no_message_not_even_to_the_town_hall(office):
    path = office.root / "data/structures/hirondelles.yml"
    path.write_text(
        "nom: Le Refuge des Hirondelles\ntype: hebergement\ncommune: Aubrelune\nadresse_confidentielle: oui\n"
        "complement_adresse: Bâtiment ZZCANARI\ncode_postal: '99100'\ntransport: Arrêt ZZCANARI\n"
        "notes_internes: ZZCANARI\netat_fiche: a_verifier\nderniere_preuve: 2025-01\nnumero_relais: '115'\n"
        "sources: [{titre: Dépliant, url: 'https://exemple.fr/zzcanari', date: 2025-01}]\n",
        "utf-8",
    )
    office.ask("--pour", "hirondelles")
    text = office.text("mairie-d-aubrelune")
    assert "Hirondelles" in text
    written = [path.read_bytes() for path in (office.root / FOLDER).iterdir()]
    attached = [part.get_payload(decode=True) or b"" for part in office.mail("mairie-d-aubrelune").walk()]
    for content in (*written, *attached, text.encode()):
        assert b"zzcanari" not in content.lower()
        assert b"99100" not in content
    answer = answered(text, {"1": "oui"}, "mairie")
    assert office.receive(answer)[0] == 0
    sheet = office.sheet("hirondelles")
    assert "https://exemple.fr/zzcanari" in sheet, "une source que l'on ne publie pas est restée"
    assert "verifie_le: 2026-12-03" in sheet


def test_nothing_private_is_in_any_byte_of_a_message(tmp_path, capsys, monkeypatch):
    """A word planted in each field that must not leave, as in ``tests/test_canaris.py``, and in one that does."""
    nursery = Nursery(tmp_path / "projet")
    nursery.write(Structure, "zz-refuge", REFUGE)
    for label, kind, more in CONFIDENTIAL[:2]:
        leaving = {field.path for field in fields(describe(kind), placeless)}
        for field in fields(describe(kind)):
            if field.path not in leaving and (kind, field.path) != (Structure, FORBIDDEN):
                nursery.plant(kind, field.path, label, more)
    for kind in (Structure, Service):
        nursery.plant(kind, ("notes_internes",), NOTES, {})
        nursery.plant(kind, ("description",), "public", {}, "zztemoin")
    names = [path for kind in (Structure, Service) for path in (nursery.root / "data" / kind.folder).glob("fiche-*.yml")]
    ids = [f"{path.parent.name}/{path.stem}" for path in names]
    assert len(ids) > 20
    Office(nursery.root, capsys, monkeypatch).ask("--pour", *ids)
    folder = nursery.root / FOLDER
    for path in folder.glob("*.eml"):
        message = email.message_from_bytes(path.read_bytes(), policy=default)
        for n, part in enumerate(one for one in message.walk() if not one.is_multipart()):
            (folder / f"{path.stem}-{n}.{part.get_content_subtype()}").write_bytes(part.get_payload(decode=True))
    seen = found(folder, CANARY)
    assert {nursery.planted[word]: sorted(files)[:3] for word, files in seen.items() if word.startswith("zzcanari")} == {}
    assert len([word for word in seen if word.startswith("zztemoin")]) == 2


def test_the_same_data_and_day_give_the_same_bytes(office):
    office.ask("--dossier", office.root / "un")
    before = office.tree()
    office.ask("--dossier", office.root / "deux")
    after = office.tree()
    assert {name[3:]: content for name, content in after.items() if name.startswith("un/")} == {
        name[5:]: content for name, content in after.items() if name.startswith("deux/")
    }
    assert after[CAMPAIGN] == before[CAMPAIGN]


def test_nothing_is_replaced_without_being_asked_and_then_nothing_is_noted(office):
    office.ask()
    before = office.tree()
    code, _, err = office.run("demander-confirmation")
    assert (code, "existe déjà" in err) == (1, True)
    assert office.run("demander-confirmation", "--remplacer")[0] == 0
    assert office.tree() == before


def test_what_was_just_asked_is_not_asked_again_before_a_month(office):
    office.ask()
    out = office.ask(on="2026-12-03")
    assert "Aucune demande à faire." in out
    assert COQUELICOT in out
    assert "fiches à confirmer" in office.ask(on="2027-01-10")


def fresh(office: Office, day: str) -> None:
    """Every record is confirmed on a day."""
    for path in (*(office.root / "data/structures").iterdir(), *(office.root / "data/services").iterdir()):
        text = re.sub(r"(?m)^verifie_le:.*\n", "", path.read_text("utf-8"))
        text = text.replace("etat_fiche: a_verifier", "etat_fiche: publiee").rstrip("\n")
        path.write_text(f"{text}\nverifie_le: {day}\n", "utf-8")


def test_before_a_season_those_whose_hours_change_are_asked_and_told_why(office):
    fresh(office, "2027-03-20")
    assert "Aucune demande à faire." in office.ask(on="2027-04-01")
    assert "\nDont 8 avant l'été, quand leurs horaires changent.\n" in office.ask(on="2027-05-28")
    text = office.text("la-toupie", "confirmations/2027-05-28")
    assert "maintenant ? L’été approche, et les horaires changent souvent en été." in re.sub(r"\s+", " ", text)
    assert office.receive(answered(text, {"1": "oui"}), on="2027-06-01")[0] == 0
    assert "la-toupie" not in {path.stem[:-5] for path in (office.root / "confirmations/2027-07-05").glob("*")}
    assert "avant la rentrée" in office.ask(on="2027-07-20")


def test_a_season_may_be_asked_long_before(office):
    fresh(office, "2027-02-20")
    out = office.ask("--avant", "rentree", on="2027-03-01")
    assert "Dont 8 avant la rentrée" in out
    assert "La rentrée approche" in re.sub(r"\s+", " ", office.text("la-toupie", "confirmations/2027-03-01"))


def test_a_message_for_several_records_says_why_for_each(office):
    office.ask()
    text = re.sub(r"\s+", " ", office.text("mairie-d-aubrelune"))
    assert re.search(r"maintenant ?\? - [^:]+ : (personne ne nous a encore|la dernière vérification date)", text)


def test_a_place_without_mail_nor_town_hall_s_is_called(office):
    for path in (office.root / "data/communes.yml", *(office.root / "data/partenaires").iterdir()):
        path.write_text(re.sub(r"(?m)^ *courriel:.*\n|, courriel: [^,}]+", "", path.read_text("utf-8")), "utf-8")
    out = office.ask("--pour", CERF_VOLANT)
    assert "0 message à envoyer, 1 appel à passer" in out
    calls = (office.root / FOLDER / "a-appeler.txt").read_text("utf-8").replace("\u00a0", " ")
    assert "[ ] 01 99 00 11 10 : Le Cerf-Volant" in calls
    with pikepdf.open(office.root / FOLDER / "a-appeler.pdf") as pdf:
        assert pdf.Root.Lang == "fr-FR"


def test_hostile_texts_of_a_record_are_texts_in_all_that_leaves(office):
    office.ask("--pour", "essai-caracteres", "--question", "Ouverts <script>alert(2)</script> {{ 7 * 7 }} ?")
    office.ask("--pour", "essai-caracteres", "--dossier", office.root / "tout")
    pages = [path.read_text("utf-8") for path in office.root.rglob("*.html") if path.parent.name in {"tout", "2026-11-25"}]
    assert len(pages) == 2
    for page in pages:
        assert page.count("<script>") == 1
        assert "&lt;script&gt;alert(" in page
    mail = next((office.root / "tout").glob("*.eml"))
    name = mail.stem[:-5]
    assert office.mail(name, "tout")["Subject"].startswith("Familles du Val")
    code, out, _ = office.receive(answered(office.text(name, "tout"), {"1": "oui"}))
    assert (code, "Tout est répondu" in out) == (0, True), out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--pour", "cerf-volan"], "Vouliez-vous écrire « cerf-volant » ?"),
        (["--pour", "../../etc/passwd"], "ne désigne aucun lieu"),
        (["--type", "ludothek"], "Vouliez-vous écrire « ludotheque » ?"),
        (["--de", "Mme Durand"], "n'est pas une adresse de courriel"),
        (["--de", "a@exemple.fr\r\nBcc: b@exemple.fr"], "n'est pas une adresse de courriel"),
        (["--question", "?"], "de 5 à 200 caractères"),
        (["--avant", "ete", "--pour", "cerf-volant"], "« --avant » choisit déjà les fiches."),
    ],
)
def test_what_names_nothing_is_misuse(office, words, told):
    before = office.tree()
    code, out, err = office.run("demander-confirmation", *words)
    assert (code, out, told in err) == (2, "", True), err
    assert office.tree() == before


def test_the_real_territory_can_ask_too(tmp_path, capsys, monkeypatch):
    root = tmp_path / "reel"
    shutil.copytree(ROOT / "data", root / "data")
    reel = Office(root, capsys, monkeypatch)
    reel.ask()
    catalogue = load(root, on=today(PARIS))
    for request in requests(catalogue, due(catalogue, today(PARIS)), today(PARIS)):
        for one in request.places:
            assert len({fact.name for fact in one.facts}) == len(one.facts)


# --- what comes back -----------------------------------------------------------------------------


def test_an_answer_in_a_quoted_mail_corrects_the_sheet_and_says_who_confirmed(office):
    office.ask()
    text = office.text("mairie-d-aubrelune")
    phone = number_of(text, "On appelle le 01 99 00 11 10")
    hours = number_of(text, "mercredi : 8 h à 18 h")
    rank = phone.split(".")[0]
    answer = answered(text, {phone: "01 99 00 11 99", hours: "mercredi de 8h30 à 17 h 30", rank: "oui"}, "mairie")
    before = office.sheet(CERF_VOLANT)
    code, out, _ = office.receive(reply_to(office.mail("mairie-d-aubrelune"), answer), apply=False)
    assert (code, office.sheet(CERF_VOLANT)) == (0, before)
    assert "Téléphone : 01 99 00 11 10 → 01 99 00 11 99" in out
    assert "Rien n'est encore écrit" in out
    code, out, _ = office.receive(reply_to(office.mail("mairie-d-aubrelune"), answer))
    assert code == 0
    changed = set(office.sheet(CERF_VOLANT).split("\n")) - set(before.split("\n"))
    assert changed == {
        "telephone: 01 99 00 11 99",
        "horaires: {mercredi: 8h30-17h30}",
        "etat_fiche: publiee",
        "verifie_le: 2026-12-02",
        "  - {titre: Confirmé par Mairie d’Aubrelune (mairie), date: 2026-12-02, appuie: toute la fiche}",
    }
    assert main(["--projet", str(office.root), "verifier"]) == 0
    assert re.search(
        r"fiche: structures/cerf-volant, version: [0-9a-f]{12}, reponse: 2026-12-02", (office.root / CAMPAIGN).read_text()
    )


def test_facts_without_an_answer_leave_the_record_unconfirmed(office):
    office.ask()
    text = office.text("la-grande-tablee")
    where = number_of(text, "Nous ne connaissons pas le téléphone")
    code, out, _ = office.receive(answered(text, {where: "01 99 00 11 77"}))
    assert (code, "la fiche n'est pas confirmée" in out) == (0, True)
    sheet = office.sheet(COQUELICOT)
    assert "telephone: 01 99 00 11 77" in sheet
    assert "etat_fiche: a_verifier" in sheet
    assert "verifie_le" not in sheet
    assert "Confirmé par La Grande Tablée (direction), date: 2026-12-03, appuie: téléphone" in sheet


def test_some_answers_without_a_correction_are_kept_for_a_second_message(office):
    office.ask()
    text = office.text("la-grande-tablee")
    before = office.tree()
    code, out, _ = office.receive(answered(text, {"1.1": "oui"}))
    assert (code, "Rien à écrire." in out) == (0, True)
    assert office.tree() == before
    assert office.receive(answered(text, {"1": "oui"}))[0] == 0
    assert "verifie_le: 2026-12-03" in office.sheet(COQUELICOT)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("je ne sais pas", "Horaires : « je ne sais pas »"),
        ("ça dépend du temps qu'il fait", "Horaires : « ça dépend du temps qu'il fait »"),
        ("non", "Horaires : « non »"),
    ],
)
def test_what_is_not_understood_is_left_to_the_coordinator(office, said, kept):
    office.ask()
    text = office.text("la-grande-tablee")
    hours = number_of(text, "mercredi : l’après-midi")
    code, out, _ = office.receive(answered(text, {hours: said, "1": "oui"}))
    assert (code, f"À faire à la main. {kept}" in out) == (0, True)
    assert "verifie_le" not in office.sheet(COQUELICOT)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.replace("Demande ", "Demande 0000-", 1), "de plusieurs demandes|n'est pas dans data/campagnes.yml"),
        (lambda t: re.sub(r"-[0-9a-f]{4}\b", "-0000", t), "n'est pas dans data/campagnes.yml"),
        (lambda t: re.sub(r"(?i)demande", "demandé", t), "le code d'aucune demande"),
        (lambda t: t.replace("Le nom est", "Le nom était", 1), "La ligne 1.1 de la demande a été changée"),
        (lambda t: t.replace("Réponse 1.1", "Réponse 1.99"), "n'a pas de ligne 1.99"),
        (lambda t: t.replace("Réponse 1.1", "Réponse 7.1"), "n'a pas de fiche 7"),
        (lambda t: t.replace(": direction", ": Mme Durand"), "La fonction « Mme Durand » n'est pas dans la liste"),
        (lambda t: t + "\nRépondu le : 2026-11-01\n", "une demande du 25 novembre 2026"),
        (lambda t: t + "\nRépondu le : 2031-11-01\n", "une demande du 25 novembre 2026"),
        (lambda t: t + "\nRéponse 1.1 : Le Bleuet\n", "Deux réponses différentes après « Réponse 1.1 »"),
        (lambda t: re.sub(r"(?m)^(Réponse .*:) oui$", r"\1", t), "Ce texte ne répond à rien"),
        (lambda t: "", "le code d'aucune demande"),
        (lambda t: "\x00\x1b[2J\u202e" * 1000, "le code d'aucune demande"),
    ],
)  # fmt: skip
def test_a_tampered_answer_is_told_and_nothing_is_written(office, change, told):
    office.ask()
    text = answered(office.text("la-grande-tablee"), {"1": "oui", "1.1": "oui"})
    before = office.tree()
    code, out, _ = office.receive(change(text))
    assert code == 1
    assert re.search(told, out), out
    assert "\x1b" not in out
    assert office.tree() == before


def test_an_answer_about_a_sheet_that_changed_since_is_outdated(office):
    office.ask()
    text = answered(office.text("la-grande-tablee"), {"1": "oui"})
    path = office.root / "data/structures/coquelicot.yml"
    path.write_text(path.read_text("utf-8").replace("mercredi: apres-midi", "mercredi: matin"), "utf-8")
    before = office.tree()
    code, out, _ = office.receive(text)
    assert (code, "La fiche a changé depuis la demande" in out) == (1, True)
    assert "ctg demander-confirmation --pour coquelicot" in out
    assert office.tree() == before


def test_an_answer_to_a_record_confirmed_since_is_not_used(office):
    office.ask()
    text = answered(office.text("la-grande-tablee"), {"1": "oui"})
    assert office.run("confirmer", COQUELICOT, "--publier", on="2026-12-02")[0] == 0
    code, out, _ = office.receive(text, more=("--le", "2026-12-01"))
    assert (code, "La fiche a été vérifiée le 2 décembre 2026" in out) == (1, True)


def test_an_answer_received_twice_is_told(office):
    office.ask()
    text = answered(office.text("la-grande-tablee"), {"1": "oui"})
    assert office.receive(text)[0] == 0
    before = office.tree()
    code, out, _ = office.receive(text, on="2026-12-05")
    assert (code, "a déjà été reçue, le 3 décembre 2026" in out) == (1, True)
    assert office.tree() == before


def test_two_files_with_the_same_answer_count_once_and_two_that_differ_for_nothing(office):
    office.ask()
    text = office.text("la-grande-tablee")
    same = answered(text, {"1": "oui"})
    before = office.tree()
    code, out, _ = office.receive(same, answered(text, {"1": "oui", "1.1": "Le Bleuet"}))
    assert (code, out.count("se contredisent")) == (1, 2)
    assert office.tree() == before
    code, out, _ = office.receive(same, same)
    assert (code, "La même réponse est déjà dans reponse-0.txt" in out) == (1, True)
    assert "verifie_le: 2026-12-03" in office.sheet(COQUELICOT)


def test_a_person_s_name_never_enters_a_sheet(office):
    office.ask()
    text = office.text("la-grande-tablee")
    line = number_of(text, "Pour qui")
    before = office.sheet(COQUELICOT)
    code, out, _ = office.receive(answered(text, {line: "les amis de Mme Durand", "1": "oui"}))
    assert (code, "semble nommer une personne" in out) == (1, True)
    assert office.sheet(COQUELICOT) == before


@pytest.mark.parametrize(
    "said",
    [
        "12",
        "'; DROP TABLE",
        "{lundi: [",
        "\x1b[31mrouge",
        "a" * 5_000,
        "{{ 7 * 7 }}",
        "&ancre *ancre",
        "tout : va # bien",
        "\u202eeuq",
    ],
)
def test_hostile_answers_are_refused_or_written_as_the_text_that_they_are(office, said):
    office.ask()
    text = office.text("la-grande-tablee")
    line = number_of(text, "Pour qui")
    code, out, _ = office.receive(answered(text, {line: said}))
    assert "\x1b" not in out
    assert "\u202e" not in out
    catalogue = load(office.root, on=today(PARIS))
    place = catalogue.get(Structure, COQUELICOT)
    assert place
    assert code == 1 or place.publics == said.strip()


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe\x00", b"Content-Type: text/plain; charset=zzz\r\n\r\nDemande", b"Content-Type: multipart/mixed\r\n\r\n--x",
     b"Date: hier\r\n\r\nrien", b"Subject: =?utf-8?q?=?=\r\n" * 2000],
)  # fmt: skip
def test_a_mail_that_is_none_is_told(office, raw):
    office.ask()
    code, out, err = office.receive(raw)
    assert (code, err) == (1, "")
    assert "→" in out


def test_an_answer_in_html_only_is_read(office):
    office.ask()
    text = answered(office.text("la-grande-tablee"), {"1": "oui"})
    reply = EmailMessage(policy=SMTP)
    reply["Date"] = "Wed, 02 Dec 2026 09:30:00 +0100"
    reply.set_content("".join(f"<div>{line.replace('<', '&lt;') or '<br>'}</div>" for line in text.split("\n")), subtype="html")
    assert office.receive(reply.as_bytes())[0] == 0
    assert "verifie_le: 2026-12-02" in office.sheet(COQUELICOT)


def test_a_role_and_a_day_may_be_given_by_the_coordinator(office):
    office.ask()
    text = answered(office.text("la-grande-tablee"), {"1": "oui"}, "la chefe")
    assert office.receive(text)[0] == 1
    assert office.receive(text, more=("--fonction", "responsable", "--le", "2026-12-01"))[0] == 0
    sheet = office.sheet(COQUELICOT)
    assert "verifie_le: 2026-12-01" in sheet
    assert "(responsable du service)" in sheet


def test_a_whole_campaign_with_answers_mixed_wrong_and_late(office):
    """All that comes back on one morning, given at once: what is right is written, each of the others says why it is not."""
    office.ask()
    aubrelune = office.text("mairie-d-aubrelune")
    phone = number_of(aubrelune, "On appelle le 01 99 00 11 10")
    corrected = answered(aubrelune, {phone: "01 99 00 11 99", phone.split(".")[0]: "oui"}, "mairie")
    garden = office.text("le-jardin-des-familles")
    told = answered(garden, {"1": "oui", number_of(garden, "On écrit à"): "appelez Odile, elle sait"})
    late = answered(office.text("la-grande-tablee"), {"1": "oui"})
    unknown = answered(office.text("mission-locale-du-val-d-aubrelune"), {"1": "oui"}).replace(
        "Demande ", "Demande 0000-0000-0000 ", 1
    )
    sheet = office.root / "data/structures/coquelicot.yml"
    sheet.write_text(sheet.read_text("utf-8").replace("mercredi: apres-midi", "mercredi: matin"), "utf-8")
    before = {name: content for name, content in office.tree().items() if name.startswith("data/")}
    mail = reply_to(office.mail("mairie-d-aubrelune"), corrected)
    code, out, _ = office.receive(mail, told, late, unknown, "Bonjour, tout va bien, merci.")
    assert code == 1
    for said in (
        "La fiche a changé depuis la demande",
        "ne porte le code d'aucune demande",
        "vient d'ailleurs",
        "Odile",
    ):
        assert said in out
    changed = [name for name, content in office.tree().items() if name.startswith("data/") and content != before.get(name)]
    assert changed == ["data/campagnes.yml", "data/structures/cerf-volant.yml"]
    assert "Odile" not in "".join(path.read_text("utf-8") for path in (office.root / "data").rglob("*.yml"))
    assert main(["--projet", str(office.root), "verifier"]) == 0
    assert "1 réponse sur 14 fiches" in office.ask("--suivi", on="2026-12-04")


# --- one question to all -------------------------------------------------------------------------


def test_one_question_to_all_the_places_of_a_type(office):
    office.ask("--question", "Ouverts du 22 décembre au 3 janvier ?", "--type", "multi-accueil")
    names = sorted(path.stem[:-5] for path in (office.root / FOLDER).glob("*.eml"))
    assert len(names) == 2
    before = {name: content for name, content in office.tree().items() if name.startswith("data/structures")}
    closed, open_ = (answered(office.text(name), {"1.1": said}) for name, said in zip(names, ("non", "oui"), strict=True))
    code, _, _ = office.receive(closed, open_)
    assert code == 0
    after = office.tree()
    changed = [name for name in before if after[name] != before[name]]
    assert len(changed) == 1
    text = after[changed[0]].decode()
    assert re.search(r"du: 2026-12-22, au: 2027-01-03", text)
    assert re.search(r"verifie_le: 2026-12-03", text) is None
    assert main(["--projet", str(office.root), "verifier"]) == 0


def test_a_question_whose_answer_is_no_closure_is_told(office):
    office.ask("--question", "Combien d'enfants attendent une place ?", "--type", "multi-accueil")
    name = min(path.stem[:-5] for path in (office.root / FOLDER).glob("*.eml"))
    code, out, _ = office.receive(answered(office.text(name), {"1.1": "une douzaine"}))
    assert (code, "À faire à la main. Question : « une douzaine »" in out) == (0, True)


# --- how far it is -------------------------------------------------------------------------------


def test_the_campaign_is_followed(office):
    assert "Aucune demande n'a été faite." in office.ask("--suivi")
    office.ask()
    assert "À appeler" not in office.ask("--suivi", on="2026-11-26")
    office.receive(answered(office.text("la-grande-tablee"), {"1": "oui"}))
    out = office.ask("--suivi", on="2026-12-20")
    assert "54 fiches confirmées sur 56, au 20 décembre 2026." in out
    assert "Demandes du 25 novembre 2026 : 7 messages, 0 appel ; 1 réponse sur 14 fiches." in out
    calls = out.partition("À appeler")[2].replace("\u00a0", " ")
    numbers = re.findall(r"\[ \] (\d\d(?: \d\d){4})", calls)
    assert numbers == sorted(set(numbers))
    assert COQUELICOT not in calls
    assert CERF_VOLANT in calls
    assert office.run("confirmer", CERF_VOLANT, "--publier", on="2026-12-20")[0] == 0
    assert CERF_VOLANT not in office.ask("--suivi", on="2026-12-20")


def test_the_campaign_s_file_is_checked_as_the_others(office):
    (office.root / CAMPAIGN).write_text("- le: hier\n  a: Les Lutins\n", "utf-8")
    code, out, err = office.run("verifier")
    assert code == 1
    assert "data/campagnes.yml, ligne 1" in out + err


# --- whom, and what ------------------------------------------------------------------------------


def test_the_nearest_who_has_a_mail_is_asked():
    catalogue = load(ESSAI, on=dt.date(2026, 11, 25))
    who = {id: recipient(catalogue, catalogue.get(Structure, id)) for id in (COQUELICOT, CERF_VOLANT, "boussole")}
    assert {id: to.name for id, to in who.items()} == {
        COQUELICOT: "La Grande Tablée",
        CERF_VOLANT: "Ville d'Aubrelune",
        "boussole": "La Boussole",
    }


def test_every_place_of_both_territories_makes_sentences():
    for root in (ESSAI, ROOT):
        catalogue = load(root, on=dt.date(2026, 11, 25))
        for place in catalogue.places:
            for fact in asked(catalogue, place, dt.date(2026, 11, 25)).facts:
                assert fact.text, (place.key, fact.name)
                assert "\n" not in fact.text
                assert "{" not in fact.text or place.id == "essai-caracteres", (place.key, fact.text)
