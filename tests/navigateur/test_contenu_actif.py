"""Nothing that a change of ``docs/`` or ``overrides/`` may add runs or asks for anything, on a host that sends no header."""

from pathlib import Path

from sondes import FOLDER

from ctg.checking.pictures import check_drawings
from serveur_local import file_of, serve

HTML = 'xmlns="http://www.w3.org/1999/xhtml"'
ASK = "/canari"
DRAWINGS = {path.stem: path.read_text("utf-8") for path in sorted((FOLDER / "dessins").glob("*.svg"))}
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
    """The attacks, in a project; each drawing is refused, so that nothing is published with one."""
    images = project / "overrides/assets/images"
    images.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{name}{end}" for folder, end in ((project / "docs", ".svg"), (images, ".SVG")) for name in DRAWINGS]
    for path in written:
        path.write_text(DRAWINGS[path.stem], "utf-8")
    assert {project / one.file for one in check_drawings(project)} == {*written}
    for path in written:
        path.unlink()
    for name in NOT_PICTURES:
        (project / name).write_text(RUNS, "utf-8")


def test_no_file_of_docs_or_overrides_runs_or_asks_for_anything(visit, hostile):
    (hostile / "temoin.svg").write_text(DRAWINGS["script"], "utf-8")  # not through the tool: it proves that the test sees
    (hostile / "temoin-image.svg").write_text(DRAWINGS["image"], "utf-8")

    published = sorted(
        path.relative_to(hostile).as_posix()
        for path in hostile.rglob("*")
        if path.stem == "page" and path.parent.name in {hostile.name, "images", "assets"}
    )
    assert not [path for path in published if path.endswith((".html", ".xhtml"))]
    page = visit()
    with serve(lambda _, path: file_of(hostile, path)) as server:

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
        for path in published:
            assert opened(path) == ([], [], []), path
