"""The house keeps itself: arrows between rooms lead downward, and rooms and files stay small."""

import ast

import nbformat
import pytest

from tests.paths import ROOT

LIBRARY = ROOT / "inpaint_lib"
FLOORS = ("options", "images", "files", "holes", "random_holes", "drawing", "models", "datasets",
          "metrics", "fills", "critics", "training", "evaluation", "course", "commands", "__main__")
"""From the ground up: what stands here imports only what stands before it."""
MOST_FILES, MOST_LINES = 12, 400
FILES = sorted(LIBRARY.rglob("*.py"))


def name_room(path):
    return path.relative_to(LIBRARY).parts[0].removesuffix(".py")


def list_rooms_imported(tree):
    """Return the rooms that a file imports, at its top or inside a function."""
    modules = {name for node in ast.walk(tree) for name in (
        [node.module] if isinstance(node, ast.ImportFrom) and node.module else
        [alias.name for alias in node.names] if isinstance(node, ast.Import) else [])}
    return {module.split(".")[1] for module in modules if module.startswith("inpaint_lib.")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_a_file_imports_only_what_stands_below_it(path):
    room = name_room(path)
    if room == "__init__":
        assert not list_rooms_imported(ast.parse(path.read_text(encoding="utf-8")))
        return
    imported = list_rooms_imported(ast.parse(path.read_text(encoding="utf-8"))) - {room}
    above = [other for other in imported if FLOORS.index(other) > FLOORS.index(room)]
    assert above == [], f"{room} stands below {above}"


def test_an_arrow_upward_is_noticed():
    source = "def paint():\n    from inpaint_lib.course.plots import plot_images\n"
    assert list_rooms_imported(ast.parse(source)) == {"course"}
    assert FLOORS.index("course") > FLOORS.index("fills")


@pytest.mark.parametrize("room", sorted({path.parent for path in FILES} - {LIBRARY}),
                         ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_a_room_has_at_most_twelve_files(room):
    assert len([path for path in room.glob("*.py") if path.stem != "__init__"]) <= MOST_FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_a_file_has_at_most_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_a_chapter_imports_rooms_and_at_most_eleven(chapter):
    """A file inside a room is for the library; a student meets the room."""
    code = "\n".join(cell.source for cell in nbformat.read(chapter, as_version=4).cells
                     if cell.cell_type == "code")
    modules = {node.module for node in ast.walk(ast.parse(code))
               if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(LIBRARY.name)}
    assert all(module.count(".") <= 1 for module in modules), modules
    assert len(modules) <= 11


def test_every_room_has_its_place():
    assert {name_room(path) for path in FILES} - {"__init__"} == set(FLOORS)
