"""What ``ctg verifier`` accepts, ``ctg construire`` builds: a character of each part of Unicode, in every text of the model; and
data is never a program: template syntax in each of these texts, in the territory's own and in its prose is evaluated nowhere.

The fields are found by walking the models. Records that the rules refuse are taken away: what is left must be built, with its
booklets and every PDF document, in each face of their font.
"""

import re
import unicodedata
from itertools import cycle
from pathlib import Path

from ctg.commands import main
from ctg.commands.verifier import read
from ctg.common.problems import ERROR
from ctg.model import KINDS
from ctg.model.commune import Commune
from ctg.model.framework import Axe, Cadre
from ctg.reading.describe import Type, fields_of, names_in
from octets import contents
from plantes import fields, hang, planted, sheet
from test_relectures import Garden

SHOWN = set("LMNPS")
"""First letters of the categories of what is seen: letters, marks, numbers, punctuation, signs."""
LONGEST = 120
"""Characters of a text: a line has room for them."""
PRODUCT = str(1234567 * 7654321).encode()
PLANT = "{{1234567*7654321}}${1234567*7654321}#{1234567*7654321}#eval('1234567*7654321')"
RICH = (
    PLANT + "{% if 1 %}{{ 1234567*7654321 }}{% endif %}{{ cycler.__init__.__globals__.os.system('touch execute') }}{0.__class__}"
)
"""Jinja (MkDocs, branca), JavaScript, Ruby, Typst, Python; the program leaves a file where it runs."""


def everything() -> list[str]:
    """Texts that hold, together, all of Latin, then one character of each category of each 512 neighbours, of 4,096 where
    signs of the Far East begin."""
    one = {}
    for code in range(0x21, 0x32000):
        char = chr(code)
        if (category := unicodedata.category(char))[0] in SHOWN:
            one.setdefault((code if code < 0x250 else code >> 9 if code < 0x3000 else code >> 12, category), char)
    chars = "".join(one.values())
    return [f"Un texte {chars[start : start + LONGEST]} {PLANT}" for start in range(0, len(chars), LONGEST)]


def sow(root: Path) -> int:
    """A record for each text field of the model, with the next text in it; returns how many."""
    names, texts, count = names_in(root), cycle(everything()), 0
    for kind in KINDS:
        more: dict = {"cadre": "ctg"} if kind is Axe else {"nature": "autre"} if kind is Cadre else {}
        for field in fields(fields_of(kind)):
            if kind is Commune or field.type not in {Type.LINE, Type.TEXT} or field.pattern or field.path == ("dans",):
                continue
            try:
                values = {"sources": [{"titre": "Essai"}]} | planted(kind, field.path, next(texts), names) | more
            except AssertionError:  # no text of that sort may stand there: an identifier, a name of the territory
                continue
            path = root / "data" / kind.folder / f"zz-{kind.kind}-{count:03}.yml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text := sheet({"nom" if "nom" in values else "titre": path.stem} | values), "utf-8")
            hang(root, text)
            count += 1
    return count


def test_every_text_that_is_accepted_is_built_and_none_is_evaluated(tmp_path, capsys):
    root = Garden(tmp_path / "projet").root
    count = sow(root)
    words = '{{singulier: "{0}", pluriel: "{0}", theme: enfance, definition: "{0}", facile: "{0}"}}'
    (root / "data/vocabulaire.yml").write_text(f"types: {{ludobus: {words.format(RICH)}}}\n", "utf-8")
    for name, key in (("data/territoire.yml", "accroche"), ("docs/a-propos/index.md", "title")):
        path = root / name
        own = path.read_text("utf-8")
        assert f"{key}: " in own
        path.write_text(re.sub(rf"(?m)^{key}: .*", f'{key}: "{RICH}"', own) + f"\n{RICH}\n" * name.endswith("md"), "utf-8")
    for _ in range(5):  # a record that goes may be named by another
        refused = {problem.file for problem in read(root)[1] if problem.level == ERROR}
        for name in refused:
            assert Path(name).name.startswith("zz-"), name
            (root / name).unlink()
        count -= len(refused)
        if not refused:
            break
    assert count > 60, "most texts are accepted"
    assert main(["--projet", str(root), "construire", "--livrets"]) == 0, capsys.readouterr().err
    assert [*(root / "site").rglob("*.pdf")]
    assert [name for name, content in contents(root / "site") if PRODUCT in content] == []
    assert sum(b"1234567*7654321" in content for _, content in contents(root / "site")) > 100
    assert not [*root.rglob("execute"), *Path().glob("execute")]
