"""``ctg geocoder``, before a service of this machine: which answers are good enough, how often it is asked, what is kept."""

import datetime as dt
import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from shapely import box

from cas import each
from ctg.commands import main
from ctg.common.network import Fetched
from ctg.loading import load
from ctg.model.structure import Structure
from ctg.territory.outlines import NotLocated, Question, questions
from ctg_reseau import geocoding
from ctg_reseau.geocoding import NoService, find, judge
from inventes import POINT_FOUND
from serveur_local import Reply, serve
from territoires import ROOT

BAN = ROOT / "tests" / "ban"
DAY = dt.date(2026, 11, 25)
OUTLINE = box(2.4, 46.4, 2.6, 46.6)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(geocoding, "SPACING", 0)
    monkeypatch.setattr(geocoding, "PAUSES", (0, 0))


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
    with pytest.raises(NotLocated) as refusal:
        judge((BAN / f"{name}.json").read_bytes(), question, OUTLINE, DAY)
    assert words in str(refusal.value)


def test_the_score_is_accepted_from_the_threshold_on(question):
    assert judge(body("bonne", score=0.7), question, OUTLINE, DAY).score == 0.7
    assert judge(body("bonne", score=1.0000001), question, OUTLINE, DAY).score == 1
    with pytest.raises(NotLocated):
        judge(body("bonne", score=0.699), question, OUTLINE, DAY)


def test_a_hostile_label_is_made_harmless(question):
    label = "\x1b[31m3 rue\u202e<script>" + "x" * 10_000
    found = judge(body("bonne", label=label), question, OUTLINE, DAY)
    assert found.reponse.startswith("[31m3 rue<script>xxx")
    assert len(found.reponse) <= 200


@each(
    "garbage",
    [
        b"", b"<html>Connectez-vous au wifi</html>", b"[]", b"null", b'{"features": 3}', b'{"features": [3]}',
        b"[" * 100_000, b"\xff",
        b'{"features": [{"geometry": null, "properties": {}}]}',
        b'{"features": [{"geometry": {"coordinates": [1, 2, 3]}, "properties": {}}]}',
        body("bonne", score="beaucoup"), body("bonne", score=float("nan")), body("bonne", score=float("-inf")),
        body("bonne", label=None).replace(b"2.51234567", b"1e999"),
    ],
)  # fmt: skip
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


@pytest.mark.parametrize(
    ("answers", "pauses"),
    [
        ([Fetched(500), GOOD], [1]),
        ([Fetched(429), Fetched(503), GOOD], [1, 5]),
        ([Fetched(429, retry_after=7), GOOD], [7]),
        ([Fetched(429, retry_after=90_000), GOOD], [30]),
    ],
)
def test_a_busy_service_is_asked_again_after_a_pause(question, monkeypatch, answers, pauses):
    waited, service = [], Service(*answers)
    monkeypatch.setattr(geocoding, "sleep", waited.append)
    assert find(service, question, OUTLINE, DAY).score == 0.965
    assert waited == pauses
    asked = {"q": "3 rue des Lilas 99100 Valbourg", "citycode": "99001", "limit": "1", "index": "address", "autocomplete": "0"}
    assert service.asked == [asked] * len(answers)


PLACE = "nom: {}\ntype: autre\ncommune: Valbourg\ntelephone: 01 99 00 00 0{}\nadresse: {}\n"
FILES = {
    "data/structures/alpha.yml": PLACE.format("Alpha", 1, "3 rue des Lilas"),
    "data/structures/beta.yml": PLACE.format("Beta", 2, "chez le maire"),
    "data/structures/gamma.yml": PLACE.format("Gamma", 3, "5 rue des Lilas"),
}
# What the service answers, by the start of the question.
ANSWERS = {"3 rue": "bonne", "5 rue": "rue", "chez": "commune"}


@pytest.fixture
def service():
    """A geocoding service; ``service.replies`` may replace its next answers."""
    replies: list[Reply] = []

    def answer(method: str, path: str) -> Reply:
        if replies:
            return replies.pop(0)
        question = parse_qs(urlsplit(path).query)["q"][0]
        name = next((name for start, name in ANSWERS.items() if question.startswith(start)), "vide")
        return Reply(body=(BAN / f"{name}.json").read_bytes())

    with serve(answer) as server:
        server.replies = replies
        yield server


@pytest.fixture
def geocode(capsys, service, monkeypatch, quick):
    """``geocode(root)`` → (exit code, standard output, standard error)."""

    def run(root: Path, address: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(geocoding, "SERVICE", address or f"{service.address}/search")
        return main(["--projet", str(root), "geocoder"]), *capsys.readouterr()

    return run


def kept(root: Path) -> dict:
    """The points of the file, which says first whose they are."""
    path = root / "data" / "positions.json"
    points = json.loads(path.read_text("utf-8")) if path.exists() else {}
    assert not points or (next(iter(points)), points.pop("siren")) == ("siren", "219900012")
    return points


def test_points_are_found_and_refusals_told_on_their_line(project, geocode):
    root = project(FILES)
    before = {path: path.read_bytes() for path in root.rglob("*.yml")}
    code, out, err = geocode(root)
    assert (code, err) == (0, "")
    assert out == (
        "2 positions trouvées, 1 adresse refusée (data/positions.json).\n"
        "\n"
        "data/structures/beta.yml, ligne 5, champ « adresse »\n"
        "    adresse: chez le maire\n"
        "    Seulement la commune : ce point serait approximatif, pas meilleur que le centre de la commune.\n"
        "    → Précisez le numéro et la rue, ou écrivez vous-même « position: {lat: …, lon: …} ».\n"
    )
    assert kept(root)["structures/alpha"] == POINT_FOUND
    assert kept(root).keys() == {"structures/alpha", "structures/gamma"}
    assert {path: path.read_bytes() for path in root.rglob("*.yml")} == before, "the coordinator's files are hers"


def test_a_corrected_address_is_asked_again_and_a_removed_record_is_dropped(project, geocode, service):
    root = project(FILES)
    geocode(root)
    (root / "data/structures/gamma.yml").unlink()
    (root / "data/structures/alpha.yml").write_text(PLACE.format("Alpha", 1, "5 rue des Lilas"), "utf-8")
    service.asked.clear()
    assert geocode(root)[0] == 0
    assert {key: entry["adresse"] for key, entry in kept(root).items()} == {"structures/alpha": "5 rue des Lilas 99100 Valbourg"}
    assert len(service.asked) == 2, "and the one that was refused"


@pytest.mark.parametrize("change", ["position: {lat: 46.5, lon: 2.5}\n", None])
def test_a_position_in_the_record_or_a_confidential_address_needs_no_service(project, geocode, service, change):
    root = project({"data/structures/alpha.yml": FILES["data/structures/alpha.yml"]})
    geocode(root)
    path = root / "data/structures/alpha.yml"
    text = path.read_text("utf-8")
    path.write_text(text + change if change else text.replace("adresse: 3 rue des Lilas", "adresse_confidentielle: oui"), "utf-8")
    service.asked.clear()
    assert geocode(root) == (0, "Rien à chercher : chaque adresse a déjà sa position.\n", "")
    assert (service.asked, kept(root)) == ([], {})


def test_without_a_connection_nothing_changes(project, geocode):
    root = project(FILES)
    with serve(lambda method, path: Reply()) as gone:
        pass
    code, out, err = geocode(root, address=gone.address)
    assert (code, out) == (1, "")
    assert err.startswith("Pas de connexion au service d'adresses : la connexion n'aboutit pas. Rien n'a changé.")
    assert not (root / "data/positions.json").exists()


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(500), "Le service d'adresses ne marche pas : il répond par l'erreur 500."),
        (Reply(429), "il répond par l'erreur 429."),
        (Reply(404), "il répond par l'erreur 404."),
        (Reply(302, headers={"Location": "https://wifi.exemple/"}), "il répond par l'erreur 302."),
        (Reply(body=b"<html>wifi</html>"), "la réponse n'est pas celle d'un service d'adresses."),
        (Reply(raw=b""), "Pas de connexion au service d'adresses"),
    ],
)
def test_what_was_found_before_a_failure_is_kept(project, geocode, service, reply, words):
    root = project(FILES)
    service.replies += [Reply(body=(BAN / "bonne.json").read_bytes()), reply, reply, reply]
    code, out, err = geocode(root)
    assert (code, out) == (1, "1 position trouvée (data/positions.json).\n")
    assert words in err
    assert "Ce qui est trouvé est gardé" in err
    assert kept(root).keys() == {"structures/alpha"}
