"""Edits of a project drawn at random, as a coordinator's or a developer's, right or wrong: each changes files, or the day."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ADDED = ('telephone: "01 99 00 12 34"', "notes_internes: à revoir", "etat_fiche: brouillon", "type: mam", "inconnu: oui",
         "adresse_confidentielle: oui", "anciens_noms: [Avant]", "verifie_le: 2026-11-01")  # fmt: skip
"""Lines that an edit adds to a record: most are right somewhere and wrong elsewhere."""
WORDS = "themes:\n  sante:\n    titre: Santé {n}\n    mots: [mot{n}]\n"


@dataclass
class Editor:
    """Someone at random, who changes a project; ``day`` is the one on which they work."""

    root: Path
    dice: random.Random
    day: dt.date = dt.date(2026, 11, 25)
    number: int = 0
    before: dict[Path, bytes | None] = field(default_factory=dict)
    """Each file that changed since the last :meth:`undo`, as it was then; None: it was not there."""

    def edit(self) -> str:
        """Change something; returns what, for whoever reads a failure."""
        self.number += 1
        gestures: tuple[Callable[[], str], ...] = (
            self._field, self._field, self._name, self._name, self._add, self._remove, self._rename, self.undo,
            self._words, self._territory, self._outline, self._prose, self._template, self._tomorrow,
        )  # fmt: skip
        return self.dice.choice(gestures)()

    def _record(self) -> Path:
        return self.dice.choice(sorted(self.root.glob("data/*/*.yml")))

    def _note(self, path: Path) -> None:
        self.before.setdefault(path, path.read_bytes() if path.exists() else None)

    def _write(self, path: Path, text: str) -> str:
        self._note(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return f"{path.relative_to(self.root)} écrit"

    def _field(self) -> str:
        path = self._record()
        line = self.dice.choice(ADDED)
        kept = [own for own in path.read_text("utf-8").splitlines() if not own.startswith(line.split(":")[0])]
        return self._write(path, "\n".join([*kept, line, ""]))

    def _name(self) -> str:
        path = self._record()
        named = re.sub(r"^(nom|titre): .*$", rf"\1: Renommé {self.number}", path.read_text("utf-8"), flags=re.MULTILINE)
        return self._write(path, named)

    def _add(self) -> str:
        path = self._record()
        return self._write(path.with_stem(f"nouveau-{self.number}"), path.read_text("utf-8"))

    def _remove(self) -> str:
        path = self._record()
        self._note(path)
        path.unlink()
        return f"{path.relative_to(self.root)} supprimé"

    def _rename(self) -> str:
        path = self._record()
        new = path.with_stem(f"renomme-{self.number}")
        self._note(path)
        self._note(new)
        path.rename(new)
        return f"{path.relative_to(self.root)} renommé"

    def undo(self) -> str:
        """Everything is as it was."""
        for path, before in self.before.items():
            path.unlink(missing_ok=True) if before is None else path.write_bytes(before)
        self.before.clear()
        return "retour en arrière"

    def _words(self) -> str:
        return self._write(self.root / "data/vocabulaire.yml", WORDS.format(n=self.number))

    def _territory(self) -> str:
        path = self.root / "data/territoire.yml"
        text = re.sub(r"^accroche: .*$", "", path.read_text("utf-8"), flags=re.MULTILINE)
        return self._write(path, f"{text.rstrip()}\naccroche: Pour les familles, essai {self.number}.\n")

    def _outline(self) -> str:
        path = self.root / "data/communes.geojson"
        return self._write(path, re.sub(r"(\d\.\d{2})\d*", rf"\g<1>{self.number % 10}", path.read_text("utf-8"), count=1))

    def _prose(self) -> str:
        return self._write(self.root / "docs/essai.md", f"# Page {self.number}\n\nDu texte.\n")

    def _template(self) -> str:
        name = self.dice.choice(("structure.html", "parcours.html", "commune.html"))
        return self._write(self.root / "overrides/templates" / name, f'{{% extends "ctg/{name}" %}}\n{{# {self.number} #}}\n')

    def _tomorrow(self) -> str:
        self.day += dt.timedelta(self.dice.randint(1, 40))
        return f"le {self.day}"
