"""Early childhood before the law: what it asks of each commune for children under three, and the plan that a convention is."""

from ctg import api

EXTENSION = api.Extension(
    outputs=("early_childhood = ctg_petite_enfance.page:early_childhood_page after diagnosis",),
)
