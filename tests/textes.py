"""Hostile texts for published formats: what people paste, and what attackers write."""

from collections.abc import Callable
from typing import Any

from hypothesis import example
from hypothesis import strategies as st

NASTY = [
    '=HYPERLINK("https://exemple.fr";"clic")', "+33;1", "-2+3", "@SUM(A1)", "\t=1", "＝1", "'apostrophe", "'=1", 'a;b,c"d"',
    "un\ndeux\r\ntrois", "\\n", "{{ x }}", "{% raw %}", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    '" onfocus="alert(1)', "]]>", "&amp;", "🦊👩\u200d👩\u200d👧", "\u202eאב\u202c", "\u200f\u2066x\u2069 \u2029", "\ufeffmarque",
    "a\u2028b", "\x85a", "(vide)", "~", "null", "oui", "0123", "12:30", "calcule.url", "[a]", "{a: b}", "a: b, c: d", "a, b",
    "etc.", "....", "œuf’", "a" * 299, "é" * 10_000, "é;\n" * 6_000,
]  # fmt: skip
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40),
    st.text("=+-@;,'\"\n\t {}[]:#\\", min_size=1, max_size=12),
).filter(str.strip)
lines = texts.filter(lambda text: len(text.strip()) <= 300)
"""Those that a field of one line admits."""


def every_nasty(arguments: Callable[[str], tuple[Any, ...]] = lambda text: (text,)) -> Callable:
    """Each text of :data:`NASTY`, as the arguments that it makes, besides those that chance draws."""

    def tried(test):
        for text in NASTY:
            test = example(*arguments(text))(test)
        return test

    return tried


def line(text: str) -> str:
    """The same, as a field of one line admits it."""
    return text[:299]
