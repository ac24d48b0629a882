"""``ctg demarrer``: the project of a new territory, from the State's registers or from their answers saved by hand."""

import argparse
import datetime as dt
import re
import shlex
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from ctg import api
from ctg_demarrage.communes import MOST, FoundCommune, Holder, RegisterError, read_communes, together
from ctg_demarrage.fond import from_network
from ctg_demarrage.fond import summary as ground_summary
from ctg_demarrage.ground import UnreadGround
from ctg_demarrage.new_project import Start, make_project
from ctg_demarrage.registers import Halls, Registers, Unanswered, asked_registers, halls_of, of_saved, others, read_services

SHOWN = 12
"""Remarks shown before « … et 23 autres »."""
WHICH = "Quel territoire ?\n    → ctg demarrer SIREN, ou le nom de l'intercommunalité entre guillemets."


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "demarrer",
        usage="ctg demarrer SIREN|NOM [DOSSIER] [options]",
        help="crée le projet d'un nouveau territoire (demande internet)",
        description="Crée un dossier avec les communes, leurs contours et leurs mairies, d'après les registres de l'État, et "
        "tout ce qu'il faut pour publier. Rien n'est écrit sur un fichier qui existe ; rien n'y est dit confirmé.",
    )
    parser.add_argument("qui", nargs="?", metavar="SIREN|NOM", help="le SIREN, le nom, ou le code INSEE d'une commune seule")
    parser.add_argument("dossier", nargs="?", action=api.Output, folder=True, metavar="DOSSIER", help="où (par défaut : le nom)")
    parser.add_argument("--avec", action="append", default=[], metavar="SIREN", help="une autre intercommunalité ou commune")
    parser.add_argument("--nom", metavar="NOM", help="le nom officiel, s'il en faut un autre que celui du registre")
    parser.add_argument("--siren", metavar="SIREN", help="le SIREN de l'éditeur, s'il en faut un autre")
    for name, what in (("--communes", "sur les communes"), ("--mairies", "de l'annuaire")):
        told = f"la réponse {what}, enregistrée d'un navigateur"
        parser.add_argument(name, nargs="+", type=Path, metavar="FICHIER", help=told)
    parser.add_argument("--sans-mairies", action="store_true", help="ne demande pas les mairies")
    parser.add_argument("--sans-fond", action="store_true", help="ne demande pas le fond des cartes")
    parser.add_argument("--ouvrir", action="store_true", help="ouvre la page qui crée le site ici, puis le formulaire")
    parser.set_defaults(sans_projet=True)
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the project is written, 2 when more must be said. Raises :class:`OutputRefused`."""
    if options.ouvrir:  # it needs the form, which may be absent
        return import_module("ctg_demarrage.screens.server").run(options.projet.resolve())
    wrong = "" if options.qui else WHICH
    if options.qui and options.siren and not re.fullmatch(r"\d{9}", options.siren):
        wrong = "--siren a neuf chiffres, sans espace."
    if wrong:
        print(wrong, file=sys.stderr)
        return 2
    registers = asked_registers()
    try:
        start = _gathered(options, registers)
        place = Path(options.dossier or api.as_identifier(start.names.short) or "territoire").absolute()
        api.writable(place, options.projet.resolve(), folder=True)  # also a folder that nobody named
        make_project(start, place)
    except api.OddFile as odd:
        raise api.OutputRefused(f"{odd.path} : {odd.message} Rien n'est écrit.", odd.remedy) from None
    except FileNotFoundError as lost:
        raise api.OutputRefused(f"{lost.filename} n'existe pas. Rien n'est écrit.", "Vérifiez le nom du fichier.") from None
    except OSError as error:
        remedy = "Choisissez un dossier où vous pouvez écrire."
        raise api.OutputRefused(f"Rien n'est écrit : {api.reason(error)}.", remedy) from None
    print(_summary(start, place, _ground(options, registers.client, start, place)))
    return 0


def _ground(options: argparse.Namespace, client: api.Client, start: Start, place: Path) -> str:
    """Give the new project the ground of its maps, when the network gives it; what to say of it, or nothing."""
    if options.sans_fond or options.communes:  # nobody asked for the network
        return ""
    try:
        made = from_network(client, [one.outline for one in start.communes])
    except (UnreadGround, api.Unreachable) as failure:
        return f"Le fond des cartes n'a pas pu être fait : {str(failure).splitlines()[0]}\n    → Plus tard, tapez : ctg fond"
    if not made.counts:
        return ""
    api.write_atomically(place / api.GROUND_FILE, made.text)
    return ground_summary(made)


# --- what is known -------------------------------------------------------------------------------


def _gathered(options: argparse.Namespace, registers: Registers) -> Start:
    """Raises :class:`RegisterError` with what to do, :class:`OSError` for a file that cannot be read."""
    wanted = [options.qui, *options.avec]
    holders: list[Holder] = []
    try:
        if options.communes:
            every = [one for path in options.communes for one in read_communes(api.read_plain(path, most=MOST))]
            found, body = of_saved(together([every]), wanted)
            if not options.nom and (other := others(found, wanted)):
                raise RegisterError(
                    f"Ces communes sont celles de « {api.shown(other)} », pas de « {api.shown(options.qui)} ». Rien n'est écrit.",
                    'Vérifiez le nom, ou le fichier. C\'est un syndicat, un pôle ? Ajoutez : --nom "Syndicat …".',
                )
            holders = [body] if body else []
        else:
            holders = [registers.holder(one) for one in wanted]
            found = together(registers.communes(holder) for holder in holders)
    except Unanswered as failure:
        raise _by_hand_communes(options, registers, holders, failure) from None
    nom, siren = _who(options, holders, found)
    halls = _halls(options, registers, found, siren)
    return Start(nom, siren, found, halls, _collected(options.communes), _collected(options.mairies))


def _who(options: argparse.Namespace, holders: list[Holder], found: list[FoundCommune]) -> tuple[str, str]:
    """Name and SIREN of the publisher. Raises :class:`RegisterError` when nobody says its name."""
    alone = found[0] if len(found) == 1 else None
    figures = re.sub(r"\s", "", options.qui)
    siren = options.siren or (figures if re.fullmatch(r"\d{9}", figures) and not options.avec else "")
    if len(holders) == 1 and not options.avec:
        siren = siren or (alone.siren if holders[0].is_commune and alone else holders[0].code)
        nom = options.nom or holders[0].nom or (alone.nom if alone else "")
    else:
        nom = options.nom or (options.qui if not figures[:2].isdigit() and not options.avec else alone.nom if alone else "")
        siren = siren or (alone.siren if alone else "")
    if not nom:
        raise RegisterError("Il manque le nom du territoire. Rien n'est écrit.", 'Ajoutez : --nom "Syndicat …".')
    return nom, siren if re.fullmatch(r"\d{9}", siren) else ""


def _halls(options: argparse.Namespace, registers: Registers, found: list[FoundCommune], siren: str) -> Halls:
    if options.sans_mairies:
        return Halls()
    try:
        saved = [one for path in options.mairies or () for one in read_services(api.read_plain(path, most=MOST))]
        return halls_of(saved if options.mairies else registers.services(found), found, siren)
    except Unanswered as failure:
        names = ((address, f"mairies-{rank}.json") for rank, address in enumerate(registers.halls_addresses(found), 1))
        told = f"Pas de réponse de l'annuaire : {failure}. Ou ajoutez --sans-mairies."
        raise _by_hand(told, names, "--mairies") from None


def _collected(paths: Iterable[Path] | None) -> dt.date:
    """The day of an answer: today, or when the oldest file was saved (never a day to come: clocks and copies err)."""
    if not paths:
        return api.today(api.PARIS)
    return min(api.today(api.PARIS), *(dt.date.fromtimestamp(path.stat().st_mtime) for path in paths))


# --- without the network -------------------------------------------------------------------------


def _by_hand(told: str, save: Iterable[tuple[str, str]], option: str) -> RegisterError:
    save = list(save)
    lines = "".join(f"\n      {address}\n        → enregistrez-la sous le nom {name}" for address, name in save)
    return RegisterError(
        f"{told} Rien n'est écrit.",
        f"Vérifiez votre connexion. Ou ouvrez chaque adresse dans un navigateur, et enregistrez la réponse :{lines}\n"
        f"      puis retapez la même commande, et ajoutez : {option} {' '.join(name for _, name in save)}",
    )


def _by_hand_communes(
    options: argparse.Namespace, registers: Registers, holders: list[Holder], failure: Unanswered
) -> RegisterError:
    told = f"Pas de réponse sur les communes : {failure}."
    codes = [holder.code for holder in holders] or [options.qui, *options.avec]
    return _by_hand(
        told, ((registers.communes_address(one), f"communes-{api.as_identifier(one)}.json") for one in codes), "--communes"
    )


# --- words ---------------------------------------------------------------------------------------


def _summary(start: Start, place: Path, ground: str) -> str:
    names = start.names
    halls = f", mairies le {start.halls_on:%d/%m/%Y}" if start.halls.by_code else ""
    count = "" if len(start.communes) == 1 else f"{api.plural(len(start.communes), 'commune')}, "
    lines = [
        f"{place} est créé : {names.official}, {count}{api.plural(len(start.halls.by_code), 'mairie')}.",
        f"Collecte : communes le {start.communes_on:%d/%m/%Y}{halls}. Rien n'est confirmé.",
    ]
    lines += ["Les registres ne disent pas les vacances scolaires d'ici : écrivez-les."] if start.apart else []
    lines += [f"  {one}" for one in start.halls.remarks[:SHOWN]]
    if (more := len(start.halls.remarks) - SHOWN) > 0:
        lines.append(f"  … et {api.plural(more, 'autre')}.")
    lines += [ground] if ground else []
    return "\n".join([*lines, "", f"Ensuite : cd {shlex.quote(str(place))}, puis « ctg verifier », qui dit ce qui manque."])
