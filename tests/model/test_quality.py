"""How complete a record is, and when it must be looked at again."""

from __future__ import annotations

import datetime as dt

import pytest

from cas import each
from ctg.model import KINDS
from ctg.model.action import Action
from ctg.model.commune import Commune
from ctg.model.framework import Axe
from ctg.model.freshness import (
    Quality,
    is_sparse,
    is_stale,
    last_proof,
    never_confirmed,
    proven_on,
    quality,
    review_due,
)
from ctg.model.structure import Service, Structure
from ctg.open_data.values import plain
from ctg.reading.describe import all_fields, fields_of

PLACE = {"nom": "Les Lutins", "type": "multi-accueil", "commune": "Valbourg"}


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


def test_a_full_record_misses_nothing():
    full = Structure(
        **PLACE,
        courriel="accueil@exemple.fr",
        horaires={"lundi": "9h-17h"},
        adresse="3 rue du Lac",
        description="Une crèche.",
        ages={"de": "10 semaines"},
        verifie_le="2026-09-01",
        tarif={"gratuit": "non"},  # an answer, even negative
        sources=[{"titre": "Livret"}],
        inscription={"comment": "sur place"},
        accueil_handicap="oui, avec un projet",
    )
    assert quality(full) == Quality(100, ())


def test_a_population_of_zero_is_known():
    told = {"nom": "Valbourg", "code_insee": "99001", "codes_postaux": ["99100"], "centre": {"lat": 46.5, "lon": 2.5}}
    assert "population" not in quality(Commune(**told, population="0")).missing


@pytest.mark.parametrize(
    ("more", "sparse"),
    [
        ({"description": "Un guide.", "partenaires": ["CAF"], "sources": [{"titre": "Offre d'emploi"}]}, True),
        ({"objectif": "Un guide.", "calendrier": {"fin": "2027"}}, False),
        ({"etats": [{"etat": "en-cours"}], "description": "Un guide."}, False),
    ],
)
def test_an_action_of_which_only_the_intention_is_known_is_sparse(more, sparse):
    assert is_sparse(Action(titre="Relier", axe="a", porteurs=["Ville"], **more)) is sparse


DAY = dt.timedelta(days=1)


def record(checked: str | None) -> Axe:
    return Axe(numero="A", titre="Relier", verifie_le=checked)


@pytest.mark.parametrize(
    ("checked", "due"), [("2026-01-15", "2026-07-15"), ("2026-08-31", "2027-02-28"), ("2023-08-31", "2024-02-29")]
)
def test_a_record_is_stale_the_day_after_its_term_and_not_before(checked, due):
    day = dt.date.fromisoformat(due)
    checked_record = record(checked)
    assert review_due(checked_record) == day
    assert [is_stale(checked_record, today) for today in (day - DAY, day, day + DAY)] == [False, False, True]


@pytest.mark.parametrize(
    ("state", "checked", "expected"),
    [
        ("a_verifier", None, True),
        ("a_verifier", "2026-09-01", True),  # the banner says so
        ("publiee", None, True),
        ("publiee", "2026-09-01", False),
        ("brouillon", None, False),
    ],
)
def test_a_place_that_nobody_vouches_for(state, checked, expected):
    place = Service(nom="Jeux", themes=["enfance"], etat_fiche=state, derniere_preuve="2025", verifie_le=checked)
    assert never_confirmed(place) is expected


@pytest.mark.parametrize(
    ("dates", "proof", "proven"),
    [
        ({"verifie_le": "2026-10-01", "derniere_preuve": "2018"}, "2018", "2026-10-01"),
        ({"derniere_preuve": "2018"}, "2018", "2018-01-01"),
        ({}, None, None),
        ({"sources": [{"titre": "A", "date": "2024"}, {"titre": "B", "date": "2025-03"}]}, "2025-03", "2025-03-01"),
        ({"etat_fiche": "a_verifier", "verifie_le": "2026-10-01", "derniere_preuve": "vers 2025"}, "vers 2025", "2025-01-01"),
    ],
)
def test_a_date_is_that_of_a_proof_and_reading_again_proves_nothing(dates, proof, proven):
    one = Axe(numero="A", titre="Relier", **dates)
    assert (last_proof(one) and plain(last_proof(one))) == proof
    assert proven_on(one) == (proven and dt.date.fromisoformat(proven))
