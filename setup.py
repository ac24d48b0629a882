"""Which folders of this repository are in the package; the rest is in ``pyproject.toml``."""

from setuptools import find_packages, setup

PACKED = {"ctg.habillage": "overrides", "ctg.guides": "docs/contribuer", "ctg.exemple": "tests/territoire_essai"}
"""Where ``ctg/resources.py`` looks for them once installed."""

setup(
    include_package_data=False,  # what follows is all there is, whatever the folder holds
    packages=[*find_packages("hooks", exclude=["*.tests"]), *PACKED],
    package_dir={"": "hooks", **PACKED},
    package_data={"": ["**"]},
    exclude_package_data={"": ["**/*.pyc"], "ctg.exemple": ["mkdocs.yml"], "ctg_hsds": ["tests/**"]},
)
