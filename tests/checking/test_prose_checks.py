"""Lines and limits of the checks of ``docs/``; the messages themselves are in ``tests/problemes``."""

import pytest

from cas import each
from ctg.checking.prose import faults, findings

WRONG = """\
---
title: Une page
---
Titre
=====

Un [texte][suite], une [adresse](x.md) puis [ici][suite].

| a | b |
|---|---|
| [ici](x.md) | `[ici](x.md)` |

[![](cour.jpg)](x.md)

<p>Brut <img src="brut.png"> <a href="x.md">voir</a></p>

<h4>Brut</h4>

[suite]: y.md
"""


def test_each_mistake_is_told_once_on_its_line():
    told = [(line, message.split(" »")[0].split("« ")[-1]) for line, message, _ in findings(WRONG)]
    assert told == [
        (7, "ici"),
        (11, "ici"),
        (13, "cour.jpg"),
        (15, "brut.png"),
        (15, "voir"),
        (17, "Ce titre de niveau 4 suit un titre de niveau 1."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# Un\n\n## Deux\n\n### Trois\n\n## Deux\n",
        "# Un\n\n![La cour](cour.jpg)\n",
        "# Un\n\n![](trait.png){role=presentation}\n",
        "# Un\n\nÉcrivez `[cliquez ici](x.md)` ou \\[ici](x.md).\n",
        "# Un\n\n~~~\n#### Quatre\n![](x.png)\n~~~\n\n    [ici](x.md)\n",
        "# Un\n\n[Venir ici en bus](bus.md).\n",
        "Du texte, sans titre.\n",
        "",
    ],
)
def test_what_is_right_passes(text):
    assert findings(text) == []


def refusals(tag: str, **attributes: str) -> list[str]:
    return [needle for needle, *_ in faults(tag, attributes)]


@each("tag", ["script", "iframe", "object", "embed", "svg", "math", "form", "input", "meta", "link", "base", "style", "video"])
def test_what_may_run_or_come_from_elsewhere_is_no_part_of_a_page(tag):
    assert refusals(tag) == [f"<{tag}"]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JavaScript:x", "java\tscript:x", " \x01javascript:x", "data:text/html,x", "vbscript:x", "file:///x"],
)
def test_a_link_leads_to_a_page_a_telephone_or_a_mailbox(address):
    assert refusals("a", href=address)


@pytest.mark.parametrize(
    "address", ["../x.md", "#ici", "/x/", "https://a.fr/x:y", "mailto:a@exemple.fr", "tel:+33199000000", "x.md#a:b", "?q=a:b"]
)
def test_ordinary_links_are_let_through(address):
    assert refusals("a", href=address) == []


@pytest.mark.parametrize("address", ["https://a.fr/x", "//a.fr/x", "\\\\a.fr\\x", "data:image/png;base64,AA", "\t//a.fr/x"])
def test_a_picture_is_ours(address):
    assert refusals("img", src=address, alt="Une cour")
    assert refusals("img", src="cour.jpg", alt="Une cour", width="40") == []


@pytest.mark.parametrize("name", ["onclick", "onerror", "style", "srcset", "formaction", "srcdoc", "xlink:href", "ping"])
def test_an_attribute_that_acts_is_refused_also_by_attr_list(name):
    assert refusals("p", **{name: "x"}) == [name]


def test_attr_list_gives_no_attribute_that_html_may_not_have():
    assert [line for line, *_ in findings('# A\n\nDu texte\n\nEt *ici*{: onclick="x" }\n')] == [5]
