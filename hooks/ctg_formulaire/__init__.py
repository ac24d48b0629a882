"""Changing records without a text editor: the form, the messages that ask those who know, their answers."""

from __future__ import annotations

from ctg import api

EXTENSION = api.Extension(
    mounted=("ctg_formulaire.web:MOUNTED",),
    data_files=("ctg_formulaire.asking.requests:load_campaign",),
    commands=(
        "servir = ctg_formulaire.servir before verifier",
        "nouveau = ctg_formulaire.nouveau after guide",
        "confirmer = ctg_formulaire.confirmer after nouveau",
    ),
    former={
        "editer": "ctg servir",
        "demander-confirmation": "la page « Demander » du formulaire écrit les messages (ctg servir)",
        "recevoir": "une réponse se lit dans la page « Demander » du formulaire (ctg servir)",
    },
)
