"""What is taken away on paper: the booklet of each commune, the cards of the numbers of emergency."""

from ctg.ground.extensions import Extension

EXTENSION = Extension(
    first=("ctg.outputs.families.booklets",),
    documents=("livret = ctg.commands.documents.livret",),
)
