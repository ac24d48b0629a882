"""A page described in the words of schema.org, as JSON-LD, for search engines, voice assistants and other programs.

Every page says what it is, its breadcrumb and who publishes it; that of a place, of a service or of a commune, what it is about.
An action, an axis, an indicator, a diagnosis or a body has no type there: schema.org's ``Project`` is an organisation, its
``Action`` is what someone does to a thing. An institution speaks of itself on its own site.
A meeting is told by the calendars. https://schema.org, https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents"""

import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from markupsafe import Markup, escape
from PIL import Image

from ctg import api
from ctg_normes.linked_hours import specifications

Node = dict[str, Any]
AddressOf = Callable[[str], str]
"""From the path of a page to its address, as :func:`address_of` gives it."""

CONTEXT = "https://schema.org"
UNKNOWN: tuple[object, ...] = (None, "", [], ())


def script(nodes: Iterable[Node]) -> Markup:
    """The content of a ``<script type="application/ld+json">``: data, which no browser runs (nor any policy forbids)."""
    return Markup(api.for_script({"@context": CONTEXT, "@graph": list(nodes)}))


def node(type: str, id: str = "", /, **values: Any) -> Node:
    """A schema.org node, without the values of :data:`UNKNOWN`."""
    head = {"@type": type} | ({"@id": id} if id else {})
    return head | {name: value for name, value in values.items() if value not in UNKNOWN}


def subject(link: AddressOf, key: str) -> str:
    """The identifier of what a record describes; the plain address identifies the page itself, which is another thing."""
    return link(f"{key}/") + "#sujet"


def graph(render: api.Renderer, page: api.Page, link: AddressOf, about: Sequence[Node]) -> tuple[Node, ...]:
    """The page itself, its breadcrumb if it has one, then what it is about, the main thing first.

    The home page is the whole site, and says who publishes it.
    """
    territoire = render.catalogue.territoire
    if not page.path:
        return (_site(territoire, link), *about)
    trail = [("Accueil", ""), *page.trail, (page.title, page.path)] if page.trail else []
    itself = node(
        "WebPage",
        link(page.path),
        url=link(page.path),
        name=page.title,
        description=page.description,
        inLanguage="fr",
        license=api.LICENCE_URL,
        publisher=publisher(territoire, link),
        mainEntity={"@id": about[0]["@id"]} if about else None,
        isPartOf=node("WebSite", link("") + "#site", name=territoire.titre_site),
    )
    return (itself, *([_breadcrumb(trail, link)] if trail else []), *about)


def _breadcrumb(trail: list[tuple[str, str]], link: AddressOf) -> Node:
    steps = [node("ListItem", position=i, name=title, item={"@id": link(path)}) for i, (title, path) in enumerate(trail, 1)]
    return node("BreadcrumbList", itemListElement=steps)


def _site(territoire: api.Territoire, link: AddressOf) -> Node:
    editor = territoire.editeur
    where = api.Postal(editor.adresse or "", "", editor.code_postal or "", editor.ville or "")
    reach = {"url": editor.site_web, "telephone": editor.telephone, "email": editor.courriel, "address": address(where)}
    return node(
        "WebSite",
        link("") + "#site",
        url=link(""),
        name=territoire.titre_site,
        description=territoire.accroche,
        inLanguage="fr",
        license=api.LICENCE_URL,
        publisher=publisher(territoire, link) | node("GovernmentOrganization", **reach),
    )


def publisher(territoire: api.Territoire, link: AddressOf) -> Node:
    """The local authority that signed the convention, which publishes the site."""
    return node("GovernmentOrganization", link("") + "#editeur", name=territoire.editeur.nom)


def address(where: api.Postal) -> Node | None:
    """A postal address; None when nothing of it is known."""
    if not where.line:
        return None
    street = ", ".join(part for part in (where.street, where.extended) if part)
    return node(
        "PostalAddress",
        streetAddress=street,
        postalCode=where.postcode,
        addressLocality=where.city,
        addressCountry="FR",
    )


# --- what a record is ---

GOVERNMENT: frozenset[api.Nature] = frozenset(
    {api.Nature.COLLECTIVITE, api.Nature.CAF, api.Nature.MSA, api.Nature.ETAT, api.Nature.DEPARTEMENT, api.Nature.REGION}
)
"""Natures of the institutions that run a public service by law: the two funds are of private law, and do."""


def whereabouts(render: api.Renderer, record: api.Record) -> Node:
    """Address and point of a record as properties, when they are known and may be published."""
    seen = api.PublicView(render.catalogue, record, render.today)
    return {"address": address(seen.postal), "geo": geo(seen.point) if seen.point else None}


def geo(position: api.Position) -> Node:
    """A point, in degrees."""
    return node("GeoCoordinates", latitude=position.lat, longitude=position.lon)


def hours(render: api.Renderer, record: api.Record, place: api.HasHours) -> dict[str, list[Node]]:
    """The ordinary weeks and, day by day, all that departs from them in the year to come.

    Nothing when they cannot be told exactly: a morning without its hours, a round without its days.
    """
    if isinstance(place, api.Place) and render.catalogue.moves(place):
        return {}
    return specifications(place, api.Calendar.of(render.catalogue, record), render.today) or {}


def city(render: api.Renderer, nom: str, link: AddressOf) -> Node:
    """A commune by its name."""
    return node("City", subject(link, render.catalogue.commune(nom).key), name=nom)


def territory(render: api.Renderer, link: AddressOf) -> Node:
    """The whole territory."""
    return node("AdministrativeArea", link("") + "#territoire", name=render.catalogue.territoire.nom)


def organisation(render: api.Renderer, name: str | None, link: AddressOf) -> Node | None:
    """An institution by the name that a record gives it; when it has a page, it is the same everywhere."""
    if not name:
        return None
    partner = render.catalogue.partner(name)
    return node(nature(partner), subject(link, partner.key), name=name) if partner else node("Organization", name=name)


def nature(partner: api.Partenaire) -> str:
    """The type of a partner."""
    return "GovernmentOrganization" if partner.nature in GOVERNMENT else "Organization"


def described(render: api.Renderer, record: api.Record, text: str | None) -> str:
    """A text preceded by the page's warning, so that it looks no surer elsewhere than here."""
    return " ".join(part for part in (api.PublicView(render.catalogue, record, render.today).caution, text) if part)


def structure(record: api.Structure, render: api.Renderer, link: AddressOf) -> Iterator[Node]:
    kind, call = render.catalogue.type_of(record), api.PublicView(render.catalogue, record, render.today).spoken
    answering = node("ContactPoint", telephone=call.telephone, name=call.name) if call and call.name else None  # in its stead
    coming = dict.fromkeys((*record.communes_desservies, *(stop.commune for stop in record.arrets)))
    yield node(
        kind.schema_org,
        subject(link, record.key),
        name=record.nom,
        alternateName=list(record.autres_noms),
        description=described(render, record, record.description),
        url=record.site_web or link(f"{record.key}/"),
        sameAs=[record.accessibilite_lieu] if record.accessibilite_lieu else [],
        telephone=record.telephone,
        contactPoint=answering,
        email=record.courriel,
        **whereabouts(render, record),
        **hours(render, record, record),
        containedInPlace=_town(render, record, link),
        areaServed=[city(render, nom, link) for nom in coming],
        parentOrganization=organisation(render, record.gestionnaire, link),
        isAccessibleForFree=record.tarif.gratuit if record.tarif else None,
    )


def _town(render: api.Renderer, record: api.Structure, link: AddressOf) -> Node | None:
    """The commune of a structure; a neighbour's has no page here, and its INSEE code says which it is."""
    if record.hors_territoire:
        return node("City", name=record.commune, identifier=node("PropertyValue", propertyID="INSEE", value=record.code_insee))
    return None if render.catalogue.moves(record) else city(render, record.commune, link)


def commune(record: api.Commune, render: api.Renderer, link: AddressOf) -> Iterator[Node]:
    yield city(render, record.nom, link) | node(
        "City",
        url=link(f"{record.key}/"),
        geo=geo(record.centre),
        identifier=node("PropertyValue", propertyID="INSEE", value=record.code_insee),
        containedInPlace=territory(render, link),
    )
    if hall := record.mairie:
        yield node(
            "GovernmentOffice",
            link(f"{record.key}/") + "#mairie",
            name=api.contacts_town_hall(record.nom),
            url=hall.site_web or link(f"{record.key}/"),
            telephone=hall.telephone,
            email=hall.courriel,
            **whereabouts(render, record),
            **hours(render, record, hall),
            containedInPlace=city(render, record.nom, link),
        )


def service(record: api.Service, render: api.Renderer, link: AddressOf) -> Iterator[Node]:
    home = render.catalogue.host(record)
    own = home and node(render.catalogue.type_of(home).schema_org, subject(link, home.key), name=home.nom)
    everywhere = [] if record.structure else [territory(render, link)]
    call = api.PublicView(render.catalogue, record, render.today).spoken
    desk = call and node("ContactPoint", telephone=call.telephone, name=call.name)
    yield node(
        "Service",
        subject(link, record.key),
        name=record.nom,
        alternateName=list(record.autres_noms),
        description=described(render, record, record.description),
        url=record.site_web or link(f"{record.key}/"),
        serviceType=render.catalogue.themes_of(record)[0].titre,
        availableChannel=node("ServiceChannel", servicePhone=desk) if desk else None,
        provider=organisation(render, record.gestionnaire, link) or own,
        areaServed=[city(render, nom, link) for nom in record.zone] or everywhere,
    )


NODES: dict[type[api.Record], Callable[[Any, api.Renderer, AddressOf], Iterator[Node]]] = {
    api.Structure: structure,
    api.Service: service,
    api.Commune: commune,
}
"""Of the kinds that have a true type there: the main node first."""


def address_of(render: api.Renderer, page_path: str) -> AddressOf:
    """From the path of a page or file to its address: full when the site knows its own, else relative to a page."""
    return lambda path: api.absolute(render.catalogue.territoire, path) or api.relative(path, page_path)


def nodes(render: api.Renderer, record: api.Record) -> tuple[Node, ...]:
    """What a record is, the main node first; none for a kind without a type there."""
    tell = NODES.get(type(record))
    return tuple(tell(record, render, address_of(render, f"{record.key}/"))) if tell else ()


def linked(render: api.Renderer, page: api.Page) -> Markup:
    """The JSON-LD of a page in its head."""
    said = as_jsonld(render, page)
    return Markup('<script type="application/ld+json">{}</script>').format(said) if said else Markup()


def as_jsonld(render: api.Renderer, page: api.Page) -> Markup | None:
    """The JSON-LD of a page made from the data; None of those written by hand, and of the page of lost addresses."""
    if page.prose or page.path == api.NOT_FOUND:
        return None
    folder, _, id = page.path.rstrip("/").partition("/")
    kind = api.KIND_OF.get(folder)
    record = render.catalogue.get(kind, id) if kind else None
    about = nodes(render, record) if record else ()
    return script(graph(render, page, address_of(render, page.path), about))


# --- shared links --------------------------------------------------------------------------------

PICTURE = "assets/partage.png"
"""The landscape of the territory and its name: what is shown of a link to any page."""
WIDTH, HEIGHT = 1200, 630
"""Pixels: what networks ask for."""
MARGIN, COLUMN, WORDS = 60, 720, 310
"""Pixels around, and the width and height of the words."""
ACROSS, SKY = 1250, 216
"""User units of the landscape that the picture shows, and of sky above its frame."""
LEVELS = 64
"""Colours of the picture."""


def tags(render: api.Renderer, page: api.Page) -> Markup:
    """What other sites show of a link to a page (Open Graph, https://ogp.me); without its own address, no picture nor address."""
    card = "summary_large_image" if pictured(render.catalogue) else "summary"
    told = (f'<meta property="{escape(name)}" content="{escape(said)}">\n' for name, said in _told(render.catalogue, page))
    return Markup("".join((*told, f'<meta name="twitter:card" content="{card}">\n')))


def pictured(catalogue: api.Catalogue) -> bool:
    """Whether there is a picture; of a portal, nothing is to be drawn."""
    return bool(catalogue.territoire.adresse_site and catalogue.contours["features"])


def _told(catalogue: api.Catalogue, page: api.Page) -> Iterator[tuple[str, str]]:
    territoire = catalogue.territoire
    yield "og:type", "website"
    yield "og:site_name", api.typography(territoire.titre_site)
    yield "og:locale", "fr_FR"
    yield "og:title", api.typography(page.title)
    yield "og:description", api.typography(page.description or territoire.accroche)
    if territoire.adresse_site and page.path != api.NOT_FOUND:
        yield "og:url", api.absolute(territoire, page.path)
    if not pictured(catalogue):
        return
    yield "og:image", api.absolute(territoire, PICTURE)
    yield "og:image:type", "image/png"
    yield "og:image:width", str(WIDTH)
    yield "og:image:height", str(HEIGHT)
    yield "og:image:alt", api.typography(f"{territoire.titre_site}. Un paysage du territoire.")


def files(render: api.Renderer) -> Iterator[api.SiteFile]:
    """The picture, none without the site's own address."""
    if pictured(render.catalogue):
        yield api.Asset(PICTURE, lambda: picture(render.catalogue))


def picture(catalogue: api.Catalogue) -> bytes:
    """The landscape with its words, as PNG."""
    territoire, land = catalogue.territoire, api.landscape(catalogue)
    assert land, "a territory has communes"
    place, colours = api.site_name(territoire.adresse_site or ""), api.palette(territoire.allure)
    values = {"largeur": COLUMN, "hauteur": WORDS, "nom": territoire.titre_site, "adresse": place}
    text = Image.open(io.BytesIO(api.make_images("partage.typ", values, colours)[0]))
    svg = api.as_svg(land, colours, api.cut(ACROSS, ACROSS * HEIGHT / WIDTH, SKY))
    whole = Image.open(io.BytesIO(api.as_picture(svg.encode(), WIDTH, HEIGHT))).convert("RGB")
    whole.paste(text, (MARGIN, MARGIN // 2), text)
    out = io.BytesIO()
    whole.quantize(LEVELS).save(out, "PNG", compress_type=zlib.Z_RLE)  # flat areas: half the time, and a tenth lighter
    return out.getvalue()
