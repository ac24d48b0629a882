"""``ctg guide``: the tool's guides, and what each version changes, for whoever has the package and not its repository."""

import argparse
import re
import sys

from ctg import api

OWNER = re.compile(r"^<!-- extension (\S+) -->\n", re.MULTILINE)
"""Says that a whole guide is that of an extension."""
MARK = re.compile(r"^<!-- .* -->\n|^!\[.*\)\n\n| !\[[^]]*\]\(\S+\)", re.MULTILINE)
"""This line, those that say which screen of the form a part is about, and the pictures."""
NAMED = re.compile(r"(?:^|`)ctg (document )?([a-z][a-z-]+)\b", re.MULTILINE)
PARTS = re.compile(r"^(?=#{2,} )", re.MULTILINE)
CODE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("guide", help="montre un guide, ou ce que change chaque version ; sans nom, leur liste")
    parser.add_argument("nom", nargs="?", metavar="NOM", help="par exemple : coordinatrice, technique, versions")
    parser.set_defaults(sans_projet=True)
    return parser


def run(options: argparse.Namespace) -> int:
    """0 with the text or the list, 2 for a guide that is not there."""
    texts = guides() | {"versions": api.read_plain(api.CHANGES).decode()}
    if not options.nom:
        print("\n".join(f"  ctg guide {name:15} {_title(text)}" for name, text in texts.items()))
        return 0
    if options.nom not in texts:
        remedy = api.suggest(options.nom, list(texts), "Guides")
        print(f"Aucun guide ne s'appelle « {options.nom} ».\n    → {remedy}", file=sys.stderr)
        return 2
    print(MARK.sub("", texts[options.nom]), end="")
    return 0


def guides() -> dict[str, str]:
    """Name → text of each guide, without what tells of a command that is not installed."""
    texts = {path.stem: api.read_plain(path).decode() for path in sorted(api.GUIDES.glob("[a-z]*.md"))}
    there = {name: text for name, text in texts.items() if api.extension_names().issuperset(OWNER.findall(text))}
    if there == texts and not any(_absent(text) for text in texts.values()):
        return texts
    gone = "|".join(sorted(texts.keys() - there.keys()))
    return {name: _without_gaps(re.sub(rf"\[([^]]+)\]\((?:{gone})\.md[^)]*\)", r"\1", text)) for name, text in there.items()}


def _absent(text: str) -> bool:
    """Whether a text names a command that is not installed."""
    return any(f"{document}{name}" not in api.command_names() for document, name in NAMED.findall(text))


def _without_gaps(text: str) -> str:
    """Leave out the parts whose examples call such a command, then the lines and sentences that name one."""
    parts = [part for part in PARTS.split(text) if not any(map(_absent, CODE.findall(part)))]
    return "\n".join(line for line in map(_line, "".join(parts).split("\n")) if line is not None)


def _line(line: str) -> str | None:
    if not _absent(line):
        return line
    if line.startswith(("|", "#")):
        return None
    return " ".join(one for one in re.split(r"(?<=[.!?:]) ", line) if not _absent(one)) or None


def _title(text: str) -> str:
    return next(iter(re.findall(r"^# (.+)$", text, re.MULTILINE)), "")
