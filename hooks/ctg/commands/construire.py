"""``ctg construire``: builds the site aside, then puts it in place whole."""

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from ctg.commands import verifier
from ctg.commands.output import OutputRefused, Subparsers, alone, write_inside
from ctg.common.files import put_in_place, reason
from ctg.common.problems import ERROR, WARNING, plural, report
from ctg.publish.build import FIRST, make_site
from ctg.publish.mkdocs import BuildRefused, build
from ctg.publish.write import PublicationRefused, files_of
from ctg.reading.catalogue import Catalogue
from ctg.reading.kept import ADDRESSES_FILE, published_addresses
from ctg.site.former import addresses_file

LOST = (
    "Le site d'avant proposait {} livrets en PDF : celui-ci ne les a pas, et leurs adresses ne répondront plus.\n"
    "    → Relancez avec --livrets. Pour les avoir chaque fois, ajoutez « extra: {{livrets: true}} » à mkdocs.yml."
)
UNCHANGED = "Le site en ligne n'a pas changé."


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("construire", help="construit le site dans site/ ; en cas d'erreur, l'ancien reste en place")
    parser.add_argument(
        "--noter-adresses",
        action="store_true",
        help=f"retient dans {ADDRESSES_FILE} les adresses publiées : aucune ne se perdra sans un mot",
    )
    parser.set_defaults(livrets=False)
    if FIRST:
        parser.add_argument(
            "--livrets", action="store_true", help="avec les livrets à emporter, en PDF : quelques secondes de plus"
        )
    return parser


def run(options: argparse.Namespace) -> int:
    root = options.projet.resolve()
    if told := refusal(root / "site"):
        print(told, file=sys.stderr)
        return 1
    catalogue, problems = verifier.read(root, made_next=True)
    if catalogue is None or any(problem.level == ERROR for problem in problems):
        print(report(problems), file=sys.stderr)
        return 1
    if told := missing(root):
        print(told, file=sys.stderr)
        return 1
    offered = [root / "site" / first.FOLDER for first in FIRST]
    before = len([pdf for folder in offered for pdf in folder.rglob("*.pdf")])
    lock = root / ".cache" / "construire.verrou"
    count = replace(root / "site", lambda aside: build(root, aside, options.livrets, catalogue), lock)
    if problems:
        print(f"{plural(len(problems), WARNING)} : « ctg verifier » les montre.")
    print(f"Le site est prêt dans site/ ({count} pages).")
    if before and not any(folder.exists() for folder in offered):
        print(LOST.format(before), file=sys.stderr)
    if options.noter_adresses:
        print(_noted(root, catalogue))
    return 0


def _noted(root: Path, catalogue: Catalogue) -> str:
    """Write the addresses of the site that are not remembered yet; returns what to say of it."""
    addresses = make_site(root, catalogue=catalogue).addresses
    if fresh := addresses - published_addresses(root).keys():
        write_inside(root, ADDRESSES_FILE, addresses_file(root, addresses, catalogue.territoire.siren))
        return f"{plural(len(fresh), 'adresse')} de plus dans {ADDRESSES_FILE} : envoyez ce fichier avec les autres."
    return f"{plural(len(addresses), 'adresse')} : toutes sont notées dans {ADDRESSES_FILE}."


PARTS = {
    "mkdocs.yml": "Écrivez-y deux lignes : « site_name: » et le nom du site, « plugins: [ctg] ».",
    "docs": "Créez ce dossier, avec a-propos/index.md et contribuer/index.md : les textes écrits à la main.",
}
"""What a project has besides ``data/``, and how to make it."""


def missing(root: Path) -> str:
    """Which parts of a project are not there, and how to make them; "" when it is whole."""
    absent = (name for name in PARTS if not (root / name).exists())
    return "\n".join(f"« {name} » manque dans ce projet.\n    → {PARTS[name]}" for name in absent)


def refusal(site: Path) -> str:
    """Why the site cannot be put there; "" when it can.

    A link is not followed: what stands at its end, other sites perhaps, is not ours to replace. The other way round is safe:
    the web server, or a link of its own, looks into ``site/``, which changes in one step.
    """
    if site.is_symlink():
        told = (
            f"« {site.name} » est un lien symbolique vers {os.readlink(site)} : la construction n'écrit que dans un vrai dossier."
        )
        remedy = "Supprimez ce lien, et faites l'inverse : que le serveur web, ou son lien, mène au dossier site/ du projet."
    elif site.exists() and not site.is_dir():
        told, remedy = f"« {site.name} » n'est pas un dossier.", "Renommez-le ou supprimez-le."
    else:
        return ""
    return f"{told} {UNCHANGED}\n    → {remedy}"


def replace(site: Path, make: Callable[[Path], None], lock: Path) -> int:
    """Build aside, by ``make``, then swap; returns the number of pages.

    Raises :class:`OutputRefused`, and the site stays as it was: also while another build holds the ``lock``.
    """
    try:
        with alone(lock, f"Une autre construction est en cours. {UNCHANGED}"):
            return _replaced(site, make)
    except (BuildRefused, PublicationRefused) as refused:
        raise OutputRefused(f"{refused}\n{UNCHANGED}") from None
    except OSError as error:
        raise OutputRefused(f"Le site ne peut pas être écrit : {reason(error)}. {UNCHANGED}") from None


def _replaced(site: Path, make: Callable[[Path], None]) -> int:
    """What a build that was killed left behind goes first. Its name is hidden: a folder of that name is nobody else's."""
    aside = site.with_name(f".{site.name}.nouveau")
    if aside.is_symlink() or aside.is_file():  # never into what it leads to
        aside.unlink()
    shutil.rmtree(aside, ignore_errors=True)
    try:
        make(aside)
        count = sum(name.endswith(".html") for name in files_of(aside))
        put_in_place(aside, site)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return count
