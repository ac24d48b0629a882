"""What changes records: the form, and what is asked of those who know."""

from ctg.ground.extensions import Extension

EXTENSION = Extension(
    mounted=("ctg.editing.web:MOUNTED",),
    data_files=("ctg.stores.campaign:load_campaign",),
    commands=(
        "servir = ctg.commands.publication.servir before verifier",
        "nouveau = ctg.commands.records.nouveau after guide",
        "confirmer = ctg.commands.confirmation.confirmer after nouveau",
        "demander-confirmation = ctg.commands.confirmation.demander_confirmation after confirmer",
    ),
)
