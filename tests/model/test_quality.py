"""How complete a record is, and when it must be looked at again."""

import datetime as dt
from pathlib import Path

import yaml

from cas import each, reviewed
from ctg.model import KINDS
from ctg.model.freshness import is_sparse, is_stale, last_proof, never_confirmed, proven_on, quality, review_due
from ctg.open_data.values import plain
from ctg.reading.describe import all_fields, fields_of


@each("kind", KINDS)
def test_a_kind_says_what_its_readers_expect(kind):
    """Or that they expect nothing in particular: ``expected = ()``."""
    assert "expected" in vars(kind), (
        f"{kind.__name__} : écrivez « expected = (Expected(…), …) » dans son module, ou « expected = () »"
    )
    weighted = [one for one in kind.expected if one.weight]
    assert sum(one.weight for one in weighted) == (100 if weighted else 0)
    assert len({one.label for one in kind.expected}) == len(kind.expected)
    known = {".".join(field.path) for field in all_fields(fields_of(kind))}
    assert {path for one in kind.expected for path in one.fields} <= known


WRITTEN = Path(__file__).with_name("qualite.txt")
DAY = dt.timedelta(days=1)
BY_NAME = {kind.__name__: kind for kind in KINDS}


def said(written: str) -> list[str]:
    values = yaml.load(written, yaml.BaseLoader)
    record = BY_NAME[values.pop("genre")].model_validate(values)
    found, due, proof, proven = quality(record), review_due(record), last_proof(record), proven_on(record)
    if due:
        assert [is_stale(record, today) for today in (due - DAY, due, due + DAY)] == [False, False, True]
    return [
        f"{found.score} %, manque : {', '.join(found.missing) or 'rien'}",
        "presque vide" if is_sparse(record) else "",
        f"à revoir après le {due}" if due else "",
        "jamais confirmé" if never_confirmed(record) else "",
        f"preuve : {plain(proof)} ; le {proven}" if proof else "",
    ]


def test_how_complete_and_how_fresh_a_record_is_was_reviewed(request):
    reviewed(WRITTEN, said, request)
