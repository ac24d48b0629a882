"""What a screen reader says of a page, line by line, from Chromium's own accessibility tree.

One line a thing said: a heading, a link alone, a paragraph with its links inside. Words for roles are those that
readers of French hear. Indentation shows what is inside what (a region, a list).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from playwright.sync_api import Page

BLOCKS = {
    "banner": "en-tête", "navigation": "navigation", "main": "contenu", "contentinfo": "pied de page", "search": "recherche",
    "region": "région", "complementary": "à côté", "form": "formulaire", "group": "groupe", "table": "tableau", "list": "liste",
    "status": "annonce", "alert": "alerte", "note": "note",
}  # fmt: skip
"""Roles that start a block, and the word for them."""
LINES = {"paragraph": "", "listitem": "• ", "term": "", "definition": "  ", "row": "", "LabelText": ""}
"""Roles that are one line, when all that they hold is said in one breath."""
FIELDS = {"searchbox": "champ de recherche", "textbox": "champ", "spinbutton": "champ de nombre", "combobox": "liste déroulante",
          "Date": "champ de date", "checkbox": "case"}  # fmt: skip
PHRASES = {"link": "lien", "button": "bouton", "DisclosureTriangle": "volet", "image": "image"}


class Tree:
    """The accessibility tree of a page, as Chromium gives it to screen readers."""

    def __init__(self, page: Page):
        session = page.context.new_cdp_session(page)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        self.nodes = {node["nodeId"]: node for node in nodes}
        self.root = nodes[0]

    def children(self, node: dict) -> Iterator[dict]:
        """Children that say something; those that only group are seen through."""
        for id in node.get("childIds", ()):
            child = self.nodes.get(id)
            if child is None or role(child) == "InlineTextBox":
                continue
            if child.get("ignored") or role(child) in TRANSPARENT:
                yield from self.children(child)
            else:
                yield child

    def find(self, wanted: str) -> dict:
        """The first node of that role."""
        return next(node for node in self.nodes.values() if role(node) == wanted and not node.get("ignored"))


TRANSPARENT = {"generic", "none", "presentation", "article", "sectionheader", "sectionfooter", "strong", "emphasis", "code",
               "time", "DescriptionList", "rowgroup", "RootWebArea", "superscript", "mark", "figure", "Abbr"}  # fmt: skip


def role(node: dict) -> str:
    return node.get("role", {}).get("value", "")


def name(node: dict) -> str:
    return " ".join(node.get("name", {}).get("value", "").split())


def said(tree: Tree, node: dict) -> str | None:
    """The node in one breath, or None when it is a block."""
    kind = role(node)
    facts = {p["name"]: p["value"].get("value") for p in node.get("properties", ())}
    if kind in {"StaticText", "LineBreak"}:
        return node.get("name", {}).get("value", "") if kind == "StaticText" else " "
    if kind == "ListMarker":
        return ""
    if kind in PHRASES:
        state = {"true": ", enfoncé", "false": ", non enfoncé"}.get(str(facts.get("pressed")).lower(), "")
        state += {True: ", ouvert", False: ", fermé"}.get(facts.get("expanded"), "")
        more = node.get("description", {}).get("value", "")
        return f"[{PHRASES[kind]}{state} : {name(node)}{f' ({more})' if more and more != name(node) else ''}]"
    if kind in FIELDS:
        value = " ".join(str(node.get("value", {}).get("value", "")).split())
        if kind == "checkbox":
            value = {"true": "cochée", "false": "non cochée"}[str(facts["checked"]).lower()]
        return (
            f"[{FIELDS[kind]} : {name(node)}{f', {value}' if value else ''}{', non disponible' if facts.get('disabled') else ''}]"
        )
    if kind in {"cell", "rowheader", "columnheader"}:
        return name(node) + " | "
    if kind == "heading":
        link = ", lien" if any(role(child) == "link" for child in tree.children(node)) else ""
        return f"titre {facts['level']}{link} : {name(node)}"
    return None


def read(tree: Tree, node: dict | None = None, depth: int = 0) -> list[str]:
    """Everything said below a node, one line a breath."""
    node = node or tree.root
    lines: list[str] = []
    breath = ""

    def breathe() -> None:
        nonlocal breath
        if text := re.sub(r"\] ([,.)])", r"]\1", " ".join(breath.split())).removesuffix(" |"):
            lines.append("  " * depth + text)
        breath = ""

    for child in tree.children(node):
        kind, words = role(child), said(tree, child)
        if words is not None and kind != "heading":
            breath += f" {words} " if words.startswith("[") else words
            continue
        if kind in {"caption", "Legend"}:
            continue  # the name of the table or of the group, just said
        breathe()
        if kind == "heading":
            lines.append("  " * depth + str(words))
        elif kind in BLOCKS:
            size = f" de {sum(role(item) == 'listitem' for item in tree.children(child))}" if kind == "list" else ""
            lines.append("  " * depth + BLOCKS[kind] + size + (f" : {name(child)}" if name(child) else ""))
            lines += read(tree, child, depth + 1)
        else:
            inside = read(tree, child, depth)
            mark = LINES.get(kind, "")
            lines += [
                line[: 2 * depth] + (mark if i == 0 else " " * len(mark)) + line[2 * depth :] for i, line in enumerate(inside)
            ]
    breathe()
    return lines
