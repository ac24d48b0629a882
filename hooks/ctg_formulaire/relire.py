"""``ctg relire``: shows the texts that wait to be read before they are published, and notes that they were."""

from __future__ import annotations

import argparse
import sys

from ctg import api
from ctg_formulaire.rereading import as_text, named


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "relire", help="montre les textes à relire avant de les publier (adresse confidentielle), puis le note"
    )
    parser.add_argument("ids", nargs="*", metavar="IDENTIFIANT", help="structures/les-lutins ou docs/page.md ; sans rien : tous")
    return parser


def run(options: argparse.Namespace) -> int:
    """Show each text that waits to be read again; note those answered « oui » as read. Returns 1 when some still wait."""
    root, ids = options.projet.resolve(), options.ids
    readings = api.rereadings_in(root)
    chosen = {id: named(id, readings) for id in ids} if ids else {one.key: one for one in readings if one.waiting}
    if unknown := [id for id, reading in chosen.items() if not reading]:
        print("\n".join(f"« {api.shown(id)} » n'a aucun texte à relire." for id in unknown), file=sys.stderr)
        return 2
    (read, problems), day, left = api.load_rereadings(root), api.today_in(root), 0
    if problems:
        raise api.DataError(problems)
    for reading in filter(None, chosen.values()):
        if not reading.waiting:
            print(f"{reading.key} : tout est relu.")
        elif _agreed(reading):
            read = api.with_reading(read, reading, [text.digest for text in reading.waiting], day)
            api.write_inside(root, api.REREADINGS_FILE, api.rereadings_as_yaml(read))
            print(f"{reading.key} : relu. C'est noté dans {api.REREADINGS_FILE}.")
        else:
            print(f"{reading.key} : rien n'est noté, ces textes ne sont pas publiés.")
            left += 1
    if not chosen:
        print("Rien n'attend de relecture.")
    return int(bool(left))


def _agreed(reading: api.Rereading) -> bool:
    """Ask the person who sees the texts whether they may be published."""
    print(as_text(reading))
    print("Ces textes peuvent être publiés ? Répondez oui ou non : ", end="", flush=True)
    answer = sys.stdin.readline()
    print()
    return answer.strip().lower() == "oui"
