"""Where files of ``docs/`` come out and where their links lead: told by ``ctg verifier``, on the line, before any build."""

import pytest

from ctg.commands.verifier import read
from ctg.common.problems import ERROR

ABOUT = "docs/a-propos/index.md"
DOCS = {ABOUT: "# À propos\n", "docs/contribuer/index.md": "# Contribuer\n"}


def errors(root) -> list[tuple[str, int, str]]:
    return [(one.file, one.line, f"{one.message} {one.remedy}") for one in read(root)[1] if one.level == ERROR]


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("../structures/les-lutins/", ""),
        ("../contribuer/index.md", ""),
        ("../contribuer/index.md#contribuer", ""),
        ("#a-propos", ""),
        ("https://exemple.fr/x", ""),
        ("mailto:a@exemple.fr", ""),
        ("../structures/les-lutin/", "ne mène à aucune page"),
        ("../communes", "Écrivez « ../communes/ »"),
        ("/trouver/", "Écrivez l'adresse à partir de cette page : « ../trouver/ »"),
        ("charte.md", "n'est pas dans docs/"),
        ("../contribuer/indx.md", "Vouliez-vous écrire « ../contribuer/index.md »"),
        ("plan.pdf", "n'est pas dans docs/"),
        ("../structures/les-lutins/#rien", "un endroit de la page qui n'existe pas"),
        ("../contribuer/index.md#rien", "un endroit de la page qui n'existe pas"),
        ("#en-bas", "un endroit de la page qui n'existe pas"),
    ],
)
def test_a_link_of_a_page_is_followed_before_the_build(project, link, told):
    root = project(DOCS | {ABOUT: f"---\ntitle: À propos\n---\n# À propos\n\nVoyez [notre page (PDF, 2 Ko)]({link}).\n".encode()})
    if not told:
        assert errors(root) == []
        return
    ((file, line, message),) = errors(root)
    assert (file, line) == (ABOUT, 6)
    assert told in message


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"docs/structures/les-lutins.md"}, "docs/structures/les-lutins.md"),
        ({"docs/index.md"}, "docs/index.md"),
        ({"docs/venir.md", "docs/venir/index.md"}, "docs/venir.md"),
        ({"docs/assets/images/icone-192.png"}, "docs/assets/images/icone-192.png"),
        ({"docs/README.md"}, "docs/README.md"),
    ],
)
def test_a_file_whose_address_is_taken_is_told(project, files, told):
    assert [file for file, _, _ in errors(project(DOCS | dict.fromkeys(files, b"# Une page\n")))] == [told]


def test_a_page_to_which_all_others_lead_is_asked_for(project):
    ((file, _, message),) = errors(project({"docs/contribuer/index.md": "# Contribuer\n"}))
    assert file == ABOUT
    assert "manque" in message
