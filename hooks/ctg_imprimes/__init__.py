"""What is taken away on paper: the booklet of each commune, the cards of the emergency numbers."""

from ctg.api import Extension

EXTENSION = Extension(
    first=("ctg_imprimes.booklets",),
    documents=("livret = ctg_imprimes.command",),
)
