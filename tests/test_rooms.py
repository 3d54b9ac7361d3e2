"""The rooms of the library: what chapters import from them is there, and light."""

import importlib
import subprocess
import sys

import pytest

from inpaint_lib.__main__ import COMMANDS, main
from tests.paths import ROOT

ROOMS = sorted(path.parent.name for path in (ROOT / "inpaint_lib").glob("*/__init__.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_every_name_it_lists(room):
    module = importlib.import_module(f"inpaint_lib.{room}")
    for name in dir(module):
        getattr(module, name)
    with pytest.raises(ImportError, match="fill_nothing"):
        exec(f"from inpaint_lib.{room} import fill_nothing")


def test_importing_the_rooms_imports_no_tensorflow():
    code = "import sys, {}; sys.exit('tensorflow' in sys.modules or 'cv2' in sys.modules)"
    names = ", ".join(f"inpaint_lib.{room}" for room in ROOMS)
    assert subprocess.run([sys.executable, "-c", code.format(names)], cwd=ROOT).returncode == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    assert capsys.readouterr().out.startswith("usage: ")


def test_an_unknown_command_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["fil"])
    assert "invalid choice: 'fil'" in capsys.readouterr().err
