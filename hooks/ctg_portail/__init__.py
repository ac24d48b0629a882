"""Several territories together: what they publish is fetched, checked, compared, and shown on one site."""

from ctg import api

EXTENSION = api.Extension(
    commands=("rassembler = ctg_portail.gather after demarrer", "portail = ctg_portail.portail after rassembler"),
)
