"""The accessibility of the site: what is known of it, criterion by criterion, and the declaration that the law asks for."""

from ctg import api

EXTENSION = api.Extension(
    lone_files=("ctg_accessibilite.fields:ACCESSIBILITY",),
    rules=("ctg_accessibilite.declaration",),
    mentions=("ctg_accessibilite.declaration",),
)
