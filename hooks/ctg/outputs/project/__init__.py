"""The territorial project: the pages of the « CTG » section, and what its records' own pages show besides."""

PROJECT = ("Le projet CTG", "ctg/")
CONVENTION = ("La convention", "ctg/")
ACTIONS = ("Axes et actions", "ctg/actions/")
FIGURES = ("Chiffres", "ctg/indicateurs/")
DIAGNOSIS = ("Diagnostic", "ctg/diagnostic/")
COVERAGE = ("Couverture", "ctg/couverture/")
EARLY_CHILDHOOD = ("Petite enfance", "ctg/petite-enfance/")
GOVERNANCE = ("Gouvernance", "ctg/gouvernance/")
PARTICIPATION = ("Participation", "ctg/participation/")
PARTNERS = ("Partenaires", "ctg/partenaires/")
REPORTS = ("Bilans", "ctg/bilans/")
NAV = (
    CONVENTION, ACTIONS, FIGURES, DIAGNOSIS, COVERAGE, EARLY_CHILDHOOD, GOVERNANCE, PARTICIPATION, PARTNERS, REPORTS,
)  # fmt: skip
"""(name, path) of the section's pages, for its menu and for breadcrumbs."""
