"""« Quoi de neuf »: what changed on the site since its last publication, on a page, the home page and a feed."""

from ctg import api

EXTENSION = api.Extension(
    outputs=("news = ctg_nouveautes.news:news_page before about",),
    open_data=("feed = ctg_nouveautes.news after calendars",),
    commands=("nouveautes = ctg_nouveautes.news after document",),
)
