"""Ten years of a project: two renewals, an action that melts into another, communes that merge, are divided, leave, join and are
renamed, a report approved each year. Every address answers, what was approved keeps its bytes, and a past year tells nothing of
those that follow."""

import datetime as dt
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from ctg.loading import load
from ctg.pages.renderer import Renderer
from ctg.pages.site_files import Page
from ctg.publish.build import Site, make_site
from ctg.reading.kept import ADDRESSES_FILE
from ctg.site.former import addresses_file, is_answered
from ctg_comites.year import approved_in, yearly
from ctg_comites.year_pages import approve_year
from ctg_comites.year_words import report
from territoires import ESSAI

YEARS = range(2026, 2037)
MELTED = 2031
"""When an action of the first convention becomes a part of another."""
COMMUNES = {
    2030: (
        (r"- nom: (Cœur-de-Vive|Noisetière-sur-Vive)\n", r"- nom: \1\n  jusqu_au: 2029-12-31\n  devenue: [Deux-Vives]\n"),
        ("", "- {nom: Deux-Vives, code_insee: '99003', codes_postaux: ['99120', '99140'], depuis: 2030-01-01, "
         "centre: {lat: 46.53058, lon: 2.43211}, sources: [{titre: Arrêté, date: 2029}]}\n"),
    ),
    2032: (
        (r"- nom: L'Isle-aux-Loutres\n", "- nom: L'Isle-aux-Loutres\n  jusqu_au: 2031-12-31\n  devenue: [L'Isle, Les Loutres]\n"),
        ("", "".join(f"- {{nom: {nom}, code_insee: '{code}', codes_postaux: ['99130'], depuis: 2032-01-01, "
                     "centre: {lat: 46.42626, lon: 2.41514}, sources: [{titre: Arrêté, date: 2031}]}\n"
                     for nom, code in (("L'Isle", 99902), ("Les Loutres", 99903)))),
    ),
    2033: ((r"- nom: Vœuilly\n", "- nom: Vœuilly-le-Neuf\n  anciens_noms: [Vœuilly]\n"),),
    2035: (
        (r"- nom: Moulin-l'Évêque\n", "- nom: Moulin-l'Évêque\n  jusqu_au: 2034-12-31\n"),
        ("", "- {nom: Montjoie, code_insee: '99904', codes_postaux: ['99199'], depuis: 2035-01-01, "
         "centre: {lat: 46.5, lon: 2.5}, sources: [{titre: Arrêté, date: 2034}]}\n"),
    ),
}  # fmt: skip
"""Year → what is changed in the list of communes ("": added at its end): a merge, a division, a name, who leaves and who
joins."""
AXES = {2024: "relier", 2029: "apres-souffler", 2034: "ensemble"}
"""An axis of each convention, by its first year."""
SINCE_2034 = {
    "cadres/ctg-2034.yml": "nature: ctg\ntitre: Convention 2034-2038\ndebut: 2034-01-01\nfin: 2038-12-31\nsuccede_a: ctg-2029\n"
    "signature: 2033-12-12\nsignataires: [CAF de la Haute-Lune]\n",
    "axes/ensemble.yml": "numero: '1'\ntitre: Ensemble\ncadre: ctg-2034\n",
}
KINDS_OF_FILES = {".pdf", ".ics", ".json", ".csv", ".xlsx"}


def change(path: Path, pattern: str, text: str) -> None:
    """Replace in a sheet what must be there."""
    changed, count = re.subn(pattern, text, path.read_text("utf-8"))
    assert count, (path, pattern)
    path.write_text(changed, "utf-8")


def facts_of(year: int) -> dict[str, str]:
    """What happens in a year: an action goes on, is paid, is assessed; a committee decides, the last decision is carried out."""
    first = max(start for start in AXES if start <= year)
    lived = range(max(first, YEARS[0]), year + 1)
    lines = {
        "etats": [
            f"{{date: {one}-03-02, etat: {'en-cours' if one == first else 'suspendue' if one % 2 else 'en-cours'}}}"
            for one in lived
        ],
        "bilans": [f"{{annee: {one}, texte: Ce que {one} a donné.}}" for one in lived],
        "difficultes": [f"{{date: {one}-05-01, levee_le: {one}-06-01, texte: Un mur de {one}.}}" for one in lived],
    }
    money = ", ".join(f"{{annee: {one}, financeur: CAF de la Haute-Lune, prevu: 7000, realise: {6000 + one}}}" for one in lived)
    action = (
        f"titre: Suivre\nnumero: '9.9'\naxe: {AXES[first]}\nporteurs: [CAF de la Haute-Lune]\nmoyens: {{financiers: [{money}]}}\n"
    )
    action += f"verifie_le: {year}-11-02\n" + "".join(f"{name}: [{', '.join(every)}]\n" for name, every in lines.items())
    meeting = "titre: Comité de pilotage de juin {0}\ndate: {0}-06-11\ninstance: comite-de-pilotage\nsuites:\n"
    decision = "  - {{texte: Le guide de {0}, qui: CAF de la Haute-Lune, echeance: {1}-03, etat: {2}}}\n"
    met = (meeting + decision).format(year, year + 1, "prevue")
    done = (meeting + decision).format(year - 1, year, "realisee")
    files = {f"actions/suivre-{first}.yml": action, f"rencontres/copil-{year}-06.yml": met}
    return files if year == YEARS[0] else files | {f"rencontres/copil-{year - 1}-06.yml": done}


def live(root: Path, year: int) -> None:
    """The sheets, as a coordinator leaves them at the end of a year."""
    data = root / "data"
    if year == 2028:
        change(data / "cadres/ctg-2029.yml", r"(?m)^(?=contact:)", "signature: 2028-12-11\nsignataires: [CAF de la Haute-Lune]\n")
    for pattern, text in COMMUNES.get(year, ()):
        change(data / "communes.yml", pattern or r"\Z", text)
    if year == MELTED:
        (data / "actions/un-seul-dossier.yml").unlink()
        change(data / "actions/guichet-roulant.yml", "^", "anciens_identifiants: [un-seul-dossier]\n")
        for path in data.glob("rencontres/*.yml"):
            path.write_text(path.read_text("utf-8").replace("un-seul-dossier", "guichet-roulant"), "utf-8")
    for name, text in (facts_of(year) | (SINCE_2034 if year == 2033 else {})).items():
        (data / name).write_text(text, "utf-8")


def contents(site: Site, approved: Mapping[int, object]) -> dict[str, bytes]:
    """The pages and PDFs of the approved reports, by their addresses."""
    names = {f"ctg/bilans/{year}/{name}" for year in approved for name in ("", f"bilan-ctg-{year}.pdf")}
    made = {one.path: one for one in site.files if one.path in names}
    assert made.keys() == names
    return {path: one.body.encode() if isinstance(one, Page) else one.content for path, one in made.items()}


def told_of(said: str) -> set[int]:
    """The years of the facts that :func:`facts_of` wrote, in what a report says."""
    return {int(year) for year in re.findall(r"(?:Ce que|Un mur de|Le guide de) (\d{4})", said)}


@pytest.fixture
def territory(tmp_path) -> Path:
    for name in ("data", "docs", "mkdocs.yml"):
        (shutil.copytree if (ESSAI / name).is_dir() else shutil.copy)(ESSAI / name, tmp_path / name)
    return tmp_path


def test_ten_years_lose_no_address_and_rewrite_no_year(territory, monkeypatch):
    kept: dict[str, bytes] = {}
    drafts: dict[int, str] = {}
    for year in YEARS:
        today = dt.date(year, 12, 20)
        monkeypatch.setenv("CTG_AUJOURDHUI", today.isoformat())
        live(territory, year)
        catalogue = load(territory)
        site = make_site(territory, catalogue=catalogue)  # refuses an address noted that nothing answers
        (territory / ADDRESSES_FILE).write_text(addresses_file(territory, site.addresses, catalogue.territoire.siren), "utf-8")
        approved = approved_in(catalogue)
        found = contents(site, approved)
        assert {path: found[path] for path in kept} == kept, year
        kept = found
        for past, one in approved.items():
            said = json.dumps(one.values, ensure_ascii=False)
            assert told_of(said) == {past} & set(YEARS), past
            lost = [link for link in re.findall(r'"cle": "([^"]+)"', said) if not is_answered(link, site.addresses)]
            assert lost == [], (past, year)
        again = {past: json.dumps(report(catalogue, yearly(catalogue, past, today)), sort_keys=True) for past in approved}
        if year not in {MELTED, *COMMUNES}:  # what is not approved loses an action that is no more, and says communes of today
            assert {past: again[past] for past in drafts} == drafts, year
        drafts = again
        for name, content in approve_year(Renderer(catalogue, today), year - 1, today, "comité de pilotage").items():
            (territory / name).parent.mkdir(exist_ok=True)
            (territory / name).write_bytes(content.encode() if isinstance(content, str) else content)
    assert len(approved) == len(YEARS) - 1, "that of the last year but one is read, and published, the year after"
    assert {Path(address).suffix for address in site.addresses} >= KINDS_OF_FILES
