"""Which folders of this repository are in the package; the rest is in ``pyproject.toml``."""

from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

PACKED = {"ctg.habillage": "overrides"}
"""Where ``ctg/common/files.py`` looks for it once installed."""


class WithChanges(build_py):
    """What each version changes goes with the guides (« ctg guide versions »), and so does the lock, which new projects get."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            for name in ("CHANGELOG.md", "requirements.lock"):
                self.copy_file(name, str(Path(self.build_lib, "ctg/guides", name)))


setup(
    include_package_data=False,  # what follows is all there is, whatever the folder holds
    packages=[*find_packages("hooks"), *PACKED],
    package_dir={"": "hooks", **PACKED},
    package_data={"": ["**"]},
    exclude_package_data={"": ["**/*.pyc", "tests/**"]},
    cmdclass={"build_py": WithChanges},
)
