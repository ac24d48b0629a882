"""What a steering committee reads: its file, the report of each year, evaluations, alerts."""

from ctg.ground.extensions import Extension

EXTENSION = Extension(
    kinds=("ctg.kinds.project.evaluation:Evaluation after Diagnostic",),
    rules=("ctg.checks.project.evaluations:EVALUATION_RULES",),
    outputs=(
        "sheets = ctg.outputs.project.plan.action_sheets:files after actions",
        "reports = ctg.outputs.project.reports:files after agenda",
        "evaluations = ctg.outputs.project.reports.evaluations:files after reports",
    ),
    documents=(
        "comite = ctg.commands.documents.comite",
        "bilan = ctg.commands.documents.bilan_annuel",
        "fiches-actions = ctg.commands.documents.fiches_actions",
        "evaluation = ctg.commands.documents.evaluation",
    ),
)
