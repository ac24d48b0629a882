"""The Jinja environments. Sole importer of ``jinja2``.

Every template knows the names below; those of a subject are added by the list of :mod:`ctg.publish.build`. Phrases are in
:mod:`ctg.common.phrases`."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple

import jinja2
from jinja2.ext import Extension
from markupsafe import Markup, escape

from ctg.common import phrases
from ctg.common.extensions import extended, template_folders
from ctg.common.phrases import date_fr, lasting, typography
from ctg.common.problems import ERROR, DataError, plural
from ctg.model import Action, Cadre, Commune, Instance, Parcours, Record, Rencontre, Service, Source, Structure, Tarif, freshness
from ctg.model.fields import age_range
from ctg.pages.drawing import icon, shared_icon
from ctg.reading.catalogue import Catalogue


class TemplateWords(NamedTuple):
    """What a subject gives to every template, for one catalogue on one day."""

    filters: Mapping[str, Callable[..., Any]]
    names: Mapping[str, object]


def paragraphs(text: str) -> Markup:
    """Plain text as HTML paragraphs: blank lines separate them; nothing in it is markup."""
    blocks = [typography(" ".join(block.split())) for block in re.split(r"\n\s*\n", text.strip())]
    return Markup("").join(Markup("<p>{}</p>").format(block) for block in blocks)


def price(said: Tarif) -> str:
    """A price and its details in a sentence, « Gratuit. Sauf le repas. », without saying twice what the details begin with."""
    details = said.texte or ""
    free = said.gratuit and not details.lower().startswith("gratuit")
    return " ".join(part for part in ("Gratuit." if free else "", details) if part)


def site_name(url: str) -> str:
    """« www.exemple.fr » from a full address: what a link shows."""
    return re.sub(r"^https?://(www\.)?", "", url).split("/")[0]


def typeset(value: object) -> object:
    """The value of a template's expression: text is typeset and escaped, anything else is left as it is."""
    return _escaped(value) if type(value) is str else value


@lru_cache(maxsize=16_000)  # the same words come back on every page: 0.8 s of processor of 10 at 500 records
def _escaped(text: str) -> Markup:
    return escape(typography(text))


FILTERS: dict[str, Callable[..., Any]] = {
    "date": phrases.date_fr,
    "de_date": phrases.de_date,
    "nombre": phrases.number,
    "temps_plein": phrases.full_time,
    "telephone": phrases.phone,
    "paragraphes": paragraphs,
    "nom_site": site_name,
    "prix": price,
    "km": phrases.distance,
    "les_communes": phrases.the_communes,
    "euros": phrases.euros,
    "liste": phrases.joined,
    "pluriel": plural,
    "majuscule": phrases.capital,
    "de_nom": phrases.of_name,
    "a_nom": phrases.at_name,
    "jour": phrases.weekday,
    "en_date": phrases.on_date,
    "ages": age_range,
}
NAMES: dict[str, object] = {
    "picto": icon,
    "picto_repete": shared_icon,
    "periode": phrases.lasting,
    "preuve": freshness.last_proof,
    "JOURS": phrases.DAYS,
    "Action": Action,
    "Instance": Instance,
    "Parcours": Parcours,
    "Rencontre": Rencontre,
    "Commune": Commune,
    "Service": Service,
    "Structure": Structure,
}
SUBJECT_WORDS: list[Callable[[Catalogue, dt.date], TemplateWords]] = []
"""What makes the words of each subject."""


Environment = jinja2.Environment
"""What renders templates; only this module knows Jinja."""
each_time = jinja2.pass_context
"""A filter of which a template asks again each time that it is rendered, were it of the same words: it is given the context."""


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
    def made(cls, of: str) -> "_Compiled | None":
        """Those of one environment: another compiles the same templates otherwise. None where no folder is safe."""
        with suppress(OSError, RuntimeError):
            return cls(pattern=f"__{of}_%s.cache")
        return None


def site_environment(finalize: Callable[[object], object]) -> Environment:
    """What renders the pages of a site: each expression goes through ``finalize``, then is escaped; any unknown name fails."""
    # a preview whose templates change is another site, with its own environment
    return _environment("site", finalize=finalize, auto_reload=False)


def _environment(name: str, **options: Any) -> Environment:
    return Environment(
        loader=jinja2.FileSystemLoader(template_folders()),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[_FrenchSource],
        bytecode_cache=_Compiled.made(name),
        **options,
    )


EDITING = "_editer/"
"""Where the form is, in a preview only: no page of the site begins so."""


def has_form() -> bool:
    """Whether an extension brings the form to the preview."""
    mounted: tuple[tuple[str, object], ...] = extended("mounted", ())
    return any(path == EDITING for path, _ in mounted)


def error_page(error: DataError) -> str:
    """The mistakes of the data as a document, while there is no site to frame it."""
    mistakes = [problem for problem in error.problems if problem.level == ERROR]
    return alone("erreur.html", problems=mistakes, formulaire=EDITING if has_form() else "", head=str(error).split("\n", 1)[0])


def alone(template: str, **values: object) -> str:
    """A complete HTML document without the site's frame; its template has its own styles and scripts."""
    return standing_alone().get_template(template).render(**values)


def standing_alone() -> Environment:
    """The environment of the templates for documents without a site: only the filter ``fr`` typesets a value."""
    environment = _environment("alone")
    environment.filters |= {"fr": phrases.typography, "date": phrases.date_fr, "pluriel": plural}
    return environment


def period(convention: Cadre) -> str:
    """« du 1er janvier 2024 au 31 décembre 2028 », and which end is not known."""
    begin, end = convention.debut, convention.end
    missing = [] if begin and end else ["fin non renseignée"] if begin else ["début non renseigné"] if end else []
    return ", ".join([lasting(begin, end), *missing]) or "période non renseignée"


def blocks(text: str | None) -> list[str]:
    """The paragraphs of a text, each on one line."""
    return [" ".join(block.split()) for block in re.split(r"\n\s*\n", text or "") if block.strip()]


def address(record: Record) -> str:
    """The address of a record's page on the site."""
    return f"{record.key}/"


def cited(source: Source) -> dict:
    """A source as a dict of its title, address and date; each is empty when unknown."""
    return {"titre": source.titre, "url": source.url or "", "date": date_fr(source.date) if source.date else ""}
