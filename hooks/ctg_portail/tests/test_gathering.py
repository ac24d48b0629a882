"""Several territories read together: what is sound is kept, what is not is told, and nothing of it harms the others."""

import gzip
import json
import re
import time
from functools import cache
from itertools import chain, repeat
from pathlib import Path

import pytest

from cas import reviewed
from ctg import api
from ctg.commands import main
from ctg.common.network import Unreachable
from ctg.common.problems import DataError
from ctg_portail import fetching, gather, reading
from ctg_portail.copies import SEAL, copy_of, register_of, sealed
from ctg_portail.gather import Gathering
from ctg_portail.portal_file import read_portal
from lieux_hostiles import TODAY
from portails import INDEX, MUTE, NORTH, OLD, PLACES, SIREN, few
from serveur_local import Reply, serve

SIRENS = {"a": SIREN, "b": NORTH}
"""Of the sites of these names; the others are of nobody."""


@cache
def files(*names: str) -> dict[str, bytes]:
    """What the invented territory publishes for programs: its communes and its places, or all the lists named."""
    lists = few(*(names or ("communes", "structures", "services")))
    return {path: json.dumps(content).encode() for path, content in lists.items()}


def with_siren(siren: str) -> dict[str, bytes]:
    return {path: files()[path].replace(SIREN.encode(), siren.encode()) for path in (INDEX, "api/v1/territoire.json")}


def changed(path: str, **values: object) -> dict[str, bytes]:
    """A file of the site, with other values at its top."""
    values |= {"nombre": len(values["fiches"])} if "fiches" in values else {}
    return {path: json.dumps(json.loads(files()[path]) | values).encode()}


def with_place(**values: object) -> dict[str, bytes]:
    """The list of places, with one more that is like the first but for these values."""
    found = json.loads(files()[PLACES])["fiches"]
    return changed(PLACES, fiches=[*found, found[0] | {"id": "de-trop"} | values])


@pytest.fixture
def portal(tmp_path, capsys):
    """``portal({"a": {path: content}, …}, *options)`` → (exit code, what is told); each site is a folder, None is none."""

    def run(sites: dict[str, dict[str, bytes] | None], *options: str) -> tuple[int, str]:
        lines = [f'  - {{adresse: {name}, siren: "{SIRENS.get(name, MUTE)}"}}' for name in sites]
        (tmp_path / "portail.yml").write_text("\n".join(["nom: Essai", "sites:", *lines, ""]), "utf-8")
        for name, changes in sites.items():
            for path, content in (files() | changes).items() if changes is not None else ():
                (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / name / path).write_bytes(content)
        code = main(["rassembler", str(tmp_path / "portail.yml"), *options])
        return code, capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ")

    return run


def copied(tmp_path) -> dict[str, bytes]:
    """Name → bytes of every copy."""
    return {one.name: one.read_bytes() for one in (tmp_path / "copies").glob("[0-9]*.json")}


# --- what is sound -------------------------------------------------------------------------------


def test_a_site_that_is_sound_is_kept_and_more_fields_than_we_know_are_no_mistake(portal, tmp_path):
    code, told = portal({"a": {name: b"\xef\xbb\xbf" + one for name, one in with_place(nouveau_champ={"a": [1]}).items()}})
    assert (code, "refus" in told, "la copie" in told) == (0, False, False)
    copy = copy_of(tmp_path / "copies", SIREN)
    assert copy.lu_le == copy.dernier.publie_le == TODAY
    assert copy.montre is None


def test_a_site_that_is_down_keeps_its_copy_and_stops_no_other(portal, tmp_path):
    assert portal({"jamais": None})[0] == 1, "nothing at all is a failure"
    portal({"a": {}, "b": with_siren(NORTH)})
    before = copied(tmp_path)
    (tmp_path / "b" / INDEX).unlink()
    code, told = portal({"a": None, "b": None, "jamais": None})
    assert (code, copied(tmp_path).keys()) == (0, before.keys())
    assert f"{INDEX} manque" in told
    assert "la copie du 25 novembre 2026 reste" in told
    assert f"Territoire {MUTE} ({MUTE}) : rien, jamais" in told
    assert "Essai : 2 territoires sur 3, dont 1 lu à l'instant ; 0 dont les chiffres sont montrés." in told


def test_copies_are_enough_without_the_network_and_one_that_was_spoiled_is_told(portal, tmp_path, monkeypatch):
    portal({"a": {}})
    (tmp_path / "a" / INDEX).rename(tmp_path / "a/away")
    code, told = portal({"a": None}, "--hors-ligne")
    assert (code, "la copie" in told, "refus" in told, "pas été lu" in told) == (0, False, False, False)
    with monkeypatch.context() as later:
        later.setenv("CTG_AUJOURDHUI", "2027-06-13")
        told = portal({"a": None}, "--hors-ligne")[1]
        assert "il n'a pas été lu depuis 200 jours" in told
        assert "n’a pas été republié depuis le 25 novembre 2026" in told
    place = tmp_path / "copies" / f"{SIREN}.json"
    sound = place.read_bytes()
    last = b'"dernier":{'
    no_page_shows = (
        b'"telephone":"3",', b'"comite":"2028-19-39",', b'"convention":{"etats":{"en-veille":3}},',
        b'"convention":{"argent":{"promis":{"euros":1}}},', b'"chiffres":{"x":{"annee":2025,"valeur":1' + b"0" * 400 + b"}},",
    )  # fmt: skip
    for content in (sound[:-9], b"", b"7", b"[" * 90_000, *(sound.replace(last, last + one) for one in no_page_shows)):
        place.write_text(sealed(SEAL.sub("}", content.decode()), register_of(place.parent).cle), "utf-8")
        code, told = portal({"a": None}, "--hors-ligne")
        assert (code, f"copie inutilisable : copies/{SIREN}.json ne se lit pas : tout est à relire" in told) == (1, True), (
            content[:200]
        )
        assert "supprimez-la, puis lancez « ctg rassembler »" in told
    place.write_bytes(sound.replace(SIREN.encode(), NORTH.encode()))
    assert f"copies/{SIREN}.json est la copie d'un autre site, {NORTH}" in portal({"a": None}, "--hors-ligne")[1]
    (tmp_path / "a/away").rename(tmp_path / "a" / INDEX)
    assert "dont 1 lu à l'instant" in portal({"a": None}, "--reprendre")[1], "a copy that cannot be read was not read today"
    (tmp_path / "copies" / OLD).mkdir()
    assert f"copies/{OLD} ne sert à aucun site de la liste" in portal({"a": {}})[1]


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


def test_a_site_is_the_one_whose_siren_the_portal_writes_and_no_other(portal, tmp_path):
    code, told = portal({"voleur": {}, "a": with_siren(NORTH)})
    assert (code, copied(tmp_path)) == (1, {})
    assert told.count("index.json dit un autre SIREN que") == 2
    portal({"a": {}})
    mixed = {"api/v1/territoire.json": with_siren(NORTH)["api/v1/territoire.json"]}
    assert f"territoire.json dit un autre SIREN que {SIREN}" in portal({"a": mixed})[1]


def test_what_is_not_expected_of_one_site_stops_no_other(portal, tmp_path, monkeypatch):
    def burst(found, *more):
        if found.site.siren == SIREN:
            raise KeyError("x")
        return reading.said(found, *more)

    monkeypatch.setattr(gather, "said", burst)
    code, told = portal({"a": {}, "b": with_siren(NORTH)})
    assert (code, [*copied(tmp_path)]) == (0, [f"{NORTH}.json"])
    assert "refusé : une erreur que l'outil n'attendait pas (KeyError)" in told


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
        assert "; prévenez qui le tient, ou corrigez sa ligne de portail.yml" in told, content[:40]
        assert max(map(len, told.splitlines())) < 500, content[:40]


ODD = (
    {"id": "../../../etc/passwd"}, {"id": "con"}, {"id": 12}, {"id": None}, {"id": "a/b"}, {"id": "x" * 5000}, {"id": "ok\n"},
    {"nom": 3}, {"nom": None}, {"genre": "service"}, {"telephone": "<b>"}, {"site_web": "javascript:alert(1)"},
    {"horaires": "toujours"}, {"places": {"total": -5, "annee": 2026}}, {"themes": {"a": 1}}, {"verifie_le": "2026-99-99"},
    {"nom": "x" * 200_000}, {"themes": ["x"] * 1001}, {"autres_noms": ["x"] * 51},
)  # fmt: skip


def test_a_record_that_is_not_what_it_should_be_makes_unknown_what_its_list_tells(portal, tmp_path):
    """Were it one of forty: who chooses what is refused would choose what is counted."""
    first, *others = json.loads(files()[PLACES])["fiches"]
    odd = [first | {"id": f"de-trop-{rank}"} | values for rank, values in enumerate((*ODD, {"id": first["id"]}))]
    code, told = portal({"a": changed(PLACES, fiches=[first, *odd, *others])})
    assert code == 0
    assert "structures.json, identifiant refusé : ce que dit cette liste est inconnu : n° " in told
    assert f"deux fois le même identifiant : ce que dit cette liste est inconnu : n° {len(odd) + 1}" in told
    assert all(f"structures.json, « {one} lignes" in told for one in ("themes » a plus de 1 000", "autres_noms » a plus de 50"))
    assert copy_of(tmp_path / "copies", SIREN).dernier.ecartees == ("structures",)


def test_no_site_can_be_huge_nor_endless(portal, monkeypatch, tmp_path):
    portal({"a": {}})
    before = copied(tmp_path)
    for module, name, value, told in (
        (fetching, "MOST_OF_FILE", 1000, "est trop gros"),
        (fetching, "MOST_OF_SITE", 20_000, "est trop gros"),
        (fetching, "DEEPEST", 2, "ne se lit pas"),
        (fetching, "MOST_OF_PROCESSOR", -1, "plus de -1 secondes de calcul"),
        (reading, "MOST_HALTS", 0, "plus de 0 arrêts"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, value)
            assert told in portal({"a": {}})[1]
    assert copied(tmp_path) == before
    with pytest.raises(fetching.Unsound, match="ne tient nulle part"):
        fetching.parsed(b"[1e-400]", "x")
    monkeypatch.setattr(fetching, "LIST", fetching.FORMS["territoire"])
    assert "api/v1/communes.json n'a pas la forme prévue (territoire)" in portal({"a": {}})[1]


def test_what_is_left_of_the_time_of_a_site_is_all_that_a_file_has():
    now, given = 0.0, []

    def door(_path: str, _most: int, within: float) -> bytes:
        nonlocal now
        given.append(within)
        now += 9
        return b""

    read = fetching.bounded(door, clock=lambda: now)
    for _ in range(5):
        read("x")
        now += 100  # what we do of it is not its time, nor what the others of its host take
    with pytest.raises(Unreachable, match="plus de 45 secondes"):
        read("x")
    assert given == [45, 36, 27, 18, 9]

    def late(_path: str, _most: int, within: float) -> bytes:
        nonlocal now
        now += within - 42 * (within == 45)
        if within < 45:
            raise Unreachable("pas de réponse complète en 42 secondes")
        return b""

    read = fetching.bounded(late, clock=lambda: now)
    read("x")
    with pytest.raises(Unreachable, match="plus de 45 secondes pour tous ses fichiers"):
        read("x")


def test_each_site_has_its_whole_time_whatever_the_others_of_its_host_take(portal, monkeypatch, tmp_path):
    """Twenty accomplices, and slow: a host alone waits for one of them, their neighbour for each, and is read."""
    asked = []

    def slow(_door, site, seconds):
        asked.append((site.adresse, seconds))
        if site.siren == SIREN and seconds == fetching.MOST_SECONDS:
            return reading.read_site(fetching.of_folder(tmp_path / "a"), site, seconds)
        raise fetching.TooSlow(seconds)

    portal({"a": {}})
    monkeypatch.setattr(gather, "read_site", slow)
    monkeypatch.setattr(gather, "AT_ONCE", 1)
    sites = [f"http://h.fr/{rank}" for rank in range(20)]
    for rank, one in enumerate(sites):
        monkeypatch.setitem(SIRENS, one, str(100_000_000 + rank))
    monkeypatch.setitem(SIRENS, "http://www.h.fr/a", SIREN)
    monkeypatch.setitem(SIRENS, "http://i.fr/", NORTH)
    told = portal({**dict.fromkeys(sites), "http://www.h.fr/a": None, "http://i.fr/": None})[1]
    assert [one for one, _ in asked[:3]] == ["http://h.fr/0/", "http://i.fr/", "http://h.fr/1/"]
    assert (len(asked), [seconds for one, seconds in asked if "www" in one]) == (43, [11.25, 45])
    assert told.count("pas lu : il est trop lent") == 21


def test_no_link_of_a_folder_is_followed(portal, tmp_path):
    portal({"a": {}})
    (tmp_path / "a" / PLACES).unlink()
    (tmp_path / "a" / PLACES).symlink_to("/etc/passwd")
    assert f"{PLACES} ne peut pas être lu" in portal({"a": None})[1]


# --- the network ---------------------------------------------------------------------------------


BOMB = Reply(body=gzip.compress(b'{"fiches": [' + b" " * 40_000_000), headers={"Content-Encoding": "gzip"})


def test_a_site_is_read_through_the_network_without_following_a_redirection_nor_drowning(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(gather, "SPACING", 0)  # between two files: test_network.py
    moved = flooded = False

    def answer(_method: str, path: str) -> Reply:
        if moved:
            return Reply(301, headers={"Location": "http://169.254.169.254/secret"})
        if flooded and path.endswith(PLACES):
            return BOMB
        found = files().get(path.removeprefix("/familles/"))
        return Reply(404) if found is None else Reply(body=found)

    with serve(answer) as server:
        text = f'nom: Essai\nsites:\n  - adresse: {server.address}/familles\n    siren: "{SIREN}"\n'
        (tmp_path / "portail.yml").write_text(text, "utf-8")
        command = ["rassembler", str(tmp_path / "portail.yml")]
        assert main(command) == 1
        said = f"mène à un réseau privé ; relancez avec --autoriser-local {server.host}, si c'est le vôtre."
        assert said in capsys.readouterr().out
        assert server.asked == []
        assert main([*command, "--autoriser-local", server.host]) == 0
        assert copied(tmp_path)
        flooded = True
        assert main([*command, "--autoriser-local", server.host]) == 0
        assert f"refusé : {PLACES} est trop gros" in capsys.readouterr().out
        moved = True
        assert main([*command, "--autoriser-local", server.host]) == 0
        assert "mène à une autre adresse, qui n'est pas suivie ;" in capsys.readouterr().out


ENDLESS = (
    b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n",
)  # fmt: skip
AFTER = (b"HTTP/1.1 100 Continue\r\n\r\n" * 200, b"1;" + b"e" * 4000 + b"\r\n \r\n", b"X-a: b\r\n" * 500, b"", b" ")


def test_no_answer_without_end_holds_a_gathering_nor_takes_the_time_of_another_one_of_its_host(tmp_path):
    """Whatever is dripped, or poured: real sockets, a fraction of a second for each, a bound that a busy machine keeps. One
    that is slow is read, were it the last."""

    def answer(_method: str, path: str) -> Reply:
        which = int(path.split("/")[1])
        if which == 6:
            return Reply(body=files()[path.removeprefix("/6/")].replace(SIREN.encode(), b"100000006"), delay=0.08)
        return Reply(delay=0.001, drip=chain([ENDLESS[which % 5]], repeat(AFTER[which % 5])))

    with serve(answer) as server:
        sites = [f'  - {{adresse: "{server.address}/{rank}/", siren: "{100000000 + rank}"}}' for rank in range(7)]
        (tmp_path / "portail.yml").write_text("\n".join(["nom: Essai", "sites:", *sites, ""]), "utf-8")
        client = api.Client(api.Pace(0), [server.host])
        gathering = Gathering(read_portal(tmp_path / "portail.yml"), tmp_path, tmp_path / "copies", client, TODAY, seconds=2)
        start = time.monotonic()
        *slow, last = gathering.readings()
    assert time.monotonic() - start < 90
    told = [" ".join(message.words for message in one.told) for one in (*slow, last)]
    assert ([one for one in told[:-1] if "il est trop lent" not in one], last.fresh) == ([], True)
    assert [bool(re.search(r"lent : \d secondes pour lui, que d'autres ont attendues", one)) for one in told] == [True] * 7


# --- the portal's own file -----------------------------------------------------------------------


MISTAKES = Path(__file__).with_name("portail.txt")
"""Files of a portal, and what is told of each: whoever changes these words writes them again (``pytest --reecrire``)."""


def test_a_mistake_of_the_portal_is_told_on_its_line_as_it_was_reviewed(tmp_path, request):
    file = tmp_path / "portail.yml"

    def said(text: str) -> list[str]:
        file.write_text(text, "utf-8")
        with pytest.raises(DataError) as failure:
            read_portal(file)
        return str(failure.value).splitlines()

    reviewed(MISTAKES, said, request)
    assert main(["rassembler", str(file)]) == 1
