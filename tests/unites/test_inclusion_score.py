"""The score of data·inclusion: worked out by hand, and held to the official program."""

from __future__ import annotations

import datetime as dt

import pytest
from data_inclusion.schema import v1
from data_inclusion.schema.v1 import score_qualite
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg.analysis.inclusion.score import CRITERIA, score

TODAY = dt.date.today()
"""The official program reads the clock."""
BARE = {"id": "a--b", "source": "a", "structure_id": "a--c", "nom": "Abc", "description": "x" * 60}


def sheet(days: int = 0, **fields) -> dict:
    return BARE | {"date_maj": (TODAY - dt.timedelta(days=days)).isoformat()} | fields


def test_a_bare_service():
    # Seven criteria apply: date 1, description 0.5, the five others 0: 1.5 / 7 = 0.214.
    found = score(sheet(), TODAY)
    assert found.total == 0.21
    assert {criterion.name: criterion.value for criterion in found.criteria if criterion.value} == {
        "date_maj_recente": 1,
        "description_bien_definie": 0.5,
    }
    assert [(advice.name, round(advice.gain, 3)) for advice in found.advices][-1] == ("description_bien_definie", 0.071)


def test_a_full_service_has_nothing_to_win():
    found = score(
        sheet(
            description="x" * 200,
            frais="gratuit",
            publics=["familles"],
            thematiques=["famille--garde-denfants"],
            telephone="+33465710000",
            courriel="a@exemple.fr",
            adresse="1 rue A",
            modes_accueil=["en-presentiel"],
            modes_mobilisation=["telephoner", "envoyer-un-courriel"],
            mobilisable_par=["usagers"],
        ),
        TODAY,
    )
    assert (found.total, len(found.criteria), found.advices) == (1.0, 10, ())


@pytest.mark.parametrize(("days", "value"), [(0, 1), (179, 1), (180, 0), (181, 1), (400, 0.6), (730, 0), (2000, 0)])
def test_freshness(days, value):
    found = {criterion.name: criterion.value for criterion in score(sheet(days), TODAY).criteria}
    assert found["date_maj_recente"] == value


def test_the_advice_about_the_description_depends_on_its_length():
    texts = {n: score(sheet(description="x" * n), TODAY).advices[-1].advice for n in (60, 2000)}
    assert texts[60] == "Complétez la description : 60 caractères, il en faut de 200 à 1\u202f999."
    assert texts[2000].startswith("Raccourcissez")


def test_every_criterion_has_its_words():
    assert list(CRITERIA) == [rule.__name__ for rule in score_qualite.CRITERES]


FIELDS = {
    "adresse": st.just("1 rue A"),
    "telephone": st.just("+33465710000"),
    "courriel": st.just("a@exemple.fr"),
    "lien_mobilisation": st.just("https://www.exemple.fr"),
    "frais": st.sampled_from(["gratuit", "payant"]),
    "frais_precisions": st.just("2 € (2026)"),
    "publics": st.just(["familles"]),
    "thematiques": st.just(["famille--garde-denfants"]),
    "modes_accueil": st.lists(st.sampled_from(["en-presentiel", "a-distance"]), min_size=1, unique=True),
    "modes_mobilisation": st.lists(st.sampled_from([mode.value for mode in v1.ModeMobilisation]), min_size=1, unique=True),
    "mobilisable_par": st.just(["usagers"]),
}


@settings(max_examples=150, deadline=None)
@given(
    fields=st.fixed_dictionaries({}, optional=FIELDS),
    days=st.integers(0, 900),
    length=st.sampled_from([5, 49, 50, 199, 200, 1999, 2000, 9999, 10_000]),
)
def test_it_is_the_official_score(fields, days, length):
    service = sheet(days, description="x" * length, **fields)
    total, criteria = score_qualite.score(v1.Service.model_validate(service))
    found = score(service, TODAY)
    assert found.total == total
    assert {criterion.name: criterion.value for criterion in found.criteria} == {
        name: round(value, 2) for name, value in criteria.items() if value is not None
    }
