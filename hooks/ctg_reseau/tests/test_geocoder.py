"""``ctg geocoder``, before a service of this machine."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from ctg.commands import main
from ctg_reseau import geocoding
from serveur_local import Reply, serve
from territoires import ROOT

BAN = ROOT / "tests" / "ban"
PLACE = "nom: {}\ntype: autre\ncommune: Valbourg\ntelephone: 01 99 00 00 0{}\nadresse: {}\n"
FILES = {
    "data/structures/alpha.yml": PLACE.format("Alpha", 1, "3 rue des Lilas"),
    "data/structures/beta.yml": PLACE.format("Beta", 2, "chez le maire"),
    "data/structures/gamma.yml": PLACE.format("Gamma", 3, "5 rue des Lilas"),
}
# What the service answers, by the start of the question.
ANSWERS = {"3 rue": "bonne", "5 rue": "rue", "chez": "commune"}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(geocoding, "SPACING", 0)
    monkeypatch.setattr(geocoding, "PAUSES", (0, 0))


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
def geocode(capsys, service, monkeypatch):
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
    assert kept(root)["structures/alpha"] == {
        "lat": 46.501235,
        "lon": 2.512346,
        "score": 0.965,
        "adresse": "3 rue des Lilas 99100 Valbourg",
        "reponse": "3 Rue des Lilas 99100 Valbourg",
        "type": "housenumber",
        "date": "2026-11-25",
    }
    assert kept(root).keys() == {"structures/alpha", "structures/gamma"}
    assert {path: path.read_bytes() for path in root.rglob("*.yml")} == before, "the coordinator's files are hers"


def test_a_second_time_only_what_was_refused_is_asked(project, geocode, service):
    root = project(FILES)
    geocode(root)
    service.asked.clear()
    before = (root / "data/positions.json").stat().st_mtime_ns
    assert geocode(root)[1].startswith("0 position trouvée, 1 adresse refusée, 2 déjà connues (")
    assert len(service.asked) == 1
    assert (root / "data/positions.json").stat().st_mtime_ns == before, "an unchanged file is not written"


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


def test_a_town_hall_refused_is_told_on_its_line(project, geocode):
    commune = (
        "- {nom: Saint-Clair-sur-Lède, code_insee: '99002', codes_postaux: ['99200'], centre: {lat: 46.5, lon: 2.7}}\n"
        "- nom: Valbourg\n  code_insee: '99001'\n  codes_postaux: ['99100']\n  centre: {lat: 46.5, lon: 2.5}\n"
        "  mairie:\n    adresse: place Haute\n"
    )
    code, out, _ = geocode(project({"data/communes.yml": commune}))
    assert code == 0
    assert "data/communes.yml, ligne 7, champ « mairie.adresse »" in out
    assert "sous « mairie », sans « position_douteuse »." in out


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


def test_an_interruption_keeps_what_was_found(project, geocode, service, monkeypatch):
    root = project(FILES)
    find = geocoding.Geocoder.find

    def interrupted(self, question, *rest):
        if question.record.id == "gamma":
            raise KeyboardInterrupt
        return find(self, question, *rest)

    monkeypatch.setattr(geocoding.Geocoder, "find", interrupted)
    code, _, err = geocode(root)
    assert (code, kept(root).keys()) == (1, {"structures/alpha"})
    assert err.startswith("Interrompu. Ce qui est trouvé est gardé")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("data/structures/alpha.yml", "nom: Alpha\n", "obligatoire"),
        ("data/positions.json", "{<<<<<<<", "Supprimez ce fichier, puis lancez « ctg geocoder »"),
    ],
)
def test_data_to_mend_first(project, geocode, service, name, content, words):
    code, out, err = geocode(project(FILES | {name: content}))
    assert (code, out, service.asked) == (1, "", [])
    assert words in err
