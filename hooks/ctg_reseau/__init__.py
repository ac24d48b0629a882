"""Where an address is: asked of the Base Adresse Nationale, by a command and by the form."""

from ctg import api

EXTENSION = api.Extension(
    locate=("ctg_reseau.geocoding:BAN",),
    commands=("geocoder = ctg_reseau.geocoding after relire",),
)
