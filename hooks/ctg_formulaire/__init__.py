"""Changing records without a text editor: the form, the messages that ask for a confirmation, their answers."""

from __future__ import annotations

from ctg import api

EXTENSION = api.Extension(
    mounted=("ctg_formulaire.web:MOUNTED",),
    data_files=("ctg_formulaire.following:load_campaign",),
    commands=(
        "servir = ctg_formulaire.servir before verifier",
        "nouveau = ctg_formulaire.nouveau after guide",
        "confirmer = ctg_formulaire.confirmer after nouveau",
        "demander-confirmation = ctg_formulaire.demander_confirmation after confirmer",
    ),
    former={
        "editer": "ctg servir",
        "recevoir": "une réponse se lit dans la page « Réponses » du formulaire (ctg servir)",
    },
)
