"""A value that YAML does not read as it was meant: quotes, brackets, commas, signs. What to tell, and how to write it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ctg.kinds.fields.base import thousands_or_decimals


def slipped(value: str) -> Iterator[tuple[str, str]]:
    """(what is told of a value, the value as it should be written), for each guess."""
    yield from _in_quotes(value)
    yield from _in_brackets(value)
    yield from _special(value)


def commas(line: str) -> tuple[str, str]:
    """What is told of « {source: rapport, 2026} », where commas cut texts in two: those that end before no field."""
    if found := re.search(r"(?<![\d,.])[1-9]\d{0,2},\d{3}(?!\d|,\d)", line):
        whole, decimals = (one.replace(",", ".") for one in thousands_or_decimals(found[0]) or ())
        return f"« {found[0]} » se lit de deux façons.", f"Écrivez {whole} ou {decimals}, selon ce que vous voulez dire."
    if re.search(r"\d,\d", line):
        point = re.sub(r"(?<=\d),(?=\d)", ".", line)
        return "Une virgule coupe un nombre en deux.", f"Écrivez un point : « {point.strip()} »."
    whole = re.sub(
        r"(?P<key>[{,]\s*[\w-]+:\s+)(?P<text>[^\s{}\[\]\"':,][^{}\[\]\":,]*(?:,(?!\s*[\w-]+:\s)[^{}\[\]\":,]+)+)(?=[,}])",
        lambda found: found["key"] + quoted(found["text"].strip()),
        line,
    )
    example = f"« {whole.strip()} »" if whole != line else '{champ: "texte, suite"}'
    return "Une virgule coupe un texte en deux.", f"Entourez-le de guillemets : {example}."


def hidden(line: str) -> str:
    """What follows « # » in a line without being meant for a note, which has a space after its sign: « porte #3 »."""
    found = re.search(r"\s(#[^\s#].*)$", line)
    return found[1] if found else ""


def quoted(text: str) -> str:
    """A text between quotes, whatever it holds."""
    return f"'{text}'" if '"' in text and "'" not in text else json.dumps(text, ensure_ascii=False)


def _in_quotes(value: str) -> Iterator[tuple[str, str]]:
    quote = value[0]
    if quote not in "\"'":
        return
    inside, closed = value[1:-1], len(value) > 1 and value.endswith(quote)
    if closed and quote == '"' and "\\" in inside:
        yield "La barre oblique inversée « \\ » n'est pas comprise entre guillemets.", f"'{inside}'"
    elif closed:
        yield f"Un{' guillemet' if quote == chr(34) else 'e apostrophe'} coupe ce texte en deux.", quoted(inside)
    elif quote in inside:
        yield "Du texte suit un guillemet fermé.", quoted(value)
    elif value[-1] in "’‘”“»":
        yield "Un guillemet droit ne peut pas être refermé par un guillemet courbe.", quoted(value[1:-1])
    else:
        yield "Un guillemet ouvert n'est pas refermé.", value + quote


def _in_brackets(value: str) -> Iterator[tuple[str, str]]:
    sign = value[0]
    if sign not in "[{":
        return
    if ";" in value:
        yield "Entre accolades ou crochets, c'est une virgule qui sépare.", value.replace(";", ",")
    close = "]" if sign == "[" else "}"
    if value.count(sign) > value.count(close):
        yield (
            f"{'Un crochet ouvert' if sign == '[' else 'Une accolade ouverte'} n'est pas refermé{'' if sign == '[' else 'e'}.",
            value + close,
        )
    elif not value.endswith(close):
        yield f"Un texte qui commence par « {sign} » doit être entre guillemets.", quoted(value)


def _special(value: str) -> Iterator[tuple[str, str]]:
    if re.fullmatch(r"[-?]+", value):
        yield f"« {value} » ne dit rien : ce que l'on ne sait pas reste vide.", ""
    elif value[0] in "@`%&*!|>,]}":
        yield f"Un texte qui commence par « {value[0]} » doit être entre guillemets.", quoted(value)
    elif re.search(r":(\s|$)", value) and value[0] not in "\"'[{":
        yield "Cette ligne contient un deux-points suivi d'une espace au milieu d'un texte.", quoted(value)
