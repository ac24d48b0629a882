"""``ctg completer``: what the State's registers say that the records do not, or otherwise; it writes no record."""

import argparse
import io
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import IO

from ctg import api
from ctg_registres.entries import Registre, Territory, described, entries, wanted, written_on
from ctg_registres.proposals import Compared, compared, in_words, keep
from ctg_registres.shapes import UnreadableRegister, opened

SPACING, MOST = 2, 60_000_000
"""Seconds between two requests to one register; bytes of an answer."""
HEAD = ("Fiche", "Champ", "La fiche dit", "Le registre dit", "Registre", "Date", "Ce registre fait foi")
SURE = ("non", "oui")
NEXT = "Rien n'est écrit. Pour prendre ou laisser : « ctg servir », puis « Fiches », « Ce que disent les registres »."


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "completer",
        help="montre ce que les registres de l'État ont, et que vos fiches n'ont pas",
        description="Lit des registres publics et propose, champ par champ, ce qui manque à vos fiches ou en diffère. "
        "N'écrit aucune fiche. Registres connus : annuaire de l'administration, FINESS, équipements de l'Insee, data·inclusion, "
        "France services, missions locales, écoles, arrêts de bus.",
    )
    parser.add_argument("fichiers", nargs="*", type=Path, metavar="FICHIER", help="un registre téléchargé, tel quel")
    parser.add_argument("--date", metavar="JOUR", help="de quand date ce fichier, s'il ne le dit pas : 2026-09-01")
    parser.add_argument("--demander", action="store_true", help="demande ceux qui se donnent par département (demande internet)")
    parser.add_argument("--tableau", action=api.Output, metavar="FICHIER", help="écrit aussi les propositions en .csv")
    api.add_replace(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when all could be read."""
    root, name, code = options.projet.resolve(), "", 0
    catalogue = api.load(root, drafts=True)
    try:
        for path in options.fichiers:
            name = f"{path.name} : "
            if sys.stderr.isatty():
                print(f"{path.name} : lecture, quelques minutes pour un pays entier…", file=sys.stderr)
            with path.open("rb") as content:
                print(take_in(root, catalogue, path.name, [content], options.date or ""))
        for name, answers in asked(catalogue) if options.demander else ():
            print(take_in(root, catalogue, name, answers, catalogue.day.isoformat()))
    except (UnreadableRegister, OSError) as error:
        told = error if isinstance(error, UnreadableRegister) else f"ce fichier ne peut pas être lu ({api.why(error)})."
        print(f"{name}{told}", file=sys.stderr)
        code = 1
    found = compared(root, catalogue)
    print("\n".join(_report(found)))
    if options.tableau:
        rows = [[one.key, one.label, one.old, in_words(one.value), one.entry.register.titre, one.entry.date, SURE[one.vouched]]
                for one in found.fields]  # fmt: skip
        api.write(options.tableau, api.csv_file([HEAD, *rows]), options.remplacer)
    return code


def take_in(root: Path, catalogue: api.Catalogue, name: str, contents: Iterable[IO[bytes]], day: str) -> str:
    """Keeps what a register says of the territory, in a file or in several, and tells how much; ``day``: when it bears none.

    Raises :class:`UnreadableRegister`, :class:`OSError`."""
    territory, found, registre = Territory(catalogue), [], None
    for content in contents:
        registre, rows, said = opened(name, content, partial(wanted, territory), catalogue.day)
        found += entries(territory, rows, registre, written_on(said or day, catalogue.day))
    if not all(one.date for one in found):
        raise UnreadableRegister("On ne sait pas de quand date ce fichier.", "Dites-le, par exemple « 2026-09-01 ».")
    if registre is None:
        return ""
    keep(root, registre.nom, found)
    return f"{registre.titre} : {len(found)} lieu{'x' if len(found) > 1 else ''} de vos communes."


def asked(catalogue: api.Catalogue) -> Iterator[tuple[str, list[IO[bytes]]]]:
    """(register, its answers) of each that may be asked, a department at a time. Raises :class:`UnreadableRegister`."""
    client = api.Client(api.Pace(SPACING))
    towns = (one.code_insee for one in catalogue.all(api.Commune))
    codes = sorted({code[: 3 if code.startswith(("97", "98")) else 2] for code in towns})
    for one in described().registres:
        addresses = dict.fromkeys(one.demander.format(departement=code) for code in codes if one.demander)
        if addresses:
            yield one.nom, [_answer(client, address, one) for address in addresses]


def _answer(client: api.Client, address: str, registre: Registre) -> IO[bytes]:
    try:
        answer = client.send("GET", address, keep=MOST + 1, within=api.DOWNLOAD)
        if answer.location:
            answer = client.send("GET", answer.location, keep=MOST + 1, within=api.DOWNLOAD)
        if answer.status == 200 and len(answer.body) <= MOST:
            return io.BytesIO(answer.body)
        why = f"réponse {answer.status}"
    except api.Unreachable as failure:
        why = str(failure)
    raise UnreadableRegister(f"{registre.titre} ne répond pas comme prévu ({why}).", f"Téléchargez-le : {registre.adresse}")


def _report(found: Compared) -> Iterator[str]:
    for title, some in groupby(found.fields, key=lambda one: one.title):
        yield f"\n{api.visible(title)}"
        for one in some:
            said = f"    {one.label} : {one.old or '(vide)'} → {in_words(one.value)}"
            yield f"{said} ({one.entry.register.titre}, {one.entry.date} ; {'fait foi' if one.vouched else 'à vérifier'})"
    if found.places:
        yield f"\nLieux que vous n'avez pas : {len(found.places)}"
    for one in found.places:
        near = f" ; ressemble à {api.joined(one.near)}" if one.near else ""
        yield f"    {api.visible(one.title)}, {one.entry.commune} ({one.entry.register.titre}, {one.entry.date}){near}"
    if found.doubtful:
        yield f"\nLaissés de côté, ils pourraient être plusieurs de vos lieux : {len(found.doubtful)}"
    yield from (f"    {api.visible(one.noms[0])}, {one.commune} ({one.register.titre})" for one in found.doubtful)
    yield f"\n{NEXT}" if found.fields or found.places else "\nRien à proposer."
