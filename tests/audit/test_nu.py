"""Every page of both sites is valid HTML for the Nu checker as it is written (RGAA 8.2); as scripts leave it: test_axe.py."""

import nu
from echantillon import addresses, sample

CSS_FALSE = {
    "“paint-order”": "CSS.supports('paint-order: stroke')",
    "“mix-blend-mode”: “plus-lighter”": "CSS.supports('mix-blend-mode: plus-lighter')",
    "“container”": "CSS.supports('container: page / inline-size')",
    "“@container”": "'CSSContainerRule' in window",
    "“vector-effect”": "CSS.supports('vector-effect: non-scaling-stroke')",  # an attribute of drawings, of SVG 2
}
"""What the checker does not know yet, and what shows that the browser does."""
CSS_ELSEWHERE = ("“behavior”",)
"""In Leaflet's own sheet, for Internet Explorer: every other browser ignores it."""


def test_written_pages_are_valid(sites, noter, whole):
    """Of each layout, the longest and the shortest; with ``--tout``, all."""
    pages = [
        (name, address)
        for name in ("essai", "reel")
        for address in (addresses(sites[name].folder) if whole else sample(sites[name].folder, longest=name == "essai"))
    ]
    messages = nu.check(sites[name].adresse + address for name, address in pages)
    nu.conclude(noter, "code écrit", messages, [f"{name}/{address}" for name, address in pages])


def test_style_sheets_and_drawings_are_valid(visitor, sites, noter, tmp_path):
    """What the checker's CSS part refuses wrongly is known to the browser, and is still refused."""
    for file in (file for site in ("essai", "reel") for kind in ("css", "svg") for file in sites[site].folder.rglob(f"*.{kind}")):
        # A same name is a same file: the sheets and drawings of the tool. What @container holds is read all the same.
        text = file.read_text("utf-8").replace("@container page ", "@media ").replace("cqi)", "vw)")  # nor its unit
        (tmp_path / file.name).write_text(text, "utf-8")
    (tmp_path / "conteneur.css").write_text("@container (width > 1rem) {}", "utf-8")
    messages = nu.check([str(tmp_path)], "--also-check-css", "--also-check-svg")
    with visitor(1280) as page:
        for known in CSS_FALSE.values():
            assert page.evaluate(known), known
    false = (*CSS_FALSE, *CSS_ELSEWHERE)
    for words in false:
        assert any(words in one.text for one in messages), f"{words} : plus de fausse alerte, retirez-la"
    nu.conclude(
        noter, "feuilles de style et dessins", [one for one in messages if not any(word in one.text for word in false)], []
    )
