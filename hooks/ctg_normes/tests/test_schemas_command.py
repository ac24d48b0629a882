"""``ctg schemas``: writes what the editor reads, even while the data has mistakes."""

from __future__ import annotations

import json

from ctg.commands import main
from ctg_normes.schemas_command import SETTINGS


def test_schemas_are_written_with_the_project_s_own_names(project, capsys):
    root = project(
        {
            "data/structures/cassee.yml": "nom: [\n",
            "data/structures/idee.yml": "nom: Idée\ntype: ludobus\ncommune: Valbourg\netat_fiche: brouillon\n",
            "data/vocabulaire.yml": "types:\n  ludobus: {singulier: ludobus}\n  autre: x\n",
            "data/services/etrange.yml": "nom: {a: b}\n",
        }
    )
    assert main(["--projet", str(root), "schemas"]) == 0
    assert "schemas/ est à jour" in capsys.readouterr().out
    whole = json.loads((root / "schemas/structure.json").read_text("utf-8"))
    schema, at_home = whole["properties"], [rule["else"] for rule in whole["allOf"] if "else" in rule]
    assert "ludobus" in schema["type"]["enum"]
    assert [one["properties"]["commune"]["enum"] for one in at_home] == [["Valbourg", "Saint-Clair-sur-Lède"]]
    assert {"cassee", "idee", "les-lutins"} <= set(schema["contact_relais"]["anyOf"][0]["enum"])


def test_without_readable_communes_the_rest_is_written(project):
    root = project({"data/communes.yml": "\t- nom\n"})
    assert main(["--projet", str(root), "schemas"]) == 0
    assert (root / "schemas/axe.json").is_file()


def test_vs_code_is_told_whose_each_schema_is_and_its_other_settings_stay(project):
    root = project()
    assert main(["--projet", str(root), "schemas"]) == 0
    told = json.loads((root / SETTINGS).read_text("utf-8"))
    assert told["yaml.schemas"]["./schemas/axe.json"] == ["data/axes/*.yml", "data/axes/*.yaml"]
    assert told["yaml.schemas"]["./schemas/communes.json"] == ["data/communes.yml"]
    assert told["yaml.schemaStore.enable"] is False
    mine = {"editor.rulers": [80], "yaml.schemas": {"./a-moi.json": "a-moi.yml", "./schemas/ancien.json": []}}
    (root / SETTINGS).write_text(json.dumps(mine))
    assert main(["--projet", str(root), "schemas"]) == 0
    after = json.loads((root / SETTINGS).read_text("utf-8"))
    assert after == {"editor.rulers": [80], "yaml.schemas": {"./a-moi.json": "a-moi.yml"} | told["yaml.schemas"]}
    commented = '{"yaml.schemas": {}, // à moi\n}'
    (root / SETTINGS).write_text(commented)
    assert main(["--projet", str(root), "schemas"]) == 0
    assert (root / SETTINGS).read_text() == commented
