"""Hostile texts for published formats: what people paste, and what attackers write."""

from __future__ import annotations

from hypothesis import strategies as st

NASTY = [
    '=HYPERLINK("https://exemple.fr";"clic")', "+33", "-5", "@SUM(A1)", "\t=1", "＝1", "'apostrophe", 'a;b,c"d"',
    "un\ndeux\r\ntrois", "\\n", "{{ x }}", "{% raw %}", "<script>alert(1)</script>", "]]>", "&amp;", "🦊👩\u200d👩\u200d👧",
    "\u202eאב\u202c", "\ufeffmarque", "\u2028", "\x85a", "(vide)", "~", "null", "oui", "0123", "12:30", "calcule.url",
    "é" * 10_000, "[a]", "{a: b}", "a: b, c: d", "a, b",
]  # fmt: skip
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40),
    st.text("=+-@;,'\"\n\t {}[]:#\\", min_size=1, max_size=12),
).filter(str.strip)
lines = texts.filter(lambda text: len(text.strip()) <= 300)
"""Those that a field of one line admits."""
