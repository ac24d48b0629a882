"""Pages: whatever the data says, nothing runs and nothing leaves."""

from __future__ import annotations

import re

from attaque import attack
from ctg.pages.files import Page
from ctg.publish.build import make_site


def test_no_text_of_a_record_is_markup_on_any_page(tmp_path):
    """All the pages, each as it is written; a browser opens a sample of them: ``navigateur/test_injection.py``."""
    site = make_site(attack(tmp_path / "projet"))
    pages = {file.path: site.document(file).content.decode() for file in site.files if isinstance(file, Page)}
    wrong = [path for path, html in pages.items() if re.search(r"<script>alert|<img src=x|<b>|\b49\b\$", html)]
    assert wrong == []
    assert sum("&lt;script&gt;alert(1)" in html for html in pages.values()) > 200
