"""The sites of the neighbours: what is near is read, kept, shown as theirs, and nothing else of them."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from ctg.analysis.nearby_sites import nearest_beyond, neighbour_problems
from ctg.commands import main
from ctg.commands.review.verifier import read
from ctg.ground.problems import DataError
from ctg.kinds import Commune
from ctg.loading import load
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.records import record_page
from ctg.stores.neighbours import FILE
from langue import mistakes, pieces
from serveur_local import Reply, serve
from territoires import SMALL
from unites.test_gathering import PLACES, SIREN, changed, files

TODAY = dt.date(2026, 11, 25)
PLACE = {
    "id": "la-toupie",
    "nom": "La Toupie",
    "type": "ludotheque",
    "commune": "Là-bas",
    "position": {"lat": 46.8, "lon": 2.5},
    "prouve_le": "2026-09-01",
}
SITE = {
    "adresse": "https://voisin.exemple.fr/",
    "siren": SIREN,
    "lu_le": "2026-11-20",
    "licence": "etalab-2.0",
    "source": "Là-bas",
    "lieux": [PLACE],
}
OURS = """\
nom: {}
type: ludotheque
commune: Là-bas
hors_territoire: oui
code_insee: '99301'
position: {{lat: {}, lon: 2.5}}
telephone: 01 99 00 00 01
"""


def territory(adresse: str = SITE["adresse"], nom: str = "Le Pays de Là-bas") -> str:
    own = (SMALL / "data/territoire.yml").read_text("utf-8")
    return f"{own}\nvoisins: [{{nom: {nom}, adresse: '{adresse}'}}]\n"


def kept(*sites: dict, **more: object) -> str:
    return json.dumps({"sites": sites} | more, ensure_ascii=False)


def near(root: Path) -> list[tuple[str, str]]:
    catalogue = load(root, on=TODAY)
    commune = next(one for one in catalogue.all(Commune) if one.id == "valbourg")
    return [(one.place.nom, one.owner) for one in nearest_beyond(catalogue, commune)]


# --- what is shown -------------------------------------------------------------------------------


def test_a_nearer_place_is_told_as_theirs_with_a_link_to_their_page(project):
    root = project({"data/territoire.yml": territory(), FILE: kept(SITE)})
    catalogue = load(root, on=TODAY)
    commune = next(one for one in catalogue.all(Commune) if one.id == "valbourg")
    body = record_page(Renderer(catalogue, TODAY), commune).body
    html = " ".join(body.split())
    # No built territory of the tests names a neighbour: its French is read here.
    (root / "page.html").write_text(f"<meta charset=utf-8>{body}", "utf-8")
    assert [fault for piece in pieces(root / "page.html") for fault in mistakes(piece.text)] == []
    assert '<a href="https://voisin.exemple.fr/structures/la-toupie/" rel="external">La Toupie</a>' in html
    assert "sur le site du Pays de Là-bas" in html
    assert "fiche du 1er septembre 2026" in html


def test_what_a_neighbour_says_is_text(project):
    evil = "<script>alert(1)</script>{{ 7 * 7 }}"
    root = project({"data/territoire.yml": territory(), FILE: kept(SITE | {"lieux": [PLACE | {"nom": evil, "commune": evil}]})})
    catalogue = load(root, on=TODAY)
    body = record_page(Renderer(catalogue, TODAY), next(one for one in catalogue.all(Commune) if one.id == "valbourg")).body
    assert "<script>alert" not in body
    assert body.count("&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}") == 2


def test_what_we_have_nearer_what_is_ours_already_and_what_is_no_longer_named_are_not_told(project):
    files_ = {"data/territoire.yml": territory(), FILE: kept(SITE)}
    assert near(project(files_)) == [("La Toupie", "Le Pays de Là-bas")]
    nearer, same = OURS.format("Ici tout près", 46.7), OURS.format("LA TOUPIE", 46.9)
    assert near(project(files_ | {"data/structures/x.yml": nearer})) == []
    assert near(project(files_ | {"data/structures/x.yml": same})) == []
    unknown = SITE | {"lieux": [PLACE | {"type": "type-inconnu"}]}
    assert near(project({"data/territoire.yml": territory(), FILE: kept(unknown), "data/structures/x.yml": None})) == []
    assert near(project({"data/territoire.yml": territory("https://autre.exemple.fr/"), FILE: kept(SITE)})) == []


def test_what_was_never_read_or_not_for_long_is_told(project):
    root = project({"data/territoire.yml": territory()})
    (unread,) = (problem for problem in read(root)[1] if "n'ont pas encore été lus" in problem.message)
    assert (unread.file, unread.line) == ("data/territoire.yml", 1)
    catalogue = load(project({"data/territoire.yml": territory(), FILE: kept(SITE)}), on=TODAY)
    assert list(neighbour_problems(catalogue, TODAY)) == []
    (old,) = neighbour_problems(catalogue, TODAY + dt.timedelta(days=100))
    assert "datent du 20 novembre 2026" in old.message


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{", '{"sites": 3}', kept(SITE | {"adresse": "javascript:alert(1)"}), kept(SITE | {"siren": "12"}),
        kept(SITE | {"lieux": [PLACE | {"id": "../x"}]}), kept(SITE | {"lieux": [PLACE | {"nom": ""}]}), "[" * 100_000,
        kept(SITE | {"lieux": [PLACE | {"position": {"lat": float("inf"), "lon": 2}}]}),
        kept(SITE | {"lieux": [PLACE | {"inconnu": 1}]}), kept(SITE | {"lieux": [PLACE] * 2001}),
    ],
)  # fmt: skip
def test_a_file_that_was_spoiled_is_an_error_with_its_remedy(project, text):
    with pytest.raises(DataError) as failure:
        load(project({FILE: text}))
    assert re.search(rf"{FILE}, ligne 1\b.*lancez « ctg voisins »", str(failure.value), re.DOTALL)


def test_the_neighbours_of_another_territory_are_not_shown(project):
    root = project({"data/territoire.yml": territory(), FILE: kept(SITE, siren="999000035")})
    assert near(root) == []
    assert any("ceux d'un autre territoire" in problem.message for problem in load(root).warnings)


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def neighbour(project, tmp_path, capsys):
    """``neighbour(changes, *options)`` → (exit code, what is told, the sites kept) after a reading of the invented territory."""
    current: dict[str, bytes] = {}

    def answer(_method: str, path: str) -> Reply:
        found = (files() | current).get(path.removeprefix("/"))
        return Reply(404) if found is None else Reply(body=found)

    with serve(answer) as server:

        def run(
            changes: dict[str, bytes], *options: str, again: bool = False, before: str | None = None
        ) -> tuple[int, str, list[dict]]:
            current.clear()
            current.update(changes)
            root = tmp_path / "projet"
            if not again:
                project({"data/territoire.yml": territory(server.address + "/")} | ({FILE: before} if before else {}))
            code = main(["--projet", str(root), "voisins", "--autoriser-local", server.host, *options])
            said = capsys.readouterr()
            found = json.loads((root / FILE).read_text("utf-8"))["sites"] if (root / FILE).exists() else []
            return code, said.out + said.err, found

        yield run


def test_near_places_are_kept_and_stay_when_the_site_is_down_or_changes_its_siren(neighbour):
    code, _, (site,) = neighbour({}, "--km", "50")
    assert code == 0
    assert site["siren"] == SIREN
    assert len(site["lieux"]) > 5
    assert {"id", "nom", "type", "commune", "position"} <= site["lieux"][0].keys() <= {*PLACE}
    ids = {place["id"] for place in site["lieux"]}
    records = json.loads(files()[PLACES])["fiches"]
    assert not ids & {r["id"] for r in records if r.get("hors_territoire") or r.get("adresse_confidentielle")}
    stolen = {"api/v1/index.json": files()["api/v1/index.json"].replace(SIREN.encode(), b"999000027")}
    for changes, told in ((stolen, f"et non {SIREN}, qui est le sien"), (changed(PLACES, fiches=3), "n'a pas la forme prévue")):
        code, said, after = neighbour(changes, again=True)
        assert (code, after) == (0, [site])
        assert told in said
        assert "restent" in said
    assert neighbour({}, "--km", "50", again=True)[2] == [site], "a second reading of the same changes nothing"


def test_a_neighbour_that_changed_its_address_is_read_again(neighbour):
    code, said, (site,) = neighbour({}, before=kept(SITE | {"adresse": "https://ancienne.exemple.fr/"}))
    assert (code, site["siren"], "d'un autre" in said) == (0, SIREN, False)


def test_what_is_far_is_left_out_and_no_neighbour_is_told(neighbour, project, capsys):
    assert neighbour({}, "--km", "0.001")[2][0]["lieux"] == []
    root = project({"data/territoire.yml": (SMALL / "data/territoire.yml").read_text("utf-8")})
    assert main(["--projet", str(root), "voisins"]) == 1
    assert "Aucun site voisin n'est nommé." in capsys.readouterr().err
