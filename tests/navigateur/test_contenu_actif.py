"""Nothing that a change of ``docs/`` or ``overrides/`` may add runs or asks for anything, on a host that sends no header."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from serveur_local import Reply, serve

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"'
HTML = 'xmlns="http://www.w3.org/1999/xhtml"'
ASK = "/canari"
DRAWINGS = {
    "script": f"{HEAD}><script>alert(1)</script></svg>",
    "script-lie": f'{HEAD}><script href="{ASK}.js"/><script xlink:href="{ASK}.js"/></svg>',
    "script-html": f"{HEAD}><script {HTML}>alert(1)</script></svg>",
    "charge": f'{HEAD} onload="alert(1)"><g onclick="alert(1)"/></svg>',
    "etranger": f'{HEAD}><foreignObject><img {HTML} src="{ASK}.png" onerror="alert(1)"/></foreignObject></svg>',
    "html": f'{HEAD}><g><h:iframe xmlns:h="http://www.w3.org/1999/xhtml" src="{ASK}.html"/></g></svg>',
    "image": f'{HEAD}><image href="{ASK}.png" width="9" height="9"/><image xlink:href="https://autre.exemple/a.png"/></svg>',
    "emploi": f'{HEAD}><use href="{ASK}.svg#a"/><rect width="9" height="9" fill="url({ASK}.svg#a)"/></svg>',
    "style": f"{HEAD}><style>@import '{ASK}.css'; rect {{ fill: url({ASK}.svg#a) }}</style><rect width='9' height='9'/></svg>",
    "style-cache": f"{HEAD}><style>rect {{ fill: u\\72l({ASK}.svg#a); cursor: url({ASK}.cur) }}</style><rect/></svg>",
    "feuille": f'<?xml-stylesheet href="{ASK}.css"?>{HEAD}/>',
    "anime": f'{HEAD}><image width="9" height="9"><set attributeName="href" to="{ASK}.png"/></image></svg>',
    "filtre": f'{HEAD}><filter id="f"><feImage href="{ASK}.png"/></filter><rect width="9" height="9" filter="url(#f)"/></svg>',
    "lien": f'{HEAD}><a href="javascript:alert(1)"><text id="ici" y="5">ici</text></a></svg>',
}
"""Each tries to run something, or to ask for something, as soon as it is opened or pressed."""
NOT_PICTURES = {
    "docs/page.csv": "",
    "docs/page.png": "",
    "overrides/assets/page.html": "",
    "overrides/assets/images/page.xhtml": "",
}
RUNS = f"<html {HTML}><body><script>alert(1)</script><img src='{ASK}.png'/></body></html>"
"""A page under the name of something else."""


def spoil(project: Path) -> None:
    """The attacks, in a project."""
    images = project / "overrides/assets/images"
    images.mkdir(parents=True, exist_ok=True)
    for name, drawing in DRAWINGS.items():
        (project / "docs" / f"{name}.svg").write_text(drawing, "utf-8")
        (images / f"{name}.SVG").write_text(drawing, "utf-8")
    for name in NOT_PICTURES:
        (project / name).write_text(RUNS, "utf-8")
    shown = "\n\n".join(f"![Un dessin]({name}.svg)" for name in DRAWINGS)
    (project / "docs/dessins.md").write_text(f"# Dessins\n\n{shown}\n", "utf-8")


def test_no_file_of_docs_or_overrides_runs_or_asks_for_anything(visit, hostile):
    (hostile / "temoin.svg").write_text(DRAWINGS["script"], "utf-8")  # not through the tool: it proves that the test sees
    (hostile / "temoin-image.svg").write_text(DRAWINGS["image"], "utf-8")

    def answer(_method: str, path: str) -> Reply:
        file = hostile / path.split("?")[0].lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            return Reply(404, b"")
        return Reply(200, file.read_bytes(), {"Content-Type": mimetypes.guess_type(file.name.lower())[0] or "text/plain"})

    published = sorted(
        path.relative_to(hostile).as_posix()
        for path in hostile.rglob("*")
        if path.stem in {*DRAWINGS, "page"} and path.parent.name in {hostile.name, "images", "assets"}
    )
    assert {Path(path).stem for path in published} >= {*DRAWINGS}
    assert not [path for path in published if path.endswith((".html", ".xhtml"))]
    page = visit()
    with serve(answer) as server:

        def opened(path: str) -> tuple[list[str], list[str], list[str]]:
            server.asked.clear()
            page.dialogs, page.elsewhere = [], []
            if path.endswith(".csv"):  # downloaded: the browser shows no page
                return [], [], []
            page.goto(f"{server.address}/{path}", wait_until="load")
            if page.locator("#ici").count():
                page.locator("#ici").click()
            return page.dialogs, page.elsewhere, [asked for asked in server.paths if ASK in asked]

        assert opened("temoin.svg")[0] == ["1"]
        witness = opened("temoin-image.svg")
        assert witness[1]
        assert witness[2]
        for path in (*published, "dessins/"):
            assert opened(path) == ([], [], []), path
