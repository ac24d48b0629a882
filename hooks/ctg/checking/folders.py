"""The files of a project: which are read, which are published, and a warning for each one that is neither.

``data/`` holds :data:`FILES` and one folder for each kind of record; ``docs/`` holds pages, and the documents that go with
them; ``overrides/`` holds what a territory puts in place of the tool's. Nothing is ignored in silence, but for what git itself
needs."""

import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from ctg.common.extensions import READ_BY, extension_names
from ctg.common.files import CLOTHES, LAST_SHEET, OWN_CLOTHES, PACKAGE, OddFile, leftover, look, read_plain
from ctg.common.problems import ERROR, WARNING, Problem, Problems, as_identifier, nearest
from ctg.model import KINDS, LONE_FILES, Commune, kinds_with
from ctg.reading.sheet import MAX_BYTES, odd_file_problem

FILES = {
    "territoire.yml": "Le territoire",
    "communes.yml": "Les communes",
    "communes.geojson": "Les contours des communes",
    "fond.geojson": "Le fond des cartes",
    "vocabulaire.yml": "Le vocabulaire",
    **{one.name: one.title for one in LONE_FILES},
    "positions.json": "Les points des adresses",
    "urgences.yml": "Les numéros d’urgence",
    "adresses.txt": "Les adresses publiées",
    "campagnes.yml": "Le suivi des confirmations",
    "imports.yml": "Les colonnes de vos tableaux",
    "imports.json": "Ce que l’outil retient de vos listes",
    "registres.json": "Ce qui est décidé des registres",
    "relectures.yml": "Les relectures des lieux confidentiels",
}
"""What ``data/`` holds besides the folders of records: a file that the tool reads there has its line here,
and its name for people."""
FOLDERS = tuple(sorted(kind.folder for kind in KINDS if kind is not Commune))
IMAGES, LOOKED_AT = "images", {".svg", ".png", ".jpg", ".jpeg", ".webp"}
APPROVED, KEPT = "bilans", {".json", ".pdf"}
"""The approved reports: the tool alone writes them."""
NO_PICTURE = (
    "Ce n'est pas une image : data/images/ n'a qu'elles.",
    "Enregistrez-la en .jpg, en .png ou en .webp, ou sortez ce fichier de data/.",
)
"""The pictures that records name (:mod:`ctg.checking.pictures`)."""
MEANT = dict.fromkeys(("convention", "conventions", "plan", "plans", "projets"), "cadres")
"""Other words that people have for these folders."""
GIT = {".gitkeep", ".gitignore", ".gitattributes"}
GUIDE = "LISEZ-MOI.md"
"""What a folder of records may hold besides: what it is for, with an example (``ctg demarrer`` writes it)."""
FACTS = re.compile(r"\.(ya?ml|json|geojson)(\.[^.]*)?$", re.IGNORECASE)
"""The end of a name that someone meant for facts: lost, they would be missed."""

PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg"}
PUBLISHED = PICTURES | {".pdf", ".csv"}
"""What goes with the pages of ``docs/``; a document of an office suite cannot be read by everyone."""
WORN = PICTURES | {".avif", ".css", ".ico", ".js", ".txt", ".woff2"}
"""What ``overrides/assets/`` gives to the site; a text: the licence of what it stands beside."""
MAX_DOCUMENT = 50_000_000
"""Bytes of what is published as it is."""

FolderRemark = tuple[str, str, str]
"""(message, remedy, level)."""
FolderRule = Callable[[tuple[str, ...], Path], FolderRemark | None]
"""From the steps of a path below its folder (none: the folder itself), what is wrong with what lies there."""


def check_folders(root: Path) -> Problems:
    """Problems of the folders of the project at ``root``: errors when facts would be lost or a link followed, else warnings."""
    for name, rule in (("data", _in_data), ("docs", _in_docs), ("overrides", _in_overrides)):
        yield from (problem for _, problem in _entries(root / name, root, rule) if problem)


def missing_files(root: Path) -> list[Problem]:
    """A warning for each file that the project at ``root`` should have in ``data/``, and has not."""
    absent = (one for one in LONE_FILES if not (root / one.path).exists())
    return [Problem(one.path, 1, "", "", *one.missing, WARNING) for one in absent if one.missing]


def published(docs: Path) -> list[Path]:
    """The files of ``docs/`` that make pages or go with them, in a stable order."""
    return [path for path, problem in _entries(docs, docs.parent, _in_docs) if not problem]


def written_pages(docs: Path) -> list[Path]:
    """The pages of ``docs/`` written by hand."""
    return [path for path in published(docs) if path.suffix == ".md"]


def address_of(page: Path) -> str:
    """The address that MkDocs gives to a page of ``docs/``: « a-propos/index.md » → « a-propos/ »; "" for the home page."""
    place = page.with_suffix("")
    address = (place.parent if place.name in {"index", "README"} else place).as_posix()
    return "" if address == "." else f"{address}/"


def clothing(overrides: Path, root: Path | None = None) -> list[Path]:
    """The files of an ``overrides/`` that may be published.

    The tool's own may be anywhere, even behind a link; those of the project at ``root`` may not.
    """
    return [path for path, problem in _entries(overrides, root or overrides, _in_overrides) if not problem]


def _entries(path: Path, root: Path, rule: FolderRule, above: tuple[str, ...] = ()) -> Iterator[tuple[Path, Problem | None]]:
    """Every file at or below a path; with its problem, what cannot be used. What has one is not looked into."""
    if path.name in GIT:
        return
    if leftover(path.name):
        yield path, Problem(path.relative_to(root).as_posix(), 1, "", "", *LEFT)
        return
    try:
        status = look(path, root, None if rule is _in_data else MAX_BYTES if path.suffix == ".md" else MAX_DOCUMENT, folder=True)
    except FileNotFoundError:
        return
    except OddFile as error:
        yield path, odd_file_problem(error, root)
        return
    folder = stat.S_ISDIR(status.st_mode)
    if told := rule(above, path):
        yield path, Problem(f"{path.relative_to(root).as_posix()}{'/' if folder else ''}", 1, "", "", *told)
    elif folder:
        for inner in sorted(path.iterdir(), key=lambda inner: inner.name):
            yield from _entries(inner, root, rule, (*above, inner.name))
    else:
        yield path, None


LEFT = (
    "Ce fichier est caché, ou laissé par un éditeur ou une copie : il n'est ni lu ni publié.",
    "Supprimez-le, après avoir vérifié qu'il ne contient rien d'utile.",
    WARNING,
)


def _in_overrides(steps: tuple[str, ...], path: Path) -> FolderRemark | None:
    """Of ``assets/``, what is published: nothing that a browser would open as a page without our policy."""
    if steps[:1] != ("assets",) or path.is_dir() or path.suffix.lower() in WORN:
        return None
    remedy = "Une page s'écrit dans docs/. Retirez ce fichier de overrides/assets/."
    return f"Ce fichier n'est pas publié : overrides/assets/ donne {', '.join(sorted(WORN))}.", remedy, WARNING


# --- data/ ---------------------------------------------------------------------------------------


def _in_data(steps: tuple[str, ...], path: Path) -> FolderRemark | None:
    if not steps:
        return None
    folder, *rest = steps
    if not rest:
        if path.is_dir():
            read = READ_BY.get(folder) in extension_names()
            return None if read or folder in (*FOLDERS, IMAGES) else _unknown_folder(path)
        return None if folder in FILES else _unknown_file(path)
    if folder == APPROVED:
        return None if path.suffix in KEPT else _elsewhere(path)
    if folder == IMAGES:
        fit = not path.is_dir() and path.suffix in LOOKED_AT
        return None if fit or path.name == GUIDE else (*NO_PICTURE, WARNING)
    if path.is_dir():
        return "Ce dossier n'est pas lu.", f"Mettez ses fiches directement dans data/{folder}/.", ERROR
    return None if path.suffix in {".yml", ".yaml"} or path.name == GUIDE else _not_a_record(path, folder)


def _unknown_folder(path: Path) -> FolderRemark:
    if extension := READ_BY.get(path.name):
        told = f"Ce dossier n'est pas lu : l'extension « {extension} », qui lit ces fiches, n'est pas installée."
        return told, "Remettez-la, ou sortez ce dossier de data/.", WARNING
    facts = any(FACTS.search(name) for _, _, names in os.walk(path) for name in names)
    near = MEANT.get(path.name.lower()) or nearest(path.name, (*FOLDERS, *FILES), cutoff=0.75)
    choices = f"Dossiers possibles : {', '.join(FOLDERS)}."
    told = "Ce dossier n'est pas lu : ce qu'il contient manquerait sur le site." if facts else "Ce dossier n'est pas lu."
    return told, f"Vouliez-vous écrire « {near} » ?" if near else choices, ERROR if facts else WARNING


def _unknown_file(path: Path) -> FolderRemark:
    """A file at the top of ``data/`` that nothing reads."""
    if extension := READ_BY.get(path.name):
        told = f"Ce fichier n'est pas lu : l'extension « {extension} », qui le lit, n'est pas installée."
        return told, "Remettez-la, ou sortez ce fichier de data/.", WARNING
    if not FACTS.search(path.name):
        return _elsewhere(path)
    stem = FACTS.sub("", path.name)
    names = {known.partition(".")[0]: known for known in reversed(FILES)} | {folder: f"{folder}/" for folder in FOLDERS}
    near = nearest(stem, names, cutoff=0.75)
    folder = _folder_of(path) or f"l'un de : {', '.join(FOLDERS)}"
    remedy = f"Vouliez-vous écrire « {names[near]} » ?" if near else f"Rangez-le dans {folder}."
    return "Ce fichier n'est pas lu : ses faits manqueraient sur le site.", remedy, ERROR


def _folder_of(path: Path) -> str:
    """« data/structures/ », when the fields of the file are those of one kind only."""
    try:
        text = read_plain(path, most=MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
    kinds = kinds_with(set(re.findall(r"^([a-z_]+)\s*:", text, re.MULTILINE)))
    return f"data/{kinds[0].folder}/" if len(kinds) == 1 else ""


def _not_a_record(path: Path, folder: str) -> FolderRemark:
    """A file in a folder of records whose name does not end as theirs; without any end, it is one too."""
    written = path.suffix.lower() in AS_PDF | {".txt"}
    if written and not FACTS.search(path.name):
        genre = next(kind.kind for kind in KINDS if kind.folder == folder)
        told = "Ce fichier n'est pas lu : une fiche est un texte simple, dont le nom finit par « .yml »."
        return (
            told,
            f"Si c'est une fiche, lancez « ctg nouveau {genre} » et copiez-y le texte. Sinon, sortez-le de data/.",
            WARNING,
        )
    if path.suffix and not FACTS.search(path.name):
        return _elsewhere(path)
    meant = f"{as_identifier(FACTS.sub('', path.name)) or 'nom'}.yml"
    return "Ce fichier n'est pas lu : le nom d'une fiche finit par « .yml ».", f"Renommez-le « {meant} ».", ERROR


def _elsewhere(path: Path) -> FolderRemark:
    """What is told of a file that states no fact."""
    suffix = path.suffix.lower()
    remedy = "Déplacez-le hors de data/, ou supprimez-le."
    if suffix in PICTURES | {".md", ".pdf"}:
        remedy = "Pour le publier, mettez-le dans docs/."
    elif suffix in AS_PDF:
        remedy = "Pour le publier, enregistrez-le en PDF dans docs/."
    elif suffix in AS_CSV | {".csv"}:
        remedy = "Pour en tirer des fiches : « ctg importer »."
    return "Ce fichier n'est pas une fiche : il n'est pas lu.", remedy, WARNING


# --- docs/ ---------------------------------------------------------------------------------------

AS_PDF = {".docx", ".doc", ".odt", ".rtf", ".pptx", ".ppt", ".odp", ".pages"}
AS_CSV = {".xlsx", ".xls", ".ods", ".tsv", ".numbers"}
AS_PICTURE = {".heic", ".tif", ".tiff", ".bmp", ".psd"}
AS_PAGE = {".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".txt", ".html", ".htm"}
REMEDIES = (
    (AS_PDF, "Enregistrez-le en PDF accessible."),
    (AS_CSV, "Enregistrez-le en .csv."),
    (AS_PICTURE, "Enregistrez-la en .jpg ou en .png."),
    (AS_PAGE, "Pour en faire une page, donnez-lui un nom qui finit par « .md »."),
)


def _in_docs(steps: tuple[str, ...], path: Path) -> FolderRemark | None:
    if path.is_dir():
        reserved = steps == ("templates",)  # MkDocs never publishes it
        return ("Ce dossier n'est pas publié : son nom est réservé.", "Renommez-le.", WARNING) if reserved else None
    suffix = path.suffix.lower()
    if path.name == "README.md":
        told = "« README.md » serait publié comme la première page de son dossier."
        return told, "Si c'est une page, renommez-le « index.md ». Si c'est une note pour vous, sortez-le de docs/.", ERROR
    if path.suffix == ".md" or suffix in PUBLISHED:
        return None
    remedy = next((remedy for known, remedy in REMEDIES if suffix in known), "Retirez-le de docs/.")
    return "Ce fichier n'est pas publié : docs/ donne des pages .md, des images, des PDF et des .csv.", remedy, WARNING


LAST = f"Pour une feuille à vous, écrivez-la dans {OWN_CLOTHES}/{LAST_SHEET}."
READ = {".css", ".js"}
"""What is read to be published, and not as it is."""
NOT_UTF8 = "Ce fichier n'est pas enregistré en UTF-8.", "Enregistrez-le en UTF-8, dans votre éditeur de texte."


def unused_overrides(root: Path) -> Problems:
    """A warning for each style sheet or other file of ``overrides/`` that no page asks for; an error for one that cannot be
    read.
    """
    own = root / OWN_CLOTHES
    if own.resolve() == CLOTHES:
        return
    files, texts = clothing(own, root), {}
    for path in files:
        if path.suffix not in READ:
            continue
        try:
            texts[path] = read_plain(path, root).decode("utf-8")
        except OddFile as error:
            yield odd_file_problem(error, root)
        except UnicodeDecodeError:
            yield Problem(path.relative_to(root).as_posix(), 1, "", "", *NOT_UTF8)
    for path in files:
        place = path.relative_to(own).as_posix()
        others = "".join(text for other, text in texts.items() if other != path)
        if (told := _unworn(place)) and path.name not in others:
            yield Problem(f"{OWN_CLOTHES}/{place}", 1, "", "", *told, WARNING)


def _unworn(place: str) -> tuple[str, str] | None:
    """What is told of a file that stands in place of none of the tool's."""
    if place.startswith("assets/"):
        known = {path.relative_to(CLOTHES).as_posix() for path in clothing(CLOTHES)}
        if place in known or place == LAST_SHEET or not place.endswith((".css", ".js")):
            return None  # a picture of its own may be shown by a page of docs/
        near = nearest(place, known, cutoff=0.75)
        return "Aucune page ne demande ce fichier : il ne sert pas.", f"Vouliez-vous écrire « {near} » ?" if near else LAST
    told = f"Ce fichier ne sert pas : {OWN_CLOTHES}/ ne donne que assets/ (styles, images). Les gabarits sont ceux de l'outil."
    return told, "Rangez-le dans assets/, ou supprimez-le."


def unused_hooks(root: Path) -> Problems:
    """A warning for the modules of a territory's ``hooks/``, which the tool read until version 3."""
    hooks = root / "hooks"
    if hooks.is_dir() and hooks.resolve() != PACKAGE.parent and any(hooks.glob("*.py")):
        told = "Ce dossier n'est plus lu : depuis la version 3, une extension est un paquet, qui s'installe."
        yield Problem("hooks/", 1, "", "", told, "Faites-en un paquet, ou supprimez-le.", WARNING)
