"""What every site must show to who is in danger, read in its finished pages: « Quitter vite », the strip of the numbers."""

import re
from collections.abc import Iterable
from pathlib import Path

import lxml.html


def pages_of_danger(folder: Path, numbers: Iterable[str]) -> tuple[set[str], set[str]]:
    """The addresses of the pages that give one of these numbers, elsewhere than in the strip, and of those that have no way to
    leave quickly."""
    danger = {f"{'sms' if number == '114' else 'tel'}:{number}" for number in numbers}
    given, without = set(), set()
    for path in sorted(folder.rglob("*.html")):
        main = lxml.html.fromstring(path.read_bytes()).find(".//main")
        if main is None:
            continue
        for own in main.xpath(".//template | .//*[@class='secours']"):  # the strip, and what a script may put in its place
            own.drop_tree()
        if danger & {link.get("href") for link in main.iter("a")}:
            given.add(page := path.relative_to(folder).as_posix().removesuffix("index.html"))
            buttons = main.xpath(".//a[@data-quitter]")
            without |= set() if len(buttons) == 1 and "quitter.js" in path.read_text("utf-8") else {page}
    return given, without


def check_strip(page: Path, numbers: list[str]) -> None:
    """The strip is on the page with these numbers, in sight, in no fold: before any answer of the search, or, where places are
    listed from the start, under them."""
    main = lxml.html.fromstring(page.read_bytes()).find(".//main")
    (strip,) = main.xpath(".//section[@class='secours']")
    assert not strip.xpath("ancestor::template | ancestor::details | ancestor-or-self::*[@hidden]")
    assert [link.get("href").partition(":")[2] for link in strip.iter("a")] == numbers
    assert re.sub(r"\s+", " ", strip.text_content()).strip().startswith("En danger ? Gratuit, jour et nuit")
    results = main.xpath(".//*[@data-recherche-resultats or @data-groupes]")
    everything = list(main.iter())
    listed = strip.xpath("ancestor::*[@id='resultats']")
    assert listed or all(everything.index(strip) < everything.index(block) for block in results)
