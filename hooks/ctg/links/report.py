"""The report of ``ctg liens``: what is to mend, by record; the spreadsheet has every link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ctg.ground.data_files import csv_file
from ctg.ground.escaping import for_markdown, plain
from ctg.ground.problems import plural
from ctg.links.check import GOOD, MOVED, VERDICTS, Verdict
from ctg.links.collect import WrittenLink

Verdicts = Mapping[str, Verdict]
Faults = list[tuple[WrittenLink, Verdict]]


def head(verdicts: Verdicts) -> str:
    """« 153 liens : 1 mort, 3 à mettre à jour, 149 bons. »; a link written in several places counts once."""
    if not verdicts:
        return "Aucun lien vérifié."
    counts = {name: sum(verdict.name == name for verdict in verdicts.values()) for name in VERDICTS}
    parts = [f"{count} {name}" if " " in name else plural(count, name) for name, count in counts.items() if count]
    return f"{plural(len(verdicts), 'lien')} : {', '.join(parts)}."


def faults(links: Sequence[WrittenLink], verdicts: Verdicts) -> dict[tuple[str, str], Faults]:
    """The links to mend, by (title, file), in the order of the files."""
    groups: dict[tuple[str, str], Faults] = {}
    for link in links:
        verdict = verdicts.get(link.address)
        if verdict and verdict.name != GOOD:
            groups.setdefault((plain(link.title), link.file), []).append((link, verdict))
    return groups


def why(verdict: Verdict) -> str:
    """« mort (erreur 404) »."""
    return verdict.name + (f" ({plain(verdict.detail)})" if verdict.detail else "")


def as_text(links: Sequence[WrittenLink], verdicts: Verdicts) -> str:
    """For the terminal."""
    lines = [head(verdicts)]
    for (title, file), found in faults(links, verdicts).items():
        lines += ["", title]
        for link, verdict in found:
            where = f"  {file}, ligne {link.line}" + (f", champ « {link.field} »" if link.field else "")
            lines += [where, f"    {plain(link.address)}", f"    {why(verdict)}"]
            lines += [f"    nouvelle adresse : {plain(verdict.leads_to)}"] if verdict.name == MOVED else []
            lines += [f"    → {verdict.remedy}"]
    return "\n".join(lines) + "\n"


def as_markdown(links: Sequence[WrittenLink], verdicts: Verdicts) -> str:
    """For an issue on a forge: boxes to tick. Addresses are code: a dead link needs no click."""
    lines = ["# Liens vers d'autres sites", "", head(verdicts)]
    for (title, file), found in faults(links, verdicts).items():
        lines += ["", f"## {for_markdown(title)}", ""]
        for link, verdict in found:
            new = f" Nouvelle adresse : {_code(verdict.leads_to)}." if verdict.name == MOVED else ""
            lines.append(
                f"- [ ] [{file}]({file}#L{link.line}) : {_code(link.address)}, **{why(verdict)}**.{new} {verdict.remedy}"
            )
    return "\n".join(lines) + "\n"


def _code(address: str) -> str:
    return f"`{plain(address).replace('`', '%60')}`"


def as_csv(links: Sequence[WrittenLink], verdicts: Verdicts) -> str:
    """For a spreadsheet in French: semicolons, a byte order mark, no formula; every link, the good ones too."""
    header = ("verdict", "detail", "adresse", "mene_a", "titre", "fichier", "ligne", "champ", "a_faire")
    found = [(link, verdicts[link.address]) for link in links if link.address in verdicts]
    rows = [
        (one.name, one.detail, link.address, one.leads_to, link.title, link.file, str(link.line), link.field, one.remedy)
        for link, one in found
    ]
    return csv_file(header, [[plain(cell) for cell in row] for row in rows]).decode()


FORMATS = {"texte": as_text, "markdown": as_markdown, "csv": as_csv}
