"""What is taken away on paper: the booklet of each commune, the cards of the emergency numbers."""

from ctg import api

EXTENSION = api.Extension(
    first=("ctg_livrets.booklet",),
    documents=("livret = ctg_livrets.command",),
    former={"livret": "ctg document livret"},
)
