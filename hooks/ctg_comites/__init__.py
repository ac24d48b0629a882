"""What a steering committee reads: its file, the report of each year, evaluations."""

from ctg import api

EXTENSION = api.Extension(
    kinds=("ctg_comites.evaluation_kind:Evaluation after Diagnostic",),
    screens=("ctg_comites.screen:REPORTS_SCREEN", "ctg_comites.screen:MEETING_FILE"),
    data_files=("ctg_comites.year:load_approved",),
    rules=("ctg_comites.evaluation_kind",),
    outputs=("reports = ctg_comites.evaluation:reports before about",),
    documents=(
        "comite = ctg_comites.committee_file",
        "bilan = ctg_comites.year_pages",
        "cooperation = ctg_comites.post_report",
    ),
    former={
        "copil": "ctg document comite",
        "bilan-ctg": "ctg document bilan",
        "fiches-actions": "la page de chaque action, qui s’imprime",
        "evaluation": "une évaluation s'écrit dans le formulaire (ctg servir) : « Fiches », « évaluations »",
    },
)
