"""Puts into the wheel what the library needs of the folder data/; pyproject.toml says the rest."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

CARRIED = ["anywhere.onnx"]


class BuildWithData(build_py):
    """Copies the files beside the modules, where `find_data` looks for them."""

    def run(self):
        super().run()
        if not self.editable_mode:
            folder = Path(self.build_lib, "inpaint_lib", "data")
            self.mkpath(str(folder))
            for name in CARRIED:
                self.copy_file(str(Path("data", name)), str(folder / name))


setup(cmdclass={"build_py": BuildWithData})
