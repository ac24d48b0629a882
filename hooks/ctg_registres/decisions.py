"""What the registers said of the territory, kept aside until it is read again; and what a person decided of it, kept for good.

The first is in a folder that no history takes: ``ctg completer`` makes it again. The second is ``data/registres.json``: a key and
digests, never a number nor a street.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ctg import api
from ctg_registres.described import described
from ctg_registres.entries import Entry

KEPT, FILE = ".cache/registres.json", "data/registres.json"
NEVER = "jamais"
Decided = Mapping[str, tuple[str, ...]]
"""What is decided about → the digests of what was left; :data:`NEVER` for whatever is said."""
_KEPT = TypeAdapter(list[Entry])
_DECIDED = TypeAdapter(dict[str, tuple[str, ...]])


def digest(value: object) -> str:
    """A value, in twelve signs."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def kept(root: Path) -> list[Entry]:
    """What the registers said when they were read; nothing when that was never done, or is spoilt."""
    try:
        return [
            one
            for one in _KEPT.validate_json(api.read_plain(root / KEPT, most=50_000_000))
            if one.registre in described().by_name
        ]
    except (OSError, ValidationError):
        return []


def keep(root: Path, registre: str, entries: Iterable[Entry]) -> None:
    """Puts what a register says in place of what it said. Raises :class:`OSError`."""
    others = (one for one in kept(root) if one.registre != registre)
    (root / KEPT).parent.mkdir(exist_ok=True)
    api.write_atomically(root / KEPT, _KEPT.dump_json([*others, *entries], indent=1))


def load_decisions(root: Path) -> tuple[Decided, list[api.Problem]]:
    """What was decided, and what is wrong with its file; no file is no decision, and those of another territory are none."""
    try:
        said = json.loads(api.read_plain(root / FILE, root))
        return (_DECIDED.validate_python(said["decisions"]) if said["siren"] == _siren(root) else {}), []
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        remedy = "Reprenez le fichier d'avant, ou supprimez-le : ce qui était refusé sera proposé de nouveau."
        return {}, [api.Problem(FILE, 1, "", "", "Ce fichier n'est pas celui que le formulaire a écrit.", remedy, api.WARNING)]


def decided(root: Path, new: Mapping[str, str]) -> bytes:
    """The bytes of the file once this is decided too: what is decided about → a digest, or :data:`NEVER`."""
    found = {key: [*digests] for key, digests in load_decisions(root)[0].items()}
    for key, one in new.items():
        found[key] = [NEVER] if one == NEVER else [*dict.fromkeys([*found.get(key, ()), one])]
    text = json.dumps({"siren": _siren(root), "decisions": found}, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _siren(root: Path) -> str:
    sheet, _ = api.read_sheet(root / "data/territoire.yml", root)
    return str(sheet.values.get("siren") or "") if sheet else ""
