"""Links: where they are written, where they lead, what is remembered."""

from __future__ import annotations

import datetime as dt
import json
import threading

import pytest

from ctg.common.network import Fetched, TimeOver, Unreachable
from ctg_reseau.links import collect, links_in
from ctg_reseau.visits import (
    DEAD,
    GIVE_UP,
    GOOD,
    INSIST,
    LATER,
    MOVED,
    THREADS,
    UNREACHABLE,
    KeptVerdict,
    Verdict,
    VisitRound,
    check,
    read_cache,
    write_cache,
)

SITE = "https://exemple.fr"


# --- where they are written ----------------------------------------------------------------------

PLACE = f"""\
nom: Les Lutins
type: autre
commune: Valbourg
site_web: {SITE}/lutins
tarif:
  lien: {SITE}/tarif
description: >-
  Voir {SITE}/pas-un-champ-d-adresse
sources:
  - titre: Sans adresse
  - titre: Livret
    url: {SITE}/livret
etat_fiche: brouillon
"""
COMMUNES = f"""\
- {{nom: Valbourg, code_insee: "99001", codes_postaux: ["99100"], centre: {{lat: 46.5, lon: 2.5}}}}
- nom: Saint-Clair-sur-Lède
  code_insee: "99002"
  codes_postaux: ["99200"]
  centre: {{lat: 46.5, lon: 2.7}}
  mairie:
    site_web: {SITE}/mairie
"""


def test_every_address_of_every_record_is_found_on_its_line_drafts_too(project):
    territoire = f"adresse_site: {SITE}/\nsources: [{{titre: x, url: '{SITE}/cadre'}}]\n"
    links, problems = collect(
        project(
            {"data/structures/les-lutins.yml": PLACE, "data/communes.yml": COMMUNES, "data/territoire.yml": territoire}
            | {"docs/a.md": f"# Page\n\n[lien]({SITE}/page)\n"}
        )
    )
    assert problems == []
    assert [(link.address.removeprefix(SITE), link.title, link.file, link.line, link.field) for link in links] == [
        ("/mairie", "Saint-Clair-sur-Lède", "data/communes.yml", 7, "mairie.site_web"),
        ("/", "data/territoire.yml", "data/territoire.yml", 1, "adresse_site"),
        ("/cadre", "data/territoire.yml", "data/territoire.yml", 2, "sources.1.url"),
        ("/lutins", "Les Lutins", "data/structures/les-lutins.yml", 4, "site_web"),
        ("/tarif", "Les Lutins", "data/structures/les-lutins.yml", 6, "tarif.lien"),
        ("/livret", "Les Lutins", "data/structures/les-lutins.yml", 12, "sources.2.url"),
        ("/page", "Page", "docs/a.md", 3, ""),
    ]


def test_mistakes_elsewhere_hide_no_link(project):
    spoilt = f"site_web: {SITE}/a\nsources: un livret\ntarif: [1]\nlien_monenfant: monenfant\nplus: {SITE}"
    files = {
        "data/structures/les-lutins.yml": spoilt,
        "data/structures/casse.yml": "nom: [",
        "docs/b.md": b"\xff https://exemple.fr/b",
    }
    links, [problem] = collect(project(files))
    assert [link.address for link in links] == [f"{SITE}/a", f"{SITE}/b"]
    assert problem.file == "data/structures/casse.yml"


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("[a](https://e.fr/a), [b](https://e.fr/b \"titre\")", ["https://e.fr/a", "https://e.fr/b"]),
        ("Voir <https://e.fr/a>, https://e.fr/b. Puis https://e.fr/c !", ["https://e.fr/a", "https://e.fr/b", "https://e.fr/c"]),
        ("[wiki](https://e.fr/Crèche_(France))", ["https://e.fr/Crèche_(France)"]),
        ("(voir https://e.fr/a_(b)) **https://e.fr/c**", ["https://e.fr/a_(b)", "https://e.fr/c"]),
        ('<a href="https://e.fr/?a=1&amp;b=2">', ["https://e.fr/?a=1&b=2"]),
        ("[a]: HTTP://e.fr/A", ["HTTP://e.fr/A"]),
        ("`https://e.fr/exemple` et ``https://e.fr/` ``", []),
        ("<!-- https://e.fr/note -->", []),
        ("```\nhttps://e.fr/code\n~~~\n```\nhttps://e.fr/a", ["https://e.fr/a"]),
        ("mailto:a@e.fr [a](../b.md) ftp://e.fr", []),
        ("https://" + "." * 50_000, []),
        ("", []),
    ],
)  # fmt: skip
def test_links_of_a_text(text, addresses):
    assert [link.address for link in links_in(text, "a.md")] == addresses


# --- where they lead -----------------------------------------------------------------------------


def web(pages: dict[str, Fetched | str]):
    """``send`` of a web of pages: « HEAD a » or « a » → the answer; a text is the reason why nothing answers."""
    asked: list[str] = []

    def send(method: str, address: str) -> Fetched:
        asked.append(f"{method} {address.removeprefix(SITE)}")
        answer = pages.get(f"{method} {address.removeprefix(SITE)}", pages.get(address.removeprefix(SITE), Fetched(200)))
        if isinstance(answer, str):
            raise Unreachable(answer)
        return answer

    send.asked = asked
    return send


def to(path: str, status: int = 301) -> Fetched:
    return Fetched(status, path if ":" in path else SITE + path)


@pytest.mark.parametrize(
    ("pages", "name", "detail", "leads_to"),
    [
        ({}, GOOD, "", ""),
        ({"/a": Fetched(204)}, GOOD, "", ""),
        ({"/a": Fetched(404)}, DEAD, "erreur 404", ""),
        ({"/a": Fetched(410)}, DEAD, "erreur 410", ""),
        *(({"HEAD /a": Fetched(status)}, GOOD, "", "") for status in (400, 403, 404, 405, 500, 501)),  # GET says otherwise
        *(({"/a": Fetched(status)}, LATER, f"réponse {status}", "") for status in (401, 403, 429, 500, 503, 999)),
        ({"/a": "pas de réponse en 10 secondes"}, UNREACHABLE, "pas de réponse en 10 secondes", ""),
        ({"/a": to("/b")}, MOVED, "", "/b"),
        ({"/a": to("/b", 308), "/b": to("/c")}, MOVED, "", "/c"),
        ({"/a": to("/b"), "/b": to("/c", 302)}, MOVED, "", "/b"),  # the last step may change tomorrow
        ({"/a": to("/b", 302)}, GOOD, "", "/b"),
        ({"/a": to("/b", 307), "/b": to("/c", 301)}, GOOD, "", "/c"),
        ({"/a": to("/b"), "/b": Fetched(404)}, DEAD, "erreur 404", "/b"),
        ({"/a": to("/b"), "/b": Fetched(403)}, LATER, "réponse 403", "/b"),
        ({"/a": to("/b"), "/b": "le nom du site est introuvable"}, UNREACHABLE, "le nom du site est introuvable", "/b"),
        ({"/a": to("/")}, MOVED, "il renvoie à l'accueil d'un site", "/"),
        ({"/a": to("/b"), "/b": to("/a")}, UNREACHABLE, "il renvoie sans fin d'une adresse à l'autre", ""),
        ({"/a": Fetched(301)}, LATER, "réponse 301", ""),
        ({"/a": to("javascript:alert(1)")}, LATER, "il renvoie vers autre chose qu'un site", "javascript:alert(1)"),
        ({"/a": to("file:///etc/passwd")}, LATER, "il renvoie vers autre chose qu'un site", "file:///etc/passwd"),
    ],
)
def test_verdicts(pages, name, detail, leads_to):
    verdict = check(web(pages), f"{SITE}/a")
    assert (verdict.name, verdict.detail, verdict.leads_to.removeprefix(SITE)) == (name, detail, leads_to)
    assert bool(verdict.remedy) == (name != GOOD)


def test_a_good_link_is_asked_once_and_a_busy_site_is_left_alone():
    for pages, asked in (({}, ["HEAD /a"]), ({"/a": Fetched(429)}, ["HEAD /a"]), ({"/a": Fetched(404)}, ["HEAD /a", "GET /a"])):
        send = web(pages)
        check(send, f"{SITE}/a")
        assert send.asked == asked


def test_a_redirection_keeps_the_fragment():
    assert check(web({"/a#b": to("/c")}), f"{SITE}/a#b").leads_to == f"{SITE}/c#b"
    assert check(web({"/a#b": to("/c#d")}), f"{SITE}/a#b").leads_to == f"{SITE}/c#d"


class Web:
    """A client of the network whose hosts answer, or not."""

    def __init__(self, silent: str = ""):
        self.silent, self.asked, self.over = silent, [], False

    def send(self, method: str, address: str) -> Fetched:
        self.asked.append(address)
        if self.silent in address:
            raise Unreachable("le nom du site est introuvable")
        return Fetched(200)


def visit(client: Web, addresses: list[str]) -> VisitRound:
    round_ = VisitRound(client, threading.Event())
    round_.visit(addresses)
    return round_


def test_every_address_gets_its_verdict_and_a_bad_one_does_not_stop_the_others():
    addresses = [f"https://site{i % 7}.fr/{i}" for i in range(50)] + ["http://[::1"]
    round_ = visit(Web("[::1"), addresses)
    assert round_.verdicts.keys() == set(addresses)
    assert not round_.offline


def test_no_connection_is_seen_and_not_insisted_on():
    client = Web()
    round_ = visit(client, [f"https://site{i}.fr/{page}" for i in range(100) for page in range(3)])
    assert round_.offline
    assert len(client.asked) <= (GIVE_UP + THREADS) * 3


def test_a_site_that_is_gone_is_not_waited_for_at_each_of_its_pages():
    client = Web("parti")
    round_ = visit(client, [f"https://{host}.fr/{i}" for i in range(20) for host in ("parti", "present")])
    assert sum("parti" in address for address in client.asked) == INSIST
    assert {verdict.name for address, verdict in round_.verdicts.items() if "parti" in address} == {UNREACHABLE}
    assert len(round_.verdicts) == 40


def test_a_round_that_lasts_too_long_ends_with_what_it_knows():
    client = Web()
    answer, client.send = client.send, lambda method, address: late(method, address)

    def late(method: str, address: str) -> Fetched:
        if len(client.asked) == 5:
            client.over = True
            raise TimeOver("la commande a duré trop longtemps")
        client.silent = "jamais"
        return answer(method, address)

    round_ = visit(client, [f"https://exemple.fr/{i}" for i in range(20)])
    assert (round_.interrupted, round_.offline) == (True, False)
    assert [verdict.name for verdict in round_.verdicts.values()] == [GOOD] * 5


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_sites_that_are_gone_are_not_the_connection(count):
    round_ = visit(Web(), [f"https://site{i}.fr" for i in range(count)])
    assert not round_.offline
    assert {verdict.name for verdict in round_.verdicts.values()} == {UNREACHABLE}


# --- what is remembered --------------------------------------------------------------------------

TODAY = dt.date(2026, 11, 25)


def test_sure_verdicts_are_kept_seven_days(tmp_path):
    path = tmp_path / "liens.json"
    days = {"a": TODAY, "b": TODAY - dt.timedelta(6), "c": TODAY - dt.timedelta(7), "demain": TODAY + dt.timedelta(1)}
    write_cache(path, {address: KeptVerdict(Verdict(DEAD, "erreur 404"), day) for address, day in days.items()})
    assert read_cache(path, TODAY) == {
        address: KeptVerdict(Verdict(DEAD, "erreur 404"), day) for address, day in days.items() if address in "ab"
    }


def test_what_may_change_within_the_hour_is_not_kept(tmp_path):
    verdicts = {name: KeptVerdict(Verdict(name), TODAY) for name in (GOOD, MOVED, DEAD, UNREACHABLE, LATER)}
    write_cache(tmp_path / "liens.json", verdicts)
    assert read_cache(tmp_path / "liens.json", TODAY).keys() == {GOOD, MOVED, DEAD}


ENTRY = {"name": GOOD, "detail": "", "leads_to": "", "day": "2026-11-25"}


SPOILT = [json.dumps({"a": ENTRY | change}) for change in ({"name": "x"}, {"day": "x"}, {"day": 3})]


@pytest.mark.parametrize("content", ["", "{", "[]", "3", '{"a": 3}', "[" * 100_000, *SPOILT])
def test_a_spoilt_cache_is_an_empty_one(tmp_path, content):
    path = tmp_path / "liens.json"
    path.write_text(content, "utf-8")
    assert read_cache(path, TODAY) == {}
    assert read_cache(tmp_path, TODAY) == {}, "a folder in its place"
