"""The chapters as the book was built with them: each cell ran, each marked one printed what is
stored. What is tested is what is read; `make book` has run the cells."""

import functools

import pytest
from jupyter_cache import get_cache

from tests.paths import CHAPTERS
from tools.book.run_chapters import CACHE
from tools.book.store_outputs import is_marked, keep_text, read_notebook

CELLS = [(chapter, number) for chapter in CHAPTERS
         for number, cell in enumerate(read_notebook(chapter).cells) if cell.cell_type == "code"]


@functools.cache
def read_chapter(chapter):
    return read_notebook(chapter).cells


@functools.cache
def read_run(chapter):
    """Return the chapter's code cells as the book holds them, by their place in the chapter."""
    try:
        notebook = get_cache(CACHE).merge_match_into_notebook(read_notebook(chapter))[1]
    except KeyError:
        pytest.fail("The book does not hold this chapter. Run `make book` first, or `make test`.")
    return notebook.cells


def list_texts(outputs):
    """Return what is compared of a cell's outputs: their kind and their text."""
    return [(output.output_type, output.get("text") or output.data["text/plain"])
            for output in outputs]


@pytest.mark.parametrize("path, number", CELLS,
                         ids=[f"{chapter.stem}, cell {number}" for chapter, number in CELLS])
def test_a_cell_ran_and_printed_what_is_stored(path, number):
    stored, run = read_chapter(path)[number], read_run(path)[number]
    assert run.source == stored.source and run.execution_count
    assert not [output for output in run.outputs if output.output_type == "error"]
    if is_marked(stored):
        assert list_texts(keep_text(run.outputs)) == list_texts(stored.outputs)


def test_a_changed_output_is_noticed():
    stored = next(cell.outputs for path, number in CELLS
                  if is_marked(cell := read_notebook(path).cells[number]))
    texts = list_texts(stored)
    stored[0].text = stored[0].text.replace("0", "1")
    assert list_texts(stored) != texts
