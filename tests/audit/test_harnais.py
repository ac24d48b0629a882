"""The audit itself can fail: each kind of fault, put in a page on purpose, is found and told where it is."""

import pytest

import nu
import rapport
from axe import Place, examine
from criteres import PROOFS, judged

SOUND = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Page</title><style>
body {{ background: #fff; color: #111; font-size: 16px }} .pale {{ color: #999 }}
.dessous {{ position: relative }} .dessous::after {{ content: ""; position: absolute; inset: 0; background: #eee; z-index: -1 }}
.image {{ background-image: linear-gradient(#fff, #000) }}
</style></head><body><main><h1>Titre</h1>{}</main></body></html>"""


@pytest.fixture
def found(visitor, serve, tmp_path):
    """``found(html)`` → {rule: verdict} of axe on a page whose ``main`` holds that HTML."""

    def look(html: str) -> dict[str, str]:
        (tmp_path / "index.html").write_text(SOUND.format(html), "utf-8")
        with visitor(320) as page:
            page.goto(serve(tmp_path))
            return {finding.regle: finding.verdict for finding in examine(page, Place("x", largeur=320))}

    return look


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Rien à dire.</p>", {}),
        ('<img src="x.png">', {"image-alt": "faute"}),
        ('<p class="pale">Trop pâle.</p>', {"color-contrast": "faute"}),
        ("<button style='width:10px;height:10px;padding:0' aria-label='a'></button>" * 2, {"target-size": "faute"}),
        # what axe cannot tell is measured: enough, not enough, or left to a person
        ('<p class="dessous">Lisible.</p>', {"color-contrast": "mesure"}),
        ('<p class="image">Sur un dégradé.</p>', {"color-contrast": "doute"}),
        ('<svg role="img" aria-label="a" width="200" height="40"><rect width="200" height="40" fill="#fff"/>'
         '<image width="1" height="1"/><text y="20" fill="#111">Lisible</text></svg>', {"color-contrast": "mesure"}),
        ('<svg role="img" aria-label="a" width="200" height="40"><rect width="200" height="40" fill="#222"/>'
         '<image width="1" height="1"/><text y="20" fill="#111">Illisible</text></svg>', {"color-contrast": "faute"}),
        ('<svg role="img" aria-label="a" width="200" height="40" opacity="0.3"><rect width="200" height="40" fill="#fff"/>'
         '<image width="1" height="1"/><text y="20" fill="#111">Transparent</text></svg>', {"color-contrast": "doute"}),
    ],
)  # fmt: skip
def test_axe_finds_what_was_put_there(found, html, expected):
    assert found(html) == expected


def test_nu_finds_what_was_put_there(serve, tmp_path):
    (tmp_path / "a.html").write_text(SOUND.format("<table><tr><td role='cell'>x</table>"), "utf-8")
    (tmp_path / "b.html").write_text("<html lang='fr'><head><title>x</title></head><body><p></div></body></html>", "utf-8")
    (tmp_path / "c.html").write_text(SOUND.format("<p>Rien à dire.</p>"), "utf-8")
    root = serve(tmp_path)
    names = ("a.html", "b.html", "c.html", "absente.html")
    errors = {(one.url, one.text) for one in nu.check([f"{root}{name}" for name in names]) if one.kind == "error"}
    assert {url.rpartition("/")[2] for url, _ in errors} == {"a.html", "b.html", "absente.html"}
    assert any("doctype" in text.lower() for _, text in errors)


def test_a_criterion_falls_with_its_rule_only():
    notes = [
        {"outil": "axe-core", "pages": ["reel/"], "fautes": [["link-name", "reel/|…"]]},
        {"outil": "éléments", "pages": ["reel/"], "fautes": []},
    ]
    found = judged(notes, {test: True for proof in PROOFS.values() for test in proof.tests})
    assert (found["6.2"]["etat"], found["8.3"]["etat"], found["2.1"]["etat"]) == ("non-conforme", "conforme", "non-applicable")
    assert "8.2" not in found  # the Nu checker was not run


def test_the_report_says_faults():
    notes = [
        {"outil": "axe-core", "examens": 4, "etats": 0, "pages": ["reel/"], "fautes": [["link-name", "reel/|x"]], "mesures": 2}
    ]
    text = rapport.page(notes, {"axe-core": "1"}, judged(notes, {}))
    assert "axe-core, `link-name`, 1 fois. Par exemple : `reel/|x`" in text
    assert "**6.2**, non conforme. 1 faute ; la première : reel/|x" in text
