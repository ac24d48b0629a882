"""What the State's registers know and the records do not: proposed, never written without a person."""

from ctg import api

EXTENSION = api.Extension(
    screens=("ctg_registres.screen:REGISTERS",),
    data_files=("ctg_registres.proposals:load_decisions",),
    commands=("completer = ctg_registres.completer after exporter",),
)
