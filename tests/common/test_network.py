"""Asking other machines: politely, and never our own network."""

import gzip
import threading
from itertools import chain, repeat

import pytest

from ctg.common import network
from ctg.common.network import Client, Pace, Unreachable
from serveur_local import Clock, Reply, serve


@pytest.fixture(autouse=True)
def direct(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")


def test_a_second_passes_between_the_end_of_a_request_and_the_next_to_that_host():
    clock = Clock()
    pace = Pace(1, clock, clock.wait)
    with pace.turn("a"):
        clock.now += 5  # the answer was long to come
    with pace.turn("b"):
        pass
    with pace.turn("a"):
        pass
    clock.now += 0.4
    with pace.turn("a"):
        pass
    clock.now += 3
    with pace.turn("a"):
        pass
    assert clock.waited == [1, 0.6]


def test_a_host_is_asked_once_at_a_time_even_by_many_threads():
    with serve(lambda method, path: Reply(delay=0.02)) as server:
        client = Client(Pace(0), local=[server.host])
        threads = [threading.Thread(target=client.send, args=("GET", f"{server.address}/{i}")) for i in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(server.asked), server.most_at_once) == (6, 1)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0", "10.0.0.1", "169.254.169.254"],
)
def test_an_address_of_our_own_network_is_never_asked(host):
    with serve(lambda method, path: Reply()) as server:
        client = Client(Pace(0), local=["intranet.exemple", f"{server.host}0"])
        with pytest.raises(Unreachable, match="réseau privé"):
            client.send("GET", f"http://{host}:{server.host.split(':')[1]}/")
    assert server.asked == []


def test_who_we_are_and_what_we_never_send(monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login moi password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    with serve(lambda method, path: Reply(headers={"Set-Cookie": "suivi=1"})) as server:
        client = Client(Pace(0), local=[server.host])
        client.send("GET", server.address)
        client.send("GET", server.address)
    for _, _, headers in server.asked:
        assert headers["User-Agent"].startswith("ctg-site")
        assert not {"Authorization", "Cookie"} & set(headers)


@pytest.mark.parametrize(
    ("location", "complete"),
    [
        ("/b?c=d#e", "{site}/b?c=d#e"),
        ("b", "{site}/b"),
        ("//exemple.fr/é <b>", "http://exemple.fr/%C3%A9%20%3Cb%3E"),
        ("https://exemple.fr/%C3%A9", "https://exemple.fr/%C3%A9"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("", ""),
    ],
)
def test_a_redirection_is_told_not_followed(location, complete):
    with serve(lambda method, path: Reply(301, headers={"Location": location.encode().decode("latin-1")})) as server:
        answer = Client(Pace(0), local=[server.host]).send("HEAD", f"{server.address}/a")
    assert (answer.status, answer.location) == (301, complete.format(site=server.address))
    assert len(server.asked) == 1


BAD = [
    "http://", "http://[::1", "http://a..b/", f"https://{'a' * 70}.fr/", "ftp://exemple.fr/", "exemple.fr",
    "http://exemple.fr:99999/",
]  # fmt: skip


@pytest.mark.parametrize("address", [*BAD, "http://exemple.fr/\ud800", "http://e\u202exemple.fr/", "http://\x00/"])
def test_a_malformed_address_is_unreachable_not_a_crash(address):
    with pytest.raises(Unreachable):
        Client(Pace(0)).send("GET", address)


NONSENSE = {
    b"": "n'aboutit pas", b"bonjour\r\n\r\n": "en-têtes", b"HTTP/1.1 200 OK\r\n" + b"A" * 70_000: "en-têtes",
    b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{": "s'arrête avant la fin",
}  # fmt: skip


@pytest.mark.parametrize("raw", NONSENSE)
def test_a_server_that_speaks_nonsense_does_not_crash_us(raw):
    with serve(lambda method, path: Reply(raw=raw)) as server, pytest.raises(Unreachable, match=NONSENSE[raw]):
        Client(Pace(0), local=[server.host]).send("GET", server.address, keep=100)


ANSWER = b"HTTP/1.1 200 OK\r\n"
ENDLESS = {
    "body": (0.02, [ANSWER + b"\r\n"], b"x"),
    "status": (0.02, [b"HTTP/1.1 200 "], b"O"),
    "header": (0.02, [ANSWER + b"X: "], b"x"),
    "continue": (0, [], b"HTTP/1.1 100 Continue\r\n\r\n"),
    "slow continue": (0.02, [], b"HTTP/1.1 100 Continue\r\n\r\n"),
    "chunks": (0.02, [ANSWER + b"Transfer-Encoding: chunked\r\n\r\n"], b"1\r\nx\r\n"),
    "promise": (0.02, [ANSWER + b"Content-Length: 1000000000000000\r\n\r\n"], b"x"),
}


def endless(name: str) -> Reply:
    delay, start, piece = ENDLESS[name]
    return Reply(delay=delay, drip=chain(start, repeat(piece)))


def no_exchange_is_left() -> bool:
    left = [thread for thread in threading.enumerate() if thread.name == network.EXCHANGE]
    for thread in left:
        thread.join(300)
    return not any(thread.is_alive() for thread in left)


@pytest.mark.parametrize("name", ENDLESS)
def test_a_server_that_never_ends_is_left_and_its_line_is_cut(monkeypatch, name):
    monkeypatch.setattr(network, "DEADLINE", 0.3)
    with serve(lambda method, path: endless(name)) as server:
        with pytest.raises(Unreachable, match="pas de réponse complète"):
            Client(Pace(0), local=[server.host]).send("GET", server.address, keep=1_000_000)
        assert no_exchange_is_left()


def test_an_interruption_from_another_thread_ends_an_exchange_at_once():
    stop = threading.Event()

    def answer(method: str, path: str) -> Reply:
        stop.set()
        return endless("body")

    with serve(answer) as server:
        with pytest.raises(Unreachable, match="interrompu"):
            Client(Pace(0), local=[server.host], stop=stop).send("GET", server.address, keep=1_000_000)
        assert no_exchange_is_left()


def test_endless_lines_of_headers_and_bodies_that_swell():
    bomb = Reply(body=gzip.compress(b"0" * 50_000_000), headers={"Content-Encoding": "gzip"})
    lines = Reply(drip=chain([ANSWER], repeat(b"X: y\r\n")))
    with serve(lambda method, path: bomb if path == "/bombe" else lines) as server:
        client = Client(Pace(0), local=[server.host])
        assert client.send("GET", f"{server.address}/bombe", keep=1000).body == b"0" * 1000
        with pytest.raises(Unreachable, match="en-têtes de sa réponse sont trop longs"):
            client.send("GET", f"{server.address}/lignes", keep=1000)


def test_an_unknown_name_and_a_closed_door():
    with pytest.raises(Unreachable, match="introuvable"):
        Client(Pace(0)).send("GET", "https://nulle-part.invalid/")
    with pytest.raises(Unreachable, match="introuvable"):
        Client(Pace(0), local=["nulle-part.invalid"]).send("GET", "https://nulle-part.invalid/")
    with serve(lambda method, path: Reply()) as server:
        pass
    with pytest.raises(Unreachable, match="n'aboutit pas"):
        Client(Pace(0), local=[server.host]).send("GET", server.address)
