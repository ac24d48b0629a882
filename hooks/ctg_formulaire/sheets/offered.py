"""A remedy as a button « Mettre … »: the line to write becomes the boxes to fill. A sentence of the form never shows a file."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from ctg import api
from ctg_formulaire.typed import BESIDE, Answers

Put = tuple[tuple[str, tuple[str, ...]], ...]
_LINE = re.compile(r"« (?:- )?([a-z_]+): ([^»]+?) »")
_ITEM = re.compile(r"par exemple « - (.+?) » dans « faits_a_savoir »")


def offered(remedy: str, name: str, boxes: Container[str]) -> Put:
    """(box, texts) of what a remedy says to write, for the problem of the box ``name``; nothing when it leaves a blank, or says
    only an example.
    """
    if said := re.fullmatch(r"Vouliez-vous écrire « ([^»]+) » \?", remedy):
        return ((name, (said[1],)),)
    if not remedy.startswith("Écrivez « ") or "…" in remedy:
        return ()
    above, _, _ = name.rpartition(".")
    found: list[tuple[str, tuple[str, ...]]] = []
    for field, text in _LINE.findall(remedy):
        box = BESIDE if field == BESIDE else f"{above}.{field}" if above else field
        found += _filled(box, _value(text))
    found += [(BESIDE, (str(_value(item)),)) for item in _ITEM.findall(remedy)]
    return tuple(found) if found and all(box in boxes for box, _ in found) else ()


def _value(text: str) -> Any:
    try:
        return api.parse(f"v: {text}")["v"]
    except (api.EditError, KeyError, TypeError, ValueError):
        return text


def _filled(box: str, value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _filled(f"{box}.{name}", inner)
    else:
        yield box, tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def button(found: Put) -> str:
    """« Mettre « 3 place de la Mairie » et « 99100 » », « Mettre « 3018 », garder « le soir » dans « Bon à savoir » »."""
    said = [(f"« {api.shown(list(texts))} »", box == BESIDE) for box, texts in found]
    kept = api.joined(text for text, beside in said if beside)
    filled = f"Mettre {api.joined(text for text, beside in said if not beside)}"
    return f"{filled}, garder {kept} dans « Bon à savoir »" if kept else filled


def put(answers: Answers, sent: str) -> Answers:
    """The answers once a button has filled its boxes; as they are when it sends anything else."""
    try:
        filled = {str(box): [str(text) for text in texts] for box, texts in json.loads(sent)}
    except (TypeError, ValueError):
        return answers
    if BESIDE in filled:
        filled[BESIDE] = [*filter(None, answers.get(BESIDE, ())), *filled[BESIDE]]
    return {**answers, **filled}


def without_lines(sentence: str, labels: Mapping[str, str]) -> str:
    """A sentence without the lines of a file: « telephone: 0199001122 » is « 0199001122 » in « Téléphone », alone for a blank."""
    given = _LINE.sub(lambda line: f"« {line[2].strip('[]')} » dans « {labels.get(line[1], line[1])} »", sentence)
    return re.sub(r"« [^»]*…[^»]* » dans ", "", given)
