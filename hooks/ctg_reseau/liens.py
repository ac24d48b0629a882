"""``ctg liens``: do the links of the records and of the texts still lead somewhere?

Prints what is to mend, by record, as a text or as the boxes of an issue; the spreadsheet has every link.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ctg import api
from ctg_reseau.links import WrittenLink, collect
from ctg_reseau.visits import (
    DAYS,
    DEAD,
    GOOD,
    MOVED,
    VERDICTS,
    KeptVerdict,
    Verdict,
    VisitRound,
    is_cache,
    read_cache,
    write_cache,
)

CACHE = ".cache/liens.json"
SPACING = 1
"""Seconds between two requests to one site."""


# --- the report ----------------------------------------------------------------------------------

Verdicts = Mapping[str, Verdict]
Faults = list[tuple[WrittenLink, Verdict]]


def _summary(verdicts: Verdicts) -> str:
    """« 153 liens : 1 mort, 3 à mettre à jour, 149 bons. »; a link written in several places counts once."""
    if not verdicts:
        return "Aucun lien vérifié."
    counts = {name: sum(verdict.name == name for verdict in verdicts.values()) for name in VERDICTS}
    parts = [f"{count} {name}" if " " in name else api.plural(count, name) for name, count in counts.items() if count]
    return f"{api.plural(len(verdicts), 'lien')} : {', '.join(parts)}."


def _faults(links: Sequence[WrittenLink], verdicts: Verdicts) -> dict[tuple[str, str], Faults]:
    """The links to mend, by (title, file), in the order of the files."""
    groups: dict[tuple[str, str], Faults] = {}
    for link in links:
        verdict = verdicts.get(link.address)
        if verdict and verdict.name != GOOD:
            groups.setdefault((api.plain(link.title), link.file), []).append((link, verdict))
    return groups


def _explained(verdict: Verdict) -> str:
    """« mort (erreur 404) »."""
    return verdict.name + (f" ({api.plain(verdict.detail)})" if verdict.detail else "")


def as_text(links: Sequence[WrittenLink], verdicts: Verdicts) -> str:
    """For the terminal."""
    lines = [_summary(verdicts)]
    for (title, file), to_mend in _faults(links, verdicts).items():
        lines += ["", title]
        for link, verdict in to_mend:
            where = f"  {file}, ligne {link.line}" + (f", champ « {link.field} »" if link.field else "")
            lines += [where, f"    {api.plain(link.address)}", f"    {_explained(verdict)}"]
            lines += [f"    nouvelle adresse : {api.plain(verdict.leads_to)}"] if verdict.name == MOVED else []
            lines += [f"    → {verdict.remedy}"]
    return "\n".join(lines) + "\n"


def as_markdown(links: Sequence[WrittenLink], verdicts: Verdicts) -> str:
    """For an issue on a forge: boxes to tick. Addresses are code: a dead link needs no click."""
    lines = ["# Liens vers d'autres sites", "", _summary(verdicts)]
    for (title, file), to_mend in _faults(links, verdicts).items():
        lines += ["", f"## {api.for_markdown(title)}", ""]
        for link, verdict in to_mend:
            new = f" Nouvelle adresse : {_code(verdict.leads_to)}." if verdict.name == MOVED else ""
            lines.append(
                f"- [ ] [{file}]({file}#L{link.line}) : {_code(link.address)}, **{_explained(verdict)}**.{new} {verdict.remedy}"
            )
    return "\n".join(lines) + "\n"


def _code(address: str) -> str:
    return f"`{api.plain(address).replace('`', '%60')}`"


def as_csv(links: Sequence[WrittenLink], verdicts: Verdicts) -> str:
    """For a spreadsheet in French: semicolons, a byte order mark, no formula; every link, the good ones too."""
    header = ("verdict", "detail", "adresse", "mene_a", "titre", "fichier", "ligne", "champ", "a_faire")
    found = [(link, verdicts[link.address]) for link in links if link.address in verdicts]
    rows = [
        (one.name, one.detail, link.address, one.leads_to, link.title, link.file, str(link.line), link.field, one.remedy)
        for link, one in found
    ]
    return api.csv_file(header, [[api.plain(cell) for cell in row] for row in rows]).decode()


FORMATS = {"texte": as_text, "markdown": as_markdown, "csv": as_csv}


# --- the command ---------------------------------------------------------------------------------


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "liens",
        help="vérifie que les liens vers d'autres sites marchent encore (demande internet)",
        description="Visite chaque lien des fiches, brouillons compris, et des textes de docs/. Une visite par seconde et par "
        "site : quelques minutes la première fois.",
    )
    parser.add_argument("--format", choices=FORMATS, default="texte", help="texte (par défaut), markdown ou csv (tous les liens)")
    parser.add_argument(
        "--cache", action=api.Output, own=is_cache, metavar="FICHIER",
        help=f"où garder les résultats {DAYS} jours (par défaut : {CACHE} du projet)",
    )  # fmt: skip
    parser.add_argument("--tout", action="store_true", help=f"visite aussi les liens vérifiés depuis moins de {DAYS} jours")
    api.allow_local(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    root = options.projet.resolve()
    path = options.cache or root / CACHE
    links, unread = collect(root)
    addresses = dict.fromkeys(link.address for link in links)
    kept = {} if options.tout else read_cache(path, api.today(api.PARIS))
    todo = [address for address in addresses if address not in kept]
    round_ = _visit(todo, options.autoriser_local)
    if round_.offline:
        print(
            "Pas de connexion : aucun site ne répond. Rien n'a changé.\n    → Vérifiez votre connexion à internet.",
            file=sys.stderr,
        )
        return 1
    kept |= {address: KeptVerdict(verdict, api.today(api.PARIS)) for address, verdict in round_.verdicts.items()}
    if todo:
        _keep(path, kept)
    verdicts = {address: kept[address].verdict for address in addresses if address in kept}
    api.to_stdout(FORMATS[options.format](links, verdicts))
    if round_.interrupted:
        print(f"Interrompu : {len(verdicts)} liens vérifiés sur {len(addresses)}. Relancez pour la suite.", file=sys.stderr)
    if unread:
        files = ", ".join(dict.fromkeys(problem.file for problem in unread))
        print(f"Illisible, donc liens non vérifiés : {files}.\n    → Lancez « ctg verifier ».", file=sys.stderr)
    return int(bool(unread) or round_.interrupted or any(verdict.name == DEAD for verdict in verdicts.values()))


def _visit(addresses: list[str], local: Iterable[str]) -> VisitRound:
    stop = threading.Event()  # also cuts short the pauses between two visits
    progress = api.Progress(len(addresses))
    round_ = VisitRound(api.Client(api.Pace(SPACING, wait=stop.wait), local, stop), stop, progress.step)
    round_.visit(addresses)
    progress.end()
    return round_


def _keep(path: Path, kept: dict[str, KeptVerdict]) -> None:
    try:
        write_cache(path, kept)
    except OSError as error:
        print(f"Les résultats ne peuvent pas être gardés dans {path} ({api.why(error)}).", file=sys.stderr)
