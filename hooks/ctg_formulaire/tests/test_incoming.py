"""How the text of an answer reaches the person who reads it, whatever mail program made it; what is noted of a request."""

import datetime as dt
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_formulaire.asking.incoming import LONGEST, KeptAnswer, NotWritten, as_json, from_file, kept_answers, pasted
from ctg_formulaire.asking.requests import Demande, FicheDemandee, as_yaml, load_campaign

DAY = dt.date(2026, 11, 25)


def mail(text: str, kind: str = "plain", **heads: str) -> EmailMessage:
    """A mail as a mail program makes it."""
    message = EmailMessage(policy=SMTP)
    for name, said in ({"From": "Accueil <accueil@exemple.fr>", "Subject": "Re: votre fiche"} | heads).items():
        message[name] = said
    message.set_content(text, subtype=kind)
    return message


def test_a_mail_is_shown_with_who_wrote_it_when_and_what_is_attached_unopened():
    message = mail("Le portail est rouge.\n\n> Demande 3f9a-1c2b-7d4e\n-- \nOdile\n", Date="Wed, 02 Dec 2026 09:30:00 +0100")
    message.add_attachment(b"horaires: le mardi", maintype="text", subtype="plain", filename="horaires d'été.txt")
    text, day = from_file("x.EML", message.as_bytes())
    assert day == dt.date(2026, 12, 2)
    assert text.startswith("De : Accueil <accueil@exemple.fr>\nDate : ")
    assert "Objet : Re: votre fiche" in text
    assert "Pièces jointes, à ouvrir dans votre messagerie : horaires d'été.txt" in text
    assert "Le portail est rouge.\n\n> Demande 3f9a-1c2b-7d4e\n-- \nOdile" in text
    assert "le mardi" not in text


def test_what_is_written_below_a_picture_is_read_too():
    message = mail("Avant la photo.\n")
    message.make_mixed()
    message.attach(EmailMessage(policy=SMTP))
    message.get_payload()[-1].set_content(b"\xff\xd8", "image", "jpeg", disposition="inline", filename="portail.jpg")
    message.attach(EmailMessage(policy=SMTP))
    message.get_payload()[-1].set_content("Attention : fermé en août.\n")
    text = from_file("x.eml", message.as_bytes()).text
    assert ("Avant la photo." in text, "Attention : fermé en août." in text, ": portail.jpg\n" in text) == (True, True, True)


def test_a_mail_in_html_only_is_its_words_and_nothing_of_its_scripts():
    html = "<style>p {color: red}</style><p>Fermé&nbsp;: le <b>lundi</b><br>Ouvert le mardi</p><script>alert(1)</script>"
    text, day = from_file("x.eml", mail(html, "html", Date="hier").as_bytes())
    assert ("Fermé : le lundi\nOuvert le mardi" in text, "alert" in text, "color" in text, day) == (True, False, False, None)


@pytest.mark.parametrize(
    "raw", [text.encode(code) for text in ("Fermé l’été, à 5 €",) for code in ("utf-8", "utf-8-sig", "cp1252")]
)
def test_a_text_of_any_usual_encoding_is_read(raw):
    assert from_file("reponse.txt", raw).text == "Fermé l’été, à 5 €"


def test_no_character_hides_or_turns_round_what_is_written():
    hidden = "ou\u200bvert \u202efermé\u202c\x1b[2J\x00\r\nle 3\tmai\ud800"
    assert pasted(hidden).text == "ouvert fermé\ufffd[2J\ufffd\nle 3\tmai\ufffd"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.txt", b"  \r\n", "Aucun texte"),
        ("x.txt", b"a" * (LONGEST + 1), "trop long"),
        ("x.eml", b"a" * 5_000_001, "trop gros"),
        ("x.txt", b"PK\x03\x04\x00", "pas un texte"),
        ("x.eml", b"Subject: vide\r\n\r\n", "pas de texte"),
    ],
)
def test_what_a_person_could_not_read_whole_is_told(name, content, told):
    with pytest.raises(NotWritten, match=told):
        from_file(name, content)


@given(st.binary(max_size=400))
def test_any_file_is_read_or_told(content):
    mixed = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + content
    for name, raw in (("x.txt", content), ("x.eml", content), ("x.eml", mixed)):
        with suppress(NotWritten):
            from_file(name, raw).text.encode()


def test_the_campaign_s_file_is_read_as_it_was_written(tmp_path):
    record = FicheDemandee(fiche="structures/les-lutins", version="0e0123456789", reponse=DAY)
    made = (Demande(le=DAY, a="L'« Étoile » : d'ici, #1", fiches=(record,)), Demande(le=DAY, a="- oui ?", fiches=(record,)))
    (tmp_path / "data").mkdir()
    (tmp_path / "data/campagnes.yml").write_text(as_yaml(made), "utf-8")
    assert load_campaign(tmp_path) == (made, [])


def test_a_kept_answer_that_cannot_be_read_is_named_and_the_others_are_there(tmp_path):
    folder = tmp_path / "confirmations/reponses"
    folder.mkdir(parents=True)
    answer = KeptAnswer(DAY, ("Tout va bien.", ""), id="0123456789abcdef")
    (folder / f"{answer.id}.json").write_bytes(as_json(answer))
    (folder / "abime.json").write_text("{", "utf-8")
    assert kept_answers(tmp_path) == ([answer], ["confirmations/reponses/abime.json"])
