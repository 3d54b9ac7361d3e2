"""A chapter notices when its hole or patch is moved by one row: the stored numbers are live."""

import subprocess
import sys

import pytest

from tests.paths import CHAPTERS, ROOT
from tools.book.store_outputs import read_notebook, write_notebook

# Chapter: a piece of its code, and the same with the hole or patch one row lower.
MOVES = {
    "00_images_with_holes": (
        "mask = make_mask(PAPER_32, 128, 128)",
        "mask = make_mask(type(PAPER_32)(PAPER_32.top + 1, PAPER_32.left, 32, 32), 128, 128)",
    ),
    "01_one_pixel_eight_neighbours": (
        "patch = cat[141:144, 180:183]",
        "patch = cat[142:145, 180:183]",
    ),
    "02_one_pixel_twenty_four_neighbours": (
        'cat = as_uint8(load_photo("chelsea"))[80:180, 180:280]',
        'cat = as_uint8(load_photo("chelsea"))[81:181, 180:280]',
    ),
    "03_the_whole_picture": (
        "hole = PAPER_16",
        "hole = Hole(PAPER_16.top + 1, PAPER_16.left, 16, 16)",
    ),
    "04_thirty_two": (
        "HOLE = PAPER_32",
        "HOLE = type(PAPER_32)(PAPER_32.top + 1, PAPER_32.left, 32, 32)",
    ),
    "05_is_it_any_good": (
        "HOLE = PAPER_32",
        "HOLE = type(PAPER_32)(PAPER_32.top + 1, PAPER_32.left, 32, 32)",
    ),
    "06_holes_anywhere": (
        "HOLE = Hole(18, 20, 10, 10)",
        "HOLE = Hole(19, 20, 10, 10)",
    ),
    "07_a_critic": (
        "HOLE = PAPER_32",
        "HOLE = type(PAPER_32)(PAPER_32.top + 1, PAPER_32.left, 32, 32)",
    ),
    "08_heavier_encoders": (
        "HOLE = Hole(26, 27, 16, 16)",
        "HOLE = Hole(27, 27, 16, 16)",
    ),
}


def move_hole(notebook, old, new):
    """Replace a piece of code in the notebook; it must stand there exactly once."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and old in cell.source]
    assert len(cells) == 1, f"{old!r} should stand in one code cell, and stands in {len(cells)}"
    cells[0].source = cells[0].source.replace(old, new)
    return notebook


def test_every_chapter_has_a_move():
    assert set(MOVES) == {chapter.stem for chapter in CHAPTERS}


@pytest.mark.parametrize("name", MOVES)
def test_moving_the_hole_by_one_row_fails_a_marked_cell(name, tmp_path):
    # The copy lies where the chapter's relative paths lead to the same files.
    folder = tmp_path / "chapters"
    folder.mkdir()
    for neighbour in ("data", "inpaint_lib", "book"):
        (tmp_path / neighbour).symlink_to(ROOT / neighbour)
    copy = folder / f"{name}.ipynb"
    notebook = read_notebook(ROOT / "chapters" / copy.name)
    copy.write_text(write_notebook(move_hole(notebook, *MOVES[name])), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "--nbval-cell-timeout=300", "-x",
               "-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir", tmp_path, copy]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 1, run.stdout
    assert "Cell outputs differ" in run.stdout, run.stdout
