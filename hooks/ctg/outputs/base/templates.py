"""The environments that render templates, a territory's own first; what is told when one of those is wrong. Sole importer of
``jinja2``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from traceback import extract_tb

import jinja2
from jinja2.ext import Extension

from ctg.checks.files.folders import clothing
from ctg.ground import phrases
from ctg.ground.extensions import HOOKS, template_folders
from ctg.ground.files import read_plain
from ctg.ground.problems import ERROR, DataError, Problem, plural
from ctg.ground.resources import OWN_TEMPLATES, TEMPLATES, own

Environment = jinja2.Environment
each_time = jinja2.pass_context
"""A filter of which a template asks again each time that it is rendered, were it of the same words: it is given the context."""
TOOLS = "ctg"
"""« ctg/structure.html » is the tool's: a territory's « structure.html » may extend it."""
SHARED_OUT = "_fragments.html"
"""Until version 2, all shared macros; since, each is in one of ``SHARES``."""
SHARES = ("_page.html", "_site.html", "_lieux.html", "_institutions.html", "_communes.html", "_plan.html")


class _FrenchSource(Extension):
    """The templates' own words get the same no-break spaces as the data."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return phrases.typography(source)


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates, kept from one build to the next in Jinja's own folder for this user: 1 s of processor of 10."""

    def get_source_checksum(self, source: str) -> str:
        """The checksum of what is compiled: the template's text with its typography."""
        return super().get_source_checksum(phrases.typography(source))

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Whoever cannot keep it compiles it again."""
        with suppress(OSError):
            super().dump_bytecode(bucket)

    @classmethod
    def made(cls) -> _Compiled | None:
        """None where no folder is safe."""
        with suppress(OSError, RuntimeError):
            return cls()
        return None


def site_environment(root: Path | None, finalize: Callable[[object], object]) -> Environment:
    """What renders the pages of the project at ``root``: each expression goes through ``finalize``, then is escaped; any unknown
    name fails."""
    return Environment(
        loader=_loader(root),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[_FrenchSource],
        bytecode_cache=_Compiled.made(),
        auto_reload=False,  # a preview whose templates change is another site, with its own environment
    )


def _loader(root: Path | None) -> jinja2.BaseLoader:
    """The templates of the project at ``root``, then the tool's and its extensions'."""
    tools = jinja2.FileSystemLoader([TEMPLATES, *template_folders()])
    named = jinja2.PrefixLoader({TOOLS: tools})
    mine = [jinja2.FunctionLoader(partial(_own_source, root))] if root else []
    return jinja2.ChoiceLoader([*mine, tools, named])


def _own_source(root: Path, name: str) -> tuple[str, str, None] | None:
    """As Jinja wants it: the text of the territory's template of that name, its file."""
    path = own(root, f"templates/{name}")
    return (read_plain(path, root).decode(), str(path), None) if path else None


def wrong_templates(root: Path) -> Iterator[Problem]:
    """What cannot be read of a territory's own templates. A name that nobody gives is told when a page asks for it."""
    environment = Environment(extensions=[_FrenchSource])
    folder = root / OWN_TEMPLATES
    for path in (one for one in clothing(folder, root) if one.suffix == ".html"):
        try:
            yield from _shared_out(path, environment.parse(read_plain(path, root).decode(), path.name, str(path)), root)
        except (jinja2.TemplateSyntaxError, UnicodeDecodeError) as error:
            yield _problem(path, getattr(error, "lineno", 1), error, root)


def _shared_out(path: Path, tree: jinja2.nodes.Template, root: Path) -> Iterator[Problem]:
    """The remedy for a territory's template that still imports ``SHARED_OUT``: which of ours has each macro that it calls."""
    if own(root, f"templates/{SHARED_OUT}"):
        return
    calls = [call.node for call in tree.find_all(jinja2.nodes.Call)]
    called = {getattr(node, "attr", getattr(node, "name", "")) for node in calls}
    for node in tree.find_all((jinja2.nodes.Import, jinja2.nodes.FromImport)):
        if getattr(getattr(node, "template", None), "value", "").removeprefix(f"{TOOLS}/") == SHARED_OUT:
            lines = [f"« {{% import '{name}' as … %}} » pour {phrases.joined(macros)}" for name, macros in _homes(called)]
            remedy = f"Importez à la place {phrases.joined(lines)}." if lines else "Supprimez cette ligne : rien ne s'en sert."
            message = f"« {SHARED_OUT} » n'existe plus : ses morceaux sont rangés par sujet."
            yield Problem(path.relative_to(root).as_posix(), node.lineno, "", "", message, remedy)


def _homes(called: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Each template of ours that has some of these macros, and which."""
    for name in SHARES:
        if macros := sorted(called.intersection(re.findall(r"{% macro (\w+)", (TEMPLATES / name).read_text("utf-8")))):
            yield name, macros


def own_fault(error: Exception, root: Path) -> Problem | None:
    """What is told of an error that comes from a territory's own template, on its line; None when it is the tool's."""
    folder = root / OWN_TEMPLATES
    met = [step for step in extract_tb(error.__traceback__) if step.filename.endswith(".html")]
    if not met and isinstance(error, jinja2.TemplateNotFound):
        return _not_there(str(error), root)
    if not met or not Path(met[-1].filename).is_relative_to(folder):
        return None
    return _problem(Path(met[-1].filename), met[-1].lineno or 1, error, root)


def _not_there(name: str, root: Path) -> Problem | None:
    """What is told of a template that a territory's own ``hooks/`` asks for and nobody has, where its name is written."""
    for path in sorted((root / HOOKS).glob("**/*.py")):
        with suppress(OSError):
            for line, text in enumerate(read_plain(path, root).decode("utf-8", "replace").splitlines(), 1):
                if re.search(rf"""["']{re.escape(name)}["']""", text):
                    remedy = f"Corrigez ce nom, ou écrivez ce gabarit dans {OWN_TEMPLATES}/."
                    return Problem(
                        path.relative_to(root).as_posix(), line, "", "", f"Il n'y a pas de gabarit « {name} ».", remedy
                    )
    return None


MEANT = (
    (jinja2.UndefinedError, r"'([^']+)' is undefined", "« {named} » n'est pas un nom que cette page donne."),
    (jinja2.UndefinedError, r"has no (?:attribute|element) '([^']+)'", "Rien ne s'appelle « {named} » ici."),
    (jinja2.TemplateNotFound, r"'?([^']+)'?", "Il n'y a pas de gabarit « {named} »."),
    (jinja2.TemplateSyntaxError, r"(.*)", "Ce gabarit ne peut pas être lu (Jinja : « {named} »)."),
    (UnicodeDecodeError, r"()", "Ce gabarit n'est pas enregistré en UTF-8."),
    (Exception, r"(.*)", "Ce gabarit ne peut pas être rempli ({kind} : « {named} »)."),
)
"""Error → the sentence that tells it, with what its words name."""


def _problem(path: Path, line: int, error: Exception, root: Path) -> Problem:
    found = ((told, re.search(words, str(error))) for kind, words, told in MEANT if isinstance(error, kind))
    told, named = next((told, match[1]) for told, match in found if match)
    remedy = f"Corrigez-le, ou supprimez-le : celui de l'outil reviendra. Le vôtre peut partir de lui : « {TOOLS}/{path.name} »."
    return Problem(path.relative_to(root).as_posix(), line, "", "", told.format(named=named, kind=type(error).__name__), remedy)


def error_page(error: DataError) -> str:
    """The mistakes of the data as a document, while there is no site to frame it."""
    mistakes = [problem for problem in error.problems if problem.level == ERROR]
    return alone("erreur.html", problems=mistakes, head=str(error).split("\n", 1)[0])


def alone(template: str, **values: object) -> str:
    """A document that stands by itself, without the site that would frame it: its template has its own styles and scripts."""
    return standing_alone(TEMPLATES).get_template(template).render(**values)


def standing_alone(*folders: Path) -> Environment:
    """What renders the templates of folders where there is no site: values come out as they are, but for ``fr``."""
    environment = Environment(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[_FrenchSource],
    )
    environment.filters |= {"fr": phrases.typography, "date": phrases.date_fr, "pluriel": plural}
    return environment
