"""What a steering committee reads: its file, the report of each year, evaluations, alerts."""

from ctg.ground.extensions import Extension

EXTENSION = Extension(
    kinds=("ctg.kinds.project.evaluation:Evaluation after Diagnostic",),
    rules=("ctg.checks.project.evaluations:EVALUATION_RULES",),
    outputs=(
        "ctg.outputs.project.plan.action_sheets after actions",
        "ctg.outputs.project.reports after agenda",
        "ctg.outputs.project.reports.evaluations after reports",
    ),
    to_do=("ctg.analysis.project.reports.alerts:to_do",),
    documents=(
        "comite = ctg.commands.documents.comite",
        "bilan = ctg.commands.documents.bilan_annuel",
        "fiches-actions = ctg.commands.documents.fiches_actions",
        "evaluation = ctg.commands.documents.evaluation",
    ),
)
