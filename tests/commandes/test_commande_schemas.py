"""``ctg schemas``: writes what the editor reads, even while the data has mistakes."""

from __future__ import annotations

import json

from ctg.commands import main


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


def test_a_folder_that_is_no_project_or_cannot_be_written(project, tmp_path, capsys):
    assert main(["--projet", str(tmp_path / "ailleurs"), "schemas"]) == 2
    root = project({"schemas": "un fichier à la place du dossier"})
    assert main(["--projet", str(root), "schemas"]) == 1
    assert "Rien ne peut être écrit dans schemas/" in capsys.readouterr().err
