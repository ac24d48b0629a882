"""``ctg completer``: what the State's registers say that the records do not, or otherwise; it writes no record."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import IO

from ctg import api
from ctg_registres.described import Registre, described
from ctg_registres.entries import Territory, entries, wanted, written_on
from ctg_registres.proposals import Compared, NewPlace, compared, keep, kept, load_decisions
from ctg_registres.shapes import UnreadableRegister, opened

SPACING, MOST = 2, 60_000_000
"""Seconds between two requests to one register; bytes of an answer."""
HEAD = ("Fiche", "Champ", "La fiche dit", "Le registre dit", "Registre", "Date", "Ce registre fait foi")
NEXT = "Rien n'est écrit. Pour prendre ou laisser : « ctg servir », puis « Fiches », « Ce que disent les registres »."


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    names = ", ".join(one.nom for one in described().registres)
    parser = subparsers.add_parser(
        "completer",
        help="montre ce que les registres de l'État ont, et que vos fiches n'ont pas",
        description="Lit des registres publics et propose, champ par champ, ce qui manque à vos fiches ou en diffère. "
        f"N'écrit aucune fiche. Registres connus : {names}.",
    )
    parser.add_argument("fichiers", nargs="*", type=Path, metavar="FICHIER", help="un registre téléchargé, tel quel")
    parser.add_argument("--date", metavar="JOUR", help="de quand date ce fichier, s'il ne le dit pas : 2026-09-01")
    parser.add_argument("--demander", action="store_true", help="demande ceux qui se donnent par département (demande internet)")
    parser.add_argument("--tableau", action=api.Output, metavar="FICHIER", help="écrit aussi les propositions en .csv")
    api.add_replace(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when all could be read."""
    root, code = options.projet.resolve(), 0
    catalogue = api.load(root, drafts=True)
    try:
        for path in options.fichiers:
            with path.open("rb") as content:
                print(take_in(root, catalogue, path.name, content, options.date or ""))
        for address, body in asked(catalogue) if options.demander else ():
            print(take_in(root, catalogue, address, io.BytesIO(body), catalogue.day.isoformat()))
    except (UnreadableRegister, OSError) as error:
        print(f"{path.name} : {error}" if options.fichiers else error, file=sys.stderr)
        code = 1
    found = compared(root, catalogue, kept(root), load_decisions(root)[0])
    print("\n".join(_report(found)))
    if options.tableau:
        rows = ([one.target.record.key, one.label, one.old, one.new, one.entry.register.titre, one.entry.date,
                 "oui" if one.vouched else "non"] for one in found.fields)  # fmt: skip
        api.write(options.tableau, api.csv_file(HEAD, rows), options.remplacer)
    return code


def take_in(root: Path, catalogue: api.Catalogue, name: str, content: IO[bytes], day: str) -> str:
    """Keeps what a file says of the territory, and tells how much. ``day``: its date, when it bears none.

    Raises :class:`UnreadableRegister`, :class:`OSError`."""
    territory = Territory(catalogue)
    read = opened(name, content, partial(wanted, territory), catalogue.day)
    dated = written_on(read.day or day, catalogue.day)
    if not dated:
        raise UnreadableRegister("On ne sait pas de quand date ce fichier.", "Dites-le, par exemple « 2026-09-01 ».")
    found = entries(territory, read.rows, read.registre, dated)
    keep(root, read.registre.nom, found)
    return f"{read.registre.titre} : {len(found)} lieu{'x' if len(found) > 1 else ''} de vos communes."


def asked(catalogue: api.Catalogue) -> Iterator[tuple[str, bytes]]:
    """(address, answer) of each register that may be asked, a department at a time. Raises :class:`UnreadableRegister`."""
    client = api.Client(api.Pace(SPACING))
    codes = sorted(
        {code[: 3 if code.startswith(("97", "98")) else 2] for code in (c.code_insee for c in catalogue.all(api.Commune))}
    )
    for registre in described().registres:
        for address in dict.fromkeys(registre.demander.format(departement=code) for code in codes if registre.demander):
            yield registre.nom, _answer(client, address, registre)


def _answer(client: api.Client, address: str, registre: Registre) -> bytes:
    told = f"{registre.titre} ne répond pas"
    try:
        answer = client.send("GET", address, keep=MOST + 1, within=api.DOWNLOAD)
        if answer.location:
            answer = client.send("GET", answer.location, keep=MOST + 1, within=api.DOWNLOAD)
    except api.Unreachable as failure:
        raise UnreadableRegister(
            f"{told} : {failure}.", f"Recommencez plus tard, ou téléchargez-le : {registre.adresse}"
        ) from None
    if answer.status != 200 or len(answer.body) > MOST:
        raise UnreadableRegister(f"{told} comme prévu ({answer.status}).", f"Téléchargez-le : {registre.adresse}")
    return answer.body


def _report(found: Compared) -> Iterator[str]:
    for _, some in groupby(found.fields, key=lambda one: one.target.record.key):
        fields = list(some)
        yield f"\n{api.visible(fields[0].target.record.title)} ({fields[0].target.record.file})"
        for one in fields:
            sure = "fait foi" if one.vouched else "à vérifier"
            yield f"    {one.label} : {one.old or '(vide)'} → {one.new} ({one.entry.register.titre}, {one.entry.date} ; {sure})"
    yield from _places(found.places)
    if found.doubtful:
        yield f"\nLaissés de côté, ils pourraient être plusieurs de vos lieux : {len(found.doubtful)}"
        yield from (f"    {api.visible(one.noms[0])}, {one.commune} ({one.register.titre})" for one in found.doubtful)
    yield f"\n{NEXT}" if found.fields or found.places else "\nRien à proposer."


def _places(places: Iterable[NewPlace]) -> Iterator[str]:
    some = list(places)
    if some:
        yield f"\nLieux que vous n'avez pas : {len(some)}"
    for one in some:
        near = f" ; ressemble à {api.joined(one.near)}" if one.near else ""
        yield f"    {api.visible(one.entry.noms[0])}, {one.entry.commune} ({one.entry.register.titre}, {one.entry.date}){near}"
