"""``ctg demander-confirmation``: who is asked, what leaves, how far it is, on the invented territory."""

from __future__ import annotations

import datetime as dt
import email
import re
import shutil
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pikepdf
import pytest

from ctg.checking.confidential import placeless
from ctg.commands import main
from ctg.common.clock import PARIS, today
from ctg.loading import load
from ctg.model.structure import Service, Structure
from ctg.reading.describe import fields_of
from ctg_formulaire.following import load_campaign, reasons, recipient
from octets import found
from plantes import fields
from relus import read_again
from territoires import ESSAI
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

    def sheet(self, id: str, folder: str = "structures") -> str:
        return (self.root / "data" / folder / f"{id}.yml").read_text("utf-8")

    def tree(self) -> dict[str, bytes]:
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}


@pytest.fixture
def office(tmp_path, capsys, monkeypatch):
    return Office(Path(shutil.copytree(ESSAI, tmp_path / "essai")), capsys, monkeypatch)


# --- what is asked -------------------------------------------------------------------------------


def test_each_record_due_is_asked_once_and_each_institution_has_one_message(office):
    out = office.ask()
    catalogue = load(office.root, on=today(PARIS))
    why = reasons(catalogue, today(PARIS))
    wanted = [place for place in catalogue.places if place.key in why]
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


def test_nothing_private_is_in_any_byte_of_a_message(tmp_path, capsys, monkeypatch):
    """A word planted in each field that must not leave, as in ``tests/test_canaris.py``, and in one that does."""
    nursery = Nursery(tmp_path / "projet")
    nursery.write(Structure, "zz-refuge", REFUGE)
    for label, kind, more in CONFIDENTIAL[:2]:
        leaving = {field.path for field in fields(fields_of(kind), placeless)}
        for field in fields(fields_of(kind)):
            if field.path not in leaving and (kind, field.path) != (Structure, FORBIDDEN):
                nursery.plant(kind, field.path, label, more)
    for kind in (Structure, Service):
        nursery.plant(kind, ("notes_internes",), NOTES, {})
        nursery.plant(kind, ("description",), "public", {}, "zztemoin")
    read_again(nursery.root)
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
    assert office.run("confirmer", "toupie", on="2027-06-01")[0] == 0
    assert "la-toupie" not in {path.stem[:-5] for path in (office.root / "confirmations/2027-07-05").glob("*")}
    assert "avant la rentrée" in office.ask(on="2027-07-20")


def test_a_place_without_mail_nor_town_hall_s_is_called(office):
    for path in (office.root / "data/communes.yml", *(office.root / "data/partenaires").iterdir()):
        path.write_text(re.sub(r"(?m)^ *courriel:.*\n|, courriel: [^,}]+", "", path.read_text("utf-8")), "utf-8")
    out = office.ask("--pour", CERF_VOLANT)
    assert "0 message à envoyer, 1 appel à passer" in out
    calls = (office.root / FOLDER / "a-appeler.txt").read_text("utf-8").replace("\u00a0", " ")
    assert "[ ] 01 99 00 11 10 : Le Cerf-Volant" in calls
    with pikepdf.open(office.root / FOLDER / "a-appeler.pdf") as pdf:
        assert pdf.Root.Lang == "fr-FR"


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


# --- how far it is -------------------------------------------------------------------------------


def test_the_campaign_is_followed(office):
    assert "Aucune demande n'a été faite." in office.ask("--suivi")
    office.ask()
    assert "; appelez" not in office.ask("--suivi", on="2026-11-26")
    assert office.run("confirmer", COQUELICOT, on="2026-12-03")[0] == 0
    out = office.ask("--suivi", on="2026-12-20")
    assert "54 fiches confirmées sur 56, au 20 décembre 2026." in out
    assert "Demandes du 25 novembre 2026 : 7 messages, 0 appel ; 1 réponse sur 14 fiches." in out
    waiting = out.partition("Réponses attendues")[2]
    assert COQUELICOT not in waiting
    assert re.search(rf"\(structures/{CERF_VOLANT}\) : demandé à .* ; appelez", waiting)
    assert waiting.rstrip().endswith("ctg bilan")
    assert office.run("confirmer", CERF_VOLANT, on="2026-12-20")[0] == 0
    assert CERF_VOLANT not in office.ask("--suivi", on="2026-12-20")


# --- whom, and what ------------------------------------------------------------------------------


def test_the_nearest_who_has_a_mail_is_asked():
    catalogue = load(ESSAI, on=dt.date(2026, 11, 25))
    who = {id: recipient(catalogue, catalogue.get(Structure, id)) for id in (COQUELICOT, CERF_VOLANT, "boussole")}
    assert {id: to.name for id, to in who.items()} == {
        COQUELICOT: "La Grande Tablée",
        CERF_VOLANT: "Ville d'Aubrelune",
        "boussole": "La Boussole",
    }
