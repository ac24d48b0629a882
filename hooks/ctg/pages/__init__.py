"""How a page or a file is made: renderer, templates, pictures, charts, PDF, schema.org. The subjects ask here for what they all
make their pages with."""

from ctg.pages.addresses import GROUPS, WHOLE, About, OpenSet, absolute, address, notice, published, root_path
from ctg.pages.renderer import COMMUNES, NOT_FOUND, Facets, MenuLink, Renderer, facets_of, leads_on, page_part, present, under
from ctg.pages.site_files import (
    ABOUT,
    ACTIONS_PAGE,
    DATA,
    EMPTY,
    PROJECT,
    Asset,
    Booklet,
    Fingerprint,
    Page,
    PlanHeading,
    SiteFile,
    SiteFiles,
    Trail,
    in_a_list,
    section_page,
    shown_when,
)
from ctg.pages.templates import TemplateWords, error_page
