"""No fault for axe-core: in each layout of page, in each state, light and dark, 1280 and 320 px. ``--tout``: on every page,
and in every pair of a width and a palette.

In the sample, each element and each class is seen twice: on the shortest pages of the layouts, on a screen, in light, as they
open; on the longest ones, on a phone, in dark, with all their details open. Each state is seen once: on a screen in light, the
next one on a phone in dark, and so on; what scripts made of its page is valid HTML besides.
"""

from collections import Counter
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest

import nu
from axe import Finding, Place, examine
from echantillon import covering, opened, sample, share
from etats import STATES, State, open_details
from jugements import judgement

PARTS = 4
WIDTHS = (1280, 320)
SAMPLED = ((1280, "light"), (320, "dark"))
"""Each width and each palette, once."""
ABSENT = {"cadre": "iframe, frame", "média": "audio, video, object, embed"}
"""What no page of the site contains, so that some criteria do not apply; see criteres.py."""
EVERYWHERE = {"recherche": ("header nav a", "/recherche/"), "plan": ("footer a", "/a-propos/plan-du-site/")}
"""What every page contains, once: the links of a place, the address of one."""


@pytest.fixture(scope="session")
def chosen(sites, whole) -> list[tuple[tuple[int, bool, bool], str, str]]:
    """((width, in light?, in dark with its details open?), site, address) of the pages to examine."""
    if whole:
        pages = [(name, address) for name in ("essai", "reel") for address in opened(sites[name].folder)]
        return [((width, True, True), *page) for width in WIDTHS for page in pages]
    reel, essai = sites["reel"].folder, sites["essai"].folder
    return [
        *(((1280, True, False), "reel", address) for address in covering(reel, sample(reel, longest=False))),
        *(((320, False, True), "essai", address) for address in covering(essai, sample(essai, longest=True))),
    ]


@pytest.mark.parametrize("part", range(PARTS))
def test_pages_have_no_fault(visitor, sites, chosen, serve, tmp_path, noter, part, whole):
    findings, facts, pages, generated = [], [], share(chosen, part, PARTS), []
    for (largeur, light, dark), alike in groupby(pages, itemgetter(0)):
        with visitor(largeur) as page:
            for _, site, address in alike:
                page.goto(sites[site].adresse + address)
                where = f"{site}/{address}"
                facts += absent(page, where) + missing(page, where)
                generated += [(where, nu.generated(page))] if whole else []
                if light:
                    findings += examine(page, Place(where, palette="light", largeur=largeur))
                if dark:
                    open_details(page)
                    findings += examine(page, Place(where, "détails ouverts", "dark", largeur))
    examens = sum(light + dark for (_, light, dark), _, _ in pages)
    valid_once_scripts_have_worked(generated, serve, tmp_path, noter)
    conclude(noter, findings, facts, examens, [f"{site}/{address}" for _, site, address in pages])


def test_states_have_no_fault(visitor, sites, serve, tmp_path, noter, whole):
    findings, facts, generated, count = [], [], [], 0
    for state in STATES:
        every = [(largeur, palette) for largeur in state.largeurs for palette in state.palettes]
        ways = every if whole else [once(state, every)]
        for largeur in dict(ways):
            with visitor(largeur) as page:
                state.before(page)
                page.goto(sites[state.site].adresse + state.adresse)
                state.bring(page)
                where = f"{state.site}/{state.adresse} ({state.nom})"
                generated.append((where, nu.generated(page)))
                for palette in (palette for width, palette in ways if width == largeur):
                    findings += examine(page, Place(f"{state.site}/{state.adresse}", state.nom, palette, largeur))
                facts += absent(page, where)
        count += len(ways)
    valid_once_scripts_have_worked(generated, serve, tmp_path, noter)
    conclude(noter, findings, facts, count, [], etats=len(STATES))


def valid_once_scripts_have_worked(generated: list[tuple[str, str]], serve, folder: Path, noter) -> None:
    """What pages have become is HTML for the Nu checker too (RGAA 8.2); (where, the page)."""
    for number, (_, html) in enumerate(generated):
        (folder / f"{number}.html").write_text(html, "utf-8")
    root = serve(folder)
    if generated:
        nu.conclude(
            noter, "code généré", nu.check(f"{root}{n}.html" for n in range(len(generated))), [one for one, _ in generated]
        )


def once(state: State, every: list[tuple[int, str]]) -> tuple[int, str]:
    """The way in which a state is seen in the sample."""
    wanted = SAMPLED[STATES.index(state) % len(SAMPLED)]
    return wanted if wanted in every else every[0]


def absent(page, where: str) -> list[tuple[str, str]]:
    """(rule, line) of what a page should not contain nor open."""
    found = [(name, f"{where} : {css}") for name, css in ABSENT.items() if page.locator(css).count()]
    return found + [("fenêtre", f"{where} : une fenêtre s'ouvre seule") for _ in page.popups]


def missing(page, where: str) -> list[tuple[str, str]]:
    """(rule, line) of the links that are not in their place, once."""
    leads = "(links, path) => links.filter((link) => link.pathname.endsWith(path)).length"
    return [
        (name, f"{where} : {css} vers {path}")
        for name, (css, path) in EVERYWHERE.items()
        if page.locator(css).evaluate_all(leads, path) != 1
    ]


def conclude(
    noter, findings: list[Finding], facts: list[tuple[str, str]], examens: int, pages: list[str], etats: int = 0
) -> None:
    """Note everything, then fail on faults and on doubts that nobody settled."""
    asked = [one for one in findings if one.verdict != "mesure"]
    settled = Counter((one.raison, finding.regle) for finding in asked if (one := judgement(finding)))
    faults = [one for one in asked if not judgement(one)]
    noter(
        "axe-core",
        examens=examens,
        pages=pages,
        etats=etats,
        fautes=[(one.regle, str(one).split("\n")[0]) for one in faults],
        doutes=[[raison, regle, count] for (raison, regle), count in sorted(settled.items())],
        mesures=sum(one.verdict == "mesure" for one in findings),
    )
    noter("éléments", examens=len(pages), pages=pages, fautes=facts)
    lines = [*dict.fromkeys(map(str, faults)), *(line for _, line in facts)]
    assert not lines, f"{len(lines)} fautes :\n" + "\n".join(lines[:40])
