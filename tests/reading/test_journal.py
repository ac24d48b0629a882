"""The journal that « ctg nouveautes » writes, as the core reads it: checked, or refused in French."""

from __future__ import annotations

import pytest

from ctg.common.problems import DataError
from ctg.loading import load

WRITTEN = (
    '{"territoire": "Petit Pays", "depuis": "2026-01-01", "racine": "tag:exemple.fr,2026-01-01", "entrees": '
    '[{"date": "2026-11-03", "fiche": "structures/a", "nom": "A", "faits": {"telephone": "1"}}], "fiches": {}}'
)


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{", "null", '{"territoire": 3}', "\ufeff{}", "[" * 5000,
        WRITTEN.replace("tag:exemple.fr", "tag:<script>"),
        WRITTEN.replace("structures/a", "../../etc"),
        WRITTEN.replace("2026-11-03", "hier"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_stops_the_site_in_french(project, text):
    with pytest.raises(DataError, match=r"data/journal\.json, ligne 1\b[^→]*Ce journal ne se lit pas[^→]*→ Reprenez"):
        load(project({"data/journal.json": text}))
