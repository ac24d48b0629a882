"""Which answers of the geocoding service are good enough, and how often it is asked again."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from shapely import box

from cas import each
from ctg.common.network import Fetched, Unreachable
from ctg.loading import load
from ctg.model.structure import Structure
from ctg.territory.outlines import NotLocated, Question, questions
from ctg_reseau.geocoding import Geocoder, NoService, Refused, judge, locate
from territoires import ROOT

BAN = ROOT / "tests" / "ban"
DAY = dt.date(2026, 11, 25)
OUTLINE = box(2.4, 46.4, 2.6, 46.6)


@pytest.fixture
def question(project) -> Question:
    text = "nom: Les Lutins\ntype: autre\ncommune: Valbourg\nadresse: 3 rue des Lilas\n"
    catalogue = load(project({"data/structures/les-lutins.yml": text}))
    return questions(catalogue.all(Structure), [catalogue.commune("Valbourg")])["structures/les-lutins"]


def body(name: str, **changes) -> bytes:
    answer = json.loads((BAN / f"{name}.json").read_text("utf-8"))
    answer["features"][0]["properties"] |= changes if changes else {}
    return json.dumps(answer).encode()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("vide", "ne connaît pas cette adresse"),
        ("score-faible", "ne ressemble pas assez à l'adresse (0,52 ; il faut 0,70)"),
        ("autre-commune", "n'est pas à Valbourg"),
        ("commune", "Seulement la commune : ce point serait approximatif"),
        ("lieu-dit", "Seulement le lieu-dit : ce point serait approximatif"),
        ("hors-contour", "tombe hors de Valbourg"),
    ],
)
def test_an_answer_no_better_than_the_centre_is_refused(question, name, words):
    with pytest.raises(Refused) as refusal:
        judge((BAN / f"{name}.json").read_bytes(), question, OUTLINE, DAY)
    assert words in str(refusal.value)


def test_the_score_is_accepted_from_the_threshold_on(question):
    assert judge(body("bonne", score=0.7), question, OUTLINE, DAY).score == 0.7
    assert judge(body("bonne", score=1.0000001), question, OUTLINE, DAY).score == 1
    with pytest.raises(Refused):
        judge(body("bonne", score=0.699), question, OUTLINE, DAY)


def test_a_commune_without_an_outline_gets_no_point(question):
    with pytest.raises(Refused, match="hors de Valbourg"):
        judge(body("bonne"), question, None, DAY)


def test_a_hostile_label_is_made_harmless(question):
    label = "\x1b[31m3 rue\u202e<script>" + "x" * 10_000
    found = judge(body("bonne", label=label), question, OUTLINE, DAY)
    assert found.reponse.startswith("[31m3 rue<script>xxx")
    assert len(found.reponse) <= 200


@each(
    "garbage",
    [
        b"",
        b"<html>Connectez-vous au wifi</html>",
        b"[]",
        b"null",
        b'{"features": 3}',
        b'{"features": [3]}',
        b'{"features": [{"geometry": null, "properties": {}}]}',
        b'{"features": [{"geometry": {"coordinates": [1, 2, 3]}, "properties": {}}]}',
        b"[" * 100_000,
        b"\xff",
        body("bonne", score="beaucoup"),
        body("bonne", score=float("nan")),
        body("bonne", score=float("-inf")),
        body("bonne", label=None).replace(b"2.51234567", b"1e999"),
    ],
)
def test_what_is_no_answer_of_the_service(question, garbage):
    with pytest.raises(NoService, match="n'est pas celle d'un service d'adresses"):
        judge(garbage, question, OUTLINE, DAY)


class Service:
    """Gives these answers one after the other, and notes what it was asked."""

    def __init__(self, *answers: Fetched | Exception):
        self.answers, self.asked = list(answers), []

    def send(self, method, address, parameters, keep):
        self.asked.append(parameters)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


GOOD = Fetched(200, body=(BAN / "bonne.json").read_bytes())


def test_what_is_asked(question):
    service = Service(GOOD)
    Geocoder(service).find(question, OUTLINE, DAY)
    assert service.asked == [
        {"q": "3 rue des Lilas 99100 Valbourg", "citycode": "99001", "limit": "1", "index": "address", "autocomplete": "0"}
    ]


@pytest.mark.parametrize(
    ("answers", "pauses"),
    [
        ([Fetched(500), GOOD], [1]),
        ([Fetched(429), Fetched(503), GOOD], [1, 5]),
        ([Fetched(429, retry_after=7), GOOD], [7]),
        ([Fetched(429, retry_after=90_000), GOOD], [30]),
    ],
)
def test_a_busy_service_is_asked_again_after_a_pause(question, answers, pauses):
    waited = []
    assert Geocoder(Service(*answers), pause=waited.append).find(question, OUTLINE, DAY).score == 0.965
    assert waited == pauses


@pytest.mark.parametrize(
    ("answers", "words", "offline"),
    [
        ([Fetched(500)] * 3, "erreur 500", False),
        ([Fetched(429)] * 3, "erreur 429", False),
        ([Fetched(404)], "erreur 404", False),
        ([Fetched(302, location="https://wifi.exemple/")], "erreur 302", False),
        ([Unreachable("le nom du site est introuvable")], "introuvable", True),
    ],
)
def test_when_the_service_is_not_there(question, answers, words, offline):
    service = Service(*answers)
    with pytest.raises(NoService, match=words) as failure:
        Geocoder(service, pause=lambda seconds: None).find(question, OUTLINE, DAY)
    assert failure.value.offline == offline
    assert service.answers == []


def test_an_address_that_the_service_does_not_understand_is_refused_alone(question):
    with pytest.raises(Refused, match="ne comprend pas"):
        Geocoder(Service(Fetched(400))).find(question, OUTLINE, DAY)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Refused("Cette rue n'est pas connue."), "Cette rue n'est pas connue."),
        (NoService("le nom n'existe pas", offline=True), "Pas de connexion au service d'adresses : le nom n'existe pas."),
        (NoService("il répond par l'erreur 503"), "Le service d'adresses ne marche pas : il répond par l'erreur 503."),
    ],
)
def test_a_person_who_waits_for_a_point_is_told_why_there_is_none(question, monkeypatch, why, words):
    def refuse(*_):
        raise why

    monkeypatch.setattr(Geocoder, "find", refuse)
    with pytest.raises(NotLocated) as told:
        locate(question, None, DAY)
    assert str(told.value) == words
