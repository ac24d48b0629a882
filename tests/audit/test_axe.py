"""No fault for axe-core: in each layout of page, in each state, light and dark, 1280 and 320 px. ``--tout``: on every page,
and in every pair of a width and a palette.

In the sample, each layout is seen twice: its shortest page on a screen, in light, as it opens; its longest one on a phone, in
dark, with all its details open. Each state is seen once: on a screen in light, the next one on a phone in dark, and so on.
"""

from __future__ import annotations

from collections import Counter

import pytest

from axe import Finding, Place, examine
from echantillon import opened, sample, share
from etats import BOTH, STATES, State, open_details
from jugements import judgement

PARTS = 6
WIDTHS = (1280, 320)
SAMPLED = ((1280, "light"), (320, "dark"))
"""Each width and each palette, once."""
ABSENT = {"cadre": "iframe, frame", "média": "audio, video, object, embed"}
"""What no page of the site contains, so that some criteria do not apply; see criteres.py."""
EVERYWHERE = {"recherche": ("header nav a", "/recherche/"), "plan": ("footer a", "/a-propos/plan-du-site/")}
"""What every page contains, once: the links of a place, the address of one."""


@pytest.fixture(scope="session")
def chosen(sites, whole) -> dict[int, list[tuple[str, str]]]:
    """Width → (site, address) of the pages to examine."""
    if whole:
        pages = [(name, address) for name in ("essai", "reel") for address in opened(sites[name].folder)]
        return dict.fromkeys(WIDTHS, pages)
    return {
        1280: [("reel", address) for address in sample(sites["reel"].folder, longest=False)],
        320: [("essai", address) for address in sample(sites["essai"].folder, longest=True)],
    }


@pytest.mark.parametrize("largeur", WIDTHS)
@pytest.mark.parametrize("part", range(PARTS))
def test_pages_have_no_fault(visitor, sites, chosen, noter, part, largeur, whole):
    findings, facts, pages = [], [], share(chosen[largeur], part, PARTS)
    with visitor(largeur) as page:
        for site, address in pages:
            page.goto(sites[site].adresse + address)
            where = f"{site}/{address}"
            facts += absent(page, where) + missing(page, where)
            if whole or (largeur, "light") in SAMPLED:
                findings += examine(page, Place(where, palette="light", largeur=largeur))
            if whole or (largeur, "dark") in SAMPLED:
                open_details(page)
                findings += examine(page, Place(where, "détails ouverts", "dark", largeur))
    examens = len(pages) * (len(BOTH) if whole else 1)
    conclude(noter, findings, facts, examens, [f"{site}/{address}" for site, address in pages])


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.nom)
def test_states_have_no_fault(visitor, sites, noter, state, whole):
    findings, facts = [], []
    every = [(largeur, palette) for largeur in state.largeurs for palette in state.palettes]
    ways = every if whole else [once(state, every)]
    for largeur in dict(ways):
        with visitor(largeur) as page:
            state.before(page)
            page.goto(sites[state.site].adresse + state.adresse)
            state.bring(page)
            for palette in (palette for width, palette in ways if width == largeur):
                findings += examine(page, Place(f"{state.site}/{state.adresse}", state.nom, palette, largeur))
            facts += absent(page, f"{state.site}/{state.adresse} ({state.nom})")
    conclude(noter, findings, facts, len(ways), [], etats=1)


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
    settled = Counter(
        (one.raison, finding.regle) for finding in findings if finding.verdict == "doute" and (one := judgement(finding))
    )
    faults = [one for one in findings if one.verdict == "faute" or (one.verdict == "doute" and not judgement(one))]
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
