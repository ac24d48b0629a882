"""No fault for axe-core: in each layout of page, in each state, light and dark, 1280 and 320 px. ``--tout``: on every page.

The palette changes colours and nothing else: in the sample, the rules about colours are asked in both, the others in one.
"""

from __future__ import annotations

from collections import Counter

import pytest

from axe import Finding, Place, examine
from echantillon import addresses, sample, share
from etats import BOTH, STATES, ready
from jugements import judgement

PARTS = 8
WIDTHS = (1280, 320)
ABSENT = {"cadre": "iframe, frame", "média": "audio, video, object, embed"}
"""What no page of the site contains, so that some criteria do not apply; see criteres.py."""
EVERYWHERE = {
    "recherche": "header nav a[href*='recherche/']",
    "plan": "footer a[href*='plan-du-site/']",
}
"""What every page contains, once, at the same place."""


@pytest.fixture(scope="session")
def chosen(sites, whole) -> list[tuple[str, str]]:
    """(site, address) of the pages to examine."""
    return [
        (name, address)
        for name in ("essai", "reel")
        for address in (addresses(sites[name].folder) if whole else sample(sites[name].folder, longest=name == "essai"))
    ]


@pytest.mark.parametrize("largeur", WIDTHS)
@pytest.mark.parametrize("part", range(PARTS))
def test_pages_have_no_fault(visitor, sites, chosen, noter, part, largeur, whole):
    findings, facts, pages = [], [], share(chosen, part, PARTS)
    with visitor(largeur) as page:
        for site, address in pages:
            page.goto(sites[site].adresse + address)
            ready(page)
            where = f"{site}/{address}"
            for palette in BOTH:
                findings += examine(
                    page, Place(where, palette=palette, largeur=largeur), colours_only=not whole and palette == "dark"
                )
            facts += elements(page, where)
    conclude(noter, findings, facts, len(pages) * len(BOTH), [f"{site}/{address}" for site, address in pages])


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.nom)
def test_states_have_no_fault(visitor, sites, noter, state, whole):
    findings = []
    for largeur in state.largeurs:
        with visitor(largeur) as page:
            state.before(page)
            page.goto(sites[state.site].adresse + state.adresse)
            ready(page)
            state.bring(page)
            for palette in state.palettes:
                here = Place(f"{state.site}/{state.adresse}", state.nom, palette, largeur)
                findings += examine(page, here, colours_only=not whole and palette != state.palettes[0])
    conclude(noter, findings, [], len(state.largeurs) * len(state.palettes), [], etats=1)


def elements(page, where: str) -> list[tuple[str, str]]:
    """(rule, line) of what a page should not contain, or should."""
    found = [(name, f"{where} : {css}") for name, css in ABSENT.items() if page.locator(css).count()]
    found += [(name, f"{where} : {css}") for name, css in EVERYWHERE.items() if page.locator(css).count() != 1]
    return found + [("fenêtre", f"{where} : une fenêtre s'ouvre seule") for _ in page.popups]


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
