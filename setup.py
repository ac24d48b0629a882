"""Which folders of this repository are in the package; the rest is in ``pyproject.toml``."""

from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py


class WithTheRest(build_py):
    """What stands outside ``hooks/`` is copied when a wheel is made: an installation that follows the sources has one folder to
    name, and setuptools has nothing to warn of."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        self.copy_tree("overrides", str(Path(self.build_lib, "ctg/habillage")))  # where ctg/common/files.py looks for it
        for name in ("CHANGELOG.md", "requirements.lock"):  # with the guides (« ctg guide versions »); new projects get the lock
            self.copy_file(name, str(Path(self.build_lib, "ctg/guides", name)))


setup(
    include_package_data=False,  # what follows is all there is, whatever the folder holds
    packages=find_packages("hooks"),
    package_dir={"": "hooks"},
    package_data={"": ["**"]},
    exclude_package_data={"": ["**/*.pyc", "tests/**"]},
    cmdclass={"build_py": WithTheRest},
)
