"""What is read on a page or in a terminal, as one types it."""

from __future__ import annotations

import re
from html import unescape


def plain(text: str) -> str:
    """With spaces that may break."""
    return re.sub("[\u00a0\u202f]", " ", text)


def words_of(body: str) -> str:
    """What a page says: no tag, plain spaces, straight apostrophes."""
    return " ".join(plain(unescape(re.sub("<[^>]+>", " ", body))).split()).replace("’", "'")
