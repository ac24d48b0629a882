"""What an answer means, and how a mail's text is read, whatever program wrote it."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg.confirmation.answers import AnswerError, parse_answer
from ctg.confirmation.corrections import CLOSURE, Correction, period_of, understood, week_of
from ctg.confirmation.facts import QUESTION, AskedFact, digest
from ctg.stores.campaign import Demande, FicheDemandee, Moyen, as_yaml, load_campaign

CODE = "Demande 3f9a-1c2b-7d4e\n"
DAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("said", "week"),
    [
        ("lundi 9h-12h", {"lundi": "9h-12h"}),
        ("Lundi : 9 h à 12 h et 14 h à 17 h 30", {"lundi": "9h-12h, 14h-17h30"}),
        ("mardi et jeudi de 9h à 12h, vendredi fermé", {"mardi": "9h-12h", "jeudi": "9h-12h", "vendredi": "ferme"}),
        ("du mardi au jeudi 08:30-12:00", {"mardi": "8h30-12h", "mercredi": "8h30-12h", "jeudi": "8h30-12h"}),
        ("le samedi, 10h–12h.", {"samedi": "10h-12h"}),
        ("mercredi matin", {}),
        ("9h-12h", {}),
        ("lundi", {}),
        ("lundi 9h-12h sauf vacances", {}),
        ("lundi 9h-12h, lundi 14h-17h", {}),
        ("lundi 9h-12h " * 500, {}),
        ("", {}),
    ],
)
def test_hours_are_understood_whole_or_not_at_all(said, week):
    assert week_of(said) == week


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("Ouverts du 22 au 31 décembre ?", "2026-12-22", "2026-12-31"),
        ("Ouverts du 22 décembre au 3 janvier ?", "2026-12-22", "2027-01-03"),
        ("Fermés du 1er au 15 août ?", "2027-08-01", "2027-08-15"),
        ("Ouverts du 10 au 20 novembre 2026 ?", None, None),
        ("Ouverts du 30 au 31 février ?", None, None),
        ("Ouverts à Noël ?", None, None),
    ],
)
def test_the_period_of_a_question_is_to_come(question, first, last):
    expected = (dt.date.fromisoformat(first), dt.date.fromisoformat(last)) if first else None
    assert period_of(question, DAY) == expected


@pytest.mark.parametrize(
    ("question", "said", "meant"),
    [
        ("Ouverts du 22 au 31 décembre ?", "Oui", "rien ne change"),
        ("Ouverts du 22 au 31 décembre ?", "non", "fermé"),
        ("Fermés du 22 au 31 décembre ?", "oui", "fermé"),
        ("Fermés du 22 au 31 décembre ?", "non", "rien ne change"),
        ("Ouverts du 22 au 31 décembre ?", "le matin", "à la main"),
        ("Ouverts à Noël ?", "non", "à la main"),
        ("Des places du 22 au 31 décembre ?", "non", "à la main"),
    ],
)
def test_a_question_closes_a_place_only_when_it_asks_so(question, said, meant):
    found = understood(AskedFact(QUESTION, "Question", question), said, DAY)
    closed = Correction(confirmed=True, cells=((CLOSURE, "du: 2026-12-22, au: 2026-12-31"),))
    expected = {"rien ne change": Correction(confirmed=True), "fermé": closed, "à la main": Correction(by_hand=said)}
    assert found == expected[meant]


def test_an_answer_given_twice_is_the_same_or_refused():
    assert parse_answer("x.txt", f"{CODE}Réponse 1.2 : Oui\nRéponse 1.2 : oui\n").each == {(1, 2): "oui"}
    with pytest.raises(AnswerError, match="différentes après « Réponse 1"):
        parse_answer("x.txt", f"{CODE}Réponse 1.2 : oui\nRéponse 1.2 : non\n")


@pytest.mark.parametrize(
    "text",
    [
        f"{CODE}Votre fonction : accueil\nRéponse 1.2 : oui\n",
        f"> {CODE}> Votre fonction : accueil\n>\n> Réponse 1.2\u00a0: oui\n",
        f">> {CODE}>> Votre fonction :\n>> accueil\n>>> Reponse 1.2: oui\n",
        f"\ufeff{CODE}Votre fonction : Accueil\r\n\r\nRE\u0301PONSE 1.2 : oui\r\n",
        f"| {CODE}| Votre fonction : accueil\n\n\n| Réponse 1.2 (tout est juste ?) :\n| oui\n",
        f"{CODE}Votre fonction : accueil\nRéponse 1.2 : oui\n> {CODE}> Votre fonction :\n> Réponse 1.2 :\n",
    ],
)
def test_the_same_answer_in_many_mails(text):
    answer = parse_answer("x.txt", text)
    assert (answer.code, answer.role, answer.each) == ("3f9a1c2b7d4e", "accueil", {(1, 2): "oui"})


def test_a_long_line_that_a_program_cut_is_put_together_and_a_signature_is_not():
    long = "tous les parents d'un enfant de moins de six ans, et aussi les"
    answer = parse_answer(
        "x.txt", f"{CODE}Réponse 1.1 : {long}\nassistantes maternelles\nCordialement\n\nRéponse 1.2 : oui\nL'équipe\n"
    )
    assert answer.each == {(1, 1): f"{long} assistantes maternelles", (1, 2): "oui"}
    assert answer.unread == ("Cordialement", "L'équipe")


def test_a_signature_is_no_fact_of_the_request():
    answer = parse_answer(
        "x.txt", f"04.66 00 00 00\n{CODE}Réponse 1.1 : oui\n\nFin de la demande 3f9a-1c2b-7d4e\n2.50 rue des Lilas\n"
    )
    assert (answer.each, answer.told, answer.unread) == ({(1, 1): "oui"}, {}, ())


@given(st.text(max_size=400))
def test_any_text_is_an_answer_or_is_told(text):
    for whole in (text, CODE + text, f"{CODE}Réponse 1.1 : {text}"):
        with suppress(AnswerError):
            parse_answer("x.txt", whole)


@given(st.text(max_size=100))
def test_any_text_is_hours_or_not(text):
    week_of(text)
    week_of(f"lundi {text}")
    period_of(f"Ouverts du {text} ?", DAY)


def test_the_campaign_s_file_is_read_as_it_was_written(tmp_path):
    records = (FicheDemandee(fiche="structures/les-lutins", version="0e0123456789"),
               FicheDemandee(fiche="services/x", version="123456789012", reponse=DAY))  # fmt: skip
    made = (
        Demande(le=DAY, a="L'« Étoile » : d'ici, #1", par=Moyen.COURRIEL, code="3f9a1c2b7d4e", fiches=records),
        Demande(le=DAY, a="x", par=Moyen.AUTRE, code="000000000000", question="Ouverts - oui ?", fiches=records[:1]),
    )
    (tmp_path / "data").mkdir()
    (tmp_path / "data/campagnes.yml").write_text(as_yaml(made), "utf-8")
    assert load_campaign(tmp_path) == (made, [])
    assert load_campaign(tmp_path / "data") == ((), [])


def test_the_digest_of_a_record_is_the_one_that_the_mails_already_sent_bear():
    assert digest({"nom": "Crèche", "age": 3}) == digest({"age": 3, "nom": "Crèche"}) == "5669e8b7982f"
