"""The pages of ``docs/``, written by hand: what would shut someone out of them, and which HTML they may hold.

Images, headings and links are checked (RGAA 1.1, 9.1, 6.1). Markdown itself says what is an image, a heading or a link: the
page is converted as MkDocs does, after a mark that holds its line was put before each. The HTML is then read in order.

Raw HTML may hold text, lists, tables and pictures of our own; nothing that runs, and nothing from another site, which would
know the reader and could change without us. What is not in these lists is refused, were it harmless: the content policy of the
site would stop it in any case."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

import markdown

from ctg.checking.folders import written_pages
from ctg.common.files import read_plain
from ctg.common.problems import Problem, Problems, fold, shown, suggest
from ctg.reading.sheet import encoding_problem, losses, mended

TAGS = frozenset({
    "a", "abbr", "address", "article", "aside", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd",
    "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr",
})  # fmt: skip
ATTRIBUTES = frozenset({
    "alt", "abbr", "cite", "class", "colspan", "datetime", "dir", "headers", "height", "hidden", "href", "hreflang", "id",
    "lang", "loading", "markdown", "open", "rel", "reversed", "role", "rowspan", "scope", "span", "src", "start", "tabindex",
    "title", "translate", "type", "value", "width",
})  # fmt: skip
SCHEMES = ("http", "https", "mailto", "tel", "sms", "geo")
"""Where a link may lead, besides the site itself."""
MINE = "Retirez-la. Un contenu d'un autre site se montre par un lien ; les scripts du site sont dans overrides/."

MarkupFault = tuple[str, str, str]
"""(what to look for in the page, what is wrong, how to mend it)."""


def faults(tag: str, attributes: Mapping[str, str | None]) -> Iterator[MarkupFault]:
    """What is wrong with one tag, read as a browser would."""
    if tag not in TAGS:
        yield f"<{tag}", f"La balise « <{shown(tag)}> » n'est pas permise dans une page.", MINE
        return
    for name, value in attributes.items():
        if name not in ATTRIBUTES and not name.startswith(("aria-", "data-")):
            yield name, f"L'attribut « {shown(name)} » n'est pas permis dans une page.", "Retirez-le."
        elif name == "src" and _elsewhere(value or ""):
            told = f"L'image « {shown(value or '')} » serait demandée à un autre site."
            yield value or name, told, "Copiez-la dans docs/, à côté de la page, si vous en avez le droit."
        elif name == "href" and (scheme := _scheme(value or "")) and scheme not in SCHEMES:
            told = f"Un lien ne peut pas commencer par « {shown(scheme)}: »."
            yield f"{scheme}:", told, "Écrivez une adresse en https://, mailto: ou tel:, ou le nom d'une page."


def _scheme(address: str) -> str:
    """« javascript » of « Java\\nScript:x »: browsers leave out what is not to be seen (WHATWG URL, § 4.4)."""
    match = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", address), re.IGNORECASE)
    return match[1].lower() if match else ""


def _elsewhere(address: str) -> bool:
    return bool(_scheme(address)) or re.sub(r"[\x00-\x20]", "", address).replace("\\", "/").startswith("//")


EXTENSIONS = ("admonition", "attr_list", "fenced_code", "tables")
"""The Markdown extensions, besides that of titles, that change what a page contains."""
HEAD = ("title", "description", "hors_recherche")
"""What the head of a page may say."""
MARK = re.compile("\ue000(\\d+)\ue001")
HEADING = re.compile(r"^( {0,3}#{1,6} *)(?=\S)|(<h[1-6][^>]*>)", re.IGNORECASE)
# Before an image, a link or a tag of raw HTML; not before the second half of « [text][name] », nor what is escaped.
INLINE = re.compile(r"(?<![\\!\]])(?<!\] )(?=!?\[)|(?=<(?:a|img)\s)|(?=<https?:)", re.IGNORECASE)
DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:")
UNDERLINE = re.compile(r"^ {0,3}(=+|-+)\s*$")

VAGUE = {
    "cliquez ici", "cliquer ici", "clique ici", "cliquez", "cliquez sur ce lien", "ici", "c est ici", "ce lien", "lien",
    "le lien", "voir", "voir ici", "lire", "lire la suite", "la suite", "suite", "plus", "en savoir plus", "savoir plus",
    "plus d infos", "plus d informations", "telecharger", "telechargez", "telecharger ici", "click here",
}  # fmt: skip
"""Texts of links that say nothing of where they lead, once folded (see :func:`ctg.common.problems.fold`)."""
CODE_OR_COMMENT = re.compile(
    r"""(?P<code> ^\ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n .*? ^\ {0,3}(?P=fence)[`~]*[ \t]*$       # between fences
      | (?P<shifted>(?:(?<=\n\n)|\A) (?:(?:\ {4}|\t)[^\n]*(?:\n|\Z))+)                          # or what goes on a list
      | (?P<ticks>(?<!`)`+(?!`)) (?:(?!\n[ \t]*\n).)+? (?<!`)(?P=ticks)(?!`) )                    # in a line
      | <!--(?:-?>|.*?(?P<end>--!?>|\Z)) | <!\[(?:if|endif)\b[^>\n]*>                               # old browsers' too""",
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
FILE_NAME = re.compile(r"\S+\.(?:jpe?g|png|gif|svg|webp)", re.IGNORECASE)

ProseFault = tuple[int, str, str]
"""(line, what is wrong, how to mend it)."""


def check_prose(root: Path) -> Problems:
    """Every problem of the Markdown pages of the project at ``root``."""
    for path in written_pages(root / "docs"):
        name = path.relative_to(root).as_posix()
        raw = read_plain(path, root)
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            yield encoding_problem(name, raw, error)
            continue
        lines = text.splitlines()
        for line, message, remedy in (*losses(text), *findings(mended(text)), *unclosed(text)):
            yield _problem(name, lines, (line, message, remedy))


def _problem(name: str, lines: list[str], finding: ProseFault) -> Problem:
    line, message, remedy = finding
    excerpt = lines[line - 1].strip()[:160] if line <= len(lines) else ""
    return Problem(name, line, "", excerpt, message, remedy)


def without_comments(text: str) -> str:
    """A page without its HTML comments: notes between editors are not for visitors. Those of its code are kept."""

    def kept(match: re.Match) -> str:
        before = re.findall(r"^\S.*", text[: match.start()], re.MULTILINE)[-1:] if match["shifted"] else []
        in_list = before and re.match(r"(?:[-*+]|\d+[.)])\s", before[0])
        return re.sub(r"<!--.*?-->", "", match["code"], flags=re.DOTALL) if in_list else match["code"] or ""

    return CODE_OR_COMMENT.sub(kept, text) if "<!" in text else text  # most pages have none


def unclosed(text: str) -> Iterator[ProseFault]:
    """A comment without an end would take the rest of the page."""
    for match in CODE_OR_COMMENT.finditer(text) if "<!" in text else ():
        if match["end"] == "":
            told = "Ce commentaire n'est pas refermé : la suite de la page ne serait pas publiée."
            yield text.count("\n", 0, match.start()) + 1, told, "Écrivez « --> » à la fin du commentaire."


def findings(text: str) -> list[ProseFault]:
    """The problems of the Markdown ``text`` of one page, in its order."""
    reader = _ProseReader(text)
    reader.feed(markdown.markdown(_marked(text), extensions=list(EXTENSIONS)))
    reader.close()
    return [*_unknown(text.splitlines()), *reader.found]


def links(text: str) -> list[tuple[int, str]]:
    """(line, address) of each link and picture of one page, in its order."""
    reader = _ProseReader(text)
    reader.feed(markdown.markdown(_marked(text), extensions=list(EXTENSIONS)))
    reader.close()
    return reader.links


def without_head(text: str) -> str:
    """The page with its head emptied, so that lines keep their number."""
    lines = text.splitlines()
    lines[: _head(lines)] = [""] * _head(lines)
    return "\n".join(lines)


def _head(lines: list[str]) -> int:
    """How many lines the head of a page has, between two ``---``, them included."""
    return next((n for n, line in enumerate(lines[1:], 2) if line == "---"), 0) if lines[:1] == ["---"] else 0


def _unknown(lines: list[str]) -> Iterator[ProseFault]:
    """What the head of a page says and that we do not read: MkDocs might, and take another template for the page."""
    for number, line in enumerate(lines[: _head(lines)], 1):
        name = re.match(r"([^\s:#]+):(\s|$)", line)
        if name and name[1] not in HEAD:
            told = f"Le champ « {shown(name[1])} » n'existe pas en tête d'une page."
            yield number, told, suggest(name[1], HEAD, "Champs possibles")


def _marked(text: str) -> str:
    """The page with the marks; its head (between two ``---``) is emptied, so that lines keep their number."""
    lines = without_head(text).split("\n")
    following = [*lines, ""][1:]
    return "\n".join(_marked_line(*pair, n) for n, pair in enumerate(zip(lines, following, strict=True), 1))


def _marked_line(line: str, following: str, number: int) -> str:
    if DEFINITION.match(line):
        return line
    mark = f"\ue000{number}\ue001"
    line = INLINE.sub(mark, line)
    line = HEADING.sub(lambda match: match[0] + mark, line)
    return mark + line if UNDERLINE.match(following) and re.match(r" {0,3}[^\W_]", line) else line


class _ProseReader(HTMLParser):
    """Reads the page from top to bottom; ``line`` is that of the last mark."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.found: list[ProseFault] = []
        self.links: list[tuple[int, str]] = []
        """(line, address) of each link and picture."""
        self.line, self.level = 1, 0
        self.link: int | None = None
        """The line of the link that is open."""
        self.words = ""
        self.heading = 0

    @cached_property
    def source(self) -> list[str]:
        """What was written, without its code: no mark can stand before each tag, Markdown would read another page."""
        return CODE_OR_COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), self.text).lower().splitlines()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.links += [(self.line, values[name] or "") for name in ("href", "src") if name in values]
        self.found += [(self._line_of(needle), told, remedy) for needle, told, remedy in faults(tag, values)]
        if tag == "img":
            self._image(values)
        elif tag == "a" and "href" in values:
            self.link, self.words = self.line, ""
        elif re.fullmatch("h[1-6]", tag):
            self.heading = int(tag[1])

    def _line_of(self, needle: str) -> int:
        """Where a tag or an attribute was written, from the last mark on."""
        after = (n for n, line in enumerate(self.source, 1) if n >= self.line and needle.lower() in line)
        return next(after, self.line)

    def handle_data(self, data: str) -> None:
        for text, number in zip(*[iter([*MARK.split(data), ""])] * 2, strict=True):
            self.words += text
            if text.strip():
                self._heading()
            self.line = int(number or self.line)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.link:
            self._link(self.link, " ".join(self.words.split()))
            self.link = None
        elif re.fullmatch("h[1-6]", tag):
            self._heading()

    # --- what is wrong ---------------------------------------------------------------------------

    def _image(self, values: dict[str, str | None]) -> None:
        alt = (values.get("alt") or "").strip()
        self.words += alt or "image"  # so that a link around it is not told of a second time
        if values.get("role") == "presentation":
            return
        if not alt or FILE_NAME.fullmatch(alt):
            told = f"L'image « {shown(values.get('src') or '')} » n'a pas de texte qui la remplace."
            remedy = "Décrivez-la entre les crochets : « ![La cour de la crèche](cour.jpg) ». "
            self.found.append((self.line, told, remedy + "Simple décor : ajoutez « {role=presentation} » après elle."))

    def _heading(self) -> None:
        """Told where its text begins: the mark of its line comes first."""
        level, self.heading = self.heading, 0
        if not level:
            return
        if level > self.level + 1:
            before = f"suit un titre de niveau {self.level}" if self.level else "est le premier de la page"
            told = f"Ce titre de niveau {level} {before}.", f"Commencez-le par « {'#' * (self.level + 1)} »."
            self.found.append((self.line, *told))
        self.level = level

    def _link(self, line: int, words: str) -> None:
        if fold(words) in VAGUE or not fold(words):
            said = f"« {words} » ne dit pas où mène ce lien." if words else "Ce lien n'a pas de texte."
            self.found.append((line, said, "Écrivez ce que l'on y trouve : « le dossier d'inscription »."))
