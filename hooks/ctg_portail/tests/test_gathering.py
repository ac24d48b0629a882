"""Several territories read together: what is sound is kept, what is not is told, and nothing of it harms the others."""

from __future__ import annotations

import gzip
import json
from functools import cache

import pytest

from ctg.commands import main
from ctg.common.problems import DataError
from ctg.model import KINDS
from ctg.model.structure import Structure
from ctg.pages.addresses import published
from ctg_portail import fetching, gather, reading
from ctg_portail.copies import copies_in, read_portal
from lieux_hostiles import TODAY, essai
from portails import INDEX, PLACES, SIREN, few, printed
from serveur_local import Reply, serve


@cache
def files(*names: str) -> dict[str, bytes]:
    """What the invented territory publishes for programs: its communes and its places, or all the lists named."""
    lists = few(*(names or ("communes", "structures")))
    return {path: json.dumps(content).encode() for path, content in lists.items()}


def with_siren(siren: str) -> dict[str, bytes]:
    return {path: files()[path].replace(SIREN.encode(), siren.encode()) for path in (INDEX, "api/v1/territoire.json")}


def changed(path: str, **values: object) -> dict[str, bytes]:
    """A file of the site, with other values at its top."""
    return {path: json.dumps(json.loads(files()[path]) | values).encode()}


def with_place(**values: object) -> dict[str, bytes]:
    """The list of places, with one more that is like the first but for these values."""
    found = json.loads(files()[PLACES])["fiches"]
    return changed(PLACES, fiches=[*found, found[0] | {"id": "de-trop"} | values])


@pytest.fixture
def portal(tmp_path, capsys):
    """``portal({"a": {path: content}, …}, *options)`` → (exit code, what is told); each site is a folder, None is none."""

    def run(sites: dict[str, dict[str, bytes] | None], *options: str, more: str = "") -> tuple[int, str]:
        lines = [f"  - {{adresse: {name}}}" for name in sites]
        (tmp_path / "portail.yml").write_text("\n".join(["nom: Essai", *([more] if more else []), "sites:", *lines, ""]), "utf-8")
        for name, changes in sites.items():
            for path, content in (files() | changes).items() if changes is not None else ():
                (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / name / path).write_bytes(content)
        code = main(["rassembler", str(tmp_path / "portail.yml"), *options])
        return code, capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ")

    return run


def copied(tmp_path) -> dict[str, dict[str, bytes]]:
    """SIREN → path → bytes of every copy."""
    return {
        copy.manifest.siren: {path: (copy.folder / path).read_bytes() for path in copy.manifest.fichiers}
        for copy in copies_in(tmp_path / "copies")
    }


# --- what is sound -------------------------------------------------------------------------------


def test_of_what_a_site_publishes_only_what_serves_is_there(portal, tmp_path):
    code, told = portal({"a": files(*reading.KEPT)})
    assert (code, "la copie" in told, "de côté" in told) == (0, False, False)
    (copy,) = copies_in(tmp_path / "copies")
    for kind in KINDS:
        own = [one.id for one in published(essai(), kind) if kind.folder in reading.KEPT and not getattr(one, "beyond", False)]
        assert [record["id"] for record in copy.of(kind)] == [*map(printed(tmp_path), own)]
    assert copy.manifest.lu_le == copy.manifest.publie_le == TODAY
    assert copy.territory["territoire"].keys() == {"couverture", "etats"}
    key = tmp_path / "portail.cle"
    assert key.stat().st_mode & 0o777 == 0o600
    portal({"a": files(*reading.KEPT)})
    assert [one.manifest.empreintes for one in copies_in(tmp_path / "copies")] == [copy.manifest.empreintes]
    new = with_place(nouveau_champ={"a": [1]})
    assert "de côté" not in portal({"a": files(*reading.KEPT) | new})[1], "more fields than we know are no mistake"


def test_a_key_or_a_memory_that_is_lost_or_of_another_portal_stops_all_and_says_what_to_do(portal, tmp_path, capsys):
    portal({"a": {}})
    before = copied(tmp_path)
    for path in (tmp_path / "portail.cle", tmp_path / "copies/caches.json"):
        sound = path.read_bytes()
        for content in (None, b"", sound[:-9], b"0" * 64 + b"\n", b'{"cle": 3}', b"\xff"):
            path.unlink() if content is None else path.write_bytes(content)
            for command in ("rassembler", "portail"):
                assert main([command, str(tmp_path / "portail.yml")]) == 1
                said = " ".join(capsys.readouterr())
                assert ("portail.cle ou copies/caches.json manque, est abîmé" in said, "d'une sauvegarde" in said) == (True, True)
            path.write_bytes(sound)
    assert copied(tmp_path) == before
    assert portal({"a": {}})[0] == 0


def test_a_site_that_is_down_keeps_its_copy_and_stops_no_other(portal, tmp_path):
    assert portal({"jamais": None})[0] == 1, "nothing at all is a failure"
    portal({"a": {}, "b": with_siren("999000027")})
    before = copied(tmp_path)
    (tmp_path / "b" / INDEX).unlink()
    code, told = portal({"a": None, "b": None, "jamais": None})
    assert (code, copied(tmp_path)) == (0, before)
    assert f"{INDEX} manque" in told
    assert "la copie du 25 novembre 2026 reste" in told
    assert "jamais : rien." in told
    assert "Essai : 2 territoires sur 3, dont 1 lu à l'instant." in told


def test_copies_are_enough_without_the_network_and_are_verified(portal, tmp_path):
    portal({"a": {}})
    (tmp_path / "a" / INDEX).unlink()
    code, told = portal({"a": None}, "--hors-ligne")
    assert (code, "la copie" in told, "de côté" in told) == (0, False, False)
    place = tmp_path / "copies" / SIREN / PLACES
    place.write_bytes(place.read_bytes().replace(b"multi-accueil", b"ccas"))
    code, told = portal({"a": None}, "--hors-ligne")
    assert code == 1
    assert f"copie inutilisable : {PLACES} a été changé dans la copie" in told


@pytest.mark.parametrize(
    ("said", "instead", "told"),
    [
        (b"2026-11-25", b"2026-01-02", "son site n’a pas été republié depuis le 2 janvier 2026"),
        (b'"2.0.0"', b'"1.3.0"', "son site est d’une autre version"),
        (b'"version"', b'"x"', "son site est d’une autre version"),
    ],
)
def test_what_is_old_or_of_another_version_is_told_and_kept(portal, said, instead, told):
    assert said in files()[INDEX]
    code, said = portal({"a": {INDEX: files()[INDEX].replace(said, instead)}})
    assert code == 0
    assert told in said


# --- who is who ----------------------------------------------------------------------------------


def test_an_address_and_a_siren_stay_together(portal, tmp_path):
    portal({"a": {}})
    before = copied(tmp_path)
    code, told = portal({"voleur": {}, "a": with_siren("999000027")})
    assert (code, copied(tmp_path)) == (0, before)
    assert f"il dit le SIREN {SIREN}, qui est déjà celui de a (si ce site a changé d'adresse, supprimez copies/{SIREN}/)" in told
    assert f"il dit le SIREN 999000027, et non {SIREN}, qui est le sien" in told
    assert not [one for one in ("rapport.txt", "caches.json") if "999000027" in (tmp_path / "copies" / one).read_text("utf-8")]


def test_a_siren_that_the_portal_writes_counts_from_the_first_reading(tmp_path, portal):
    portal({"a": None, "b": {}})
    (tmp_path / "portail.yml").write_text("nom: Essai\nsites:\n  - {adresse: b, siren: '999000027'}\n", "utf-8")
    assert main(["rassembler", str(tmp_path / "portail.yml"), "--copies", str(tmp_path / "autres")]) == 1
    assert list(copies_in(tmp_path / "autres")) == []


def test_the_siren_that_the_portal_writes_is_of_who_it_says_even_when_another_came_first(portal, tmp_path, capsys):
    portal({"voleur": with_siren("999000027")})
    (tmp_path / "portail.yml").write_text("nom: Essai\nsites: [{adresse: voleur}, {adresse: b, siren: '999000027'}]\n", "utf-8")
    for path, content in (files() | with_siren("999000027")).items():
        (tmp_path / "b" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "b" / path).write_bytes(content)
    assert main(["rassembler", str(tmp_path / "portail.yml")]) == 0
    assert "il dit le SIREN 999000027, que portail.yml donne à b" in capsys.readouterr().out
    assert [copy.manifest.adresse for copy in copies_in(tmp_path / "copies")] == ["b"]


def test_what_is_not_expected_of_one_site_stops_no_other(portal, tmp_path, monkeypatch):
    def burst(found, *more):
        if found.siren == SIREN:
            raise KeyError("x")
        reading.ruled(found, *more)

    monkeypatch.setattr(gather, "ruled", burst)
    code, told = portal({"a": {}, "b": with_siren("999000027")})
    assert (code, [*copied(tmp_path)]) == (0, ["999000027"])
    assert "refusé : une erreur que l'outil n'attendait pas (KeyError)" in told


def test_a_list_of_places_that_does_not_come_is_no_list_without_places(portal, tmp_path):
    listed = [one for one in json.loads(files()[INDEX])["adresses"] if "structures" not in one["chemin"]]
    assert "une fiche ou une liste manque ici : dites inconnues" in portal({"a": changed(INDEX, adresses=listed)})[1]
    assert next(copies_in(tmp_path / "copies")).territory["territoire"]["couverture"].get("recenses", []) == []


@pytest.mark.parametrize("version", ["0899.70.1234", "199.001.126", "appelez", "1.2.3.4", "", "١.٢"])
def test_a_version_is_three_small_numbers(portal, version):
    assert "index.json n'a pas la forme prévue (version)" in portal({"a": changed(INDEX, version=version)})[1]


# --- what is hostile -----------------------------------------------------------------------------

DEEP = b'{"fiches": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


WRONG = (
    b"", b"null", b"[]", b"\xff\xfe{}", b"{", DEEP, b'{"publication": {}, "fiches": {}}', b'{"fiches": NaN}',
    b'{"fiches": [1e999]}', b'{"fiches": "\\ud800"}', b'{"fiches": "\\u0007"}', b"<html></html>", b"9" * 5000,
    b'{"publication": {}, "publication": {}}',
)  # fmt: skip


@pytest.mark.parametrize("path", [INDEX, PLACES])
def test_a_file_that_is_not_what_it_should_be_refuses_the_site_and_keeps_its_copy(portal, tmp_path, path):
    portal({"a": {}})
    before = copied(tmp_path)
    for content in WRONG:
        code, told = portal({"a": {path: content}})
        assert (code, copied(tmp_path)) == (0, before), content[:40]
        assert f"refusé : {path}" in told, content[:40]
        assert max(map(len, told.splitlines())) < 500, content[:40]


ODD = (
    {"id": "../../../etc/passwd"}, {"id": "con"}, {"id": 12}, {"id": None}, {"id": "a/b"}, {"id": "x" * 5000}, {"id": "ok\n"},
    {"nom": 3}, {"nom": None}, {"genre": "service"}, {"telephone": "<b>"}, {"site_web": "javascript:alert(1)"},
    {"horaires": "toujours"}, {"places": {"total": -5, "annee": 2026}}, {"themes": {"a": 1}}, {"verifie_le": "2026-99-99"},
    {"nom": "x" * 200_000},
)  # fmt: skip


def test_records_that_are_not_what_they_should_be_are_left_out_and_told(portal, tmp_path):
    first, *others = json.loads(files()[PLACES])["fiches"]
    odd = [first | {"id": f"de-trop-{rank}"} | values for rank, values in enumerate(ODD)]
    code, told = portal({"a": changed(PLACES, fiches=[*odd, first, *others])})
    assert code == 0
    assert "structures.json, laissées de côté, identifiant : ../../../etc/passwd" in told
    (copy,) = copies_in(tmp_path / "copies")
    own = [one.id for one in published(essai(), Structure) if not one.beyond]
    assert [record["id"] for record in copy.of(Structure)] == [*map(printed(tmp_path), own)]


def test_the_first_of_two_records_of_one_name_stays(portal, tmp_path):
    first = published(essai(), Structure)[0]
    assert f"en double : {first.id}" in portal({"a": with_place(id=first.id, type="ccas")})[1]
    (copy,) = copies_in(tmp_path / "copies")
    assert copy.of(Structure)[0]["type"] == first.type


def test_no_site_can_be_huge_nor_endless(portal, monkeypatch, tmp_path):
    portal({"a": {}})
    before = copied(tmp_path)
    for module, name, value, told in (
        (fetching, "MOST_OF_FILE", 1000, "est trop gros"),
        (fetching, "MOST_OF_SITE", 20_000, "est trop gros"),
        (fetching, "DEEPEST", 2, "ne se lit pas"),
        (fetching, "MOST_SECONDS", -1, "trop lent"),
        (gather, "MOST_OF_PORTAL", -1, "pèsent déjà trop"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, value)
            assert told in portal({"a": {}})[1]
    assert copied(tmp_path) == before
    monkeypatch.setattr(reading, "LIST", reading.OF_TERRITORY)
    assert "api/v1/communes.json n'a pas la forme prévue (territoire)" in portal({"a": {}})[1]


def test_no_link_of_a_folder_is_followed(portal, tmp_path):
    portal({"a": {}})
    (tmp_path / "a" / PLACES).unlink()
    (tmp_path / "a" / PLACES).symlink_to("/etc/passwd")
    assert f"{PLACES} ne peut pas être lu" in portal({"a": None})[1]


# --- the network ---------------------------------------------------------------------------------


BOMB = Reply(body=gzip.compress(b'{"fiches": [' + b" " * 40_000_000), headers={"Content-Encoding": "gzip"})


def test_a_site_is_read_through_the_network_without_following_a_redirection_nor_drowning(tmp_path, capsys):
    moved = flooded = False

    def answer(_method: str, path: str) -> Reply:
        if moved:
            return Reply(301, headers={"Location": "http://169.254.169.254/secret"})
        if flooded and path.endswith(PLACES):
            return BOMB
        found = files().get(path.removeprefix("/familles/"))
        return Reply(404) if found is None else Reply(body=found)

    with serve(answer) as server:
        text = f"nom: Essai\nsites:\n  - adresse: {server.address}/familles\n"
        (tmp_path / "portail.yml").write_text(text, "utf-8")
        command = ["rassembler", str(tmp_path / "portail.yml")]
        assert main(command) == 1
        assert "cette adresse mène à un réseau privé" in capsys.readouterr().out
        assert server.asked == []
        assert main([*command, "--autoriser-local", server.host]) == 0
        (copy,) = copies_in(tmp_path / "copies")
        assert copy.manifest.adresse_publique == f"{server.address}/familles/", "its own address, not what it says"
        flooded = True
        assert main([*command, "--autoriser-local", server.host]) == 0
        assert f"refusé : {PLACES} est trop gros" in capsys.readouterr().out
        moved = True
        assert main([*command, "--autoriser-local", server.host]) == 0
        assert "mène à une autre adresse, qui n'est pas suivie (http://169.254.169.254/secret)" in capsys.readouterr().out


# --- the portal's own file -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nom: x\n", "sites"),
        ("nom: x\nsites: []\n", "sites"),
        ("nom: x\nsites:\n  - adresse: https://a\n", "n'est pas une adresse de site"),
        ("nom: x\nsites:\n  - adresse: https://exemple.fr/?a=b\n", "a « ? » ou « # »"),
        ("nom: x\nsites:\n  - {adresse: a, siren: '12'}\n", "siren"),
        ("nom: x\nsites:\n  - adresse: a\n  - adresse: a\n", "Cette adresse est deux fois dans la liste"),
        ("nom: x\nsites:\n  - {adresse: a, communes: {'99': x}}\n", "communes"),
        ("nom: x\nsites: [{adresse: a, communes: {'99001': x}}, {adresse: b, communes: {'99001': y}}]\n", "99001 est deux fois"),
        ("nom: x\nperime_apres: jamais\nsites:\n  - adresse: a\n", "perime_apres"),
    ],
)
def test_a_mistake_of_the_portal_is_told_on_its_line(tmp_path, text, told):
    (tmp_path / "portail.yml").write_text(text, "utf-8")
    with pytest.raises(DataError) as failure:
        read_portal(tmp_path / "portail.yml")
    assert "portail.yml, ligne" in str(failure.value)
    assert told in str(failure.value)
    assert main(["rassembler", str(tmp_path / "portail.yml")]) == 1
