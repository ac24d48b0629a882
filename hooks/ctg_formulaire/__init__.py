"""Changing records without a text editor: the form, the messages that ask those who know, their answers."""

from ctg import api

EXTENSION = api.Extension(
    mounted=("ctg_formulaire.web:MOUNTED",),
    data_files=("ctg_formulaire.asking.requests:load_campaign",),
    commands=(
        "servir = ctg_formulaire.servir before verifier",
        "nouveau = ctg_formulaire.nouveau after guide",
        "relire = ctg_formulaire.rereading after nouveau",
    ),
    former={
        "editer": "ctg servir",
        "confirmer": "la page « Appeler » du formulaire (ctg servir) ; « ctg relire » pour les textes à relire",
        "demander-confirmation": "la page « Demander » du formulaire écrit les messages (ctg servir)",
        "recevoir": "une réponse se lit dans la page « Demander » du formulaire (ctg servir)",
    },
)
